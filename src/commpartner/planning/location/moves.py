"""Improve an assignment by shifts and swaps, and a centre by its best place."""

from __future__ import annotations

import numpy as np

from commpartner.planning.location.clock import Clock
from commpartner.planning.location.instance import Array, Instance, Ints, sums

PASSES = 30
ROUNDING = 1e-9  # a gain must exceed this share of a distance


def overload(load: Array, capacity: Array) -> Array:
    """Compute by how much loads exceed capacities; rounding aside."""
    return np.maximum(load - capacity - 1e-9 * np.abs(capacity), 0.0)


def improve(
    length: Array,
    demand: Array,
    capacity: Array,
    centre: Ints,
    penalty: float,
    clock: Clock,
    *,
    all_moves: bool = True,
) -> Ints:
    """Shift estates to other centres and swap pairs of them as long as that costs less.

    Parameters
    ----------
    length
        From each open centre to each estate, shape (centre, estate).
    demand, capacity
        Of each estate and of each open centre.
    centre
        Place of the centre of each estate.
    penalty
        Cost of a unit of demand above capacity.
    clock
        Stops the search if its limit has passed.
    all_moves
        Whether all estates move, or only those of centres above capacity.

    Returns
    -------
    Ints
        Place of the centre of each estate.
    """
    centre = centre.copy()
    places = np.arange(length.shape[1])
    own = length[centre, places]
    load = sums(centre, demand, len(capacity))
    for _ in range(PASSES):
        over = overload(load, capacity)
        far = all_moves & (own > length.min(axis=0) * (1.0 + ROUNDING))
        moved = False
        for estate in np.flatnonzero(far | (over[centre] > 0.0)).tolist():
            if clock.is_over:
                return centre
            moved |= _best_move(estate, length, demand, capacity, centre, own, load, penalty)
        if not moved:
            break
    return centre


def _best_move(
    estate: int,
    length: Array,
    demand: Array,
    capacity: Array,
    centre: Ints,
    own: Array,
    load: Array,
    penalty: float,
) -> bool:
    """Move one estate, alone or against another, if a move costs less; changes the arrays."""
    here, size = int(centre[estate]), float(demand[estate])
    over = overload(load, capacity)
    gain = length[:, estate] - own[estate]
    crowded = over[here] > 0.0
    closer = gain < -ROUNDING * own[estate]
    eased = overload(load[here] - size, capacity[here]) - over[here]
    pressed = overload(load + size, capacity) - over
    shift = gain + penalty * (pressed + eased)
    shift[here] = 0.0
    to = int(np.argmin(shift))
    least, partner = float(shift[to]), -1
    others = np.flatnonzero(closer[centre]) if not crowded else np.flatnonzero(centre != here)
    if others.size:
        there, sizes = centre[others], demand[others]
        there_load, here_load = load[there] + size - sizes, load[here] - size + sizes
        swap = gain[there] + length[here, others] - own[others]
        swap += penalty * (overload(there_load, capacity[there]) - over[there])
        swap += penalty * (overload(here_load, capacity[here]) - over[here])
        best = int(np.argmin(swap))
        if swap[best] < least:
            least, partner, to = float(swap[best]), int(others[best]), int(there[best])
    if least >= -ROUNDING * max(float(own[estate]), 1e-12):
        return False
    if partner >= 0:
        _move(partner, here, length, demand, centre, own, load)
    _move(estate, to, length, demand, centre, own, load)
    return True


def _move(
    estate: int, to: int, length: Array, demand: Array, centre: Ints, own: Array, load: Array
) -> None:
    load[centre[estate]] -= demand[estate]
    load[to] += demand[estate]
    centre[estate], own[estate] = to, length[to, estate]


def recentre(problem: Instance, medians: Ints, centre: Ints) -> Ints:
    """Move each centre to the candidate that serves its estates at least cost.

    Candidates in use or too small are left out.

    Returns
    -------
    Ints
        The candidate of each centre, shape (p,).
    """
    found = medians.copy()
    used = np.zeros(problem.candidates, dtype=np.bool_)
    used[medians] = True
    order = np.argsort(centre, kind="stable")
    ends = np.searchsorted(centre[order], np.arange(len(medians) + 1))
    for place in range(len(medians)):
        members = order[ends[place] : ends[place + 1]]
        if not members.size:
            continue
        cost = np.asarray(problem.distance[members].sum(axis=0, dtype=np.float64))
        fits = problem.capacity >= problem.demand[members].sum() * (1.0 - 1e-12)
        was = int(found[place])
        cost = np.where(fits & (~used | (np.arange(problem.candidates) == was)), cost, np.inf)
        best = int(np.argmin(cost))
        if cost[best] < cost[was] * (1.0 - ROUNDING):
            used[was], used[best], found[place] = False, True, best
    return found
