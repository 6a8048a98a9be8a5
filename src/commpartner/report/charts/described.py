"""Describe charts in words and tables, and fit them to a width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from commpartner.problems.arguments import one_number, refused
from commpartner.report.charts.names import BREAK, drawn
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

WIDTH = 900  # pixels for which a chart is drawn, if nothing else is said
NARROW = 600  # pixels below which labels, margins and letters are smaller
TITLE, NOTE, LETTER, SMALL = 16, 12, 13, 11  # pixels of a letter
LEGEND_ROW = 16  # pixels
HEIGHT = 450  # pixels, if a chart has none of its own
COLUMN = 0.53  # of the height of a letter: the width of a column
EDGE = 16  # pixels left and right of the title
LEAST, MOST = 200, 10_000  # pixels


class Told(NamedTuple):
    """Hold what a chart shows in words, the table that it draws, and what it does if narrow."""

    alt: str
    table: pd.DataFrame
    upright: bool = False  # labels of the x axis in a narrow place
    least_width: int = 0  # pixels below which labels overlap


class Described(NamedTuple):
    """Hold a chart in words and numbers, for readers who do not see it.

    Attributes
    ----------
    title, note
        What stands above the chart, as plain text.
    alt
        What it shows, in one or two sentences.
    table
        The numbers that it draws, under headings with units.
    least_width
        Below which labels overlap [pixel]: a page lets the reader move such a chart sideways.
    """

    title: str
    note: str
    alt: str
    table: pd.DataFrame
    least_width: int


def describe(figure: Figure, title: str, note: str, told: Told) -> None:
    """Keep title, note, text and table in the figure, as plain text and numbers."""
    table = told.table.astype(object).where(told.table.notna(), None)
    figure.layout.meta = {
        "title": title,
        "note": note,
        "alt": told.alt,
        "upright": told.upright,
        "least_width": told.least_width,
        "height": figure.layout.height or HEIGHT,
        "table": {"columns": [*map(str, table)], "rows": table.to_numpy().tolist()},
    }


def described(figure: Figure) -> Described:
    """Return title, note, text and table of a chart of this module.

    The text is in ``figure.layout.meta["alt"]``, too. All are plain text: a page must escape them.

    Parameters
    ----------
    figure
        As a function of `plots` returns it.

    Raises
    ------
    ArgumentError
        If the figure has no description.
    """
    kept = _kept(figure)
    table = pd.DataFrame(kept["table"]["rows"], columns=kept["table"]["columns"])
    return Described(kept["title"], kept["note"], kept["alt"], table, kept["least_width"])


def fitted(figure: Figure, width: int, *, titled: bool = True) -> Figure:
    """Fit title, note and margins of a chart to a width, and return the same figure.

    Parameters
    ----------
    width
        Of the place where it is shown [pixel].
    titled
        Whether title and note stand in the chart; if not, a page can show those of `described`.

    Raises
    ------
    ArgumentError
        If the figure has no description, or the width is below 200.
    """
    kept = _kept(figure)
    allowed = Text("within", what=Text("a_whole_number"), low=LEAST, high=MOST)
    one_number("width", width, lambda x: LEAST <= x <= MOST and x == int(x), allowed)
    if not isinstance(titled, bool):
        raise refused("titled", titled, Text("true_or_false"))
    title = drawn(kept["title"], _columns(width, TITLE)).split(BREAK)
    note = drawn(kept["note"], _columns(width, NOTE)).split(BREAK) if kept["note"] else []
    text = BREAK.join(title)
    if note:
        text += f'{BREAK}<span style="font-size:{NOTE}px">{BREAK.join(note)}</span>'
    place = {"xref": "container", "x": 0, "xanchor": "left", "y": 1, "yanchor": "top"}
    above = 44 + 21 * (len(title) - 1) + 17 * len(note)
    figure.update_layout(
        title={"text": text, "font_size": TITLE, "pad": {"l": EDGE, "t": 26}, **place},
        margin_t=above + 14 if titled else 24,
    )
    if not titled:
        figure.layout.title = None
    _scale(figure, kept, width < NARROW)
    return figure


def _scale(figure: Figure, kept: dict[str, Any], small: bool) -> None:
    """Set letters, margins, legend and height for a narrow or a wide place."""
    letter = SMALL if small else LETTER
    legend = 0
    if small and figure.layout.showlegend is not False:
        legend = LEGEND_ROW * max(sum(bool(trace.name) for trace in figure.data) - 2, 0)
    figure.update_layout(
        font_size=letter,
        height=kept["height"] + legend,
        margin={"l": 8 if small else 70, "r": 12 if small else 30},
    )
    if figure.layout.legend.yref == "container":
        figure.update_layout(legend={"xref": "container", "x": 0.02})
    figure.update_xaxes(title_font_size=letter)
    figure.update_yaxes(title_font_size=letter)
    if kept["upright"]:
        figure.update_xaxes(tickangle=-90 if small else 0)


def _columns(width: int, letter: int) -> int:
    return int((width - 2 * EDGE) / (COLUMN * letter))


def _kept(figure: Any) -> dict[str, Any]:
    """Return the description that a figure keeps."""
    meta = getattr(getattr(figure, "layout", None), "meta", None)
    if not (isinstance(meta, dict) and "table" in meta):
        raise refused("figure", type(figure).__name__, Text("a_chart"))
    return meta
