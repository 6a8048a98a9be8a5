"""Look up rows of the result's tables, select their first years, and name the years."""

from __future__ import annotations

from typing import Any

import pandas as pd

from commpartner.facts.words import year_name
from commpartner.report.words import say
from commpartner.texts import Language

Record = dict[Any, Any]


def rows_by(table: pd.DataFrame, column: str) -> dict[str, Record]:
    """Index the rows of a table by the name in one of its columns."""
    return {str(row[column]): row for row in table.to_dict("records")}


def first_years(table: pd.DataFrame, years: int | None) -> pd.DataFrame:
    """Select the first years, all if None, and the mean year."""
    first = sorted(table["year"].dropna().unique())[:years]
    return table[table["year"].isna() | table["year"].isin(first)]


def year_headings(table: pd.DataFrame, language: Language) -> list[str]:
    """Return the headings of the years of a table, in their order; NA is the mean year."""
    spans = table[["year", "months"]].drop_duplicates()
    return [
        say("mean_year", language) if pd.isna(year) else year_name(year, language, months)
        for year, months in spans.itertuples(index=False, name=None)
    ]
