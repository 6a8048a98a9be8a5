"""Assign estates to open centres: each bids for its nearest centre that has room."""

from __future__ import annotations

import numpy as np

from commpartner.planning.location.instance import Array, Ints, sums


def assign(length: Array, demand: Array, capacity: Array, kept: Ints | None = None) -> Ints:
    """Assign estates in rounds, those first that would lose most by their second centre.

    Parameters
    ----------
    length
        From each open centre to each estate, shape (centre, estate), finite.
    demand, capacity
        Of each estate and of each open centre.

    Returns
    -------
    Ints
        Place of the centre of each estate. An estate that fits nowhere goes to the nearest centre,
        whose capacity is then exceeded.

    Examples
    --------
    >>> import numpy as np
    >>> length = np.array([[0.0, 1.0, 1.0], [9.0, 2.0, 5.0]])
    >>> assign(length, np.ones(3), np.array([2.0, 2.0])).tolist()
    [0, 1, 0]
    """
    found = np.full(length.shape[1], -1, dtype=np.int64) if kept is None else kept.copy()
    waiting = np.flatnonzero(found < 0)
    slack = capacity - sums(found[found >= 0], demand[found >= 0], len(capacity))
    while waiting.size:
        cost = np.where(demand[waiting] <= slack[:, None], length[:, waiting], np.inf)
        nearest = np.argmin(cost, axis=0)
        least = cost[nearest, np.arange(len(waiting))]
        if len(slack) > 1:
            regret = np.partition(cost, 1, axis=0)[1]
            regret = np.where(np.isfinite(regret), regret, 1e300) - least
        else:
            regret = np.zeros(len(waiting))
        fits = np.isfinite(least)
        lost = waiting[~fits]
        found[lost] = np.argmin(length[:, lost], axis=0)
        waiting, nearest, regret = waiting[fits], nearest[fits], regret[fits]
        order = np.lexsort((-demand[waiting], -regret, nearest))
        waiting, nearest = waiting[order], nearest[order]
        before = np.concatenate([[0.0], np.cumsum(demand[waiting])])
        first = np.searchsorted(nearest, np.arange(len(slack)))
        used = before[1:] - before[first][nearest]
        taken = used <= slack[nearest]
        taken |= np.arange(len(waiting)) == first[nearest]  # whatever rounding says
        found[waiting[taken]] = nearest[taken]
        slack = slack - sums(nearest[taken], demand[waiting[taken]], len(slack))
        waiting = np.sort(waiting[~taken])
    return found
