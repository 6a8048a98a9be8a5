"""Margin and remuneration of the operator: own accounts move, money balances, engines agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.facts.accounts import ACCOUNTS
from commpartner.programme import Policy

MONTHS = 20
RICH = BASE.replace(grant=400.0, grant_months=MONTHS)
POOR = BASE.replace(fee=60.0)
MARGIN = {"operator_margin": 0.08}
SHARE = {"remuneration_share": 0.1}
AMOUNT = {"remuneration": 2.0}


def run(policy: Policy, engine: str = "numpy") -> tuple[cp.SimulationResult, dict[str, float]]:
    result = cp.simulate(TOWN, policy, months=MONTHS, draws=3, seed=5, engine=engine)  # type: ignore[arg-type]
    assert result.largest_imbalance < 1e-3
    moved = result.ledger.groupby("account")["mean"].sum()
    return result, {str(name): float(amount) for name, amount in moved.items()}


@pytest.mark.parametrize(
    ("levers", "account"),
    [
        (MARGIN, "operator_margin"),
        (SHARE, "operator_remuneration"),
        (AMOUNT, "operator_remuneration"),
    ],
    ids=["margin", "share", "amount"],
)
def test_rich_funds_pay_and_nothing_else_moves(levers: dict[str, Any], account: str) -> None:
    before, after = run(RICH)[1], run(RICH.replace(**levers))[1]
    assert {name for name in ACCOUNTS if before[name] != after[name]} == {account}
    assert before[account] == 0.0
    assert (ACCOUNTS[account].payer, ACCOUNTS[account].payee) == ("estate_funds", "operator")
    if levers is MARGIN:
        assert after[account] == pytest.approx(0.08 * after["service_payments"])
    if levers is SHARE:
        kept = after["service_charges"] + after["arrears_recovered"] - after["collection_costs"]
        assert after[account] == pytest.approx(0.1 * kept)


def test_the_fallback_pays_no_margin() -> None:
    before, after = run(BASE)[1], run(BASE.replace(**MARGIN))[1]
    assert before["fallback"] > 0.0
    assert after == before


def test_a_remuneration_raises_the_fallback() -> None:
    before, after = run(POOR)[1], run(POOR.replace(**SHARE))[1]
    assert before["fallback"] > 0.0
    more = after["fallback"] - before["fallback"]
    assert 0.0 < more <= after["operator_remuneration"] * (1 + 1e-9)


def test_by_estate_fees_stay_the_same() -> None:
    """Fees by estate follow from its fund's identity: what the operator is paid is no fee."""
    before = run(RICH)[0].estates["fees"]
    for levers in (MARGIN, {**SHARE, **AMOUNT}):
        after = run(RICH.replace(**levers))[0].estates["fees"]
        np.testing.assert_allclose(after, before, rtol=1e-9)


def test_it_stands_below_the_table_of_cost() -> None:
    result, moved = run(RICH.replace(**MARGIN))
    found, without = result.cost_lines(), run(RICH)[0].cost_lines()
    assert not (without["line"] == "remuneration").any()
    beside = found["line"] == "remuneration"
    rows = found[beside & found["year"].notna() & (found["account"] == "all")]
    assert rows["mean"].sum() == pytest.approx(moved["operator_margin"])
    assert found[~beside].reset_index(drop=True).equals(without)
    assert set(found[beside]["account"]) == {"all", "operator_margin"}
    assert not (result.cost_lines("estate")["line"] == "remuneration").any()
    cash = result.cash_flow().query("sector == 'operator' and account == 'operator_margin'")
    assert cash["mean"].sum() == pytest.approx(moved["operator_margin"])


def test_margin_and_remuneration_exclude_each_other() -> None:
    with pytest.raises(cp.InputError) as caught:
        BASE.replace(**MARGIN, **AMOUNT)
    assert "margin" in str(caught.value)


def test_value_added_tax_counts_what_the_operator_is_paid() -> None:
    plain = RICH.replace(vat="small_scale")
    before, after = run(plain)[1], run(plain.replace(**MARGIN))[1]
    more = after["value_added_tax"] - before["value_added_tax"]
    assert more == pytest.approx(after["operator_margin"] / 101.0)


@pytest.mark.parametrize("levers", [MARGIN, {**SHARE, **AMOUNT}])
def test_both_engines_agree_on_it(levers: dict[str, Any]) -> None:
    policy = RICH.replace(**levers)
    assert run(policy, "jax")[1] == pytest.approx(run(policy)[1], rel=1e-9, abs=1e-6)
