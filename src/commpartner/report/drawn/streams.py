"""Draw a Sankey diagram: nodes in columns, and streams between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from commpartner.problems.arguments import Array
from commpartner.problems.optional import optional
from commpartner.report.drawn.breadths import Breadths
from commpartner.report.drawn.looks import colour_of, floats, text_of

BESIDE = 5.0  # pixels between a node and its label
HALO = 2.5  # pixels of white about a label
LABEL = 1.45  # of the height of letters: that of a line of a label
THIN = 1.0  # pixels: a thinner stream has an edge, so that it is seen
MIDDLE = 3  # columns; if there are more, labels of the last two columns stand between them


Whole = NDArray[np.int64]


class Streams(NamedTuple):
    """Hold streams: node to node, by number, and how much, (stream,) each."""

    source: Whole
    target: Whole
    value: Array


class Placed(NamedTuple):
    """Hold where nodes stand: column, top and height [pixel], (node,) each."""

    column: Whole
    top: Array
    height: Array


def draw_sankey(ax: Any, trace: Any, size: tuple[float, float], letter: float) -> None:
    """Draw a Sankey diagram into axes of a size [pixel]."""
    width, height = size
    node, link = trace.node, trace.link
    streams = Streams(
        np.array(link.source, dtype=int), np.array(link.target, dtype=int), floats(link.value)
    )
    labels = np.array([LABEL * letter * (text_of(each).count("\n") + 1) for each in node.label])
    placed = place_nodes(streams, height, node.pad or 10.0, labels)
    thick = float(node.thickness or 12.0)
    last = max(int(placed.column.max()), 1)
    left = placed.column * (width - thick) / last
    ax.set(xlim=(0.0, width), ylim=(height, 0.0))
    ax.axis("off")
    _draw_streams(ax, streams, placed, (left, thick), [colour_of(each) for each in link.color])
    effects = optional("matplotlib.patheffects")
    halo = [effects.withStroke(linewidth=HALO, foreground="white")]
    patches = optional("matplotlib.patches")
    for number, (label, colour) in enumerate(zip(node.label, node.color, strict=True)):
        x, y, tall = left[number], placed.top[number], placed.height[number]
        ax.add_patch(
            patches.Rectangle((x, y), thick, max(tall, 1.0), color=colour_of(colour), linewidth=0)
        )
        text = ax.text(
            x + thick + BESIDE,
            y + tall / 2,
            text_of(label),
            ha="left",
            va="center",
            fontsize=letter,
            color="black",
            path_effects=halo,
            linespacing=1.1,
            zorder=5,
        )
        beyond = text.get_window_extent().width > width - x - thick - BESIDE
        if placed.column[number] == last or beyond:
            text.set(x=x - BESIDE, ha="right")


def place_nodes(streams: Streams, height: float, gap: float, labels: Array) -> Placed:
    """Place nodes with labels of some height: columns by the longest way, heights by what flows.

    The nodes of a column have the order of the page (`Breadths`). Nodes that pay nobody stand in
    the last column.
    """
    count = len(labels)
    column = columns_of(count, streams)
    through = _through(streams, count)
    ends = list(zip(streams.source.tolist(), streams.target.tolist(), strict=True))
    moved = Breadths(ends, streams.value, column, through, height, gap)
    top, tall = moved.placed(), np.array(moved.tall)
    groups = [np.array(layer) for layer in moved.layers]
    if len(groups) > MIDDLE:
        _clear_labels(groups, top, tall, labels)
    return Placed(column, top, tall)


def _clear_labels(groups: list[Whole], top: Array, tall: Array, labels: Array) -> None:
    """Move the nodes before the last column off the labels of the last, which stand there."""
    taken = [(top[node] + tall[node] / 2, labels[node]) for node in groups[-1]]
    for node in groups[-2][np.argsort(top[groups[-2]])]:
        middle = top[node] + tall[node] / 2
        apart = [(at, (high + labels[node]) / 2) for at, high in taken]
        free = [
            each
            for each in (middle, *(at + room for at, room in apart), *(at - r for at, r in apart))
            if all(abs(each - at) >= room - 1e-9 for at, room in apart) and each >= labels[node] / 2
        ]
        best = min(free, key=lambda each: abs(each - middle))
        top[node] = best - tall[node] / 2
        taken.append((best, labels[node]))


def columns_of(count: int, streams: Streams) -> Whole:
    """Count the columns of nodes by the longest way to them; ends stand in the last.

    Examples
    --------
    >>> columns_of(4, Streams(np.array([0, 1, 0]), np.array([1, 2, 3]), np.ones(3))).tolist()
    [0, 1, 2, 2]
    """
    column = np.zeros(count, dtype=int)
    for _ in range(count):
        further = column.copy()
        np.maximum.at(further, streams.target, column[streams.source] + 1)
        if (further == column).all():
            break
        column = further
    ends = ~np.isin(np.arange(count), streams.source)
    column[ends] = column.max()
    return column


def _draw_streams(
    ax: Any, streams: Streams, placed: Placed, nodes: tuple[Array, float], colours: Iterable[Any]
) -> None:
    """Draw each stream as a band that bends from its source to its target."""
    left, thick = nodes
    path = optional("matplotlib.path").Path
    patch = optional("matplotlib.patches").PathPatch
    scale = placed.height / np.maximum(_through(streams, len(left)), 1e-12)
    starts = _stacked(streams.source, streams.target, placed.top, streams, placed, scale)
    ends = _stacked(streams.target, streams.source, placed.top, streams, placed, scale)
    for number, colour in enumerate(colours):
        source, target = streams.source[number], streams.target[number]
        x0, x1 = left[source] + thick, left[target]
        tall = scale[source] * streams.value[number]
        y0, y1 = starts[number], ends[number]
        bend = (x0 + x1) / 2
        points = [(x0, y0), (bend, y0), (bend, y1), (x1, y1), (x1, y1 + tall)]
        points += [(bend, y1 + tall), (bend, y0 + tall), (x0, y0 + tall), (x0, y0)]
        codes = [path.MOVETO, *[path.CURVE4] * 3, path.LINETO, *[path.CURVE4] * 3, path.CLOSEPOLY]
        edge = {"linewidth": THIN, "edgecolor": colour} if tall < THIN else {"linewidth": 0.0}
        ax.add_patch(patch(path(points, codes), facecolor=colour, **edge))


def _through(streams: Streams, count: int) -> Array:
    """Return what flows through each node: what comes in or goes out, if that is more."""
    out = np.bincount(streams.source, streams.value, count)
    into = np.bincount(streams.target, streams.value, count)
    return np.asarray(np.maximum(out, into), dtype=float)


def _stacked(
    here: Whole, there: Whole, top: Array, streams: Streams, placed: Placed, scale: Array
) -> Array:
    """Return the tops of streams at one of their ends, ordered by their other end."""
    tops = np.zeros(len(here))
    for node in np.unique(here):
        these = np.flatnonzero(here == node)
        these = these[np.argsort(top[there[these]], kind="stable")]
        tall = scale[node] * streams.value[these]
        tops[these] = placed.top[node] + np.cumsum(tall) - tall
    return tops
