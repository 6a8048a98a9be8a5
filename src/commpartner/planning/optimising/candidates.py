"""Hold the policies that a search has met: their points, values and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from commpartner.errors import InputError
from commpartner.model.control import FeedbackPolicy
from commpartner.planning.optimising.judging import Aim, Figure, Judged, Margin, judged, sizes
from commpartner.planning.optimising.space import Space
from commpartner.planning.optimising.trials import Trials
from commpartner.problems.arguments import Array
from commpartner.programme import Policy

SURE = 4  # policies tell how far all lie apart
Build = Callable[[Mapping[str, Any]], Policy | FeedbackPolicy]


class Candidates:
    """Add points as policies, run them and judge them.

    Parameters
    ----------
    margin
        As in `judging.judged`.
    last
        Draws of the last stage, in which candidates are ordered by the figure itself.
    """

    def __init__(
        self,
        space: Space,
        build: Build,
        trials: Trials,
        aims: Sequence[Aim],
        limits: Sequence[Figure],
        margin: Margin,
        last: int,
    ) -> None:
        self.space, self.build, self.trials = space, build, trials
        self.aims, self.limits, self.margin = aims, limits, margin
        self.last = last
        self.bases = tuple(dict.fromkeys(each.base for each in limits if each.base))
        self.points: dict[str, Array] = {}
        self._names: dict[bytes, str] = {}
        self._judged: dict[tuple[str, int], Judged | None] = {}
        self._unit: Array | None = None

    def is_known(self, point: Array) -> bool:
        """Return whether a point was entered before, or makes no policy."""
        return point.tobytes() in self._names

    def is_able(self, point: Array) -> bool:
        """Return whether a point is new and makes a policy; remember it if it makes none."""
        key = point.tobytes()
        if key not in self._names and self._built(point) is None:
            self._names[key] = ""
        return key not in self._names

    def enter(self, point: Array) -> str | None:
        """Add a point and return its name; None if its values make no policy."""
        key = point.tobytes()
        if key not in self._names:
            policy = self._built(point)
            if policy is None:
                self._names[key] = ""
                return None
            name = f"p{len(self.points)}"
            self._names[key] = name
            self.points[name] = point
            self.trials.add(name, policy)
        return self._names[key] or None

    def _built(self, point: Array) -> Policy | FeedbackPolicy | None:
        try:
            return self.build(self.space.values(point))
        except InputError:
            return None

    def enter_new(self, points: Iterable[Array], most: int) -> list[str]:
        """Add points that are new, until there are enough."""
        names: list[str] = []
        for point in points:
            if len(names) == most:
                break
            if not self.is_known(point):
                name = self.enter(point)
                if name is not None:
                    names.append(name)
        return names

    def run(self, names: Sequence[str], draws: int) -> None:
        """Run candidates, and the policies that limits are counted from, in so many draws."""
        self.trials.raise_to([*self.bases, *names], draws)

    def cost(self, names: Sequence[str], draws: int) -> int:
        """Return the simulations that `run` would need."""
        return self.trials.cost([*self.bases, *names], draws)

    def judged(self, name: str, draws: int) -> Judged | None:
        """Judge a candidate by its first draws; None if it failed or has no figure."""
        key = name, draws
        if key not in self._judged:
            self._judged[key] = self._judge(name, draws)
        return self._judged[key]

    def with_draws(self, draws: int) -> list[str]:
        """List the candidates that have so many draws and figures in them."""
        return [
            name
            for name in self.points
            if self.trials.count(name) >= draws and self.judged(name, draws) is not None
        ]

    def ranked(self, names: Iterable[str], draws: int, change: Array | float = 0.0) -> list[str]:
        """Order candidates: those that keep all limits first, by the first figure; then others.

        Parameters
        ----------
        change
            What more draws are expected to add to the room under each limit.
        """

        def order(name: str) -> tuple[bool, float]:
            found = self.judged(name, draws)
            assert found is not None
            found = found._replace(room=found.room + change)
            first = found.guide if draws < self.last else float(found.gains[0])
            return (not found.kept, -first if found.kept else found.broken(self.unit(draws)))

        return sorted((name for name in names if self.judged(name, draws)), key=order)

    def unit(self, draws: int) -> Array:
        """Return the unit in which broken limits are added up, shape (limit,).

        It tells how far the policies that were run first lie apart, and stays. The standard
        deviation of each policy would not do: near the policy that a limit is counted from it goes
        to 0.
        """
        if self._unit is not None:
            return self._unit
        found = [self.judged(name, draws) for name in self.with_draws(draws)]
        unit = sizes(np.array([each.room for each in found if each]))
        if len(found) >= SURE:
            self._unit = unit
        return unit

    def change(self, names: Iterable[str], before: int, draws: int) -> Array | float:
        """Return what more draws have added to the room of some candidates, the mean of them."""
        there = [name for name in names if self.trials.count(name) >= draws]
        both = [(self.judged(name, before), self.judged(name, draws)) for name in there]
        rooms = [two.room - one.room for one, two in both if one and two]
        return np.mean(rooms, axis=0) if rooms else 0.0

    def _judge(self, name: str, draws: int) -> Judged | None:
        if name in self.trials.errors:
            return None
        bases = {base: self.trials.draws(base, draws) for base in self.bases}
        values = self.trials.draws(name, draws)
        return judged(self.aims, self.limits, values, bases, self.margin)

    def table(self, names: Sequence[str]) -> Array:
        """Return the features of candidates for a model, shape (candidate, column)."""
        return self.space.features(np.array([self.points[name] for name in names]))
