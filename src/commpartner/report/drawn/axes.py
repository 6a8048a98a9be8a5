"""Translate the axes of a figure: categories, ends, ticks, grid and titles."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from commpartner.problems.arguments import Array
from commpartner.problems.optional import optional
from commpartner.report.drawn.looks import (
    GRID,
    colour_of,
    dashes_of,
    floats,
    number_of,
    text_of,
)

BARS = ("bar", "waterfall")
TICKS = 10  # at most, on an axis that says nothing
GAP = 6.0  # pixels between a tick label and its axis
ROOM, BESIDE = 0.05, 0.09  # of the span, free at both ends: of data, of bars with their texts


class Axis(NamedTuple):
    """Hold an axis of a figure: its letter, settings, those it shares, and its categories."""

    letter: str
    own: Any
    shared: Any
    categories: list[str] | None
    barred: bool = False  # has bars

    def at(self, values: object) -> Array:
        """Place values on the axis: categories by their number."""
        if self.categories is None:
            return floats(values)
        listed: Iterable[Any] = values if isinstance(values, Iterable) else [values]
        place = {name: float(number) for number, name in enumerate(self.categories)}
        return np.array([np.nan if each is None else place[str(each)] for each in listed])


def settings_of(layout: Any, key: str) -> Any:
    """Return the settings of an axis by its key: x, y, x2, y2, ..."""
    return layout[f"{key[0]}axis{key[1:]}"]


def axis_of(figure: Any, key: str) -> Axis:
    """Collect an axis of a figure; those that match share categories and ends."""
    layout, letter = figure.layout, key[0]
    root = settings_of(layout, key).matches or key
    matching = {root, key}
    for other in layout:
        if other.startswith(f"{letter}axis") and layout[other].matches == root:
            matching.add(letter + other.removeprefix(f"{letter}axis"))
    values = [
        each
        for trace in figure.data
        if (trace[f"{letter}axis"] or letter) in matching and trace[letter] is not None
        for each in trace[letter]
    ]
    shared = settings_of(layout, root)
    categories = None
    if any(isinstance(each, str) for each in values):
        listed = shared.categoryarray if shared.categoryarray is not None else ()
        categories = list(dict.fromkeys([*listed, *(each for each in values if each is not None)]))
    barred = any(
        trace.type in BARS and (trace[f"{letter}axis"] or letter) == key for trace in figure.data
    )
    return Axis(letter, settings_of(layout, key), shared, categories, barred)


def dress_axis(ax: Any, axis: Axis, letter: float) -> None:
    """Set ends, ticks, grid and title of an axis after everything is drawn on it."""
    shown = axis.own
    drawn = ax.xaxis if axis.letter == "x" else ax.yaxis
    _set_ends(ax, axis)
    size = shown.tickfont.size or letter
    _set_ticks(drawn, axis, size)
    drawn.set_tick_params(length=0, pad=GAP)
    if shown.showgrid is not False and not (axis.barred and axis.categories is not None):
        drawn.grid(True, color=colour_of(shown.gridcolor or GRID), linewidth=1.0)
    if axis.categories is None and shown.zeroline is not False:
        low, high = sorted(ax.get_xlim() if axis.letter == "x" else ax.get_ylim())
        if low <= 0.0 <= high:
            rule = ax.axvline if axis.letter == "x" else ax.axhline
            rule(0.0, color=GRID, linewidth=2.0, zorder=0.5)
    if shown.minor.tickvals is not None:
        _set_minor(ax, drawn, axis)
    if shown.showticklabels is False:
        drawn.set_tick_params(labelbottom=False, labelleft=False)
    if shown.title.text:
        drawn.set_label_text(
            text_of(shown.title.text), fontsize=shown.title.font.size or letter, linespacing=1.25
        )
        drawn.labelpad = 8.0


def _set_ends(ax: Any, axis: Axis) -> None:
    """Set the ends of an axis: those given, or room about the data."""
    given, shared = axis.own.range or axis.shared.range, axis.shared
    set_ends = ax.set_xlim if axis.letter == "x" else ax.set_ylim
    if shared.type == "log":
        (ax.set_xscale if axis.letter == "x" else ax.set_yscale)("log")
        given = given and [10.0**end for end in given]
    if given is not None:
        set_ends(*given)
        return
    if axis.categories is not None:
        ends = (-0.5, len(axis.categories) - 0.5)
    elif shared.type == "log":
        return
    else:
        data = ax.dataLim.intervalx if axis.letter == "x" else ax.dataLim.intervaly
        low, high = data if np.isfinite(data).all() else (0.0, 1.0)
        rests = axis.barred  # on the axis
        if shared.rangemode == "tozero":
            low, high = min(low, 0.0), max(high, 0.0)
            rests = True
        if low == high == 0.0:
            high = 1.0
        room = (BESIDE if axis.barred else ROOM) * (high - low) or 1.0
        ends = (
            low - room * (not (rests and low == 0.0)),
            high + room * (not (rests and high == 0.0)),
        )
    set_ends(*(reversed(ends) if shared.autorange == "reversed" else ends))


def _set_ticks(drawn: Any, axis: Axis, size: float) -> None:
    """Set the ticks: those given, one for each category, or round numbers."""
    ticker = optional("matplotlib.ticker")
    shown = axis.own
    settings: dict[str, Any] = {"fontsize": size, "linespacing": 1.2}
    if shown.tickangle:
        settings |= {"rotation": -shown.tickangle, "rotation_mode": "default"}
    if shown.tickvals is not None:
        named = shown.ticktext
        places = axis.at(shown.tickvals)
        labels = [number_of(each) for each in places] if named is None else map(text_of, named)
        drawn.set_ticks(places, list(labels), **settings)
    elif axis.categories is not None:
        labels = [text_of(name) for name in axis.categories]
        drawn.set_ticks(range(len(labels)), labels, **settings)
    else:
        drawn.set_tick_params(labelsize=size, labelrotation=-(shown.tickangle or 0))
        if axis.shared.type == "log":
            drawn.set_major_formatter(ticker.FuncFormatter(lambda value, _: number_of(value)))
            return
        if shown.dtick is not None:
            drawn.set_major_locator(ticker.MultipleLocator(shown.dtick))
        else:
            bins = max((shown.nticks or TICKS) - 1, 1)
            drawn.set_major_locator(ticker.MaxNLocator(bins, steps=[1, 2, 5, 10]))
        ending = str(shown.ticksuffix or "")
        drawn.set_major_formatter(ticker.FuncFormatter(lambda value, _: number_of(value) + ending))
    if axis.letter == "y":
        for label in drawn.get_ticklabels():
            label.set_multialignment("right")


def _set_minor(ax: Any, drawn: Any, axis: Axis) -> None:
    """Draw the small ticks, such as the rules between years."""
    minor = axis.own.minor
    drawn.set_ticks(axis.at(minor.tickvals), minor=True)
    drawn.set_tick_params(which="minor", length=minor.ticklen or 0.0, color=minor.gridcolor)
    if minor.showgrid:
        dash = dashes_of(minor.griddash, 1.0)
        ax.grid(
            True,
            which="minor",
            axis=axis.letter,
            color=minor.gridcolor,
            linestyle=dash,
            linewidth=1.0,
        )


def step_of(places: Array) -> float:
    """Return the smallest distance between two places; 1 if there are none."""
    apart = [high - low for low, high in pairwise(np.unique(places[~np.isnan(places)]))]
    return min(apart, default=1.0)
