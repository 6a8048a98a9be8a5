"""Place the nodes of a Sankey diagram in their columns as a page does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commpartner.problems.arguments import Array

ROUNDS = 50  # in which the nodes move toward what they are joined to, as on a page
DAMPED = 0.99  # of the way, and so much less in each
MOST = 2 / 3  # of the height, for the gaps between the nodes of a column
JUST = 1e-6  # pixels: nodes that overlap by less stay


class Band(NamedTuple):
    """Hold a stream: its number, the nodes at its ends, its height [pixel], its weight."""

    number: int
    source: int
    target: int
    wide: float
    weight: float


class Breadths:
    """Hold the tops of nodes while they move, by the layout of Plotly 7 (d3-sankey 0.12).

    In each round columns go from right to left, then from left to right. A node moves toward the
    place at which its streams would run straight; then the nodes of its column are sorted and
    moved apart, from the middle one to both sides. So picture and page have the same order.

    Attributes
    ----------
    gap
        Between nodes of a column [pixel]: as asked for, or less if they would not fit.
    tall, top
        Heights and tops of the nodes [pixel].
    """

    def __init__(
        self,
        ends: Sequence[tuple[int, int]],
        values: Array,
        column: NDArray[np.int64],
        through: Array,
        height: float,
        gap: float,
    ) -> None:
        layers = [np.flatnonzero(column == each).tolist() for each in range(int(column.max()) + 1)]
        self.layers: list[list[int]] = [layer for layer in layers if layer]
        most = max(map(len, self.layers))
        self.height, self.gap = height, min(gap, MOST * height / max(most - 1, 1))
        scale = min(
            (height - self.gap * (len(layer) - 1)) / through[layer].sum() for layer in self.layers
        )
        self.tall = (scale * through).tolist()
        bands = [
            Band(number, *each, scale * value, value * abs(int(column[each[1]] - column[each[0]])))
            for number, (each, value) in enumerate(zip(ends, values.tolist(), strict=True))
        ]
        self.out: list[list[Band]] = [[] for _ in self.tall]
        self.into: list[list[Band]] = [[] for _ in self.tall]
        for band in bands:
            self.out[band.source].append(band)
            self.into[band.target].append(band)
        self.top = [0.0] * len(self.tall)

    def placed(self) -> Array:
        """Move the nodes in all rounds and return their tops."""
        for layer in self.layers:
            self._begin(layer)
        for turn in range(ROUNDS):
            part = DAMPED**turn
            apart = max(1.0 - part, (turn + 1) / ROUNDS)
            for layer in self.layers[-2::-1]:
                self._move(layer, part, apart, ahead=False)
            for layer in self.layers[1:]:
                self._move(layer, part, apart, ahead=True)
        return np.array(self.top)

    def _begin(self, layer: list[int]) -> None:
        """Distribute the nodes of a column evenly in their order."""
        free = self.height - sum(self.tall[node] for node in layer) - self.gap * (len(layer) - 1)
        below = free / (len(layer) + 1)
        top = below
        for node in layer:
            self.top[node] = top
            top += self.tall[node] + self.gap + below
            self.into[node].sort(key=self._by_source)

    def _move(self, layer: list[int], part: float, apart: float, *, ahead: bool) -> None:
        for node in layer:
            bands = self.into[node] if ahead else self.out[node]
            weight = sum(band.weight for band in bands)
            if not weight > 0.0:
                continue
            straight = self._straight_ahead if ahead else self._straight_back
            wanted = sum(straight(band) * band.weight for band in bands) / weight
            self.top[node] += (wanted - self.top[node]) * part
            for band in self.into[node]:
                self.out[band.source].sort(key=self._by_target)
            for band in self.out[node]:
                self.into[band.target].sort(key=self._by_source)
        layer.sort(key=self.top.__getitem__)
        self._part(layer, apart)

    def _by_source(self, band: Band) -> tuple[float, int]:
        return self.top[band.source], band.number

    def _by_target(self, band: Band) -> tuple[float, int]:
        return self.top[band.target], band.number

    def _straight_ahead(self, band: Band) -> float:
        """Return the top of the target at which its stream from the source runs straight."""
        out, into = self.out[band.source], self.into[band.target]
        top = self.top[band.source] - (len(out) - 1) * self.gap / 2
        for each in out:
            if each.target == band.target:
                break
            top += each.wide + self.gap
        for each in into:
            if each.source == band.source:
                break
            top -= each.wide
        return top

    def _straight_back(self, band: Band) -> float:
        """Return the top of the source at which its stream to the target runs straight."""
        out, into = self.out[band.source], self.into[band.target]
        top = self.top[band.target] - (len(into) - 1) * self.gap / 2
        for each in into:
            if each.source == band.source:
                break
            top += each.wide + self.gap
        for each in out:
            if each.target == band.target:
                break
            top -= each.wide
        return top

    def _part(self, layer: list[int], apart: float) -> None:
        """Move the sorted nodes of a column apart, and into the height."""
        middle = len(layer) // 2
        at = layer[middle]
        self._up(layer[:middle], self.top[at] - self.gap, apart)
        self._down(layer[middle + 1 :], self.top[at] + self.tall[at] + self.gap, apart)
        self._up(layer, self.height, apart)
        self._down(layer, 0.0, apart)

    def _down(self, nodes: list[int], free: float, apart: float) -> None:
        for node in nodes:
            by = (free - self.top[node]) * apart
            if by > JUST:
                self.top[node] += by
            free = self.top[node] + self.tall[node] + self.gap

    def _up(self, nodes: list[int], free: float, apart: float) -> None:
        for node in reversed(nodes):
            by = (self.top[node] + self.tall[node] - free) * apart
            if by > JUST:
                self.top[node] -= by
            free = self.top[node] - self.gap
