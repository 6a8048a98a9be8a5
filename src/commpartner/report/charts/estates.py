"""Draw what each estate is charged, what the same would cost alone, what it pays and gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from commpartner.facts.labels import in_language
from commpartner.facts.words import say
from commpartner.problems.arguments import refused
from commpartner.problems.wording import Language
from commpartner.report.charts.described import Told
from commpartner.report.charts.names import TICK, distinct, drawn, plain
from commpartner.report.charts.style import (
    AMBER,
    BELOW,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    SKY,
    axis_unit,
    check_given,
    dress,
    plotly,
    policy_label,
    quantity,
)
from commpartner.results.result import SimulationResult
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Columns of `SimulationResult.estates` in the two panels, with colour and symbol.
CHARGED = {"stand_alone_cost": (SKY, "circle-open"), "cost": (BLUE, "circle")}
PAID = {
    "service_received": (GREY, "square-open"),
    "fees": (GREEN, "diamond"),
    "fallback": (ORANGE, "x-thin"),
    "reinvested": (AMBER, "triangle-up"),
}
MOST_NAMED = 80  # estates in rows of their own; of more, names are shown by hovering
NAMING = ("cost", "fees")
DIGITS = 2  # behind the point: fen
ROW = 17  # pixels
NAME = 22  # columns
UNIT = "yuan/household/month"


def estate_charges(result: SimulationResult, language: Language = "en") -> Figure:
    """Draw for each estate its charge beside the cost alone, and what it pays and gets.

    The estates are ordered by their charge [yuan/household/month]. The first panel has the part
    of the cost that an estate is charged and the cost of the same service alone, at the prices of
    month 0. The second has means of all months: the service received at its cost, what households
    pay, and what ventures and the operator add. Up to 80 estates have a row and a name each; more
    are drawn in the order of their rank.

    Raises
    ------
    ArgumentError
        If the policy serves no estate.
    MissingExtraError
        If Plotly is not installed.

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> run = cp.simulate(xiashan, "clustered", months=12, draws=2, seed=7)
    >>> len(cp.plots.described(cp.plots.estate_charges(run)).table)
    60
    """
    check_given("result", result, SimulationResult, language)
    served = result.estates.dropna(subset=["cost"])
    if served.empty:
        raise refused("result", Text("without_estates"), Text("serves_an_estate"))
    served = served.sort_values("cost", ascending=False, kind="stable")
    names = distinct(
        plain(in_language(name or key, language), NAME)
        for key, name in zip(served["id"], served["name"], strict=True)
    )
    rows = len(served) <= MOST_NAMED
    figure: Figure = plotly("subplots").make_subplots(
        rows=1 if rows else 2,
        cols=2 if rows else 1,
        shared_yaxes=rows,
        shared_xaxes=not rows,
        horizontal_spacing=0.04,
        vertical_spacing=0.1,
    )
    shown = served[[*CHARGED, *PAID]].round(DIGITS)
    places = [drawn(name) for name in names] if rows else list(range(1, len(names) + 1))
    for panel, columns in enumerate((CHARGED, PAID), start=1):
        where = {"row": 1, "col": panel} if rows else {"row": panel, "col": 1}
        if panel == 1:
            _add_spans(figure, shown, places, rows, where)
        for column, (colour, symbol) in columns.items():
            amounts = shown[column].tolist()
            figure.add_scatter(
                x=amounts if rows else places,
                y=places if rows else amounts,
                mode="markers",
                name=_label(column, language),
                marker={
                    "color": colour,
                    "symbol": symbol,
                    "size": 8 if rows else 4,
                    "line": {"color": colour, "width": 1.5 if rows else 1},
                },
                **_hover(names, rows, column),
                **where,
            )
    label = policy_label(result, language)
    dearer = int((served["cost"] > served["stand_alone_cost"]).sum())
    gains = int((served["service_received"] > served["fees"]).sum())
    middle = served[["cost", "stand_alone_cost", "fees", "service_received"]].median()
    alt = say(
        "chart_estates_alt",
        language,
        label=label,
        estates=len(served),
        dearer=dearer,
        gains=gains,
        **{str(key): quantity(float(value), UNIT, language) for key, value in middle.items()},
    )
    return dress(
        figure,
        say("chart_charges", language, label=label),
        result.programme.synthetic,
        language,
        say("chart_estates_note" if rows else "chart_ranks_note", language),
        told=Told(alt, _table(served, names, language), least_width=520 if rows else 0),
        height=200 + ROW * max(len(served), 10) if rows else 620,
        legend=BELOW,
        **_axes(rows, language),
    )


def _hover(names: list[str], rows: bool, column: str) -> dict[str, Any]:
    """Return what hovering shows: in ranks, the name stands at one series of each panel."""
    if rows:
        return {"hovertemplate": "%{y}: %{x:.1f}"}
    if column in NAMING:
        named = [drawn(name) for name in names]
        return {"customdata": named, "hovertemplate": "%{customdata}: %{y:.1f}"}
    return {"hovertemplate": "%{x}: %{y:.1f}"}


def _add_spans(
    figure: Figure, served: pd.DataFrame, places: list[Any], rows: bool, where: dict[str, int]
) -> None:
    """Draw a line from the cost alone to the charge of each estate."""
    ends: list[Any] = []
    at: list[Any] = []
    for place, low, high in zip(places, served["cost"], served["stand_alone_cost"], strict=True):
        ends += [low, high, None]
        at += [place, place, None]
    figure.add_scatter(
        **({"x": ends, "y": at} if rows else {"x": at, "y": ends}),
        mode="lines",
        line={"color": "#BFBFBF", "width": 2 if rows else 1},
        hoverinfo="skip",
        showlegend=False,
        **where,
    )


def _axes(rows: bool, language: Language) -> dict[str, Any]:
    """Return the settings of the axes: values across in rows, upright by rank."""
    unit = axis_unit(UNIT, language)
    heads = [
        say(key, language, unit=unit) for key in ("chart_at_first_prices", "chart_of_all_months")
    ]
    values = [{"title": drawn(head, TICK), "rangemode": "tozero", "nticks": 6} for head in heads]
    if rows:
        names = {"autorange": "reversed", "automargin": True, "tickfont_size": 11, "dtick": 1}
        return {"xaxis": values[0], "xaxis2": values[1], "yaxis": names}
    return {
        "yaxis": values[0],
        "yaxis2": values[1],
        "xaxis2_title": say("chart_rank", language),
    }


def _table(served: pd.DataFrame, names: list[str], language: Language) -> pd.DataFrame:
    """Tabulate the estates: households, and all columns that are drawn."""
    columns: dict[str, Any] = {
        say("chart_estate", language): names,
        say("chart_households", language): [*served["households"]],
    }
    for column in (*CHARGED, *PAID):
        columns[_label(column, language)] = served[column].round(DIGITS).tolist()
    return pd.DataFrame(columns)


def _label(column: str, language: Language) -> str:
    return say(f"chart_each_{column}", language)
