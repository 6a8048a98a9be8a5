"""The search for a policy: optimum, limits, same seed, interruption, rules, fresh draws."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.experiments import compare
from commpartner.model.control import Controls, FeedbackPolicy, Observation
from commpartner.planning import Chance, Limit, Optimised, Signpost, Sought
from commpartner.planning.optimising.signposts import Signposts, levers_of_rules, signal_ranges
from commpartner.programme import Policy
from commpartner.programme.levers import OneOf, Range

MONTHS, DRAWS, SEED = 2, 8, 3
FAST: dict[str, Any] = {"months": MONTHS, "draws": DRAWS, "seed": SEED, "budget": 160}
OUTCOME = "npv_operator"


def search(levers: Mapping[str, Any], outcomes: Any = OUTCOME, **options: Any) -> Optimised:
    given = {**FAST, **options}
    if "build" not in given:
        given.setdefault("base", BASE)
    return cp.optimise_policy(TOWN, levers, outcomes, **given)


def compared(
    policies: Mapping[str, Any], seed: int = SEED, sampling: Any = "sobol"
) -> pd.DataFrame:
    """The outcomes in the draws of a search."""
    drawn: dict[str, Any] = {"draws": DRAWS, "seed": seed, "sampling": sampling}
    return compare(TOWN, policies, months=MONTHS, **drawn).outcomes


def mean(policy: Policy | FeedbackPolicy, outcome: str, **drawn: Any) -> float:
    return float(compared({"a": policy}, **drawn)[outcome].mean())


def hill(values: Mapping[str, Any]) -> Policy:
    """A policy that is best at x = 0.3, y = 0.7 and with the kind "b": the operator pays least."""
    off = (values["x"] - 0.3) ** 2 + (values["y"] - 0.7) ** 2 + (values["kind"] != "b")
    policy: Policy = BASE.replace(grant=40.0 - 20.0 * off, grant_months=MONTHS)
    return policy


HILL = {"x": (0.0, 1.0), "y": (0.0, 1.0), "kind": ["a", "b", "c"]}


def test_the_known_optimum_is_found() -> None:
    # Enumerated: the more the grant, the better for the operator, so the top of the hill is best.
    several = [
        mean(BASE.replace(grant=each, grant_months=MONTHS), OUTCOME) for each in (0.0, 20.0, 40.0)
    ]
    assert several == sorted(several)
    assert several[0] < several[-1]
    found = search(HILL, build=hill, budget=320)
    assert found.levers["kind"] == "b"
    assert abs(found.levers["x"] - 0.3) < 0.06
    assert abs(found.levers["y"] - 0.7) < 0.06
    assert found.best == hill(found.levers)
    assert found.simulations <= found.budget


@cache
def two_levers() -> Optimised:
    return search({"fee": (10.0, 30.0), "free_months": range(0, 3)})


def test_figures_are_those_of_a_comparison() -> None:
    found = two_levers()
    row = found.front.iloc[0]
    assert row[OUTCOME] == pytest.approx(mean(found.best, OUTCOME), rel=1e-12)
    assert row[f"{OUTCOME}_low"] < row[OUTCOME] < row[f"{OUTCOME}_high"]
    assert found.policy(row["policy"]) == found.best
    best = found.evaluated[found.evaluated["draws"] == DRAWS][OUTCOME].max()
    assert row[OUTCOME] == best
    measured = found.optimism[OUTCOME]
    again = mean(found.best, OUTCOME, seed=found.fresh_seed, sampling="monte_carlo")
    assert measured.fresh == pytest.approx(again, rel=1e-12)
    assert measured.mean == pytest.approx(row[OUTCOME] - again, rel=1e-9)
    assert measured.low < measured.mean < measured.high


def test_a_search_may_use_independent_draws() -> None:
    found = search({"fee": (10.0, 30.0)}, sampling="monte_carlo", draws=6, budget=80)
    drawn = compare(TOWN, {"a": found.best}, months=MONTHS, draws=6, seed=SEED).outcomes[OUTCOME]
    assert found.front[OUTCOME].iloc[0] == pytest.approx(drawn.mean(), rel=1e-12)
    assert found.sampling == "monte_carlo"


def test_a_limit_on_a_mean_is_kept() -> None:
    outcome = "fees_per_household_month"
    number = mean(BASE, outcome)
    found = search({"fee": (10.0, 40.0)}, limits=(outcome, "<=", number), assurance=0.5)
    assert found.kept
    assert 0.9 * number < mean(found.best, outcome) <= number
    careful = search(
        {"fee": (10.0, 40.0)}, limits=(outcome, "<=", number), assurance=0.99, budget=100
    )
    assert mean(careful.best, outcome) < mean(found.best, outcome)
    none = search({"fee": (10.0, 40.0)}, limits=(outcome, "<=", -1.0), budget=80)
    assert not none.kept
    assert not none.front["kept"].any()


def test_a_limit_in_probability_is_kept() -> None:
    outcome = "fees_per_household_month"
    top = mean(BASE.replace(fee=25.0), outcome)
    found = search({"fee": (10.0, 40.0)}, limits=[(outcome, "<=", top, 0.75)], assurance=0.5)
    table = compared({"a": found.best})
    assert found.kept
    assert int((table[outcome] <= top).sum()) >= 6


def test_a_limit_counts_from_another_policy() -> None:
    outcome = "fees_per_household_month"
    over = BASE.replace(fee=20.0)
    limit = Limit(outcome, "at_most", 0.3, over=over)
    found = search({"fee": (10.0, 40.0)}, limits=limit, assurance=0.5)
    assert found.kept
    more = mean(found.best, outcome) - mean(over, outcome)
    assert 0.2 < more <= 0.3


def test_a_policy_keeps_its_own_level() -> None:
    found = search({"fee": [BASE.fee]}, limits=Limit(OUTCOME, "at_least", 0.0, over=BASE))
    assert found.kept


def test_a_figure_that_no_draw_has_breaks_quietly() -> None:
    nobody = cp.Policy(organisation="unmanaged")
    limit = ("satisfaction_served", ">=", 50.0)
    with pytest.raises(cp.CommpartnerError):
        search({"fee": (10.0, 30.0)}, base=nobody, limits=limit, budget=80)


def test_a_chance_is_the_share_of_draws() -> None:
    outcome = "fees_per_household_month"
    least = mean(BASE.replace(fee=15.0), outcome)
    found = search({"fee": (10.0, 40.0)}, Chance({outcome: ("at_least", least), OUTCOME: -1e12}))
    grid = {str(fee): BASE.replace(fee=float(fee)) for fee in range(10, 41, 3)}
    table = compared({"best": found.best, **grid})
    shares = (table[outcome] >= least).groupby(table["policy"]).mean()
    assert found.front["chance"].iloc[0] == shares["best"] == shares.max()


def test_a_tail_can_be_sought() -> None:
    found = search(HILL, Sought(OUTCOME, "shortfall"), build=hill, budget=100)
    table = compared({"a": found.best})
    # of 8 draws the worst 5 % is a part of the worst one
    assert found.front[f"{OUTCOME}_shortfall"].iloc[0] == pytest.approx(table[OUTCOME].min())


def test_the_same_seed_finds_the_same() -> None:
    levers = {"fee": (10.0, 30.0), "allocation": ["equal", "deficit"]}
    one, other = (search(levers, budget=110) for _ in "ab")
    pd.testing.assert_frame_equal(one.evaluated, other.evaluated, check_exact=True)
    assert one.best == other.best
    assert len(one.evaluated["policy"].unique()) == len(one.evaluated)
    assert not one.evaluated.duplicated(["fee", "allocation"]).any()


def test_more_draws_add_to_those_that_were_run() -> None:
    found = search({"fee": (10.0, 30.0)}, draws=64, budget=600)
    counts = found.evaluated["draws"].value_counts()
    assert set(counts.index) == {16, 64}
    used = sum(draws * count for draws, count in counts.items())  # type: ignore[operator,misc]
    assert found.simulations == used + 64  # and the fresh draws


def test_an_interruption_returns_the_best_so_far() -> None:
    def stop_at(most: int) -> Any:
        def progress(done: int, whole: int) -> None:
            if done >= most:
                raise KeyboardInterrupt

        return progress

    found = search({"fee": (10.0, 30.0)}, progress=stop_at(100))
    assert found.stopped == "interrupted"
    assert found.simulations < 160
    assert found.optimism == {}
    assert found.front[OUTCOME].iloc[0] == found.evaluated[OUTCOME].max()
    with pytest.raises(KeyboardInterrupt):
        search({"fee": (10.0, 30.0)}, progress=stop_at(1))


def test_progress_ends_at_what_was_used() -> None:
    seen: list[tuple[int, int]] = []
    found = search({"fee": (10.0, 30.0)}, progress=lambda done, whole: seen.append((done, whole)))
    assert seen == sorted(seen)
    assert seen[-1] == (found.simulations, found.budget)


def test_several_outcomes_give_efficient_policies() -> None:
    aims = [OUTCOME, "satisfaction_served"]
    levers = {"fee": (10.0, 40.0), "fallback_cap": (0.0, 20.0), "allocation": ["equal", "deficit"]}
    found, other = (search(levers, aims, budget=320) for _ in "ab")
    front = found.front
    assert len(front) > 2
    for _, row in front.iterrows():
        better = (front[OUTCOME] >= row[OUTCOME]) & (front[aims[1]] >= row[aims[1]])
        better &= (front[OUTCOME] > row[OUTCOME]) | (front[aims[1]] > row[aims[1]])
        assert not better.any()
    assert found.best in [found.policy(name) for name in front["policy"]]
    assert set(found.optimism) == set(aims)
    assert found.simulations <= 320
    pd.testing.assert_frame_equal(front, other.front, check_exact=True)


def test_signpost_rules_are_among_the_candidates() -> None:
    base = BASE.replace(fallback_cap=10.0)
    found = search({"fallback_cap": (0.0, 20.0)}, base=base, rules="fallback_cap")
    rules = [found.policy(name) for name in found.evaluated["policy"]]
    posted = [each for each in rules if isinstance(each, FeedbackPolicy)]
    assert posted
    assert len(posted) < len(rules)
    one = next(each.rule for each in posted)
    assert isinstance(one, Signposts)
    assert one.posts[0].lever == "fallback_cap"


def test_a_search_may_choose_self_sufficiency_as_signal() -> None:
    levers = levers_of_rules({"fallback_cap": Range(0.0, 20.0)}, ["fallback_cap"])
    signals = levers["fallback_cap.signal"]
    assert isinstance(signals, OneOf)
    assert {"self_sufficiency", "collection_rate", "venture_profit"} <= set(signals.options)
    given = {"programme": TOWN, "months": 24, "seed": 0}
    ranges = signal_ranges(given, BASE.replace(fallback_cap=10.0))
    values = {"signal": "self_sufficiency", "at": 1.0, "over": 0.0, "after": 1.0}
    values |= {"below": 0.0, "above": 20.0}
    post = ranges.post(
        "fallback_cap", {f"fallback_cap.{key}": each for key, each in values.items()}
    )
    assert post is not None
    assert 0.1 < post.at < 1.5
    assert post.after == 12


def test_a_signpost_steps_or_leads_over() -> None:
    seen = Observation(6, *np.array([[0.5] * 3, [50.0, 60.0, 70.0], *np.zeros((3, 3))]))
    planned = Controls(np.full(3, 0.7), np.ones(3), np.full(3, 20.0))
    post = Signpost("fallback_cap", "satisfaction", at=55.0, below=0.0, above=10.0, after=6)
    assert post(seen, planned).fallback_cap.tolist() == [0.0, 10.0, 10.0]
    gently = Signpost("fallback_cap", "satisfaction", 50.0, below=0.0, above=10.0, over=20.0)
    assert gently(seen, planned).fallback_cap.tolist() == [0.0, 5.0, 10.0]
    late = Signpost("fallback_cap", "satisfaction", 55.0, below=0.0, above=10.0, after=7)
    assert late(seen, planned) is planned


def test_a_built_rule_is_a_candidate() -> None:
    def build(values: Mapping[str, Any]) -> FeedbackPolicy:
        post = Signpost("fallback_cap", "paying_share", values["at"], below=0.0, above=20.0)
        return FeedbackPolicy(BASE.replace(fallback_cap=20.0), post)

    found = search({"at": (0.0, 1.0)}, "fallback_per_year", build=build)
    assert isinstance(found.best, FeedbackPolicy)
    assert found.front["fallback_per_year"].iloc[0] == found.evaluated["fallback_per_year"].min()


def test_levers_within_others_are_changed() -> None:
    found = search({"governance.repair_teams": (0.0, 5.0), "free_months": (0, 3)})
    assert isinstance(found.best, Policy)
    assert found.best.governance.repair_teams == found.levers["governance.repair_teams"]
    assert isinstance(found.levers["free_months"], int)


def test_robust_choices_come_from_the_kept() -> None:
    found = two_levers()
    worst = found.robustness.set_index("policy")["maximin"]
    assert found.robust("maximin") == found.policy(str(worst.idxmax()))
    assert found.robustness["laplace"].max() == pytest.approx(found.front[OUTCOME].iloc[0])


def test_a_policy_that_fails_is_told_with_its_error() -> None:
    def build(values: Mapping[str, Any]) -> Policy:
        centres = ("nowhere",) if values["fee"] > 20.0 else BASE.centres
        policy: Policy = BASE.replace(fee=values["fee"], centres=centres, assignment={})
        return policy

    found = search({"fee": (10.0, 30.0)}, build=build, budget=100)
    errors = found.evaluated.set_index("policy")["error"]
    assert errors.str.contains("nowhere").any()
    assert found.levers["fee"] <= 20.0


def test_a_search_with_rules_begins_without_them() -> None:
    base = BASE.replace(fallback_cap=10.0)
    found = search(
        {"fallback_cap": (0.0, 20.0), "fee": (10.0, 30.0)},
        base=base,
        rules="fallback_cap",
        draws=16,
        budget=1200,
    )
    signals = found.evaluated["fallback_cap.signal"].tolist()
    first = next(n for n, signal in enumerate(signals) if signal != "none")
    assert first >= 10  # a quarter of the levers are no rule's
    plain = found.evaluated[found.evaluated["fallback_cap.signal"] == "none"]
    assert not plain.duplicated(["fallback_cap", "fee"]).any()
