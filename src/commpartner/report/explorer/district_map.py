"""Write the map of clusters as SVG, without a script and without the network."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import Any, NamedTuple

from commpartner.errors import ArgumentError
from commpartner.facts.words import say
from commpartner.programme import Programme
from commpartner.report.charts.clusters import map_of_clusters
from commpartner.report.charts.described import described
from commpartner.texts import Language

SIDE, MARGIN = 640.0, 20.0  # of the drawing [px]
BARS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)  # lengths of the scale [km]
WIDEST_BAR = 0.3  # of the drawing
# Corners of the symbols on a circle of radius 1: how many, and where the first stands [degrees].
CORNERS: Mapping[str, tuple[int, float]] = {
    "square": (4, 45.0),
    "diamond": (4, 90.0),
    "triangle-up": (3, 90.0),
    "triangle-down": (3, 270.0),
    "pentagon": (5, 90.0),
}
STAR_INSIDE = 0.45  # radius of its inner corners


def district_map(programme: Programme, policy: str, language: Language) -> str:
    """Write the map of clusters of a policy as HTML; a sentence if no estate has a place.

    The marks are those of `plots.map_of_clusters`. marimo's own frame for such a chart asks a
    server elsewhere for a part of it.

    Raises
    ------
    InputError
        If there is no such policy.
    """
    try:
        figure = map_of_clusters(programme, policy=policy, language=language)
    except ArgumentError as error:  # no estate has a place
        return f"<p class='words'>{escape(error.in_language(language))}</p>"
    told, frame = described(figure), _frame(figure)
    marks = "".join(part for trace in figure.data for part in _marks(trace, frame))
    return (
        f"<figure class='map'><figcaption>{escape(told.title)}<small>{escape(told.note)}</small>"
        f"</figcaption><svg viewBox='0 0 {frame.width:.0f} {frame.height:.0f}' role='img' "
        f"aria-label='{escape(told.alt)}'>{marks}{_scale(frame, language)}</svg>"
        f"<ul>{''.join(map(_entry, figure.data))}</ul></figure>"
    )


class _Frame(NamedTuple):
    """Hold how places on the map [km] become places in the drawing [px]."""

    left: float
    top: float
    scale: float
    width: float
    height: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        return MARGIN + (x - self.left) * self.scale, MARGIN + (self.top - y) * self.scale


def _frame(figure: Any) -> _Frame:
    x = [float(each) for trace in figure.data for each in trace.x]
    y = [float(each) for trace in figure.data for each in trace.y]
    wide, high = max(x) - min(x), max(y) - min(y)
    scale = SIDE / max(wide, high, BARS[0])
    width, height = wide * scale + 2 * MARGIN, high * scale + 4 * MARGIN
    return _Frame(min(x), max(y), scale, max(width, SIDE / 2), height)


def _marks(trace: Any, frame: _Frame) -> Iterator[str]:
    """Draw the marks of a group of estates, or of the centres with their numbers."""
    texts = trace.text or [""] * len(trace.x)
    for number, (x, y) in enumerate(zip(trace.x, trace.y, strict=True)):
        across, down = frame.place(float(x), float(y))
        told = trace.customdata[number]
        lines = [told] if isinstance(told, str) else [str(each) for each in told]
        title = escape(" · ".join(unescape(line) for line in lines))
        radius = _radius(trace.marker, number)
        yield f"<g>{_symbol(trace.marker, across, down, radius)}<title>{title}</title>"
        if texts[number]:
            bare = escape(texts[number].removeprefix("<b>").removesuffix("</b>"))
            yield f"<text x='{across:.1f}' y='{down - radius - 2:.1f}'>{bare}</text>"
        yield "</g>"


def _radius(marker: Any, number: int) -> float:
    if marker.sizemode != "area":
        return float(marker.size) / 2.0
    radius = math.sqrt(float(marker.size[number]) / float(marker.sizeref) / 2.0)
    return max(radius, float(marker.sizemin))


def _symbol(marker: Any, x: float, y: float, radius: float) -> str:
    colour = escape(str(marker.color))
    look = f"fill='{colour}' fill-opacity='0.8'"
    if marker.symbol in ("circle-open", "x-thin"):
        look = f"fill='none' stroke='{colour}'"
    if marker.symbol == "star":
        points = _corners(x, y, radius, 5, 90.0, STAR_INSIDE)
    elif marker.symbol in CORNERS:
        points = _corners(x, y, radius, *CORNERS[marker.symbol])
    else:
        return f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{radius:.1f}' {look}/>"
    return f"<polygon points='{points}' {look}/>"


def _corners(
    x: float, y: float, radius: float, count: int, first: float, inside: float = 1.0
) -> str:
    """List the corners of a symbol; a star has inner corners between the outer ones."""
    steps = count if inside == 1.0 else 2 * count
    points = []
    for step in range(steps):
        angle = math.radians(first + 360.0 * step / steps)
        reach = radius * (inside if steps > count and step % 2 else 1.0)
        points.append(f"{x + reach * math.cos(angle):.1f},{y - reach * math.sin(angle):.1f}")
    return " ".join(points)


def _scale(frame: _Frame, language: Language) -> str:
    """Draw a bar that shows how long a round number of kilometres is."""
    length = max(
        (each for each in BARS if each * frame.scale <= WIDEST_BAR * frame.width), default=BARS[0]
    )
    low, end = frame.height - MARGIN / 2, MARGIN + length * frame.scale
    text = escape(say("explore_scale", language, length=f"{length:g}"))
    return (
        f"<path d='M{MARGIN} {low}H{end:.1f}' stroke='#4d4d4d' stroke-width='3'/>"
        f"<text class='scale' x='{end + 6:.1f}' y='{low + 4:.1f}'>{text}</text>"
    )


def _entry(trace: Any) -> str:
    """Write a group of the legend; the centres are numbered on the map."""
    if trace.showlegend is False:
        return ""
    symbol = _symbol(trace.marker, 7.0, 7.0, 6.0)
    return f"<li><svg viewBox='0 0 14 14'>{symbol}</svg>{escape(unescape(str(trace.name)))}</li>"
