"""What estates buy today: the size curve of the shipped fit, heads, intervals, scope."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from refusals import raises_problem

import commpartner as cp
from commpartner.facts.rows import rows
from commpartner.flows.bought import HEADS
from commpartner.planning.today import FULL, Bought, bought_today

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


AGE = cp.default_assumptions()["estate_age"].central
RANGES = {"to_200": (100, 199), "to_450": (201, 449), "to_1000": (451, 999)}


@pytest.mark.parametrize("head", [*HEADS, "total"])
def test_heads_have_the_fitted_elasticities(head: str) -> None:
    turned = value(head, "size_age") * (AGE - 30.0) / 10.0
    for part, (low, high) in RANGES.items():
        assert elasticity(head, low, high) == pytest.approx(value(head, part) + turned, abs=1e-9)
    assert elasticity(head, 1001, 3000) == pytest.approx(
        value(head, "above_1000") + turned, abs=1e-9
    )


def test_the_total_is_nearly_the_sum_of_its_heads() -> None:
    found = lattice()
    parts = sum(getattr(found, head).central for head in HEADS)
    assert parts / found.total.central == pytest.approx(1.0, abs=0.15)


def test_new_estates_have_economies_and_old_ones_none() -> None:
    """Observed: -0.17 in estates of up to 8 years, +0.07 in those older than 36."""
    slopes = []
    for age in (5.0, 20.0, 42.0):
        cost = bought_today(SIZES, 73.0 * SIZES, age=np.full_like(SIZES, age)).total.central
        slopes.append(np.polyfit(np.log(SIZES), np.log(cost), 1)[0])
    assert slopes == pytest.approx([-0.21, -0.11, 0.03], abs=0.03)


def test_what_is_not_given_is_said() -> None:
    few = np.array([300.0])
    assert set(bought_today(few, 73.0 * few).assumed) == {"buildings", "age", "own"}
    known = bought_today(few, 73.0 * few, few / 42.0, age=np.array([AGE]), own=np.array([0.0]))
    assert known.assumed == {}
    assert known.total.central == pytest.approx(bought_today(few, 73.0 * few).total.central)


def test_own_management_and_the_capital_move_cost_as_fitted() -> None:
    few = np.array([900.0])
    usual, own, capital = (
        bought_today(few, 73.0 * few, own=own, capital=capital).security.central
        for own, capital in ((None, False), (np.array([1.0]), False), (None, True))
    )
    assert np.log(own / usual) == pytest.approx(value("security", "own"))
    # The typical estate, too, would be in the capital: its level is that of the place.
    assert np.log(capital / usual) == pytest.approx(
        value("security", "size_capital") * np.log(900.0 / 135.0)
    )


def test_intervals_are_those_of_like_estates() -> None:
    found = lattice()
    for head in (*HEADS, "total"):
        low, central, high = getattr(found, head)
        spread = found.spread[head]
        assert np.log(low / central) == pytest.approx(value(head, "p5") * spread)
        assert np.log(high / central) == pytest.approx(value(head, "p95") * spread)
        assert np.interp(450.0, SIZES, spread) == pytest.approx(value(head, "sd"), rel=0.01)
        normal = (value(head, "p95") - value(head, "p5")) / (2 * 1.645)
        assert 0.75 < normal <= 1.0  # tails are heavy


def test_the_typical_estate_buys_the_documented_scope() -> None:
    typical = np.array([135.0])
    scope = bought_today(typical, 73.0 * typical, typical / 42.0).scope()
    for head in (*HEADS, "total"):
        assert scope[head] == pytest.approx(cp.default_assumptions()["bought_scope"].central)


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
        (lambda: bought_today(np.array([9.0]), np.array([73.0]), age=np.array([-1.0])), "age"),
        (lambda: bought_today(np.array([9.0]), np.array([73.0]), own=np.array([0.5])), "own"),
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
