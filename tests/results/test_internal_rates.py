"""Internal rates of return as outcomes: by the present value, and when there is none."""

from __future__ import annotations

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.facts.accounts import ACCOUNTS
from commpartner.programme import Loan, Policy

RATES = ["operator_internal_rate", "ventures_internal_rate"]
# A grant above the cost leaves the operator what its ventures earn.
RICH = BASE.replace(grant=400.0, grant_months=400, ventures=("letting",), reinvestment_share=0.2)
NO_PRICES = {"distribution": "fixed", "low": 0.0, "central": 0.0, "high": 0.0}
STILL = TOWN.replace(assumptions={**TOWN.assumptions, "inflation": NO_PRICES})


def outcomes(policy: Policy, months: int = 60, **more: object) -> dict[str, np.ndarray]:
    table = cp.simulate(STILL, policy, months=months, draws=4, seed=5, **more).outcomes  # type: ignore[arg-type]
    return {str(name): table[name].to_numpy() for name in table}


def test_at_its_rate_the_operator_has_nothing_left() -> None:
    """Without inflation its present value at that discount rate is 0."""
    rate = outcomes(RICH)["operator_internal_rate"]
    assert np.isfinite(rate).all()
    assert (rate > 0.0).any()
    number = int(np.argmax(rate))
    fixed = {"low": rate[number], "central": rate[number], "high": rate[number]}
    table = {**STILL.assumptions, "discount_rate_economic": {"distribution": "fixed", **fixed}}
    at_rate = STILL.replace(assumptions=table)
    worth = cp.simulate(at_rate, RICH, months=60, draws=4, seed=5).outcomes["npv_operator"]
    ledger = cp.simulate(at_rate, RICH, months=60, draws=1, seed=5).ledger
    spent = ledger[ledger["account"].isin([*ACCOUNTS])]["mean"].sum()
    assert abs(worth[number]) < 1e-7 * spent


def test_cheap_loans_lever_the_rate_of_the_operator_alone() -> None:
    plain = outcomes(RICH)
    lent = outcomes(RICH.replace(loans=[Loan(amount=2e4, rate=0.001, months=60)]))
    gains = plain["operator_internal_rate"] > 0.05
    assert gains.any()
    raised = lent["operator_internal_rate"] > plain["operator_internal_rate"]
    assert raised[gains & np.isfinite(lent["operator_internal_rate"])].all()
    np.testing.assert_array_equal(lent[RATES[1]], plain[RATES[1]])


def test_who_invests_nothing_has_no_rate() -> None:
    nobody = outcomes(BASE.replace(organisation="unmanaged"), 12)
    assert np.isnan([nobody[name] for name in RATES]).all()
    no_venture = outcomes(BASE.replace(ventures=()), 12)
    assert np.isnan(no_venture["ventures_internal_rate"]).all()


def test_the_rates_depend_on_no_chunk() -> None:
    whole, parts = outcomes(RICH), outcomes(RICH, chunk=1)
    for name in RATES:
        assert np.array_equal(whole[name], parts[name], equal_nan=True)


@pytest.mark.nightly
def test_both_engines_find_the_same_rates() -> None:
    pytest.importorskip("jax")
    one, other = outcomes(RICH), outcomes(RICH, engine="jax")
    for name in RATES:
        np.testing.assert_allclose(other[name], one[name], rtol=1e-8)
