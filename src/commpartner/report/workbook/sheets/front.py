"""Build the first sheets: contents and how to read, answers, and the checks of all formulas."""

from __future__ import annotations

from collections.abc import Sequence

from commpartner.facts.labels import in_language as one_of_two
from commpartner.report.sentences import answers
from commpartner.report.study import Study
from commpartner.report.words import policy_label, say
from commpartner.report.workbook import texts
from commpartner.report.workbook.layout import (
    Column,
    Content,
    Fact,
    Formula,
    Link,
    Number,
    Place,
    Sheet,
    Table,
    elsewhere,
    first_row,
    largest_of,
)
from commpartner.report.workbook.units import form_of, written_unit
from commpartner.results.dictionary import heading
from commpartner.texts import Language

# Outcomes that stand beside the answers; those that the run has.
HEADLINES = (
    *("savings_per_year", "savings_share", "cost_per_household_month"),
    *("today_cost_per_household_month", "service_gained", "reinvested_per_year"),
    *("fallback_per_year", "fallback_peak_month", "self_sufficiency_year_5"),
    *("self_sufficiency_year_10", "collection_rate", "service_level", "satisfaction"),
    *("public_net_cost", "social_net_benefit"),
)
READ = ("formulas", "range", "filter", "names", "change")


def contents_sheet(study: Study, sheets: Sequence[Sheet], language: Language) -> Sheet:
    """List the sheets with links, and say how to read them."""
    programme = study.programme
    place = texts.plain(one_of_two(programme.place or programme.name, language), language)
    notes = [
        say(
            "xlsx_about",
            language,
            place=place,
            policy=policy_label(study.main, language),
            draws=f"{study.main.draws:,}",
            months=study.main.months,
            seed=study.main.seed,
        ),
        *(say(f"xlsx_read_{name}", language) for name in READ),
    ]
    if programme.synthetic:
        note = one_of_two(programme.synthetic_note, language)
        notes.insert(1, texts.plain(say("synthetic", language, note=note), language))
    rows: list[tuple[Content, ...]] = [
        (Link(sheet.name), say(f"xlsx_shows_{sheet.key}", language)) for sheet in sheets
    ]
    columns = (
        Column(say("xlsx_sheet", language), "text", 22),
        Column(say("xlsx_shows", language), "text", 90),
    )
    table = Table(
        "contents", Place(first_row(notes), len(rows)), columns, tuple(rows), filtered=False
    )
    name = say("xlsx_sheet_contents", language)
    return Sheet("contents", name, say("xlsx_contents_title", language), tuple(notes), (table,))


def answers_sheet(study: Study, language: Language) -> Sheet:
    """Answer a planner's questions in sentences, and tabulate the headline figures."""
    notes = tuple(
        texts.plain(each, language)
        for each in answers(
            study.results,
            study.focus,
            study.savings,
            language,
            (say("xlsx_sheet_savings", language), say("xlsx_sheet_estates", language)),
        )
    )
    rows: list[tuple[Content, ...]] = []
    found = {str(row["outcome"]): row for row in study.main.summary().to_dict("records")}
    for outcome in HEADLINES:
        record = found.get(outcome)
        if record is None or not record["draws"]:
            continue
        form = form_of(record["unit"])
        numbers = [Number(float(record[name]), form) for name in ("mean", "p5", "p50", "p95")]
        rows.append((heading(outcome, language), written_unit(record["unit"], language), *numbers))
    columns = (
        Column(heading("outcome", language), "text", 44),
        Column(say("xlsx_unit", language), "text", 20),
        Column(say("xlsx_mean", language)),
        Column(say("xlsx_low", language)),
        Column(say("xlsx_median", language)),
        Column(say("xlsx_high", language)),
    )
    tables = (Table("answers", Place(first_row(notes), len(rows)), columns, tuple(rows)),)
    title = say("xlsx_answers_title", language, policy=policy_label(study.main, language))
    name = say("xlsx_sheet_answers", language)
    return Sheet("answers", name, title, notes, tables if rows else ())


def checks_sheet(sheets: Sequence[Sheet], language: Language) -> Sheet:
    """List every difference between a formula and the model: all must be 0."""
    notes = (say("xlsx_checks_notes", language),)
    rows: list[tuple[Content, ...]] = []
    for sheet in sheets:
        for check in sheet.checks:
            address = elsewhere(sheet.name, check.cell)
            rows.append((sheet.name, check.label, Formula(f"={address}", 0.0)))
    place = Place(first_row(notes, 1), len(rows))
    largest = Fact(say("xlsx_largest", language), largest_of(place.column(2)), "check")
    facts = (largest,) if rows else ()
    columns = (
        Column(say("xlsx_sheet", language), "text", 22),
        Column(say("xlsx_check", language), "text", 60),
        Column(say("xlsx_difference", language), "check"),
    )
    tables = (Table("checks", place, columns, tuple(rows)),) if rows else ()
    name, title = say("xlsx_sheet_checks", language), say("xlsx_checks_title", language)
    return Sheet("checks", name, title, notes, tables, facts)
