"""Sample the estates of large problems, whose first centres are those of the sample."""

from __future__ import annotations

import numpy as np

from commpartner.planning.location.instance import Instance, instance

SIZE = 2500  # estates in a sample
WIDEST = 4.0  # estates of the largest demand that fit into a candidate, at least


def sample_of(problem: Instance, rng: np.random.Generator) -> Instance:
    """Draw estates; candidates have as much less capacity as the sample has less demand.

    An estate's demand is cut so that no candidate is too small for it.
    """
    estates = np.sort(rng.choice(problem.estates, SIZE, replace=False))
    demand = problem.demand[estates]
    share = demand.sum() / problem.demand.sum() if problem.demand.any() else 1.0
    capacity = problem.capacity * share
    usual = float(np.sort(capacity)[-problem.p])
    return instance(
        np.ascontiguousarray(problem.distance[estates]),
        np.minimum(demand, usual / WIDEST),
        capacity,
        problem.p,
        pairs=0,
    )
