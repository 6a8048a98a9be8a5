"""Advance a policy by one month, from the same source under NumPy and JAX."""

from commpartner.model.month.advance import month
from commpartner.model.month.parts import (
    MonthInputs,
    MonthParameters,
    Rules,
    State,
    Totals,
    heeds_money,
)

__all__ = ["MonthInputs", "MonthParameters", "Rules", "State", "Totals", "heeds_money", "month"]
