"""Compute the effects of self-government: branches, committees, councils, volunteers."""

from __future__ import annotations

from collections.abc import Iterable

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


@equation
def close_gaps(start: Array, parts: Iterable[Array]) -> Array:
    """Close a gap to 1 by several measures, each on what the others leave.

    ``1 - (1 - start) * prod(1 - part)``. The result does not depend on the order of the
    measures and does not exceed 1; a measure with part 0 changes nothing. Readiness of
    self-government and the closing rate of work orders have this form.

    Parameters
    ----------
    start
        The level without the measures, 0 to 1, any shape.
    parts
        Part of the gap that each measure closes, 0 to 1, broadcastable.

    Examples
    --------
    >>> import numpy as np
    >>> close_gaps(np.array([0.5]), [np.array(0.2), np.array(0.5)]).round(3)
    array([0.8])
    """
    gap = 1.0 - start
    for part in parts:
        gap = gap * (1.0 - part)
    return 1.0 - gap


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
        Share of the time saved at 1.
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
