"""The grids of a roll-out have the numbers of its plan, in both languages."""

from __future__ import annotations

from functools import cache
from typing import get_args

import pytest
from town import BASE, TOWN

from commpartner.planning import RollOutPlan, plan_roll_out
from commpartner.report.grids.rolling import roll_out_grid, roll_out_spent_grid
from commpartner.texts import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)


@cache
def plan() -> RollOutPlan:
    policy = BASE.replace(centres=("west", "east"), ventures=("market",))
    return plan_roll_out(TOWN, policy, 250_000.0, years=1, draws=2, outcome="satisfaction")


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_stand_by_year_with_their_numbers(language: Language) -> None:
    grid = roll_out_grid(plan(), language)
    table = plan().schedule.set_index("step")
    assert sorted(row.key for row in grid.rows) == sorted(table.index)
    for row in grid.rows:
        assert row.cells[2].value == table["outlay"][row.key]
        assert row.cells[3].value == table["value"][row.key]
    opened = [row.cells[1].value for row in grid.rows]
    assert opened == [1.0, None, None]
    assert all(len(row.cells) == len(grid.columns) for row in grid.rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_years_stand_beside_their_budget(language: Language) -> None:
    grid = roll_out_spent_grid(plan(), language)
    spent = plan().spent.set_index("order")
    (row,) = grid.rows
    assert row.cells[1].value == 250_000.0
    assert row.cells[2].value == spent["outlay"]["planned"]
    assert row.cells[-1].value == spent["outlay"]["all_at_once"]
    assert len(row.cells) == len(grid.columns)
