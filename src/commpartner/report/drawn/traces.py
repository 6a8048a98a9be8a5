"""Draw bars, waterfalls, lines, areas and marks."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from commpartner.problems.arguments import Array, refused
from commpartner.report.drawn.axes import Axis, step_of
from commpartner.report.drawn.looks import (
    HATCHES,
    INK,
    NONE,
    SYMBOLS,
    THIN,
    colour_of,
    dashes_of,
    floats,
    texts_of,
)
from commpartner.texts import Text

BAR = 0.8  # of the place of a bar: its width
AWAY = 4.0  # pixels between a text and its bar or mark
FEW = 20  # points below which a line has marks, if nothing is said
CAP = 4.0  # pixels of half a cap of an error bar
GROUND = 2.0  # pixels about a text on a pattern
ERRORS = "#2A3F5F"


class Panel(NamedTuple):
    """Hold a panel: Matplotlib's axes and the two axes of the figure."""

    ax: Any
    x: Axis
    y: Axis
    letter: float  # pixels


def draw_bars(panel: Panel, traces: list[Any], mode: str | None) -> None:
    """Draw the bars of a panel: stacked, one over another, or side by side."""
    reached: dict[float, float] = defaultdict(float)
    count = len(traces) if mode in (None, "group") else 1
    for number, trace in enumerate(traces):
        across = trace.orientation == "h"
        lengths = floats(trace.x if across else trace.y)
        places = (panel.y if across else panel.x).at(trace.y if across else trace.x)
        width = (trace.width or BAR * step_of(places)) / count
        if count > 1:
            places = places + width * (number - (count - 1) / 2)
        starts = np.zeros(len(places)) if trace.base is None else floats(trace.base)
        if mode in ("stack", "relative"):
            starts = np.array([reached[place] for place in places])
            for place, length in zip(places, lengths, strict=True):
                reached[place] += length
        _draw_boxes(panel, across, (places, starts, lengths, width), trace.marker)
        _draw_errors(panel, trace, starts + lengths, places, across)
        _draw_bar_texts(panel, trace, (places, starts, lengths), across)


def _draw_boxes(
    panel: Panel, across: bool, boxes: tuple[Array, Array, Array, float], marker: Any
) -> None:
    """Draw bars with colour, edge and pattern."""
    places, starts, lengths, width = boxes
    shape = marker["pattern"]["shape"] if "pattern" in marker else None
    colour = marker["color"]
    edge = marker["line"]["color"] if marker["line"] is not None else None
    look: dict[str, Any] = {
        "color": [colour_of(each) for each in colour]
        if isinstance(colour, tuple | list | np.ndarray)
        else colour_of(colour),
        "linewidth": float(marker["line"]["width"] or 0.0) if edge else 0.0,
        "edgecolor": colour_of(edge),
        "zorder": 2.0,
    }
    if shape:
        look |= {"hatch": HATCHES[shape], "hatchcolor": colour_of(marker["pattern"]["fgcolor"])}
    if across:
        panel.ax.barh(places, lengths, height=width, left=starts, **look)
    else:
        panel.ax.bar(places, lengths, width=width, bottom=starts, **look)


def _draw_bar_texts(
    panel: Panel, trace: Any, bars: tuple[Array, Array, Array], across: bool
) -> None:
    """Write the texts of bars: beyond their ends, or in their middle."""
    places, starts, lengths = bars
    inside = trace.textposition == "inside"
    colour = colour_of(trace.textfont.color or (INK if not inside else "white"))
    for place, start, length, text in zip(
        places, starts, lengths, texts_of(trace.text, len(places)), strict=True
    ):
        sign = 0.0 if inside else (1.0 if length >= 0.0 else -1.0)
        end = start + (length / 2 if inside else length)
        at = (end, place) if across else (place, end)
        side = "center" if inside else ("right left" if across else "top bottom").split()[sign > 0]
        _write(
            panel,
            text,
            at,
            (AWAY * sign, 0.0) if across else (0.0, AWAY * sign),
            (side, "center") if across else ("center", side),
            colour=colour,
            size=trace.textfont.size,
            ground=colour_of(trace.marker.color) if inside else None,
        )


def draw_waterfall(panel: Panel, trace: Any) -> None:
    """Draw a waterfall: each step begins where the one before it ends."""
    across = trace.orientation == "h"
    amounts = floats(trace.x if across else trace.y)
    places = (panel.y if across else panel.x).at(trace.y if across else trace.x)
    measures = list(trace.measure)
    reached = np.cumsum(np.where([each == "relative" for each in measures], amounts, 0.0))
    whole = np.array([each != "relative" for each in measures])
    starts = np.where(whole, 0.0, reached - amounts)
    lengths = np.where(whole, reached, amounts)
    looks = {
        "totals": whole,
        "increasing": ~whole & (amounts >= 0.0),
        "decreasing": ~whole & (amounts < 0.0),
    }
    for name, these in looks.items():
        if these.any():
            boxes = (places[these], starts[these], lengths[these], BAR)
            _draw_boxes(panel, across, boxes, trace[name].marker)
    line = {"color": colour_of(trace.connector.line.color), "linewidth": 1.0, "zorder": 1.5}
    for (one, other), level in zip(pairwise(places), reached, strict=False):
        ends, levels = [one, other], [level, level]
        panel.ax.plot(*((levels, ends) if across else (ends, levels)), **line)
    _draw_bar_texts(panel, trace, (places, starts, lengths), across)


def draw_scatter(panel: Panel, trace: Any) -> None:
    """Draw areas, lines, marks and texts at points."""
    x, y = panel.x.at(trace.x), panel.y.at(trace.y)
    mode = trace.mode or ("lines+markers" if len(x) < FEW else "lines")
    width = 2.0 if trace.line.width is None else trace.line.width
    colour = colour_of(trace.line.color or trace.marker.color)
    if trace.fill == "toself":
        panel.ax.fill(x, y, facecolor=colour_of(trace.fillcolor), linewidth=0.0, zorder=1.2)
    elif trace.fill not in (None, "none"):
        raise refused("figure", f"fill={trace.fill}", Text("a_drawable_chart"))
    if "lines" in mode:
        panel.ax.plot(
            x,
            y,
            color=colour,
            linewidth=width,
            linestyle=dashes_of(trace.line.dash, width),
            drawstyle="steps-post" if trace.line.shape == "hv" else "default",
            zorder=2.2,
        )
    _draw_errors(panel, trace, x, y, across=True)
    _draw_errors(panel, trace, y, x, across=False)
    if "markers" in mode:
        panel.ax.scatter(x, y, clip_on=trace.cliponaxis is not False, **mark_of(trace, len(x)))
    if "text" in mode:
        _draw_texts(panel, trace, x, y)


def mark_of(trace: Any, count: int) -> dict[str, Any]:
    """Return the look of the marks of a trace."""
    marker = trace.marker
    symbol = str(marker.symbol or "circle")
    sign, share = SYMBOLS[symbol.removesuffix("-open")]
    colour = marker.color if marker.color is not None else trace.line.color
    line_colour, width = marker.line.color, float(marker.line.width or 0.0)
    many = isinstance(colour, tuple | list | np.ndarray)
    face = [colour_of(each) for each in colour] if many else colour_of(colour)
    edge = colour_of(line_colour) if line_colour is not None and width else face
    look: dict[str, Any] = {
        "s": (share * _sizes(marker, count)) ** 2,
        "marker": sign,
        "alpha": marker.opacity,
        "linewidths": width,
        "zorder": 3.0,
    }
    if sign in THIN:
        return look | {"c": edge, "linewidths": max(width, 1.0)}
    if symbol.endswith("-open"):
        return look | {"facecolors": NONE, "edgecolors": edge, "linewidths": max(width, 1.0)}
    return look | {"facecolors": face, "edgecolors": edge if width else NONE}


def _sizes(marker: Any, count: int) -> Array:
    """Return the diameters of marks [pixel]; of an area its root."""
    size = 6.0 if marker.size is None else marker.size
    if marker.sizemode != "area":
        return np.broadcast_to(floats(size), (count,))
    across = 2.0 * np.sqrt(np.maximum(floats(size), 0.0) / 2.0 / (marker.sizeref or 1.0))
    return np.maximum(across, 2.0 * (marker.sizemin or 0.0))


def _draw_errors(panel: Panel, trace: Any, ends: Array, places: Array, across: bool) -> None:
    """Draw the error bars of a trace along one axis."""
    error = trace.error_x if across else trace.error_y
    if error.array is None:
        return
    more = floats(error.array)
    less = more if error.arrayminus is None else floats(error.arrayminus)
    if error.symmetric is False and error.arrayminus is None:
        less = np.zeros(len(more))
    own = trace.marker.color if trace.type == "scatter" else ERRORS
    look = {
        "fmt": NONE,
        "ecolor": colour_of(error.color or own),
        "elinewidth": error.thickness or 2.0,
        "capthick": error.thickness or 2.0,
        "capsize": CAP,
        "zorder": 2.5,
    }
    reach = np.maximum(np.nan_to_num([less, more]), 0.0)
    if across:
        panel.ax.errorbar(ends, places, xerr=reach, **look)
    else:
        panel.ax.errorbar(places, ends, yerr=reach, **look)


def _draw_texts(panel: Panel, trace: Any, x: Array, y: Array) -> None:
    """Write the texts at points, each on its side of the mark."""
    sides = trace.textposition
    listed = [sides or "middle center"] * len(x) if not isinstance(sides, tuple | list) else sides
    marks = "markers" in str(trace.mode)
    half = _sizes(trace.marker, len(x)) / 2.0 if marks else np.zeros(len(x))
    for at, text, side, room in zip(
        zip(x, y, strict=True), texts_of(trace.text, len(x)), listed, half, strict=True
    ):
        up, along = str(side).split()
        dx = {"left": -1.0, "center": 0.0, "right": 1.0}[along] * (room + AWAY)
        dy = {"bottom": -1.0, "middle": 0.0, "top": 1.0}[up] * (room + AWAY)
        _write(
            panel,
            text,
            at,
            (dx, dy),
            (
                {"left": "right", "center": "center", "right": "left"}[along],
                {"bottom": "top", "middle": "center", "top": "bottom"}[up],
            ),
            colour=colour_of(trace.textfont.color or INK),
            size=trace.textfont.size,
        )


def _write(
    panel: Panel,
    text: str,
    at: tuple[float, float],
    away: tuple[float, float],
    sides: tuple[str, str],
    *,
    colour: Any,
    size: float | None,
    ground: Any = None,
) -> None:
    """Write a text some pixels away from a point, on a plain ground if it stands on a pattern."""
    if not text or np.isnan(at).any():
        return
    box = {"facecolor": ground, "edgecolor": NONE, "pad": GROUND}
    panel.ax.annotate(
        text,
        at,
        away,
        textcoords="offset points",
        ha=sides[0],
        va=sides[1],
        color=colour,
        fontsize=size or panel.letter,
        annotation_clip=False,
        bbox=None if ground is None else box,
        zorder=4.0,
    )
