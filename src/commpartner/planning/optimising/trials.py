"""Run policies in common draws within a budget of simulations, and keep what was run."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Design, uniforms
from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import InputError
from commpartner.experiments.running.experiment import Experiment, Part
from commpartner.experiments.running.tasks import run_parts
from commpartner.model.control import FeedbackPolicy
from commpartner.model.engines import Engine
from commpartner.model.scheme import build_scheme
from commpartner.planning.optimising.judging import Draws
from commpartner.problems.arguments import Array, Progress
from commpartner.programme import Policy, Programme

PART = 256  # draws of a task
GROUP = 16  # policies of a task: what they share is computed once


class Settings(NamedTuple):
    """Hold what all runs of a search have in common."""

    programme: Programme
    ledger: AssumptionTable
    months: int
    seed: int
    engine: Engine
    executor: Executor | int | None
    design: Design


class Trials:
    """Run policies by name in the first draws of a seed; earlier draws are not run again.

    Attributes
    ----------
    simulations
        Runs so far, each of one policy in one draw.
    """

    def __init__(
        self,
        settings: Settings,
        outcomes: Sequence[str],
        budget: int,
        progress: Progress | None = None,
    ) -> None:
        self.settings, self.outcomes, self.budget = settings, tuple(outcomes), budget
        self.progress = progress
        self.simulations = 0
        self.policies: dict[str, Policy | FeedbackPolicy] = {}
        self.errors: dict[str, str] = {}
        self._found: dict[str, Array] = {}  # (draw, outcome)

    def add(self, name: str, policy: Policy | FeedbackPolicy) -> None:
        """Add a policy."""
        self.policies[name] = policy
        self._found[name] = np.empty((0, len(self.outcomes)))

    def count(self, name: str) -> int:
        """Return the draws that a policy was run in."""
        return len(self._found[name])

    def draws(self, name: str, count: int) -> Draws:
        """Return the outcomes of a policy in its first draws, shape (draw,) each."""
        table = self._found[name][:count]
        return {outcome: table[:, column] for column, outcome in enumerate(self.outcomes)}

    def cost(self, names: Sequence[str], draws: int) -> int:
        """Return the simulations needed to have some policies run in so many draws."""
        return sum(max(draws - self.count(name), 0) for name in names if name not in self.errors)

    def raise_to(self, names: Sequence[str], draws: int) -> None:
        """Run policies until each has so many draws; one that fails in a draw is given up."""
        starts: dict[int, list[str]] = {}
        for name in dict.fromkeys(names):
            if name not in self.errors and self.count(name) < draws:
                starts.setdefault(self.count(name), []).append(name)
        for start, alike in starts.items():
            for first in range(0, len(alike), GROUP):
                self._run(alike[first : first + GROUP], start, draws, self.settings.seed)

    def fresh(self, name: str, draws: int, seed: int) -> Draws:
        """Run a policy in draws of another seed and return its outcomes, shape (draw,) each."""
        table = self._tables([name], 0, draws, seed, uniforms)[name]
        return {outcome: table[:, column] for column, outcome in enumerate(self.outcomes)}

    def _run(self, names: list[str], start: int, stop: int, seed: int) -> None:
        runs = self._that_build(names)
        if not runs:
            return
        tables = self._tables(runs, start, stop, seed, self.settings.design)
        for name, table in tables.items():
            self._found[name] = np.concatenate([self._found[name], table])

    def _that_build(self, names: list[str]) -> list[str]:
        """Remove policies that name what the programme lacks; each counts as one simulation."""
        kept = []
        for name in names:
            try:
                build_scheme(self.settings.programme, plain(self.policies[name]))
            except InputError as error:
                self.errors[name] = str(error)
                self.simulations += 1
            else:
                kept.append(name)
        return kept

    def _tables(
        self, names: list[str], start: int, stop: int, seed: int, design: Design
    ) -> dict[str, Array]:
        """Run policies in some draws; return the outcomes of each, shape (draw, outcome)."""
        spans = [(at, min(at + PART, stop)) for at in range(start, stop, PART)]
        parts: dict[int, Part] = {}

        def keep(part: Part) -> None:
            parts[part.start] = part

        lost = run_parts(self._experiment(names, seed, design), spans, self.settings.executor, keep)
        self.simulations += len(names) * (stop - start)
        if self.progress is not None:
            self.progress(min(self.simulations, self.budget), self.budget)
        for error in lost.values():
            self.errors |= dict.fromkeys(names, error)
        for part in parts.values():
            for failure in part.failures:
                self.errors.setdefault(failure.policy, failure.error)
        return {
            name: np.concatenate(
                [self._columns(parts.get(span[0]), number, span) for span in spans]
            )
            for number, name in enumerate(names)
        }

    def _columns(self, part: Part | None, number: int, span: tuple[int, int]) -> Array:
        if part is None or not part.names:
            return np.full((span[1] - span[0], len(self.outcomes)), np.nan)
        places = {name: place for place, name in enumerate(part.names)}
        nothing = np.full(span[1] - span[0], np.nan)
        return np.stack(
            [
                part.outcomes[number][:, places[name]] if name in places else nothing
                for name in self.outcomes
            ],
            axis=1,
        )

    def _experiment(self, names: Sequence[str], seed: int, design: Design) -> Experiment:
        chosen = {name: self.policies[name] for name in names}
        return Experiment(
            programme=self.settings.programme,
            policies={name: plain(each) for name, each in chosen.items()},
            rules={
                name: each.rule for name, each in chosen.items() if isinstance(each, FeedbackPolicy)
            },
            months=self.settings.months,
            seed=seed,
            engine=self.settings.engine,
            ledger=self.settings.ledger,
            design=design,
            given={},
            chunk=None,
        )


def plain(policy: Policy | FeedbackPolicy) -> Policy:
    """Return the policy without its rule."""
    return policy.policy if isinstance(policy, FeedbackPolicy) else policy
