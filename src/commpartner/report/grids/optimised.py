"""Tabulate the best policy of a search beside its base: levers, figures, limits."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from commpartner.facts.labels import label_of
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import number, percent
from commpartner.planning.beside import Beside, base_values, best_name
from commpartner.planning.optimising import Optimised, Optimism
from commpartner.programme import Policy, Programme
from commpartner.report.grid import Cell, Column, Grid, Row, text_column
from commpartner.report.grids.levers import headed_lever, lever_value
from commpartner.report.grids.sought import (
    CHANCE,
    bare,
    figure_name,
    headed,
    outcome_of,
    scaled,
)
from commpartner.report.words import say
from commpartner.texts import Language

SIGNS = {"at_least": ">=", "at_most": "<="}
SHOWN = 8  # efficient policies on a screen; files have all


def levers_grid(found: Optimised, base: Policy, programme: Programme, language: Language) -> Grid:
    """Tabulate the levers: their values in the base policy and in the best one."""
    old = base_values(base, list(found.levers))
    basis = str(found.levers.get("fee_basis", base.fee_basis))
    words = ("lever", "meaning", "base", "best")
    return Grid(
        say("optimised_levers", language),
        tuple(text_column(say(f"optimised_{word}", language)) for word in words),
        tuple(
            Row(
                (
                    Cell(name),
                    Cell(headed_lever(name, basis, language)),
                    Cell(lever_value(name, old[name], programme, language)),
                    Cell(lever_value(name, value, programme, language)),
                ),
                key=name,
            )
            for name, value in found.levers.items()
        ),
    )


def figures_grid(compared: Beside, language: Language) -> Grid:
    """Tabulate each figure of base and best policy, and its change, with intervals."""
    heads = ("figure", "base", "best", "change")
    columns = [
        Column(say(f"optimised_{each}", language), number=each != "figure") for each in heads
    ]
    key = "optimised_in_fresh" if compared.fresh else "optimised_in_search"
    title = say(key, language, draws=compared.draws, seed=compared.seed)
    return Grid(
        say("optimised_figures", language, where=title),
        tuple(columns),
        tuple(_figure_row(row, language) for row in compared.figures.to_dict("records")),
    )


def _figure_row(row: Mapping[Any, Any], language: Language) -> Row:
    factor, _ = scaled(row["unit"], language)
    share = row["unit"] == "share"

    def write(value: float) -> str:
        return percent(value, language, 1) if share else number(factor * value)

    def change(value: float) -> str:
        sign = "+" if value > 0 else ""
        return f"{sign}{_points(value) if share else number(factor * value)}"

    name = headed(row["figure"], row["unit"], language)
    cells = [_ranged(row, each, write, row["unit"]) for each in ("base", "best")]
    moved = _ranged(row, "change", change, row["unit"])
    if share and moved.value is not None:
        moved = replace(moved, text=say("optimised_points", language, value=moved.text))
    cells.append(moved)
    return Row((Cell(name), *cells), key=row["figure"])


def _ranged(row: Mapping[Any, Any], name: str, write: Callable[[float], str], unit: str) -> Cell:
    value, low, high = (float(row[each]) for each in (name, f"{name}_low", f"{name}_high"))
    if math.isnan(value):
        return Cell("-")
    interval = "" if math.isnan(low) else f"{write(low)}..{write(high)}"
    return Cell(write(value), interval, "", value, low, high, unit)


def limits_grid(compared: Beside, language: Language) -> Grid:
    """Tabulate each limit: what the best policy reaches, and whether it is kept."""
    heads = ("limit", "reached", "kept_in_search", "kept_fresh" if compared.fresh else "kept_here")
    columns = [
        Column(say(f"optimised_{each}", language), number=each == "reached") for each in heads
    ]
    return Grid(
        say("optimised_limits", language),
        tuple(columns),
        tuple(_limit_row(row, language) for row in compared.limits.to_dict("records")),
        (say("optimised_limits_note", language),),
    )


def _limit_row(row: Mapping[Any, Any], language: Language) -> Row:
    outcome = OUTCOMES[row["outcome"]]
    factor, unit = scaled(outcome.unit, language)
    of_share = not pd.isna(row["share"])

    def write(value: float) -> str:
        if outcome.unit == "share":
            return percent(value, language, 1)
        return number(factor * value)

    name = label_of(outcome, language)
    if row["over_base"]:
        name = say("optimised_over_base", language, name=name)
    between = "" if language == "zh" or bare(outcome.unit) else " "
    right = write(row["threshold"]) + ("" if bare(outcome.unit) else between + unit)
    told = f"{name} {SIGNS[row['test']]} {right}"
    if of_share:
        share = percent(row["share"], language)
        told = say("optimised_in_share", language, limit=told, share=share)
    shown = {"value": row["value"], "value_low": row["low"], "value_high": row["high"]}
    reached = (lambda value: percent(value, language, 1)) if of_share else write
    kept = (say("yes" if row[each] else "no", language) for each in ("kept_in_search", "kept"))
    return Row(
        (
            Cell(told),
            _ranged(shown, "value", reached, "share" if of_share else outcome.unit),
            *map(Cell, kept),
        ),
        key=row["outcome"],
    )


def front_grid(found: Optimised, language: Language) -> Grid:
    """Tabulate efficient policies of several figures, at most eight, spread over the first."""
    units = found.front.attrs["units"]
    figures = list(units)
    best = best_name(found)
    table = found.front.sort_values(figures, kind="stable")
    step = max((len(table) - 1) / (SHOWN - 1.0), 1.0)
    places = {round(step * each) for each in range(SHOWN)}
    kept = [place in places or name == best for place, name in enumerate(table["policy"])]
    rows = table[kept].to_dict("records") if len(figures) > 1 else []
    return Grid(
        say("optimised_front", language, count=len(table)),
        (
            text_column(say("policy", language)),
            *(Column(headed(each, units[each], language)) for each in figures),
        ),
        tuple(_front_row(row, figures, best, units, language) for row in rows),
        (say("optimised_this", language),),
    )


def _front_row(
    row: Mapping[Any, Any],
    figures: list[str],
    best: str,
    units: Mapping[str, str],
    language: Language,
) -> Row:
    name = str(row["policy"])
    label = f"{name} *" if name == best else name
    cells = []
    for figure in figures:
        factor = scaled(units[figure], language)[0]
        share = units[figure] == "share"

        def write(value: float, factor: float = factor, share: bool = share) -> str:
            return percent(value, language, 1) if share else number(factor * value)

        cells.append(_ranged(row, figure, write, units[figure]))
    return Row((Cell(label), *cells), key=name)


def optimised_sentences(
    found: Optimised, compared: Beside | None, base: Policy, language: Language
) -> list[str]:
    """Describe what limits the result: broken limits, optimism, what the search used up."""
    lines = []
    same = base_values(base, list(found.levers)) == dict(found.levers)
    if same:
        lines.append(say("optimised_same", language))
    if not found.kept:
        lines.append(say("optimised_not_kept", language))
    for name, each in found.optimism.items():
        unit = "share" if name == CHANCE else OUTCOMES[outcome_of(name)].unit
        told = _told(each, unit, language) | {"name": figure_name(name, language)}
        key = "optimised_optimism" if each.low > 0.0 else "optimised_optimism_none"
        lines.append(say(key, language, **told))
    counts = {"used": found.simulations, "budget": found.budget, "policies": len(found.evaluated)}
    lines.append(say("optimised_used", language, **counts))
    if compared is not None:
        lines.append(say("optimised_used_more", language, more=2 * compared.draws))
    if len(found.front.attrs["units"]) > 1:
        lines.append(say("optimised_nearest", language))
    if found.stopped == "interrupted":
        lines.append(say("optimised_interrupted", language))
    return lines


def _writer(factor: float) -> Callable[[float], str]:
    return lambda value: number(factor * value)


def _told(each: Optimism, unit: str, language: Language) -> dict[str, str]:
    """Write a figure in both kinds of draws, and by how much it was overrated."""
    if unit == "share":
        found = {name: percent(getattr(each, name), language, 1) for name in ("first", "fresh")}
        found |= {name: _points(getattr(each, name)) for name in ("mean", "low", "high")}
        return found | {"mean": say("optimised_points", language, value=found["mean"])}
    factor, shown = scaled(unit, language)
    between = "" if language == "zh" else " "
    behind = "" if bare(unit) else between + shown
    ends = {name: number(factor * getattr(each, name)) for name in ("low", "high")}
    return ends | {
        name: number(factor * getattr(each, name)) + behind for name in ("first", "fresh", "mean")
    }


def _points(share: float) -> str:
    """Write a share in percentage points."""
    return f"{round(100.0 * share, 1) + 0.0:.1f}"
