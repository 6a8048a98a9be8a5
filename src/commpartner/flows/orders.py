"""Follow work orders by one clock: opened, closed, re-opened, how long they are open."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace

DAYS_OF_MONTH = 365 / 12
NONE = float(np.finfo(np.float64).tiny)  # orders; a part of none is 0


class Clock(NamedTuple):
    """Hold what a hazard of closing does in a month, each of shape (draw, 1).

    Attributes
    ----------
    open_time
        Mean time that an order is open, one over the hazard [month]; 0 if no order is ever closed.
    of_old, of_new
        Closed in the month for each order open at its start, and for each that comes in; an order
        that comes back may be closed again.
    staying
        Part of the closed orders that does not come back, above 0.
    """

    open_time: Array
    of_old: Array
    of_new: Array
    staying: Array


class Followed(NamedTuple):
    """Hold the orders of a month, (draw, estate): counts, time open in all, and the open share."""

    opened: Array
    closed: Array
    backlog: Array
    waited: Array  # order month
    open_share: Array


class Times(NamedTuple):
    """Hold how long orders take [day], and the share closed by the deadline."""

    wait: Array
    on_time: Array


@equation
def clock(closing_rate: Array, reopened: Array) -> Clock:
    """Compute what one hazard of closing does in a month.

    An open order is closed at the hazard ``mu = -ln(1 - closing_rate)`` a month from the moment it
    comes in, or comes back. With ``m = mu * (1 - reopened)`` the orders open at the start fall to
    ``exp(-m)``, those that come in evenly to ``(1 - exp(-m)) / m``; what is gone, over
    ``1 - reopened``, is closed. Without re-opened orders that is ``closing_rate`` of the old orders
    and ``1 - closing_rate / mu`` of the new ones.

    Parameters
    ----------
    closing_rate
        Part of the orders open at the start of a month that is closed in it, 0 to 1.
    reopened
        Part of the closed orders that comes back, below 1.

    Examples
    --------
    >>> import numpy as np
    >>> [round(float(part), 4) for part in clock(np.array(0.75), np.array(0.0))]
    [0.7213, 0.75, 0.459, 1.0]
    """
    left, staying = 1.0 - closing_rate, 1.0 - reopened
    ends = left > 0.0  # else an order is closed at once
    hazard = -np.log(np.where(ends, left, 1.0))
    moves = hazard > 0.0
    falls = np.where(moves, hazard * staying, 1.0)
    old_left = np.where(moves, np.exp(-falls), left)
    new_left = np.where(moves, -np.expm1(-falls) / falls, left)
    return Clock(
        open_time=np.where(moves, 1.0 / np.where(moves, hazard, 1.0), 0.0),
        of_old=(1.0 - old_left) / staying,
        of_new=(1.0 - new_left) / staying,
        staying=staying,
    )


@equation
def follow(backlog: Array, new: Array, pace: Clock, capacity: Array) -> Followed:
    """Close old and new work orders at one hazard, as far as the crew allows.

    A crew that suffices closes ``all = of_old * backlog + of_new * new``;
    ``closed = min(all, capacity)``, ``opened = new + (1 - staying) * closed``,
    ``backlog' = backlog + opened - closed`` (identity I6). A crew that is short closes the part
    ``closed / all`` of every day's orders. Orders are open for
    ``closed * open_time + (1 - closed / all) * (backlog + new / 2)`` order months.

    Parameters
    ----------
    backlog
        Open at the start of the month [order], shape (draw, estate).
    new
        Come in evenly over the month [order/month].
    pace
        From `clock`.
    capacity
        Most that the crew can close [order/month].

    Examples
    --------
    >>> import numpy as np
    >>> pace = clock(np.array(0.75), np.array(0.1))
    >>> month = follow(*map(np.array, (10.0, 30.0)), pace, np.array(100.0))
    >>> [round(float(part), 4) for part in month]
    [32.2209, 22.2094, 20.0116, 16.0207, 0.474]
    """
    xp = namespace(backlog)
    waiting = backlog + new
    possible = pace.of_old * backlog + pace.of_new * new
    closed = xp.minimum(possible, capacity)
    gone = pace.staying * closed
    left = xp.maximum(waiting - gone, 0.0)  # rounding may leave less than none
    idle = 1.0 - closed / xp.maximum(possible, NONE)
    waited = pace.open_time * closed + idle * (waiting - 0.5 * new)
    opened = new + (closed - gone)
    return Followed(opened, closed, left, waited, left / xp.maximum(left + closed, NONE))


@equation
def times(closed: Array, waited: Array, response: Array, deadline: Array) -> Times:
    """Compute how long an order takes, and the share closed by the deadline.

    The hazard is ``mu = closed / waited``, by Little's law (1961, doi:10.1287/opre.9.3.383). An
    order begins within the promised response: ``wait = response + 1 / mu``,
    ``on_time = 1 - exp(-mu * max(deadline - response, 0))``.

    Parameters
    ----------
    closed
        Orders closed [order], any shape.
    waited
        Time that orders were open in all [order month].
    response, deadline
        Time within which an order begins, and should be closed [day], from the report.

    Returns
    -------
    Times
        NaN if there were no orders; the wait is NaN, too, if none was closed.

    Examples
    --------
    >>> import numpy as np
    >>> wait, on_time = times(*map(np.array, (60.0, 30.0, 0.0, 7.0)))
    >>> round(float(wait), 2), round(float(on_time), 3)
    (15.21, 0.369)
    """
    room = np.maximum(deadline - response, 0.0) * (closed / DAYS_OF_MONTH)
    missing = np.full_like(room, np.nan)
    at_once = np.where(closed > 0, np.where(room > 0, np.inf, 0.0), np.nan)
    open_days = np.divide(DAYS_OF_MONTH * waited, closed, out=missing, where=closed > 0)
    passed = np.divide(room, waited, out=at_once, where=waited > 0)
    return Times(response + open_days, -np.expm1(-passed))


@equation
def staffed_for(new: Array, reopened: Array) -> Array:
    """Compute the work orders to staff for, with re-opened ones: ``n / (1 - rho)``."""
    return new / (1.0 - reopened)
