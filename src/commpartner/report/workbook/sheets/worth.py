"""Build the sheet of what it is worth to know each assumption before choosing a policy."""

from __future__ import annotations

from typing import Any

from commpartner.experiments.learning.information import Information
from commpartner.facts.labels import KIND_NAMES, label_of, named
from commpartner.report.study import Study
from commpartner.report.words import policy_label, say
from commpartner.report.workbook import texts
from commpartner.report.workbook.layout import (
    Check,
    Column,
    Content,
    Fact,
    Formula,
    Place,
    Sheet,
    Table,
    fact_cell,
    first_row,
    largest_of,
)
from commpartner.report.workbook.units import written_unit
from commpartner.results.dictionary import heading
from commpartner.texts import Language

VALUE, SHARE, OFF = 2, 6, 8  # columns of the value, of its share, and of the difference
NUMBERS = ("value", "standard_error", "low", "high")
PERFECT = 3  # number of the fact that has the value of knowing everything


def worth_sheet(study: Study, language: Language) -> Sheet | None:
    """Tabulate the value of information by assumption; none if it was not estimated."""
    known = study.information
    if known is None:
        return None
    best = texts.name(policy_label(study.results[known.best_policy], language), language)
    unit = written_unit(known.unit, language)
    interval = f"{known.low:,.0f} – {known.high:,.0f}"
    notes = (say("xlsx_worth_notes", language), say("xlsx_worth_error", language))
    facts = [
        Fact(say("xlsx_worth_best", language), best),
        Fact(say("xlsx_worth_draws", language), known.draws, "count"),
        Fact(say("xlsx_unit", language), unit),
        Fact(say("xlsx_worth_all", language), known.perfect, "money"),
        Fact(say("xlsx_worth_interval", language), interval),
    ]
    records = known.by_assumption.to_dict("records")
    place = Place(first_row(notes, len(facts) + 1), len(records))
    label = say("xlsx_largest", language)
    facts.append(Fact(label, largest_of(place.column(OFF)), "check"))
    whole = fact_cell(len(notes), PERFECT)
    rows = tuple(
        _row(record, known, place, number, whole, language) for number, record in enumerate(records)
    )
    columns = (
        Column(heading("assumption", language), "text", 40),
        Column(heading("kind", language), "text", 14),
        Column(say("xlsx_worth_value", language)),
        Column(heading("standard_error", language)),
        Column(say("xlsx_worth_low", language)),
        Column(say("xlsx_worth_high", language)),
        Column(say("xlsx_worth_share", language), "share"),
        Column(say("xlsx_by_model", language), "share"),
        Column(say("xlsx_difference", language), "check"),
        Column(heading("source", language), "text", 40),
        Column(say("xlsx_name", language), "text", 34),
    )
    return Sheet(
        "worth",
        say("xlsx_sheet_worth", language),
        say("xlsx_worth_title", language),
        notes,
        (Table("worth", place, columns, rows),),
        tuple(facts),
        (Check(label, fact_cell(len(notes), len(facts) - 1)),),
    )


def _row(
    record: dict[Any, Any],
    known: Information,
    place: Place,
    number: int,
    whole: str,
    language: Language,
) -> tuple[Content, ...]:
    """Tabulate one assumption; its share is a formula if knowing everything is worth anything."""
    name = str(record["assumption"])
    shares: tuple[Content, ...] = (None, None, None)
    if known.perfect > 0.0:
        share = float(record["share_of_perfect"])
        one, other = place.cell(number, SHARE), place.cell(number, SHARE + 1)
        shares = (
            Formula(f"={place.cell(number, VALUE)}/{whole}", share),
            share,
            Formula(f"=ROUND({one}-{other},6)", 0.0),
        )
    return (
        texts.name(label_of(known.assumption_table[name], language) or name, language),
        named(KIND_NAMES[record["kind"]], language),
        *(float(record[column]) for column in NUMBERS),
        *shares,
        texts.plain(str(record["source"]), language),
        texts.name(name, language),
    )
