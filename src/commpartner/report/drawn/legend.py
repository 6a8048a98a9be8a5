"""Draw the legend below the panels."""

from __future__ import annotations

from typing import Any

from commpartner.problems.optional import optional
from commpartner.report.drawn.looks import HATCHES, INK, NONE, colour_of, dashes_of, text_of
from commpartner.report.drawn.traces import mark_of

EDGE = 16.0  # pixels left and right of everything
KEY = 8.0  # pixels of a mark in the legend


def draw_legend(page: Any, figure: Any, width: float, letter: float) -> float:
    """Draw the legend at the bottom, and return its height [pixel]."""
    listed = [
        trace
        for trace in figure.data
        if trace.name and trace.type != "sankey" and trace.showlegend is not False
    ]
    forced = any(trace.showlegend for trace in listed) or figure.layout.showlegend
    if figure.layout.showlegend is False or not (len(listed) > 1 or (listed and forced)):
        return 0.0
    handles = [_handle(trace) for trace in listed]
    names = [text_of(trace.name).replace("\n", " ") for trace in listed]
    for columns in range(len(listed), 0, -1):
        order = [at for first in range(columns) for at in range(first, len(listed), columns)]
        legend = page.legend(
            [handles[at] for at in order],
            [str(at) for at in order],  # a name that begins with "_" would be left out
            ncols=columns,
            loc="lower left",
            bbox_to_anchor=(EDGE / width, 0.0),
            fontsize=letter - 1.0,
            frameon=False,
            borderaxespad=0.6,
            borderpad=0.0,
            handlelength=2.4,
            columnspacing=1.6,
        )
        for text, at in zip(legend.get_texts(), order, strict=True):
            text.set(text=names[at], color=INK)
        box = legend.get_window_extent(page.canvas.get_renderer())
        if box.width <= width - 2 * EDGE or columns == 1:
            return float(box.y1)
        legend.remove()
    return 0.0


def _handle(trace: Any) -> Any:
    """Make the key of a trace in the legend."""
    if trace.type != "scatter":
        pattern = trace.marker.pattern if trace.type == "bar" else None
        return optional("matplotlib.patches").Patch(
            facecolor=colour_of(trace.marker.color),
            hatch=HATCHES.get(pattern.shape) if pattern is not None and pattern.shape else None,
            hatchcolor=colour_of(pattern.fgcolor if pattern is not None else None),
            edgecolor=NONE,
        )
    mode = trace.mode or "lines"
    line: dict[str, Any] = {"color": colour_of(trace.line.color or trace.marker.color)}
    if "lines" in mode:
        width = 2.0 if trace.line.width is None else trace.line.width
        line |= {"linewidth": width, "linestyle": dashes_of(trace.line.dash, width)}
    else:
        line |= {"linestyle": NONE}
    if "markers" in mode:
        look = mark_of(trace, 1 if trace.marker.sizemode is None else len(trace.x))
        edge = look.get("edgecolors", look.get("c"))
        line |= {
            "marker": look["marker"],
            "markersize": KEY,
            "markerfacecolor": look.get("facecolors", edge),
            "markeredgecolor": edge,
            "markeredgewidth": float(look["linewidths"]),
        }
    return optional("matplotlib.lines").Line2D([], [], **line)
