"""Predict what was observed, in draws of the assumptions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from commpartner.assumptions.draws import Array, Draws
from commpartner.calibration.observation import ObservedValue
from commpartner.errors import InputError, Problem
from commpartner.facts.accounts import ACCOUNTS
from commpartner.facts.outcomes import SERIES
from commpartner.model.accounts import Flows, billed
from commpartner.model.engines import Run, chunk_for
from commpartner.model.inputs import Inputs
from commpartner.model.scheme import Scheme
from commpartner.model.together import Ran, run_together
from commpartner.problems.wording import suggest
from commpartner.results.accumulator import BY_ESTATE, estate_figures, venture_figures
from commpartner.results.evaluate import Measured, evaluate_run
from commpartner.results.reckoning import series
from commpartner.texts import Text

# Values of the assumptions in the draws from the first to before the last.
DrawsOf = Callable[[int, int], Draws]
Horizon = int


@dataclass(frozen=True)
class Predictor:
    """Predict observations under a policy.

    Outcomes and figures of places are those of a run that ends with their period; accounts and
    series of all periods come from the longest run.
    """

    scheme: Scheme
    observations: tuple[ObservedValue, ...]

    def __call__(self, draws: DrawsOf, count: int) -> Array:
        """Predict every observation in so many draws, shape (draw, observation)."""
        found = np.empty((count, len(self.observations)))
        size = chunk_for("numpy", len(self.scheme.members))
        for start in range(0, count, size):
            stop = min(start + size, count)
            for months, numbers in self.runs.items():
                values = draws(start, stop)
                for ran in run_together({"": self.scheme}, values, months):
                    part = _Figures(ran, months, start)
                    for number in numbers:
                        found[start:stop, number] = part.of(self.observations[number])
        return found

    @cached_property
    def runs(self) -> dict[Horizon, list[int]]:
        """List the observations that each run tells, by its months."""
        longest = max(each.period.last for each in self.observations) + 1
        found: dict[Horizon, list[int]] = {}
        for number, each in enumerate(self.observations):
            own = each.quantity.way == "run"
            found.setdefault(each.period.last + 1 if own else longest, []).append(number)
        return found


class _Figures:
    """Hold the figures of one run, each computed when it is asked for."""

    def __init__(self, ran: Ran, months: int, start: int) -> None:
        self.inputs: Inputs = ran.inputs
        self.run: Run = ran.run
        self.months = months
        with np.errstate(all="ignore"):
            self.measured: Measured = evaluate_run(ran.inputs, ran.run, ran.valued, start)

    @cached_property
    def series(self) -> Flows:
        with np.errstate(all="ignore"):
            return series(self.inputs, self.run, self.measured.flows)

    @cached_property
    def estates(self) -> dict[str, Array]:
        return estate_figures(self.inputs, self.run, self.measured, self.months)

    @cached_property
    def ventures(self) -> dict[str, Array]:
        return venture_figures(self.inputs.trading, self.inputs.price_index)

    @cached_property
    def billed(self) -> Array:
        return billed(self.inputs, self.run)

    def of(self, seen: ObservedValue) -> Array:
        """Return the figure of an observation, shape (draw,)."""
        scheme = self.inputs.costs.scheme
        if seen.venture is not None:
            place = scheme.policy.ventures.index(seen.venture)
            return self.ventures[seen.series][:, place]
        if seen.estate is not None:
            ids = [scheme.programme.estates[number].id for number in scheme.members]
            place = ids.index(seen.estate)
            values = self.estates[seen.series][:, place]
            sizes = scheme.sites.households[..., place]
            return np.asarray(values if seen.series in BY_ESTATE else values / sizes)
        if seen.quantity.way == "run":
            return np.asarray(self.measured.outcomes[seen.series])
        return self._over(seen)

    def _over(self, seen: ObservedValue) -> Array:
        """Make one number of the months of a period."""
        first, last = seen.period
        span = slice(first, last + 1)
        way = seen.quantity.way
        monthly = self._monthly(seen.series, way)[:, span]
        if way == "end":
            return monthly[:, -1]
        if way in ("of_bills", "of_cost"):
            weight = self.billed if way == "of_bills" else self.series["service_cost"]
            weight = weight[:, span]
            whole = np.add.reduce(weight, axis=1)
            part = np.add.reduce(np.ascontiguousarray(monthly * weight), axis=1)
            return np.asarray(np.divide(part, whole, out=np.zeros_like(part), where=whole > 0))
        total = np.add.reduce(np.ascontiguousarray(monthly), axis=1)
        return np.asarray(total / (last + 1 - first) if way == "mean" else total)

    def _monthly(self, name: str, way: str) -> Array:
        """Return a figure by month, shape (draw, month)."""
        if name == "billed":
            return self.billed
        if name in ("orders_opened", "orders_closed"):
            totals = self.run.totals.orders
            if totals is None:
                return np.zeros_like(self.billed)
            return np.asarray((totals.opened if name == "orders_opened" else totals.closed).T)
        if name in SERIES and way != "sum":
            return self.series[name]
        return self.measured.flows[name] if name in ACCOUNTS else self.measured.in_kind[name]


def check_places(scheme: Scheme, observations: Sequence[ObservedValue], file: str) -> None:
    """Check that a policy has the estates, ventures and outcomes that were observed.

    Raises
    ------
    InputError
        With every observation of something that the policy does not have.
    """
    estates = [scheme.programme.estates[number].id for number in scheme.members]
    known = {"estate": estates, "venture": list(scheme.policy.ventures)}
    problems = []
    for number, each in enumerate(observations):
        if each.of != "district" and each.place not in known[each.of]:
            field = f"observations[{number}].{each.of}"
            allowed = Text("of_policy", names=suggest(each.place, known[each.of]))
            problems.append(Problem(file, None, field, repr(each.place), allowed))
    if problems:
        raise InputError(problems)
