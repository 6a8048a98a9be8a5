"""Search for the best policy in one figure by models of what was run so far."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np

from commpartner.measures.threads import one_thread
from commpartner.planning.optimising.candidates import Candidates
from commpartner.planning.optimising.gaussian import GaussianProcess
from commpartner.planning.optimising.judging import Judged, sizes
from commpartner.problems.arguments import Array, Mask

BATCHES = {1: (8,), 2: (8, 2), 3: (8, 4, 2)}  # points proposed at a time, by stage
FIRST = 0.3  # of the first budget goes to points that fill the space
GLOBAL, LOCAL, TOP = 256, 128, 4  # points tried by the model: anywhere, and near each of the best
WIDTHS = (0.02, 0.06, 0.2)  # of steps near the best
MOST = 400  # points that a model is fitted to
REFIT = 1.25  # lengths are fitted again after so many times the points
RULED = 8  # of the best policies without rules get rules on top
FEW = 4  # that are run in more draws at a time
TOLERANCE = 0.02  # improvements below that are not looked for until the last stage
PROMOTED = 0.6  # of the budget of a stage goes to the best of the stage before
LEFT = 120  # of the points tried are looked at again after each point of a batch


class SingleSearch:
    """Search in stages: many policies in few draws, then the best in more.

    Parameters
    ----------
    stages
        Draws of each stage and the simulations that it may use, from few draws to many.
    """

    def __init__(
        self,
        candidates: Candidates,
        stages: Sequence[tuple[int, int]],
        starts: Sequence[Array],
        rng: np.random.Generator,
    ) -> None:
        self.candidates, self.stages, self.rng = candidates, stages, rng
        self.starts, self.space = starts, candidates.space
        self.models: list[GaussianProcess] = []
        self.fitted = 0

    def run(self) -> None:
        """Run all stages."""
        candidates = self.candidates
        before: int | None = None
        for (draws, simulations), batch in zip(self.stages, BATCHES[len(self.stages)], strict=True):
            end = candidates.trials.simulations + simulations
            if before is None:
                self._begin(draws, simulations, batch)
            else:
                self._promote(before, draws, int(PROMOTED * simulations))
            self._propose(draws, end, batch)
            before = draws

    def _begin(self, draws: int, simulations: int, batch: int) -> None:
        """Run points that fill the space: first without rules, then with rules on the best.

        The search without rules has a share of the simulations, that of its genes.
        """
        candidates, whole = self.candidates, self.candidates.space
        share = int(simulations * whole.plain.mean())
        if share == simulations:
            self._fill(draws, simulations)
            return
        self.space = whole.without_rules()
        end = candidates.trials.simulations + share
        self._fill(draws, share)
        self._propose(draws, end, batch)
        self.space = whole
        best = candidates.ranked(candidates.with_draws(draws), draws)[:RULED]
        self._fill(draws, simulations - share, [candidates.points[name] for name in best])

    def _fill(self, draws: int, simulations: int, onto: Sequence[Array] = ()) -> None:
        candidates, space = self.candidates, self.space
        count = max(int(FIRST * simulations / draws), 4)
        points = space.spread(4 * count, self.rng)
        for number, point in enumerate(points if onto else []):
            point[space.plain] = onto[number % len(onto)][space.plain]
        names = candidates.enter_new([*self.starts, *points], count)
        self._run(names, draws, candidates.trials.simulations + simulations)

    def _promote(self, before: int, draws: int, simulations: int) -> None:
        """Run the best of the stage before in more draws, a few at a time.

        Few draws may leave too much room under a limit, or too little. What the last few have lost
        or gained is expected of all others, which are ordered anew.
        """
        candidates = self.candidates
        count = max(simulations // (draws - before), 1)
        end = candidates.trials.simulations + simulations + (draws - before)
        left = set(candidates.with_draws(before))
        change: Array | float = 0.0
        while left and count > 0:
            best = candidates.ranked(sorted(left), before, change)[: min(FEW, count)]
            self._run(best, draws, end)
            change = candidates.change(best, before, draws)
            left -= {*best}
            count -= len(best)

    def _propose(self, draws: int, end: int, batch: int) -> None:
        candidates = self.candidates
        idle = 0
        while candidates.trials.simulations + draws <= end and idle < 3:
            count = min(batch, (end - candidates.trials.simulations) // draws)
            names = self._proposals(draws, count)
            idle = 0 if names else idle + 1
            self._run(names, draws, end)

    def _run(self, names: list[str], draws: int, end: int) -> None:
        candidates = self.candidates
        while names and candidates.trials.simulations + candidates.cost(names, draws) > end:
            names = names[:-1]
        if names:
            candidates.run(names, draws)

    @one_thread()
    def _proposals(self, draws: int, count: int) -> list[str]:
        """Propose the points of which the models expect most, one after the other."""
        candidates, space = self.candidates, self.space
        best = candidates.ranked(candidates.with_draws(draws), draws)
        if len(best) < 3:
            return candidates.enter_new(space.anywhere(20 * count, self.rng), count)
        points, values, noise = self._data(draws, best)
        self._fit(points, values, noise)
        tried = [space.anywhere(GLOBAL, self.rng)]
        for name in best[:TOP]:
            for width in WIDTHS:
                point = candidates.points[name]
                tried.append(space.near(point, width, LOCAL // TOP, self.rng))
        names: list[str] = []
        top = candidates.judged(best[0], draws)
        assert top is not None
        goal = values[:, 0][self._is_kept(best, draws, len(values))].max(initial=-np.inf)
        goal = goal if top.kept else None
        if goal is not None and draws < candidates.last:
            goal += TOLERANCE
        options = self._promising(np.concatenate(tried), goal)
        while len(names) < count and len(options):
            features = space.features(options)
            chosen = int(np.argmax(self._worth(features, goal)))
            entered = candidates.enter(options[chosen])
            if entered is not None:
                names.append(entered)
                guess = np.array([m.predict(features[[chosen]])[0][0] for m in self.models])
                points = np.vstack([points, features[chosen]])
                values = np.vstack([values, guess])
                noise = np.vstack([noise, np.zeros_like(guess)])
                for column, model in enumerate(self.models):
                    model.update(points, values[:, column], noise[:, column])
            options = np.delete(options, chosen, axis=0)
        return names

    def _promising(self, points: Array, goal: float | None) -> Array:
        """Return the new points that make policies, of which the models expect most."""
        candidates, options = self.candidates, np.unique(points, axis=0)
        worth = self._worth(candidates.space.features(options), goal)
        new = (options[place] for place in np.argsort(-worth, kind="stable"))
        able = (point for point in new if candidates.is_able(point))
        found = list(islice(able, LEFT))
        return np.array(found).reshape(len(found), options.shape[1])

    def _is_kept(self, best: Sequence[str], draws: int, count: int) -> Mask:
        """Return which rows of the data keep all limits; those of fewer draws do not count."""
        kept = np.zeros(count, dtype=np.bool_)
        for row, name in enumerate(best[:MOST]):
            found = self.candidates.judged(name, draws)
            kept[row] = found is not None and found.kept
        return kept

    def _data(self, draws: int, best: Sequence[str]) -> tuple[Array, Array, Array]:
        """Return features, values and noise of what was run, the best first.

        Candidates of earlier stages count with what more draws have changed, the median of the
        best, and the variance of that as noise.
        """
        candidates = self.candidates
        names = list(best[:MOST])
        rows = [np.array([_row(candidates.judged(name, draws)) for name in names])]
        noise = [np.zeros_like(rows[0])]
        for fewer in reversed([n for n, _ in self.stages if n < draws]):
            there = candidates.ranked(candidates.with_draws(fewer), fewer)
            others = [name for name in there if name not in set(names)][: MOST - len(names)]
            if others:
                both = np.array([_row(candidates.judged(name, fewer)) for name in best[:MOST]])
                change = rows[0] - both
                more = np.array([_row(candidates.judged(name, fewer)) for name in others])
                rows.append(more + np.median(change, axis=0))
                noise.append(np.broadcast_to(change.var(axis=0), more.shape))
                names += others
        return candidates.table(names), *_levelled(np.vstack(rows), np.vstack(noise))

    def _fit(self, points: Array, values: Array, noise: Array) -> None:
        again = not self.models or len(points) >= REFIT * self.fitted
        again = again or len(points) < self.fitted
        if not self.models:
            self.models = [GaussianProcess(points.shape[1]) for _ in range(values.shape[1])]
        for column, model in enumerate(self.models):
            take = model.fit if again else model.update
            take(points, values[:, column], noise[:, column])
        if again:
            self.fitted = len(points)

    def _worth(self, features: Array, goal: float | None) -> Array:
        """Return the logarithm of the expected improvement among points that keep the limits."""
        from scipy.special import log_ndtr

        found = [model.predict(features) for model in self.models]
        likely = np.zeros(len(features))
        for mean, deviation in found[1:]:
            likely += log_ndtr(mean / deviation)
        if goal is None:
            return likely
        return likely + log_improvement(*found[0], goal)


def log_improvement(mean: Array, deviation: Array, goal: float) -> Array:
    """Return the logarithm of the expected improvement of normal values over a goal."""
    from scipy.special import log_ndtr, ndtr

    z = (mean - goal) / deviation
    density = np.exp(-0.5 * z**2) / np.sqrt(2.0 * np.pi)
    gain = np.maximum(density + z * ndtr(z), 0.0)
    far = log_ndtr(z) - np.log1p(np.abs(z))  # of the right order where the difference cancels
    with np.errstate(divide="ignore"):
        close = np.log(gain)
    return np.asarray(np.log(deviation) + np.where(z < -6.0, far, close))


def _row(found: Judged | None) -> Array:
    assert found is not None
    return np.concatenate([[found.guide], found.room])


def _levelled(rows: Array, noise: Array) -> tuple[Array, Array]:
    """Convert values to a scale on which far ones count less (asinh), with their noise."""
    centre = np.zeros(rows.shape[1])
    centre[0] = rows[:, 0].max()
    size = sizes(rows)
    away = (rows - centre) / size
    return np.arcsinh(away), noise / size**2 / (1.0 + away**2)
