from __future__ import annotations

import tomllib
from copy import deepcopy
from dataclasses import replace
from importlib import resources

import pytest
from refusals import raises_problem
from tabled import short

from commpartner import datasets
from commpartner.benchmark import BenchmarkProblem, problem, problems
from commpartner.benchmark.goals import Best, GoodEnough, outcomes_of
from commpartner.benchmark.problems import problem_from
from commpartner.benchmark.score import run
from commpartner.benchmark.submission import violations
from commpartner.experiments.choosing.paired import direction
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.rows import rows
from commpartner.model.control import Controls, FeedbackPolicy
from commpartner.programme import Policy
from commpartner.programme.levers import Lever, OneOf, Range, number_levers

ALL = list(problems().values())
by_id = pytest.mark.parametrize("each", ALL, ids=lambda each: each.id)
# What a submission may not choose: the policy as it was before the question arose.
FOR_REFERENCE = {("qingyunpu-canteen", "before")}


def test_there_are_ten_over_the_three_cases() -> None:
    assert len(ALL) == len({each.id for each in ALL}) == 10
    assert {each.case for each in ALL} == set(datasets.names())
    assert all(each.id.startswith(f"{each.case}-") for each in ALL)


@pytest.mark.parametrize("place", [(), ("levers", "fee"), ("goal",), ("baselines", "no_cap")])
def test_a_key_that_no_problem_has_is_an_error(place: tuple[str, ...]) -> None:
    file = resources.files("commpartner") / "data" / "benchmark" / "xiashan-fallback.toml"
    written = tomllib.loads(file.read_text(encoding="utf-8"))
    del written["number"]
    assert problem_from("xiashan-fallback", deepcopy(written)) == problem("xiashan-fallback")
    part = written
    for key in place:
        part = part[key]
    part["unknown"] = 1
    with pytest.raises(TypeError, match="unknown"):
        problem_from("xiashan-fallback", written)


def test_an_unknown_name_is_refused_with_near_names() -> None:
    with raises_problem("benchmark, problem: 'xiashan-shares'; did_you_mean or or"):
        problem("xiashan-shares")


@by_id
def test_a_problem_speaks_both_languages(each: BenchmarkProblem) -> None:
    for english, chinese in (
        (each.label_en, each.label_zh),
        (each.question_en, each.question_zh),
        (each.tradeoff_en, each.tradeoff_zh),
    ):
        assert english.isascii()
        assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)


@by_id
def test_a_goal_is_made_of_outcomes_with_a_direction(each: BenchmarkProblem) -> None:
    goal = each.goal
    assert set(outcomes_of(goal)) <= set(OUTCOMES)
    if isinstance(goal, Best):
        assert abs(direction(goal.outcome)) == 1.0
        assert goal.margin > 0
        assert goal.outcome not in goal.conditions
        named = {condition.over for condition in goal.conditions.values()} - {""}
        assert named <= set(each.baselines)
    else:
        assert 0.0 < goal.share < 1.0


@by_id
def test_baselines_keep_to_the_levers_that_a_submission_has(each: BenchmarkProblem) -> None:
    assert 5 <= len(each.baselines) <= 6
    for name, baseline in each.baselines.items():
        policy = baseline.policy if isinstance(baseline, FeedbackPolicy) else baseline
        found = violations(policy, each.base, each.levers)
        assert (not found) != ((each.id, name) in FOR_REFERENCE), (name, found)


@by_id
def test_a_rule_sets_numbers_that_a_policy_has(each: BenchmarkProblem) -> None:
    assert set(each.by_rule) <= set(Controls._fields) - {"billing"}
    for name in each.by_rule:
        assert isinstance(each.levers[name], Range)
        assert getattr(each.base, name) is not None


def test_rules_that_set_levers_read_no_final_values_alone() -> None:
    of_the_end = {"satisfaction", "satisfaction_served", "paying_share", "collection_rate_current"}
    ruled = [each for each in ALL if each.by_rule]
    assert len(ruled) >= 3
    for each in ruled:
        assert not of_the_end & set(outcomes_of(each.goal))
        assert any(isinstance(baseline, FeedbackPolicy) for baseline in each.baselines.values())


def test_problems_ask_for_the_best_or_for_good_enough() -> None:
    assert {type(each.goal) for each in ALL} == {Best, GoodEnough}


@by_id
def test_every_lever_moves_what_the_goal_looks_at(each: BenchmarkProblem) -> None:
    policies = {"base": each.base}
    for name, lever in each.levers.items():
        policies |= {f"{name} {value}": moved(each.base, name, value) for value in ends(lever)}
    found = run(short(each.id, months=24), policies, draws=16, seed=3).outcomes
    seen = found.set_index(["policy", "draw"])[list(outcomes_of(each.goal))]
    for name, lever in each.levers.items():
        rows = [seen.loc[f"{name} {value}"].to_numpy().tolist() for value in ends(lever)]
        assert any(row != rows[0] for row in rows), name


def ends(lever: Lever) -> list[object]:
    if isinstance(lever, Range):
        return [int(lever.low), int(lever.high)] if lever.whole else [lever.low, lever.high]
    return list(lever.options) if isinstance(lever, OneOf) else [(), lever.options]


def moved(base: Policy, name: str, value: object) -> Policy:
    outer, _, inner = name.partition(".")
    if inner:
        return base.replace(**{outer: {**getattr(base, outer).model_dump(), inner: value}})
    # Uses of what returns show where deficits are not first; that they are, where there is a use.
    uses = {"reserve_share", "fee_relief_share", "upgrade_share"}
    beside: dict[str, object] = {"deficit_first": False} if name in uses else {}
    beside |= {"upgrade_share": 1.0} if name == "deficit_first" else {}
    return base.replace(**{**beside, name: value})


@by_id
def test_the_definition_follows_what_a_score_depends_on(each: BenchmarkProblem) -> None:
    same = replace(each, question_en="Otherwise?", label_zh="别的")
    assert each.definition() == same.definition()
    less = {name: lever for name, lever in each.levers.items() if name != next(iter(each.levers))}
    for other in (
        replace(each, seed=8),
        replace(each, draws=511),
        replace(each, months=119),
        replace(each, budget=1),
        replace(each, levers=less, by_rule=()),
        replace(each, base=each.base.replace(fee=0.123)),
        replace(each, baselines=dict(list(each.baselines.items())[1:])),
    ):
        assert other.definition() != each.definition()


def test_a_newer_lever_counts_only_if_it_is_moved() -> None:
    first = {row["lever"] for row in rows("benchmark_levers")}
    assert first <= set(Policy.model_fields)
    younger = set(Policy.model_fields) - first
    assert younger  # else this test sees nothing
    each = problem("xiashan-share")
    for name in younger & set(number_levers()):
        moved = each.base.replace(**{name: 0.01})
        assert replace(each, base=moved).definition() != each.definition()
