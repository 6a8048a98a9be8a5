"""Build the sheet of the estates: what each pays, and what it gets."""

from __future__ import annotations

import math
from typing import Any

from commpartner.facts.labels import in_language
from commpartner.report.study import Study
from commpartner.report.words import policy_label, say
from commpartner.report.workbook import texts
from commpartner.report.workbook.layout import (
    Column,
    Content,
    Fact,
    Formula,
    Place,
    Sheet,
    Table,
    first_row,
)
from commpartner.report.workbook.units import form_of, written_unit
from commpartner.results.dictionary import heading
from commpartner.texts import Language

NAMES = ("id", "name", "centre", "service", "households")
AFTER = 5  # column of the first figure
# Figures behind which a difference of two of them stands: its word, and what it takes from what.
DIFFERENCES = {
    "cost": ("xlsx_saving_estate", "stand_alone_cost", "cost"),
    "service_received": ("xlsx_beyond_fees", "service_received", "fees"),
}


def estates_sheet(study: Study, language: Language) -> Sheet:
    """Tabulate every estate, with what it saves and what it gets beyond its fees."""
    table = study.main.estates
    figures = [str(name) for name in table if name not in NAMES]
    units = table.attrs["units"]
    notes = [say("xlsx_estates_notes", language)]
    if note := table.attrs.get("note"):
        notes.append(note.in_language(language))
    order = _order(figures)
    columns = [
        Column(heading("id", language), "text", 16),
        Column(heading("name", language), "text", 30),
        Column(heading("centre", language), "text", 16),
        Column(say("xlsx_served", language), "text", 18),
        Column(heading("households", language), "count"),
        *(_column(name, units, language) for name in order),
    ]
    place = Place(first_row(notes, 2), len(table))
    records = sorted(table.to_dict("records"), key=lambda row: math.isnan(row["cost"]))
    rows = tuple(
        _row(record, number, place, order, language) for number, record in enumerate(records)
    )
    served = [int(each) for each in table.loc[table["cost"].notna(), "households"]]
    homes, paid = place.column(4), place.column(AFTER + order.index("cost"))
    facts = (
        Fact(
            say("xlsx_homes", language),
            Formula(f"=SUM({homes})", float(table["households"].sum())),
            "count",
        ),
        Fact(
            say("xlsx_homes_served", language),
            Formula(f'=SUMIFS({homes},{paid},">=0")', float(sum(served))),
            "count",
        ),
    )
    return Sheet(
        "estates",
        say("xlsx_sheet_estates", language),
        say("xlsx_estates_title", language, policy=policy_label(study.main, language)),
        tuple(notes),
        (Table("estates", place, tuple(columns), rows),),
        facts,
        frozen=2,
    )


def _order(figures: list[str]) -> list[str]:
    """Order the columns: each difference behind its figure, by the name of its word."""
    found = []
    for name in figures:
        found.append(name)
        if name in DIFFERENCES:
            found.append(DIFFERENCES[name][0])
    return found


def _column(name: str, units: dict[str, str], language: Language) -> Column:
    if name not in units:
        return Column(say(name, language), "cents", 12)
    unit = written_unit(units[name].split(",")[0], language)
    named = say("xlsx_with_unit", language, of=heading(name, language), unit=unit)
    return Column(named, form_of(units[name]), 11)


def _row(
    record: dict[Any, Any], number: int, place: Place, order: list[str], language: Language
) -> tuple[Content, ...]:
    cells: list[Content] = [
        texts.name(str(record["id"]), language),
        texts.name(in_language(str(record["name"]), language), language),
        texts.name(str(record["centre"]), language),
        say(f"xlsx_service_{str(record['service']).replace(' ', '_')}", language),
        int(record["households"]),
    ]
    words = {word: (one, other) for word, one, other in DIFFERENCES.values()}
    for name in order:
        if name not in words:
            value = float(record[name])
            cells.append(None if math.isnan(value) else value)
            continue
        one, other = words[name]
        value = float(record[one]) - float(record[other])
        pair = [place.cell(number, AFTER + order.index(each)) for each in (one, other)]
        cells.append(None if math.isnan(value) else Formula(f"={pair[0]}-{pair[1]}", value))
    return tuple(cells)
