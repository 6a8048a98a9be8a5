"""What finished works (综合改造) change in the months: fewer faults, so less service and orders."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.namespace import Array


class Parameters(NamedTuple):
    """Change once all works are finished, shape (draw, estate) [yuan/month at month 0, order]."""

    wage_cost: Array
    price_cost: Array
    orders: Array | None  # None where orders are not followed


def cost(
    wage_cost: Array, price_cost: Array, given: Parameters | None, progress: Array | None
) -> tuple[Array, Array]:
    """Cost of the service at the wages and prices of month 0, as far as the works have come."""
    if given is None or progress is None:
        return wage_cost, price_cost
    return wage_cost + progress * given.wage_cost, price_cost + progress * given.price_cost


def orders(new: Array, given: Parameters | None, progress: Array | None) -> Array:
    """New work orders of the month, as far as the works have come."""
    if given is None or given.orders is None or progress is None:
        return new
    return new + progress * given.orders
