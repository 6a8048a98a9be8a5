"""Section 14 of docs/model.md: loans of the operator, payment by payment."""

from __future__ import annotations

from books import Book
from quantities import Values, number

from commpartner.programme import Policy


def add_loans(policy: Policy, money: Book, months: int, v: Values) -> float:
    """Book every loan month by month; what is owed after the last month."""
    owed = 0.0
    for loan in policy.loans:
        amount, monthly = number(loan.amount, v), number(loan.rate, v) / 12
        worth = sum((1 + monthly) ** -n for n in range(1, loan.months + 1))
        debt = 0.0
        for t in range(loan.first_month, months):
            if t == loan.first_month:
                money.add("loans_drawn", t, amount)
                debt = amount
            elif t <= loan.first_month + loan.months:
                interest = debt * monthly
                part = amount / loan.months
                if loan.repayment == "annuity":
                    part = amount / worth - interest
                money.add("loan_interest", t, interest)
                money.add("loans_repaid", t, part)
                debt -= part
        owed += debt * (1 + monthly)  # with the interest of the last month
    return owed
