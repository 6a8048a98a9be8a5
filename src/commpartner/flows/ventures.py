"""Compute the trading results of community ventures."""

from __future__ import annotations

import math
from typing import NamedTuple

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace

LN10 = math.log(10.0)


class Trade(NamedTuple):
    """Hold the trade of ventures [yuan/month], (draw, month, venture), and sales [unit/month]."""

    units: Array
    sales: Array
    subsidy: Array
    top_up: Array
    costs: Array

    @property
    def income(self) -> Array:
        """Sum the money received."""
        return self.sales + self.subsidy + self.top_up


class Funding(NamedTuple):
    """Hold what each of five funders adds to a unit [yuan/unit], shape (draw, 1, venture)."""

    price: Array
    subsidy: Array
    top_up: Array
    concession: Array
    help: Array

    @property
    def in_kind(self) -> Array:
        """Sum what lowers the cost in kind."""
        return self.concession + self.help


@equation
def ramp(month: Array, opening: Array, months_to_90: Array) -> Array:
    """Compute the S-curve of capacity from the month of opening.

    ``1 - exp(-ln(10) * (t / T90)**2)`` with t the months since opening (counted at the middle of
    the month): 0 before opening, 0.9 after T90 months (Weibull growth of shape 2). If T90 is 0
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


@equation
def is_open(month: Array, opening: Array) -> Array:
    """Return 1 from the month of opening on and 0 before; shapes as in `ramp`."""
    xp = namespace(month)
    return xp.where(month >= opening, 1.0, 0.0)


@equation
def trade(
    units: Array,
    funding: Funding,
    cost_share: Array,
    unit_cost: Array,
    fixed_cost: Array,
    growth: Array,
    opened: Array,
    price_index: Array,
) -> Trade:
    """Compute the sales, subsidy, top-up and costs of each month.

    ``sales = units * growth * price``, subsidy and top-up likewise,
    ``costs = cost_share * sales + units * growth * (unit_cost - in kind) + fixed_cost``, all
    times the price index; nothing before the venture opens. Per unit (identity I7)
    ``price + subsidy + top_up + concession + help = full cost + margin``.

    Parameters
    ----------
    units
        Units sold in a month when mature, shape (draw, 1, venture).
    funding
        What the five funders add.
    unit_cost
        Full cost of a unit, help in kind included [yuan/unit]; `cost_share` is a share of
        sales; `fixed_cost` [yuan/month] holds what capacity costs whether or not it is sold.
    growth, opened
        From `ramp` and `is_open`, shape (draw, month, venture) or broadcastable.
    price_index
        1 in month 0, shape (draw, month, 1).
    """
    sold = units * growth * opened
    paid = sold * price_index
    sales = paid * funding.price
    costs = (
        cost_share * sales
        + paid * (unit_cost - funding.in_kind)
        + fixed_cost * opened * price_index
    )
    return Trade(sold, sales, paid * funding.subsidy, paid * funding.top_up, costs)


@equation
def capped_by_catchment(capacity: Array, demand_per_household: Array, households: Array) -> Array:
    """Limit capacity to the demand of the catchment: ``min(capacity, demand * H)``."""
    xp = namespace(capacity)
    return xp.minimum(capacity, demand_per_household * households)


@equation
def expected_rent(rent: Array, chance: Array) -> Array:
    """Compute the rent that rooms forgo when they are converted: ``rent * chance of letting``.

    Their opportunity cost: nobody pays it, and whoever owns the rooms gives it up in kind.

    Parameters
    ----------
    rent
        Of the rooms as they are, if let [yuan/month].
    chance
        Share of the months in which they would be let.
    """
    return rent * chance


@equation
def displaced(sales: Array, share: Array) -> Array:
    """Compute the sales that a venture takes from existing shops: ``share * sales``.

    They are no cost of the venture; they are what the shops lose.
    """
    return share * sales
