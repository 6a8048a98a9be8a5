"""Find prices of the capacity of open centres, so that estates choose centres that have room."""

from __future__ import annotations

import numpy as np

from commpartner.planning.location.clock import Clock
from commpartner.planning.location.instance import Array, sums

PATIENCE = 5  # steps without a better bound until the step is halved


def capacity_prices(
    length: Array, demand: Array, capacity: Array, clock: Clock, steps: int, start: Array
) -> Array:
    """Find prices of a unit of capacity by subgradient steps.

    Maximise sum_i min_j (d_ij + q_i v_j) - sum_j v_j Q_j over v >= 0: the dual of assigning estates
    in parts at least cost. An estate that chooses by d_ij + q_i v_j nearly fits.

    Parameters
    ----------
    length
        From each open centre to each estate, shape (centre, estate), finite.
    demand, capacity
        Of each estate and of each open centre.
    clock, steps
        Limits.
    start
        Prices to begin with, shape (centre,).
    """
    now = best = start
    least, since = -np.inf, 0
    usual = float(np.median(length.min(axis=0))) / max(float(demand.mean()), 1e-300)
    scale = 0.5 * usual / max(float(capacity.mean()), 1e-300)
    for _ in range(steps):
        cost = length + now[:, None] * demand
        nearest = np.argmin(cost, axis=0)
        value = float(cost[nearest, np.arange(len(demand))].sum() - now @ capacity)
        excess = sums(nearest, demand, len(capacity)) - capacity
        if value > least:
            best, least, since = now, value, 0
        else:
            since += 1
        if since >= PATIENCE:
            now, scale, since = best, scale / 2.0, 0
            continue
        if clock.is_over or (not (excess > 0.0).any() and not now.any()):
            break
        now = np.maximum(now + scale * excess, 0.0)
    return best
