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
    held |= {"satisfaction_unserved": 40.0, "satisfaction_full_service": 80.0, "vacancy_rate": 0.0}
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
    held |= {"satisfaction_unserved": 40.0, "satisfaction_full_service": 80.0, "vacancy_rate": 0.0}
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


PLAIN: dict[str, Any] = {"works_fault_reduction": 0.0, "works_amenity": 0.0, "consent_time": 0.0}
PLAIN |= {"discount_rate_economic": 0.08, "renovation_capex": 10_000.0, "works_life": 20.0}
COST = 10_000.0 * TOWN.households


def built(worth: float | None, start: int, months: int, duration: int = 1, **held: Any) -> Any:
    """Run without works, or with works that do nothing but what `works_value` says."""
    pipes = cp.programme.Works(id="pipes", start_month=start, duration=duration)
    town = cp.Programme(**dict(TOWN) | {"works": (pipes,)})
    table = cp.default_assumptions().replace(works_value=worth or 0.0, **PLAIN | held)
    policy = BASE if worth is None else RENOVATED
    return cp.simulate(town, policy, months=months, draws=1, seed=7, assumptions=table)


def benefit(worth: float | None, start: int, months: int, duration: int = 1, **held: Any) -> float:
    found = built(worth, start, months, duration, **held).outcomes["social_net_benefit"]
    return float(found[0])


def turning_value(start: int, months: int, duration: int = 1, **held: Any) -> float:
    """Compute the `works_value` at which works are as good as none; benefit is linear in it."""
    none, free, one = (benefit(worth, start, months, duration, **held) for worth in (None, 0, 1))
    return (none - free) / (one - free)


unused = pytest.mark.filterwarnings("ignore::commpartner.errors.UnusedAssumptionWarning")


@unused
@pytest.mark.parametrize("start", [0, 60, 100])
def test_worthless_works_lose_their_cost_whenever_they_start(start: int) -> None:
    found = [benefit(worth, start, 120, optimism_bias=0.3) for worth in (None, 0.0)]
    assert found[0] - found[1] == pytest.approx(1.3 * COST * 1.08 ** (-start / 12), rel=1e-6)


@unused
@pytest.mark.parametrize(("start", "months"), [(0, 60), (0, 120), (0, 300), (50, 60), (50, 120)])
def test_the_horizon_leaves_the_turning_value_alone(start: int, months: int) -> None:
    # The annuity begins a month after the spending: one month of the real rate is all that is lost.
    found = turning_value(start, months, optimism_bias=0.3)
    assert found == pytest.approx(1.3 * 1.08 ** (1 / 12), rel=1e-6)


@unused
def test_works_half_built_turn_at_nearly_the_same_value() -> None:
    # All built: spent half a year before the end of building, in the mean; half built: a quarter.
    whole, half = (turning_value(54, months, 12, optimism_bias=0.0) for months in (120, 60))
    assert whole == pytest.approx(1.08 ** (6.5 / 12), rel=1e-3)
    assert half == pytest.approx(1.08 ** (3.5 / 12), rel=1e-3)


@unused
def test_no_purse_counts_works_as_an_asset() -> None:
    without, plain, dearer = (
        built(worth, 0, 36, optimism_bias=bias, renovation_government_share=0.5).outcomes.iloc[0]
        for worth, bias in ((None, 0.0), (1.0, 0.0), (1.0, 0.5))
    )
    for name in ("residual_value", "public_residual_value"):
        assert plain[name] == pytest.approx(without[name], abs=1e-6)
    paid = ["npv_residents_payments", "npv_operator", "npv_government", "npv_collective"]
    lost = without[paid].sum() - plain[paid].sum()
    assert lost == pytest.approx(COST, rel=1e-6)  # in cash, whatever they are worth
    # An overrun is lost in full: no residual rises with it.
    more = plain["social_net_benefit"] - dearer["social_net_benefit"]
    assert more - _overrun_elsewhere() == pytest.approx(0.5 * COST, rel=1e-6)


def _overrun_elsewhere() -> float:
    plain, dearer = (
        benefit(None, 0, 36, optimism_bias=bias, renovation_government_share=0.5)
        for bias in (0.0, 0.5)
    )
    return plain - dearer


def test_an_overrun_makes_works_no_better() -> None:
    planned, dearer = (renovated(1.0, optimism_bias=bias).outcomes for bias in (0.0, 0.5))
    np.testing.assert_array_equal(planned[WORTH[0]], dearer[WORTH[0]])
    assert (dearer[WORTH[1]] < planned[WORTH[1]]).all()


# An empty home that is billed and pays like an occupied one: vacancy changes no money.
LIKE_OCCUPIED: dict[str, Any] = {"vacant_fee_share": 1.0, "vacant_paying_share": 1.0}


@pytest.mark.parametrize("vacant", [0.25, 1.0])
def test_service_is_worth_something_to_occupied_homes(vacant: float) -> None:
    none, some = (run(BASE, vacancy_rate=rate, **LIKE_OCCUPIED) for rate in (0.0, vacant))
    assert some.ledger.equals(none.ledger)
    value, full = some.outcomes[WORTH[0]], none.outcomes[WORTH[0]]
    assert (full != 0.0).all()
    np.testing.assert_allclose(value, (1.0 - vacant) * full, atol=1e-9)


def test_works_are_worth_as_much_to_absent_owners() -> None:
    gains = []
    for vacant in (0.0, 1.0):
        held = {"vacancy_rate": vacant, **LIKE_OCCUPIED}
        none, one = (renovated(worth, **held).outcomes[WORTH[0]] for worth in (0.0, 1.0))
        gains.append(one - none)
    assert (gains[0] > 0.0).all()
    np.testing.assert_allclose(gains[1], gains[0], rtol=1e-9)
