"""Follow work orders: opened, closed, re-opened, and the backlog."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


class Followed(NamedTuple):
    """Hold the orders of a month [order], (draw, estate), and the open share of all of them."""

    opened: Array
    closed: Array
    backlog: Array
    open_share: Array


@equation
def follow(
    backlog: Array, new: Array, closing_rate: Array, reopened: Array, capacity: Array
) -> Followed:
    """Close old and new work orders as far as diligence and the crew allow.

    ``closed = min(closing_rate * (backlog + new), capacity)``,
    ``opened = new + reopened * closed``, ``backlog' = backlog + opened - closed`` (identity I6).

    Parameters
    ----------
    backlog
        Open at the start of the month [order], shape (draw, estate).
    new
        Come in [order/month].
    closing_rate
        Part of the open orders that is seen to in a month, shape (draw, 1).
    reopened
        Part of the closed ones that comes back, shape (draw, 1).
    capacity
        Most that the crew can close [order/month].

    Examples
    --------
    >>> import numpy as np
    >>> month = follow(*map(np.array, (10.0, 30.0, 0.75, 0.1, 100.0)))
    >>> [round(float(part), 6) for part in month]
    [33.0, 30.0, 13.0, 0.302326]
    """
    xp = namespace(backlog)
    waiting = backlog + new
    closed = xp.minimum(closing_rate * waiting, capacity)
    again = reopened * closed
    left = waiting + again - closed
    every = waiting + again
    return Followed(new + again, closed, left, left / xp.where(every > 0, every, 1.0))


@equation
def staffed_for(new: Array, reopened: Array) -> Array:
    """Compute the work orders to staff for, with re-opened ones: ``n / (1 - rho)``."""
    return new / (1.0 - reopened)
