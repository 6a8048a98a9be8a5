"""Hold what is planned: the estates, the candidate centres, and the limits of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from commpartner.programme import Centre, Policy, Programme

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

ALONE = -1  # instead of a candidate: the estate is served by itself


@dataclass(frozen=True, eq=False)
class Task:
    """Hold a checked task.

    Attributes
    ----------
    programme
        With every candidate among its centres.
    given
        Ids of the centres that it had before.
    base
        Policy whose service and other levers the plan keeps.
    estates
        Places of the planned estates in the programme, rising, shape (estate,).
    candidates
        Centres that may open, shape (candidate,).
    distance
        Straight line from estate to candidate [km], shape (estate, candidate).
    allowed
        Whether a candidate may serve an estate: distance, border and room, (estate, candidate).
    households
        Of each estate.
    room
        Households that a candidate can serve; infinite without a limit.
    most
        Estates that a centre can serve.
    centres
        How many open; None if that is free.
    keep
        Whether the candidate must open, shape (candidate,).
    leave_alone
        Whether estates may be served by themselves.
    neighbours
        Pairs of neighbouring estates, shape (2, pair), each pair both ways; None if clusters need
        not be contiguous.
    """

    programme: Programme
    given: tuple[str, ...]
    base: Policy
    estates: Ints
    candidates: tuple[Centre, ...]
    distance: Array
    allowed: Mask
    households: Array
    room: Array
    most: int
    centres: int | None
    keep: Mask
    leave_alone: bool
    neighbours: Ints | None

    @property
    def size(self) -> int:
        """Return the number of estates."""
        return len(self.households)

    @property
    def fewest(self) -> int:
        """Return the least number of centres that open."""
        return int(self.keep.sum()) if self.centres is None else self.centres

    @cached_property
    def reached(self) -> Array:
        """Return the distance of allowed pairs [km]; infinite for others."""
        return np.where(self.allowed, self.distance, np.inf)

    def fits(self, load: Array, count: Ints, centre: Ints) -> Mask:
        """Return whether centres have room for so many households and estates."""
        room = self.room[centre]
        return np.asarray((load <= room * (1.0 + 1e-12)) & (count <= self.most))
