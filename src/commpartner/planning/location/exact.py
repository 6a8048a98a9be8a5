"""Solve small location problems exactly: a mixed-integer program for HiGHS."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.planning.location.highs import choose
from commpartner.planning.location.instance import Array, Ints


class Small(NamedTuple):
    """Hold a location problem as a list of pairs.

    Attributes
    ----------
    estate, candidate, length
        Of each pair that may be chosen.
    demand, capacity
        Of each estate and of each candidate.
    opens
        How many candidates open; None if all of them are open.
    below
        A plan must cost at most this.
    """

    estate: Ints
    candidate: Ints
    length: Array
    demand: Array
    capacity: Array
    opens: int | None
    below: float = np.inf


class Solved(NamedTuple):
    """Hold what HiGHS found.

    Attributes
    ----------
    candidate
        The candidate of each estate; None if no plan was found.
    bound
        No plan from what was given costs less; infinite if there is none.
    done
        Whether the search ended by itself.
    """

    candidate: Ints | None
    bound: float
    done: bool


def solve(small: Small, seconds: float, nodes: int) -> Solved:
    """Minimise the sum of distances over the pairs.

    Minimise sum d_ij x_ij; each estate has one pair, sum_i q_i x_ij <= Q_j y_j, x_ij <= y_j and
    sum_j y_j = p.

    Parameters
    ----------
    small
        The problem.
    seconds, nodes
        Limits of HiGHS. Only the nodes give the same plan on every machine.
    """
    from scipy.optimize import LinearConstraint
    from scipy.sparse import coo_array, csc_array, vstack

    count, n, m = len(small.estate), len(small.demand), len(small.capacity)
    if seconds <= 0.0 or not count:
        return Solved(None, -np.inf, False)
    open_count = 0 if small.opens is None else m
    pairs = np.arange(count)
    width = count + open_count
    cost = np.concatenate([small.length, np.zeros(open_count)])
    once = coo_array((np.ones(count), (small.estate, pairs)), shape=(n, width))
    load = coo_array((small.demand[small.estate], (small.candidate, pairs)), shape=(m, width))
    rows: list[LinearConstraint] = [LinearConstraint(csc_array(once), 1.0, 1.0)]
    if small.opens is None:
        rows.append(LinearConstraint(csc_array(load), -np.inf, small.capacity))
    else:
        columns = count + np.arange(m)
        room = coo_array((-small.capacity, (np.arange(m), columns)), shape=(m, width))
        linked = coo_array(
            (
                np.concatenate([np.ones(count), -np.ones(count)]),
                (np.concatenate([pairs, pairs]), np.concatenate([pairs, columns[small.candidate]])),
            ),
            shape=(count, width),
        )
        number = coo_array((np.ones(m), (np.zeros(m, dtype=int), columns)), shape=(1, width))
        rows.append(LinearConstraint(csc_array(vstack([load + room, linked])), -np.inf, 0.0))
        rows.append(LinearConstraint(csc_array(number), small.opens, small.opens))
    if np.isfinite(small.below):
        rows.append(LinearConstraint(cost[None, :], -np.inf, small.below))
    found = choose(cost, rows, seconds, nodes)
    if found.which is None:
        return Solved(None, found.bound, found.done)
    chosen = np.flatnonzero(found.which[:count])
    candidate = np.full(n, -1, dtype=np.int64)
    candidate[small.estate[chosen]] = small.candidate[chosen]
    return Solved(candidate, found.bound, found.done)
