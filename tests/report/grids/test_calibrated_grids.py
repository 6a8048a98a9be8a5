"""Grids of a calibration hold its numbers, in the unit that they are written in."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.report.grids.calibrated import following_grid, known_grid, seen_grid
from commpartner.texts import Language


@cache
def found() -> cp.Calibration:
    seen = (
        cp.ObservedValue(series="wages", value=1_520_000.0, relative_error=0.02, year=1),
        cp.ObservedValue(series="collection_rate", value=0.6, error=0.05, year=1),
    )
    town = TOWN.replace(policies={"partner": BASE})
    observed = cp.Observed(policy="partner", observations=seen)
    return cp.calibrate(town, observed, members=100, most_moves=40, folds=0, seed=1)


@pytest.mark.parametrize(
    ("language", "money", "rate"),
    [("en", "1.52 ± 0.0304", "60 ± 5"), ("zh", "152 ± 3.04", "60 ± 5")],
)
def test_values_seen_stand_in_the_unit_of_the_language(
    language: Language, money: str, rate: str
) -> None:
    grid = seen_grid(found(), "partner", language)
    assert [row.cells[2].text for row in grid.rows] == [money, rate]
    assert [row.cells[2].value for row in grid.rows] == [1_520_000.0, 0.6]
    assert [row.key for row in grid.rows] == ["wages", "collection_rate"]
    after = grid.rows[0].cells[-1]
    assert (after.low, after.high) == tuple(found().fit.loc[0, ["p5", "p95"]])
    assert len(grid.cautions) == len(found().conflicts)
    assert "%" in grid.rows[1].cells[0].text


def test_narrowed_assumptions_come_the_most_first() -> None:
    narrowed = found().narrowed()
    grid = known_grid(found(), "en")
    assert [row.key for row in grid.rows] == narrowed["assumption"].head(12).tolist()
    assert [row.cells[-1].value for row in grid.rows] == narrowed["narrowing"].head(12).tolist()
    assert grid.rows


def test_what_to_see_next_names_series_and_year() -> None:
    following = pd.DataFrame({"series": ["fallback"] * 9, "year": 2, "narrowing": 0.25})
    grid = following_grid(following, "cost", "en")
    assert len(grid.rows) == 5
    assert "(fallback)" in grid.rows[0].cells[0].text
    assert grid.rows[0].cells[-1].text == "25%"
