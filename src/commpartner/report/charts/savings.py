"""Draw the savings of pooling by mechanism."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from commpartner.facts.labels import POOLING_NAMES
from commpartner.facts.scales import scale_of
from commpartner.facts.words import say
from commpartner.problems.wording import Language
from commpartner.report.charts.described import Told
from commpartner.report.charts.names import drawn
from commpartner.report.charts.style import (
    AMBER,
    GAIN,
    GREY,
    SKY,
    TOTAL,
    check_given,
    dress,
    headed,
    plotly,
    quantity,
)
from commpartner.results.savings import Savings

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Columns of a name under a bar before it goes on in the next line: Latin, Chinese.
WIDEST = (14, 12)


def savings_by_mechanism(savings: Savings, language: Language = "en") -> Figure:
    """Draw the savings of pooling by mechanism, in total, and against today [money/year].

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
    mechanisms = [POOLING_NAMES[name][zh] for name in table["mechanism"]]
    total = savings.draws["savings_per_year"]
    whole = savings.total.set_index("measure")
    against_today = whole.loc["savings_per_year_today"].to_dict()
    today = {key: float(against_today[key]) for key in ("mean", "p5", "p95")}
    reached = [*table["mean"].cumsum(), today["mean"]]
    scale = scale_of("yuan/year", reached, language)
    parts = table["mean"]
    values = [*parts, total.to_numpy().mean()]
    names = [*mechanisms, say("chart_savings_equal", language)]
    bars = objects.Waterfall(
        orientation="v",
        x=[drawn(name, WIDEST[zh]) for name in names],
        y=[scale.factor * value for value in values],
        measure=["relative"] * len(mechanisms) + ["total"],
        text=[*(scale.text(value, sign="+") for value in parts), scale.text(values[-1])],
        textposition="outside",
        cliponaxis=False,
        increasing_marker={"color": GAIN},
        decreasing_marker={"color": AMBER, "line": {"color": GREY, "width": 1.5}},
        totals_marker={"color": TOTAL},
        connector_line_color=GREY,
    )
    low, high = total.quantile([0.05, 0.95])
    note = say(
        "chart_savings_note",
        language,
        staffing_step=savings.staffing_step,
        low=scale.text(low),
        high=scale.text(high),
        worst=scale.text(today["p5"]),
        best=scale.text(today["p95"]),
        gained=whole.loc["service_gained", "mean"],
    )
    figure: Figure = objects.Figure(bars)
    against = say("chart_savings_today", language)
    figure.add_bar(
        x=[drawn(against, WIDEST[zh])],
        y=[scale.factor * today["mean"]],
        text=[scale.text(today["mean"])],
        textposition="outside",
        cliponaxis=False,
        marker={"color": SKY, "pattern": {"shape": "/", "fgcolor": GREY, "fgopacity": 0.6}},
    )
    largest = int(parts.to_numpy().argmax())

    def told(value: float) -> str:
        return quantity(value, "yuan/year", language)

    alt = say(
        "chart_savings_alt",
        language,
        total=told(values[-1]),
        low=told(low),
        high=told(high),
        name=mechanisms[largest],
        largest=told(values[largest]),
        today=told(today["mean"]),
    )
    unit = scale.unit
    heads = [
        say("chart_part", language),
        *(headed(say(key, language), unit, language) for key in ("mean", "chart_p5", "chart_p95")),
    ]
    rows = [
        *(
            (name, *(scale.factor * value for value in row))
            for name, *row in zip(mechanisms, table["mean"], table["p5"], table["p95"], strict=True)
        ),
        (names[-1], *(scale.factor * value for value in (values[-1], low, high))),
        (against, *(scale.factor * value for value in today.values())),
    ]
    return dress(
        figure,
        say("chart_savings", language, unit=unit),
        savings.synthetic,
        language,
        note,
        told=Told(alt, pd.DataFrame(rows, columns=heads), upright=True),
        showlegend=False,
        xaxis={"tickangle": 0, "automargin": True},
        yaxis_title=unit,
    )
