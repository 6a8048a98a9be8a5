"""Tabulate candidates: levers, figures with intervals, room under limits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from commpartner.experiments.choosing.intervals import (
    Interval,
    mean_interval,
    share_interval,
    standard_deviation,
)
from commpartner.experiments.choosing.robustness import measured
from commpartner.facts.outcomes import OUTCOMES
from commpartner.planning.optimising.candidates import Candidates
from commpartner.planning.optimising.judging import (
    Aim,
    Bars,
    Draws,
    Figure,
    figure,
    per_draw,
    sign_of,
)
from commpartner.planning.optimising.optimised import Optimism
from commpartner.problems.arguments import Array

RESAMPLES = 400  # of the draws, for the error of a quantile or a mean of the worst


def label(aim: Aim) -> str:
    """Name a figure in tables."""
    if isinstance(aim, Bars):
        return "chance"
    return aim.outcome if aim.statistic == "mean" else f"{aim.outcome}_{aim.statistic}"


def interval(aim: Aim, values: Array, level: float) -> Interval:
    """Return a figure with its interval: Student, Wilson, or by resampling the draws."""
    found = figure(aim, values)
    if values.size < 2:
        return Interval(found, math.nan, math.nan)
    if isinstance(aim, Bars):
        return Interval(found, *share_interval(found, values.size, level))
    if aim.statistic == "mean":
        return mean_interval(values, level)
    half = _z(level) * error(aim, values)
    return Interval(found, found - half, found + half)


def error(aim: Aim, values: Array) -> float:
    """Estimate the standard error of a figure; by resampling if it is no mean."""
    if values.size < 2:
        return math.nan
    if isinstance(aim, Bars) or aim.statistic == "mean":
        return standard_deviation(values) / math.sqrt(values.size)
    rng = np.random.default_rng(0)
    again = rng.integers(values.size, size=(RESAMPLES, values.size))
    return float(np.std([figure(aim, values[each]) for each in again]))


def optimism(aim: Aim, first: Array, fresh: Array, level: float) -> Optimism:
    """Compare a figure in the draws of a search with fresh draws."""
    one, other = figure(aim, first), figure(aim, fresh)
    sign = 1.0 if isinstance(aim, Bars) else sign_of(aim)
    half = _z(level) * math.hypot(error(aim, first), error(aim, fresh))
    mean = sign * (one - other)
    return Optimism(one, other, mean, mean - half, mean + half)


def table(candidates: Candidates, names: Sequence[str], level: float) -> pd.DataFrame:
    """Tabulate candidates, each in all the draws that it was run in."""
    rows = [_row(candidates, name, level) for name in names]
    frame = pd.DataFrame(rows, columns=pd.Index([*_columns(candidates)]))
    units = {
        label(aim): "share" if isinstance(aim, Bars) else OUTCOMES[aim.outcome].unit
        for aim in candidates.aims
    }
    frame.attrs["units"] = units
    frame.attrs |= candidates.trials.settings.programme.mark()
    return frame


def _columns(candidates: Candidates) -> list[str]:
    figures = [f"{label(aim)}{end}" for aim in candidates.aims for end in ("", "_low", "_high")]
    rooms = [room_label(number, each) for number, each in enumerate(candidates.limits)]
    last = ["kept", "draws", "error"]
    return ["policy", *candidates.space.levers, *figures, *rooms, *last]


def room_label(number: int, each: Figure) -> str:
    """Name the room under a limit in tables."""
    return f"room_{number + 1}_{each.limit.outcome}"


def _row(candidates: Candidates, name: str, level: float) -> dict[str, Any]:
    trials = candidates.trials
    count = trials.count(name)
    row = {"policy": name, **candidates.space.values(candidates.points[name]), "draws": count}
    found = candidates.judged(name, count) if count else None
    if found is None:
        error_text = trials.errors.get(name, "")
        return row | {"kept": False, "error": error_text}
    draws = trials.draws(name, count)
    for aim in candidates.aims:
        row |= _figure(label(aim), interval(aim, per_draw(aim, draws), level))
    for number, each in enumerate(candidates.limits):
        row[room_label(number, each)] = float(found.room[number])
    return row | {"kept": found.kept, "error": ""}


def _figure(name: str, found: Interval) -> dict[str, float]:
    return {name: found.mean, f"{name}_low": found.low, f"{name}_high": found.high}


def fresh_table(
    aims: Sequence[Aim], limits: Sequence[Figure], draws: Draws, level: float
) -> pd.DataFrame:
    """Tabulate the figures of a policy, and the outcomes of its limits, in fresh draws."""
    rows: list[dict[str, Any]] = []
    for aim in aims:
        found = interval(aim, per_draw(aim, draws), level)
        rows.append({"figure": label(aim), "value": found.mean, "low": found.low})
        rows[-1] |= {"high": found.high, "share_kept": math.nan}
    for each in limits:
        values = draws[each.limit.outcome]
        over = each.sign * (values - each.limit.number)
        share = float((over >= 0.0).mean()) if not each.base else math.nan
        found = (
            mean_interval(values, level)
            if values.size > 1
            else Interval(values[0], *[math.nan] * 2)
        )
        rows.append({"figure": each.limit.outcome, "value": found.mean, "low": found.low})
        rows[-1] |= {"high": found.high, "share_kept": share}
    return pd.DataFrame(rows)


def robustness_table(candidates: Candidates, names: Sequence[str], draws: int) -> pd.DataFrame:
    """Tabulate the measures of robustness of candidates in the first figure's outcome."""
    aim = candidates.aims[0]
    sign = 1.0 if isinstance(aim, Bars) else sign_of(aim)
    values = [sign * per_draw(aim, candidates.trials.draws(name, draws)) for name in names]
    found: Mapping[str, Array] = measured(np.array(values))
    return pd.DataFrame({"policy": list(names), **found})


def _z(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1.0 + level) / 2.0))
