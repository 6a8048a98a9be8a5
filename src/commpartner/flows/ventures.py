"""Trading results of community ventures: all rows of one type."""

from __future__ import annotations

import math
from typing import NamedTuple

from commpartner.flows.namespace import Array, namespace

LN10 = math.log(10.0)


class Trade(NamedTuple):
    """A venture's trading [yuan/month], shape (draw, month, venture)."""

    sales: Array
    subsidy: Array
    costs: Array


def ramp(month: Array, opening: Array, months_to_90: Array) -> Array:
    """S-curve from opening to capacity.

    ``1 - exp(-ln(10) * (t / T90)**2)`` with t the months since opening (counted at the middle of
    the month): 0 before opening, 0.9 after T90 months (Weibull growth of shape 2). Where T90 is 0
    it is 1 from the opening on.

    Parameters
    ----------
    month
        Month number from 0, shape (month, 1).
    opening
        Month of opening, shape (venture,).
    months_to_90
        T90 [month], shape (draw, 1, venture), >= 0.

    Examples
    --------
    >>> import numpy as np
    >>> months = np.array([[0.0], [11.5], [60.0]])
    >>> ramp(months, np.array([0.0]), np.array([[[12.0]]])).round(3).ravel()
    array([0.004, 0.9  , 1.   ])
    """
    xp = namespace(months_to_90)
    open_months = xp.maximum(month + 0.5 - opening, 0.0)
    growing = xp.where(months_to_90 > 0, months_to_90, 1.0)
    grown = 1.0 - xp.exp(-LN10 * (open_months / growing) ** 2)
    return xp.where(months_to_90 > 0, grown, is_open(month, opening))


def is_open(month: Array, opening: Array) -> Array:
    """1 from the month of opening on, else 0; shapes as in `ramp`."""
    xp = namespace(month)
    return xp.where(month >= opening, 1.0, 0.0)


def trade(
    units: Array,
    price: Array,
    subsidy: Array,
    cost_share: Array,
    unit_cost: Array,
    fixed_cost: Array,
    growth: Array,
    opened: Array,
    price_index: Array,
) -> Trade:
    """Sales, subsidy and costs of each month.

    ``sales = units * growth * price``, ``subsidy = units * growth * subsidy``,
    ``costs = cost_share * sales + units * growth * unit_cost + fixed_cost``, all times the price
    index; nothing before the venture opens.

    Parameters
    ----------
    units
        Units sold in a month when mature, shape (draw, 1, venture).
    price, subsidy, unit_cost
        [yuan/unit]; `cost_share` is a share of sales; `fixed_cost` [yuan/month].
    growth, opened
        From `ramp` and `is_open`, shape (draw, month, venture) or broadcastable.
    price_index
        1 in month 0, shape (draw, month, 1).
    """
    sold = units * growth * opened * price_index
    sales = sold * price
    costs = cost_share * sales + sold * unit_cost + fixed_cost * opened * price_index
    return Trade(sales, sold * subsidy, costs)


def capped_by_catchment(capacity: Array, demand_per_household: Array, households: float) -> Array:
    """Capacity that the households of the catchment can use: ``min(capacity, demand * H)``."""
    xp = namespace(capacity)
    return xp.minimum(capacity, demand_per_household * households)
