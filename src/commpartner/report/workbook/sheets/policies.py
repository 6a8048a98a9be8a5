"""Build the sheets of the policies side by side, and of their paired differences."""

from __future__ import annotations

from typing import Any

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
from commpartner.texts import Language

OFF = 7  # column of the differences from the model


def policies_sheet(study: Study, language: Language) -> Sheet:
    """Tabulate every outcome of every policy: mean, range, and how far it rests on assumptions."""
    notes = (say("xlsx_policies_notes", language), say("xlsx_range_notes", language))
    rows: list[tuple[Content, ...]] = []
    for result in study.results.values():
        label = texts.name(policy_label(result, language), language)
        for record in result.summary().to_dict("records"):
            if record["draws"]:
                rows.append((label, *_outcome(record, result.draws, language)))
    columns = (
        Column(heading("policy", language), "text", 28),
        *_heads(language),
        Column(say("xlsx_mean", language)),
        Column(say("xlsx_low", language)),
        Column(say("xlsx_median", language)),
        Column(say("xlsx_high", language)),
        Column(say("xlsx_worst", language)),
        Column(say("xlsx_with_value", language), "share"),
        Column(say("xlsx_from_assumptions", language), "share"),
    )
    place = Place(first_row(notes), len(rows))
    return Sheet(
        "policies",
        say("xlsx_sheet_policies", language),
        say("xlsx_policies_title", language),
        notes,
        (Table("policies", place, columns, tuple(rows)),),
        frozen=2,
    )


def _heads(language: Language) -> tuple[Column, Column]:
    return (
        Column(heading("outcome", language), "text", 40),
        Column(say("xlsx_unit", language), "text", 22),
    )


def _outcome(record: dict[Any, Any], draws: int, language: Language) -> list[Content]:
    form = form_of(record["unit"])
    cells: list[Content] = [
        heading(str(record["outcome"]), language),
        written_unit(record["unit"], language),
    ]
    for name in ("mean", "p5", "p50", "p95", "worst_5_percent"):
        value = float(record[name])
        cells.append(None if pd.isna(value) else Number(value, form))
    assumed = record["variance_from_assumptions"]
    return [*cells, record["draws"] / draws, None if pd.isna(assumed) else float(assumed)]


def differences_sheet(study: Study, language: Language) -> Sheet | None:
    """Tabulate the paired differences from the baseline; none if there is one policy."""
    if len(study.results) < 2:
        return None
    means = {name: _means(study, name) for name in study.results}
    table = study.comparison.differences(study.baseline)
    notes = (say("xlsx_differences_notes", language), say("xlsx_pairs_notes", language))
    records = table[table["draws"] > 0].to_dict("records")
    records.sort(key=lambda row: [*study.results].index(row["policy"]))
    place = Place(first_row(notes, 1), len(records))
    rows: list[tuple[Content, ...]] = []
    for record in records:
        number = len(rows)
        known = [means[name].get(record["outcome"]) for name in (study.baseline, record["policy"])]
        rows.append(_difference(record, known, place, number, study, language))
    label = say("xlsx_largest", language)
    base = texts.name(policy_label(study.results[study.baseline], language), language)
    columns = (
        Column(heading("policy", language), "text", 28),
        *_heads(language),
        Column(say("xlsx_baseline", language, policy=base), wide=24),
        Column(say("xlsx_policy_mean", language)),
        Column(say("xlsx_policy_less", language)),
        Column(say("xlsx_by_model", language)),
        Column(say("xlsx_difference", language), "check"),
        Column(say("xlsx_mean_low", language)),
        Column(say("xlsx_mean_high", language)),
        Column(say("xlsx_better", language), "share"),
        Column(say("xlsx_pairs", language), "count"),
    )
    return Sheet(
        "differences",
        say("xlsx_sheet_differences", language),
        say("xlsx_differences_title", language, policy=base),
        notes,
        (Table("differences", place, columns, tuple(rows)),),
        (Fact(label, largest_of(place.column(OFF)), "check"),),
        (Check(label, fact_cell(len(notes), 0)),),
        frozen=2,
    )


def _means(study: Study, name: str) -> dict[str, float]:
    """Return the means of a policy's outcomes that have a value in every draw."""
    outcomes = study.results[name].outcomes
    known = outcomes.loc[:, outcomes.notna().all()]
    return {str(outcome): float(mean) for outcome, mean in known.mean().items()}


def _difference(
    record: dict[Any, Any],
    known: list[float | None],
    place: Place,
    number: int,
    study: Study,
    language: Language,
) -> tuple[Content, ...]:
    """Tabulate policy less baseline; a formula if both have a value in every draw."""
    unit = OUTCOMES[record["outcome"]].unit
    form, mean = form_of(unit), float(record["mean"])
    base, own = known
    live: list[Content] = [None, None, None]
    if base is not None and own is not None:
        two = f"={place.cell(number, 4)}-{place.cell(number, 3)}"
        live = [Number(base, form), Number(own, form), Formula(two, mean, form)]
    model = place.cell(number, 6)
    rounded = f"=ROUND({place.cell(number, 5)}-{model},2)"
    numbers = [Number(float(record[name]), form) for name in ("low", "high")]
    return (
        texts.name(policy_label(study.results[record["policy"]], language), language),
        heading(str(record["outcome"]), language),
        written_unit(unit, language),
        *live,
        Number(mean, form),
        Formula(rounded, 0.0) if live[2] is not None else None,
        *numbers,
        float(record["share_better"]),
        int(record["draws"]),
    )
