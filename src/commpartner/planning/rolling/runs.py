"""Run schedules in common draws: the outcome that is planned for, and what steps cost by year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from commpartner.assumptions.table import AssumptionTable
from commpartner.facts.outcomes import OUTCOMES
from commpartner.flows.namespace import Array
from commpartner.model.engines import Engine, chunk_for
from commpartner.model.metering import count
from commpartner.model.scheme import build_scheme
from commpartner.model.together import run_together
from commpartner.planning.rolling.schedules import policy_of
from commpartner.planning.rolling.steps import Schedule, Step
from commpartner.problems.arguments import refused
from commpartner.programme import Policy, Programme
from commpartner.programme.calendar import MONTHS_OF_YEAR
from commpartner.results.evaluate import Measured, evaluate_run
from commpartner.texts import Text

# One-off spending of operator and government: what a budget for a roll-out pays by default.
OUTLAYS = (
    "centre_setup",
    "onboarding_repairs",
    "venture_capital",
    "works_operator",
    "works_government",
    "governance_setup",
)
# Others spend these; a caller may count them, too.
OF_OTHERS = ("collective_capital", "works_collective", "works_residents")

# Of what wears out and is renewed.
CAPITAL = ("centre_setup", "venture_capital", "collective_capital")
TOGETHER = 12  # schedules that share what they have in common


class Found(NamedTuple):
    """Hold what a schedule leads to.

    Attributes
    ----------
    outcome
        Shape (draw,), more is better.
    capital, once
        Spent on the accounts of the budget, on what is renewed and on the rest [yuan], shape
        (draw, year).
    """

    outcome: Array
    capital: Array
    once: Array

    @property
    def spent(self) -> Array:
        """Return what is spent in all [yuan], shape (draw, year)."""
        return self.capital + self.once


class Runs:
    """Run schedules and keep what they lead to.

    Parameters
    ----------
    outcome
        By which schedules are judged.
    accounts
        That the budget pays.
    table
        The assumptions, those of the programme included.
    tell
        Called after every run.
    """

    def __init__(
        self,
        programme: Programme,
        policy: Policy,
        steps: Sequence[Step],
        *,
        years: int,
        outcome: str,
        accounts: Sequence[str],
        draws: int,
        seed: int,
        engine: Engine,
        table: AssumptionTable,
        tell: Callable[[], None],
    ) -> None:
        self.programme, self.policy, self.steps = programme, policy, steps
        self.years, self.outcome, self.draws, self.seed = years, outcome, draws, seed
        self.engine, self.tell = engine, tell
        self.sign = -1.0 if OUTCOMES[outcome].better == "less" else 1.0
        self._capital = [name for name in accounts if name in CAPITAL]
        self._once = [name for name in accounts if name not in CAPITAL]
        self.table = table
        size = chunk_for(engine, len(build_scheme(programme, policy).members))
        self._spans = [(start, min(start + size, draws)) for start in range(0, draws, size)]
        self._known: dict[Schedule, Found] = {}

    @property
    def nothing(self) -> Schedule:
        """Return the schedule in which no step opens."""
        return (self.years,) * len(self.steps)

    @property
    def at_once(self) -> Schedule:
        """Return the schedule in which all steps open in the first year."""
        return (0,) * len(self.steps)

    def policy_of(self, schedule: Schedule) -> Policy:
        """Make the policy of a schedule."""
        return policy_of(self.programme, self.policy, self.steps, schedule, self.years)

    def known(self, schedule: Schedule) -> bool:
        """Return whether a schedule was run before."""
        return schedule in self._known

    def run(self, schedule: Schedule) -> Found:
        """Run a schedule, or return what is known of it."""
        self.run_all([schedule])
        return self._known[schedule]

    def run_all(self, schedules: Iterable[Schedule]) -> None:
        """Run those of some schedules that are not known yet; parts in common are computed once."""
        new = [each for each in dict.fromkeys(schedules) if each not in self._known]
        for first in range(0, len(new), TOGETHER):
            some = new[first : first + TOGETHER]
            self._known |= zip(some, self._run(some), strict=True)
            for _ in some:
                self.tell()

    @property
    def made(self) -> int:
        """Return how many schedules were run."""
        return len(self._known)

    def value(self, schedule: Schedule) -> float:
        """Compute the mean gain of a schedule over no step at all [unit of the outcome]."""
        self.run_all([schedule, self.nothing])
        gain = self._known[schedule].outcome - self._known[self.nothing].outcome
        return float(np.add.reduce(gain) / self.draws)

    def _run(self, schedules: Sequence[Schedule]) -> list[Found]:
        schemes = {
            str(number): build_scheme(self.programme, self.policy_of(each))
            for number, each in enumerate(schedules)
        }
        months = MONTHS_OF_YEAR * self.years
        parts: dict[str, list[Found]] = {name: [] for name in schemes}
        count(self.draws * len(schemes), self.seed)
        for start, stop in self._spans:
            values = self.table.draw(self.seed, start, stop)
            for ran in run_together(schemes, values, months, self.engine):
                with np.errstate(all="ignore"):  # as of the months themselves
                    found = evaluate_run(ran.inputs, ran.run, ran.valued, start)
                parts[ran.policy].append(self._part(found))
        return [Found(*map(np.concatenate, zip(*each, strict=True))) for each in parts.values()]

    def _part(self, found: Measured) -> Found:
        outcome = self.sign * found.outcomes[self.outcome]
        if not np.isfinite(outcome).all():
            raise refused("outcome", self.outcome, Text("outcome_of_all_draws"))

        def by_year(accounts: Sequence[str]) -> Array:
            nothing = np.zeros((len(outcome), MONTHS_OF_YEAR * self.years))
            months = sum((found.flows[each] for each in accounts), nothing)
            years = months.reshape(len(outcome), self.years, MONTHS_OF_YEAR)
            return np.asarray(np.add.reduce(years, axis=2))

        return Found(outcome, by_year(self._capital), by_year(self._once))
