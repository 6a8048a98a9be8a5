"""Draw and repay the loans of the operator (运营方借款)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.facts.accounts import Sector
from commpartner.flows import loans
from commpartner.flows.namespace import Array
from commpartner.model.values import Values
from commpartner.programme.loan import Loan
from commpartner.programme.policy import Policy


class Schedule(NamedTuple):
    """Hold what the loans of a policy move by month, shape (draw, month) each.

    Attributes
    ----------
    drawn, interest, repaid
        Payments [yuan/month].
    debt
        Left after the payment of the month [yuan].
    owed
        At the end of the horizon, with the interest of the last month [yuan], shape (draw, 1).
    """

    drawn: Array
    interest: Array
    repaid: Array
    debt: Array
    owed: Array


def schedule(policy: Policy, value: Values, months: int) -> Schedule | None:
    """Compute what all loans of a policy move in the horizon; None if it has none."""
    if not policy.loans:
        return None
    each = [_of_one(loan, value, months) for loan in policy.loans]
    return Schedule(*(np.asarray(sum(parts)) for parts in zip(*each, strict=True)))


def _of_one(loan: Loan, value: Values, months: int) -> Schedule:
    amount, rate = value(loan.amount), value(loan.rate)
    month = np.arange(months, dtype=np.float64)
    since = month - loan.first_month
    paid = np.clip(since, 0.0, loan.months)
    if loan.repayment == "annuity":
        left = loans.debt_of_annuity(amount, rate, float(loan.months), paid)
        instalment = loans.annuity(amount, rate, float(loan.months))
    else:
        left = loans.debt_of_equal_principal(amount, float(loan.months), paid)
    debt = np.where(since >= 0, left, 0.0)
    before = np.concatenate([np.zeros_like(debt[:, :1]), debt[:, :-1]], axis=1)  # the payment
    interest = rate / 12.0 * before
    due = np.where((since >= 1) & (since <= loan.months), 1.0, 0.0)
    if loan.repayment == "annuity":
        repaid = due * (instalment - interest)
    else:
        repaid = due * (amount / loan.months)
    owed_at_end = debt[:, -1:] * (1.0 + rate / 12.0)
    return Schedule(amount * np.where(since == 0, 1.0, 0.0), interest, repaid, debt, owed_at_end)


def flows(given: Schedule | None) -> dict[str, Array]:
    """Compute the accounts of the loans, (draw, month) [yuan/month]."""
    if given is None:
        return {}
    return {
        "loans_drawn": given.drawn,
        "loan_interest": given.interest,
        "loans_repaid": given.repaid,
    }


def worth(given: Schedule | None) -> dict[Sector, Array]:
    """Compute what is owed at the end of the horizon, a claim of the lenders [yuan], (draw,)."""
    if given is None:
        return {}
    owed = given.owed[:, 0]
    return {"operator": -owed, "lenders": owed}
