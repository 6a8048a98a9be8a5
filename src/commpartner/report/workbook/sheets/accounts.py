"""Build the sheet of all accounts by year: money, and what is given in kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pandas as pd

from commpartner.facts.accounts import ALL_ACCOUNTS, Sector
from commpartner.facts.labels import SECTOR_NAMES, label_of, named
from commpartner.report.study import Study
from commpartner.report.words import policy_label, say
from commpartner.report.workbook.layout import (
    Column,
    Content,
    Formula,
    Place,
    Sheet,
    Table,
    first_row,
)
from commpartner.report.workbook.yearly import NOTHING, Amounts, Span, amounts, span_of
from commpartner.texts import Language

FIRST = 4  # column of the first year


def accounts_sheet(study: Study, language: Language) -> Sheet:
    """Tabulate every account that has a flow, with the sum of its years."""
    main = study.main
    span = span_of(main.ledger, language)
    money, kind = _used(main.ledger), _used(main.in_kind)
    notes = (say("xlsx_ledger_notes", language),)
    top = Place(first_row(notes, titled=True), len(money))
    below = top.below(len(kind), gap=3)
    tables = [_table("ledger", money, top, span, say("xlsx_money", language), language)]
    if kind:
        tables.append(_table("in_kind", kind, below, span, say("xlsx_in_kind", language), language))
    return Sheet(
        "ledger",
        say("xlsx_sheet_ledger", language),
        say("xlsx_ledger_title", language, policy=policy_label(main, language)),
        notes,
        tuple(tables) if money else (),
        frozen=3,
    )


def _used(table: pd.DataFrame) -> dict[tuple[str, ...], Amounts]:
    found = amounts(table.assign(p5=NOTHING, p95=NOTHING), ["payer", "payee", "account"])
    return {key: each for key, each in found.items() if any(each.years)}


def _table(
    name: str,
    found: Mapping[tuple[str, ...], Amounts],
    place: Place,
    span: Span,
    title: str,
    language: Language,
) -> Table:
    last = FIRST + len(span.headings) - 1
    rows: list[tuple[Content, ...]] = []
    for (payer, payee, account), amount in found.items():
        years = place.span(len(rows), FIRST, last)
        rows.append(
            (
                named(SECTOR_NAMES[cast("Sector", payer)], language),
                named(SECTOR_NAMES[cast("Sector", payee)], language),
                label_of(ALL_ACCOUNTS[account], language),
                account,
                *amount.years,
                Formula(f"=SUM({years})", sum(amount.years)),
            )
        )
    columns = (
        Column(say("xlsx_payer", language), "text", 18),
        Column(say("xlsx_payee", language), "text", 18),
        Column(say("xlsx_account", language), "text", 34),
        Column(say("xlsx_name", language), "text", 24),
        *(Column(say("xlsx_yuan", language, of=year)) for year in span.headings),
        Column(say("xlsx_all_years", language)),
    )
    return Table(name, place, columns, tuple(rows), title)
