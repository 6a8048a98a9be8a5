"""Choose among listed clusters: a set covering problem for HiGHS."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.planning.apart import run_apart
from commpartner.planning.location.columns import Columns
from commpartner.planning.location.instance import Instance, Ints


class Covered(NamedTuple):
    """Hold what HiGHS found.

    Attributes
    ----------
    assignment
        Candidate of each estate; None if no plan was found.
    bound
        No plan from these clusters costs less; infinite if there is none.
    done
        Whether HiGHS ended by itself.
    """

    assignment: Ints | None
    bound: float
    done: bool


def cover(problem: Instance, columns: Columns, seconds: float, nodes: int) -> Covered:
    """Choose at most p clusters of different candidates that cover all estates at least cost.

    An estate that two clusters cover goes to the nearer centre.

    Parameters
    ----------
    problem, columns
        The problem and the clusters to choose from.
    seconds, nodes
        Limits of HiGHS. Only the nodes give the same plan on every machine.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array, csc_array, vstack

    count, n = len(columns.cost), problem.estates
    covered = np.zeros(n, dtype=np.bool_)
    covered[columns.estate] = True
    if not covered.all():
        return Covered(None, np.inf, True)
    if seconds <= 0.0:
        return Covered(None, -np.inf, False)
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
    found = run_apart(
        lambda: milp(
            columns.cost,
            integrality=np.ones(count, dtype=np.int64),
            bounds=Bounds(0.0, 1.0),
            constraints=rows,
            options={"time_limit": seconds, "node_limit": nodes, "mip_rel_gap": 1e-7},
        )
    )
    done = found.status in (0, 2)
    bound = np.inf if found.status == 2 else found.mip_dual_bound
    bound = -np.inf if bound is None else float(bound)
    if found.x is None:
        return Covered(None, bound, done)
    chosen = found.x[columns.cluster] > 0.5
    estate, candidate = columns.estate[chosen], columns.candidate[columns.cluster[chosen]]
    length = problem.distance[estate, candidate].astype(np.float64)
    order = np.lexsort((-length, estate))  # the nearest last, which stays
    assignment = np.full(n, -1, dtype=np.int64)
    assignment[estate[order]] = candidate[order]
    return Covered(assignment, bound, done)
