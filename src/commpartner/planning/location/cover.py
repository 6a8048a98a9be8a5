"""Choose among listed clusters: a set covering problem for HiGHS."""

from __future__ import annotations

import numpy as np

from commpartner.planning.location.columns import Columns
from commpartner.planning.location.exact import Solved
from commpartner.planning.location.highs import choose
from commpartner.planning.location.instance import Instance


def cover(problem: Instance, columns: Columns, seconds: float, nodes: int) -> Solved:
    """Choose at most p clusters of different candidates that cover all estates at least cost.

    An estate that two clusters cover goes to the nearer centre.

    Parameters
    ----------
    problem, columns
        The problem and the clusters to choose from.
    seconds, nodes
        Limits of HiGHS. Only the nodes give the same plan on every machine.
    """
    from scipy.optimize import LinearConstraint
    from scipy.sparse import coo_array, csc_array, vstack

    count, n = len(columns.cost), problem.estates
    covered = np.zeros(n, dtype=np.bool_)
    covered[columns.estate] = True
    if not covered.all():
        return Solved(None, np.inf, True)
    if seconds <= 0.0:
        return Solved(None, -np.inf, False)
    used, place = np.unique(columns.candidate, return_inverse=True)
    every, ones = np.arange(count), np.ones(count)
    once = coo_array(
        (np.ones(len(columns.estate)), (columns.estate, columns.cluster)), shape=(n, count)
    )
    apart = coo_array((ones, (place, every)), shape=(len(used), count))
    few = csc_array(vstack([apart, coo_array(ones[None, :])]))
    rows = [
        LinearConstraint(csc_array(once), 1.0, np.inf),
        LinearConstraint(few, -np.inf, np.append(np.ones(len(used)), problem.p)),
    ]
    found = choose(columns.cost, rows, seconds, nodes)
    if found.which is None:
        return Solved(None, found.bound, found.done)
    chosen = found.which[columns.cluster]
    estate, candidate = columns.estate[chosen], columns.candidate[columns.cluster[chosen]]
    length = problem.distance[estate, candidate].astype(np.float64)
    order = np.lexsort((-length, estate))  # the nearest last, which stays
    assignment = np.full(n, -1, dtype=np.int64)
    assignment[estate[order]] = candidate[order]
    return Solved(assignment, found.bound, found.done)
