"""Tabulate cost against effect: means, status, and the cost per unit with its interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from commpartner.experiments.weighing.plane import QUADRANTS, CostEffectiveness
from commpartner.facts.labels import unit_name
from commpartner.facts.quantities import number, percent
from commpartner.report.grid import Cell, Column, Grid, Row, text_column
from commpartner.report.grids.sought import scaled
from commpartner.report.words import say
from commpartner.results.dictionary import heading
from commpartner.texts import Language

ON_AN_AXIS = "on_an_axis"
STATUSES = {
    "efficient": "status_efficient",
    "dominated": "status_dominated",
    "extended": "status_extended",
    "equal": "status_equal",
}


def ratios_grid(
    ratios: CostEffectiveness, names: Mapping[str, str], title: str, language: Language
) -> Grid:
    """Tabulate policies, the cheapest first; an interval without end is said to have none.

    Parameters
    ----------
    names
        Of policies in words.
    """
    factor, _ = scaled(ratios.unit_of_cost, language)
    unit = unit_name(ratios.unit_of_effect, language)
    effect = say("chart_headed", language, name=say("weighed_effect", language), unit=unit)
    level = percent(ratios.level, language)
    rows = ratios.table.to_dict("records")
    endless = any(_is_endless(row) for row in rows)
    return Grid(
        title,
        (
            text_column(heading("policy", language)),
            Column(heading("mean_cost", language)),
            Column(effect),
            text_column(heading("status", language)),
            Column(
                heading("icer", language), interval=say("weighed_interval", language, level=level)
            ),
        ),
        tuple(_row(row, factor, names, ratios, language) for row in rows),
        (say("weighed_endless_note", language, level=level),) if endless else (),
    )


def quadrants_grid(ratios: CostEffectiveness, names: Mapping[str, str], language: Language) -> Grid:
    """Tabulate the shares of draws in which policies are dearer or cheaper, better or worse."""
    table = ratios.quadrants
    shown = [each for each in QUADRANTS if each != ON_AN_AXIS or (table[each] > 0.0).any()]
    return Grid(
        say("weighed_quadrants", language, baseline=names[ratios.baseline]),
        (
            text_column(heading("policy", language)),
            *(Column(heading(each, language)) for each in shown),
        ),
        tuple(
            Row(
                (
                    Cell(names[str(row["policy"])]),
                    *(
                        Cell(percent(row[each], language), value=float(row[each]), unit="share")
                        for each in shown
                    ),
                ),
                key=str(row["policy"]),
            )
            for row in table.to_dict("records")
        ),
    )


def _row(
    row: Mapping[Any, Any],
    factor: float,
    names: Mapping[str, str],
    ratios: CostEffectiveness,
    language: Language,
) -> Row:
    cost, effect, ratio = (float(row[name]) for name in ("mean_cost", "mean_effect", "icer"))
    low, high = float(row["icer_low"]), float(row["icer_high"])
    between = ""
    if not math.isnan(low):
        between = f"{number(factor * low)}..{number(factor * high)}"
    if _is_endless(row):
        between = say("weighed_endless", language)
    per_unit = f"{ratios.unit_of_cost}/{ratios.unit_of_effect}"
    return Row(
        (
            Cell(names[row["policy"]]),
            Cell(number(factor * cost), value=cost, unit=ratios.unit_of_cost),
            Cell(number(effect), value=effect, unit=ratios.unit_of_effect),
            Cell(_status(row, names, language)),
            Cell(number(factor * ratio), between, "", ratio, low, high, per_unit),
        ),
        key=row["policy"],
    )


def _is_endless(row: Mapping[Any, Any]) -> bool:
    return math.isinf(float(row["icer_low"])) or math.isinf(float(row["icer_high"]))


def _status(row: Mapping[Any, Any], names: Mapping[str, str], language: Language) -> str:
    named = [names[each] for each in str(row["against"]).split("; ") if each]
    return say(STATUSES[row["status"]], language, others=say("chart_and", language).join(named))
