"""Compute the effects of self-government: branches, committees, councils, volunteers."""

from __future__ import annotations

from collections.abc import Iterable

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


@equation
def close_gaps(start: Array, parts: Iterable[Array]) -> Array:
    """Close a gap to 1 by several measures, each on what the others leave.

    ``1 - gap_left(1 - start, parts)``. Readiness of self-government and the closing rate of work
    orders have this form. A measure with part 0 changes nothing.

    Parameters
    ----------
    start
        The level without the measures, 0 to 1, any shape.
    parts
        Part of the gap that each measure closes, at most 1, broadcastable; below 0 if it harms.

    Examples
    --------
    >>> import numpy as np
    >>> close_gaps(np.array([0.5]), [np.array(0.2), np.array(0.5)]).round(3)
    array([0.8])
    """
    return 1.0 - gap_left(1.0 - start, parts)


@equation
def gap_left(gap: Array, parts: Iterable[Array]) -> Array:
    """Compute what several measures leave of a gap, 0 to 1.

    With *u* the ``gap * prod(1 - part)`` of the measures that help and *h* the ``prod(1 - part)``
    of those that harm it is ``u * h / (u * h + 1 - u)``. A measure that helps takes its part of the
    gap, one that harms multiplies the odds of the gap. A small gap changes by the same factor
    ``1 - part`` either way. The gap stays between 0 and 1, and the order does not matter.

    Parameters
    ----------
    gap
        Without the measures, 0 to 1, any shape.
    parts
        As in `close_gaps`.

    Examples
    --------
    >>> import numpy as np
    >>> gap_left(np.array([0.04, 0.5, 1.0]), [np.array(-0.25)]).round(4)
    array([0.0495, 0.5556, 1.    ])
    """
    xp = namespace(gap)
    odds: Array | float = 1.0
    for part in parts:
        gap = gap * (1.0 - xp.maximum(part, 0.0))
        odds = odds * (1.0 - xp.minimum(part, 0.0))
    # Without harm the sum is exactly 1.
    return gap * odds / (gap * odds + (1.0 - gap))


@equation
def consent_time(
    base: Array, readiness: Array, readiness_saving: Array, council: float, council_saving: Array
) -> Array:
    """Compute the months until owners consent to a service charge or to works.

    ``base * (1 - readiness_saving * readiness) * (1 - council_saving * council)``.

    Parameters
    ----------
    base
        If nobody prepares the vote [month], shape (draw, 1).
    readiness
        Mean readiness of the estates, 0 to 1, shape (draw, 1).
    council
        Activity of the estate councils (党群议事会), 0 to 1.
    readiness_saving, council_saving
        Share of the time saved at 1, at most 1; below 0 if it takes longer.
    """
    return base * (1.0 - readiness_saving * readiness) * (1.0 - council_saving * council)


@equation
def replaced(work: Array, hours: Array, substitution: Array, hours_per_unit: Array) -> Array:
    """Compute the paid work that volunteers' hours replace, at most the work there is.

    ``min(work, substitution * hours / hours_per_unit)``.

    Parameters
    ----------
    work
        [FTE] or [order/month], shape (draw, estate).
    hours
        Volunteered [h/month].
    substitution
        Paid hours that one of them replaces.
    hours_per_unit
        Paid hours in a unit of the work [h/FTE/month] or [h/order].
    """
    xp = namespace(work)
    return xp.minimum(work, substitution * hours / hours_per_unit)
