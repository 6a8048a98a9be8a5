"""Name the years that head the columns of a screen."""

from __future__ import annotations

import pandas as pd

from commpartner.cli.words import say
from commpartner.facts.words import year_name
from commpartner.texts import Language


def year_headings(table: pd.DataFrame, language: Language) -> list[str]:
    """Return the headings of the years of a table, in their order; NA is the mean year."""
    spans = table[["year", "months"]].drop_duplicates()
    return [
        say("mean_year", language) if pd.isna(year) else year_name(year, language, months)
        for year, months in spans.itertuples(index=False, name=None)
    ]
