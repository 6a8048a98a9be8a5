"""Draw the savings of pooling, and money over time."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from commpartner.facts.labels import POOLING_NAMES, SERIES_NAMES
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
    check_given,
    dress,
    plotly,
    policy_label,
)
from commpartner.results.result import SimulationResult
from commpartner.results.savings import Savings

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

WIDEST = 14  # letters of a name under a bar before it goes on in the next line


def savings_by_mechanism(savings: Savings, language: Language = "en") -> Figure:
    """Draw the savings of pooling by mechanism and in total [10,000 yuan/year].

    Raises
    ------
    MissingExtraError
        Where Plotly is not installed.
    """
    check_given("savings", savings, Savings, language)
    objects = plotly()
    zh = language == "zh"
    table = savings.by_mechanism
    names = ["<br>".join(wrap(POOLING_NAMES[name][zh], WIDEST)) for name in table["mechanism"]]
    total = savings.draws["savings_per_year"]
    values = [*(table["mean"] / TEN_THOUSAND), total.mean() / TEN_THOUSAND]
    bars = objects.Waterfall(
        orientation="v",
        x=[*names, "合计" if zh else "total"],
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
    title = "片区统管每年节约多少（万元/年）" if zh else "What pooling saves [10,000 yuan/year]"
    note = (
        f"均值；最小用工单位{savings.staffing_step}人；合计5%–95%区间 {low:,.0f} 至 {high:,.0f}"
        if zh
        else f"means; smallest post {savings.staffing_step} FTE; "
        f"total, 5-95 %: {low:,.0f} to {high:,.0f}"
    )
    figure: Figure = objects.Figure(bars)
    return dress(
        figure,
        title,
        savings.synthetic,
        language,
        note,
        showlegend=False,
        xaxis_tickangle=0,
        yaxis_title="万元/年" if zh else "10,000 yuan/year",
    )


def money_over_time(result: SimulationResult, language: Language = "en") -> Figure:
    """Draw cost, own income and fallback by month, with 5-95 % bands [10,000 yuan/month].

    Raises
    ------
    MissingExtraError
        Where Plotly is not installed.
    """
    check_given("result", result, SimulationResult, language)
    zh = language == "zh"
    figure: Figure = plotly().Figure()
    colours = {"service_cost": TOTAL, "own_income": BLUE, "fallback": ORANGE, "reinvested": AMBER}
    for series, colour in colours.items():
        _add_series(figure, result, series, colour, language)
    label = policy_label(result, language)
    title = f"{label}：每月收支（万元/月）" if zh else f"{label}: money [10,000 yuan/month]"
    return dress(
        figure,
        title,
        result.programme.synthetic,
        language,
        _bands(language),
        xaxis_title="月份" if zh else "month",
        yaxis_title="万元/月" if zh else "10,000 yuan/month",
        legend={"orientation": "h", "y": -0.2},
    )


def funds_and_fallback(result: SimulationResult, language: Language = "en") -> Figure:
    """Draw the estates' funds and the operator's fallback, with 5-95 % bands.

    Above, the funds of the estates and the fallback since the start [10,000 yuan]; below, the
    fallback of each month [10,000 yuan/month].

    Raises
    ------
    MissingExtraError
        Where Plotly is not installed.
    """
    check_given("result", result, SimulationResult, language)
    zh = language == "zh"
    figure: Figure = plotly("subplots").make_subplots(
        rows=2, cols=1, shared_xaxes=True, row_heights=[0.6, 0.4], vertical_spacing=0.08
    )
    _add_series(figure, result, "estate_funds", BLUE, language, row=1, col=1)
    _add_series(figure, result, "fallback_cumulative", ORANGE, language, row=1, col=1)
    _add_series(figure, result, "fallback", TOTAL, language, row=2, col=1)
    label = policy_label(result, language)
    title = (
        f"{label}：小区资金与国企托底（万元）"
        if zh
        else f"{label}: funds of the estates and fallback [10,000 yuan]"
    )
    return dress(
        figure,
        title,
        result.programme.synthetic,
        language,
        _bands(language),
        height=540,
        legend={"orientation": "h", "y": -0.14},
        xaxis2_title="月份" if zh else "month",
        yaxis_title="万元" if zh else "10,000 yuan",
        yaxis2_title="万元/月" if zh else "10,000 yuan/month",
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
    return "线为均值，色带为5%–95%区间" if language == "zh" else "lines: means; bands: 5-95 %"
