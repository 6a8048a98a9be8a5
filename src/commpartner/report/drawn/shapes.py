"""Draw the lines, boxes and notes that stand on a panel beside its traces."""

from __future__ import annotations

from typing import Any

from commpartner.problems.optional import optional
from commpartner.report.drawn.looks import INK, colour_of, dashes_of, text_of


def draw_shapes(ax: Any, layout: Any, key: tuple[str, str], letter: float) -> None:
    """Draw the lines, boxes and notes that belong to a panel."""
    patches = optional("matplotlib.patches")
    for shape in layout.shapes:
        across = _transform(ax, shape, key)
        if across is None:
            continue
        width = float(shape.line.width or 2.0)
        look = {
            "linewidth": width,
            "linestyle": dashes_of(shape.line.dash, width),
            "transform": across,
            "zorder": 2.4,
        }
        x, y = (shape.x0, shape.x1), (shape.y0, shape.y1)
        if shape.type == "line":
            line = optional("matplotlib.lines").Line2D
            ax.add_line(line(x, y, color=colour_of(shape.line.color), **look))
        else:
            corner, sides = (min(x), min(y)), (abs(x[1] - x[0]), abs(y[1] - y[0]))
            look |= {
                "facecolor": colour_of(shape.fillcolor),
                "edgecolor": colour_of(shape.line.color),
            }
            ax.add_patch(patches.Rectangle(corner, *sides, **look))
    for note in layout.annotations:
        across = _transform(ax, note, key)
        if across is not None:
            ax.text(
                note.x,
                note.y,
                text_of(note.text),
                transform=across,
                ha={"left": "left", "right": "right"}.get(str(note.xanchor), "center"),
                va={"top": "top", "bottom": "bottom"}.get(str(note.yanchor), "center"),
                fontsize=note.font.size or letter,
                color=colour_of(note.font.color or INK),
            )


def _transform(ax: Any, each: Any, key: tuple[str, str]) -> Any:
    """Return how a shape is placed in a panel; None if it belongs to another."""
    refs = [str(each.xref or "x"), str(each.yref or "y")]
    if any(ref.partition(" ")[0] not in (own, "paper") for ref, own in zip(refs, key, strict=True)):
        return None
    transforms = optional("matplotlib.transforms")
    parts = [ax.transAxes if ref == "paper" or " " in ref else ax.transData for ref in refs]
    return transforms.blended_transform_factory(*parts)


def hold_shapes(ax: Any, shapes: Any, key: tuple[str, str]) -> None:
    """Let the limits of a panel hold its shapes, as far as they stand on its axes."""
    for shape in shapes:
        for which, own in enumerate(key):
            letter = own[0]
            other = str(shape["yx"[which] + "ref"] or "yx"[which]).partition(" ")[0]
            if (shape[f"{letter}ref"] or letter) != own or other not in (key[1 - which], "paper"):
                continue
            points = ax.dataLim.get_points().copy()
            ends = (shape[f"{letter}0"], shape[f"{letter}1"])
            points[0, which] = min(points[0, which], *ends)
            points[1, which] = max(points[1, which], *ends)
            ax.dataLim.set_points(points)
