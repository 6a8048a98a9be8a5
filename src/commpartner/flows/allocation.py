"""Compute the weights by which estates share the reinvestment."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array
from commpartner.flows.staffing import posts

PAIRS_OF_ORDERS = 60
SEED = 1953  # part of the rule: the weights are computed, not drawn


@equation
def shapley_of_posts(workloads: Sequence[Array], wages: Sequence[Array], step: Array) -> Array:
    """Compute the Shapley value of each estate's posts: the mean over orders of joining.

    The Shapley value (1953, doi:10.1515/9781400881970-018) of the game whose cost is, role by
    role, ``wage * posts(sum of workloads)``, sampled over orders (Castro, Gomez & Tejada 2009,
    doi:10.1016/j.cor.2008.04.004), each taken with its reverse to halve the error.

    Parameters
    ----------
    workloads
        By role, shape (draw, estate) of the estates of one centre [FTE].
    wages
        By role, shape (draw, 1) [yuan/FTE/month].
    step
        Smallest unit of a post [FTE], shape (draw, 1).

    Returns
    -------
    numpy.ndarray
        Shape (draw, estate) [yuan/month]; sums to the cost of the pooled posts.

    Examples
    --------
    >>> import numpy as np
    >>> half = np.array([[0.5, 0.5]])
    >>> shapley_of_posts([half], [np.array([[2000.0]])], np.array([[1.0]]))
    array([[1000., 1000.]])
    """
    estates = workloads[0].shape[-1]
    generator = np.random.Generator(np.random.PCG64(SEED))
    forward = np.stack([generator.permutation(estates) for _ in range(PAIRS_OF_ORDERS)])
    orders = np.concatenate([forward, forward[:, ::-1]])
    place = np.argsort(orders, axis=1)  # of each estate in each order
    added = np.zeros((1, 1))
    for workload, wage in zip(workloads, wages, strict=True):
        filled = posts(np.cumsum(workload[:, orders], axis=-1), step[..., None])
        steps = np.diff(filled, axis=-1, prepend=0.0)
        by_estate = np.take_along_axis(steps, np.broadcast_to(place, steps.shape), axis=-1)
        added = added + by_estate.mean(axis=1) * wage
    return added
