"""Translate Plotly's texts, colours, symbols, dashes and patterns to Matplotlib's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any, NamedTuple

import numpy as np

from commpartner.problems.arguments import Array
from commpartner.report.charts.names import BREAK

Colour = str | tuple[float, ...]

INK = "#2A3F5F"  # of letters, as Plotly's template has them
GRID = "#EBF0F8"
NONE = "none"

# Of markers: sign, and its width as a share of the size.
SYMBOLS = {
    "circle": ("o", 1.0),
    "square": ("s", 0.95),
    "diamond": ("D", 0.85),
    "triangle-up": ("^", 1.15),
    "triangle-down": ("v", 1.15),
    "triangle-left": ("<", 1.15),
    "triangle-right": (">", 1.15),
    "cross": ("P", 1.05),
    "x": ("X", 1.05),
    "x-thin": ("x", 1.0),
    "cross-thin": ("+", 1.0),
    "hexagon": ("h", 1.1),
    "pentagon": ("p", 1.1),
    "star": ("*", 1.4),
    "line-ns": ("|", 1.0),
    "line-ew": ("_", 1.0),
}
THIN = ("x", "+", "|", "_")  # signs that are lines and have no area
HATCHES = {"/": "//", "\\": "\\\\", "x": "xx", ".": "..", "-": "--", "|": "||", "+": "++"}
DASHES: dict[str, tuple[float, ...]] = {
    "dot": (1.0, 1.0),
    "dash": (3.0, 3.0),
    "longdash": (5.0, 5.0),
    "dashdot": (3.0, 1.0, 1.0, 1.0),
    "longdashdot": (5.0, 1.0, 1.0, 1.0),
}
LEAST_DASH = 3.0  # pixels of the unit of dashes

_SIZE = re.compile(r'<span style="font-size:(\d+)px">')


class Line(NamedTuple):
    """Hold a line of text and the size of its letters; None if it is that of the chart."""

    text: str
    size: float | None = None


def lines_of(markup: object) -> list[Line]:
    """Split Plotly's markup into lines of plain text.

    Examples
    --------
    >>> lines_of('<b>5&#36;</b><br><span style="font-size:12px">a &lt; b</span>')
    [Line(text='5$', size=None), Line(text='a < b', size=12.0)]
    """
    found: list[Line] = []
    size: float | None = None
    for part in str(markup or "").split(BREAK):
        opened = _SIZE.search(part)
        size = float(opened[1]) if opened else size
        text = re.sub(r"</?(?:b|i|sub|sup|span)\b[^<>]*>", "", part)
        found.append(Line(unescape(text), size))
    return found


def text_of(markup: object) -> str:
    """Return Plotly's markup as plain text with its line ends."""
    return "\n".join(line.text for line in lines_of(markup))


def colour_of(colour: object) -> Colour:
    """Translate a colour.

    Examples
    --------
    >>> colour_of("rgba(0,51,255,0.5)"), colour_of(None)
    ((0.0, 0.2, 1.0, 0.5), 'none')
    """
    if colour is None:
        return NONE
    parts = re.fullmatch(r"rgba?\((.*)\)", str(colour))
    if parts is None:
        return str(colour)
    red, green, blue, *alpha = map(float, parts[1].split(","))
    return (red / 255, green / 255, blue / 255, *alpha)


def dashes_of(dash: str | None, width: float) -> Any:
    """Translate dashes; Matplotlib has them in widths of the line."""
    if dash in (None, "solid"):
        return "solid"
    unit = max(width, LEAST_DASH) / max(width, 1e-9)
    return (0, tuple(unit * each for each in DASHES[str(dash)]))


def floats(values: object) -> Array:
    """Return numbers as an array; what is missing is NaN."""
    if isinstance(values, np.ndarray):
        return np.asarray(values, dtype=float)
    listed: Iterable[Any] = values if isinstance(values, Iterable) else [values]
    return np.array([np.nan if each is None else each for each in listed], dtype=float)


def texts_of(values: object, count: int) -> list[str]:
    """Return the texts of marks or bars as plain text: one for each, or the same for all."""
    if values is None:
        return [""] * count
    if isinstance(values, str):
        return [text_of(values)] * count
    assert isinstance(values, Sequence | np.ndarray)
    return [text_of(each) for each in values]


def number_of(value: float) -> str:
    """Format a number of an axis, with thousands.

    Examples
    --------
    >>> number_of(1500.0), number_of(0.30000000000000004), number_of(-2.5)
    ('1,500', '0.3', '−2.5')
    """
    shown = f"{round(value, 10) + 0.0:,.10g}" if abs(value) < 1e9 else f"{value:,.0f}"
    return shown.replace("-", "−")
