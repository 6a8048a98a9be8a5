"""Interest on the estates' funds: its own account moves, money balances, engines agree."""

from __future__ import annotations

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.facts.accounts import ACCOUNTS
from commpartner.flows.namespace import Array
from commpartner.model.engines import run_numpy
from commpartner.model.inputs import Inputs, month_inputs
from commpartner.model.mechanisms import interest
from commpartner.model.scheme import build_scheme
from commpartner.programme import Policy

RATE = 0.024
DRAWS, MONTHS = 3, 15
# A grant above the cost leaves money in the funds.
RICH = BASE.replace(grant=400.0, grant_months=MONTHS)


def money(policy: Policy, engine: str = "numpy") -> tuple[cp.SimulationResult, dict[str, float]]:
    result = cp.simulate(TOWN, policy, months=MONTHS, draws=DRAWS, seed=5, engine=engine)  # type: ignore[arg-type]
    moved = result.ledger.groupby("account")["mean"].sum()
    return result, {str(name): float(amount) for name, amount in moved.items()}


def inputs_of(policy: Policy) -> Inputs:
    draws = TOWN.assumption_table().draw(5, 0, DRAWS)
    return month_inputs(build_scheme(TOWN, policy), draws, MONTHS)


def test_it_moves_its_account_and_no_other() -> None:
    before, after = money(RICH)[1], money(RICH.replace(fund_interest=RATE))[1]
    assert {name for name in ACCOUNTS if before[name] != after[name]} == {"fund_interest"}
    assert after["fund_interest"] > 0.0


def test_what_is_short_of_money_needs_less_fallback() -> None:
    """A grant that ends leaves a fund that the cost then eats up."""
    poor = RICH.replace(grant=70.0, grant_months=3)
    before, after = money(poor)[1], money(poor.replace(fund_interest=RATE))[1]
    moved = {name for name in ACCOUNTS if before[name] != after[name]}
    assert moved == {"fund_interest", "fallback"}
    assert after["fallback"] < before["fallback"]


def test_money_balances_and_interest_is_own_income() -> None:
    result, moved = money(RICH.replace(fund_interest=RATE))
    without, _ = money(RICH)
    assert result.largest_imbalance < 1e-3
    own, before = (each.monthly.query("series == 'own_income'") for each in (result, without))
    gained = own["mean"].sum() - before["mean"].sum()
    assert gained == pytest.approx(moved["fund_interest"])


def test_by_estate_the_fund_grows_and_nothing_else_moves() -> None:
    """Fees by estate follow from its fund's identity: interest is no fee."""
    with_it, without = money(RICH.replace(fund_interest=RATE))[0], money(RICH)[0]
    for column in without.estates.select_dtypes("number"):
        after, before = with_it.estates[column], without.estates[column]
        if column == "fund":
            assert (after > before).all()
        else:
            np.testing.assert_allclose(after, before, rtol=1e-9, atol=1e-6, err_msg=column)


def test_the_engines_agree() -> None:
    policy = RICH.replace(fund_interest="inflation")
    one, other = money(policy)[1], money(policy, "jax")[1]
    assert other == pytest.approx(one, rel=1e-9, abs=1e-6)
    assert one["fund_interest"] > 0.0


def test_off_is_none_everywhere() -> None:
    inputs = inputs_of(RICH)
    run = run_numpy(inputs.start, inputs.path, inputs.fixed, inputs.rules)
    parts = inputs.fixed.interest, inputs.start.interest, run.end.interest, run.totals.interest
    assert parts == (None, None, None, None)


def test_a_rate_of_nearly_zero_equals_no_interest() -> None:
    tiny, none = money(RICH.replace(fund_interest=1e-300))[0], money(RICH)[0]
    for column in none.outcomes:
        assert tiny.outcomes[column].equals(none.outcomes[column])


@pytest.mark.parametrize(("fund", "expected"), [(1200.0, 2.4), (0.0, 0.0), (-50.0, 0.0)])
def test_a_constant_fund_earns_a_twelfth_each_month(fund: float, expected: float) -> None:
    given = interest.Parameters(np.array([[RATE]]))
    state: interest.State | None = interest.State(np.zeros((1, 1)))
    paid: list[Array] = []
    for _ in range(12):
        (state, totals), own = interest.step(state, given, np.array([[fund]]), np.zeros((1, 1)))
        assert totals is not None
        paid.append(totals.fund_interest)
        np.testing.assert_allclose(own, [[expected]], rtol=1e-15)
    np.testing.assert_allclose(sum(paid), [fund * RATE if fund > 0 else 0.0], rtol=1e-12)
