"""Describe a loan that the operator takes."""

from __future__ import annotations

from typing import Literal

from commpartner.programme.model import Duration, Model, Months, Quantity, ShareQuantity


class Loan(Model, frozen=True):
    """Describe a loan of the operator (运营方借款): drawn in one month, repaid by month after it.

    Of an annuity (等额本息) interest and repayment together are the same in every month, of equal
    principal (等额本金) the repayment is.
    """

    amount: Quantity
    rate: ShareQuantity
    months: Duration
    first_month: Months = 0
    repayment: Literal["annuity", "equal_principal"] = "annuity"
