"""Show cost against effect over a willingness to pay: what `compare --effect` adds."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from commpartner.cli.grids import show_grid
from commpartner.cli.printing import Terminal
from commpartner.cli.tabled import Names, scaled, show_table
from commpartner.cli.words import say
from commpartner.errors import InputError, Problem
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.weighing.acceptability import Acceptability
from commpartner.experiments.weighing.pairs import MOST_STEPS, STEPS
from commpartner.experiments.weighing.plane import CostEffectiveness
from commpartner.facts.quantities import number
from commpartner.report.charts.axes import effect_in_words, one_of
from commpartner.report.grids.weighed import quadrants_grid, ratios_grid
from commpartner.texts import Language, Text

ROWS = 6  # of the willingness to pay on the screen; files have all


class Weighed(NamedTuple):
    """Hold the two results that the screen and the files show."""

    ratios: CostEffectiveness
    curves: Acceptability
    rows: list[int]  # of the frontier that a screen shows

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables for files by name."""
        return {
            "cost_effectiveness": self.ratios.table,
            "quadrants": self.ratios.quadrants,
            "acceptability": self.curves.curves,
            "frontier": self.curves.frontier,
            "switches": self.curves.switches,
        }


def willingness_of(text: str | None) -> list[float] | None:
    """Read a span of the willingness to pay: LOW:HIGH or LOW:HIGH:STEPS.

    Examples
    --------
    >>> willingness_of("0:10:3"), len(willingness_of("0:1e6")), willingness_of(None)
    ([0.0, 5.0, 10.0], 21, None)
    """
    if text is None:
        return None
    try:
        low, high, *more = text.split(":")
        ends, steps = (float(low), float(high)), int(*more) if more else STEPS
    except (TypeError, ValueError):
        ends, steps = (0.0, 0.0), 0
    if not (0 <= ends[0] < ends[1] < np.inf and 2 <= steps <= MOST_STEPS):
        allowed = Text("a_span_of_willingness")
        raise InputError([Problem("--wtp", None, "wtp", repr(text), allowed)])
    return [float(each) for each in np.linspace(*ends, steps)]


def weigh(
    found: Comparison, effect: str, cost: str, baseline: str | None, willingness: list[float] | None
) -> Weighed:
    """Compute cost-effectiveness and acceptability of a comparison.

    Without a span, the screen has a willingness to pay between every two switches of the policy to
    choose: an even axis to the largest ratio would pass over all others.
    """
    ratios = found.cost_effectiveness(effect, cost, baseline)
    starts = [float(each) for each in ratios.table["icer"] if 0.0 < each < np.inf]
    if willingness is not None or not starts:
        curves = found.acceptability(effect, cost, willingness)
        return Weighed(ratios, curves, _few(len(curves.frontier)))
    shown = between(sorted(starts))
    axis = sorted({*shown, *np.linspace(0.0, shown[-1], STEPS).tolist()})
    curves = found.acceptability(effect, cost, axis)
    places = [axis.index(each) for each in shown]
    return Weighed(ratios, curves, [places[each] for each in _few(len(places))])


def between(starts: Sequence[float]) -> list[float]:
    """Choose a number below, between and above rising ones: of two figures if one fits.

    Examples
    --------
    >>> between([2.67, 10.9]), between([100.1, 100.3])
    ([1.3, 6.8, 22.0], [50.0, 100.2, 200.0])
    """
    ends = [0.0, *starts, 3.0 * starts[-1]]
    found = []
    for low, high in itertools.pairwise(ends):
        middle = low + (high - low) / 2.0
        short = float(f"{middle:.1e}")
        found.append(short if low < short < high else round(middle, 9))
    return found


def show_weighed(console: Terminal, weighed: Weighed, names: Names, language: Language) -> None:
    """Print the ratios, the frontier at six values of the willingness to pay, and the switches."""
    ratios, curves, few = weighed
    factor, money = scaled(ratios.unit_of_cost, language)
    one = one_of(ratios.unit_of_effect, language)
    about = {"effect": effect_in_words(ratios, language), "money": money, "one": one}
    title = say("weighed_ratios", language, **about)
    show_grid(console, ratios_grid(ratios, names, title, language))
    rows = curves.frontier.iloc[few]
    shown = pd.DataFrame(
        {
            "willingness": factor * rows["willingness"],
            "policy": rows["policy"],
            "probability": rows["probability"],
            "low": rows["low"],
            "high": rows["high"],
            "perfect": factor * rows["perfect"],
        }
    )
    show_table(console, say("weighed_frontier", language, **about), shown, language, names)
    listed = [
        say("weighed_from", language, policy=names[str(policy)], price=number(factor * start))
        for policy, start in zip(
            curves.switches["policy"], curves.switches["willingness_from"], strict=True
        )
    ]
    comma = "；" if language == "zh" else "; "
    console.print(say("weighed_switches", language, listed=comma.join(listed), **about))
    show_grid(console, quadrants_grid(ratios, names, language))


def _few(count: int) -> list[int]:
    """Choose at most six of the rows, evenly spread."""
    return [*map(int, np.unique(np.linspace(0, count - 1, min(count, ROWS)).round()))]
