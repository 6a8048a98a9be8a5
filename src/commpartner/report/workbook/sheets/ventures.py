"""Build the sheet of the ventures: who pays for a unit (五方共担), and where the profit goes."""

from __future__ import annotations

import math
from collections.abc import Iterable

from commpartner.facts.labels import FUNDER_NAMES, in_language, named
from commpartner.report.study import Study
from commpartner.report.words import policy_label, say
from commpartner.report.workbook import texts
from commpartner.report.workbook.layout import (
    Check,
    Column,
    Content,
    Formula,
    Place,
    Sheet,
    Table,
    first_row,
)
from commpartner.report.workbook.sheets.reinvestment import reinvestment
from commpartner.results.result import SimulationResult
from commpartner.texts import Language

Rows = list[tuple[Content, ...]]
# What a unit is paid with, in the order of 政府补、企业让、个人出、集体添、志愿助; see FUNDERS.
PAID = {
    "subsidy": "government",
    "concession": "enterprise",
    "price": "individual",
    "top_up": "collective",
    "help": "volunteers",
}
UNITS = 2  # column of the units sold
FIRST = 3  # column of the first funder


def ventures_sheet(study: Study, language: Language) -> Sheet | None:
    """Tabulate price and result of each venture and the reinvestment; none without a venture."""
    main = study.main
    if not len(main.ventures):
        return None
    notes = (say("xlsx_ventures_notes", language), say("xlsx_reinvested_notes", language))
    unit = Place(first_row(notes, titled=True), len(main.ventures))
    month = unit.below(len(main.ventures), gap=3)
    labels = venture_labels(main, language)
    shared, shared_checks = _per_unit(main, unit, labels, language)
    earned, earned_checks = _per_month(main, month, labels, language)
    settled, settled_checks = reinvestment(main, month.below(0, gap=3).top, language)
    return Sheet(
        "ventures",
        say("xlsx_sheet_ventures", language),
        say("xlsx_ventures_title", language, policy=policy_label(main, language)),
        notes,
        (shared, earned, settled),
        checks=(*shared_checks, *earned_checks, *settled_checks),
    )


def venture_labels(main: SimulationResult, language: Language) -> dict[str, str]:
    """Return the names of the ventures by id."""
    return {
        each.id: texts.name(in_language(each.name or each.id, language), language)
        for each in main.programme.ventures
    }


def _per_unit(
    main: SimulationResult, place: Place, labels: dict[str, str], language: Language
) -> tuple[Table, list[Check]]:
    """Sum what five funders pay for a unit; less the full cost it is the margin."""
    last = FIRST + len(PAID) - 1
    rows: Rows = []
    checks: list[Check] = []
    for record in main.ventures.to_dict("records"):
        number, name = len(rows), labels[record["venture"]]
        paid = [float(record[each]) for each in PAID]
        owner = say(f"xlsx_owner_{record['owner']}", language)
        if math.isnan(record["margin"]):  # it never sells
            rows.append((name, owner, record["units"], *[None] * (len(PAID) + 7)))
            continue
        total, cost, margin, model = (place.cell(number, last + each) for each in range(1, 5))
        rows.append(
            (
                name,
                owner,
                record["units"],
                *paid,
                Formula(f"=SUM({place.span(number, FIRST, last)})", sum(paid)),
                record["full_cost"],
                Formula(f"={total}-{cost}", record["margin"]),
                record["margin"],
                Formula(f"=ROUND({margin}-{model},2)", 0.0),
                record["margin_p5"],
                record["margin_p95"],
            )
        )
        checks.append(Check(name, place.cell(number, last + 5)))
    columns = (
        *_heads(language),
        Column(say("xlsx_units", language), "number", 11),
        *(Column(_funder(name, language), "cents", 11) for name in PAID.values()),
        *(Column(say(f"xlsx_{name}", language), "cents", 11) for name in ("all_five", "full_cost")),
        Column(say("xlsx_margin", language), "cents", 11),
        Column(say("xlsx_by_model", language), "cents", 11),
        Column(say("xlsx_difference", language), "check"),
        Column(say("xlsx_margin_low", language), "cents", 11),
        Column(say("xlsx_margin_high", language), "cents", 11),
    )
    title = say("xlsx_per_unit", language)
    return Table("ventures_per_unit", place, columns, tuple(rows), title), checks


def _per_month(
    main: SimulationResult, place: Place, labels: dict[str, str], language: Language
) -> tuple[Table, list[Check]]:
    """Tabulate the result, less the cost of capital, less the rent that rooms would earn."""
    rows: Rows = []
    checks: list[Check] = []
    for record in main.ventures.to_dict("records"):
        number, name = len(rows), labels[record["venture"]]
        before, capital, result, forgone, economic, model = (
            place.cell(number, column) for column in range(2, 8)
        )
        rows.append(
            (
                name,
                say(f"xlsx_owner_{record['owner']}", language),
                record["before_capital"],
                record["before_capital"] - record["result"],
                Formula(f"={before}-{capital}", record["result"]),
                record["rent_forgone"],
                Formula(f"={result}-{forgone}", record["economic_result"]),
                record["economic_result"],
                Formula(f"=ROUND({economic}-{model},2)", 0.0),
                record["loss_making"],
            )
        )
        checks.append(Check(name, place.cell(number, 8)))
    columns = (
        *_heads(language),
        *(
            Column(say(f"xlsx_{each}", language), wide=11)
            for each in ("before_capital", "capital", "result", "rent_forgone", "economic")
        ),
        Column(say("xlsx_by_model", language)),
        Column(say("xlsx_difference", language), "check"),
        Column(say("xlsx_loss_making", language), "share"),
    )
    title = say("xlsx_per_month", language)
    return Table("ventures_per_month", place, columns, tuple(rows), title), checks


def _heads(language: Language) -> Iterable[Column]:
    return (
        Column(say("xlsx_venture", language), "text", 30),
        Column(say("xlsx_owner", language), "text", 16),
    )


def _funder(name: str, language: Language) -> str:
    return say("xlsx_of_unit", language, of=named(FUNDER_NAMES[name], language))
