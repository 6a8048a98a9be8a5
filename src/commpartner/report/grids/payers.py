"""Tabulate what each payer must find, year by year."""

from __future__ import annotations

from typing import cast

from commpartner.facts.accounts import ACCOUNTS, Sector
from commpartner.facts.labels import SECTOR_NAMES, label_of, named
from commpartner.report.frames import Record, first_years, year_headings
from commpartner.report.grid import Cell, Column, Grid, Row, mean_cell, ranged_cell, text_column
from commpartner.report.grids.money import large
from commpartner.report.words import policy_label, say
from commpartner.results.payers import ALL
from commpartner.results.result import SimulationResult
from commpartner.texts import Language

YEARS = 3  # the first, that have a column of their own


def payers_grid(result: SimulationResult, language: Language, years: int | None = YEARS) -> Grid:
    """Tabulate what each payer must find: the first years and the mean year.

    Parameters
    ----------
    years
        How many have a column of their own; all if None.
    """
    shown = first_years(result.payers, years)
    found: dict[tuple[str, str], list[Record]] = {}
    for record in shown.to_dict("records"):  # a payer's whole, then its accounts; mean year last
        found.setdefault((record["payer"], record["account"]), []).append(record)
    write = large(language).written
    rows: list[Row] = []
    for (payer, account), records in found.items():
        if account == ALL:
            name = named(SECTOR_NAMES[cast("Sector", payer)], language)
            cells = [ranged_cell(each, write, each["unit"]) for each in records]
            rows.append(Row((Cell(name), *cells), "whole", bool(rows), payer))
        elif sum(one == payer for one, _ in found) > 2:  # an account alone is the whole
            cells = [mean_cell(each, write, each["unit"]) for each in records]
            rows.append(
                Row((Cell(label_of(ACCOUNTS[account], language)), *cells), "part", key=account)
            )
    return Grid(
        say("payers_title", language, policy=policy_label(result, language)),
        (text_column(say("payer", language)), *map(Column, year_headings(shown, language))),
        tuple(rows),
        (say("payers_notes", language),),
    )
