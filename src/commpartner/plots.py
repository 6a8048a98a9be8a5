"""Charts of results (extra ``plots``): functions from a result to a Plotly figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from commpartner.errors import MissingExtraError
from commpartner.results import SimulationResult
from commpartner.savings import Savings

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Language = Literal["en", "zh"]

GAIN, LOSS, TOTAL = "#2a7f62", "#b3472f", "#33516e"
FONT = "Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, PingFang SC, sans-serif"

MECHANISM_NAMES = {
    "staff_pooling": ("staff pooled", "人员统一调度"),
    "queue_pooling": ("one queue of work orders", "报修统一派单"),
    "procurement": ("central procurement", "集中采购"),
    "shared_overhead": ("shared overhead", "管理费用分摊"),
    "travel": ("travel between estates", "小区间往返"),
    "centre_cost": ("cost of the centres", "片区中心成本"),
}
SERIES_NAMES = {
    "service_cost": ("cost of the service", "服务成本"),
    "own_income": ("own income of the estates", "小区自有收入"),
    "fallback": ("fallback of the operator", "国企托底"),
    "reinvested": ("reinvested by ventures", "社区经济反哺"),
}


def savings_by_mechanism(savings: Savings, language: Language = "en") -> Figure:
    """Draw what pooling saves, mechanism by mechanism, down to the total [10,000 yuan/year].

    Raises
    ------
    MissingExtraError
        Where Plotly is not installed.
    """
    objects = _plotly()
    zh = language == "zh"
    table = savings.by_mechanism
    names = [MECHANISM_NAMES[name][zh] for name in table["mechanism"]]
    total = savings.draws["saving"]
    bars = objects.Waterfall(
        orientation="v",
        x=[*names, "合计" if zh else "total"],
        y=[*(table["mean"] / 1e4), total.mean() / 1e4],
        measure=["relative"] * len(names) + ["total"],
        text=[f"{value / 1e4:,.0f}" for value in [*table["mean"], total.mean()]],
        textposition="outside",
        increasing_marker_color=GAIN,
        decreasing_marker_color=LOSS,
        totals_marker_color=TOTAL,
    )
    low, high = total.quantile([0.05, 0.95]) / 1e4
    title = (
        f"片区统管年节约额（万元），最小用工单位{savings.staffing_step}人，"
        f"合计5%–95%区间 {low:,.0f}–{high:,.0f}"
        if zh
        else f"Saving a year [10,000 yuan], smallest post {savings.staffing_step} FTE; "
        f"total 5-95 %: {low:,.0f} to {high:,.0f}"
    )
    figure: Figure = objects.Figure(bars)
    figure.update_layout(**_layout(title, savings.synthetic, language), showlegend=False)
    return figure


def money_over_time(result: SimulationResult, language: Language = "en") -> Figure:
    """Draw cost, own income and fallback by month, with 5-95 % bands [10,000 yuan/month].

    Raises
    ------
    MissingExtraError
        Where Plotly is not installed.
    """
    objects = _plotly()
    zh = language == "zh"
    figure: Figure = objects.Figure()
    colours = {
        "service_cost": TOTAL,
        "own_income": GAIN,
        "fallback": LOSS,
        "reinvested": "#c58b1b",
    }
    for series, colour in colours.items():
        rows = result.monthly[result.monthly["series"] == series]
        name = SERIES_NAMES[series][zh]
        months = [*rows["month"], *rows["month"][::-1]]
        band = [*(rows["p95"] / 1e4), *(rows["p5"][::-1] / 1e4)]
        figure.add_scatter(
            x=months,
            y=band,
            fill="toself",
            line_width=0,
            fillcolor=colour,
            opacity=0.15,
            showlegend=False,
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=rows["month"], y=rows["mean"] / 1e4, name=name, line_color=colour, line_width=2.5
        )
    policy = result.policy.label_zh if zh else result.policy.label_en
    title = (
        f"{policy or result.policy_name}：每月收支（万元），均值与5%–95%区间"
        if zh
        else f"{policy or result.policy_name}: money a month [10,000 yuan], mean and 5-95 %"
    )
    figure.update_layout(
        **_layout(title, result.programme.synthetic, language),
        xaxis_title="月份" if zh else "month",
        legend={"orientation": "h", "y": -0.2},
    )
    return figure


def _layout(title: str, synthetic: bool, language: Language) -> dict[str, Any]:
    if synthetic:
        note = "合成数据" if language == "zh" else "synthetic data"
        title = f"{title}<br><sup>{note}</sup>"
    return {
        "title": {"text": title, "font": {"size": 15}},
        "template": "plotly_white",
        "font": {"family": FONT, "size": 13},
        "margin": {"l": 60, "r": 20, "t": 60, "b": 60},
    }


def _plotly() -> Any:
    try:
        from plotly import graph_objects
    except ImportError:
        raise MissingExtraError(
            "charts need the extra 'plots': pip install 'commpartner[plots]'"
        ) from None
    return graph_objects
