"""Value of service, social net benefit and equity: doing nothing is not best by definition."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.programme import Policy

XIASHAN = cp.datasets.load("xiashan")
NOTHING = Policy(organisation="unmanaged")


def run(policy: Policy, months: int = 36, draws: int = 4, **held: Any) -> Any:
    ledger = cp.default_assumptions().replace(**held)
    return cp.simulate(TOWN, policy, months=months, draws=draws, seed=7, assumptions=ledger)


@pytest.mark.parametrize(("worth", "best"), [(0.0, "nothing"), (600.0, "service")])
def test_the_worth_of_service_decides_about_doing_nothing(worth: float, best: str) -> None:
    served = run(BASE, service_value=worth).outcomes["social_net_benefit"]
    nothing = run(NOTHING, service_value=worth).outcomes["social_net_benefit"]
    np.testing.assert_allclose(nothing, 0.0, atol=1e-6)
    assert ((served > nothing) == (best == "service")).all()


def test_a_service_without_value_costs_what_leaves_the_sectors() -> None:
    result = run(BASE, service_value=0.0)
    found = result.outcomes
    sectors = ("residents_payments", "estate_funds", "operator", "ventures", "partners")
    money = sum(found[f"npv_{name}"] for name in (*sectors, "collective", "government"))
    given = result.in_kind.groupby("account")["mean"].sum()
    assert given.sum() == 0.0  # nothing in kind: the money is all
    np.testing.assert_allclose(found["social_net_benefit"], money, rtol=1e-9)  # residual value in
    assert (found["value_to_residents_per_year"] == 0.0).all()


def test_transfers_leave_social_net_benefit_alone() -> None:
    plain = run(BASE)
    helped = run(BASE.replace(grant=20.0, grant_months=24))
    assert (helped.outcomes["npv_government"] < plain.outcomes["npv_government"]).all()
    np.testing.assert_allclose(
        helped.outcomes["social_net_benefit"], plain.outcomes["social_net_benefit"], rtol=1e-9
    )


def test_volunteers_hours_are_a_cost_at_their_worth() -> None:
    policy = BASE.replace(governance={"volunteer_teams": 5})
    free = run(policy, volunteer_hour_value=0.0).outcomes["social_net_benefit"]
    dear = run(policy, volunteer_hour_value=25.0, inflation=0.0, discount_rate_economic=0.0)
    again = run(policy, volunteer_hour_value=0.0, inflation=0.0, discount_rate_economic=0.0)
    hours = dear.in_kind.loc[dear.in_kind["account"] == "volunteer_hours", "mean"].sum()
    assert hours > 0.0
    lost = again.outcomes["social_net_benefit"] - dear.outcomes["social_net_benefit"]
    assert lost.mean() == pytest.approx(hours)
    assert np.isfinite(free).all()


def test_value_is_willingness_to_pay_times_satisfaction_above_none() -> None:
    held: dict[str, Any] = {"service_value": 40.0, "inflation": 0.0, "income_growth": 0.0}
    held |= {"satisfaction_unserved": 40.0, "satisfaction_full_service": 80.0}
    result = run(BASE, 24, draws=1, **held)
    series = result.monthly.set_index(["series", "month"])["mean"]["satisfaction"]
    gained = (series - 40.0).sum() / 40.0  # everybody in the town is served
    households = TOWN.households
    expected = 40.0 * households * gained / 2.0
    assert result.outcomes["value_to_residents_per_year"][0] == pytest.approx(expected)


def test_an_elasticity_gives_the_poor_more_weight() -> None:
    held: dict[str, Any] = {"household_income": 5000.0, "median_income": 10000.0}
    plain, weighted = (run(BASE, welfare_elasticity=e, **held) for e in (0.0, 1.0))
    found = plain.outcomes
    residents = found["npv_residents_payments"] + _value(found, plain)
    gain = weighted.outcomes["social_net_benefit"] - found["social_net_benefit"]
    np.testing.assert_allclose(gain, residents, rtol=1e-6)  # a weight of 2: once more


def _value(found: Any, result: Any) -> Any:
    others = ("estate_funds", "operator", "ventures", "partners", "collective", "government")
    money = found["npv_residents_payments"] + sum(found[f"npv_{name}"] for name in others)
    return found["social_net_benefit"] - money


def test_equal_service_is_equal_whoever_delivers_it() -> None:
    alone, together = (
        cp.simulate(XIASHAN, name, months=12, draws=3, seed=7).outcomes
        for name in ("stand_alone", "clustered")
    )
    for found in (alone, together):
        np.testing.assert_allclose(found["gini_service"], 0.0, atol=1e-12)
    np.testing.assert_allclose(alone["payment_burden"], together["payment_burden"])


def test_service_cut_back_in_some_estates_is_unequal() -> None:
    found = run(BASE.replace(fallback_cap=0.0)).outcomes["gini_service"]
    assert (found > 0.0).any() and (found <= 1.0).all()


def test_burden_is_the_bill_over_income() -> None:
    held: dict[str, Any] = {
        "household_income": 5000.0,
        "income_growth": 0.0,
        "low_income_ratio": 0.5,
    }
    held["vacancy_rate"] = 0.0
    policy = BASE.replace(fee=50.0, fee_basis="household", fee_growth=0.0)
    found = run(policy, 12, **held).outcomes
    np.testing.assert_allclose(found["payment_burden"], 0.01, rtol=1e-9)
    np.testing.assert_allclose(found["payment_burden_low_income"], 0.02, rtol=1e-9)


def test_money_of_the_day_has_the_nominal_rate() -> None:
    held: dict[str, Any] = {"discount_rate_economic": 0.08, "inflation": 0.03}
    paid = run(BASE.replace(grant=10.0, grant_months=36), **held).outcomes["npv_government"]
    cost = run(BASE, **held).outcomes["npv_government"] - paid
    factors = (1.08 * 1.03) ** (-np.arange(36) / 12.0)
    np.testing.assert_allclose(cost, 10.0 * TOWN.households * factors.sum(), rtol=1e-9)


def test_a_spread_of_the_rate_makes_it_decline() -> None:
    known = cp.measures.discount_factors(0.08, 361)
    spread = cp.measures.discount_factors(0.08, 361, spread=0.03)
    rates = -12.0 * np.diff(np.log(spread))
    assert spread[0] == 1.0 and (spread[1:] > known[1:]).all()
    assert rates[0] == pytest.approx(np.log(1.08), rel=0.01) and (np.diff(rates) < 0.0).all()
    # Weitzman (2001): the rate of year t is mu / (1 + t sigma^2 / mu).
    assert rates[-1] == pytest.approx(np.log(1.08) / (1 + 30 * 0.03**2 / np.log(1.08)), rel=0.01)


RENOVATED = BASE.replace(works=("pipes",))
WORTH = ("value_to_residents_per_year", "social_net_benefit")


def renovated(worth: float, **held: Any) -> Any:
    return run(RENOVATED, works_value=worth, **held)


def test_works_are_worth_what_residents_say() -> None:
    none, half, one = (renovated(worth).outcomes for worth in (0.0, 0.5, 1.0))
    for name in WORTH:
        assert (one[name] > none[name]).all()
        np.testing.assert_allclose(half[name] - none[name], 0.5 * (one[name] - none[name]))
    others = [name for name in none if name not in WORTH]
    for found in (half, one):
        np.testing.assert_array_equal(found[others], none[others])  # no money, no other figure


def test_works_worth_nothing_leave_what_satisfaction_shows() -> None:
    held: dict[str, Any] = {"service_value": 40.0, "inflation": 0.0, "income_growth": 0.0}
    held |= {"satisfaction_unserved": 40.0, "satisfaction_full_service": 80.0}
    result = cp.simulate(
        TOWN,
        RENOVATED,
        months=24,
        draws=1,
        seed=7,
        assumptions=cp.default_assumptions().replace(works_value=0.0, **held),
    )
    series = result.monthly.set_index(["series", "month"])["mean"]["satisfaction"]
    expected = TOWN.households * (series - 40.0).sum() / 2.0
    assert result.outcomes[WORTH[0]][0] == pytest.approx(expected)


def test_the_worth_of_works_is_in_no_account() -> None:
    none, one = (renovated(worth) for worth in (0.0, 1.0))
    assert one.ledger.equals(none.ledger) and one.in_kind.equals(none.in_kind)
    assert one.payers.equals(none.payers)


def test_without_works_nothing_reads_their_worth() -> None:
    assert "works_value" not in run(BASE).assumptions
    assert "works_value" in run(RENOVATED).assumptions


@pytest.mark.filterwarnings("ignore::commpartner.errors.UnusedAssumptionWarning")
def test_works_worth_their_cost_return_it_over_a_life() -> None:
    held: dict[str, Any] = {"inflation": 0.02, "works_life": 10.0, "optimism_bias": 0.0}
    held |= {"discount_rate_economic": 0.05, "works_fault_reduction": 0.0, "works_amenity": 0.0}
    held |= {"discount_rate_financial": 1.05 * 1.02 - 1.0, "consent_time": 0.0}
    town = cp.Programme(**dict(TOWN) | {"works": (cp.programme.Works(id="pipes", duration=1),)})
    table = cp.default_assumptions().replace(**held)
    found = [
        cp.simulate(
            town,
            policy,
            months=140,
            draws=2,
            seed=7,
            assumptions=table.replace(works_value=worth),
        ).outcomes["social_net_benefit"]
        for policy, worth in ((BASE, 1.0), (RENOVATED, 0.0), (RENOVATED, 1.0))
    ]
    cost = found[0] - found[1]  # all spent in month 0, nothing left at the end
    assert (cost > 0.0).all()
    # The annuity begins in month 1, so it is discounted by one month of the real rate.
    np.testing.assert_allclose(found[2] - found[1], cost * 1.05 ** (-1 / 12), rtol=1e-9)


def test_an_overrun_makes_works_no_better() -> None:
    planned, dearer = (renovated(1.0, optimism_bias=bias).outcomes for bias in (0.0, 0.5))
    np.testing.assert_array_equal(planned[WORTH[0]], dearer[WORTH[0]])
    assert (dearer[WORTH[1]] < planned[WORTH[1]]).all()
