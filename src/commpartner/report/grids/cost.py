"""Tabulate the cost of the service by line of the official form, and by centre or estate."""

from __future__ import annotations

import pandas as pd

from commpartner.facts.accounts import ACCOUNTS
from commpartner.facts.cost_lines import COST_LINES
from commpartner.facts.labels import label_of
from commpartner.report.frames import Record, first_years, year_headings
from commpartner.report.grid import Cell, Column, Grid, Row, mean_cell, ranged_cell, text_column
from commpartner.report.grids.money import fitting
from commpartner.report.words import say
from commpartner.results.cost_lines import BESIDE
from commpartner.results.payers import ALL
from commpartner.texts import Language

YEARS = 2  # the first, that have a column of their own


def cost_grid(
    cost: pd.DataFrame, policy: str, language: Language, years: int | None = YEARS
) -> Grid:
    """Tabulate the cost of all estates by line: the first years and the mean year.

    Parameters
    ----------
    cost
        `SimulationResult.cost_lines` of all estates.
    policy
        Its label.
    years
        How many have a column of their own; all if None.
    """
    money, shown = fitting(cost, language), first_years(cost, years)
    rows: list[Row] = []
    for (line, account), of_line in shown.groupby(["line", "account"], sort=False):
        records = of_line.to_dict("records")
        whole = account == ALL
        make = ranged_cell if whole else mean_cell
        name = _line_name(str(line), language) if whole else _account(str(account), language)
        cells = [make(row, money.written, row["unit"]) for row in records]
        row = (Cell(name), *cells, _per_area(records[-1]))
        section = bool(rows) and rows[-1].key == ALL
        rows.append(
            Row(row, "whole" if whole else "part", section, str(line if whole else account))
        )
    return Grid(
        say("cost_title", language, policy=policy, unit=money.unit),
        (
            text_column(say("cost_line", language)),
            *map(Column, year_headings(shown, language)),
            Column(say("per_m2_month", language)),
        ),
        tuple(rows),
        (say("cost_notes", language),),
    )


def area_grid(cost: pd.DataFrame, policy: str, language: Language) -> Grid:
    """Tabulate the mean year's whole cost by centre or estate.

    Parameters
    ----------
    cost
        `SimulationResult.cost_lines` by centre or estate.
    policy
        Its label.
    """
    whole = cost[(cost["line"] == ALL) & cost["year"].isna()]
    money = fitting(whole, language)
    rows = [
        Row(
            (
                Cell(row["area"] or say("served_alone", language)),
                ranged_cell(row, money.written, row["unit"], always=True),
                _per_area(row),
            ),
            key=row["area"],
        )
        for row in whole.to_dict("records")
    ]
    return Grid(
        say("cost_area_title", language, policy=policy, unit=money.unit),
        (
            text_column(say("cost_area", language)),
            Column(say("mean_year", language), interval="5-95 %"),
            Column(say("per_m2_month", language)),
        ),
        tuple(rows),
        (say("cost_notes", language),),
    )


def _per_area(row: Record) -> Cell:
    value = row["per_m2_month"]
    return Cell(f"{value:.3f}", value=value, unit="yuan/m2/month")


def _line_name(line: str, language: Language) -> str:
    if line in (ALL, BESIDE):
        return say("cost_whole" if line == ALL else "cost_beside", language)
    return label_of(COST_LINES[line], language)


def _account(name: str, language: Language) -> str:
    return label_of(ACCOUNTS[name], language)
