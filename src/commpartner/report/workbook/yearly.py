"""Convert tables with one row a year into rows with one column a year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from commpartner.facts.words import MONTHS_OF_YEAR, year_name
from commpartner.texts import Language

NOTHING = float("nan")


class Span(NamedTuple):
    """Hold the years of a run: their headings, and the months of all of them."""

    headings: tuple[str, ...]
    months: int


class Amounts(NamedTuple):
    """Hold the means of an account by year [yuan], and its mean year with the range."""

    years: tuple[float, ...]
    mean: float
    low: float
    high: float
    unit_cost: float  # of the mean year [yuan/m2/month]; NaN if the table has none


def span_of(table: pd.DataFrame, language: Language) -> Span:
    """Return the years of a table."""
    known = table[table["year"].notna()][["year", "months"]].drop_duplicates()
    pairs = [(int(year), int(months)) for year, months in known.itertuples(index=False)]
    return Span(
        tuple(year_name(year, language, months) for year, months in pairs),
        sum(months for _, months in pairs),
    )


def amounts(table: pd.DataFrame, keys: Sequence[str]) -> dict[tuple[str, ...], Amounts]:
    """Collect the rows of a table by their names, in the order of the table.

    A table without a row for the mean year gets one: the sum of its years, over their months.
    """
    years: dict[tuple[str, ...], list[float]] = {}
    ends: dict[tuple[str, ...], tuple[float, float, float, float]] = {}
    months: dict[tuple[str, ...], int] = {}
    columns = [table[key].astype(str) for key in keys]
    per_area = table["per_m2_month"] if "per_m2_month" in table else table["mean"] * NOTHING
    numbers = (table[name] for name in ("mean", "p5", "p95"))
    marks = (table["year"].isna(), table["months"])
    for *key, mean, low, high, unit_cost, is_mean_year, length in zip(
        *columns, *numbers, per_area, *marks, strict=True
    ):
        name = tuple(key)
        if is_mean_year:
            ends[name] = (float(mean), float(low), float(high), float(unit_cost))
        else:
            years.setdefault(name, []).append(float(mean))
            months[name] = months.get(name, 0) + int(length)
    found = {}
    for name, values in years.items():
        whole = sum(values) * MONTHS_OF_YEAR / months[name]
        found[name] = Amounts(tuple(values), *ends.get(name, (whole, NOTHING, NOTHING, NOTHING)))
    return found
