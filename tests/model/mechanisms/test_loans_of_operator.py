"""Loans of the operator: their own accounts move, money balances, engines agree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.errors import ImbalanceError
from commpartner.facts.accounts import ACCOUNTS
from commpartner.model.accounts import account_flows
from commpartner.model.balance import check_balance, net_by_sector
from commpartner.model.engines import run_numpy
from commpartner.model.inputs import month_inputs
from commpartner.model.scheme import build_scheme
from commpartner.programme import Loan, Policy

MONTHS = 30
ANNUITY = Loan(amount=6e5, rate=0.045, months=24, first_month=2)
EQUAL = Loan(amount=6e5, rate=0.045, months=24, first_month=2, repayment="equal_principal")
LONG = Loan(amount=6e5, rate="discount_rate_financial", months=120)
MOVED = {"loans_drawn", "loan_interest", "loans_repaid"}


def run(policy: Policy, engine: str = "numpy", draws: int = 3) -> cp.SimulationResult:
    result = cp.simulate(TOWN, policy, months=MONTHS, draws=draws, seed=5, engine=engine)  # type: ignore[arg-type]
    assert result.largest_imbalance < 1e-3
    return result


def money(result: cp.SimulationResult) -> dict[str, float]:
    return {str(k): float(v) for k, v in result.ledger.groupby("account")["mean"].sum().items()}


@pytest.mark.parametrize("loan", [ANNUITY, EQUAL, LONG], ids=["annuity", "equal", "long"])
def test_it_moves_its_accounts_and_no_other(loan: Loan) -> None:
    before, after = money(run(BASE)), money(run(BASE.replace(loans=[loan])))
    assert {name for name in ACCOUNTS if before[name] != after[name]} == MOVED
    assert after["loans_drawn"] == pytest.approx(6e5)
    if loan is not LONG:
        assert after["loans_repaid"] == pytest.approx(6e5)


def test_interest_is_that_of_the_debt() -> None:
    """Of 600,000 in 24 parts: 0.375 % of 600,000, 575,000, ... 25,000."""
    assert money(run(BASE.replace(loans=[EQUAL])))["loan_interest"] == pytest.approx(28_125.0)
    payment = 6e5 * 0.00375 / (1 - 1.00375**-24)
    found = money(run(BASE.replace(loans=[ANNUITY])))["loan_interest"]
    assert found == pytest.approx(24 * payment - 6e5)


def test_several_loans_add_up() -> None:
    whole = money(run(BASE.replace(loans=[ANNUITY, EQUAL, LONG])))
    each = [money(run(BASE.replace(loans=[loan]))) for loan in (ANNUITY, EQUAL, LONG)]
    for name in MOVED:
        assert whole[name] == pytest.approx(sum(one[name] for one in each))


def test_a_debt_left_at_the_end_is_no_gain() -> None:
    """At the lenders' own rate a loan is worth nothing, however much of it is still owed."""
    nominal = run(BASE).assumptions[["discount_rate_economic", "inflation"]]
    rate = float(((1 + nominal).prod(axis=1) ** (1 / 12) - 1).iloc[0] * 12)
    one, other = (
        run(BASE.replace(loans=loans), draws=1).outcomes
        for loans in ([], [LONG.replace(rate=rate)])
    )
    np.testing.assert_allclose(other["npv_operator"], one["npv_operator"], atol=0.01)
    np.testing.assert_allclose(other["residual_value"], one["residual_value"])
    owed = one["public_residual_value"] - other["public_residual_value"]
    assert owed.iloc[0] > 3e5


def test_dear_loans_cost_the_operator_and_nobody_inside_gains() -> None:
    before, after = run(BASE).outcomes, run(BASE.replace(loans=[LONG.replace(rate=0.2)])).outcomes
    assert (after["npv_operator"] < before["npv_operator"]).all()
    np.testing.assert_allclose(after["social_net_benefit"], before["social_net_benefit"])


def test_income_tax_deducts_interest_and_no_principal() -> None:
    rich = BASE.replace(
        grant=400.0,
        grant_months=400,
        ventures=("letting",),
        reinvestment_share=0.2,
        mechanisms=BASE.mechanisms[:-1],
        income_tax=0.25,
    )
    start = Loan(amount=6e5, rate=0.06, months=11)  # whole within the first tax year

    def taxed(policy: Policy) -> float:
        result = cp.simulate(TOWN, policy, months=120, draws=1, seed=5)
        return money(result)["income_tax"]

    interest = 11 * 6e5 * 0.005 / (1 - 1.005**-11) - 6e5
    late = start.replace(first_month=108)
    assert taxed(rich.replace(loans=[late])) == pytest.approx(taxed(rich) - 0.25 * interest)


def test_a_debt_that_moves_otherwise_is_found() -> None:
    draws = TOWN.assumption_table().draw(5, 0, 2)
    inputs = month_inputs(build_scheme(TOWN, BASE.replace(loans=[ANNUITY])), draws, 6)
    assert inputs.loans is not None
    done = run_numpy(inputs.start, inputs.path, inputs.fixed, inputs.rules)
    flows = account_flows(inputs, done)
    debt = inputs.loans.debt.copy()
    check_balance(inputs, done, flows, net_by_sector(flows), 0)
    debt[1, 4] += 1.0
    wrong = replace(inputs, loans=inputs.loans._replace(debt=debt))
    with pytest.raises(ImbalanceError, match="debts of the operator"):
        check_balance(wrong, done, flows, net_by_sector(flows), 0)


@pytest.mark.nightly
def test_both_engines_agree_on_the_loans() -> None:
    pytest.importorskip("jax")
    numpy, jax = (money(run(BASE.replace(loans=[LONG]), engine)) for engine in ("numpy", "jax"))
    for name in MOVED:
        assert jax[name] == numpy[name]
