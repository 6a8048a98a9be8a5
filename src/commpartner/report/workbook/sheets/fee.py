"""Build the sheet of what follows if the service charge stays as it is."""

from __future__ import annotations

import pandas as pd

from commpartner.facts.outcomes import OUTCOMES
from commpartner.report.study import Study
from commpartner.report.words import policy_label, say
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
from commpartner.report.workbook.units import form_of, written_unit
from commpartner.results.dictionary import heading
from commpartner.results.result import SimulationResult
from commpartner.texts import Language

PLANNED, STAYS, CHANGE, MODEL, OFF = 2, 3, 4, 5, 6  # columns


def fee_sheet(study: Study, language: Language) -> Sheet | None:
    """Tabulate the outcomes that a charge that stays would change; none if it does not rise."""
    stays = study.fee_stays
    if stays is None:
        return None
    changes = _changes(study.main, stays)
    names = [str(name) for name in changes if changes[name].abs().max() > 0.0]
    notes = (say("xlsx_fee_notes", language), say("xlsx_range_notes", language))
    place = Place(first_row(notes, 1), len(names))
    rows = tuple(
        _row(name, study.main, stays, changes[name], place, number, language)
        for number, name in enumerate(names)
    )
    columns = (
        Column(heading("outcome", language), "text", 44),
        Column(say("xlsx_unit", language), "text", 22),
        Column(say("xlsx_fee_planned", language)),
        Column(say("xlsx_fee_stays", language)),
        Column(say("xlsx_fee_change", language)),
        Column(say("xlsx_by_model", language)),
        Column(say("xlsx_difference", language), "check"),
        Column(say("xlsx_fee_low", language)),
        Column(say("xlsx_fee_high", language)),
        Column(say("xlsx_fee_more", language), "share"),
    )
    label = say("xlsx_largest", language)
    return Sheet(
        "fee",
        say("xlsx_sheet_fee", language),
        say(
            "xlsx_fee_title",
            language,
            policy=texts.name(policy_label(study.main, language), language),
        ),
        notes,
        (Table("fee", place, columns, rows),) if rows else (),
        (Fact(label, largest_of(place.column(OFF)), "check"),) if rows else (),
        (Check(label, fact_cell(len(notes), 0)),) if rows else (),
    )


def _changes(planned: SimulationResult, stays: SimulationResult) -> pd.DataFrame:
    """Return the change of each outcome that both runs have in every draw."""
    both = [
        name
        for name in planned.outcomes
        if name in OUTCOMES
        and name in stays.outcomes
        and planned.outcomes[name].notna().all()
        and stays.outcomes[name].notna().all()
    ]
    return stays.outcomes[both] - planned.outcomes[both]


def _row(
    name: str,
    planned: SimulationResult,
    stays: SimulationResult,
    change: pd.Series,
    place: Place,
    number: int,
    language: Language,
) -> tuple[Content, ...]:
    """Tabulate one outcome: both means, their difference as a formula, and its range."""
    form = form_of(OUTCOMES[name].unit)
    means = [float(run.outcomes[name].mean()) for run in (planned, stays)]
    mean = float(change.mean())
    two = f"={place.cell(number, STAYS)}-{place.cell(number, PLANNED)}"
    off = f"=ROUND({place.cell(number, CHANGE)}-{place.cell(number, MODEL)},2)"
    low, high = (float(change.quantile(level)) for level in (0.05, 0.95))
    return (
        heading(name, language),
        written_unit(OUTCOMES[name].unit, language),
        *(Number(each, form) for each in means),
        Formula(two, mean, form),
        Number(mean, form),
        Formula(off, 0.0),
        Number(low, form),
        Number(high, form),
        float((change > 0.0).mean()),
    )
