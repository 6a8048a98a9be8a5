"""Draw who pays for a venture's sales and which partners stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from commpartner.errors import InputError, Problem
from commpartner.facts.labels import FUNDER_NAMES, in_language
from commpartner.facts.quantities import percent
from commpartner.facts.words import say
from commpartner.problems.wording import Language, among, suggest
from commpartner.programme.policy import Funder
from commpartner.report.charts.described import Told
from commpartner.report.charts.names import PANEL, TICK, distinct, drawn, plain
from commpartner.report.charts.style import (
    AMBER,
    BELOW,
    BLUE,
    GREEN,
    GREY,
    LOSS,
    PALE,
    PINK,
    SKY,
    axis_unit,
    check_given,
    dress,
    headed,
    height_of,
    plotly,
    policy_label,
)
from commpartner.results.result import SimulationResult
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

VISIBLE, LABELLED = 0.005, 0.03  # of the full cost: narrower parts have no bar, or no number in it

# The column of `result.ventures` in which each funder stands, its colour and its pattern.
_FUNDERS: dict[Funder, tuple[str, str, str]] = {
    "individual": ("price", BLUE, ""),
    "government": ("subsidy", GREEN, "/"),
    "enterprise": ("concession", SKY, "x"),
    "collective": ("top_up", AMBER, "."),
    "volunteers": ("help", PINK, "\\"),
}


def who_pays_a_meal(
    result: SimulationResult, venture: str = "canteen", language: Language = "en"
) -> Figure:
    """Draw the payers of a unit of a venture beside its cost [yuan/unit, last year].

    The five funders add up to the full cost and the margin. If the margin is negative, the first
    bar ends short of the second by the loss.

    Raises
    ------
    InputError
        If the policy opens no such venture, or it sells nothing in the last year.
    MissingExtraError
        If Plotly is not installed.
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
    payers, costs = (say(key, language) for key in ("chart_who_pays", "chart_what_it_costs"))
    figure: Figure = objects.Figure()
    rows: list[tuple[str, str, float]] = []

    def bar(where: str, name: str, amount: float, colour: str, pattern: str = "") -> None:
        rows.append((where, name, amount))
        if amount > VISIBLE * full:
            figure.add_bar(
                orientation="h",
                y=[where],
                x=[amount],
                name=name,
                marker={
                    "color": colour,
                    "pattern": {"shape": pattern, "fgcolor": "white", "size": 6, "solidity": 0.2},
                    "line": {"color": "white", "width": 1},
                },
                text=[f"{amount:.1f}" if amount > LABELLED * full else ""],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont_color="black" if colour in (SKY, AMBER, PINK, PALE) else "white",
            )

    for funder, (column, colour, pattern) in _FUNDERS.items():
        bar(payers, FUNDER_NAMES[funder][zh], float(row[column]), colour, pattern)
    bar(payers, say("chart_loss", language), -margin, LOSS, "+")
    bar(costs, say("chart_full_cost", language), full, GREY)
    bar(costs, say("chart_margin", language), margin, PALE)
    known = {each.id: each.name for each in result.programme.ventures}
    what = plain(in_language(known[venture], language) or venture)
    losses = percent(losing, language)
    note = say("chart_unit_note", language, shown=shown, low=low, high=high, losses=losses)
    unit = axis_unit("yuan/unit", language)
    paid = say("chart_and", language).join(
        f"{name} {amount:.1f}"
        for where, name, amount in rows
        if where == payers and amount > VISIBLE * full
    )
    alt = say(
        "chart_unit_alt",
        language,
        what=what,
        paid=paid,
        full=f"{full:.1f}",
        margin=f"{shown:.1f}",
        losses=losses,
    )
    heads = ["", say("chart_part", language), headed(say("mean", language), unit, language)]
    told = [each for each in rows if each[2] > 0.0]
    return dress(
        figure,
        say("chart_unit", language, what=what),
        result.programme.synthetic,
        language,
        note,
        told=Told(alt, pd.DataFrame(told, columns=heads)),
        barmode="stack",
        height=360,
        legend={**BELOW, "traceorder": "normal"},
        xaxis_title=unit,
        yaxis={
            "categoryorder": "array",
            "categoryarray": [costs, payers],
            "automargin": True,
        },
    )


def partners_who_stay(result: SimulationResult, language: Language = "en") -> Figure:
    """Draw each group's net benefit of partnership and how often it stays.

    Left the net benefit with its 5-95 % interval beside the reservation value, below which a
    partner leaves [yuan/partner/month]; right the share of draws in which the group stays [%].

    Raises
    ------
    InputError
        If the policy invites nobody.
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("result", result, SimulationResult, language)
    table = result.partners
    figure: Figure = plotly("subplots").make_subplots(
        rows=1, cols=2, shared_yaxes=True, column_widths=[0.6, 0.4], horizontal_spacing=0.04
    )
    if table.empty:
        raise InputError(
            [Problem("plots", None, "result", Text("without_partners"), Text("invites_partners"))]
        )
    known = {partner.id: partner.name for partner in result.programme.partners}
    groups = [
        f"{plain(in_language(known[group], language) or group)} ({count})"
        for group, count in zip(table["partner"], table["count"], strict=True)
    ]
    names = distinct(drawn(group, TICK) for group in groups)
    figure.add_scatter(
        x=table["net_benefit"],
        y=names,
        mode="markers",
        name=say("chart_net_benefit", language),
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
        name=say("chart_reservation", language),
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
        marker={"color": SKY, "line": {"color": GREY, "width": 1}},
        text=[percent(share, language) for share in table["stays"]],
        textposition="outside",
        showlegend=False,
        width=0.6,
        row=1,
        col=2,
    )
    label = policy_label(result, language)
    heads = (say("chart_net_benefit_axis", language), say("chart_stays_axis", language))
    columns = {
        say("chart_group", language): groups,
        heads[0]: [*table["net_benefit"]],
        say("chart_p5", language): [*table["net_benefit_p5"]],
        say("chart_p95", language): [*table["net_benefit_p95"]],
        say("chart_reservation", language): [*table["reservation"]],
        heads[1]: [*(100.0 * table["stays"])],
    }
    listed = say("chart_and", language).join(
        f"{group} {percent(share, language)}"
        for group, share in zip(groups, table["stays"], strict=True)
    )
    return dress(
        figure,
        say("chart_partners", language, label=label),
        result.programme.synthetic,
        language,
        say("chart_partners_note", language),
        told=Told(
            say("chart_partners_alt", language, label=label, listed=listed),
            pd.DataFrame(columns),
        ),
        height=220 + height_of(names),
        legend=BELOW,
        xaxis={"title": drawn(heads[0], PANEL), "nticks": 5},
        xaxis2={
            "title": drawn(heads[1], PANEL),
            "range": [0, 170],
            "tickvals": [0, 50, 100],
        },
        yaxis={"autorange": "reversed", "automargin": True},
    )
