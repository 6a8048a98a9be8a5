"""Draw who pays for a venture's sales and which partners stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commpartner.errors import InputError, Problem
from commpartner.facts.labels import FUNDER_NAMES, in_language
from commpartner.facts.quantities import percent
from commpartner.problems.wording import Language, among, suggest
from commpartner.programme.policy import Funder
from commpartner.report.charts.style import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    LOSS,
    PALE,
    PINK,
    SKY,
    check_given,
    dress,
    plotly,
    policy_label,
)
from commpartner.results.result import SimulationResult
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

VISIBLE, LABELLED = 0.005, 0.03  # of the full cost: narrower parts have no bar, or no number in it

# The column of `result.ventures` in which each funder stands, and its colour.
_FUNDERS: dict[Funder, tuple[str, str]] = {
    "individual": ("price", BLUE),
    "government": ("subsidy", GREEN),
    "enterprise": ("concession", SKY),
    "collective": ("top_up", AMBER),
    "volunteers": ("help", PINK),
}


def who_pays_a_meal(
    result: SimulationResult, venture: str = "canteen", language: Language = "en"
) -> Figure:
    """Draw the payers of a unit of a venture beside its cost [yuan/unit, last year].

    What the five funders add up to is the full cost and the margin; where the margin is negative
    the first bar ends short of the second by the loss.

    Raises
    ------
    InputError
        Where the policy opens no such venture, or it sells nothing in the last year.
    MissingExtraError
        Where Plotly is not installed.
    """
    check_given("result", result, SimulationResult, language)
    objects = plotly()
    zh = language == "zh"
    table = result.ventures.set_index("venture")
    if not among(venture, table.index) or table.loc[venture].isna()["margin"]:
        selling = [str(name) for name in table["margin"].dropna().index]
        raise InputError(
            [Problem("plots", None, "venture", repr(venture), suggest(venture, selling))]
        )
    row = table.loc[venture].to_dict()
    full, margin, low, high, losing = (
        float(row[name])
        for name in ("full_cost", "margin", "margin_p5", "margin_p95", "loss_making")
    )
    shown = round(margin, 1) + 0.0  # no "-0.0" in the title
    payers, costs = ("谁出钱", "成本") if zh else ("who pays", "what it costs")
    figure: Figure = objects.Figure()

    def bar(where: str, name: str, amount: float, colour: str) -> None:
        if amount > VISIBLE * full:
            figure.add_bar(
                orientation="h",
                y=[where],
                x=[amount],
                name=name,
                marker_color=colour,
                text=[f"{amount:.1f}" if amount > LABELLED * full else ""],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont_color="black" if colour in (SKY, AMBER, PINK, PALE) else "white",
            )

    for funder, (column, colour) in _FUNDERS.items():
        bar(payers, FUNDER_NAMES[funder][zh], float(row[column]), colour)
    bar(payers, "亏损" if zh else "loss", -margin, LOSS)
    bar(costs, "完全成本" if zh else "full cost", full, GREY)
    bar(costs, "结余" if zh else "margin", margin, PALE)
    known = {each.id: each.name for each in result.programme.ventures}
    what = in_language(known[venture], language) or venture
    title = (
        f"{what}：一份由谁出钱（元/份，末年）"
        if zh
        else f"{what}: who pays for one unit [yuan/unit, last year]"
    )
    losses = percent(losing, language)
    note = (
        f"均值；结余 {shown:.1f}，5%–95%区间 {low:.1f} 至 {high:.1f}；{losses}的抽样亏损"
        if zh
        else f"means; margin {shown:.1f}, 5-95 %: {low:.1f} to {high:.1f}; "
        f"a loss in {losses} of the draws"
    )
    return dress(
        figure,
        title,
        result.programme.synthetic,
        language,
        note,
        barmode="stack",
        height=360,
        legend={"orientation": "h", "y": -0.35, "traceorder": "normal"},
        xaxis_title="元/份" if zh else "yuan/unit",
        yaxis={"categoryorder": "array", "categoryarray": [costs, payers]},
    )


def partners_who_stay(result: SimulationResult, language: Language = "en") -> Figure:
    """Draw each group's net benefit of partnership and how often it stays.

    Left the net benefit with its 5-95 % interval beside the reservation value, below which a
    partner leaves [yuan/partner/month]; right the share of draws in which the group stays [%].

    Raises
    ------
    InputError
        Where the policy invites nobody.
    MissingExtraError
        Where Plotly is not installed.
    """
    check_given("result", result, SimulationResult, language)
    zh = language == "zh"
    table = result.partners
    figure: Figure = plotly("subplots").make_subplots(
        rows=1, cols=2, shared_yaxes=True, column_widths=[0.65, 0.35], horizontal_spacing=0.04
    )
    if table.empty:
        raise InputError(
            [Problem("plots", None, "result", Text("without_partners"), Text("invites_partners"))]
        )
    known = {partner.id: partner.name for partner in result.programme.partners}
    names = [
        f"{in_language(known[group], language) or group} ({count})"
        for group, count in zip(table["partner"], table["count"], strict=True)
    ]
    figure.add_scatter(
        x=table["net_benefit"],
        y=names,
        mode="markers",
        name="净收益" if zh else "net benefit",
        marker={"color": BLUE, "size": 10},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": table["net_benefit_p95"] - table["net_benefit"],
            "arrayminus": table["net_benefit"] - table["net_benefit_p5"],
            "thickness": 2,
        },
        row=1,
        col=1,
    )
    figure.add_scatter(
        x=table["reservation"],
        y=names,
        mode="markers",
        name="保留值，低于则退出" if zh else "reservation value: leaves below it",
        marker={
            "symbol": "line-ns",
            "size": 18,
            "color": LOSS,
            "line": {"width": 3, "color": LOSS},
        },
        row=1,
        col=1,
    )
    figure.add_bar(
        orientation="h",
        x=100.0 * table["stays"],
        y=names,
        marker_color=SKY,
        text=[percent(share, language) for share in table["stays"]],
        textposition="outside",
        showlegend=False,
        width=0.6,
        row=1,
        col=2,
    )
    label = policy_label(result, language)
    title = (
        f"{label}：哪些合伙人会留下（元/人·月）"
        if zh
        else f"{label}: which partners stay [yuan/partner/month]"
    )
    note = (
        "点为均值，线为5%–95%区间；括号内为家（人）数"
        if zh
        else "dots: means; lines: 5-95 %; in brackets how many there are"
    )
    return dress(
        figure,
        title,
        result.programme.synthetic,
        language,
        note,
        height=200 + 45 * len(names),
        legend={"orientation": "h", "yref": "container", "y": 0.02},
        xaxis_title="净收益（元/人·月）" if zh else "net benefit [yuan/partner/month]",
        xaxis2={
            "title": "留下（抽样占比，%）" if zh else "stays [% of draws]",
            "range": [0, 130],
            "tickvals": [0, 50, 100],
        },
        yaxis={"autorange": "reversed"},
    )
