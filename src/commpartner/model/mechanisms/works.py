"""Lower faults, cost and work orders by finished capital works (综合改造)."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.namespace import Array


class Parameters(NamedTuple):
    """Hold the change after all works, (draw, estate) [yuan/month at month 0, order]."""

    wage_cost: Array
    price_cost: Array
    orders: Array | None  # None where orders are not followed


def cost(
    wage_cost: Array, price_cost: Array, given: Parameters | None, progress: Array | None
) -> tuple[Array, Array]:
    """Compute the cost of the service at month-0 prices, by the progress of the works."""
    if given is None or progress is None:
        return wage_cost, price_cost
    return wage_cost + progress * given.wage_cost, price_cost + progress * given.price_cost


def orders(new: Array, given: Parameters | None, progress: Array | None) -> Array:
    """Compute the new work orders of the month, by the progress of the works."""
    if given is None or given.orders is None or progress is None:
        return new
    return new + progress * given.orders
