"""Compute measures for decisions: pure functions of numbers."""

from commpartner.measures.discounting import (
    annuity,
    break_even_month,
    discount_factors,
    nominal_rate,
    npv,
    payback_month,
    real_rate,
)
from commpartner.measures.inequality import gini, lorenz
from commpartner.measures.regression import Regression, draws_needed, regress
from commpartner.measures.returns import internal_rate
from commpartner.measures.risk import Side, expected_shortfall, value_at_risk

__all__ = [
    "Regression",
    "Side",
    "annuity",
    "break_even_month",
    "discount_factors",
    "draws_needed",
    "expected_shortfall",
    "gini",
    "internal_rate",
    "lorenz",
    "nominal_rate",
    "npv",
    "payback_month",
    "real_rate",
    "regress",
    "value_at_risk",
]
