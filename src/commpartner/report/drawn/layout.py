"""Place a figure on a page: title, panels, legend, and margins as wide as their labels."""

from __future__ import annotations

from typing import Any

from commpartner.problems.arguments import refused
from commpartner.problems.optional import optional
from commpartner.report.charts.described import LETTER
from commpartner.report.drawn.axes import axis_of, dress_axis
from commpartner.report.drawn.legend import EDGE, draw_legend
from commpartner.report.drawn.looks import INK, lines_of
from commpartner.report.drawn.shapes import draw_shapes, hold_shapes
from commpartner.report.drawn.streams import draw_sankey
from commpartner.report.drawn.traces import Panel, draw_bars, draw_scatter, draw_waterfall
from commpartner.texts import Text

INCH = 72.0  # pixels, so that a pixel is a point
ABOVE = 18.0  # pixels above the title
LINE = 1.32  # of the height of letters: the distance of two lines
GAP = 12.0  # pixels between title, panels and legend
LEAST_PANEL = 120.0  # pixels of height
ROUNDS = 3  # in which panels make room for their labels


def draw_page(figure: Any, width: float, height: float) -> Any:
    """Draw a figure of a size [pixel]."""
    page = optional("matplotlib.figure").Figure((width / INCH, height / INCH), dpi=INCH)
    optional("matplotlib.backends.backend_agg").FigureCanvasAgg(page)
    letter = float(figure.layout.font.size or LETTER)
    top = _write_title(page, figure.layout.title, width, height)
    legend = draw_legend(page, figure, width, letter)
    room = (EDGE, legend + GAP, width - EDGE, height - top)  # left, bottom, right, top
    if any(trace.type == "sankey" for trace in figure.data):
        left, bottom, right, above = room
        sides = ((right - left) / width, (above - bottom) / height)
        ax = page.add_axes((left / width, bottom / height, *sides))
        for trace in figure.data:
            draw_sankey(ax, trace, (right - left, above - bottom), letter)
        return page
    panels = _draw_panels(page, figure, letter)
    for ax, _, key in panels.values():
        draw_shapes(ax, figure.layout, key, letter)
    _place_panels(page, panels, room, (width, height))
    return page


def _write_title(page: Any, title: Any, width: float, height: float) -> float:
    """Write title and note, and return how far down they reach [pixel]."""
    if title.text is None:
        return GAP
    down = ABOVE
    for line in lines_of(title.text):
        size = line.size or title.font.size or LETTER
        page.text(
            EDGE / width,
            1.0 - down / height,
            line.text,
            fontsize=size,
            color=INK,
            ha="left",
            va="top",
        )
        down += LINE * size
    return down + GAP


def _draw_panels(page: Any, figure: Any, letter: float) -> dict[Any, Any]:
    """Draw the traces of each pair of axes into a panel of its own."""
    pairs: dict[tuple[str, str], list[Any]] = {}
    for trace in figure.data:
        pairs.setdefault((trace.xaxis or "x", trace.yaxis or "y"), []).append(trace)
    panels = {}
    for number, (key, traces) in enumerate(pairs.items()):
        ax = page.add_axes((0.1, 0.1, 0.8, 0.8), label=str(number))
        ax.set_frame_on(False)
        ax.set_axisbelow(True)
        axes = axis_of(figure, key[0]), axis_of(figure, key[1])
        panel = Panel(ax, *axes, letter)
        draw_bars(panel, [each for each in traces if each.type == "bar"], figure.layout.barmode)
        for trace in traces:
            if trace.type == "waterfall":
                draw_waterfall(panel, trace)
            elif trace.type == "scatter":
                draw_scatter(panel, trace)
            elif trace.type != "bar":
                raise refused("figure", trace.type, Text("a_drawable_chart"))
        panels[key] = (ax, axes, key)
    for ax, _, key in panels.values():
        hold_shapes(ax, figure.layout.shapes, key)
    for which in (0, 1):
        _share_limits(panels, which)
    for ax, axes, _ in panels.values():
        for axis in axes:
            dress_axis(ax, axis, letter)
        if axes[1].own.scaleanchor is not None:
            ax.set_aspect(axes[1].own.scaleratio or 1.0, adjustable="box")
    return panels


def _share_limits(panels: dict[Any, Any], which: int) -> None:
    """Let axes that match hold the data of all of them."""
    boxes = optional("matplotlib.transforms").Bbox
    groups: dict[int, list[Any]] = {}
    for ax, axes, _ in panels.values():
        groups.setdefault(id(axes[which].shared._props), []).append(ax)
    for group in groups.values():
        whole = boxes.union([ax.dataLim for ax in group])
        for ax in group:
            points = ax.dataLim.get_points().copy()
            points[:, which] = whole.get_points()[:, which]
            ax.dataLim.set_points(points)


def _place_panels(page: Any, panels: dict[Any, Any], room: Any, size: tuple[float, float]) -> None:
    """Place the panels so that their labels stand within the room [pixel]."""
    left, bottom, right, top = room
    inner = [left, bottom, right, top]
    for _ in range(ROUNDS):
        for ax, axes, _key in panels.values():
            across, up = (axis.own.domain or (0.0, 1.0) for axis in axes)
            wide, tall = inner[2] - inner[0], max(inner[3] - inner[1], LEAST_PANEL)
            ax.set_position(
                (
                    (inner[0] + across[0] * wide) / size[0],
                    (inner[1] + up[0] * tall) / size[1],
                    (across[1] - across[0]) * wide / size[0],
                    (up[1] - up[0]) * tall / size[1],
                )
            )
        page.draw_without_rendering()
        boxes = [ax.get_tightbbox(page.canvas.get_renderer()) for ax, *_ in panels.values()]
        inner[0] += left - min(box.x0 for box in boxes)
        inner[1] += bottom - min(box.y0 for box in boxes)
        inner[2] += right - max(box.x1 for box in boxes)
        inner[3] += top - max(box.y1 for box in boxes)
