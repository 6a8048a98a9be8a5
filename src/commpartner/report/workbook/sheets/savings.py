"""Build the sheet of the savings as a waterfall: alone, less each mechanism, from the centres."""

from __future__ import annotations

from typing import Any

from commpartner.facts.labels import POOLING_NAMES, named
from commpartner.report.frames import rows_by
from commpartner.report.study import Study
from commpartner.report.words import policy_label, say
from commpartner.report.workbook.layout import (
    Bars,
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
from commpartner.report.workbook.units import form_of, written_unit
from commpartner.results.dictionary import heading
from commpartner.results.savings import Savings
from commpartner.texts import Language

Rows = list[tuple[Content, ...]]
CHART = 13  # rows of the chart
# Measures whose names are no heading of a column.
WORDS = {"added_service_cost": "xlsx_more_service", "savings_per_year_today": "xlsx_saving_today"}


def savings_sheet(study: Study, language: Language) -> Sheet | None:
    """Tabulate the waterfall, the way from what is bought today, and all measures."""
    saved = study.savings
    if saved is None:
        return None
    notes = [say("xlsx_savings_notes", language, post=saved.staffing_step)]
    if note := saved.total.attrs.get("note"):
        notes.append(note.in_language(language))
    count = len(saved.by_mechanism)
    top = Place(first_row(notes, titled=True), count + 4)
    today = Place(top.below(0, gap=2 + CHART).top, 8)
    measures = today.below(len(saved.total), gap=3)
    chart = measures.below(count + 2, gap=3)
    alone, together = top.cell(0, 1), top.cell(count + 1, 1)
    tables = (
        _waterfall(saved, top, language),
        _from_today(saved, today, alone, together, language),
        _measures(saved, measures, language),
        _helpers(saved, chart, top, language),
    )
    bars = Bars(
        chart.column(0),
        chart.column(1),
        (chart.column(2), chart.column(3), chart.column(4)),
        (say("xlsx_rest", language), say("xlsx_less", language), say("xlsx_more", language)),
        say("xlsx_waterfall", language),
        say("xlsx_yuan_year", language),
        top.top + 1 + top.rows + 1,
    )
    checks = (
        Check(say("xlsx_clustered", language), top.cell(count + 3, 1)),
        Check(say("xlsx_saving_today", language), today.cell(7, 1)),
    )
    return Sheet(
        "savings",
        say("xlsx_sheet_savings", language),
        say("xlsx_savings_title", language, policy=policy_label(study.main, language)),
        tuple(notes),
        tables,
        checks=checks,
        chart=bars,
    )


def _waterfall(saved: Savings, place: Place, language: Language) -> Table:
    """Tabulate the cost and take off the part of each mechanism from the cost one by one."""
    whole = rows_by(saved.total, "measure")
    parts = rows_by(saved.by_mechanism, "mechanism")
    alone, together = whole["stand_alone_cost"], whole["clustered_cost"]
    count = len(parts)
    saving = f"{place.cell(0, 1)}-{place.cell(count + 1, 1)}"
    left = alone["mean"]
    rows: Rows = [
        (
            say("xlsx_alone", language),
            alone["mean"],
            _share(place, 0, 1.0),
            None,
            Formula(f"={place.cell(0, 1)}", left),
            alone["p5"],
            alone["p95"],
        )
    ]
    for name, part in parts.items():
        number = len(rows)
        left -= part["mean"]
        of_saving = None
        if whole["savings_per_year"]["mean"]:
            of_saving = Formula(f"={place.cell(number, 1)}/({saving})", part["part"])
        rows.append(
            (
                say("xlsx_less_of", language, of=named(POOLING_NAMES[name], language)),
                part["mean"],
                _share(place, number, part["mean"] / alone["mean"]),
                of_saving,
                Formula(f"={place.cell(number - 1, 4)}-{place.cell(number, 1)}", left),
                part["p5"],
                part["p95"],
            )
        )
    summed = f"{place.cell(0, 1)}-SUM({place.cell(1, 1)}:{place.cell(count, 1)})"
    rows += [
        (
            say("xlsx_clustered", language),
            Formula(f"={summed}", together["mean"]),
            _share(place, count + 1, together["mean"] / alone["mean"]),
            None,
            Formula(f"={place.cell(count + 1, 1)}", together["mean"]),
            together["p5"],
            together["p95"],
        ),
        (say("xlsx_by_model", language), together["mean"], None, None, None, None, None),
        _difference(place, count + 1, count + 2, language, 5),
    ]
    columns = (
        Column(say("xlsx_step", language), "text", 34),
        Column(say("xlsx_yuan_year", language)),
        Column(say("xlsx_of_alone", language), "share"),
        Column(say("xlsx_of_saving", language), "share"),
        Column(say("xlsx_left", language)),
        Column(say("xlsx_low", language)),
        Column(say("xlsx_high", language)),
    )
    title = say("xlsx_waterfall", language)
    return Table(
        "savings_waterfall", place, columns, tuple(rows), title, False, frozenset({0, count + 1})
    )


def _share(place: Place, number: int, value: float) -> Formula:
    return Formula(f"={place.cell(number, 1)}/{place.cell(0, 1)}", value)


def _difference(
    place: Place, one: int, other: int, language: Language, empty: int
) -> tuple[Content, ...]:
    formula = Formula(f"=ROUND({place.cell(one, 1)}-{place.cell(other, 1)},2)", 0.0, "check")
    return (say("xlsx_difference", language), formula, *[None] * empty)


def _from_today(
    saved: Savings, place: Place, alone: str, together: str, language: Language
) -> Table:
    """Tabulate the way from what is bought today to the cost from the centres."""
    whole = rows_by(saved.total, "measure")

    def mean(name: str) -> Any:
        return whole[name]["mean"]

    def cell(row: int) -> str:
        return place.cell(row, 1)

    rows: Rows = [
        (say("xlsx_today", language), mean("today_cost")),
        (say("xlsx_added", language), mean("added_service_cost")),
        (
            say("xlsx_alone", language),
            Formula(f"={cell(0)}+{cell(1)}", mean("stand_alone_cost")),
        ),
        (
            say("xlsx_less_of", language, of=say("xlsx_saving", language)),
            Formula(f"={alone}-{together}", mean("savings_per_year")),
        ),
        (
            say("xlsx_clustered", language),
            Formula(f"={cell(2)}-{cell(3)}", mean("clustered_cost")),
        ),
        (
            say("xlsx_saving_today", language),
            Formula(f"={cell(0)}-{cell(4)}", mean("savings_per_year_today")),
        ),
        (say("xlsx_by_model", language), mean("savings_per_year_today")),
        _difference(place, 5, 6, language, 0),
    ]
    columns = (
        Column(say("xlsx_step", language), "text", 34),
        Column(say("xlsx_yuan_year", language)),
    )
    title = say("xlsx_from_today", language)
    return Table("savings_today", place, columns, tuple(rows), title, False, frozenset({2, 4, 5}))


def _measures(saved: Savings, place: Place, language: Language) -> Table:
    rows: Rows = []
    for record in saved.total.to_dict("records"):
        form = form_of(record["unit"])
        numbers = [Number(float(record[name]), form) for name in ("mean", "p5", "p50", "p95")]
        measure = str(record["measure"])
        label = say(WORDS[measure], language) if measure in WORDS else heading(measure, language)
        unit = written_unit(record["unit"], language)
        rows.append((label, *numbers, unit, record["share_of_draws_negative"]))
    columns = (
        Column(say("xlsx_measure", language), "text", 34),
        Column(say("xlsx_mean", language)),
        Column(say("xlsx_low", language)),
        Column(say("xlsx_median", language)),
        Column(say("xlsx_high", language)),
        Column(say("xlsx_unit", language), "text", 22),
        Column(say("xlsx_negative", language), "share"),
    )
    title = say("xlsx_measures", language)
    return Table("savings_measures", place, columns, tuple(rows), title)


def _helpers(saved: Savings, place: Place, top: Place, language: Language) -> Table:
    """Compute what the chart stacks: an invisible base, and what is left, taken off or added."""
    whole = rows_by(saved.total, "measure")
    means = [float(each) for each in saved.by_mechanism["mean"]]
    last = len(means) + 1
    left = whole["stand_alone_cost"]["mean"]
    first = Formula(f"={top.cell(0, 1)}", left)
    rows: Rows = [(say("xlsx_alone", language), 0.0, first, 0.0, 0.0)]
    names = [named(POOLING_NAMES[name], language) for name in saved.by_mechanism["mechanism"]]
    for number, (label, mean) in enumerate(zip(names, means, strict=True), start=1):
        before, after = top.cell(number - 1, 4), top.cell(number, 4)
        part = top.cell(number, 1)
        base = Formula(f"=MIN({before},{after})", min(left, left - mean))
        less = Formula(f"=MAX({part},0)", max(mean, 0.0))
        more = Formula(f"=MAX(-{part},0)", max(-mean, 0.0))
        left -= mean
        rows.append((label, base, 0.0, less, more))
    end = Formula(f"={top.cell(last, 1)}", whole["clustered_cost"]["mean"])
    rows.append((say("xlsx_clustered", language), 0.0, end, 0.0, 0.0))
    columns = (
        Column(say("xlsx_step", language), "text", 34),
        Column(say("xlsx_base", language)),
        Column(say("xlsx_rest", language)),
        Column(say("xlsx_less", language)),
        Column(say("xlsx_more", language)),
    )
    title = say("xlsx_for_chart", language)
    return Table("savings_chart", place, columns, tuple(rows), title, filtered=False)
