"""Compute the weights by which estates share the reinvestment."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from commpartner.flows.crews import cheapest_crew
from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array

PAIRS_OF_ORDERS = 60
SEED = 1953  # part of the rule: the weights are computed, not drawn


@equation
def shapley_of_posts(
    workloads: Sequence[Array],
    wages: Sequence[Array],
    steps: Sequence[Array],
    premiums: Sequence[Array],
) -> Array:
    """Compute the Shapley value of each estate's posts: the mean over orders of joining.

    The Shapley value (1953, doi:10.1515/9781400881970-018) of the game whose cost is, role by
    role, that of the cheapest crew for the sum of workloads. It is sampled over orders (Castro,
    Gomez & Tejada 2009, doi:10.1016/j.cor.2008.04.004), each taken with its reverse to halve the
    error.

    Parameters
    ----------
    workloads
        By role, shape (draw, estate) of the estates of one centre [FTE].
    wages
        By role, shape (draw, 1) [yuan/FTE/month].
    steps, premiums
        By role, shape (draw, 1): smallest unit of a post [FTE], premium on bought hours [share].

    Returns
    -------
    numpy.ndarray
        Shape (draw, estate) [yuan/month]; sums to the cost of the pooled crews.

    Examples
    --------
    >>> import numpy as np
    >>> half = np.array([[0.5, 0.5]])
    >>> one = np.array([[1.0]])
    >>> shapley_of_posts([half], [2000.0 * one], [one], [one])
    array([[1000., 1000.]])
    """
    estates = workloads[0].shape[-1]
    generator = np.random.Generator(np.random.PCG64(SEED))
    forward = np.stack([generator.permutation(estates) for _ in range(PAIRS_OF_ORDERS)])
    orders = np.concatenate([forward, forward[:, ::-1]])
    place = np.argsort(orders, axis=1)  # of each estate in each order
    added = np.zeros((1, 1))
    for workload, wage, step, premium in zip(workloads, wages, steps, premiums, strict=True):
        summed = np.cumsum(workload[:, orders], axis=-1)
        filled = cheapest_crew(summed, step[..., None], premium[..., None]).paid(premium[..., None])
        gains = np.diff(filled, axis=-1, prepend=0.0)
        by_estate = np.take_along_axis(gains, np.broadcast_to(place, gains.shape), axis=-1)
        added = added + by_estate.mean(axis=1) * wage
    return added
