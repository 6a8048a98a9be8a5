"""Draw what money, income and service are worth: the rates and prices of the appraisal."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.flows import welfare
from commpartner.flows.namespace import Array
from commpartner.measures import discount_factors, real_rate


class Valuation(NamedTuple):
    """Hold how months and payers are weighed, the same for every policy.

    Attributes
    ----------
    factors
        Present value of a yuan of the day at the start of each month and after the last one,
        shape (draw, month + 1).
    worth
        What a household would pay for the whole service [yuan/household/month], (draw, month).
    occupied
        Part of the homes in which somebody lives, shape (draw, 1).
    unserved, full
        Satisfaction over 100 with no service and with the whole of it, shape (draw, 1).
    weight
        Of a yuan of residents, shape (draw,).
    income
        Of a household [yuan/month], (draw, month).
    low_income_ratio
        Income of the fifth with the least over the mean, shape (draw,).
    """

    factors: Array
    worth: Array
    occupied: Array
    unserved: Array
    full: Array
    weight: Array
    income: Array
    low_income_ratio: Array


def capital_rate(draws: Draws) -> Array:
    """Compute the real rate of the cost of capital [share/year], shape (draw, 1)."""
    return np.asarray(real_rate(draws["discount_rate_financial"], draws["inflation"]))


def valuation(draws: Draws, months: int) -> Valuation:
    """Draw the appraisal: a real social rate on money of the day, values that grow like incomes."""
    real = discount_factors(
        draws["discount_rate_economic"][:, 0], months + 1, draws["discount_rate_spread"][:, 0]
    )
    years = np.arange(months + 1) / 12.0
    growth = (1.0 + draws["income_growth"]) ** years[:-1]
    income = draws["household_income"]
    weight = welfare.income_weight(income, draws["median_income"], draws["welfare_elasticity"])
    return Valuation(
        factors=real * (1.0 + draws["inflation"]) ** -years,
        worth=draws["service_value"] * growth,
        occupied=1.0 - draws["vacancy_rate"],
        unserved=draws["satisfaction_unserved"] / 100.0,
        full=draws["satisfaction_full_service"] / 100.0,
        weight=weight[:, 0],
        income=income * growth,
        low_income_ratio=draws["low_income_ratio"][:, 0],
    )
