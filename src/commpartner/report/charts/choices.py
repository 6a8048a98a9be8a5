"""Draw the best policy, the value of information, and the conditions of failure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from commpartner.errors import InputError, Problem
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.learning.information import Information
from commpartner.facts.labels import KIND_NAMES, UNIT_NAMES, label_of
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import percent
from commpartner.facts.words import say
from commpartner.problems.arguments import of_type, one_count, refused
from commpartner.problems.wording import Language, among, suggest
from commpartner.report.charts.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    SKY,
    check_given,
    dress,
    plotly,
)
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

KIND_COLOURS = {
    "published": GREY,
    "derived": SKY,
    "literature": BLUE,
    "assumption": ORANGE,
    "choice": GREEN,
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
    zh = language == "zh"
    best = comparison.probability_best(outcome).set_index("policy")
    lost = comparison.regret(outcome).set_index("policy")
    about = OUTCOMES[outcome]
    factor, *units = UNIT_NAMES[about.unit]
    names = [_label(comparison, policy, language) for policy in best.index]
    subplots = plotly("subplots")
    figure: Figure = subplots.make_subplots(
        rows=1,
        cols=2,
        shared_yaxes=True,
        horizontal_spacing=0.04,
        subplot_titles=(
            say("chart_chance", language),
            say("chart_regret", language, unit=units[zh]),
        ),
    )
    chance = 100 * best["probability"]
    figure.add_bar(
        x=chance,
        y=names,
        orientation="h",
        marker_color=BLUE,
        text=[f"{value:.0f}" for value in chance],
        row=1,
        col=1,
    )
    mean, high = factor * lost["expected"], factor * lost["p95"]
    figure.add_bar(
        x=mean,
        y=names,
        orientation="h",
        marker_color=ORANGE,
        error_x={"type": "data", "symmetric": False, "array": high - mean, "thickness": 2},
        row=1,
        col=2,
    )
    label = label_of(about, language)
    title = say("chart_best", language, label=label)
    draws = int(best["draws"].iloc[0])
    note = say("chart_same_draws", language, draws=draws)
    dressed = dress(
        figure,
        title,
        comparison.programme.synthetic,
        language,
        note,
        height=210 + 42 * len(names),
        showlegend=False,
    )
    dressed.update_yaxes(autorange="reversed", automargin=True)
    return dressed


def worth_measuring(information: Information, n: int = 8, language: Language = "en") -> Figure:
    """Draw the most valuable assumptions to measure, with standard errors."""
    check_given("information", information, Information, language)
    zh = language == "zh"
    rows = information.by_assumption.head(one_count("n", n))
    factor, *units = UNIT_NAMES[str(information.unit)]
    figure: Figure = plotly().Figure()
    for kind, colour in KIND_COLOURS.items():
        of_kind = rows[rows["kind"] == kind]
        if of_kind.empty:
            continue
        figure.add_bar(
            x=factor * of_kind["value"],
            y=of_kind["assumption"],
            orientation="h",
            name=KIND_NAMES[kind][zh],
            marker_color=colour,
            error_x={"type": "data", "array": factor * of_kind["standard_error"], "thickness": 2},
        )
    perfect = factor * information.perfect
    title = say("chart_worth", language)
    note = say("chart_worth_of_all", language, perfect=perfect, unit=units[zh])
    return dress(
        figure,
        title,
        information.synthetic,
        language,
        note,
        height=190 + 40 * len(rows),
        xaxis_title=units[zh],
        yaxis={"categoryorder": "array", "categoryarray": list(rows["assumption"])[::-1]},
        legend={"orientation": "h", "y": -0.25},
        barmode="overlay",
    )


def where_it_fails(
    comparison: Comparison,
    fails: pd.Series,
    axes: tuple[str, str],
    bounds: Mapping[str, tuple[float, float]],
    language: Language = "en",
) -> Figure:
    """Draw failing and other draws over two assumptions.

    Parameters
    ----------
    fails
        By draw, whether the policy fails.
    axes
        Names of two assumptions.
    bounds
        Of a rule: lowest and highest value of an assumption; drawn as a box.
    """
    check_given("comparison", comparison, Comparison, language)
    figure: Figure = plotly().Figure()
    of_type("fails", fails, pd.Series, Text("booleans_by_draw", count=comparison.draws))
    of_type("bounds", bounds, Mapping, Text("spans_by_assumption"))
    x_name, y_name = _axes(axes, comparison)
    same_draws = fails.index.isin(comparison.assumptions.index)
    if not (same_draws.all() and fails.index.is_unique):
        label = fails.index[~same_draws | fails.index.duplicated()][0]
        allowed = Text("one_by_draw", last=comparison.draws - 1)
        raise refused("fails", Text("labels_by_draw", label=label), allowed)
    if fails.dtype != np.bool_:
        found = Text("dtype_of_shape", dtype=fails.dtype, shape=fails.shape)
        raise refused("fails", found, Text("booleans_by_draw", count=comparison.draws))
    values = comparison.assumptions.loc[fails.index]
    for failed, colour, key in ((False, PALE, "holds"), (True, ORANGE, "fails")):
        some = values[fails == failed]
        figure.add_scatter(
            x=some[x_name],
            y=some[y_name],
            mode="markers",
            name=say(f"chart_draw_{key}", language),
            marker={"color": colour, "size": 5, "opacity": 0.7},
        )
    corners = []
    for name in (x_name, y_name):
        low, high = _span(bounds, name)
        corners.append((max(low, values[name].min()), min(high, values[name].max())))
    (x0, x1), (y0, y1) = corners
    figure.add_shape(type="rect", x0=x0, x1=x1, y0=y0, y1=y1, line={"color": BLUE, "width": 2})
    units = [comparison.assumption_table[name].unit for name in (x_name, y_name)]
    share = percent(float(fails.mean()), language)
    title = say("chart_fails", language)
    note = say("chart_fails_share", language, share=share)
    return dress(
        figure,
        title,
        comparison.programme.synthetic,
        language,
        note,
        height=480,
        xaxis_title=f"{x_name} [{units[0]}]",
        yaxis_title=f"{y_name} [{units[1]}]",
    )


def _axes(axes: object, comparison: Comparison) -> tuple[str, str]:
    """Validate the two names of assumptions of the axes."""
    known = [str(name) for name in comparison.assumptions]
    if not (isinstance(axes, tuple | list) and len(axes) == 2):
        raise refused("axes", axes, Text("two_assumptions"))
    wrong = [name for name in axes if not among(name, known)]
    if wrong:
        raise InputError(
            Problem("plots", None, "axes", repr(name), suggest(name, known)) for name in wrong
        )
    return axes[0], axes[1]


def _span(bounds: Mapping[str, tuple[float, float]], name: str) -> tuple[float, float]:
    """Return the lowest and highest value of a rule; infinite if it has no bound."""
    found = bounds.get(name, (-np.inf, np.inf))
    ends = isinstance(found, tuple | list) and len(found) == 2
    if not (ends and all(isinstance(end, float | int) and end == end for end in found)):
        raise refused(f"bounds[{name!r}]", found, Text("two_rising_numbers"))
    return found


def _label(comparison: Comparison, policy: str, language: Language) -> str:
    return label_of(comparison.policies[policy], language) or policy
