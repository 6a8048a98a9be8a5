"""Share parts of a chunk of draws between policies."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np

from commpartner.assumptions.draws import Draws, Read
from commpartner.flows.namespace import Array

Made = TypeVar("Made")

KEPT = 4  # of what is made from equal arrays
ROOM = 512_000_000  # bytes of all that is kept so


class Shared:
    """Hold the parts of one programme and chunk of draws by their inputs."""

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[Any, Read]] = {}
        self._alike: list[tuple[tuple[Array, ...], Any, int]] = []

    def once(self, key: Hashable, draws: Draws, make: Callable[[], Made]) -> Made:
        """Return the part of this key; compute it at the first request.

        Who is given what another has made has read the same assumptions.
        """
        if key not in self._made:
            with draws.noting() as read:
                self._made[key] = make(), read
        made: Made = self._made[key][0]
        draws.note(self._made[key][1])
        return made

    def once_alike(self, given: tuple[Array, ...], make: Callable[[], Made], room: int = 0) -> Made:
        """Return a recent part with equal input arrays, or compute it.

        Parameters
        ----------
        given
            What is made depends on these alone.
        make
            Makes it.
        room
            Bytes that it fills. Policies that all differ keep a few, and of large districts as
            many as there is room for.
        """
        for index, (known, kept, _) in enumerate(self._alike):
            if all(map(np.array_equal, known, given)):
                self._alike.append(self._alike.pop(index))
                alike: Made = kept
                return alike
        left = [*self._alike[1 - KEPT :]]
        while left and room + sum(each[2] for each in left) > ROOM:
            left.pop(0)
        self._alike = left  # before the new one is made: the old ones leave room for it
        made = make()
        self._alike.append((given, made, room))
        return made
