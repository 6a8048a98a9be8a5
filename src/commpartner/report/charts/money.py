"""Draw money over time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from commpartner.facts.labels import SERIES_NAMES
from commpartner.facts.outcomes import SERIES
from commpartner.facts.scales import Scale, scale_of
from commpartner.facts.words import say, year_name
from commpartner.problems.wording import Language
from commpartner.programme.calendar import years
from commpartner.report.charts.described import Told
from commpartner.report.charts.style import (
    AMBER,
    BELOW,
    BLUE,
    ORANGE,
    TOTAL,
    Line,
    add_band,
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
    """Draw cost, own income and fallback by month, with 5-95 % bands [money/month].

    The axis names the years, of the calendar if the programme has a start.

    Raises
    ------
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("result", result, SimulationResult, language)
    figure: Figure = plotly().Figure()
    shown = ("service_cost", "own_income", "fallback", "reinvested")
    scale = _scale(result, shown, language)
    for series in shown:
        _add_series(figure, result, series, scale, language)
    yearly = _yearly(result, shown)
    table = _by_year(result, yearly, language)
    cells = yearly.to_numpy()
    told = {
        f"{key}_{at}": quantity(float(cells[row, column]), "yuan/year", language)
        for column, key in enumerate(("cost", "own", "fell"))
        for at, row in (("first", 0), ("last", -1))
    }
    first, last = (str(table.iloc[row, 0]) for row in (0, -1))
    label = policy_label(result, language)
    alt = say("chart_money_alt", language, label=label, first=first, last=last, **told)
    draw_years(figure, result, language)
    return dress(
        figure,
        say("chart_money", language, label=label, unit=scale.unit),
        result.programme.synthetic,
        language,
        say("chart_bands", language),
        told=Told(alt, table, upright=len(table) > FEW),
        yaxis={"title": scale.unit, "rangemode": "tozero"},
        legend=BELOW,
    )


def funds_and_fallback(result: SimulationResult, language: Language = "en") -> Figure:
    """Draw the estates' funds and the operator's fallback, with 5-95 % bands.

    Above, the funds of the estates and the fallback since the start [money]; below, the
    fallback of each month [money/month].

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
    stocks, flow = (_scale(result, some, language) for some in (shown[:2], shown[2:]))
    for series, row, scale in zip(shown, (1, 1, 2), (stocks, stocks, flow), strict=True):
        _add_series(figure, result, series, scale, language, row=row, col=1)
    yearly = _yearly(result, shown)
    table = _by_year(result, yearly, language)
    last = yearly.iloc[-1]
    label = policy_label(result, language)
    alt = say(
        "chart_funds_alt",
        language,
        label=label,
        last=table.iloc[-1, 0],
        **{
            key: quantity(float(last.iloc[column]), unit, language)
            for column, (key, unit) in enumerate(
                (("funds", "yuan"), ("so_far", "yuan"), ("fallback", "yuan/year"))
            )
        },
    )
    draw_years(figure, result, language)
    return dress(
        figure,
        say("chart_funds", language, label=label, unit=stocks.unit),
        result.programme.synthetic,
        language,
        say("chart_bands", language),
        told=Told(alt, table, upright=len(table) > FEW),
        height=540,
        legend=BELOW,
        yaxis_title=stocks.unit,
        yaxis2={"title": flow.unit, "rangemode": "tozero"},
    )


def _add_series(
    figure: Figure,
    result: SimulationResult,
    series: str,
    scale: Scale,
    language: Language,
    **place: int,
) -> None:
    rows = result.monthly[result.monthly["series"] == series]
    name = SERIES_NAMES[series][language == "zh"]
    add_band(figure, rows, name, LOOKS[series], factor=scale.factor, **place)
    figure.data[-1].customdata = month_names(result, language)
    figure.data[-1].hovertemplate = "%{customdata}: %{y:,.4~r}"


def _scale(result: SimulationResult, series: Iterable[str], language: Language) -> Scale:
    """Choose the unit of an axis by the largest value that is drawn on it."""
    names = list(series)
    drawn = result.monthly[result.monthly["series"].isin(names)]
    values = drawn[["mean", "p5", "p95"]].to_numpy().ravel()
    return scale_of(SERIES[names[0]].unit, values, language)


def _yearly(result: SimulationResult, series: Iterable[str]) -> pd.DataFrame:
    """Tabulate means by year: the sum of a flow [yuan/year], a stock at its end [yuan]."""
    of = years(result.months, result.programme.start)
    found = {}
    for name in series:
        mean = result.monthly.loc[result.monthly["series"] == name, "mean"].to_numpy()
        found[name] = [
            float(mean[year.first : year.stop].sum() if _flows(name) else mean[year.stop - 1])
            for year in of
        ]
    return pd.DataFrame(found)


def _by_year(result: SimulationResult, yearly: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Tabulate the years in words, in the unit of each column's size."""
    columns: dict[str, list[Any]] = {}
    of = years(result.months, result.programme.start)
    columns[say("chart_year", language)] = [
        year_name(year.year, language, year.months) for year in of
    ]
    flows = [name for name in yearly if _flows(str(name))]
    for name in map(str, yearly):
        alike = flows if name in flows else [each for each in yearly if each not in flows]
        unit = "yuan/year" if name in flows else "yuan"
        scale = scale_of(unit, yearly[alike].to_numpy().ravel(), language)
        head = headed(SERIES_NAMES[name][language == "zh"], scale.unit, language)
        columns[head] = [*(scale.factor * yearly[name])]
    return pd.DataFrame(columns)


def _flows(series: str) -> bool:
    return SERIES[series].unit == "yuan/month"
