"""Rules that set levers anew every month: the same model, nothing beside the levers changed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import raises_problem
from town import BASE, TOWN

from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.flows.namespace import Array
from commpartner.model.balance import check_balance, net_by_sector
from commpartner.model.control import Controls, Observation, Rule, run_controlled
from commpartner.model.engines import Run, run_numpy
from commpartner.model.inputs import Inputs, month_inputs
from commpartner.model.scheme import build_scheme
from commpartner.model.tree import leaves
from commpartner.model.valuation import valuation
from commpartner.programme import Policy
from commpartner.results.evaluate import evaluate_run

MONTHS = 15
DRAWS = 5
SEED = 3
SHARED = BASE.replace(ventures=("market", "canteen", "building", "parking"), dividend_share=0.5)
CAPPED = SHARED.replace(fallback_cap=9.0, works=("pipes",))
POLICIES = {
    "plain": BASE,
    "shared": SHARED,
    "capped": CAPPED,
    "free": CAPPED.replace(free_months=3),
    "consent": CAPPED.replace(fee_needs_consent=True),
    "income": SHARED.replace(reinvestment_basis="income", settlement_months=3),
    "uses": CAPPED.replace(
        fee_relief_share=0.3, upgrade_share=0.2, reserve_share=0.1, deficit_first=False
    ),
    "deficit": SHARED.replace(allocation="deficit", partners=("convenor", "shops")),
}


def inputs_of(policy: Policy, start: int = 0, stop: int = DRAWS) -> Inputs:
    drawn = TOWN.assumption_table().draw(SEED, start, stop)
    return month_inputs(build_scheme(TOWN, policy), drawn, MONTHS)


def outcomes(policy: Policy, rule: Rule | None, cuts: tuple[int, ...] = ()) -> dict[str, Array]:
    schemes = build_schemes(TOWN, {"policy": policy})
    rules = {} if rule is None else {"policy": rule}
    edges = [0, *cuts, DRAWS]
    pieces = [
        evaluate(schemes, TOWN.assumption_table().draw(SEED, start, stop), MONTHS, "numpy", rules)[
            "policy"
        ]
        for start, stop in pairwise(edges)
    ]
    return {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}


def differing(one: dict[str, Array], other: dict[str, Array]) -> set[str]:
    assert one.keys() == other.keys()
    return {name for name in one if one[name].tobytes() != other[name].tobytes()}


def as_planned(seen: Observation, levers: Controls) -> Controls:
    return levers


def always(**chosen: Any) -> Rule:
    return lambda seen, levers: levers._replace(**chosen)


def by_need(seen: Observation, levers: Controls) -> Controls:
    """A rule that looks at all there is to see."""
    in_need = (seen.fallback > 8.0) | (seen.fund < 0.0) | (seen.arrears > 20.0)
    content = (seen.satisfaction > 45.0) & (seen.paying_share > 0.3)
    return Controls(
        reinvestment_share=np.where(in_need, 1.0, levers.reinvestment_share),
        billing=np.where(content | (seen.month > 4), 1.0, 0.0),
        fallback_cap=np.where(seen.month % 2 == 0, levers.fallback_cap, 2.0),
    )


# --- The same model -------------------------------------------------------------------------


@pytest.mark.parametrize("name", POLICIES)
def test_a_rule_that_plans_nothing_equals_the_policy(name: str) -> None:
    assert not differing(outcomes(POLICIES[name], as_planned), outcomes(POLICIES[name], None))


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("name", ["shared", "capped", "income"])
def test_a_share_set_monthly_equals_the_policy_s_share(name: str, share: float) -> None:
    policy = POLICIES[name]
    ruled = outcomes(policy, always(reinvestment_share=share))
    assert not differing(ruled, outcomes(policy.replace(reinvestment_share=share), None))
    assert differing(ruled, outcomes(policy, None))


@pytest.mark.parametrize("cap", [0.0, 4.0, 30.0])
def test_a_cap_set_monthly_equals_the_policy_s_cap(cap: float) -> None:
    ruled = outcomes(CAPPED, always(fallback_cap=cap))
    assert not differing(ruled, outcomes(CAPPED.replace(fallback_cap=cap), None))
    assert differing(ruled, outcomes(CAPPED, None))


def test_a_cap_does_nothing_where_the_policy_has_none() -> None:
    assert not differing(outcomes(SHARED, always(fallback_cap=0.0)), outcomes(SHARED, None))


@pytest.mark.parametrize("name", ["capped", "shared", "uses"])
def test_a_trial_ended_early_is_shorter_apart_from_goodwill(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    long, short = (POLICIES[name].replace(free_months=months) for months in (6, 2))
    assert differing(outcomes(long, from_month(2)), outcomes(short, None))  # by the goodwill
    monkeypatch.setattr("commpartner.model.mechanisms.residents.fees.goodwill", none_is_left)
    assert not differing(outcomes(long, from_month(2)), outcomes(short, None))


def none_is_left(free: int, effect: Array, months: Array, since: Array, lasting: Array) -> Array:
    return 0.0 * since


def from_month(first: int) -> Rule:
    return lambda seen, levers: levers._replace(billing=np.where(seen.month >= first, 1.0, 0.0))


def test_an_unplanned_trial_has_no_goodwill(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("commpartner.model.mechanisms.residents.fees.goodwill", none_is_left)
    planned = outcomes(CAPPED.replace(free_months=3), None)
    assert not differing(outcomes(CAPPED, from_month(3)), planned)


@given(cuts=st.sets(st.integers(1, DRAWS - 1)), name=st.sampled_from(["capped", "deficit", "uses"]))
@settings(max_examples=8, deadline=None)
def test_no_way_of_cutting_the_draws_changes_a_bit(cuts: set[int], name: str) -> None:
    once = outcomes(POLICIES[name], by_need)
    assert not differing(outcomes(POLICIES[name], by_need, tuple(sorted(cuts))), once)
    assert differing(once, outcomes(POLICIES[name], None))


# --- Money is conserved, whatever a rule does -----------------------------------------------


@given(
    shares=st.lists(st.floats(0.0, 1.0), min_size=MONTHS, max_size=MONTHS),
    billing=st.lists(st.sampled_from([0.0, 1.0]), min_size=MONTHS, max_size=MONTHS),
    caps=st.lists(st.floats(0.0, 100.0), min_size=MONTHS, max_size=MONTHS),
    name=st.sampled_from(sorted(POLICIES)),
)
@settings(max_examples=20, deadline=None)
def test_money_balances_under_any_rule(
    shares: list[float], billing: list[float], caps: list[float], name: str
) -> None:
    def erratic(seen: Observation, levers: Controls) -> Controls:
        return Controls(
            np.full(DRAWS, shares[seen.month]),
            np.full(DRAWS, billing[seen.month]),
            np.full(DRAWS, caps[seen.month]),
        )

    run, realised = run_controlled(inputs_of(POLICIES[name]), erratic)
    valued = valuation(TOWN.assumption_table().draw(SEED, 0, DRAWS), MONTHS)
    found = evaluate_run(realised, run, valued, 0)  # raises where money does not balance
    assert (
        check_balance(realised, run, found.flows, net_by_sector(found.flows), 0) == found.imbalance
    )
    sent = np.array(billing)
    assert np.array_equal(
        realised.path.residents.billing[:, :, 0], np.repeat(sent[:, None], DRAWS, axis=1)
    )
    charges = found.flows["service_charges"].T
    assert np.all(charges[sent == 0.0] == 0.0)


# --- What a rule sees -----------------------------------------------------------------------


def watched(
    policy: Policy, rule: Rule = as_planned
) -> tuple[list[Observation], list[Controls], Inputs, Run]:
    seen: list[Observation] = []
    planned: list[Controls] = []

    def watch(now: Observation, levers: Controls) -> Controls:
        seen.append(now)
        planned.append(levers)
        return rule(now, levers)

    inputs = inputs_of(policy)
    run, _ = run_controlled(inputs, watch)
    return seen, planned, inputs, run


def test_a_rule_sees_the_stocks_at_month_begin() -> None:
    seen, _, inputs, run = watched(POLICIES["uses"])
    households = inputs.fixed.households
    assert [now.month for now in seen] == list(range(MONTHS))
    assert all(values.shape == (DRAWS,) for now in seen for values in now[1:])
    for index in range(1, MONTHS):
        before = index - 1
        np.testing.assert_allclose(
            seen[index].arrears, run.totals.residents.arrears[before] / households.sum()
        )
        np.testing.assert_allclose(seen[index].fund, run.totals.funds[before] / households.sum())
        share = run.totals.residents.satisfaction[before] / inputs.fixed.residents.population.sum()
        np.testing.assert_allclose(seen[index].satisfaction, 100.0 * share)
    start = inputs.start.residents
    weights = households / households.sum()
    np.testing.assert_allclose(seen[0].paying_share, (start.paying_share * weights).sum(axis=1))
    np.testing.assert_allclose(
        seen[0].satisfaction, 100.0 * (start.satisfaction * weights).sum(axis=1)
    )
    assert np.all(seen[0].fund == 0.0)


def test_a_rule_sees_the_mean_fallback_of_twelve_months() -> None:
    seen, _, inputs, run = watched(CAPPED)
    month_by_month = run.totals.fallback.fallback / inputs.fixed.households.sum()
    assert np.all(seen[0].fallback == 0.0)
    for index in range(1, MONTHS):
        mean = month_by_month[max(index - 12, 0) : index].mean(axis=0)
        np.testing.assert_allclose(seen[index].fallback, mean)


def test_a_rule_is_given_the_planned_levers() -> None:
    policy = CAPPED.replace(free_months=2, reinvestment_share="reinvestment_share")
    _, planned, inputs, _ = watched(policy, always(reinvestment_share=0.1, billing=1.0))
    share = TOWN.assumption_table().draw(SEED, 0, DRAWS)["reinvestment_share"][:, 0]
    for index, levers in enumerate(planned):
        assert np.array_equal(levers.reinvestment_share, share)
        assert np.array_equal(levers.billing, np.full(DRAWS, float(index >= 2)))
        assert np.array_equal(levers.fallback_cap, np.full(DRAWS, 9.0))
    assert inputs.fixed.trade.share.shape == (DRAWS, 1)


def in_place(seen: Observation, levers: Controls) -> Controls:
    for values in (*levers, *seen[1:]):
        values[:] = 0.0
    return levers


def test_a_rule_that_writes_into_its_input_changes_nothing() -> None:
    # The planned share is that of the draw, which other policies and the record share.
    policy = CAPPED.replace(reinvestment_share="reinvestment_share")
    schemes = build_schemes(TOWN, {"rule": policy, "plan": policy})
    drawn = TOWN.assumption_table().draw(SEED, 0, DRAWS)
    found = evaluate(schemes, drawn, MONTHS, "numpy", {"rule": in_place})
    assert not differing(found["plan"], outcomes(policy, None))
    assert drawn.record()["reinvestment_share"].min() > 0.0
    nothing = always(reinvestment_share=0.0, billing=0.0, fallback_cap=0.0)
    assert not differing(found["rule"], outcomes(policy, nothing))


# --- What is no lever -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"reinvestment_share": 1.01}, r"rule, reinvestment_share: 1\.01; share_0_to_1"),
        ({"reinvestment_share": -0.01}, r"rule, reinvestment_share: -0\.01; share_0_to_1"),
        ({"reinvestment_share": np.nan}, "rule, reinvestment_share: nan; share_0_to_1"),
        ({"billing": 0.5}, r"rule, billing: 0\.5; zero_or_one"),
        ({"billing": np.nan}, "rule, billing: nan; zero_or_one"),
        ({"fallback_cap": -1.0}, r"rule, fallback_cap: -1\.0; zero_or_more"),
        ({"fallback_cap": np.inf}, "rule, fallback_cap: inf; zero_or_more"),
        (
            {"fallback_cap": np.array([1.0, 2, -3, 4, 5])},
            r"fallback_cap: -3\.0; zero_or_more",
        ),
        ({"billing": np.ones(3)}, r"billing: shape \(3,\); number_or_one_a_draw 5"),
        ({"billing": np.ones((DRAWS, 1))}, r"billing: shape \(5, 1\); number_or_one_a_draw 5"),
    ],
    ids=str,
)
def test_a_lever_out_of_its_range_is_named(chosen: dict[str, Any], says: str) -> None:
    with raises_problem(says):
        run_controlled(inputs_of(CAPPED), always(**chosen))


def test_levers_may_be_numbers_or_arrays() -> None:
    of_numbers = outcomes(CAPPED, lambda seen, levers: Controls(0.5, 1, 7.0))  # type: ignore[arg-type]
    of_arrays = outcomes(
        CAPPED, lambda seen, levers: Controls(np.full(1, 0.5), np.ones(DRAWS), np.full(DRAWS, 7.0))
    )
    assert not differing(of_numbers, of_arrays)


def test_the_run_itself_is_that_of_the_engine() -> None:
    inputs = inputs_of(CAPPED)
    run, realised = run_controlled(inputs, as_planned)
    plain = run_numpy(inputs.start, inputs.path, inputs.fixed, inputs.rules)
    for mine, theirs in zip(leaves(run), leaves(plain), strict=True):
        assert np.array_equal(mine, theirs)
    assert np.array_equal(realised.path.residents.fee_index, inputs.path.residents.fee_index)
