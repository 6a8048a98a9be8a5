"""Find the resting points of the loop of service, satisfaction and paying."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows.equation import equation
from commpartner.flows.fees import cash_at_rest
from commpartner.flows.namespace import Array

GRID = 2001  # shares at which a change of sign is looked for


class Loop(NamedTuple):
    """Hold the parameters of an estate's loop, in one shape; money [yuan/month]."""

    logit: Array
    satisfaction_effect: Array
    unserved: Array
    reach: Array  # satisfaction at full service
    amenity: Array
    most: Array  # paying share if every occupied home pays
    recovered: Array  # share of a debt that comes in, were all bills paid
    kept: Array  # of what is collected, after the cost of collecting
    bill: Array
    other: Array  # income that does not depend on paying, and the cap of the fallback
    cost: Array


@equation
def next_share(loop: Loop, share: Array) -> Array:
    """Compute the paying share that follows from a paying share.

    ``most * logistic(logit + effect * s)`` with
    ``s = min(unserved + (reach - unserved) * min((cash * bill + other) / cost, 1) + amenity, 1)``
    and cash from `flows.fees.cash_at_rest`, less the cost of collecting.
    """
    cash = loop.kept * cash_at_rest(share, loop.recovered)
    delivered = np.minimum((cash * loop.bill + loop.other) / loop.cost, 1.0)
    satisfied = loop.unserved + (loop.reach - loop.unserved) * delivered + loop.amenity
    logit = loop.logit + loop.satisfaction_effect * np.minimum(satisfied, 1.0)
    return loop.most / (1.0 + np.exp(-logit))


@equation
def resting_points(loop: Loop) -> Array:
    """Find all paying shares at which the loop rests, by a grid and root finding.

    Returns
    -------
    numpy.ndarray
        Shape (.., 3): lowest stable share, tipping point, highest stable share. If there is but
        one state the first and last are it and the middle is NaN. Two that lie closer together
        than a step of the grid, 1/2000, are not told apart.

    Examples
    --------
    >>> import numpy as np
    >>> loop = Loop(*map(np.array, (-6.0, 9.0, 0.2, 0.9, 0.0, 1.0, 0.0, 1.0, 150.0, 0.0, 100.0)))
    >>> resting_points(loop).round(2)
    array([0.02, 0.4 , 0.89])
    """
    shares = np.linspace(0.0, 1.0, GRID)
    wide = Loop(*(np.asarray(part)[..., None] for part in loop))
    above = next_share(wide, shares) > shares  # true at 0, false at 1
    change = above[..., :-1] != above[..., 1:]
    first = np.argmax(change, axis=-1)
    last = change.shape[-1] - 1 - np.argmax(change[..., ::-1], axis=-1)
    between = np.array(change)
    np.put_along_axis(between, first[..., None], False, axis=-1)
    np.put_along_axis(between, last[..., None], False, axis=-1)
    low, high = _root(loop, shares[first]), _root(loop, shares[last])
    middle = _root(loop, shares[np.argmax(between, axis=-1)])
    middle = np.where(between.any(axis=-1), middle, np.nan)
    return np.stack([low, middle, high], axis=-1)


def _root(loop: Loop, start: Array) -> Array:
    """Find the root of ``next_share(x) - x`` in a step of the grid; NaN if none."""
    from scipy.optimize.elementwise import find_root

    def rise(share: Array, *loop: Array) -> Array:
        return np.asarray(next_share(Loop(*loop), share) - share)

    return np.asarray(find_root(rise, (start, start + 1.0 / (GRID - 1)), args=tuple(loop)).x)
