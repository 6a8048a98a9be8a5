"""The grids of a roll-out have the numbers of its plan, in both languages."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import get_args

import pandas as pd
import pytest
from town import BASE, TOWN

from commpartner.facts.quantities import number
from commpartner.facts.words import say
from commpartner.planning import RollOutPlan, plan_roll_out
from commpartner.report.grids.rolling import (
    roll_out_grid,
    roll_out_sentences,
    roll_out_spent_grid,
)
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_years_without_money_are_left_out(language: Language) -> None:
    policy = BASE.replace(centres=("west", "east"))
    found = plan_roll_out(TOWN, policy, [250_000.0], years=3, draws=2, outcome="satisfaction")
    spent = found.spent[(found.spent["outlay"] > 0.0) | (found.spent["budget"] > 0.0)]
    assert len(roll_out_spent_grid(found, language).rows) == spent["year"].max() < 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_has_the_gain_over_the_order_listed(language: Language) -> None:
    found = plan()
    first, last = roll_out_sentences(found, language)
    rows = found.differences.query("baseline == 'as_listed' and outcome == 'satisfaction'")
    (gain,) = rows.to_dict("records")
    assert all(number(gain[name]) in first for name in ("mean", "low", "high"))
    assert last == say("roll_out_enumerated", language, runs=found.runs)
    orders = found.orders[found.orders["order"] == "planned"]
    same = pd.concat([orders, orders.assign(order="as_listed")])
    told = roll_out_sentences(replace(found, orders=same), language)
    assert told == [say("roll_out_same", language), last]
