"""Find the value of one number at which an outcome crosses a level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from commpartner.assumptions.draws import Array, Draws, many_uniforms, uniforms
from commpartner.assumptions.scenarios import Scenarios
from commpartner.assumptions.table import AssumptionTable
from commpartner.experiments.deciding.crossings import find_crossings
from commpartner.experiments.deciding.figure import (
    Figure,
    at_central,
    followed,
    in_rows,
    schemes_of,
)
from commpartner.experiments.deciding.rows import inputs_of
from commpartner.facts.shown import Shown
from commpartner.model.engines import Engine
from commpartner.problems.arguments import (
    check_arguments,
    is_rising,
    one_count,
    one_number,
    refused,
)
from commpartner.problems.wording import known_name, suggest
from commpartner.programme import Policy, Programme
from commpartner.programme.levers import Range, number_levers
from commpartner.texts import Text


@dataclass(frozen=True, eq=False, repr=False)
class Switching(Shown):
    """Hold the switching values of `switching_value`.

    Attributes
    ----------
    name, unit
        Of the assumption or lever.
    figure
        What is followed: the outcome, or the difference of two policies in it.
    level
        To be met [unit of the outcome].
    grid
        Columns value, figure: the range that was searched.
    crossings
        One row a meeting: value, direction ("up" or "down"), how ("crosses", "jumps", "meets" or
        "touches"), before, after; see `crossings.find_crossings`. Empty if there is none.
    """

    name: str
    unit: str
    figure: str
    level: float
    grid: pd.DataFrame
    crossings: pd.DataFrame

    def __str__(self) -> str:
        first, last = self.grid.iloc[0], self.grid.iloc[-1]
        head = f"{self.figure}, {self.name} from {first['value']:g} to {last['value']:g}"
        head += f" {self.unit}: "
        if self.crossings.empty:
            ends = f"it is {first['figure']:g} at the one end and {last['figure']:g} at the other"
            return f"{head}never meets {self.level:g}; {ends}"
        meetings = []
        for row in self.crossings.to_dict("records"):
            said = f"{row['how']} {self.level:g} at {row['value']:g}, going {row['direction']}"
            if row["how"] == "jumps":
                said += f" ({row['before']:g} to {row['after']:g})"
            meetings.append(said)
        return head + "; ".join(meetings)


def switching_value(
    programme: Programme,
    policy: Policy | str,
    outcome: str,
    *,
    assumption: str | None = None,
    lever: str | None = None,
    baseline: Policy | str | None = None,
    level: float = 0.0,
    span: tuple[float, float] | None = None,
    months: int = 120,
    draws: int | None = None,
    seed: int = 0,
    points: int = 65,
    assumptions: AssumptionTable | None = None,
    engine: Engine = "numpy",
) -> Switching:
    """Find the value of one assumption or lever at which an outcome crosses a level.

    With a baseline, the difference of two policies crosses the level: e.g. the collection rate at
    which clusters stop paying, or the fee at which a scheme covers its cost. Whole posts make
    savings move in steps, so the level may be crossed several times, or by a step. All crossings
    are returned, and steps are marked.

    Parameters
    ----------
    programme, policy, months, seed, assumptions, engine
        As in `simulate`.
    outcome
        Name of the outcome.
    assumption, lever
        Name of what is varied, one of the two. A lever is a number of `policy` (the baseline
        keeps its own).
    baseline
        A second policy; the figure is then `policy` less `baseline`.
    level
        To be met [unit of the outcome].
    span
        Range that is searched; None: from low to high of the assumption, or all that the lever
        allows.
    draws
        None: all other assumptions at their central values. A number: the figure is the mean over
        as many draws, the same for every value.
    points
        Values at which the figure is looked at first; see `crossings.find_crossings`.

    Returns
    -------
    Switching
        Every crossing, or none, and the range that was searched. Prints as a sentence.

    Raises
    ------
    InputError
        If a name is unknown, or an end of the span is not allowed.
    ValueError
        If an argument is out of range, the assumption is not read, or a figure is not finite.

    Examples
    --------
    >>> import commpartner as cp
    >>> from commpartner.experiments.deciding.switching import switching_value
    >>> found = switching_value(
    ...     cp.datasets.load("xiashan"),
    ...     "partner",
    ...     "self_sufficiency_year_1",
    ...     lever="fee",
    ...     level=0.5,
    ...     span=(0.2, 2.0),
    ...     months=12,
    ...     points=5,
    ... )
    >>> found.crossings["how"].tolist(), found.crossings["direction"].tolist()
    (['crosses'], ['up'])
    """
    one_number("level", level)
    check_arguments(seed=seed, points=points, draws=1 if draws is None else draws)
    one_count("points", points)
    figure = followed(programme, policy, baseline, outcome, months, assumptions, engine)
    if (assumption is None) == (lever is None):
        given = Text("both") if lever else Text("neither")
        raise refused("assumption, lever", given, Text("one_of_the_two"))
    allowed = _assumption(figure.ledger, str(assumption)) if lever is None else _lever(lever)
    searched = (allowed.low, allowed.high) if span is None else span
    if not is_rising(searched):
        raise refused("span", searched, Text("two_rising_numbers"))
    low, high = searched
    if lever is not None:
        function = partial(_by_lever, figure, lever, draws, seed)
    else:
        _must_be_read(figure, str(assumption), low, high)
        function = partial(_by_assumption, figure, str(assumption), draws, seed)
    found = find_crossings(function, low, high, level=level, points=points, whole=allowed.whole)
    name = str(lever or assumption)
    return Switching(name, allowed.unit, figure.label, level, found.grid, found.found)


def _assumption(ledger: AssumptionTable, name: str) -> Range:
    """Return the range of an assumption."""
    ordered = [each for each in ledger if ledger[each].ordered]
    known_name("switching", "assumption", name, ordered)
    return Range(ledger[name].low, ledger[name].high, unit=ledger[name].unit)


def _must_be_read(figure: Figure, name: str, low: float, high: float) -> None:
    """Refuse an assumption without influence, and a range that its unit does not allow."""
    spread = {"distribution": "uniform", "low": low, "central": low, "high": high}
    ledger = figure.ledger.replace(**{name: spread})
    read = inputs_of(schemes_of(figure), ledger, figure.months, figure.engine)
    if name not in read:
        allowed = suggest(name, read)
        raise refused("assumption", Text("not_read", name=repr(name)), allowed)


def _lever(name: str) -> Range:
    """Return the range of a lever that is a number."""
    numbers = number_levers()
    known_name("switching", "lever", name, numbers)
    return numbers[name]


def _by_assumption(figure: Figure, name: str, draws: int | None, seed: int, values: Array) -> Array:
    """Evaluate the figure at each value of an assumption, as the mean over draws."""
    if draws is None:
        return in_rows(
            figure,
            lambda start, stop: Scenarios(figure.ledger, {name: values[start:stop]}),
            len(values),
            [name],
        )
    found = in_rows(
        figure,
        partial(_Repeated, figure.ledger, seed, name, values, draws),
        len(values) * draws,
        [name],
    )
    return np.asarray(found.reshape(-1, draws).mean(axis=1))


class _Repeated(Draws):
    """Repeat the same draws for each value of one assumption."""

    def __init__(
        self,
        ledger: AssumptionTable,
        seed: int,
        name: str,
        values: Array,
        draws: int,
        start: int,
        stop: int,
    ) -> None:
        super().__init__(ledger, seed, start, stop, self._again)
        place, self._draw = np.divmod(np.arange(start, stop), draws)
        self.give(name, values[place])

    def _again(self, name: str, seed: int, start: int, stop: int) -> Array:
        return uniforms(name, seed, 0, int(self._draw.max()) + 1)[self._draw]

    def chances(self, streams: Sequence[str]) -> Array:
        return many_uniforms(streams, self.seed, 0, int(self._draw.max()) + 1)[self._draw]


def _by_lever(figure: Figure, name: str, draws: int | None, seed: int, values: Array) -> Array:
    """Evaluate the figure at each value of a lever, as the mean over draws."""
    found = np.empty(len(values))
    whole = _lever(name).whole
    for number, value in enumerate(values.tolist()):
        lever = int(value) if whole else value
        varied = figure._replace(policy=figure.policy.replace(**{name: lever}))
        if draws is None:
            found[number] = at_central(varied)
        else:
            found[number] = in_rows(varied, partial(figure.ledger.draw, seed), draws).mean()
    return found
