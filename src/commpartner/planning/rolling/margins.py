"""Compute what each step costs and adds by its opening year, beside all others at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows.namespace import Array
from commpartner.planning.rolling.runs import Runs
from commpartner.planning.rolling.steps import Schedule

NOISE = 1e-9  # of a sum of money; differences of equal sums are not quite 0


class Margins(NamedTuple):
    """Hold outlay and marginal value of each step by its opening year.

    Attributes
    ----------
    outlays
        Shape (step, opening, draw, year) [yuan].
    gains
        Marginal values, shape (step, opening, draw) [unit of the outcome], more is better.
    """

    outlays: Array
    gains: Array

    @property
    def mean_outlays(self) -> Array:
        """Return the mean outlay in all years [yuan], shape (step, opening)."""
        return np.asarray(self.outlays.sum(axis=3).mean(axis=2))

    @property
    def mean_values(self) -> Array:
        """Return the mean of the marginal values, shape (step, opening)."""
        return np.asarray(self.gains.mean(axis=2))

    def added(self, schedule: Schedule) -> float:
        """Sum the marginal values of a schedule."""
        means = self.mean_values
        opened = [pair for pair in enumerate(schedule) if pair[1] < means.shape[1]]
        return float(sum(means[pair] for pair in opened))


def margins(runs: Runs, openings: int, outlay_years: int) -> Margins:
    """Run each step in each opening year beside all others, which open in the first year.

    The outlay is what the model spends more with the step than without it. Capital counts for
    `outlay_years` from its first payment on: what is spent later renews what is worn out.

    Parameters
    ----------
    openings
        Years in which a step can open, the first ones.
    """
    whole = runs.at_once
    outlays = np.zeros((len(whole), openings, runs.draws, runs.years))
    values = np.zeros((len(whole), openings, runs.draws))
    for number in range(len(whole)):
        runs.run_all(_moved(whole, number, year) for year in (runs.years, *range(openings)))
        without = runs.run(_moved(whole, number, runs.years))
        for year in range(openings):
            found = runs.run(_moved(whole, number, year))
            values[number, year] = found.outcome - without.outcome
            capital = _more(found.capital, without.capital)
            outlays[number, year] = _more(found.once, without.once) + _first(capital, outlay_years)
    return Margins(outlays, values)


def _more(spent: Array, without: Array) -> Array:
    """Compute what is spent more, shape (draw, year); the noise of equal sums is 0."""
    more = spent - without
    return np.where(more > NOISE * np.abs(spent), more, 0.0)


def _first(capital: Array, years: int) -> Array:
    """Keep what is spent in some years from the first payment of each draw on."""
    begun = np.cumsum(capital > 0.0, axis=1) > 0
    return np.where(np.cumsum(begun, axis=1) <= years, capital, 0.0)


def _moved(schedule: Schedule, number: int, year: int) -> Schedule:
    return (*schedule[:number], year, *schedule[number + 1 :])
