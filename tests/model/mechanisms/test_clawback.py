"""Repaying fallback and large repairs: their own accounts move, money balances, engines agree."""

from __future__ import annotations

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.facts.accounts import ACCOUNTS
from commpartner.programme import Policy

DRAWS, MONTHS = 3, 24
# Nothing is paid in the trial; afterwards fees leave a surplus.
TRIAL = BASE.replace(free_months=6, fee=100.0, grant=40.0, grant_months=MONTHS)
SAVING = BASE.replace(
    ventures=("market", "letting"), capital_charge=False, reserve_share=1.0, deficit_first=False
)


def money(policy: Policy, engine: str = "numpy") -> tuple[cp.SimulationResult, dict[str, float]]:
    result = cp.simulate(TOWN, policy, months=MONTHS, draws=DRAWS, seed=5, engine=engine)  # type: ignore[arg-type]
    moved = result.ledger.groupby("account")["mean"].sum()
    return result, {str(name): float(amount) for name, amount in moved.items()}


def test_a_surplus_repays_no_more_than_was_put_in() -> None:
    (none, before), (whole, after) = money(TRIAL), money(TRIAL.replace(fallback_clawback=1.0))
    moved = {name for name in ACCOUNTS if before[name] != after[name]}
    assert "fallback_repaid" in moved <= {"fallback_repaid", "fallback"}
    assert 0.0 < after["fallback_repaid"] <= after["fallback"] * (1 + 1e-12)
    assert whole.largest_imbalance < 1e-3
    outstanding = whole.estates["outstanding"]
    assert (outstanding < none.estates["outstanding"]).any()
    assert (outstanding >= -1e-9).all()


def test_each_estate_repays_its_own_at_the_same_fees() -> None:
    (none, _), (half, _) = money(TRIAL), money(TRIAL.replace(fallback_clawback=0.5))
    np.testing.assert_allclose(half.estates["fees"], none.estates["fees"], rtol=1e-9)
    lower = none.estates["fund"] - half.estates["fund"]
    repaid = MONTHS * half.estates["fallback"] - half.estates["outstanding"]
    np.testing.assert_allclose(lower, repaid, rtol=1e-6, atol=1e-3)


def test_net_fallback_is_what_is_not_repaid() -> None:
    outcomes = money(TRIAL.replace(fallback_clawback=1.0))[0].outcomes
    net = outcomes["fallback_per_year"] - outcomes["fallback_repaid_per_year"]
    np.testing.assert_allclose(outcomes["fallback_net_per_year"], net)


def test_large_repairs_beyond_the_reserve_are_deferred() -> None:
    (none, before), (result, after) = money(SAVING.replace(reserve_share=0.0)), money(SAVING)
    assert before["large_repairs"] == 0.0 < after["large_repairs"]
    # What is due is the same with a reserve as without.
    due, rest = (each.outcomes["repairs_deferred"].mean() for each in (none, result))
    assert due == pytest.approx(rest + after["large_repairs"])
    assert result.largest_imbalance < 1e-3


@pytest.mark.filterwarnings("ignore::commpartner.errors.PlausibilityWarning")
def test_a_reserve_larger_than_what_is_due_remains() -> None:
    tiny = TOWN.replace(
        assumptions={
            **TOWN.assumptions,
            "large_repair_cost": {
                "distribution": "fixed",
                "low": 1e-3,
                "central": 1e-3,
                "high": 1e-3,
            },
        }
    )
    result = cp.simulate(tiny, SAVING, months=MONTHS, draws=DRAWS, seed=5)
    assert (result.outcomes["repairs_deferred"] < 1.0).all()
    assert (result.outcomes["estate_funds_left"] > 0.0).all()


@pytest.mark.parametrize("policy", [TRIAL.replace(fallback_clawback=0.5), SAVING])
def test_the_engines_agree(policy: Policy) -> None:
    (one, numpy), (other, jax) = money(policy), money(policy, "jax")
    assert jax == pytest.approx(numpy, rel=1e-9, abs=1e-6)
    np.testing.assert_allclose(
        other.outcomes["repairs_deferred"], one.outcomes["repairs_deferred"], rtol=1e-9
    )
