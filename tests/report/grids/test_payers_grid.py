"""The grid of payers says what each must find in the first years and in the mean year."""

from __future__ import annotations

import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.facts.accounts import ACCOUNTS
from commpartner.facts.labels import SECTOR_NAMES, label_of, named
from commpartner.report.grids.money import large
from commpartner.report.grids.payers import payers_grid
from commpartner.results.payers import ALL
from commpartner.texts import Language

LARGE = TOWN.replace(
    estates=tuple(
        each.replace(households=each.households * 40, floor_area=each.floor_area * 40)
        for each in TOWN.estates
    )
)
RESULT = cp.simulate(LARGE, BASE.replace(ventures=("market", "canteen")), months=54, draws=4)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_payer_has_three_years_and_mean_with_ranges(language: Language) -> None:
    grid = payers_grid(RESULT, language)
    found = RESULT.payers
    whole = found[found["account"] == ALL]
    write = large(language).written
    shown = {row.key: row.cells for row in grid.rows if row.kind == "whole"}
    assert list(shown) == list(whole["payer"].unique())
    for payer, (name, *cells) in shown.items():
        rows = whole[(whole["payer"] == payer) & (whole["year"].fillna(0) <= 3)]  # 0: the mean year
        assert name.text == named(SECTOR_NAMES[payer], language)
        assert len(rows) == len(cells) == 4
        assert [each.text for each in cells] == [write(mean) for mean in rows["mean"]]
        for cell, (low, high) in zip(
            cells, rows[["p5", "p95"]].itertuples(index=False), strict=True
        ):
            ends = write(low), write(high)
            assert cell.interval == ("" if ends[0] == ends[1] else "..".join(ends))
            assert (cell.low, cell.high) == (low, high)
        assert [each.value for each in cells] == list(rows["mean"])
        assert [each.unit for each in cells] == ["yuan", "yuan", "yuan", "yuan/year"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_accounts_of_a_payer_stand_below_it(language: Language) -> None:
    rows = payers_grid(RESULT, language).rows
    found = RESULT.payers[RESULT.payers["payer"] == "operator"]
    accounts = [name for name in found["account"].unique() if name != ALL]
    assert len(accounts) > 1
    at = next(number for number, row in enumerate(rows) if row.key == "operator")
    below = rows[at + 1 : at + 1 + len(accounts)]
    assert [row.key for row in below] == accounts
    assert {row.kind for row in below} == {"part"}
    assert [row.cells[0].text for row in below] == [
        label_of(ACCOUNTS[name], language) for name in accounts
    ]
    assert all(cell.interval == "" for row in below for cell in row.cells)


@pytest.mark.parametrize(("years", "columns"), [(1, 3), (3, 5), (None, 7), (9, 7)])
def test_the_reader_chooses_how_many_years(years: int | None, columns: int) -> None:
    grid = payers_grid(RESULT, "en", years)
    assert len(grid.columns) == columns  # the name, the years of 54 months, the mean year
    assert {len(row.cells) for row in grid.rows} == {columns}


def test_a_grid_has_no_rows_if_nobody_pays() -> None:
    nobody = cp.simulate(TOWN, BASE.replace(organisation="unmanaged"), months=2, draws=2)
    assert payers_grid(nobody, "en").rows == ()
