"""Build the sheet of the cash flow of every sector by year (现金流量表)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from commpartner.facts.accounts import ACCOUNTS, Sector
from commpartner.facts.labels import SECTOR_NAMES, label_of, named
from commpartner.report.study import Study
from commpartner.report.words import policy_label, say
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
from commpartner.report.workbook.yearly import Amounts, Span, amounts, span_of
from commpartner.results.payers import ALL
from commpartner.texts import Language

FIRST = 3  # column of the first year
ITEMS = ("opening", "inflow", "outflow", "closing")
Found = dict[tuple[str, ...], Amounts]


def cash_sheet(study: Study, language: Language) -> Sheet | None:
    """Tabulate balance, receipts and payments of every sector by year; none without a flow."""
    table = study.main.cash_flow()
    if not len(table):
        return None
    found, span = amounts(table, ["sector", "item", "account"]), span_of(table, language)
    sectors = [*dict.fromkeys(sector for sector, _, _ in found)]
    notes = (say("xlsx_cash_notes", language),)
    parts = {key: each for key, each in found.items() if key[2] != ALL}
    sums = Place(first_row(notes, titled=True), 6 * len(sectors))
    below = sums.below(len(parts), gap=3)
    rows: list[tuple[Content, ...]] = []
    checks: list[Check] = []
    for sector in sectors:
        rows += _of_sector(found, sector, sums, below, len(rows), language)
        checks += [
            Check(f"{_sector(sector, language)}, {heading}", sums.cell(len(rows) - 1, FIRST + year))
            for year, heading in enumerate(span.headings)
        ]
    closing = frozenset(number for number in range(len(rows)) if number % 6 == 3)
    tables = (
        Table(
            "cash_balances",
            sums,
            _columns(span, language),
            tuple(rows),
            title=say("xlsx_balances", language),
            filtered=False,
            strong=closing,
        ),
        Table(
            "cash_accounts",
            below,
            _columns(span, language),
            tuple(_accounts(parts, language)),
            title=say("xlsx_accounts", language),
        ),
    )
    title = say("xlsx_cash_title", language, policy=policy_label(study.main, language))
    name = say("xlsx_sheet_cash", language)
    return Sheet("cash", name, title, notes, tables, checks=tuple(checks), frozen=3)


def _of_sector(
    found: Found, sector: str, sums: Place, below: Place, first: int, language: Language
) -> list[tuple[Content, ...]]:
    """Build the six rows of a sector: four of the balance, the model's, and the difference."""
    name = _sector(sector, language)
    labels = [say(f"xlsx_{item}", language) for item in ITEMS]
    moved: dict[str, list[Content]] = {item: [] for item in ITEMS}
    checked: list[Content] = []
    for year in range(len(found[sector, "opening", ALL].years)):
        column = FIRST + year
        values = {item: _year(found, sector, item, year) for item in ITEMS}
        opening: Content = values["opening"]
        if year:
            opening = Formula(f"={sums.cell(first + 3, column - 1)}", values["opening"])
        moved["opening"].append(opening)
        for place, item in ((1, "inflow"), (2, "outflow")):
            by = f"{below.column(0)},{sums.cell(first + place, 0)}"
            by += f",{below.column(1)},{sums.cell(first + place, 1)}"
            text = f"=SUMIFS({below.column(column)},{by})"
            moved[item].append(Formula(text, values[item]))
        before, into, out, after, model = (sums.cell(first + row, column) for row in range(5))
        moved["closing"].append(Formula(f"={before}+{into}-{out}", values["closing"]))
        checked.append(Formula(f"=ROUND({after}-{model},2)", 0.0, "check"))
    rows: list[tuple[Content, ...]] = [
        (name, label, "", *moved[item]) for label, item in zip(labels, ITEMS, strict=True)
    ]
    model_says = found[sector, "closing", ALL].years
    rows.append((name, say("xlsx_closing_model", language), "", *model_says))
    rows.append((name, say("xlsx_difference", language), "", *checked))
    return rows


def _year(found: Found, sector: str, item: str, year: int) -> float:
    amount = found.get((sector, item, ALL))
    return 0.0 if amount is None else amount.years[year]


def _accounts(parts: Found, language: Language) -> list[tuple[Content, ...]]:
    return [
        (
            _sector(sector, language),
            say(f"xlsx_{item}", language),
            label_of(ACCOUNTS[account], language),
            *amount.years,
        )
        for (sector, item, account), amount in parts.items()
    ]


def _columns(span: Span, language: Language) -> tuple[Column, ...]:
    return (
        Column(say("xlsx_sector", language), "text", 22),
        Column(say("xlsx_item", language), "text", 22),
        Column(say("xlsx_account", language), "text", 34),
        *_years(span.headings, language),
    )


def _years(headings: Sequence[str], language: Language) -> list[Column]:
    return [Column(say("xlsx_yuan", language, of=year)) for year in headings]


def _sector(sector: str, language: Language) -> str:
    return named(SECTOR_NAMES[cast("Sector", sector)], language)
