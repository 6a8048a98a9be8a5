"""Draw cost against effect: the plane, acceptability, and expected loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from commpartner.experiments.weighing.acceptability import Acceptability
from commpartner.experiments.weighing.plane import CostEffectiveness
from commpartner.facts.quantities import percent
from commpartner.facts.words import say
from commpartner.problems.wording import Language
from commpartner.report.charts.axes import (
    COLOURS,
    DASHES,
    axes_of,
    effect_in_words,
    one_of,
    policy_names,
    willingness_axis,
)
from commpartner.report.charts.described import Told
from commpartner.report.charts.names import drawn
from commpartner.report.charts.style import (
    BELOW,
    BLACK,
    GREY,
    SYMBOLS,
    add_rule,
    check_given,
    dress,
    headed,
    plotly,
    quantity,
    translucent,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

POINTS = 400  # draws of a policy that are drawn


def cost_effectiveness_plane(plane: CostEffectiveness, language: Language = "en") -> Figure:
    """Draw added cost against added effect, draw by draw, and their means.

    Parameters
    ----------
    plane
        As `Comparison.cost_effectiveness` returns it.

    Raises
    ------
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("plane", plane, CostEffectiveness, language)
    axes = axes_of(plane, plane.plane["incremental_cost"], (), language)
    names = policy_names(plane.policies, language)
    effect = headed(
        say("chart_added_effect", language, label=effect_in_words(plane, language)),
        axes.effect.unit,
        language,
    )
    cost = headed(say("chart_added_cost", language), axes.money.unit, language)
    figure: Figure = plotly().Figure()
    means = plane.quadrants.set_index("policy")
    for number, (policy, rows) in enumerate(plane.plane.groupby("policy", sort=False)):
        colour, symbol = COLOURS[number % len(COLOURS)], SYMBOLS[number % len(SYMBOLS)]
        few = rows.head(POINTS)
        figure.add_scatter(
            x=axes.effect.factor * few["incremental_effect"],
            y=axes.money.factor * few["incremental_cost"],
            mode="markers",
            marker={"color": translucent(colour, 0.35), "symbol": symbol, "size": 6},
            showlegend=False,
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=[axes.effect.factor * means["incremental_effect"][policy]],
            y=[axes.money.factor * means["incremental_cost"][policy]],
            mode="markers",
            name=drawn(names[str(policy)]),
            marker={
                "color": colour,
                "symbol": symbol,
                "size": 15,
                "line": {"color": BLACK, "width": 2},
            },
        )
    for axis in ("x", "y"):
        add_rule(figure, 0.0, GREY, "solid", axis)
    shares = ("dearer_better", "dearer_worse", "cheaper_better", "cheaper_worse")
    columns = {
        say("policy", language): [names[policy] for policy in means.index],
        cost: [*(axes.money.factor * means["incremental_cost"])],
        effect: [*(axes.effect.factor * means["incremental_effect"])],
        **{
            headed(say(f"chart_{share}", language), "%", language): [*(100.0 * means[share])]
            for share in shares
        },
    }
    listed = [
        say(
            "chart_plane_one",
            language,
            policy=names[policy],
            cost=quantity(float(means["incremental_cost"][policy]), plane.unit_of_cost, language),
            both=percent(float(means["dearer_better"][policy]), language),
            gain=percent(float(means["cheaper_better"][policy]), language),
        )
        for policy in means.index[:4]
    ]
    base = names[plane.baseline]
    alt = say(
        "chart_plane_alt", language, baseline=base, listed=say("chart_and", language).join(listed)
    )
    draws, shown = int(means["draws"].iloc[0]), min(int(means["draws"].iloc[0]), POINTS)
    return dress(
        figure,
        say("chart_plane", language, baseline=base),
        plane.synthetic,
        language,
        say("chart_plane_note", language, draws=draws, shown=shown),
        told=Told(alt, pd.DataFrame(columns)),
        height=560,
        xaxis={"title": drawn(effect, 70), "nticks": 7, "exponentformat": "none"},
        yaxis={"title": drawn(cost, 50), "nticks": 7, "exponentformat": "none"},
        legend=BELOW,
        margin_b=110,
    )


def acceptability_curves(curves: Acceptability, language: Language = "en") -> Figure:
    """Draw the probability that each policy is best over the willingness to pay, and the frontier.

    Parameters
    ----------
    curves
        As `Comparison.acceptability` returns it.

    Raises
    ------
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("curves", curves, Acceptability, language)
    axes = axes_of(curves, (), curves.frontier["willingness"], language)
    names, axis = policy_names(curves.policies, language), willingness_axis(axes, language)
    table = 100.0 * _by_policy(curves, "probability")
    best = curves.frontier
    figure: Figure = plotly().Figure()
    figure.add_scatter(
        x=axes.price.factor * best["willingness"],
        y=100.0 * best["probability"],
        mode="lines",
        name=say("chart_frontier", language),
        line={"color": translucent(GREY, 0.35), "width": 12},
    )
    _add_lines(figure, table, axes.price.factor, names)
    shown = table.set_axis(axes.price.factor * table.index).rename_axis(axis)
    shown.columns = pd.Index([headed(names[str(name)], "%", language) for name in table])
    shown[say("chart_frontier", language)] = [names[policy] for policy in best["policy"]]
    alt = say("chart_acceptability_alt", language, listed=_switches(curves, names, language))
    return dress(
        figure,
        say("chart_acceptability", language, label=effect_in_words(curves, language)),
        curves.synthetic,
        language,
        say("chart_acceptability_note", language, draws=curves.draws),
        told=Told(alt, shown.reset_index()),
        height=480,
        xaxis={"title": drawn(axis), "rangemode": "tozero", "exponentformat": "none"},
        yaxis={"title": drawn(say("chart_best_share", language)), "range": [0, 102]},
        legend=BELOW,
        margin_b=100,
    )


def expected_loss_curves(curves: Acceptability, language: Language = "en") -> Figure:
    """Draw the expected loss of each policy over the willingness to pay.

    The lowest line is the value of knowing everything. The axis is logarithmic; 0 is left out.

    Parameters
    ----------
    curves
        As `Comparison.acceptability` returns it.

    Raises
    ------
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("curves", curves, Acceptability, language)
    losses, prices = curves.curves["expected_loss"], curves.frontier["willingness"]
    axes, names = axes_of(curves, losses, prices, language), policy_names(curves.policies, language)
    axis, factor, unit = willingness_axis(axes, language), axes.money.factor, axes.money.unit
    loss = headed(say("chart_expected_loss", language), unit, language)
    table = factor * _by_policy(curves, "expected_loss")
    best = curves.frontier
    lowest = say("chart_lowest_loss", language)
    figure: Figure = plotly().Figure()
    figure.add_scatter(
        x=axes.price.factor * best["willingness"],
        y=_above_0(factor * best["perfect"]),
        mode="lines",
        name=lowest,
        line={"color": translucent(GREY, 0.35), "width": 12},
    )
    _add_lines(figure, table.apply(_above_0), axes.price.factor, names)
    shown = table.set_axis(axes.price.factor * table.index).rename_axis(axis)
    shown.columns = pd.Index([headed(names[str(name)], unit, language) for name in table])
    shown[headed(lowest, unit, language)] = [*(factor * best["perfect"])]
    most = int(best["perfect"].to_numpy().argmax())
    alt = say(
        "chart_loss_alt",
        language,
        listed=_switches(curves, names, language),
        perfect=quantity(float(best["perfect"].iloc[most]), curves.unit_of_cost, language),
    )
    return dress(
        figure,
        say("chart_loss_title", language, label=effect_in_words(curves, language)),
        curves.synthetic,
        language,
        say("chart_loss_note", language, draws=curves.draws),
        told=Told(alt, shown.reset_index()),
        height=480,
        xaxis={"title": drawn(axis), "rangemode": "tozero", "exponentformat": "none"},
        yaxis={"title": drawn(loss), "type": "log", "dtick": 1, "exponentformat": "none"},
        legend=BELOW,
        margin_b=100,
    )


def _by_policy(curves: Acceptability, column: str) -> pd.DataFrame:
    """Tabulate a column of the curves: one row a willingness, one column a policy."""
    table = curves.curves.set_index(["willingness", "policy"])[column].unstack()  # noqa: PD010
    return table[[*curves.policies]]


def _above_0(values: pd.Series) -> pd.Series:
    """Empty values that a logarithmic axis cannot show."""
    return values.where(values > 0.0)


def _add_lines(figure: Figure, table: pd.DataFrame, factor: float, names: dict[str, str]) -> None:
    for number, policy in enumerate(map(str, table)):
        figure.add_scatter(
            x=factor * table.index,
            y=table[policy],
            mode="lines+markers",
            name=drawn(names[policy]),
            line={
                "color": COLOURS[number % len(COLOURS)],
                "dash": DASHES[number % len(DASHES)],
                "width": 2.5,
            },
            marker={"symbol": SYMBOLS[number % len(SYMBOLS)], "size": 6},
        )


def _switches(curves: Acceptability, names: dict[str, str], language: Language) -> str:
    """List the policies of the frontier with the willingness from which each is best."""
    one = one_of(curves.unit_of_effect, language)
    return say("chart_and", language).join(
        say(
            "chart_best_from",
            language,
            policy=names[str(policy)],
            price=quantity(float(start), curves.unit_of_cost, language),
            one=one,
        )
        for policy, start in zip(
            curves.switches["policy"], curves.switches["willingness_from"], strict=True
        )
    )
