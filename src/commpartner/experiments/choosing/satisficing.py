"""Estimate how often policies meet thresholds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

from commpartner.errors import InputError, Problem
from commpartner.experiments.choosing.compared import Compared
from commpartner.experiments.choosing.intervals import share_interval
from commpartner.experiments.choosing.paired import (
    ROUNDING,
    as_table,
    known_outcomes,
    paired,
    shared_draws,
)
from commpartner.facts.outcomes import OUTCOMES
from commpartner.problems.arguments import Mask, is_number, refused
from commpartner.problems.wording import among, shorten, suggest
from commpartner.texts import Text

Test = Literal["at_least", "at_most"]
BY_DIRECTION: dict[str, Test] = {"more": "at_least", "less": "at_most"}


class Bar(NamedTuple):
    """Hold a threshold of an outcome: at least or at most a number in its unit."""

    test: Test
    number: float


def satisficing(
    comparison: Compared,
    thresholds: Mapping[str, float | tuple[Test, float]],
    level: float = 0.90,
) -> pd.DataFrame:
    """Estimate the share of draws in which each policy meets every threshold.

    The policy that meets the thresholds in most of the draws is the robust choice if futures cannot
    be weighed. The draws then stand for the plausible range.

    Parameters
    ----------
    comparison
        Policies in the same draws.
    thresholds
        By name of the outcome, a number [unit of the outcome]: reached if the outcome is at
        least that and more is better, or at most that and less is better. Or
        ``("at_least", number)``, ``("at_most", number)``. Equal to rounding is reached.
    level
        Of the intervals, between 0 and 1 [share].

    Returns
    -------
    pandas.DataFrame
        For every policy one row "all" and one an outcome: policy, outcome, unit, test, threshold,
        share of draws that meet it, its Wilson interval low, high, draws, and never: the draws
        counted as not met because a month that is to come by some time never comes. For outcomes
        in months alone NaN has this meaning.

    Raises
    ------
    InputError
        If an outcome is unknown or a number is not finite. If the outcome has no better direction
        and neither at least nor at most is given. The error lists every problem.
    ValueError
        If there is no threshold, a policy has no number in some draw (a month that is to be at
        most so many aside), or the level is out of range.

    References
    ----------
    H. A. Simon (1956), Rational choice and the structure of the environment, doi:10.1037/h0042769.
    R. J. Lempert, S. W. Popper and S. C. Bankes (2003), Shaping the next one hundred years,
    doi:10.7249/MR1626. J. D. Herman et al. (2015), How should robustness be defined for water
    systems planning under change?, doi:10.1061/(ASCE)WR.1943-5452.0000509, for this domain
    criterion among others.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": list("aabb"), "draw": [0, 1, 0, 1], "satisfaction": [60, 80, 65, 79]}
    >>> rows["break_even_month"] = [24, np.nan, 30, 36]
    >>> two = SimpleNamespace(policies={"a": 0, "b": 0}, outcomes=pd.DataFrame(rows))
    >>> found = satisficing(two, {"satisfaction": 65, "break_even_month": 36})
    >>> found[["policy", "outcome", "share", "never"]]
      policy           outcome  share  never
    0      a               all    0.0      1
    1      a      satisfaction    0.5      0
    2      a  break_even_month    0.5      1
    3      b               all    1.0      0
    4      b      satisfaction    1.0      0
    5      b  break_even_month    1.0      0
    """
    bars = _bars(comparison, thresholds)
    tables = {outcome: _values(comparison, outcome, bar) for outcome, bar in bars.items()}
    # Beside a bar of 0 rounding has the size of the figures.
    sizes = {name: np.nanmax(abs(table.to_numpy()), initial=0.0) for name, table in tables.items()}
    rooms = {name: ROUNDING * max(abs(bar.number), sizes[name]) for name, bar in bars.items()}
    rows = []
    for policy in comparison.policies:
        met, never = {}, {}
        for outcome, bar in bars.items():
            values = tables[outcome][policy].to_numpy()
            room = rooms[outcome]
            reached = (
                values >= bar.number - room
                if bar.test == "at_least"
                else values <= bar.number + room  # NaN, a month that never comes, is not
            )
            met[outcome], never[outcome] = reached, np.isnan(values)
        everything = {"outcome": "all", "unit": "", "test": "", "threshold": math.nan}
        every, some = np.all([*met.values()], axis=0), np.any([*never.values()], axis=0)
        rows.append({"policy": policy, **everything} | _share(every, some, level))
        for outcome, bar in bars.items():
            about = {"policy": policy, "outcome": outcome, "unit": OUTCOMES[outcome].unit}
            asked = {"test": bar.test, "threshold": bar.number}
            rows.append(about | asked | _share(met[outcome], never[outcome], level))
    columns = ("policy", "outcome", "unit", "test", "threshold", "share", "low", "high", "draws")
    return as_table(comparison, rows, (*columns, "never"))


def _bars(
    comparison: Compared, thresholds: Mapping[str, float | tuple[Test, float]]
) -> dict[str, Bar]:
    if not isinstance(thresholds, Mapping):
        raise refused("thresholds", thresholds, Text("outcomes_to_numbers"))
    if not thresholds:
        raise refused("thresholds", Text("none"), Text("one_outcome_and_number"))
    known = known_outcomes(comparison)
    bars: dict[str, Bar] = {}
    problems = []
    for outcome, given in thresholds.items():
        if not among(outcome, known):
            problems.append(
                Problem("thresholds", None, "outcome", repr(outcome), suggest(outcome, known))
            )
            continue
        natural = BY_DIRECTION.get(OUTCOMES[outcome].better)
        test: Any
        test, number = given if isinstance(given, tuple) and len(given) == 2 else (natural, given)
        if among(test, get_args(Test)) and is_number(number):
            bars[outcome] = Bar(test, float(number))
        else:
            plain = "a finite number, " if natural else ""
            allowed = Text("bar", plain=plain)
            problems.append(Problem("thresholds", None, outcome, shorten(given), allowed))
    if problems:
        raise InputError(problems)
    return bars


def _values(comparison: Compared, outcome: str, bar: Bar) -> pd.DataFrame:
    if OUTCOMES[outcome].unit == "month" and bar.test == "at_most":
        return shared_draws(comparison, outcome)
    return paired(comparison, outcome)


def _share(met: Mask, never: Mask, level: float) -> dict[str, Any]:
    share = float(met.mean())
    low, high = share_interval(share, met.size, level)
    return {
        "share": share,
        "low": low,
        "high": high,
        "draws": met.size,
        "never": int(never.sum()),
    }
