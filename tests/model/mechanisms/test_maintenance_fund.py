"""The maintenance fund: own accounts move, every estate's stock balances, engines agree."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from town import BASE, TOWN

import commpartner as cp
from commpartner.facts.accounts import ACCOUNTS
from commpartner.flows.namespace import Array
from commpartner.model import tree
from commpartner.model.inputs import Inputs, month_inputs
from commpartner.model.mechanisms import maintenance_fund
from commpartner.model.month import State, month
from commpartner.model.scheme import build_scheme
from commpartner.programme import MaintenanceFund, Policy, Programme

MONTHS = 30
DRAWS = 3
KNOWN = 150_000.0  # yuan in the fund of every third estate
KNOWING = TOWN.replace(
    estates=tuple(
        estate.replace(maintenance_fund=KNOWN) if number % 3 == 0 else estate
        for number, estate in enumerate(TOWN.estates)
    )
)
WORKS = BASE.replace(works=("pipes",), works_resident_share=0.3)
FUND = MaintenanceFund(
    opening=3.0, contribution=0.05, first_contribution=40.0, renewal=0.4, interest=0.02
)
IN = ("maintenance_contributions", "maintenance_interest")
OUT = ("maintenance_repairs", "maintenance_works")


def run(
    policy: Policy, programme: Programme = KNOWING, engine: str = "numpy", **held: float
) -> tuple[cp.SimulationResult, dict[str, float]]:
    result = cp.simulate(
        programme,
        policy,
        months=MONTHS,
        draws=DRAWS,
        seed=5,
        engine=engine,  # type: ignore[arg-type]
        assumptions=cp.default_assumptions().replace(**held) if held else None,
    )
    assert result.largest_imbalance < 1e-3
    moved = result.ledger.groupby("account")["mean"].sum()
    return result, {str(name): float(amount) for name, amount in moved.items()}


def funded(**changes: Any) -> Policy:
    return WORKS.replace(maintenance_fund=FUND.replace(**changes))


def balances(result: cp.SimulationResult) -> Array:
    rows = result.monthly[result.monthly["series"] == "maintenance_funds"]
    return rows["mean"].to_numpy()


def test_it_pays_what_residents_and_nobody_paid() -> None:
    (before, old), (after, new) = run(WORKS), run(funded())
    moved = {name for name in ACCOUNTS if old[name] != new[name]}
    assert moved == {*IN, *OUT, "works_residents"}
    assert all(old[name] == 0.0 < new[name] for name in (*IN, *OUT))
    assert new["works_residents"] + new["maintenance_works"] == pytest.approx(
        old["works_residents"]
    )
    deferred = (each.outcomes["repairs_deferred"].mean() for each in (before, after))
    assert next(deferred) - next(deferred) == pytest.approx(new["maintenance_repairs"])
    changed = before.outcomes.columns[(before.outcomes != after.outcomes).any()]
    absent = set(before.outcomes.columns[before.outcomes.isna().all()])
    other = {"repairs_deferred", "npv_residents_payments", "social_net_benefit"}
    assert set(changed) - absent == other


def test_the_reserve_pays_after_the_fund() -> None:
    policy = WORKS.replace(ventures=("market",), reserve_share=0.5, deficit_first=False)
    small = MaintenanceFund(opening=0.1, interest=0.02)
    alone, both = run(policy)[1], run(policy.replace(maintenance_fund=small))[1]
    rich = run(policy.replace(maintenance_fund=MaintenanceFund(opening=500.0)), TOWN)[1]
    # What the reserve lacks in both cases, it pays in both.
    assert 0.0 < both["large_repairs"] <= alone["large_repairs"] * (1.0 + 1e-12)
    assert alone["large_repairs"] < both["large_repairs"] + both["maintenance_repairs"]
    assert rich["large_repairs"] == 0.0 < rich["maintenance_repairs"]
    assert rich["works_residents"] == 0.0


def test_the_series_starts_from_known_balances() -> None:
    result, moved = run(funded(contribution=0.0, renewal=0.0, interest=0.0))
    area = sum(e.floor_area for e in KNOWING.estates if e.maintenance_fund is None)
    count = sum(e.maintenance_fund is not None for e in KNOWING.estates)
    opening = KNOWN * count + 3.0 * area
    assert moved["maintenance_contributions"] == moved["maintenance_interest"] == 0.0
    spent = moved["maintenance_repairs"] + moved["maintenance_works"]
    assert balances(result)[-1] == pytest.approx(opening - spent)
    assert run(WORKS)[0].monthly.query("series == 'maintenance_funds'")["mean"].eq(0.0).all()


def by_hand(inputs: Inputs) -> list[State]:
    """Every state from the start to the end, by the recipe of one month."""
    states = [inputs.start]
    for index in range(MONTHS):
        now = tree.over(lambda part, index=index: part[index], inputs.path)
        states.append(month(states[-1], now, inputs.fixed, inputs.rules)[0])
    return states


def test_each_estate_s_fund_balances_every_month() -> None:
    policy = funded().replace(ventures=("market",), reserve_share=0.5, joins={"e02": 7})
    draws = KNOWING.assumption_table().draw(5, 0, DRAWS)
    inputs = month_inputs(build_scheme(KNOWING, policy), draws, MONTHS)
    states = by_hand(inputs)
    due = inputs.fixed.repairs
    assert due is not None and inputs.path.owners_works is not None
    paid = np.zeros(due.shape)
    for index, (old, new) in enumerate(pairwise(states)):
        one, two = old.maintenance_fund, new.maintenance_fund
        assert one is not None and two is not None
        assert old.repairs is not None and new.repairs is not None
        joined = inputs.path.residents.joined
        here = 1.0 if joined is None else joined[index]
        now_due = due * inputs.path.price_index[index] * here
        from_reserve = -(new.repairs.put_in - old.repairs.put_in)
        repairs = old.repairs.deferred + now_due - new.repairs.deferred - from_reserve
        spent = two.spent - one.spent
        works = spent - repairs
        owed = inputs.path.owners_works[index] * inputs.fixed.households
        assert (two.balance >= 0.0).all()
        assert ((works >= -1e-6) & (works <= owed + 1e-6)).all()
        change = two.received - one.received - spent
        np.testing.assert_allclose(two.balance - one.balance, change, atol=1e-6)
        paid = paid + spent
    last = states[-1].maintenance_fund
    assert last is not None
    np.testing.assert_allclose(last.spent, paid, rtol=1e-9)


amounts = st.floats(0.0, 1e7)
rates = st.floats(0.0, 50.0)


@settings(max_examples=150, deadline=None)
@given(
    balance=amounts,
    area=st.floats(10.0, 1e5),
    regular=rates,
    first=rates,
    below=st.floats(0.0, 1.0),
    renewal=rates,
    interest=st.floats(0.0, 0.2),
    index=st.floats(0.0, 2.0),
    needed=amounts,
    works=amounts,
)
def test_the_stock_moves_by_the_flows(
    balance: float,
    area: float,
    regular: float,
    first: float,
    below: float,
    renewal: float,
    interest: float,
    index: float,
    needed: float,
    works: float,
) -> None:
    def one(number: float) -> Array:
        return np.array([[number]])

    given_rates = map(one, (area, regular, first, below * first, renewal, interest))
    before = maintenance_fund.State(one(balance), one(0.0), one(0.0))
    (after, totals), left = maintenance_fund.step(
        before, maintenance_fund.Parameters(*given_rates), one(index), one(needed), one(works)
    )
    assert after is not None and totals is not None and left is not None
    assert totals.maintenance_works is not None and totals.left_to_owners is not None
    paid_in = totals.maintenance_contributions + totals.maintenance_interest
    paid_out = totals.maintenance_repairs + totals.maintenance_works
    tolerance = 1e-12 * (balance + float(paid_in[0]) + 1.0)
    assert abs(after.balance - (balance + paid_in - paid_out))[0, 0] <= tolerance
    assert after.balance >= 0.0
    assert left + totals.maintenance_repairs == pytest.approx(needed)
    assert totals.left_to_owners + totals.maintenance_works == pytest.approx(works)
    assert left == 0.0 or totals.maintenance_works == 0.0  # repairs come first
    if balance >= below * first * area:
        assert totals.maintenance_contributions == pytest.approx(regular * index * area)
    room = max(first * area - balance, 0.0)  # a renewal ends at the first contribution
    most = (regular * index * area + room) * (1.0 + 1e-12)
    assert totals.maintenance_contributions <= most


def test_contributions_compound_with_their_interest() -> None:
    """Nothing is due and prices stand still: the balance is a geometric series."""
    rate, each, opening = 0.03, 0.2, 4.0
    fund = MaintenanceFund(opening=opening, contribution=each, interest=rate)
    held = {"large_repair_hazard": 0.0, "inflation": 0.0}
    result = run(BASE.replace(maintenance_fund=fund), TOWN, **_fixed(held))[0]
    growth = 1.0 + rate / 12.0
    months = np.arange(1, MONTHS + 1)
    expected = opening * growth**months + each * (growth**months - 1.0) / (growth - 1.0)
    area = sum(estate.floor_area for estate in TOWN.estates)
    np.testing.assert_allclose(balances(result), expected * area, rtol=1e-9)


def test_a_fund_that_lasts_leaves_no_repair() -> None:
    """A balance below what is due is used up; one above it falls by what is due."""
    held = _fixed({"large_repair_hazard": 0.05, "large_repair_cost": 24.0, "inflation": 0.0})
    area = sum(estate.floor_area for estate in TOWN.estates)
    due = 0.1 * area * MONTHS
    for opening, share in ((1.0, 1.0 / 3.0), (10.0, 1.0)):
        policy = BASE.replace(maintenance_fund=MaintenanceFund(opening=opening))
        result, moved = run(policy, TOWN, **held)
        assert moved["maintenance_repairs"] == pytest.approx(due * share)
        assert balances(result)[-1] == pytest.approx(opening * area - due * share, abs=1e-3)
        deferred = result.outcomes["repairs_deferred"]
        np.testing.assert_allclose(deferred, due * (1.0 - share), atol=1e-3)


def _fixed(values: dict[str, float]) -> dict[str, Any]:
    return {
        name: {"distribution": "fixed", "low": value, "central": value, "high": value}
        for name, value in values.items()
    }


def test_contributions_reach_payers_and_cash_flow() -> None:
    result, moved = run(funded())
    owners = result.payers.query("payer == 'residents' and account == 'maintenance_contributions'")
    assert owners["mean"].iloc[:-1].sum() == pytest.approx(moved["maintenance_contributions"])
    cash = result.cash_flow().query("sector == 'maintenance_funds'")
    closing = cash.query("item == 'closing'")["mean"].iloc[-1]
    assert closing == pytest.approx(sum(moved[n] for n in IN) - sum(moved[n] for n in OUT))
    assert not (run(WORKS)[0].cash_flow()["sector"] == "maintenance_funds").any()


def test_explain_leads_to_the_fund_and_its_assumptions() -> None:
    result = run(funded(interest="discount_rate_economic"))[0]
    found = result.explain("repairs_deferred")
    assert "maintenance_repairs" in set(found.accounts["account"])
    assert "model.mechanisms.maintenance_fund.spent" in set(found.equations["equation"])
    assert "discount_rate_economic" in set(found.assumptions["assumption"])
    without = run(WORKS)[0].explain("repairs_deferred").equations["equation"]
    assert not without.str.contains("maintenance_fund").any()


def test_both_engines_agree_on_the_fund() -> None:
    pytest.importorskip("jax")
    one, two = run(funded(), engine="jax"), run(funded())
    assert one[1] == pytest.approx(two[1], rel=1e-9, abs=1e-6)
    np.testing.assert_allclose(balances(one[0]), balances(two[0]), rtol=1e-9)
