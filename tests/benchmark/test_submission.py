from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from refusals import raises_problem
from tabled import short

from commpartner.benchmark import BenchmarkProblem, problem, rules, score
from commpartner.benchmark.problem import Attempt, attempt
from commpartner.benchmark.submission import ranges, submitted, violations, within
from commpartner.errors import ArgumentError, InputError, sentence
from commpartner.experiments.comparing import compare
from commpartner.model.control import Controls, FeedbackPolicy, InterruptedRuleError, Observation
from commpartner.programme import Policy
from commpartner.simulation import simulate
from commpartner.texts import Text

STOP, TRIAL, SHARE = (
    short(name) for name in ("xiangyang-stop", "xiangyang-trial", "xiashan-share")
)


BILLING = sentence("rule, billing", Text("a_change"), Text("as_planned"))


def outside(found: str) -> str:
    """What is said of a cap outside its range."""
    return sentence("rule, fallback_cap", found, ranges(STOP)["fallback_cap"].in_words())


def dearer(problem: BenchmarkProblem) -> Policy:
    return problem.base.replace(fee=30.0)


def half_a_cap(seen: Observation, levers: Controls) -> Controls:
    return levers._replace(fallback_cap=0.5 * levers.fallback_cap)


def gives_the_rule(problem: BenchmarkProblem) -> Callable[[Observation, Controls], Controls]:
    return half_a_cap


def gives_an_adaptive(problem: BenchmarkProblem) -> FeedbackPolicy:
    return FeedbackPolicy(problem.base.replace(fallback_cap=12.0), half_a_cap)


def planned(seen: Observation, levers: Controls) -> Controls:
    return levers


def told(problem: BenchmarkProblem, submission: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as caught:
        score(problem, submission, draws=4)
    return [(each.field, each.found, each.allowed) for each in caught.value.problems]


@pytest.mark.nightly
def test_all_forms_of_a_submission_are_scored_alike() -> None:
    policy = STOP.base.replace(fallback_cap=15.0)  # half of the base policy's 30
    plain = score(STOP, policy, draws=4).differences
    for form in (FeedbackPolicy(STOP.base, half_a_cap), half_a_cap, gives_the_rule):
        found = score(STOP, form, draws=4)
        assert isinstance(found.submission, FeedbackPolicy)
        # A rule runs by another path than a plan; a plan that never changes gives the same money.
        np.testing.assert_allclose(found.differences["mean"], plain["mean"], rtol=1e-9)
    assert isinstance(score(STOP, gives_an_adaptive, draws=4).submission, FeedbackPolicy)
    assert score(TRIAL, dearer, draws=4).submission == dearer(TRIAL)


@pytest.mark.parametrize(
    "submission",
    ["half", 3, None, Policy, lambda: 1, lambda a, b, c: 1, lambda problem: "a policy", print],
)
def test_anything_else_is_told_in_one_problem(submission: Any) -> None:
    ((field, _, allowed),) = told(STOP, submission)
    assert field == "submission"
    assert "a function of the problem" in allowed


def test_a_function_that_fails_is_told_with_its_error() -> None:
    ((_, found, _),) = told(STOP, lambda problem: problem.bass)
    assert "AttributeError" in found
    assert "bass" in found


def test_a_lever_that_is_no_number_is_refused_plainly() -> None:
    found = told(TRIAL, lambda problem: problem.base.replace(fee=-3.0, free_months=2.5))
    assert [field for field, _, _ in found] == ["fee", "free_months"]


def test_levers_and_rule_are_told_together() -> None:
    policy = TRIAL.base.replace(fee=99.0, service="gold")
    assert [each[0] for each in told(TRIAL, FeedbackPolicy(policy, planned))] == [
        "service",
        "fee",
        "rule",
    ]


def test_a_rule_needs_a_cap_to_set() -> None:
    within = short("xiashan-fallback")
    found = told(within, FeedbackPolicy(within.base.replace(fallback_cap=None), planned))
    assert found == [("fallback_cap", "None", "a number where a rule is to set it")]


def test_a_rule_must_be_found_again_by_other_processes() -> None:
    ((field, _, allowed),) = told(STOP, lambda seen, levers: levers)
    assert field == "rule"
    assert "a function of a module" in allowed


def sets(lever: str, value: Any, seen: Observation, levers: Controls) -> Controls:
    return levers._replace(**{lever: value})


def gives_a_tuple(seen: Observation, levers: Controls) -> Any:
    return tuple(levers)


def forgets(seen: Observation, levers: Controls) -> Any:
    return None


def divides_by_zero(seen: Observation, levers: Controls) -> Controls:
    raise ZeroDivisionError("division by zero")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (partial(sets, "billing", 0.0), BILLING),
        (
            partial(sets, "reinvestment_share", 0.1),
            sentence("rule, reinvestment_share", Text("a_change"), Text("as_planned")),
        ),
        (partial(sets, "fallback_cap", 40.5), outside("40.5")),
        (partial(sets, "fallback_cap", -1.0), outside("-1.0")),
        (partial(sets, "fallback_cap", np.nan), outside("nan")),
        (gives_a_tuple, sentence("rule", Text("a_type", name="tuple"), Text("controls"))),
        (forgets, sentence("rule", Text("a_type", name="NoneType"), Text("controls"))),
        (divides_by_zero, "ZeroDivisionError: division by zero"),
    ],
)
def test_a_rule_is_held_to_its_levers_and_ranges(rule: Any, words: str) -> None:
    ((field, found, _),) = told(STOP, rule)
    assert field == "policy"
    assert words in found


@pytest.mark.parametrize("cap", [np.nan, np.inf, 40.1, -0.1])
def test_levers_out_of_range_in_any_draw_are_refused(cap: float) -> None:
    seen, levers = (
        Observation(3, *np.zeros((5, 2))),
        Controls(np.ones(2), np.ones(2), np.full(2, 9.0)),
    )
    rule = partial(sets, "fallback_cap", np.array([9.0, cap]))
    with raises_problem("rule, fallback_cap: .*; from_to a_number 0.0 40.0"):
        within(rule, ranges(STOP), seen, levers)


def below_the_mean_stops(seen: Observation, levers: Controls) -> Controls:
    behind = seen.satisfaction < seen.satisfaction.mean()
    return levers._replace(fallback_cap=np.where(behind, 0.0, levers.fallback_cap))


CALLS: list[int] = []


def counts_its_calls(seen: Observation, levers: Controls) -> Controls:
    CALLS.append(seen.month)
    return levers._replace(fallback_cap=levers.fallback_cap * (len(CALLS) % 7) / 7)


@pytest.mark.parametrize("rule", [below_the_mean_stops, counts_its_calls])
def test_a_rule_with_memory_or_across_draws_is_refused(rule: Any) -> None:
    ((field, _, allowed),) = told(STOP, rule)
    assert field == "rule"
    assert "looks at each draw by itself" in allowed


def spoils_what_it_is_given(seen: Observation, levers: Controls) -> Controls:
    levers.billing[:] = 0.0
    return levers


def test_a_rule_cannot_hide_changes_to_its_input() -> None:
    ((_, found, _),) = told(STOP, spoils_what_it_is_given)
    assert BILLING in found


@pytest.mark.nightly
def test_every_rule_of_the_baselines_may_be_handed_in() -> None:
    for rule in (
        rules.cap_tightens,
        rules.stop_if_unsatisfied,
        rules.stop_if_unpaid,
        rules.pause_when_dear,
    ):
        assert score(STOP, rule, draws=4).simulations == 0
    for by_fund in (rules.share_up_when_full, rules.share_up_when_empty):
        assert score(SHARE, by_fund, draws=4).simulations == 0


def test_what_a_function_tries_out_is_counted() -> None:
    def searches(problem: Attempt) -> Policy:
        tried = {f"{fee}": problem.base.replace(fee=fee) for fee in (10.0, 20.0, 30.0)}
        found = problem.compare(tried, draws=5)
        problem.compare({"once more": problem.base}, draws=2, seed=3)
        best = found.outcomes.groupby("policy")["satisfaction_served"].mean().idxmax()
        return tried[str(best)]

    found = score(TRIAL, searches, draws=4)
    assert found.simulations == 3 * 5 + 2
    assert score(TRIAL, searches, draws=4).simulations == 17  # every attempt has its own meter


def test_the_seed_and_budget_of_the_score_are_refused() -> None:
    def greedy(problem: Attempt) -> Policy:
        problem.compare({"a": problem.base}, draws=25_601, seed=7)
        return problem.base

    assert [each[:2] for each in told(TRIAL, greedy)] == [("simulations", "25601"), ("seed", "7")]


def test_the_budget_may_be_spent_to_the_last_simulation() -> None:
    from dataclasses import replace

    def spends(problem: Attempt) -> Policy:
        problem.compare({"a": problem.base, "b": problem.base}, draws=3)
        return problem.base

    assert score(replace(TRIAL, budget=6), spends, draws=4).simulations == 6
    assert told(replace(TRIAL, budget=5), spends)[0][:2] == ("simulations", "6")


def test_an_attempt_is_the_problem_that_was_handed_out() -> None:
    handed_out = attempt(TRIAL)
    assert isinstance(handed_out, BenchmarkProblem)
    assert handed_out.definition() == TRIAL.definition()
    assert submitted(handed_out, TRIAL.base) == TRIAL.base


# --- What a submission may not get away with --------------------------------------------------


def resets_its_meter(problem: Attempt) -> Policy:
    for _ in range(2):
        problem.compare({"a": problem.base}, draws=problem.budget // 2 + 1)
        problem.meter.simulations = 0
    return problem.base


def goes_round_its_meter(problem: Attempt) -> Policy:
    programme = problem.programme()
    for tried in (compare, simulate):
        policies: Any = problem.base if tried is simulate else {"a": problem.base}
        tried(programme, policies, months=2, draws=problem.budget // 2 + 1)
    return problem.base


def uses_the_draws_of_the_score(problem: Attempt) -> Policy:
    compare(problem.programme(), {"a": problem.base}, months=2, draws=2, seed=problem.seed)
    return problem.base


def uses_them_in_threads_of_compare(problem: Attempt) -> Policy:
    with ThreadPoolExecutor(1) as pool:
        compare(
            problem.programme(),
            {"a": problem.base},
            months=2,
            draws=2,
            seed=problem.seed,
            executor=pool,
        )
    return problem.base


@pytest.mark.parametrize(
    ("submission", "field"),
    [
        (resets_its_meter, "simulations"),
        (goes_round_its_meter, "simulations"),
        (uses_the_draws_of_the_score, "seed"),
        (uses_them_in_threads_of_compare, "seed"),
    ],
)
def test_evaluations_are_counted_out_of_the_submission_s_reach(submission: Any, field: str) -> None:
    small = replace(TRIAL, budget=6, months=2)
    assert [each[0] for each in told(small, submission)] == [field]


def across_draws_in_large_batches(seen: Observation, levers: Controls) -> Controls:
    cap = levers.fallback_cap
    return levers._replace(fallback_cap=np.full_like(cap, 5.0) if cap.size > 13 else cap)


def test_a_rule_is_tried_in_its_score_s_batches() -> None:
    with pytest.raises(InputError) as caught:
        score(STOP, across_draws_in_large_batches, draws=20)
    assert [each.field for each in caught.value.problems] == ["rule"]
    assert caught.value.problems[0].allowed.code == "rule_by_draw"  # type: ignore[attr-defined]


def interrupts(seen: Observation, levers: Controls) -> Controls:
    raise KeyboardInterrupt


def leaves(seen: Observation, levers: Controls) -> Controls:
    raise GeneratorExit


def complex_cap(seen: Observation, levers: Controls) -> Controls:
    cap: Any = levers.fallback_cap + 5j
    return levers._replace(fallback_cap=cap)


def text_cap(seen: Observation, levers: Controls) -> Controls:
    cap: Any = np.full(levers.fallback_cap.shape, "5")
    return levers._replace(fallback_cap=cap)


@pytest.mark.parametrize("rule", [interrupts, leaves, complex_cap, text_cap])
def test_any_error_of_a_rule_becomes_one_of_ours(rule: Any) -> None:
    with pytest.raises(InputError) as caught:
        score(STOP, rule, draws=4)
    assert [problem.field for problem in caught.value.problems] == ["policy"]


@pytest.mark.parametrize("rule", [complex_cap, text_cap])
def test_a_rule_gives_real_numbers(rule: Any) -> None:
    now = Controls(*np.ones((3, 2)))
    with pytest.raises(ArgumentError) as caught:
        within(rule, ranges(STOP), Observation(0, *np.zeros((5, 2))), now)
    assert caught.value.code == "real_numbers"


def test_an_interrupting_rule_ends_the_run_with_a_message() -> None:
    with pytest.raises(InterruptedRuleError) as caught:
        within(interrupts, {}, Observation(0, *np.zeros((5, 2))), Controls(*np.ones((3, 2))))
    assert caught.value.args[0].code == "rule_interrupted"


def test_a_function_that_interrupts_is_told() -> None:
    def function(problem: Attempt) -> Policy:
        raise KeyboardInterrupt

    assert [each[0] for each in told(STOP, function)] == ["submission"]


def test_every_violation_is_told_and_nothing_else() -> None:
    trial = problem("xiangyang-trial")
    policy = trial.base.replace(fee=99.0, free_months=3, centres=("h1",), onboarding="inflation")
    found = violations(policy, trial.base, trial.levers)
    assert [each.field for each in found] == ["centres", "fee", "onboarding"]
    assert found[1].found == "99.0"
    assert found[1].allowed == "a number from 5 to 45"
    assert "as it is in the base policy" in found[0].allowed


def test_base_policy_values_are_allowed_outside_the_range() -> None:
    trial = problem("xiangyang-trial")
    assert isinstance(trial.base.fee, str)
    assert violations(trial.base.replace(free_months=1), trial.base, trial.levers) == []
