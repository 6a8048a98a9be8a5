"""Build the sheet of the assumptions: kind, source, range, and what each does to the result."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from commpartner.assumptions.calibrated import Calibrated
from commpartner.assumptions.table import KINDS, Assumption
from commpartner.facts.labels import KIND_NAMES, label_of, named
from commpartner.facts.words import words
from commpartner.report.frames import rows_by
from commpartner.report.study import Study
from commpartner.report.words import policy_label, say
from commpartner.report.workbook import texts
from commpartner.report.workbook.layout import (
    Check,
    Column,
    Content,
    Formula,
    Number,
    Place,
    Sheet,
    Table,
    first_row,
)
from commpartner.report.workbook.units import by_size, drawn_unit
from commpartner.results.dictionary import heading
from commpartner.results.result import SimulationResult
from commpartner.texts import Language

# Outcomes whose variance is split; those that the run has.
SPLIT = (
    *("savings_per_year", "cost_per_household_month", "fallback_cumulative"),
    "social_net_benefit",
)
KIND, FIRST = 1, 2  # columns of the kind and of the first share
Parts = dict[str, pd.Series]


def evidence_sheet(study: Study, language: Language) -> Sheet:
    """Tabulate the assumptions read, and sum their shares of the variance by kind."""
    main = study.main
    parts = {name: main.variance_by_assumption(name) for name in SPLIT if name in main.outcomes}
    parts = {name: each for name, each in parts.items() if len(each)}
    notes = [say("xlsx_evidence_notes", language)]
    if parts:
        notes.append(say("xlsx_variance_notes", language))
    else:
        notes.append(say("few_draws", language))
    kinds = Place(first_row(notes, titled=True), len(KINDS) + 3)
    rows = main.provenance()
    rows = rows[rows["what"] == "assumption"]
    each = kinds.below(len(rows), gap=3) if parts else Place(first_row(notes), len(rows))
    tables = [_assumptions(main, rows, parts, each, language)]
    checks: list[Check] = []
    if parts:
        by_kind, checks = _by_kind(main, parts, kinds, each, language)
        tables.insert(0, by_kind)
    return Sheet(
        "evidence",
        say("xlsx_sheet_evidence", language),
        say("xlsx_evidence_title", language, policy=policy_label(main, language)),
        tuple(notes),
        tuple(tables),
        checks=tuple(checks),
    )


def _shares(parts: Parts, language: Language) -> list[Column]:
    return [
        Column(say("xlsx_variance_of", language, of=heading(name, language)), "share", 14)
        for name in parts
    ]


def _by_kind(
    main: SimulationResult, parts: Parts, place: Place, each: Place, language: Language
) -> tuple[Table, list[Check]]:
    """Sum the shares of each kind; the rest is curvature and interaction."""
    known = rows_by(main.variance_by_kind(), "outcome")
    count = len(KINDS)
    rows: list[tuple[Content, ...]] = []
    for number, kind in enumerate(KINDS):
        label = place.cell(number, KIND)
        rows.append(
            (
                say("xlsx_all_of_kind", language),
                named(KIND_NAMES[kind], language),
                *(
                    Formula(
                        f"=SUMIFS({each.column(FIRST + at)},{each.column(KIND)},{label})",
                        float(known[outcome][kind]),
                    )
                    for at, outcome in enumerate(parts)
                ),
            )
        )

    def above(column: int) -> str:
        return f"{place.cell(0, column)}:{place.cell(count - 1, column)}"

    def off(column: int) -> Formula:
        two = f"{place.cell(count, column)}-{place.cell(count + 1, column)}"
        return Formula(f"=ROUND({two},6)", 0.0, "check")

    rest = [float(known[outcome]["unexplained"]) for outcome in parts]
    rows += [
        (
            say("xlsx_unexplained", language),
            "",
            *(Formula(f"=1-SUM({above(FIRST + at)})", value) for at, value in enumerate(rest)),
        ),
        (say("xlsx_by_model", language), "", *rest),
        (say("xlsx_difference", language), "", *(off(FIRST + at) for at in range(len(rest)))),
    ]
    checks = [
        Check(
            f"{say('xlsx_unexplained', language)}, {heading(outcome, language)}",
            place.cell(count + 2, FIRST + at),
        )
        for at, outcome in enumerate(parts)
    ]
    columns = (
        Column(heading("assumption", language), "text", 34),
        Column(heading("kind", language), "text", 14),
        *_shares(parts, language),
    )
    title = say("xlsx_by_kind", language)
    strong = frozenset({count})
    return Table("evidence_by_kind", place, columns, tuple(rows), title, False, strong), checks


def _assumptions(
    main: SimulationResult, rows: pd.DataFrame, parts: Parts, place: Place, language: Language
) -> Table:
    """Tabulate the assumptions, those first that move the first outcome most."""
    columns = (
        Column(heading("assumption", language), "text", 34),
        Column(heading("kind", language), "text", 14),
        *_shares(parts, language),
        *(Column(say(f"xlsx_{name}", language), "number") for name in ("lowest", "central")),
        Column(say("xlsx_highest", language), "number"),
        Column(say("xlsx_unit", language), "text", 20),
        Column(heading("mean_drawn", language), "number"),
        Column(heading("distribution", language), "text", 14),
        Column(heading("source", language), "text", 32),
        Column(heading("note", language), "text", 50),
        Column(say("xlsx_name", language), "text", 34),
    )
    made = [_assumption(main, record, parts, language) for record in rows.to_dict("records")]
    weights = [
        max((abs(_part(part, record["name"])) for part in parts.values()), default=0.0)
        for record in rows.to_dict("records")
    ]
    order = sorted(range(len(made)), key=lambda number: -weights[number])
    title = say("xlsx_assumptions", language) if parts else ""
    return Table("evidence", place, columns, tuple(made[number] for number in order), title)


def _part(shares: pd.Series, name: str) -> float:
    value = float(shares.get(name, 0.0))
    return 0.0 if math.isnan(value) else value


def _assumption(
    main: SimulationResult, record: dict[Any, Any], parts: Parts, language: Language
) -> tuple[Content, ...]:
    name = str(record["name"])
    row = main.assumption_table[name]
    _, low, central, high = row.as_drawn()
    return (
        texts.name(label_of(row, language) or name, language),
        named(KIND_NAMES[record["kind"]], language),
        *(float(part[name]) if name in part else None for part in parts.values()),
        *(Number(float(each), by_size(each)) for each in (low, central, high)),
        drawn_unit(row.unit, language),
        Number(record["mean_drawn"], by_size(record["mean_drawn"])),
        _distribution(row, str(record["distribution"]), language),
        texts.plain(str(record["source"]), language),
        texts.plain(str(record["note"]), language),
        texts.name(name, language),
    )


def _distribution(row: Assumption, name: str, language: Language) -> str:
    """Name the distribution of a row: one of the table, that of a calibration, or another's."""
    if isinstance(row, Calibrated):
        return say("xlsx_calibrated", language)
    if f"xlsx_{name}" in words():
        return say(f"xlsx_{name}", language)
    return texts.name(name, language)
