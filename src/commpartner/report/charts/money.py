"""Draw money over time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from commpartner.facts.labels import SERIES_NAMES
from commpartner.facts.outcomes import SERIES
from commpartner.facts.words import say, year_name
from commpartner.problems.wording import Language
from commpartner.programme.calendar import years
from commpartner.report.charts.described import Told
from commpartner.report.charts.style import (
    AMBER,
    BELOW,
    BLUE,
    ORANGE,
    TEN_THOUSAND,
    TOTAL,
    Line,
    add_band,
    axis_unit,
    check_given,
    dress,
    headed,
    plotly,
    policy_label,
    quantity,
)
from commpartner.report.charts.years import draw_years, month_names
from commpartner.results.result import SimulationResult

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

FEW = 6  # years whose names stand side by side in a narrow place
LOOKS = {
    "service_cost": Line(TOTAL),
    "own_income": Line(BLUE, "dash"),
    "fallback": Line(ORANGE, "dot"),
    "reinvested": Line(AMBER, "dashdot"),
    "estate_funds": Line(BLUE),
    "fallback_cumulative": Line(ORANGE, "dash"),
}


def money_over_time(result: SimulationResult, language: Language = "en") -> Figure:
    """Draw cost, own income and fallback by month, with 5-95 % bands [10,000 yuan/month].

    The axis names the years, of the calendar if the programme has a start.

    Raises
    ------
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("result", result, SimulationResult, language)
    figure: Figure = plotly().Figure()
    shown = ("service_cost", "own_income", "fallback", "reinvested")
    for series in shown:
        _add_series(figure, result, series, language)
    table = _by_year(result, shown, language)
    cells = table.to_numpy()
    told = {
        f"{key}_{at}": quantity(TEN_THOUSAND * float(cells[row, column]), "yuan/year", language)
        for column, key in enumerate(("cost", "own", "fell"), start=1)
        for at, row in (("first", 0), ("last", -1))
    }
    first, last = (str(table.iloc[row, 0]) for row in (0, -1))
    label = policy_label(result, language)
    alt = say("chart_money_alt", language, label=label, first=first, last=last, **told)
    draw_years(figure, result, language)
    return dress(
        figure,
        say("chart_money", language, label=label),
        result.programme.synthetic,
        language,
        say("chart_bands", language),
        told=Told(alt, table, upright=len(table) > FEW),
        yaxis={"title": axis_unit("yuan/month", language), "rangemode": "tozero"},
        legend=BELOW,
    )


def funds_and_fallback(result: SimulationResult, language: Language = "en") -> Figure:
    """Draw the estates' funds and the operator's fallback, with 5-95 % bands.

    Above, the funds of the estates and the fallback since the start [10,000 yuan]; below, the
    fallback of each month [10,000 yuan/month].

    Raises
    ------
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("result", result, SimulationResult, language)
    figure: Figure = plotly("subplots").make_subplots(
        rows=2, cols=1, shared_xaxes=True, row_heights=[0.6, 0.4], vertical_spacing=0.08
    )
    shown = ("estate_funds", "fallback_cumulative", "fallback")
    for series, row in zip(shown, (1, 1, 2), strict=True):
        _add_series(figure, result, series, language, row=row, col=1)
    table = _by_year(result, shown, language)
    last = table.iloc[-1]
    label = policy_label(result, language)
    alt = say(
        "chart_funds_alt",
        language,
        label=label,
        last=last.iloc[0],
        **{
            key: quantity(TEN_THOUSAND * last.iloc[column], unit, language)
            for column, (key, unit) in enumerate(
                (("funds", "yuan"), ("so_far", "yuan"), ("fallback", "yuan/year")), start=1
            )
        },
    )
    draw_years(figure, result, language)
    return dress(
        figure,
        say("chart_funds", language, label=label),
        result.programme.synthetic,
        language,
        say("chart_bands", language),
        told=Told(alt, table, upright=len(table) > FEW),
        height=540,
        legend=BELOW,
        yaxis_title=axis_unit("yuan", language),
        yaxis2={"title": axis_unit("yuan/month", language), "rangemode": "tozero"},
    )


def _add_series(
    figure: Figure, result: SimulationResult, series: str, language: Language, **place: int
) -> None:
    rows = result.monthly[result.monthly["series"] == series]
    name = SERIES_NAMES[series][language == "zh"]
    add_band(figure, rows, name, LOOKS[series], factor=1.0 / TEN_THOUSAND, **place)
    figure.data[-1].customdata = month_names(result, language)
    figure.data[-1].hovertemplate = "%{customdata}: %{y:,.1f}"


def _by_year(result: SimulationResult, series: Iterable[str], language: Language) -> pd.DataFrame:
    """Tabulate means by year: the sum of a flow, a stock at the end of the year."""
    columns: dict[str, list[Any]] = {}
    of = years(result.months, result.programme.start)
    columns[say("chart_year", language)] = [
        year_name(year.year, language, year.months) for year in of
    ]
    for name in series:
        about = SERIES[name]
        flow = about.unit == "yuan/month"
        unit = axis_unit("yuan/year" if flow else "yuan", language)
        mean = result.monthly.loc[result.monthly["series"] == name, "mean"].to_numpy()
        columns[headed(SERIES_NAMES[name][language == "zh"], unit, language)] = [
            float(mean[year.first : year.stop].sum() if flow else mean[year.stop - 1])
            / TEN_THOUSAND
            for year in of
        ]
    return pd.DataFrame(columns)
