"""Taxes of the operator: their own accounts move, money balances, engines agree."""

from __future__ import annotations

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.facts.accounts import ACCOUNTS
from commpartner.flows.taxes import income_tax
from commpartner.programme import Policy, Programme

MONTHS = 110
RATE = np.array([[0.25]])
# A grant above the cost: nothing is underwritten, and a venture leaves the operator a profit.
FEE = BASE.replace(
    grant=400.0,
    grant_months=400,
    ventures=("letting",),
    reinvestment_share=0.2,
    mechanisms=tuple(name for name in BASE.mechanisms if name != "centre_cost"),
)
TAXES = {"value_added_tax", "tax_surcharges", "income_tax"}
EXEMPT = TOWN.replace(ventures=tuple(each.replace(vat_exempt=True) for each in TOWN.ventures))
SMALL = FEE.replace(vat="small_scale", income_tax=0.25)
GENERAL = FEE.replace(vat="general", income_tax="income_tax_rate")


def ledger(
    policy: Policy, programme: Programme = TOWN, engine: str = "numpy", months: int = MONTHS
) -> dict[str, np.ndarray]:
    """Amounts of one draw by account and month."""
    result = cp.simulate(programme, policy, months=months, draws=1, seed=5, engine=engine)  # type: ignore[arg-type]
    assert result.largest_imbalance < 1e-3
    found = {}
    for name, rows in result.ledger.groupby("account"):
        found[str(name)] = rows.sort_values("year")["mean"].to_numpy()
    return found


@pytest.mark.parametrize(
    ("policy", "moved"),
    # At 6 % of the sales, less input tax, nothing of the profit is left to be taxed.
    [(SMALL, TAXES), (GENERAL, TAXES - {"income_tax"})],
    ids=["small", "general"],
)
def test_taxes_move_their_accounts_and_no_other(policy: Policy, moved: set[str]) -> None:
    before, after = ledger(FEE), ledger(policy)
    assert {name for name in ACCOUNTS if not np.array_equal(before[name], after[name])} == moved
    for name in moved:
        assert not before[name].any()
        assert after[name].sum() > 0.0
        assert (ACCOUNTS[name].payer, ACCOUNTS[name].payee) == ("operator", "government")


def test_small_scale_tax_is_that_of_the_sales() -> None:
    found = ledger(SMALL, EXEMPT)
    sales = found["service_payments"] + found["service_upgrades"] - found["fallback"]
    np.testing.assert_allclose(found["value_added_tax"], sales / 101.0)
    np.testing.assert_allclose(found["tax_surcharges"], 0.06 * found["value_added_tax"])


def test_sales_of_ventures_are_taxed_unless_exempt() -> None:
    taxed, exempt = ledger(SMALL), ledger(SMALL, EXEMPT)
    sold = taxed["venture_sales"] + taxed["resident_sales"]
    assert sold.sum() > 0.0
    more = taxed["value_added_tax"] - exempt["value_added_tax"]
    np.testing.assert_allclose(more, sold / 101.0)
    for owner in ("owners", "collective"):  # they pay no tax in the model
        theirs = tuple(each.replace(owner=owner) for each in TOWN.ventures)
        other = ledger(SMALL, TOWN.replace(ventures=theirs))
        service = other["service_payments"] + other["service_upgrades"] - other["fallback"]
        np.testing.assert_allclose(other["value_added_tax"], service / 101.0)


def test_income_tax_is_the_rate_on_what_is_left() -> None:
    found = ledger(SMALL)
    profit = np.zeros(10)
    for name, amount in found.items():
        if name != "income_tax":
            about = ACCOUNTS[name]
            profit += amount * (about.payee == "operator") - amount * (about.payer == "operator")
    assert profit[0] < 0.0 < profit[-1]
    np.testing.assert_allclose(found["income_tax"], income_tax(profit[None], RATE)[0], atol=0.01)
    assert found["income_tax"][-1] > 0.0


def test_tax_years_are_those_of_the_calendar() -> None:
    result = cp.simulate(TOWN.replace(start="2026-09"), GENERAL, months=28, draws=3, seed=5)
    assert result.largest_imbalance < 1e-3
    operator = result.cash_flow().query("sector == 'operator' and account == 'all'")
    assert operator["year"].unique().tolist() == [2026, 2027, 2028]


def test_no_tax_reads_no_rate() -> None:
    begin = ("vat_", "small_", "income_t")
    rows = {name for name in cp.default_assumptions() if name.startswith(begin)}
    off = set(cp.simulate(TOWN, FEE, months=2, draws=1).assumptions)
    assert not rows & off
    small = set(cp.simulate(TOWN, SMALL, months=2, draws=1).assumptions)
    assert rows & small == {
        *("vat_small_rate", "vat_small_threshold", "vat_surcharge_rate", "small_surcharge_share")
    }


def test_taxes_lower_the_operator_by_what_the_government_gets() -> None:
    before, after = (
        cp.simulate(TOWN, policy, months=100, draws=3, seed=5).outcomes for policy in (FEE, GENERAL)
    )
    lost = before["npv_operator"] - after["npv_operator"]
    np.testing.assert_allclose(after["npv_government"] - before["npv_government"], lost)
    assert np.all(lost > 0.0)
    np.testing.assert_allclose(after["social_net_benefit"], before["social_net_benefit"])


def test_both_engines_agree_on_the_taxes() -> None:
    numpy, jax = (ledger(SMALL, engine=engine) for engine in ("numpy", "jax"))
    for name in TAXES:
        np.testing.assert_allclose(jax[name], numpy[name], rtol=1e-9)
