"""The grids of the official tables have the numbers of the result, for as many years as asked."""

from __future__ import annotations

import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.report.grids.cash import OUTSIDE, cash_grid
from commpartner.report.grids.cost import area_grid, cost_grid
from commpartner.results.payers import ALL

RESULT = cp.simulate(TOWN, BASE.replace(ventures=("market",)), months=42, draws=4)


@pytest.mark.parametrize(("years", "shown"), [(2, 2), (None, 4)])
def test_cost_lines_have_their_numbers_by_year(years: int | None, shown: int) -> None:
    cost = RESULT.cost_lines()
    grid = cost_grid(cost, "base", "zh", years)
    assert [column.number for column in grid.columns] == [False] + [True] * (shown + 2)
    kept = cost[cost["year"].isna() | (cost["year"] <= shown)]
    values = [cell.value for row in grid.rows for cell in row.cells[1:-1]]
    assert values == list(kept["mean"])
    areas = [row.cells[-1] for row in grid.rows]
    assert [cell.value for cell in areas] == list(cost[cost["year"].isna()]["per_m2_month"])
    assert {cell.unit for cell in areas} == {"yuan/m2/month"}


def test_the_whole_cost_stands_apart_from_its_lines() -> None:
    rows = cost_grid(RESULT.cost_lines(), "base", "en").rows
    assert [number for number, row in enumerate(rows) if row.section] == [1]
    assert rows[0].key == ALL


def test_areas_have_intervals_in_their_own_column() -> None:
    cost = RESULT.cost_lines("estate")
    grid = area_grid(cost, "base", "en")
    assert [bool(column.interval) for column in grid.columns] == [False, True, False]
    assert [row.key for row in grid.rows] == list(cost["area"].unique())
    whole = cost[(cost["line"] == ALL) & cost["year"].isna()]
    assert [(row.cells[1].low, row.cells[1].high) for row in grid.rows] == list(
        whole[["p5", "p95"]].itertuples(index=False, name=None)
    )


@pytest.mark.parametrize(("years", "shown"), [(1, [1, 4]), (2, [1, 2, 4]), (None, [1, 2, 3, 4])])
def test_cash_flow_always_has_the_last_year(years: int | None, shown: list[int]) -> None:
    cash = RESULT.cash_flow()
    grid = cash_grid(cash, "base", "en", years)
    kept = cash[(cash["sector"] != OUTSIDE) & cash["year"].isin(shown)]
    values = [cell.value for row in grid.rows if row.kind != "head" for cell in row.cells[1:]]
    assert values == list(kept["mean"])
    heads = [row.key for row in grid.rows if row.kind == "head"]
    assert heads == list(kept["sector"].unique())
    assert {len(row.cells) for row in grid.rows} == {len(grid.columns)} == {len(shown) + 1}
