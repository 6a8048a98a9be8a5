"""What estates buy today: the size curve of the shipped fit, heads, intervals, scope."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from refusals import raises_problem

import commpartner as cp
from commpartner.facts.rows import rows
from commpartner.planning.today import FULL, HEADS, Bought, bought_today

FIT = {(row["head"], row["part"]): row for row in rows("size_curve")}
SIZES = np.geomspace(100.0, 3000.0, 60)


def value(head: str, part: str) -> float:
    return float(FIT[head, part]["value"])


def lattice(buildings: bool = False) -> Bought:
    return bought_today(SIZES, 73.0 * SIZES, SIZES / 42.0 if buildings else None)


def elasticity(head: str, low: float, high: float) -> float:
    within = (low <= SIZES) & (high >= SIZES)
    cost = getattr(lattice(), head).central
    return float(np.polyfit(np.log(SIZES[within]), np.log(cost[within]), 1)[0])


@pytest.mark.parametrize("head", [*HEADS, "total"])
def test_heads_have_the_fitted_elasticities(head: str) -> None:
    assert elasticity(head, 100, 449) == pytest.approx(value(head, "small"), abs=1e-9)
    assert elasticity(head, 451, 3000) == pytest.approx(value(head, "large"), abs=1e-9)


def test_the_total_is_nearly_the_sum_of_its_heads() -> None:
    found = lattice()
    parts = sum(getattr(found, head).central for head in HEADS)
    assert parts / found.total.central == pytest.approx(1.0, abs=0.15)


def test_documented_elasticities_over_all_sizes() -> None:
    """Figures of docs/model.md, section 7, for a lattice even in the log of size."""
    found = {head: round(elasticity(head, 100, 3000), 2) for head in (*HEADS, "total")}
    assert found == {
        "administration": -0.20,
        "security": -0.09,
        "cleaning": 0.07,
        "maintenance": -0.17,
        "total": -0.11,
    }


def test_intervals_are_those_of_like_estates() -> None:
    found = lattice()
    for head in (*HEADS, "total"):
        low, central, high = getattr(found, head)
        assert np.log(low / central) == pytest.approx(value(head, "p5"))
        assert np.log(high / central) == pytest.approx(value(head, "p95"))
        assert found.spread[head] == value(head, "sd")
        normal = (value(head, "p95") - value(head, "p5")) / (2 * 1.645)
        assert 0.75 * found.spread[head] < normal <= found.spread[head]  # tails are heavy


def test_the_typical_estate_buys_the_documented_scope() -> None:
    typical = np.array([135.0])
    scope = bought_today(typical, 73.0 * typical, typical / 42.0).scope()
    for head in (*HEADS, "total"):
        assert scope[head] == pytest.approx(value("all", "scope"))


def test_scope_is_what_is_bought_over_the_standard() -> None:
    few = np.array([40.0, 135.0, 450.0])
    found = bought_today(few, 73.0 * few)
    for head, scope in found.scope().items():
        assert scope * found.standard[head] == pytest.approx(getattr(found, head).central)


def test_area_and_buildings_move_cost_as_fitted() -> None:
    one = np.array([300.0])
    usual, larger = (bought_today(one, area * one) for area in (73.0, 146.0))
    other = bought_today(one, 73.0 * one, 2.0 * one / 42.0)
    for head in HEADS:
        cost = getattr(usual, head).central
        ratio = getattr(larger, head).central / cost
        assert np.log2(ratio) == pytest.approx(value(head, "area"))
        ratio = getattr(other, head).central / cost
        assert np.log2(ratio) == pytest.approx(value(head, "buildings_per_home"))


def test_wages_stay_those_of_the_table() -> None:
    one = np.array([300.0])
    dearer = cp.default_assumptions().replace(wage_cleaner=2900.0)
    before, after = (bought_today(one, 73.0 * one, assumptions=table) for table in (None, dearer))
    assert (after.cleaning.central > 1.1 * before.cleaning.central).all()
    assert after.maintenance.central == pytest.approx(before.maintenance.central)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bought_today(np.array([0.0]), np.array([73.0])), "households"),
        (lambda: bought_today(np.array([9.0]), np.array([np.nan])), "floor_area"),
        (lambda: bought_today(np.array([9.0]), np.array([73.0, 73.0])), "floor_area"),
        (lambda: bought_today(np.array([9.0]), np.array([73.0]), np.array([-1.0])), "buildings"),
        (lambda: bought_today(np.array([np.inf]), np.array([73.0])), "households"),
        (
            lambda: bought_today(
                np.array([9.0]), np.array([73.0]), service=FULL.replace(patrol=0.0)
            ),
            "service",
        ),
    ],
)
def test_arguments_out_of_range(call: Any, message: str) -> None:
    with raises_problem(message):
        call()
