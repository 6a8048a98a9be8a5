"""Draw how much of the cost the estates' own income covers, over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from commpartner.facts.quantities import percent
from commpartner.facts.words import say
from commpartner.problems.arguments import refused
from commpartner.problems.wording import Language
from commpartner.report.charts.described import Told
from commpartner.report.charts.money import FEW
from commpartner.report.charts.policies import SELF_SUFFICIENCY, WHOLE
from commpartner.report.charts.style import (
    BLUE,
    LOSS,
    add_rule,
    check_given,
    dress,
    plotly,
    policy_label,
)
from commpartner.report.charts.years import draw_years
from commpartner.results.result import SimulationResult
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MONTHS = 12


def self_sufficiency(result: SimulationResult, language: Language = "en") -> Figure:
    """Draw own income over cost in years 1, 3, 5 and 10, with the 5-95 % interval [%].

    The years are those of the run, each drawn in its middle. A line stands at 100 %, where own
    income covers the cost.

    Raises
    ------
    ArgumentError
        If the run has no whole year.
    MissingExtraError
        If Plotly is not installed.

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> run = cp.simulate(xiashan, "clustered", months=36, draws=2, seed=7)
    >>> len(cp.plots.self_sufficiency(run).data[0].x)
    2
    """
    check_given("result", result, SimulationResult, language)
    years = [year for year in (1, 3, 5, 10) if f"{SELF_SUFFICIENCY}_year_{year}" in result.outcomes]
    if not years:
        raise refused("result", Text("months_of_run", count=result.months), Text("a_whole_year"))
    values = WHOLE * pd.DataFrame(
        {year: result.outcomes[f"{SELF_SUFFICIENCY}_year_{year}"] for year in years}
    )
    mean, low, high = values.mean(), values.quantile(0.05), values.quantile(0.95)
    figure: Figure = plotly().Figure()
    figure.add_scatter(
        x=[(year - 1) * MONTHS + (MONTHS - 1) / 2 for year in years],
        y=mean,
        mode="lines+markers+text",
        text=[percent(value / WHOLE, language) for value in mean],
        textposition=[*["top right"] * (len(years) - 1), "top left"],
        cliponaxis=False,
        marker={"color": BLUE, "size": 11},
        line={"color": BLUE, "dash": "dot", "width": 1.5},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": high - mean,
            "arrayminus": mean - low,
            "thickness": 2,
        },
        hovertemplate="%{y:.0f} %<extra></extra>",
        showlegend=False,
    )
    add_rule(figure, WHOLE, LOSS, "dash", "y")
    draw_years(figure, result, language)
    label = policy_label(result, language)
    names = [say("year", language, year=year) for year in years]
    covered = {year: (values[year] >= WHOLE).mean() for year in years}
    alt = say(
        "chart_sufficiency_alt",
        language,
        label=label,
        listed=say("chart_and", language).join(
            f"{name} {percent(value / WHOLE, language)}"
            for name, value in zip(names, mean, strict=True)
        ),
        last=names[-1],
        share=percent(float(covered[years[-1]]), language),
    )
    columns = {
        say("chart_year", language): names,
        say("chart_sufficiency_mean", language): [*mean],
        say("chart_p5", language): [*low],
        say("chart_p95", language): [*high],
        say("chart_covered", language): [100.0 * covered[year] for year in years],
    }
    return dress(
        figure,
        say("chart_sufficiency", language, label=label),
        result.programme.synthetic,
        language,
        say("chart_sufficiency_note", language),
        told=Told(alt, pd.DataFrame(columns), upright=result.months > FEW * MONTHS),
        yaxis={"title": "%", "rangemode": "tozero"},
    )
