"""The residents' part of the months, run before the money or with it: the same bits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from town import BASE, SUPERVISED, TOWN

import commpartner as cp
from commpartner.model.engines import Run, run_numpy
from commpartner.model.inputs import Inputs, month_inputs
from commpartner.model.mechanisms.residents import given_to, run_ahead
from commpartner.model.month import heeds_money
from commpartner.model.scheme import build_scheme
from commpartner.model.tree import leaves
from commpartner.programme import Appraisal, Policy

DRAWS = TOWN.assumption_table().draw(3, 0, 4)
MONTHS = 18
RETURNS = BASE.replace(ventures=("market", "canteen"), partners=(), free_months=2)
# What makes residents heed money, one at a time.
HEEDED: dict[str, dict[str, Any]] = {
    "relief": {"fee_relief_share": 0.5},
    "upgrades": {"upgrade_share": 0.5},
    "cap": {"fallback_cap": 2.0},
    "orders": {"orders": SUPERVISED},
    "appraisal": {"appraisal": Appraisal(performance_share=0.2)},
}


def inputs_of(policy: Policy) -> Inputs:
    return month_inputs(build_scheme(TOWN, policy), DRAWS, MONTHS)


def parts(inputs: Inputs) -> tuple[Any, Any, Any, Any]:
    return inputs.start, inputs.path, inputs.fixed, inputs.rules


def people(inputs: Inputs) -> tuple[Any, Any, Any]:
    return inputs.start.residents, inputs.path.residents, inputs.fixed.residents


def flat(run: Run) -> dict[tuple[str, str], bytes]:
    return {
        (type(part).__name__, str(number)): np.ascontiguousarray(values).tobytes()
        for part in run
        for number, values in enumerate(leaves(part))
    }


@pytest.mark.parametrize(
    "levers",
    [
        {},
        {"ventures": ()},
        {"allocation": "deficit"},
        {"works": ("pipes",)},
        {"partners": ("convenor", "clinic")},
        {"grant": 1.0, "grant_months": 6},
        {"fund_interest": 0.03},
        {"ventures": ("building", "parking")},
        {"onboarding": 20.0},
    ],
)
def test_residents_run_ahead_change_no_bit(levers: dict[str, Any]) -> None:
    inputs = inputs_of(RETURNS.replace(**levers))
    assert not heeds_money(inputs.fixed, inputs.rules)
    ahead = run_ahead(*people(inputs))
    together = run_numpy(*parts(inputs))
    apart = run_numpy(*parts(inputs), ahead)
    assert flat(apart) == flat(together)


@pytest.mark.parametrize("why", HEEDED)
def test_residents_who_heed_money_are_not_run_ahead(why: str) -> None:
    inputs = inputs_of(RETURNS.replace(**HEEDED[why]))
    assert heeds_money(inputs.fixed, inputs.rules)


def test_residents_input_is_equal_if_only_money_differs() -> None:
    one = given_to(*people(inputs_of(RETURNS)))
    for levers in ({"ventures": ()}, {"reinvestment_share": 0.1}, {"mechanisms": ()}):
        other = given_to(*people(inputs_of(RETURNS.replace(**levers))))
        assert all(map(np.array_equal, one, other))


@pytest.mark.parametrize(
    "levers",
    [
        {"fee": 25.0},
        {"fee_basis": "floor_area", "fee": 1.0},
        {"fee_growth": 0.1},
        {"free_months": 3},
        {"service": "basic"},
        {"onboarding": 20.0},
        {"works": ("pipes",)},
        {"partners": ("clinic",)},
    ],
)
def test_what_residents_are_given_differs_where_it_reaches_them(levers: dict[str, Any]) -> None:
    one = given_to(*people(inputs_of(RETURNS)))
    other = given_to(*people(inputs_of(RETURNS.replace(**levers))))
    assert not all(map(np.array_equal, one, other))


# --- paying, by what the fee takes of income

FEES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)  # yuan/m2/month
XIASHAN = cp.datasets.load("xiashan")
FEW = XIASHAN.replace(estates=XIASHAN.estates[:40])
PARTNER = FEW.policies["partner"]


def run(policy: Policy, months: int = 60, draws: int = 12, **held: Any) -> cp.SimulationResult:
    ledger = FEW.assumption_table().replace(**held)
    return cp.simulate(FEW, policy, months=months, draws=draws, seed=7, assumptions=ledger)


def revenue(result: cp.SimulationResult) -> float:
    last = result.ledger[result.ledger["year"] == result.ledger["year"].max()]
    paid = last["account"].isin(["service_charges", "arrears_recovered"])
    return float(last.loc[paid, "mean"].sum())


def test_revenue_and_self_sufficiency_peak_in_the_fee() -> None:
    found = [run(PARTNER.replace(fee=fee)) for fee in FEES]
    own = [result.outcomes["self_sufficiency_year_5"].mean() for result in found]
    for rises in ([revenue(result) for result in found], own):
        peak = int(np.argmax(rises))
        assert 0 < peak < len(FEES) - 1
        assert np.all(np.diff(rises[: peak + 1]) > 0)
        assert np.all(np.diff(rises[peak:]) < 0)
        assert rises[-1] < 0.95 * rises[peak]
    fallback = [result.outcomes["fallback_per_year"].mean() for result in found]
    assert 0 < int(np.argmin(fallback)) < len(FEES) - 1


def test_a_fee_that_outruns_incomes_is_paid_by_fewer() -> None:
    steady = run(PARTNER, 120).outcomes["paying_share"]
    steep = run(PARTNER.replace(fee_growth=0.2), 120).outcomes["paying_share"]
    assert np.all(steep < steady)
    assert steep.mean() < steady.mean() - 0.1


def test_a_fee_that_follows_incomes_is_paid_as_before() -> None:
    grown, still = (
        run(PARTNER.replace(fee_growth=rate), 120, income_growth=rate).outcomes["paying_share"]
        for rate in (0.05, 0.0)
    )
    np.testing.assert_allclose(grown, still, rtol=1e-12)
