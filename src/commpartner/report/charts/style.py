"""Style every chart: colours, fonts, title, mark of synthetic data, bands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from commpartner.facts.labels import UNIT_NAMES, label_of
from commpartner.facts.words import say
from commpartner.problems.arguments import check_language, of_type
from commpartner.problems.optional import optional
from commpartner.problems.wording import Language
from commpartner.results.result import SimulationResult
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Distinct for colour-blind readers, too: Okabe & Ito's set (Wong 2011, doi:10.1038/nmeth.1618).
BLUE, ORANGE, SKY = "#0072B2", "#D55E00", "#56B4E9"
GREEN, AMBER, PINK = "#009E73", "#E69F00", "#CC79A7"
GREY, PALE, BLACK = "#4D4D4D", "#BFBFBF", "#000000"
GAIN, LOSS, TOTAL = BLUE, ORANGE, GREY
FONT = "Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, PingFang SC, sans-serif"

TEN_THOUSAND = 1.0 / UNIT_NAMES["yuan"].factor


def plotly(part: str = "graph_objects") -> Any:
    """Import a part of Plotly."""
    return optional(f"plotly.{part}")


ALLOWED = {
    "comparison": Text("a_comparison"),
    "information": Text("an_information"),
    "loop": Text("a_loop"),
    "result": Text("a_result"),
    "results": Text("results_by_name"),
    "savings": Text("a_savings"),
}


def check_given(name: str, value: object, kind: type, language: object) -> None:
    """Validate the result and the language of a chart."""
    of_type(name, value, kind, ALLOWED[name])
    if isinstance(value, Mapping):
        for key, each in value.items():
            of_type(f"{name}[{key!r}]", each, SimulationResult, ALLOWED["result"])
    check_language(language)


def dress(
    figure: Figure, title: str, synthetic: bool, language: Language, note: str = "", **more: Any
) -> Figure:
    """Add the shared style, note and mark of synthetic data to a figure."""
    mark = say("chart_synthetic", language) if synthetic else ""
    below = " · ".join(filter(None, [note, mark]))
    if below:
        title = f'{title}<br><span style="font-size:12px">{below}</span>'
    place = {"xref": "container", "x": 0, "xanchor": "left", "y": 1, "yanchor": "top"}
    figure.update_layout(
        title={"text": title, "font_size": 16, "pad": {"l": 16, "t": 26}, **place},
        template="plotly_white",
        font={"family": FONT, "size": 13},
        margin={"l": 70, "r": 30, "t": 80, "b": 60},
    )
    figure.update_layout(**more)
    figure.update_xaxes(title_font_size=13)
    figure.update_yaxes(title_font_size=13, ticklabelstandoff=6)
    return figure


def axis_unit(unit: str, language: Language) -> str:
    """Return the unit of an axis, scaled as charts scale it."""
    return label_of(UNIT_NAMES[unit], language)


def policy_label(result: SimulationResult, language: Language) -> str:
    """Return the name of the policy in a language."""
    return label_of(result.policy, language) or result.policy_name


def add_band(
    figure: Figure, rows: pd.DataFrame, name: str, colour: str, *, factor: float = 1.0, **place: int
) -> None:
    """Draw the mean of a monthly series as a line over its 5-95 % band."""
    add_range(figure, rows["month"], rows["p5"] * factor, rows["p95"] * factor, colour, **place)
    figure.add_scatter(
        x=rows["month"],
        y=rows["mean"] * factor,
        name=name,
        line={"color": colour, "width": 2.5},
        **place,
    )


def add_range(
    figure: Figure,
    x: Iterable[float],
    low: Iterable[float],
    high: Iterable[float],
    colour: str,
    **place: int,
) -> None:
    """Fill the area between two lines."""
    forth, low = list(x), list(low)
    figure.add_scatter(
        x=[*forth, *reversed(forth)],
        y=[*high, *reversed(low)],
        fill="toself",
        line_width=0,
        fillcolor=colour,
        opacity=0.18,
        showlegend=False,
        hoverinfo="skip",
        **place,
    )
