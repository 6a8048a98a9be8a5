"""Build the sheet of what the district's own books have settled."""

from __future__ import annotations

from typing import Any

from commpartner.calibration.result import Calibration
from commpartner.facts.labels import KIND_NAMES, label_of, named
from commpartner.report.study import Study
from commpartner.report.words import say
from commpartner.report.workbook import texts
from commpartner.report.workbook.layout import (
    Check,
    Column,
    Content,
    Fact,
    Formula,
    Number,
    Place,
    Sheet,
    Table,
    fact_cell,
    first_row,
    largest_of,
)
from commpartner.report.workbook.units import by_size, drawn_unit, form_of, written_unit
from commpartner.results.dictionary import heading
from commpartner.texts import Language
from commpartner.texts import in_language as told

BEFORE = ("prior_mean", "prior_p5", "prior_p95")
AFTER = ("mean", "p5", "p95")
VALUE, ERROR, MIDDLE, MISFIT, OFF = 3, 4, 8, 10, 12  # columns of the values seen


def books_sheet(study: Study, language: Language) -> Sheet | None:
    """Tabulate values seen beside predictions, and assumptions before and after; or none."""
    known = study.calibration
    if known is None:
        return None
    notes = tuple(
        texts.plain(text, language)
        for text in (
            say("xlsx_books_notes", language),
            say("xlsx_books_misfit", language),
            *(told(each, language) for each in (*known.conflicts, *known.notes)),
        )
    )
    label = say("xlsx_largest", language)
    seen = Place(first_row(notes, 1, titled=True), len(known.fit))
    rows = known.assumptions.sort_values("narrowing", ascending=False, kind="stable")
    tables = (
        _seen(known, seen, language),
        _assumptions(known, rows.to_dict("records"), seen.below(len(rows), gap=3), language),
    )
    return Sheet(
        "books",
        say("xlsx_sheet_books", language),
        say("xlsx_books_title", language, count=len(known.narrowed())),
        notes,
        tables,
        (Fact(label, largest_of(seen.column(OFF)), "check"),),
        (Check(label, fact_cell(len(notes), 0)),),
    )


def _seen(known: Calibration, place: Place, language: Language) -> Table:
    """Tabulate the values seen; the misfit is a formula of value, error and prediction."""
    rows: list[tuple[Content, ...]] = []
    records = zip(known.observed.observations, known.fit.to_dict("records"), strict=True)
    for number, (each, row) in enumerate(records):
        unit = each.quantity.unit
        form = form_of(unit)
        label = each.quantity.label(language) + (f" {each.place}" if each.place else "")
        cells = [place.cell(number, column) for column in (MIDDLE, VALUE, ERROR)]
        misfit = float(row["misfit"])
        off = f"=ROUND({place.cell(number, MISFIT)}-{place.cell(number, MISFIT + 1)},6)"
        numbers = (row[name] for name in ("prior_p5", "prior_p95", "p5", "p50", "p95"))
        rows.append(
            (
                texts.name(label, language),
                texts.name(each.when(language), language),
                written_unit(unit, language),
                Number(float(each.value), form),
                Number(float(each.standard_error), form),
                *(Number(float(value), form) for value in numbers),
                Formula(f"=({cells[0]}-{cells[1]})/{cells[2]}", misfit),
                misfit,
                Formula(off, 0.0),
            )
        )
    columns = (
        Column(say("seen_figure", language), "text", 40),
        Column(say("seen_when", language), "text", 18),
        Column(say("xlsx_unit", language), "text", 20),
        Column(say("xlsx_books_seen", language)),
        Column(heading("standard_error", language)),
        Column(say("xlsx_books_before_low", language)),
        Column(say("xlsx_books_before_high", language)),
        Column(say("xlsx_books_low", language)),
        Column(say("xlsx_books_middle", language)),
        Column(say("xlsx_books_high", language)),
        Column(heading("misfit", language), "fine"),
        Column(say("xlsx_by_model", language), "fine"),
        Column(say("xlsx_difference", language), "check"),
    )
    title = say("xlsx_books_values", language)
    return Table("books_seen", place, columns, tuple(rows), title)


def _assumptions(
    known: Calibration, records: list[dict[Any, Any]], place: Place, language: Language
) -> Table:
    """Tabulate the assumptions before and after, those first that were narrowed most."""
    rows: list[tuple[Content, ...]] = []
    for record in records:
        name = str(record["assumption"])
        about = known.assumption_table[name]
        numbers = (float(record[column]) for column in (*BEFORE, *AFTER))
        narrowed = "xlsx_yes" if record["narrowed"] else "xlsx_no"
        rows.append(
            (
                texts.name(label_of(about, language) or name, language),
                named(KIND_NAMES[about.kind], language),
                drawn_unit(about.unit, language),
                *(Number(value, by_size(value)) for value in numbers),
                float(record["narrowing"]),
                say(narrowed, language),
                texts.name(name, language),
            )
        )
    columns = (
        Column(heading("assumption", language), "text", 40),
        Column(heading("kind", language), "text", 14),
        Column(say("xlsx_unit", language), "text", 20),
        Column(say("xlsx_books_before_mean", language), "number"),
        Column(say("xlsx_books_before_low", language), "number"),
        Column(say("xlsx_books_before_high", language), "number"),
        Column(say("xlsx_books_mean", language), "number"),
        Column(say("xlsx_books_low", language), "number"),
        Column(say("xlsx_books_high", language), "number"),
        Column(heading("narrowing", language), "share"),
        Column(say("xlsx_books_narrowed", language), "text", 12),
        Column(say("xlsx_name", language), "text", 34),
    )
    title = say("xlsx_books_assumptions", language)
    return Table("books_assumptions", place, columns, tuple(rows), title)
