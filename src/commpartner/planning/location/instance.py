"""Hold a location problem with the nearest candidates of each estate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

BLOCK = 4_000_000  # distances looked at in one step
PAIRS = 2_000_000  # pairs of estate and candidate that are all kept
FEWEST = 15  # nearest candidates kept of each estate, if not all are
WIDTH = 6  # candidates kept for each one that would open near an estate


class Instance(NamedTuple):
    """Hold a capacitated p-median problem.

    Attributes
    ----------
    distance
        Shape (estate, candidate), as given: infinite if out of reach.
    demand, capacity, p
        Of each estate, of each candidate, and how many candidates open.
    near, length
        Nearest candidates of each estate and their distances, shape (estate, kept), by distance;
        the length is infinite if the candidate is out of reach or too small for the estate.
    beyond
        Distance of the nearest candidate that is not kept, shape (estate,); infinite if all are.
    far
        Stands for an infinite distance in sums: more than any whole plan costs.
    whole
        Whether all distances are whole numbers.
    """

    distance: NDArray[Any]
    demand: Array
    capacity: Array
    p: int
    near: Ints
    length: Array
    beyond: Array
    far: float
    whole: bool

    @property
    def estates(self) -> int:
        """Return the number of estates."""
        return len(self.demand)

    @property
    def candidates(self) -> int:
        """Return the number of candidates."""
        return len(self.capacity)

    def to(self, medians: Ints) -> Array:
        """Return finite distances from centres to all estates, shape (centre, estate)."""
        columns = np.ascontiguousarray(self.distance[:, medians].T, dtype=np.float64)
        columns[~(columns < self.far)] = self.far
        return columns

    def cost(self, assignment: Ints) -> float:
        """Return the sum of distances of an assignment to candidates."""
        lengths = self.distance[np.arange(self.estates), assignment]
        return float(np.sum(lengths, dtype=np.float64))


def sums(place: NDArray[Any], values: Array, count: int) -> Array:
    """Sum values by their place, shape (count,)."""
    return np.asarray(np.bincount(place, values, count), dtype=np.float64)


def blocks(rows: int, columns: int) -> Iterator[slice]:
    """Split rows so that each block has few million entries."""
    step = max(1, BLOCK // max(columns, 1))
    for start in range(0, rows, step):
        yield slice(start, min(start + step, rows))


def instance(
    distance: NDArray[Any], demand: Array, capacity: Array, p: int, pairs: int | None = None
) -> Instance:
    """Build the problem from checked arrays, without a copy of the distances.

    All candidates of each estate are kept if there are at most `pairs` pairs, default `PAIRS`.
    """
    n, m = distance.shape
    kept = (
        m
        if n * m <= (PAIRS if pairs is None else pairs)
        else min(m, max(FEWEST, -(-WIDTH * m // p)))
    )
    near = np.empty((n, kept), dtype=np.int64)
    length = np.empty((n, kept))
    beyond = np.full(n, np.inf)
    whole, most = True, np.zeros(n)
    for rows in blocks(n, m):
        part = np.asarray(distance[rows], dtype=np.float64)
        finite = np.isfinite(part)
        reached = np.where(finite, part, 0.0)
        whole = whole and bool((reached == np.rint(reached)).all())
        most[rows] = reached.max(axis=1)
        part = np.where(demand[rows, None] <= capacity, part, np.inf)
        if kept < m:
            found = np.argpartition(part, kept, axis=1)[:, : kept + 1]
            beyond[rows] = np.take_along_axis(part, found[:, kept:], axis=1)[:, 0]
            found = np.sort(found[:, :kept], axis=1)
        else:
            found = np.broadcast_to(np.arange(m), part.shape)
        lengths = np.take_along_axis(part, found, axis=1)
        order = np.argsort(lengths, axis=1, kind="stable")
        near[rows] = np.take_along_axis(found, order, axis=1)
        length[rows] = np.take_along_axis(lengths, order, axis=1)
    far = 2.0 * float(most.sum()) + 1.0
    return Instance(distance, demand, capacity, p, near, length, beyond, far, whole)
