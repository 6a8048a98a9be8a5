"""Ventures: any can lose, customers are residents or not, rooms and existing shops have a price."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.assumptions.table import AssumptionTable
from commpartner.facts.accounts import ACCOUNTS, IN_KIND
from commpartner.programme import Policy, Programme, Venture

MONTHS, DRAWS = 24, 3


def held(value: float) -> dict[str, Any]:
    return {"distribution": "fixed", "low": value, "central": value, "high": value}


def worst(programme: Programme, venture: Venture) -> AssumptionTable:
    """Hold what a venture names at the end that is worse for it."""
    table = programme.assumption_table()
    dear = {"cost_share", "unit_cost", "capacity_cost", "fixed_cost", "capital"}
    changed = {}
    for field in Venture.model_fields:
        name = getattr(venture, field)
        if isinstance(name, str) and name in table:
            changed[name] = held(table[name].high if field in dear else table[name].low)
    return table.replace(**changed)


@pytest.mark.parametrize("case", ["xiashan", "qingyunpu"])
def test_any_venture_of_a_case_can_lose(case: str) -> None:
    programme = cp.datasets.load(case)
    policy = programme.policies[{"xiashan": "partner", "qingyunpu": "village"}[case]]
    few = programme.replace(estates=programme.estates[:40])
    for venture in programme.ventures:
        if venture.id in policy.ventures:
            alone = policy.replace(ventures=(venture.id,))
            result = cp.simulate(
                few, alone, months=48, draws=1, seed=7, assumptions=worst(few, venture)
            )
            assert (result.ventures["result"] < 0).all(), venture.id


def moved(one: cp.SimulationResult, other: cp.SimulationResult) -> dict[str, float]:
    sums = [
        {
            **each.ledger.groupby("account")["mean"].sum(),
            **each.in_kind.groupby("account")["mean"].sum(),
        }
        for each in (one, other)
    ]
    return {
        name: sums[1][name] - sums[0][name]
        for name in (*ACCOUNTS, *IN_KIND)
        if sums[1][name] != sums[0][name]
    }


def run(programme: Programme, policy: Policy) -> cp.SimulationResult:
    return cp.simulate(programme, policy, months=MONTHS, draws=DRAWS, seed=5)


def changed(venture: str, **fields: Any) -> Programme:
    found: Programme = TOWN.replace(
        ventures=tuple(
            each.replace(**fields) if each.id == venture else each for each in TOWN.ventures
        )
    )
    return found


def test_who_pays_moves_the_payer_and_nothing_else() -> None:
    policy = BASE.replace(ventures=("parking",))
    outside, residents = (run(changed("parking", resident_custom=part), policy) for part in (0, 1))
    found = moved(outside, residents)
    assert set(found) == {"venture_sales", "resident_sales"}
    assert found["resident_sales"] == -found["venture_sales"] > 0
    one, other = outside.outcomes, residents.outcomes
    # What they buy is worth its price to them: nobody gains by who pays.
    apart = {str(name) for name in one if not np.allclose(one[name], other[name], equal_nan=True)}
    assert apart == {"npv_residents_payments"}
    paid = "npv_residents_payments"
    assert (other[paid] < one[paid]).all()


def test_rent_forgone_is_in_kind_and_moves_no_money() -> None:
    policy = BASE.replace(ventures=("letting",))
    asset = TOWN.assets[0]
    none, owned = (
        run(TOWN.replace(assets=(asset.replace(rent_forgone=rent, owner="government"),)), policy)
        for rent in (0.0, 10.0)
    )
    found = moved(none, owned)
    assert set(found) == {"rent_forgone_government"}
    price = owned.assumptions["idle_letting_chance"] * 10.0 * asset.area
    gap = owned.outcomes["venture_profit"] - owned.outcomes["venture_profit_economic"]
    assert (gap > 12.0 * price).all()  # prices rise
    assert (gap < 12.0 * price * 1.03 ** (MONTHS / 12)).all()


def test_what_is_displaced_costs_the_venture_nothing() -> None:
    policy = BASE.replace(ventures=("market",))
    none, half = (run(changed("market", displaces=part), policy) for part in (0.0, 0.5))
    assert moved(none, half) == {}
    sales = half.ledger.query("account == 'venture_sales'")["mean"].sum() / (MONTHS / 12)
    assert half.outcomes["displaced_sales"].mean() == pytest.approx(0.5 * sales)
    np.testing.assert_allclose(
        half.outcomes["displaced_margin"],
        half.assumptions["shop_margin"] * half.outcomes["displaced_sales"],
    )
    assert (none.outcomes["displaced_margin"] == 0.0).all()


def test_capacity_costs_whether_or_not_it_is_sold() -> None:
    policy = BASE.replace(ventures=("letting",))
    costs = [
        run(changed("letting", capacity_cost=2.0, cost_share=0.0, utilisation=sold), policy)
        .ledger.query("account == 'venture_costs'")["mean"]
        .sum()
        for sold in (0.1, 0.9)
    ]
    assert costs[0] == costs[1] > 0
