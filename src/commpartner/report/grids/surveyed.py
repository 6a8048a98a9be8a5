"""Tabulate surveys by the number of estates asked: worth, cost, and what is gained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commpartner.experiments.weighing.survey import SurveySizes
from commpartner.facts.labels import label_of, unit_name
from commpartner.facts.quantities import number, percent
from commpartner.report.grid import Cell, Column, Grid, Row
from commpartner.report.grids.money import Money, fitting_sums
from commpartner.report.words import say
from commpartner.texts import Language

SHOWN = 15  # sizes on a screen; files have all


def survey_grid(found: SurveySizes, language: Language) -> Grid:
    """Tabulate at most fifteen sizes, the best one among them."""
    table = found.table
    step = max((len(table) - 1) / (SHOWN - 1.0), 1.0)
    places = {round(step * each) for each in range(SHOWN)}
    kept = [place in places or n == found.best for place, n in enumerate(table["estates"])]
    largest = float(table[["value", "survey_cost", "net_benefit"]].abs().max().max())
    money = fitting_sums(largest, language)
    level = percent(found.level, language)
    between = say("survey_interval", language, level=level)
    heads = {"estates": "", "worth": "", "cost": "", "net": between, "pays": ""}
    return Grid(
        say("survey_title", language, unit=money.unit),
        tuple(Column(say(f"survey_{each}", language), interval=own) for each, own in heads.items()),
        tuple(_row(row, found.best, money, language) for row in table[kept].to_dict("records")),
        (say("survey_notes", language),),
    )


def _row(row: Mapping[Any, Any], best: int, money: Money, language: Language) -> Row:
    count = f"{row['estates']:,}"
    if row["estates"] == best:
        count = say("survey_best", language, count=count)
    sums = {each: float(row[each]) for each in ("value", "survey_cost", "net_benefit")}
    low, high, pays = (float(row[each]) for each in ("low", "high", "pays_share"))
    cells = [Cell(money.rounded(each), "", "", each, unit="yuan") for each in sums.values()]
    between = f"{money.rounded(low)}..{money.rounded(high)}"
    cells[-1] = Cell(cells[-1].text, between, "", cells[-1].value, low, high, "yuan")
    return Row(
        (
            Cell(count, value=float(row["estates"]), unit="estate"),
            *cells,
            Cell(percent(pays, language), value=pays, unit="share"),
        ),
        key=str(row["estates"]),
    )


def survey_sentences(found: SurveySizes, language: Language) -> list[str]:
    """Tell how many estates to ask, what would do as well, and what was asked."""
    lines = [found.verdict.in_language(language)]
    low, high = found.near
    if found.best and low < high:
        lines.append(say("survey_near", language, low=low, high=high))
    for name, deviation in found.asked.items():
        row = found.assumption_table[name]
        told = {"label": label_of(row, language), "name": name}
        lines.append(
            say("survey_asked", language, deviation=_of(deviation, row.unit, language), **told)
        )
    lines.append(say("survey_limits", language))
    return lines


def _of(deviation: float, unit: str, language: Language) -> str:
    """Write a deviation with its unit, that of a share in percentage points."""
    if unit.split("/")[0] == "share":
        return say("optimised_points", language, value=number(100.0 * deviation))
    between = "" if language == "zh" else " "
    return f"{number(deviation)}{between}{unit_name(unit, language)}".rstrip()
