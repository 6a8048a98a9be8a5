"""Style every chart: colours, fonts, title, mark of synthetic data, bands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from commpartner.facts.labels import UNIT_NAMES, label_of, unit_name
from commpartner.facts.quantities import amount, number, percent
from commpartner.facts.words import say
from commpartner.problems.arguments import check_language, of_type
from commpartner.problems.optional import optional
from commpartner.problems.wording import Language
from commpartner.report.charts.described import WIDTH, Told, describe, fitted
from commpartner.report.charts.names import BREAK, plain
from commpartner.results.result import SimulationResult
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Distinct for colour-blind readers, too: Okabe & Ito's set (Wong 2011, doi:10.1038/nmeth.1618).
BLUE, ORANGE, SKY = "#0072B2", "#D55E00", "#56B4E9"
GREEN, AMBER, PINK = "#009E73", "#E69F00", "#CC79A7"
GREY, PALE, BLACK, YELLOW = "#4D4D4D", "#BFBFBF", "#000000", "#F0E442"
GAIN, LOSS, TOTAL = BLUE, ORANGE, GREY
# Of bars that stand side by side: they serve where colours do not, as in print without colour.
PATTERNS = ("", "/", "x", ".", "\\", "-", "|", "+")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "hexagon", "pentagon")
FONT = "Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, PingFang SC, sans-serif"

# A legend below the chart, whatever its height.
BELOW = {"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "x": 0}


def plotly(part: str = "graph_objects") -> Any:
    """Import a part of Plotly."""
    return optional(f"plotly.{part}")


ALLOWED = {
    "comparison": Text("a_comparison"),
    "curves": Text("an_acceptability"),
    "information": Text("an_information"),
    "loop": Text("a_loop"),
    "plan": Text("a_district_plan"),
    "plane": Text("a_cost_effectiveness"),
    "result": Text("a_result"),
    "results": Text("results_by_name"),
    "roll_out": Text("a_roll_out_plan"),
    "savings": Text("a_savings"),
    "survey": Text("a_survey_of_sizes"),
    "what": Text("a_result_or_programme"),
    "worth": Text("information_over_willingness"),
}


def check_given(name: str, value: object, kind: type | tuple[type, ...], language: object) -> None:
    """Validate the result and the language of a chart."""
    of_type(name, value, kind, ALLOWED[name])
    if name == "results" and isinstance(value, Mapping):
        for key, each in value.items():
            of_type(f"{name}[{key!r}]", each, SimulationResult, ALLOWED["result"])
    check_language(language)


def dress(
    figure: Figure,
    title: str,
    synthetic: bool,
    language: Language,
    note: str = "",
    *,
    told: Told,
    **more: Any,
) -> Figure:
    """Add the shared style, title, note, mark of synthetic data and description to a figure."""
    mark = say("chart_synthetic", language) if synthetic else ""
    below = " · ".join(filter(None, [note, mark]))
    figure.update_layout(
        template="plotly_white",
        font_family=FONT,
        margin_b=60,
    )
    figure.update_layout(**more)
    figure.update_xaxes(separatethousands=True)
    figure.update_yaxes(separatethousands=True, ticklabelstandoff=6)
    describe(figure, title, below, told)
    return fitted(figure, WIDTH)


def axis_unit(unit: str, language: Language) -> str:
    """Return the unit of an axis that no size of its values changes."""
    return label_of(UNIT_NAMES[unit], language)


def headed(name: str, unit: str, language: Language) -> str:
    """Return a name with its unit, as headings and axes have them."""
    return say("chart_headed", language, name=name, unit=unit) if unit else name


def quantity(value: float, unit: str, language: Language) -> str:
    """Format a value with its unit for a sentence; large sums of money in millions or 万.

    Examples
    --------
    >>> quantity(2_883_000.0, "yuan/year", "en"), quantity(2_883_000.0, "yuan/year", "zh")
    ('2.88 million yuan/year', '288万元/年')
    >>> quantity(0.262, "share", "en"), quantity(14.0, "month", "zh")
    ('26%', '14月')
    """
    if unit == "share":
        return percent(value, language)
    name = unit_name(unit, language)
    shown = amount(value, language) if unit.startswith("yuan") else number(value)
    return f"{shown} {name}" if language == "en" else f"{shown}{name}"


def policy_label(result: SimulationResult, language: Language) -> str:
    """Return the name of the policy in a language, as plain text."""
    return plain(label_of(result.policy, language) or result.policy_name)


class Line(NamedTuple):
    """Hold how a line looks: colour, dashes, which serve without colour."""

    colour: str
    dash: str = "solid"


def add_band(
    figure: Figure, rows: pd.DataFrame, name: str, look: Line, *, factor: float = 1.0, **place: int
) -> None:
    """Draw the mean of a monthly series as a line over its 5-95 % band."""
    low, high = rows["p5"] * factor, rows["p95"] * factor
    add_range(figure, rows["month"], low, high, look, **place)
    figure.add_scatter(
        x=rows["month"],
        y=rows["mean"] * factor,
        name=name,
        line={"color": look.colour, "width": 2.5, "dash": look.dash},
        **place,
    )


def add_range(
    figure: Figure,
    x: Iterable[float],
    low: Iterable[float],
    high: Iterable[float],
    look: Line,
    **place: int,
) -> None:
    """Fill the area between two lines, whose edges have the dashes of their line."""
    forth, low = list(x), list(low)
    figure.add_scatter(
        x=[*forth, *reversed(forth)],
        y=[*high, *reversed(low)],
        fill="toself",
        mode="lines",
        line={"color": translucent(look.colour, 0.5), "width": 0.75, "dash": look.dash},
        fillcolor=translucent(look.colour, 0.15),
        showlegend=False,
        hoverinfo="skip",
        **place,
    )


def translucent(colour: str, share: float) -> str:
    """Return a colour that lets what lies below show through.

    Examples
    --------
    >>> translucent("#0072B2", 0.5)
    'rgba(0,114,178,0.5)'
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def height_of(names: Iterable[str], least: int = 40) -> int:
    """Return the height of rows with these labels [pixel]: of all, as the longest needs."""
    lines = [name.count(BREAK) + 1 for name in names]
    return len(lines) * max(least, 18 * max(lines, default=1) + 10)


def add_rule(figure: Figure, at: float, colour: str, dash: str, axis: str = "x") -> None:
    """Draw a line across a panel at a value of an axis: x upright, y level."""
    across = f"{'y' if axis[0] == 'x' else 'x'}{axis[1:]} domain"
    ends = {"xref": axis, "yref": across, "x0": at, "x1": at, "y0": 0, "y1": 1}
    if axis[0] == "y":
        ends = {"xref": across, "yref": axis, "x0": 0, "x1": 1, "y0": at, "y1": at}
    figure.add_shape(
        type="line",
        **ends,
        line={"color": colour, "dash": dash, "width": 1.5},
    )
