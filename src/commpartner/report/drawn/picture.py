"""Write a chart as PNG or SVG."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commpartner.errors import InputError, Problem
from commpartner.facts.words import say
from commpartner.io.atomic import check_place, replace_files
from commpartner.problems.arguments import of_type, one_number
from commpartner.problems.optional import optional
from commpartner.report.charts.described import WIDTH, described, fitted
from commpartner.report.charts.style import plotly
from commpartner.report.drawn.fonts import families_for
from commpartner.report.drawn.layout import INCH, draw_page
from commpartner.report.drawn.looks import INK, text_of
from commpartner.texts import Language, Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SUFFIXES = (".png", ".svg")
SCALES = (0.1, 10.0)
SETTINGS = {  # of Matplotlib, whatever those of the user are
    "axes.unicode_minus": True,
    "axes.labelcolor": INK,
    "hatch.linewidth": 1.0,
    "svg.fonttype": "path",
    "svg.hashsalt": "commpartner",
    "text.parse_math": False,
    "text.usetex": False,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
}


def write_picture(
    figure: Figure, file: Path | str, *, width: int = WIDTH, scale: float = 2
) -> None:
    """Write a chart as PNG or SVG, without a browser.

    Matplotlib draws the same traces as Plotly. The letters of an SVG file are outlines, so that
    it needs no font. Equal figures give equal files.

    Parameters
    ----------
    figure
        As a function of `plots` returns it.
    file
        Ends in ``.png`` or ``.svg``. A file of this name is replaced.
    width
        Of the chart [pixel]; its height is its own.
    scale
        Pixels of PNG for each pixel of the chart, from 0.1 to 10.

    Raises
    ------
    ArgumentError
        If the figure is no chart of this module, or has a trace that cannot be drawn.
    InputError
        If the file has another ending or cannot be written.
    MissingExtraError
        If Matplotlib is not installed (extra ``pictures``), or no font has the letters of the
        chart.

    Examples
    --------
    >>> import commpartner as cp, tempfile, pathlib
    >>> xiashan = cp.datasets.load("xiashan")
    >>> run = cp.simulate(xiashan, "clustered", months=24, draws=2, seed=7)
    >>> figure = cp.plots.money_over_time(run, "zh")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "money.svg")
    ...     cp.plots.write_picture(figure, file)
    ...     file.read_text(encoding="utf-8").startswith("<?xml")
    True
    """
    of_type("file", file, (str, Path), Text("a_path"))
    path = Path(file)
    check_picture(path)
    allowed = Text("within", what=Text("a_number"), low=SCALES[0], high=SCALES[1])
    one_number("scale", scale, lambda x: SCALES[0] <= x <= SCALES[1], allowed)
    content = picture(figure, path.suffix.lower()[1:], width=width, scale=scale)
    replace_files(path.parent, {path.name: content})


def check_picture(path: Path) -> None:
    """Check the ending and the place of a picture."""
    if path.suffix.lower() not in SUFFIXES:
        allowed = Text("one_of", names=", ".join(SUFFIXES))
        raise InputError([Problem(str(path), None, Text("file"), repr(path.suffix), allowed)])
    check_place(path)


def check_pictures(folder: Path, language: Language) -> None:
    """Check that pictures can be drawn in a language, and a folder be written, before the work."""
    families_for([say("policy", language)])
    check_place(folder)


def picture(figure: Figure, form: str, *, width: int = WIDTH, scale: float = 2) -> bytes:
    """Return a chart as the content of a PNG or SVG file."""
    described(figure)
    matplotlib = optional("matplotlib")
    placed = fitted(copied(figure), width)
    settings = {**SETTINGS, "font.family": families_for(_texts(placed))}
    with matplotlib.rc_context(settings):
        drawn = draw_page(placed, float(width), float(placed.layout.height))
        kept = BytesIO()
        known = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
        drawn.savefig(kept, format=form, dpi=INCH * scale, metadata=known)
    return kept.getvalue()


def copied(figure: Figure) -> Figure:
    """Return a figure of its own with the same traces and layout, whose arrays are still arrays."""
    # `Figure(figure)` takes "type" out of the traces of its argument and puts it back as their last
    # key: the figure would then be written in another order. `deepcopy` encodes the arrays.
    traces = [trace.to_plotly_json() for trace in figure.data]
    made: Figure = plotly().Figure(traces, figure.layout)
    return made


def _texts(figure: Any) -> Iterator[str]:
    """List all texts of a figure, and the digits and signs of axes."""
    yield "0123456789,.−"
    yield text_of(figure.layout.title.text)
    for key in figure.layout:
        if key[1:].startswith("axis"):
            axis = figure.layout[key]
            yield from map(text_of, (axis.title.text, axis.ticksuffix, *(axis.ticktext or ())))
    for note in figure.layout.annotations:
        yield text_of(note.text)
    for trace in figure.data:
        yield text_of(trace.name)
        named = ("node.label",) if trace.type == "sankey" else ("text", "x", "y")
        for name in named:
            values = trace[name]
            each = (values,) if isinstance(values, str) else () if values is None else values
            yield from (text_of(value) for value in each if isinstance(value, str))
