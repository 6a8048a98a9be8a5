"""Choose what a centre serves: the knapsack problems of the Lagrangian bound."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.planning.location.instance import Array, Instance, Ints, sums

CELLS = 2000  # steps of capacity in the exact knapsack, if amounts are not whole


class Pairs(NamedTuple):
    """Hold the pairs of estate and candidate within reach, by candidate."""

    estate: Ints
    candidate: Ints
    length: Array


class Filled(NamedTuple):
    """Hold the value of each candidate's knapsack and how much of each pair it takes."""

    value: Array  # (candidate,), at most 0
    pair: Ints  # places of the pairs of negative reduced cost, by candidate and then by ratio
    share: Array  # of each of these, from 0 to 1


def pairs_of(problem: Instance) -> Pairs:
    """List the pairs within reach, in the order of the candidates."""
    estate, place = np.nonzero(np.isfinite(problem.length))
    candidate = problem.near[estate, place]
    small = np.int16 if problem.candidates < 2**15 else np.int64
    order = np.argsort(candidate.astype(small), kind="stable")
    return Pairs(estate[order], candidate[order], problem.length[estate, place][order])


def fill(problem: Instance, pairs: Pairs, price: Array) -> Filled:
    """Fill each candidate's knapsack, the last estate in part.

    Minimise sum_i (d_ij - u_i) x_ij with sum_i q_i x_ij <= Q_j and 0 <= x_ij <= 1: by Dantzig's
    rule, in the order of reduced cost over demand.
    """
    reduced = pairs.length - price[pairs.estate]
    kept = np.flatnonzero(reduced < 0.0)
    reduced, demand = reduced[kept], problem.demand[pairs.estate[kept]]
    candidate = pairs.candidate[kept]
    order = np.argsort(reduced / np.maximum(demand, 1e-300), kind="stable")
    small = np.int16 if problem.candidates < 2**15 else np.int64
    order = order[np.argsort(candidate[order].astype(small), kind="stable")]
    kept, reduced, demand = kept[order], reduced[order], demand[order]
    candidate = candidate[order]
    before = np.concatenate([[0.0], np.cumsum(demand)])
    first = np.searchsorted(candidate, np.arange(problem.candidates))
    room = problem.capacity[candidate] - (before[:-1] - before[first][candidate])
    share = np.where(demand > 0.0, np.clip(room / np.maximum(demand, 1e-300), 0.0, 1.0), 1.0)
    value = sums(candidate, share * reduced, problem.candidates)
    return Filled(value, kept, share)


class Grid(NamedTuple):
    """Hold demands and capacities as whole numbers of a step, rounded down."""

    demand: Ints
    capacity: Ints


def grid_of(demand: Array, capacity: Array) -> Grid:
    """Round amounts down to whole steps, so that what fits still fits.

    Whole amounts are divided by their greatest common divisor and stay exact if few steps do.
    """
    capacity = np.minimum(capacity, demand.sum())
    top = float(capacity.max())
    if (demand == np.rint(demand)).all() and top < 2**53:
        step = float(np.gcd.reduce(demand.astype(np.int64))) or 1.0
        if top / step <= 2 * CELLS:
            return Grid(_whole(demand / step), _whole(capacity / step))
    step = top / CELLS or 1.0
    return Grid(_whole(demand / step * (1.0 - 1e-12)), _whole(capacity / step * (1.0 + 1e-12)))


def _whole(steps: Array) -> Ints:
    return np.floor(steps).astype(np.int64)


def whole_knapsack(reduced: Array, weight: Ints, room: int) -> tuple[float, Ints]:
    """Choose whole estates of least reduced cost that fit, by dynamic programming.

    Parameters
    ----------
    reduced
        Reduced cost of each estate, below 0.
    weight
        Of each estate, at least 0.
    room
        Weight that fits.

    Returns
    -------
    float, Ints
        The least sum, and the places of what is taken.

    Examples
    --------
    >>> import numpy as np
    >>> value, taken = whole_knapsack(np.array([-6.0, -5.0, -5.0]), np.array([3, 2, 2]), 4)
    >>> value, taken.tolist()
    (-10.0, [1, 2])
    """
    if weight.sum() <= room:
        return float(reduced.sum()), np.arange(len(weight))
    best = np.zeros(room + 1)
    took = np.zeros((len(weight), room + 1), dtype=np.bool_)
    for place, (size, cost) in enumerate(zip(weight.tolist(), reduced.tolist(), strict=True)):
        if size <= room:
            with_it = best[: room + 1 - size] + cost
            take = took[place, size:]
            np.less(with_it, best[size:], out=take)
            best[size:] = np.where(take, with_it, best[size:])
    taken, left = [], room
    for place in range(len(weight) - 1, -1, -1):
        if took[place, left]:
            taken.append(place)
            left -= int(weight[place])
    return float(best[room]), np.array(taken[::-1], dtype=np.int64)
