"""Tabulate a plan of clusters: each centre, the estates alone, and all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commpartner.facts.labels import in_language
from commpartner.facts.quantities import percent
from commpartner.measures.risk import band
from commpartner.planning.clusters.result import DistrictPlan
from commpartner.report.grid import Cell, Column, Grid, Row, text_column
from commpartner.report.grids.money import Money, fitting_sums
from commpartner.report.words import say
from commpartner.texts import Language


def plan_grid(plan: DistrictPlan, language: Language) -> Grid:
    """Tabulate the centres that open, with the cost of their clusters and what they save."""
    money = fitting_sums(plan.objective, language)
    unit = say("plan_money", language, unit=money.unit)
    heads = ("estates", "households", "cost", "cost_alone", "saving", "farthest")
    columns = (
        text_column(say("plan_centre", language)),
        *(Column(say(f"plan_{head}", language, unit=unit)) for head in heads),
    )
    rows = [
        _row(_named(number, each, language), each, money)
        for number, each in enumerate(plan.clusters.to_dict("records"), start=1)
    ]
    alone = plan.estates[plan.estates["centre"] == ""]
    if len(alone):
        rows.append(_row(say("plan_alone", language), _together(alone), money))
    whole = _together(plan.estates) | {
        "cost": plan.objective,
        "saving": plan.saving,
        "farthest": plan.estates["distance"].max(),
    }
    rows.append(_row(say("plan_all", language), whole, money, section=True))
    return Grid(say("plan_title", language, unit=unit), columns, tuple(rows))


def _named(number: int, row: Mapping[Any, Any], language: Language) -> str:
    """Name a centre by its number on the map, its id and its name."""
    return f"{number} {row['centre']} {in_language(str(row['name']), language)}".rstrip()


def _together(estates: Any) -> dict[str, Any]:
    """Add up estates; alone they cost what they cost alone."""
    cost = float(estates["cost_alone"].sum())
    return {
        "estates": len(estates),
        "households": int(estates["households"].sum()),
        "cost": cost,
        "cost_alone": cost,
        "saving": 0.0,
        "farthest": float("nan"),
    }


def _row(
    name: str,
    values: Mapping[Any, Any],
    money: Money,
    *,
    section: bool = False,
) -> Row:
    sums = (values[each] for each in ("cost", "cost_alone", "saving"))
    far = float(values["farthest"])
    counts = (values["estates"], values["households"])
    cells = (
        Cell(name),
        *(Cell(f"{each:,}", value=each) for each in counts),
        *(Cell(money.rounded(each), value=each, unit="yuan/year") for each in sums),
        Cell("" if far != far else f"{far:.1f}", value=far, unit="km"),
    )
    return Row(cells, section=section, key=str(values.get("centre", "")))


def plan_sentences(plan: DistrictPlan, language: Language) -> list[str]:
    """Describe what the plan saves, how good it is proven to be, and why the search ended."""
    saving = band(plan.draws["saving"].to_numpy())
    money = fitting_sums(plan.objective, language)
    sums = {
        "saving": plan.saving,
        "low": saving["p5"],
        "high": saving["p95"],
        "bound": plan.lower_bound,
        "less": plan.objective - plan.lower_bound,
        "cost": plan.objective,
        "surrogate": plan.surrogate,
    }
    fitted = bool(plan.centres) and plan.surrogate == plan.surrogate  # NaN without a fit
    told = {name: money.rounded(value) for name, value in sums.items() if value == value}
    told |= {
        "unit": money.unit,
        "part": percent(plan.saving / float(plan.draws["cost_alone"].mean()), language, 1),
        "gap": percent(plan.gap, language, 1),
        "error": percent(plan.surrogate_error, language, 1),
    }
    keys = ["plan_saves"]
    keys += ["plan_bound"] if plan.stopped != "proven" else []  # a sentence below says it
    keys += ["plan_surrogate"] if fitted else []
    lines = [say(key, language, draws=len(plan.draws), **told) for key in keys]
    if plan.detached:
        lines.append(say("plan_detached", language, count=plan.detached))
    lines.append(say(f"plan_{plan.stopped}", language, seconds=plan.seconds))
    return lines
