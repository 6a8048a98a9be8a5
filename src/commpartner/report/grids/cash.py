"""Tabulate the cash flow of every sector by year."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from commpartner.facts.accounts import ACCOUNTS
from commpartner.facts.labels import SECTOR_NAMES, label_of, named
from commpartner.report.frames import year_headings
from commpartner.report.grid import Cell, Column, Grid, Row, mean_cell, ranged_cell, text_column
from commpartner.report.grids.money import Money, fitting
from commpartner.report.words import say
from commpartner.results.payers import ALL
from commpartner.texts import Language

YEARS = 2  # the first, that have a column of their own
OUTSIDE = "outside"  # mirrors all others, and stands in the file alone


def cash_grid(
    cash: pd.DataFrame, policy: str, language: Language, years: int | None = YEARS
) -> Grid:
    """Tabulate the cash flow of every sector: the first years and the last.

    Parameters
    ----------
    cash
        `SimulationResult.cash_flow`.
    policy
        Its label.
    years
        How many have a column of their own beside the last; all if None.
    """
    money = fitting(cash, language)
    span = list(dict.fromkeys(cash["year"]))
    ours = cash[cash["sector"] != OUTSIDE]
    shown = ours[ours["year"].isin([*span[:years], *span[-1:]])]
    headings = year_headings(shown, language)
    rows: list[Row] = []
    for sector, of_sector in shown.groupby("sector", sort=False):
        head = Cell(named(SECTOR_NAMES[sector], language))
        rows.append(Row((head, *[Cell("")] * len(headings)), "head", bool(rows), str(sector)))
        rows += _of_sector(of_sector, money, language)
    return Grid(
        say("cash_title", language, policy=policy, unit=money.unit),
        (text_column(say("payer", language)), *map(Column, headings)),
        tuple(rows),
        (say("cash_notes", language),),
    )


def _of_sector(table: pd.DataFrame, money: Money, language: Language) -> Iterator[Row]:
    for (item, account), lines in table.groupby(["item", "account"], sort=False):
        whole = account == ALL
        make = ranged_cell if whole else mean_cell
        cells = [make(row, money.written, row["unit"]) for row in lines.to_dict("records")]
        name = say(f"cash_{item}", language) if whole else _account(str(account), language)
        key = str(item if whole else account)
        yield Row((Cell(name), *cells), "whole" if whole else "part", key=key)


def _account(name: str, language: Language) -> str:
    return label_of(ACCOUNTS[name], language)
