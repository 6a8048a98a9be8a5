"""Compute the discount of central procurement."""

from __future__ import annotations

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


@equation
def volume_discount(volume: Array, largest: Array, half_volume: Array) -> Array:
    """Compute a discount that saturates in volume.

    ``d = largest * x / (x + half_volume)`` with ``x = max(volume - 1, 0)``: none for the volume
    of one typical estate, half the largest at ``half_volume`` further ones.

    Parameters
    ----------
    volume
        What one buyer buys for, in typical estates.
    largest
        Largest discount, share of the price.
    half_volume
        Estates pooled to reach half of it.

    Returns
    -------
    numpy.ndarray
        Share of the price, 0 to ``largest``.

    Examples
    --------
    >>> import numpy as np
    >>> volume_discount(np.array([0.5, 1.0, 9.0]), np.array(0.10), np.array(8.0))
    array([0.  , 0.  , 0.05])
    """
    xp = namespace(volume)
    further = xp.maximum(volume - 1.0, 0.0)
    return largest * further / (further + half_volume)
