"""Draw the cost of the service by the lines of the official form, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from commpartner.facts.cost_lines import COST_LINES
from commpartner.facts.labels import label_of
from commpartner.facts.quantities import percent
from commpartner.facts.scales import scale_of
from commpartner.facts.words import say, year_name
from commpartner.problems.wording import Language
from commpartner.report.charts.described import Told
from commpartner.report.charts.style import (
    AMBER,
    BELOW,
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    PATTERNS,
    PINK,
    SKY,
    check_given,
    dress,
    plotly,
    policy_label,
    quantity,
)
from commpartner.results.cost_lines import BESIDE
from commpartner.results.payers import ALL
from commpartner.results.result import SimulationResult

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

COLOURS = (BLUE, SKY, GREEN, AMBER, ORANGE, PINK, GREY, PALE, "#F0E442", BLACK, "#8C510A")
FEW = 6  # years whose names stand side by side in a narrow place


def cost_by_line(result: SimulationResult, language: Language = "en") -> Figure:
    """Draw the cost of the service by line of the official form, stacked by year [money].

    The lines are those of `SimulationResult.cost_lines`, and sum to the cost of the service. The
    operator's margin or remuneration, if there is one, stands on top: it is beside the cost.
    Lines in which nothing is spent are left out.

    Raises
    ------
    MissingExtraError
        If Plotly is not installed.

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> run = cp.simulate(xiashan, "clustered", months=24, draws=2, seed=7)
    >>> len(cp.plots.cost_by_line(run).data[0].x)
    2
    """
    check_given("result", result, SimulationResult, language)
    costs = result.cost_lines()
    of_years = costs[(costs["account"] == ALL) & costs["year"].notna()]
    first = of_years[of_years["line"] == ALL]
    names = [
        year_name(int(year), language, int(months))
        for year, months in zip(first["year"], first["months"], strict=True)
    ]
    lines = of_years[of_years["line"] != ALL].pivot_table(
        index="line", columns="year", values="mean", sort=False
    )
    whole = first["mean"].to_numpy()
    scale = scale_of("yuan/year", [*whole, *lines.sum(axis=0)], language)
    lines = scale.factor * lines[lines.abs().sum(axis=1) > 0.0]
    labels = {
        str(line): say("cost_beside", language)
        if line == BESIDE
        else label_of(COST_LINES[str(line)], language)
        for line in lines.index
    }
    figure: Figure = plotly().Figure()
    for number, (line, row) in enumerate(lines.iterrows()):
        figure.add_bar(
            x=names,
            y=row,
            name=labels[str(line)],
            marker={
                "color": COLOURS[number % len(COLOURS)],
                "pattern": {
                    "shape": PATTERNS[number % len(PATTERNS)],
                    "fgcolor": "white",
                    "size": 6,
                    "solidity": 0.25,
                },
                "line": {"color": "white", "width": 0.5},
            },
        )
    figure.add_scatter(
        x=names,
        y=lines.sum(axis=0),
        mode="text",
        text=[scale.text(value) for value in whole],
        textposition="top center",
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
    )
    label = policy_label(result, language)
    whole_cost = say("cost_whole", language)
    table = pd.DataFrame(
        {say("cost_line", language): [*labels.values(), whole_cost]}
        | {
            name: [*lines.iloc[:, column], scale.factor * whole[column]]
            for column, name in enumerate(names)
        }
    )
    sums = lines.drop(index=BESIDE, errors="ignore").sum(axis=1)
    largest = str(sums.idxmax()) if len(sums) else ""
    alt = say(
        "chart_cost_alt",
        language,
        label=label,
        first=names[0],
        last=names[-1],
        cost_first=quantity(whole[0], "yuan/year", language),
        cost_last=quantity(whole[-1], "yuan/year", language),
        line=labels.get(largest, ""),
        share=percent(float(sums.max() / sums.sum()) if len(sums) else 0.0, language),
    )
    return dress(
        figure,
        say("chart_cost", language, label=label, unit=scale.unit),
        result.programme.synthetic,
        language,
        say("chart_cost_note", language, whole=whole_cost),
        told=Told(alt, table, upright=len(names) > FEW),
        barmode="stack",
        height=520,
        yaxis_title=scale.unit,
        legend={**BELOW, "traceorder": "normal"},
    )
