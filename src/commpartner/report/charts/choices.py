"""Draw the best policy, and the value of information."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from commpartner.experiments.comparison import Comparison
from commpartner.experiments.learning.information import Information
from commpartner.facts.labels import KIND_NAMES, label_of
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import percent
from commpartner.facts.scales import scale_of
from commpartner.facts.words import say
from commpartner.problems.arguments import one_count
from commpartner.problems.wording import Language
from commpartner.report.charts.described import Told
from commpartner.report.charts.names import PANEL, TICK, distinct, drawn, plain
from commpartner.report.charts.style import (
    BELOW,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    SKY,
    check_given,
    dress,
    headed,
    height_of,
    plotly,
    quantity,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Colour and pattern of each kind.
KIND_LOOKS = {
    "published": (GREY, "x"),
    "derived": (SKY, "."),
    "literature": (BLUE, ""),
    "assumption": (ORANGE, "/"),
    "choice": (GREEN, "-"),
}


def chance_and_regret(comparison: Comparison, outcome: str, language: Language = "en") -> Figure:
    """Draw the probability that each policy is best beside its expected regret.

    Parameters
    ----------
    outcome
        One of which more or less is better.

    Raises
    ------
    InputError
        If there is no such outcome.
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("comparison", comparison, Comparison, language)
    best = comparison.probability_best(outcome).set_index("policy")
    lost = comparison.regret(outcome).set_index("policy")
    about = OUTCOMES[outcome]
    scale = scale_of(about.unit, [*lost["expected"], *lost["p95"]], language)
    policies = [_label(comparison, policy, language) for policy in best.index]
    names = distinct(drawn(policy, TICK) for policy in policies)
    heads = (say("chart_chance", language), say("chart_regret", language, unit=scale.unit))
    subplots = plotly("subplots")
    figure: Figure = subplots.make_subplots(
        rows=1,
        cols=2,
        shared_yaxes=True,
        horizontal_spacing=0.06,
    )
    chance = 100 * best["probability"]
    figure.add_bar(
        x=chance,
        y=names,
        orientation="h",
        marker={"color": BLUE},
        text=[percent(share, language) for share in best["probability"]],
        textposition="outside",
        cliponaxis=False,
        row=1,
        col=1,
    )
    mean, high = scale.factor * lost["expected"], scale.factor * lost["p95"]
    figure.add_bar(
        x=mean,
        y=names,
        orientation="h",
        marker={"color": ORANGE, "pattern": {"shape": "/", "fgcolor": "white"}},
        error_x={"type": "data", "symmetric": False, "array": high - mean, "thickness": 2},
        row=1,
        col=2,
    )
    draws = int(best["draws"].iloc[0])
    first = int(chance.to_numpy().argmax())
    label = label_of(about, language)
    alt = say(
        "chart_best_alt",
        language,
        label=label,
        policy=policies[first],
        chance=percent(float(best["probability"].iloc[first]), language),
        regret=quantity(float(lost["expected"].loc[best.index[first]]), about.unit, language),
    )
    columns = (
        say("policy", language),
        *heads[:1],
        *(say(key, language, unit=scale.unit) for key in ("chart_regret_mean", "chart_regret_p95")),
    )
    regret = (mean.loc[best.index], high.loc[best.index])
    table = pd.DataFrame(dict(zip(columns, (policies, [*chance], *map(list, regret)), strict=True)))
    return dress(
        figure,
        say("chart_best", language, label=label),
        comparison.programme.synthetic,
        language,
        say("chart_same_draws", language, draws=draws),
        told=Told(alt, table),
        height=220 + height_of(names),
        showlegend=False,
        xaxis={"title": drawn(heads[0], PANEL), "range": [0, 125], "tickvals": [0, 50, 100]},
        xaxis2={"title": drawn(heads[1], PANEL), "rangemode": "tozero", "nticks": 4},
        yaxis={"autorange": "reversed", "automargin": True},
    )


def worth_measuring(information: Information, n: int = 8, language: Language = "en") -> Figure:
    """Draw the most valuable assumptions to measure, with standard errors."""
    check_given("information", information, Information, language)
    zh = language == "zh"
    rows = information.by_assumption.head(one_count("n", n))
    largest = [information.perfect, *(rows["value"] + rows["standard_error"])]
    scale = scale_of(str(information.unit), largest, language)
    factor = scale.factor
    known = information.assumption_table
    labels = [plain(label_of(known[name], language), 96) for name in rows["assumption"]]
    named = pd.Series(distinct(drawn(label, TICK) for label in labels), index=rows.index)
    figure: Figure = plotly().Figure()
    for kind, (colour, pattern) in KIND_LOOKS.items():
        of_kind = rows[rows["kind"] == kind]
        if of_kind.empty:
            continue
        figure.add_bar(
            x=factor * of_kind["value"],
            y=named[of_kind.index],
            orientation="h",
            name=KIND_NAMES[kind][zh],
            marker={"color": colour, "pattern": {"shape": pattern, "fgcolor": "white"}},
            error_x={"type": "data", "array": factor * of_kind["standard_error"], "thickness": 2},
        )
    values, errors = factor * rows["value"], factor * rows["standard_error"]
    alt = say(
        "chart_worth_alt",
        language,
        perfect=quantity(information.perfect, str(information.unit), language),
        listed=say("chart_and", language).join(
            f"{label} {quantity(value, str(information.unit), language)}"
            for label, value in zip(labels[:3], rows["value"], strict=False)
            if value > 0.0
        ),
    )
    axis = headed(say("chart_value", language), scale.unit, language)
    heads = (say("assumption", language), axis, say("chart_error", language), say("kind", language))
    kinds = [KIND_NAMES[kind][zh] for kind in rows["kind"]]
    table = pd.DataFrame(dict(zip(heads, (labels, [*values], [*errors], kinds), strict=True)))
    return dress(
        figure,
        say("chart_worth", language),
        information.synthetic,
        language,
        say(
            "chart_worth_of_all",
            language,
            perfect=scale.text(information.perfect, 1),
            unit=scale.unit,
        ),
        told=Told(alt, table),
        height=220 + height_of(named),
        xaxis_title=axis,
        yaxis={
            "categoryorder": "array",
            "categoryarray": list(named)[::-1],
            "automargin": True,
        },
        legend=BELOW,
        barmode="overlay",
    )


def _label(comparison: Comparison, policy: str, language: Language) -> str:
    return plain(label_of(comparison.policies[policy], language) or policy)
