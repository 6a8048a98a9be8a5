"""Find neighbouring estates on a map, and the estates that are detached from their cluster."""

from __future__ import annotations

import numpy as np

from commpartner.planning.clusters.task import ALONE, Array, Ints, Task

FEWEST = 4  # estates for a triangulation
LONG = 3.0  # an edge so many times longer than the median joins no neighbours


def neighbours_of(places: Array) -> Ints:
    """Find pairs of neighbouring estates, each both ways, shape (2, pair).

    Estates are neighbours if they share an edge of the Delaunay triangulation that is at most three
    times as long as the median edge, or if one is the other's nearest. Fewer than four estates, or
    estates on one line, are neighbours of their two nearest.

    Parameters
    ----------
    places
        Coordinates [km], shape (estate, 2). Estates at one place are neighbours.
    """
    from scipy.sparse import coo_array, eye_array
    from scipy.spatial import Delaunay, KDTree, QhullError

    count = len(places)
    if count < 2:
        return np.zeros((2, 0), dtype=np.int64)
    spots, which = np.unique(places, axis=0, return_inverse=True)
    which = np.asarray(which).ravel()
    pairs = np.zeros((0, 2), dtype=np.int64)
    if len(spots) >= FEWEST:
        try:
            corners = Delaunay(spots).simplices
            pairs = np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
            length = np.linalg.norm(spots[pairs[:, 0]] - spots[pairs[:, 1]], axis=1)
            pairs = pairs[length <= LONG * np.median(length)]
        except QhullError:
            pass
    nearest = 2 if len(pairs) else 3
    if len(spots) > 1:
        near = np.asarray(KDTree(spots).query(spots, k=min(nearest, len(spots)))[1])
        for column in range(1, near.shape[1]):
            pairs = np.vstack([pairs, np.stack([near[:, 0], near[:, column]], axis=1)])
    ones = np.ones(len(pairs))
    spot = coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(len(spots), len(spots)))
    place = coo_array((np.ones(count), (np.arange(count), which)), shape=(count, len(spots)))
    near_spots = spot + spot.T + eye_array(len(spots))
    one, other = (place.tocsr() @ near_spots.tocsr() @ place.T.tocsr()).nonzero()
    apart = one != other
    return np.stack([one[apart], other[apart]]).astype(np.int64)


def detached(where: Ints, pairs: Ints, task: Task) -> Ints:
    """List the estates that are not joined to the main part of their cluster.

    The main part has the most households. Estates alone belong to no cluster.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    count = len(where)
    same = (where[pairs[0]] == where[pairs[1]]) & (where[pairs[0]] != ALONE)
    graph = coo_array((np.ones(same.sum()), (pairs[0][same], pairs[1][same])), shape=(count, count))
    parts, label = connected_components(graph, directed=False)
    size = np.bincount(label, task.households, parts)
    found = np.zeros(count, dtype=np.bool_)
    for candidate in np.unique(where[where != ALONE]).tolist():
        members = np.flatnonzero(where == candidate)
        main = label[members[np.argmax(size[label[members]])]]
        found[members] = label[members] != main
    return np.flatnonzero(found)
