"""Draw what it is worth to know: over a willingness to pay, and by the size of a survey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from commpartner.experiments.weighing.knowing import InformationCurves
from commpartner.experiments.weighing.survey import SurveySizes
from commpartner.facts.labels import label_of
from commpartner.facts.quantities import percent
from commpartner.facts.scales import scale_of
from commpartner.facts.words import say
from commpartner.problems.arguments import one_count
from commpartner.problems.wording import Language
from commpartner.report.charts.axes import (
    COLOURS,
    DASHES,
    axes_of,
    effect_in_words,
    willingness_axis,
)
from commpartner.report.charts.described import Told
from commpartner.report.charts.names import TICK, drawn, plain
from commpartner.report.charts.style import (
    BELOW,
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    SYMBOLS,
    Line,
    add_range,
    add_rule,
    check_given,
    dress,
    headed,
    plotly,
    quantity,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def worth_by_willingness(worth: InformationCurves, n: int = 5, language: Language = "en") -> Figure:
    """Draw the value of knowing the most valuable assumptions over the willingness to pay.

    Parameters
    ----------
    worth
        As `Comparison.information_curves` returns it.
    n
        How many assumptions and groups are drawn, beside the value of knowing everything.

    Raises
    ------
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("worth", worth, InformationCurves, language)
    axes = axes_of(worth, worth.perfect["value"], worth.perfect["willingness"], language)
    axis, factor, unit = willingness_axis(axes, language), axes.money.factor, axes.money.unit
    value = headed(say("chart_value", language), unit, language)
    curves = worth.curves.set_index(["willingness", "set"])["value"].unstack()  # noqa: PD010
    first = [*dict.fromkeys(worth.curves["set"])][: one_count("n", n)]
    labels = {name: _label(worth, str(name), language) for name in first}
    all_known = say("chart_everything", language)
    x = axes.price.factor * worth.perfect["willingness"]
    perfect = factor * worth.perfect["value"]
    figure: Figure = plotly().Figure()
    figure.add_scatter(
        x=x, y=perfect, name=all_known, mode="lines", line={"color": BLACK, "width": 3}
    )
    table = {axis: [*x], headed(all_known, unit, language): [*perfect]}
    for number, name in enumerate(first):
        y = factor * curves[name]
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines+markers",
            name=drawn(labels[name], 2 * TICK),
            line={
                "color": COLOURS[number % len(COLOURS)],
                "dash": DASHES[number % len(DASHES)],
                "width": 2.5,
            },
            marker={"symbol": SYMBOLS[number % len(SYMBOLS)], "size": 6},
        )
        table[headed(labels[name], unit, language)] = [*y]
    most = int(worth.perfect["value"].to_numpy().argmax())
    alt = say(
        "chart_known_alt",
        language,
        perfect=quantity(float(worth.perfect["value"].iloc[most]), worth.unit_of_cost, language),
        price=quantity(
            float(worth.perfect["willingness"].iloc[most]), worth.unit_of_cost, language
        ),
        one=axes.one,
        first=labels[first[0]],
        value=quantity(float(curves[first[0]].max()), worth.unit_of_cost, language),
    )
    return dress(
        figure,
        say("chart_known", language, label=effect_in_words(worth, language)),
        worth.synthetic,
        language,
        say("chart_known_note", language, draws=worth.draws),
        told=Told(alt, pd.DataFrame(table)),
        height=520,
        xaxis={"title": drawn(axis), "rangemode": "tozero", "exponentformat": "none"},
        yaxis={"title": drawn(value), "rangemode": "tozero", "exponentformat": "none"},
        legend=BELOW,
        margin_b=170,
    )


def survey_sizes(survey: SurveySizes, language: Language = "en") -> Figure:
    """Draw worth, cost and expected net benefit of a survey by the number of estates asked.

    Parameters
    ----------
    survey
        As `Comparison.survey_size` returns it.

    Raises
    ------
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("survey", survey, SurveySizes, language)
    rows = survey.table
    factor, unit, _ = scale_of("yuan", [*rows["value"], *rows["survey_cost"]], language)
    axis = say("chart_estates_asked", language)
    figure: Figure = plotly().Figure()
    x = rows["estates"]
    add_range(figure, x, factor * rows["low"], factor * rows["high"], Line(BLUE))
    table = {axis: [*x]}
    lines = (
        ("value", "chart_survey_worth", Line(GREEN, "dash")),
        ("survey_cost", "chart_survey_cost", Line(ORANGE, "dot")),
        ("net_benefit", "chart_survey_net", Line(BLUE)),
    )
    for column, key, look in lines:
        figure.add_scatter(
            x=x,
            y=factor * rows[column],
            name=say(key, language),
            mode="lines+markers",
            line={"color": look.colour, "dash": look.dash, "width": 2.5},
        )
        table[headed(say(key, language), unit, language)] = [*(factor * rows[column])]
    add_rule(figure, 0.0, GREY, "solid", "y")
    share = percent(survey.worth_share, language)
    if survey.best:
        add_rule(figure, float(survey.best), BLACK, "dash")
        alt = say(
            "chart_survey_alt",
            language,
            best=survey.best,
            low=survey.low,
            high=survey.high,
            gain=quantity(survey.net_benefit, "yuan", language),
            share=share,
        )
    else:
        perfect = quantity(survey.perfect, "yuan", language)
        alt = say("chart_survey_never", language, perfect=perfect, share=share)
    known = survey.assumption_table
    asked = say("chart_and", language).join(
        plain(label_of(known[name], language)) for name in survey.asked
    )
    return dress(
        figure,
        say("chart_survey", language, label=asked),
        survey.synthetic,
        language,
        say("chart_survey_note", language, level=percent(survey.level, language)),
        told=Told(alt, pd.DataFrame(table)),
        height=480,
        xaxis={"title": drawn(axis), "rangemode": "tozero", "exponentformat": "none"},
        yaxis={"title": drawn(unit), "exponentformat": "none"},
        legend=BELOW,
        margin_b=100,
    )


def _label(worth: InformationCurves, name: str, language: Language) -> str:
    """Return the label of an assumption; a group has the caller's own name."""
    known = worth.assumption_table
    return plain(label_of(known[name], language) if name in known else name, 96)
