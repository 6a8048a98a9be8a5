"""Loans by hand, and by the schedule of a published guide."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commpartner.flows.loans import annuity, debt_of_annuity, debt_of_equal_principal


def test_the_schedule_is_that_of_a_published_guide() -> None:
    """Of https://www.sapling.com/8703730/calculate-reducing-balance-interest-rate.

    1,000 for 6 months at 2 % a month: 178.53 a month, 841.47 left after the first payment, interest
    of 20 and then 16.83, 71.15 in all.
    """
    amount, rate = np.array([1_000.0]), np.array([0.24])
    payment = annuity(amount, rate, 6)
    debt = debt_of_annuity(amount, rate, 6, np.arange(7.0))
    interest = 0.02 * debt[:-1]
    np.testing.assert_allclose(payment, 178.53, atol=0.005)
    np.testing.assert_allclose(debt[[0, 1, 6]], [1_000.0, 841.47, 0.0], atol=0.005)
    np.testing.assert_allclose(interest[:2], [20.0, 16.83], atol=0.005)
    assert interest.sum() == pytest.approx(71.15, abs=0.01)


@given(st.floats(0.0, 0.5), st.integers(1, 360))
def test_payments_and_debt_are_worth_the_loan(rate: float, months: int) -> None:
    amount, every = np.array([1e6]), np.arange(months + 1.0)
    payment = annuity(amount, np.array([rate]), months)
    debt = debt_of_annuity(amount, np.array([rate]), months, every)
    worth = payment * (1 + rate / 12) ** -every[1:]
    np.testing.assert_allclose(worth.sum(), amount, rtol=1e-9)
    # What is paid beyond the interest lowers the debt, month by month.
    np.testing.assert_allclose(debt[:-1] * (1 + rate / 12) - payment, debt[1:], atol=1e-3)


def test_equal_principal_costs_less_interest_in_all() -> None:
    amount, rate, paid = np.array([1_200.0]), np.array([0.06]), np.arange(12.0)
    equal = debt_of_equal_principal(amount, 12, paid)
    np.testing.assert_allclose(-np.diff(equal), 100.0)
    # Half a per cent of 1,200 + 1,100 + ... + 100.
    assert 0.005 * equal.sum() == pytest.approx(39.0)
    assert equal.sum() < debt_of_annuity(amount, rate, 12, paid).sum()
