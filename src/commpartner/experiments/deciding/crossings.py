"""Find where a function of one number crosses a level."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from commpartner.assumptions.draws import Array
from commpartner.problems.arguments import refused
from commpartner.texts import Text

Function = Callable[[Array], Array]

JUMP = 1e-6  # of the figures' range: a larger change at one point is no slope but a step


class Crossings(NamedTuple):
    """Hold the values at which a function meets a level.

    Attributes
    ----------
    grid
        Columns value, figure: the function if it was looked at first.
    found
        One row a meeting, in order: value, direction ("up" or "down"), how, before, after. How is
        "crosses" (the function is continuous there), "jumps" (it steps over the level, between
        the figures before and after), "meets" (it comes to rest on the level, or leaves it) or
        "touches" (it comes to the level and turns back; the direction is that in which it comes).
    """

    grid: pd.DataFrame
    found: pd.DataFrame


class _Bracket(NamedTuple):
    left: float
    right: float
    before: float
    after: float
    on: float | None = None  # a single value between them that is on the level


def find_crossings(
    function: Function,
    low: float,
    high: float,
    *,
    level: float = 0.0,
    points: int = 65,
    whole: bool = False,
    tolerance: float = 1e-10,
) -> Crossings:
    """Find every value at which a function crosses a level, by a grid and bisection.

    All brackets are halved together, each step in one call. Meetings that lie closer together than
    two points of the grid may be missed in pairs: take more points.

    Parameters
    ----------
    function
        From values to figures, both of shape (value,); it may jump.
    low, high
        Range that is searched, low < high.
    level
        To be met.
    points
        Of the grid, 2 or more.
    whole
        Whether only whole numbers are values; the grid then has all of them, and nothing is halved.
    tolerance
        Width to which brackets are halved, as a share of the range.

    Returns
    -------
    Crossings

    Raises
    ------
    ValueError
        If an argument is out of range or a figure is not finite.

    Examples
    --------
    >>> find_crossings(lambda x: x * x - 2.0, 0.0, 2.0).found["value"].round(6).tolist()
    [1.414214]
    >>> import numpy as np
    >>> step = find_crossings(lambda x: np.floor(x) - 1.5, 0.0, 4.0).found.iloc[0]
    >>> step["how"], f"{step['value']:.6f}", f"{step['before']} to {step['after']}"
    ('jumps', '2.000000', '-0.5 to 0.5')
    """
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise refused("range", Text("low_to_high", low=low, high=high), Text("two_rising_finite"))
    if points < 2:
        raise refused("points", points, Text("two_or_above"))
    values = np.arange(math.ceil(low), high + 0.5) if whole else np.linspace(low, high, points)
    values = values[values <= high]
    if values.size < 2:
        raise refused("range", Text("low_to_high", low=low, high=high), Text("two_whole_numbers"))

    def figures_at(places: Array) -> Array:
        figures = np.asarray(function(places), dtype=np.float64)
        bad = ~np.isfinite(figures)
        if bad.any():
            found, place = figures[bad][0], places[bad][0]
            raise refused(
                "figure", Text("figure_at", found=found, place=place), Text("finite_numbers")
            )
        return figures

    figures = figures_at(values)
    pairs = (values[:-1], values[1:], figures[:-1], figures[1:])
    brackets = [
        bracket
        for bracket in map(_Bracket, *(each.tolist() for each in pairs))
        if _side(bracket.before, level) != _side(bracket.after, level)
    ]
    step = 0.0
    if whole:
        brackets = _merged(brackets, level, 0.0)
    else:
        finest = 4.0 * float(np.spacing(max(abs(low), abs(high))))
        brackets = _narrowed(figures_at, brackets, level, max(tolerance * (high - low), finest))
        step = JUMP * float(np.ptp(figures))
    columns = ["value", "direction", "how", "before", "after"]
    return Crossings(
        pd.DataFrame({"value": values, "figure": figures}),
        pd.DataFrame([_described(each, level, step) for each in brackets], columns=columns),
    )


def _side(figure: float, level: float) -> float:
    return float(np.sign(figure - level))


def _narrowed(
    function: Function, brackets: list[_Bracket], level: float, width: float
) -> list[_Bracket]:
    """Find the changes in every bracket, in order."""
    done: list[_Bracket] = []
    while brackets:
        narrow = _halved(function, brackets, level, width)
        done += narrow
        # A bracket may hold a second change behind the first, where a plateau lies on the level.
        brackets = [
            _Bracket(first.right, wide.right, first.after, wide.after)
            for first, wide in zip(narrow, brackets, strict=True)
            if _side(first.after, level) != _side(wide.after, level)
        ]
    return _merged(sorted(done, key=lambda bracket: bracket.left), level, width)


def _halved(
    function: Function, brackets: list[_Bracket], level: float, width: float
) -> list[_Bracket]:
    """Find the first change in each bracket by halving."""
    ends = zip(*(bracket[:4] for bracket in brackets), strict=True)
    left, right, before, after = (np.array(part) for part in ends)
    while np.any(right - left > width):
        middle = left + (right - left) / 2.0
        figures = function(middle)
        stays = np.sign(figures - level) == np.sign(before - level)
        left, before = np.where(stays, middle, left), np.where(stays, figures, before)
        right, after = np.where(stays, right, middle), np.where(stays, after, figures)
    return [*map(_Bracket, left.tolist(), right.tolist(), before.tolist(), after.tolist())]


def _merged(brackets: list[_Bracket], level: float, width: float) -> list[_Bracket]:
    """Join crossings in the same point: one that meets the level and one that leaves it."""
    merged: list[_Bracket] = []
    for bracket in brackets:
        last = merged[-1] if merged else None
        on_level = last is not None and last.after == level and bracket.before == level
        if last is not None and on_level and bracket.left - last.right <= 2.0 * width:
            ends = (last.left, bracket.right, last.before, bracket.after)
            merged[-1] = _Bracket(*ends, on=last.right)
        else:
            merged.append(bracket)
    return merged


def _described(bracket: _Bracket, level: float, step: float) -> dict[str, float | str]:
    before, after = bracket.before, bracket.after
    value = bracket.right if before != level else bracket.left
    rises = after > before
    if level in (before, after):
        how = "meets"
    elif _side(before, level) == _side(after, level):
        how, rises = "touches", before < level
    elif bracket.on is not None:
        how = "crosses"
    else:
        how = "jumps" if abs(after - before) > step else "crosses"
    return {
        "value": value if bracket.on is None else bracket.on,
        "direction": "up" if rises else "down",
        "how": how,
        "before": before,
        "after": after,
    }
