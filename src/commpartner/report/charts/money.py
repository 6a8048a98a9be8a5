"""Draw the savings of pooling, and money over time."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from commpartner.facts.labels import POOLING_NAMES, SERIES_NAMES
from commpartner.facts.words import say
from commpartner.problems.wording import Language
from commpartner.report.charts.style import (
    AMBER,
    BLUE,
    GAIN,
    LOSS,
    ORANGE,
    TEN_THOUSAND,
    TOTAL,
    add_band,
    axis_unit,
    check_given,
    dress,
    plotly,
    policy_label,
)
from commpartner.results.result import SimulationResult
from commpartner.results.savings import Savings

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Letters of a name under a bar before it goes on in the next line: Latin, Chinese.
WIDEST = (14, 6)


def savings_by_mechanism(savings: Savings, language: Language = "en") -> Figure:
    """Draw the savings of pooling by mechanism, in total, and against today [10,000 yuan/year].

    The parts and their total are at equal service. The last bar is against what the same estates
    buy today, which is another service.

    Raises
    ------
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("savings", savings, Savings, language)
    objects = plotly()
    zh = language == "zh"
    table = savings.by_mechanism
    names = [_wrapped(POOLING_NAMES[name][zh], zh) for name in table["mechanism"]]
    total = savings.draws["savings_per_year"]
    values = [*(table["mean"] / TEN_THOUSAND), total.mean() / TEN_THOUSAND]
    bars = objects.Waterfall(
        orientation="v",
        x=[*names, _wrapped(say("chart_savings_equal", language), zh)],
        y=values,
        measure=["relative"] * len(names) + ["total"],
        text=[f"{value:,.0f}" for value in values],
        textposition="outside",
        cliponaxis=False,
        increasing_marker_color=GAIN,
        decreasing_marker_color=LOSS,
        totals_marker_color=TOTAL,
    )
    low, high = total.quantile([0.05, 0.95]) / TEN_THOUSAND
    title = say("chart_savings", language)
    whole = savings.total.set_index("measure")
    today = whole.loc["savings_per_year_today", ["mean", "p5", "p95"]] / TEN_THOUSAND
    note = say(
        "chart_savings_note",
        language,
        staffing_step=savings.staffing_step,
        low=low,
        high=high,
        worst=today["p5"],
        best=today["p95"],
        gained=whole.loc["service_gained", "mean"],
    )
    figure: Figure = objects.Figure(bars)
    figure.add_bar(
        x=[_wrapped(say("chart_savings_today", language), zh)],
        y=[today["mean"]],
        text=[f"{today['mean']:,.0f}"],
        textposition="outside",
        cliponaxis=False,
        marker_color=AMBER,
    )
    return dress(
        figure,
        title,
        savings.synthetic,
        language,
        note,
        showlegend=False,
        xaxis_tickangle=0,
        yaxis_title=axis_unit("yuan/year", language),
    )


def _wrapped(name: str, zh: bool) -> str:
    return "<br>".join(wrap(name, WIDEST[zh]))


def money_over_time(result: SimulationResult, language: Language = "en") -> Figure:
    """Draw cost, own income and fallback by month, with 5-95 % bands [10,000 yuan/month].

    Raises
    ------
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("result", result, SimulationResult, language)
    figure: Figure = plotly().Figure()
    colours = {"service_cost": TOTAL, "own_income": BLUE, "fallback": ORANGE, "reinvested": AMBER}
    for series, colour in colours.items():
        _add_series(figure, result, series, colour, language)
    label = policy_label(result, language)
    title = say("chart_money", language, label=label)
    return dress(
        figure,
        title,
        result.programme.synthetic,
        language,
        _bands(language),
        xaxis_title=say("chart_month", language),
        yaxis_title=axis_unit("yuan/month", language),
        legend={"orientation": "h", "y": -0.2},
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
    _add_series(figure, result, "estate_funds", BLUE, language, row=1, col=1)
    _add_series(figure, result, "fallback_cumulative", ORANGE, language, row=1, col=1)
    _add_series(figure, result, "fallback", TOTAL, language, row=2, col=1)
    label = policy_label(result, language)
    title = say("chart_funds", language, label=label)
    return dress(
        figure,
        title,
        result.programme.synthetic,
        language,
        _bands(language),
        height=540,
        legend={"orientation": "h", "y": -0.14},
        xaxis2_title=say("chart_month", language),
        yaxis_title=axis_unit("yuan", language),
        yaxis2_title=axis_unit("yuan/month", language),
    )


def _add_series(
    figure: Figure,
    result: SimulationResult,
    series: str,
    colour: str,
    language: Language,
    **place: int,
) -> None:
    rows = result.monthly[result.monthly["series"] == series]
    name = SERIES_NAMES[series][language == "zh"]
    add_band(figure, rows, name, colour, factor=1.0 / TEN_THOUSAND, **place)


def _bands(language: Language) -> str:
    return say("chart_bands", language)
