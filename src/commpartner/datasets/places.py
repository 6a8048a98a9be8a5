"""Place synthetic estates and candidate centres, as arrays."""

from __future__ import annotations

import numpy as np

from commpartner.assumptions.draws import Array

_ITERATIONS = 10


def grid_places(jitter: Array, spacing: float) -> Array:
    """Jitter the places of a square grid, filled in growing squares from one corner.

    The order makes the place of an estate independent of how many follow.

    Parameters
    ----------
    jitter
        In (0, 1), shape (estate, 2).
    spacing
        Side of the square that each estate has to itself [km].

    Returns
    -------
    numpy.ndarray
        Easting and northing [km], shape (estate, 2).
    """
    number = np.arange(len(jitter))
    side = np.sqrt(number).astype(np.int64)
    rest = number - side * side
    column = np.where(rest <= side, side, 2 * side - rest)
    row = np.where(rest <= side, rest, side)
    return spacing * (np.stack([column, row], axis=1) + jitter)


def centre_places(places: Array, weights: Array, count: int) -> Array:
    """Place centres among weighted points; no random numbers.

    The first centre stands on the point nearest to the weighted middle. Each next one stands on the
    point with the largest weight times squared distance to the nearest centre so far. Then all move
    a few times to the middle of the points nearest to them (Lloyd 1982,
    doi:10.1109/TIT.1982.1056489).

    Parameters
    ----------
    places
        Shape (point, 2).
    weights
        Above 0, shape (point,).
    count
        Number of centres, 1 to the number of points.

    Returns
    -------
    numpy.ndarray
        Shape (count, 2).
    """
    from scipy.spatial import KDTree  # SciPy loads slowly; only this function needs it

    centres = np.empty((count, 2))
    middle = np.average(places, axis=0, weights=weights)
    centres[0] = places[np.argmin(((places - middle) ** 2).sum(axis=1))]
    nearest = np.full(len(places), np.inf)
    for number in range(1, count):
        nearest = np.minimum(nearest, ((places - centres[number - 1]) ** 2).sum(axis=1))
        centres[number] = places[np.argmax(weights * nearest)]
    for _ in range(_ITERATIONS):
        group = KDTree(centres).query(places)[1]
        total = np.bincount(group, weights, count)
        sums = [np.bincount(group, weights * axis, count) for axis in places.T]
        kept = total > 0
        centres[kept] = np.stack(sums, axis=1)[kept] / total[kept, np.newaxis]
    return centres
