"""Translate the levers of a search as points between 0 and 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from commpartner.problems.arguments import Array
from commpartner.programme.levers import AnyOf, Lever, OneOf, Range

STEPS = 1000  # in which a number is searched: levers with short decimals, and points met again
NONE_FROM = 0.9  # a lever that may be None is None from here on


@dataclass(frozen=True)
class Gene:
    """Describe a column of a point.

    Attributes
    ----------
    lever
        Name of the lever.
    options
        0: a number from 0 to 1. Else how many values it has: 0, 1, 2, ...
    """

    lever: str
    options: int = 0


class Space:
    """Hold the levers of a search by name and translate points into their values.

    Parameters
    ----------
    idle
        Values of levers that count for nothing while one of them, the first named, has this value:
        those of a rule that is not followed. Points that differ in nothing else become one.
    at_rest
        Whether new points leave all of them idle.

    Attributes
    ----------
    plain
        Which genes belong to no rule, shape (gene,).
    """

    def __init__(
        self,
        levers: Mapping[str, Lever],
        idle: Sequence[Mapping[str, Any]] = (),
        at_rest: bool = False,
    ) -> None:
        self.levers = dict(levers)
        self.idle, self.at_rest = tuple(idle), at_rest
        self.genes: list[Gene] = []
        self._at: dict[str, slice] = {}
        for name, lever in self.levers.items():
            first = len(self.genes)
            self.genes += _genes(name, lever)
            self._at[name] = slice(first, len(self.genes))
        self.numbers = np.array([gene.options == 0 for gene in self.genes])
        self._idle = [self._switch(values) for values in idle]
        ruled = {place for _, places, _ in self._idle for place in places}
        self.plain = np.array([place not in ruled for place in range(len(self.genes))])
        self.free = np.flatnonzero(self.plain | (not at_rest))

    def without_rules(self) -> Space:
        """Return the space of the points that follow no rule."""
        return Space(self.levers, self.idle, at_rest=True)

    def values(self, point: Array) -> dict[str, Any]:
        """Return the value of each lever at a point."""
        return {name: _value(self.levers[name], point[at]) for name, at in self._at.items()}

    def point(self, values: Mapping[str, Any]) -> Array | None:
        """Return the point of some values; None if a lever cannot have its value."""
        parts = []
        for name, lever in self.levers.items():
            if name not in values or not lever.allows(values[name]):
                return None
            parts.append(_coded(lever, values[name]))
        return self.tidy(np.concatenate(parts))

    def tidy(self, point: Array) -> Array:
        """Move a point to the nearest one that the search can meet again."""
        tidied = np.clip(point, 0.0, 1.0)
        for name, at in self._at.items():
            lever = self.levers[name]
            if isinstance(lever, Range):
                value = _value(lever, tidied[at])
                tidied[at] = _coded(lever, value)
            else:
                tidied[at] = point[at]
        for first, places, resting in self._idle:
            if self.at_rest or tidied[first] == resting[0]:
                tidied[places] = resting
        return tidied

    def _switch(self, values: Mapping[str, Any]) -> tuple[int, list[int], Array]:
        """Return the gene that puts some levers to rest, their genes, and what these then are."""
        places, resting = [], []
        for name, value in values.items():
            places += [*range(self._at[name].start, self._at[name].stop)]
            resting += [*_coded(self.levers[name], value)]
        return places[0], places, np.array(resting)

    def spread(self, count: int, rng: np.random.Generator) -> Array:
        """Sample points that fill the space evenly (scrambled Sobol), shape (point, gene)."""
        from scipy.stats import qmc

        power = max(int(np.ceil(np.log2(max(count, 2)))), 1)
        found = qmc.Sobol(len(self.genes), rng=rng).random_base2(power)[:count]
        return self._placed(found)

    def anywhere(self, count: int, rng: np.random.Generator) -> Array:
        """Sample points at random, shape (point, gene)."""
        return self._placed(rng.random((count, len(self.genes))))

    def near(self, point: Array, width: float, count: int, rng: np.random.Generator) -> Array:
        """Sample points about a point: some genes move, each by about `width`."""
        found = np.repeat(point[None], count, axis=0)
        genes, free = len(self.genes), len(self.free)
        moved = rng.random((count, genes)) < min(1.0, 2.0 / free)
        moved[np.arange(count), self.free[rng.integers(free, size=count)]] = True
        steps = rng.normal(0.0, width, (count, genes))
        jumps = rng.random((count, genes))
        for column, gene in enumerate(self.genes):
            if gene.options:
                new = np.floor(jumps[:, column] * gene.options)
            else:
                new = np.clip(found[:, column] + steps[:, column], 0.0, 1.0)
            found[:, column] = np.where(moved[:, column], new, found[:, column])
        return np.array([self.tidy(each) for each in found])

    def features(self, points: Array) -> Array:
        """Return points as numbers for a model: a column of 0 and 1 for each of several values."""
        columns: list[Array] = []
        for column, gene in enumerate(self.genes):
            if gene.options > 2:
                columns += [0.7 * (points[:, column] == each) for each in range(gene.options)]
            else:
                columns.append(points[:, column])
        return np.array(columns, dtype=np.float64).T

    def _placed(self, uniform: Array) -> Array:
        points = uniform.copy()
        for column, gene in enumerate(self.genes):
            if gene.options:
                points[:, column] = np.floor(uniform[:, column] * gene.options)
        for first, _, resting in self._idle:  # few signals are none: half of the points have none
            points[::2, first] = resting[0]
        return np.array([self.tidy(each) for each in points])


def _genes(name: str, lever: Lever) -> list[Gene]:
    match lever:
        case Range():
            return [Gene(name)]
        case OneOf(options):
            return [Gene(name, len(options))]
        case AnyOf(options):
            return [Gene(name, 2) for _ in options]


def _value(lever: Lever, part: Array) -> Any:
    match lever:
        case OneOf(options):
            return options[int(part[0])]
        case AnyOf(options):
            return tuple(name for name, isin in zip(options, part, strict=True) if isin)
    along = float(part[0])
    if lever.or_none:
        if along >= NONE_FROM:
            return None
        along /= NONE_FROM
    if lever.whole:
        return int(lever.low + round(along * (lever.high - lever.low)))
    value = lever.low + (lever.high - lever.low) * round(along * STEPS) / STEPS
    return min(max(float(f"{value:.12g}"), lever.low), lever.high)


def _coded(lever: Lever, value: Any) -> Sequence[float]:
    match lever:
        case OneOf(options):
            return [next(i for i, each in enumerate(options) if _same(each, value))]
        case AnyOf(options):
            return [float(name in value) for name in options]
    if value is None:
        return [1.0]
    along = (value - lever.low) / ((lever.high - lever.low) or 1.0)
    return [along * NONE_FROM * (1.0 - 1e-9) if lever.or_none else along]


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
