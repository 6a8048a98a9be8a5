"""States of rest of a scheme: found by the equation, and reached by the months themselves."""

from __future__ import annotations

import numpy as np
import pytest

import commpartner as cp
from commpartner.assumptions.scenarios import Scenarios, factorial
from commpartner.flows.loop import Loop, next_share, resting_points
from commpartner.model.engines import run_numpy
from commpartner.model.inputs import Inputs, month_inputs
from commpartner.model.month import MonthInputs, State
from commpartner.model.scheme import build_scheme
from commpartner.planning.tipping import (
    LOOP,
    months_at_rest,
    resting_states,
    scheme_loop,
    search_tipping_points,
)
from commpartner.programme import Centre, Estate, Policy, Programme

# One estate whose loop is made as steep as the ledger's ranges allow, and no fallback.
LONELY = Programme(
    name="lonely",
    estates=(Estate(id="e", households=400, floor_area=30_000.0),),
    centres=(Centre(id="c"),),
)
POLICY = Policy(centres=("c",), fee=1.0, fallback_cap=0.0, fee_growth=0.0, staffing_step=0.0)
STEEP = {
    "adoption_intercept": -1.2,
    "satisfaction_effect": 4.5,
    "price_effect": -1.2,
    "household_income": 3500.0,
    "satisfaction_unserved": 25.0,
    "satisfaction_full_service": 90.0,
    "wage_growth": 0.0,
    "inflation": 0.0,
    "income_growth": 0.0,
    "public_income_per_household": 1.0,
}


def inputs(months: int) -> Inputs:
    scheme = build_scheme(LONELY, POLICY)
    return month_inputs(scheme, Scenarios(LONELY.assumption_table(), STEEP), months)


def with_two_states() -> tuple[Inputs, Loop]:
    """Inputs of many months whose service costs what makes the loop bistable."""
    made = inputs(900)
    cost = made.fixed.wage_cost + made.fixed.price_cost
    for target in np.linspace(0.3, 1.2, 181):  # bill over cost, from dear to cheap service
        scale = made.bills / target / cost / 1.0
        people = made.fixed.residents
        fixed = made.fixed._replace(
            wage_cost=made.fixed.wage_cost * scale,
            price_cost=made.fixed.price_cost * scale,
            residents=people._replace(
                paying_logit=people.paying_logit - 0.6,
                satisfaction_effect=people.satisfaction_effect * 1.6,
            ),
        )
        found = Inputs(**{**vars(made), "fixed": fixed})
        loop = scheme_loop(found)
        points = resting_points(loop)[0]
        if not np.isnan(points[1]) and points[2] - points[0] > 0.2:
            return found, loop
    raise AssertionError("no bistable loop found")


def test_the_months_come_to_rest_where_the_equation_says() -> None:
    made, loop = with_two_states()
    low, tipping, high = resting_points(loop)[0]
    assert low < tipping < high
    people = made.fixed.residents
    for begun, rest in ((tipping - 0.05, low), (tipping + 0.05, high)):
        odds = begun / (people.most - begun)
        satisfied = np.log(odds) - people.paying_logit - people.price_logit
        start = made.start._replace(
            residents=made.start.residents._replace(
                paying_share=np.full((1, 1), begun),
                satisfaction=satisfied / people.satisfaction_effect,
                arrears=(1.0 - begun) * made.bills / people.leaving,
            )
        )
        run = run_numpy(State(*start), MonthInputs(*made.path), made.fixed, made.rules)
        assert run.end.residents.paying_share[0, 0] == pytest.approx(rest, abs=0.005)


def test_a_point_of_rest_is_one() -> None:
    _, loop = with_two_states()
    for point in resting_points(loop)[0]:
        assert next_share(loop, np.array([point]))[0] == pytest.approx(point, abs=1e-9)


def test_an_unlimited_fallback_leaves_one_state() -> None:
    found = resting_states(LONELY, POLICY.replace(fallback_cap=None), draws=50, seed=1)
    assert not found["two_states"].any()
    np.testing.assert_array_equal(found["low"], found["high"])


def test_chunks_leave_no_trace() -> None:
    long = resting_states(LONELY, POLICY, draws=70, seed=3)
    np.testing.assert_array_equal(
        long.head(5).drop(columns="two_states"),
        resting_states(LONELY, POLICY, draws=5, seed=3).drop(columns="two_states"),
    )


def test_xiashan_has_few_tipping_points_at_plausibility_s_edge() -> None:
    xiashan = cp.datasets.load("xiashan")
    policy = xiashan.policies["partner_capped"].replace(fallback_cap=0.0, service="basic")
    found = search_tipping_points(xiashan, policy)
    assert len(found) == 3 ** len(LOOP)
    assert found["two_states"].sum() == 1
    assert not resting_states(xiashan, policy, draws=500, seed=7)["two_states"].any()


def test_nobody_served_has_no_state_of_rest() -> None:
    nobody = Policy(organisation="unmanaged")
    for find in (resting_states, search_tipping_points, months_at_rest):
        with pytest.raises(ValueError, match="serves no estate"):
            find(LONELY, nobody)


def test_scenarios_combine_given_values_with_central_values() -> None:
    ledger = cp.default_assumptions()
    drawn = Scenarios(ledger, {"wage_guard": [2000.0, 3000.0]})
    assert drawn["wage_guard"].tolist() == [[2000.0], [3000.0]]
    assert drawn["wage_cleaner"].tolist() == [[2200.0], [2200.0]]


def test_wrong_scenarios_are_refused() -> None:
    ledger = cp.default_assumptions()
    with pytest.raises(cp.InputError, match="wage_guard"):
        Scenarios(ledger, {"wage_gard": [1.0]})
    with pytest.raises(ValueError, match="one length"):
        Scenarios(ledger, {"wage_guard": [1.0], "wage_cleaner": [1.0, 2.0]})
    with pytest.raises(ValueError, match="finite"):
        Scenarios(ledger, {"wage_guard": [float("nan")]})


def test_a_factorial_has_every_combination_once() -> None:
    grid = factorial({"a": [1.0, 2.0, 3.0], "b": [0.0, 5.0]})
    assert len(set(zip(grid["a"], grid["b"], strict=True))) == 6


# --- the months of many estates rest where the loop of the whole says, or nearly


@pytest.mark.parametrize("begun", [0.1, 0.9])
def test_months_of_equal_estates_rest_where_the_loop_does(begun: float) -> None:
    estates = tuple(Estate(id=f"e{n}", households=400, floor_area=30_000.0) for n in range(5))
    found = months_at_rest(LONELY.replace(estates=estates), POLICY, begun=begun, draws=8, seed=7)
    np.testing.assert_allclose(found["months"], found["low"], atol=1e-6)


def test_months_of_xiashan_rest_near_the_whole_loop() -> None:
    xiashan = cp.datasets.load("xiashan")
    policy = xiashan.policies["partner_capped"].replace(fallback_cap=0.0)
    found = months_at_rest(xiashan, policy, begun=0.1, draws=8, seed=7)
    gap = (found["months"] - found["low"]).abs()
    assert gap.max() < 0.08  # estates differ in size, and so in deficit
    assert gap.mean() < 0.05


def test_months_at_rest_do_not_depend_on_chunks() -> None:
    long = months_at_rest(LONELY, POLICY, months=6, draws=70, seed=3)
    short = months_at_rest(LONELY, POLICY, months=6, draws=5, seed=3)
    np.testing.assert_array_equal(long["months"].head(5), short["months"])
