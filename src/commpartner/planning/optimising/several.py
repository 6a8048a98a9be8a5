"""Search for policies that are efficient in several figures (pymoo, NSGA-II survival)."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from commpartner.planning.optimising.candidates import Candidates
from commpartner.problems.arguments import Array
from commpartner.problems.optional import optional

POPULATION = 32
FAILED = 1e6  # units of a limit by which a failed candidate breaks it
LAST = 0.4  # of the simulations go to the efficient policies in all draws


def check_pymoo() -> None:
    """Validate that pymoo is installed."""
    optional("pymoo.core.mixed")


class SeveralSearch:
    """Search by a genetic algorithm in few draws; run the efficient policies in all draws.

    Parameters
    ----------
    draws
        Of the search, and of the efficient policies.
    simulations
        That both may use.
    """

    def __init__(
        self,
        candidates: Candidates,
        draws: tuple[int, int],
        simulations: int,
        starts: Sequence[Array],
        seed: int,
    ) -> None:
        self.candidates, self.draws, self.simulations = candidates, draws, simulations
        self.starts, self.seed = starts, seed

    def run(self) -> None:
        """Run the search and the efficient policies."""
        few, many = self.draws
        trials = self.candidates.trials
        end = trials.simulations + self.simulations
        last = 0 if few == many else int(LAST * self.simulations)
        self._evolve(few, end - last)
        names = self.candidates.with_draws(few)
        while few < many and names and trials.simulations + many <= end:
            front = efficient(self.candidates, names, few)
            front = front or self.candidates.ranked(names, few)
            left = end - trials.simulations
            count = max(left // max(many - few, 1), 1)
            chosen = _thinned(self.candidates, front, few, count)
            if self.candidates.cost(chosen, many) > left:
                chosen = chosen[:-1]
            if not chosen:
                return
            self.candidates.run(chosen, many)
            names = [name for name in names if name not in set(chosen)]

    def _evolve(self, draws: int, end: int) -> None:
        trials = self.candidates.trials
        size = min(POPULATION, max((end - trials.simulations) // (4 * draws), 4))
        problem, algorithm = self._algorithm(size)
        idle = 0
        while idle < 5 and trials.simulations + draws <= end:
            population = algorithm.ask()
            if population is None or len(population) == 0:
                return
            points = [self._point(each) for each in population.get("X")]
            names = [self.candidates.enter(point) for point in points]
            new = [name for name in names if name and not trials.count(name)]
            room = (end - trials.simulations) // draws
            idle = 0 if new else idle + 1
            self.candidates.run(new[:room], draws)
            self._tell(problem, algorithm, population, names, draws)

    def _tell(
        self, problem: Any, algorithm: Any, population: Any, names: list[str | None], draws: int
    ) -> None:
        figures, broken = [], []
        for name in names:
            ran = name is not None and self.candidates.trials.count(name) >= draws
            found = self.candidates.judged(name, draws) if ran and name else None
            aims, limits = len(self.candidates.aims), len(self.candidates.limits)
            if found is None:
                figures.append(np.full(aims, FAILED))
                broken.append(np.full(limits + 1, FAILED))
            else:
                figures.append(-found.gains)
                broken.append(np.append(-found.room / self.candidates.unit(draws), -1.0))
        static = optional("pymoo.problems.static")
        evaluator = optional("pymoo.core.evaluator")
        told = static.StaticProblem(problem, F=np.array(figures), G=np.array(broken))
        evaluator.Evaluator().eval(told, population)
        algorithm.tell(infills=population)

    def _algorithm(self, size: int) -> tuple[Any, Any]:
        mixed = optional("pymoo.core.mixed")
        nsga2 = optional("pymoo.algorithms.moo.nsga2")
        population = optional("pymoo.core.population")
        problems = optional("pymoo.core.problem")
        space = self.candidates.space
        problem = problems.Problem(
            vars=self._variables(),
            n_obj=len(self.candidates.aims),
            n_ieq_constr=len(self.candidates.limits) + 1,
        )
        rng = np.random.default_rng(self.seed)
        points = [*self.starts, *space.spread(4 * size, rng)]
        usable = [point for point in points if self.candidates.enter(point) is not None][:size]
        first = population.Population.new(X=[self._named(point) for point in usable])
        algorithm = mixed.MixedVariableGA(
            pop_size=size,
            sampling=first,
            survival=nsga2.RankAndCrowding(),
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the package's own
            algorithm.setup(problem, termination=("n_gen", 10**6), seed=self.seed, verbose=False)
        return problem, algorithm

    def _variables(self) -> dict[str, Any]:
        variable = optional("pymoo.core.variable")
        return {
            str(column): variable.Choice(options=list(range(gene.options)))
            if gene.options
            else variable.Real(bounds=(0.0, 1.0))
            for column, gene in enumerate(self.candidates.space.genes)
        }

    def _named(self, point: Array) -> dict[str, Any]:
        genes = self.candidates.space.genes
        return {
            str(column): int(value) if gene.options else float(value)
            for column, (gene, value) in enumerate(zip(genes, point, strict=True))
        }

    def _point(self, named: dict[str, Any]) -> Array:
        point = np.array([float(named[str(column)]) for column in range(len(named))])
        return self.candidates.space.tidy(point)


def efficient(candidates: Candidates, names: Sequence[str], draws: int) -> list[str]:
    """List the candidates that keep all limits and that no other of them dominates."""
    found = {name: candidates.judged(name, draws) for name in names}
    kept = {name: each.gains for name, each in found.items() if each is not None and each.kept}
    gains = np.array([*kept.values()])
    chosen = []
    for name, own in kept.items():
        beats = (gains >= own).all(axis=1) & (gains > own).any(axis=1)
        if not beats.any():
            chosen.append(name)
    return chosen


def nearest(candidates: Candidates, names: Sequence[str], draws: int) -> str:
    """Return the candidate whose largest shortfall from the best of each figure is least.

    Shortfalls are shares of the range of the figure over the candidates (Chebyshev distance from
    the ideal point).
    """
    judged = [candidates.judged(name, draws) for name in names]
    gains = np.array([each.gains for each in judged if each is not None])
    best = gains.max(axis=0)
    span = np.where(np.ptp(gains, axis=0) > 0.0, np.ptp(gains, axis=0), 1.0)
    return names[int(np.argmin(((best - gains) / span).max(axis=1)))]


def _thinned(candidates: Candidates, names: list[str], draws: int, count: int) -> list[str]:
    """Choose candidates spread over the front: each time the one farthest from those chosen."""
    if len(names) <= count:
        return names
    judged = [candidates.judged(name, draws) for name in names]
    gains = np.array([each.gains for each in judged if each is not None])
    span = np.where(np.ptp(gains, axis=0) > 0.0, np.ptp(gains, axis=0), 1.0)
    places = gains / span
    chosen = [int(np.argmax(gains[:, column])) for column in range(gains.shape[1])][:count]
    chosen = list(dict.fromkeys(chosen))
    while len(chosen) < count:
        away = np.min(np.linalg.norm(places[:, None] - places[chosen][None], axis=2), axis=1)
        chosen.append(int(np.argmax(away)))
    return [names[index] for index in chosen]
