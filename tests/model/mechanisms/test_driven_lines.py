"""Lifts, pumps, green areas, refuse and insurance cost what an estate has of them, else nothing."""

from __future__ import annotations

import numpy as np
import pytest
from town import BASE, MENU, TOWN

import commpartner as cp
from commpartner.flows.lines import Lines
from commpartner.model.mechanisms.costs import service_costs
from commpartner.model.scheme import build_scheme
from commpartner.programme import Policy, Programme

PRICES = {
    "lift_running_cost": 900.0,
    "pump_room_cost": 2_000.0,
    "greening_cost": 0.4,
    "refuse_removal_cost": 4.0,
    "liability_insurance_cost": 0.006,
    "inflation": 0.0,
}
FIXED = TOWN.replace(
    assumptions={
        **TOWN.assumptions,
        **{
            name: {"distribution": "fixed", "low": price, "central": price, "high": price}
            for name, price in PRICES.items()
        },
    }
)
WITH = FIXED.replace(
    estates=(
        FIXED.estates[0].replace(lifts=3, pump_rooms=1, green_area=500.0),
        FIXED.estates[1].replace(lifts=0, green_area=250.0),
        *FIXED.estates[2:],
    )
)
DRIVEN = {"lifts": 2_700.0, "pumped_water": 2_000.0, "greening": 300.0}


def with_standard(programme: Programme, **shares: float) -> Programme:
    services = {name: each.replace(**shares) for name, each in programme.services.items()}
    return programme.replace(services=services)


def money(programme: Programme, policy: Policy = BASE, engine: str = "numpy") -> dict[str, float]:
    result = cp.simulate(programme, policy, months=10, draws=3, seed=5, engine=engine)  # type: ignore[arg-type]
    assert result.largest_imbalance < 1e-3
    moved = result.ledger.groupby("account")["mean"].sum()
    return {str(name): float(amount) for name, amount in moved.items()}


@pytest.mark.parametrize("policy", [BASE, BASE.replace(organisation="stand_alone")])
def test_what_estates_have_is_paid_by_the_unit(policy: Policy) -> None:
    before, after = money(FIXED, policy), money(WITH, policy)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {*DRIVEN, "service_payments", "fallback"}
    for name, monthly in DRIVEN.items():
        assert after[name] == pytest.approx(10.0 * monthly)
        assert before[name] == 0.0
    more = after["service_payments"] - before["service_payments"]
    assert more == pytest.approx(10.0 * sum(DRIVEN.values()))


def test_refuse_and_insurance_wait_for_the_standard() -> None:
    after = money(with_standard(WITH, refuse_removal=1.0, insurance=0.5, lifts=0.5, greening=0.0))
    assert after["refuse_removal"] == pytest.approx(40.0 * TOWN.households)
    area = sum(estate.floor_area for estate in TOWN.estates)
    assert after["insurance"] == pytest.approx(0.03 * area)
    assert after["lifts"] == pytest.approx(13_500.0)
    assert after["greening"] == 0.0


def test_what_nobody_has_reads_no_assumption() -> None:
    off = cp.simulate(FIXED, BASE, months=1, draws=2).assumptions
    assert not {*PRICES} - {"inflation"} & set(off)
    on = cp.simulate(WITH, BASE, months=1, draws=2).assumptions
    read = {"lift_running_cost", "pump_room_cost", "greening_cost"}
    assert set(on) - set(off) == read
    nothing = with_standard(FIXED, refuse_removal=1.0)
    added = set(cp.simulate(nothing, BASE, months=1, draws=2).assumptions) - set(off)
    assert added == {"refuse_removal_cost"}


def test_lines_stand_in_the_official_table_by_estate() -> None:
    result = cp.simulate(WITH, BASE.replace(organisation="stand_alone"), months=12, draws=2)
    table = result.cost_lines("estate").query("year == 1").set_index(["area", "line", "account"])
    mean = table["mean"]
    assert mean["e00", "greening", "all"] == pytest.approx(12.0 * 200.0)
    assert mean["e01", "greening", "all"] == pytest.approx(12.0 * 100.0)
    assert mean["e00", "facilities", "lifts"] == pytest.approx(12.0 * 2_700.0)
    assert mean["e02", "facilities", "lifts"] == 0.0


def test_estates_pay_for_their_lifts_today_too() -> None:
    found = []
    for programme in (FIXED, WITH):
        draws = programme.assumption_table().draw(5, 0, 2)
        found.append(service_costs(build_scheme(programme, BASE), draws))
    before, after = found
    alone = after.alone.total - before.alone.total
    today = after.today.total - before.today.total
    np.testing.assert_allclose(today, alone, atol=1e-6)
    assert alone.sum() == pytest.approx(2 * sum(DRIVEN.values()))
    np.testing.assert_allclose(after.today.parts.total, before.today.parts.total, rtol=1e-12)
    every = np.ones(12, dtype=bool)
    np.testing.assert_allclose(after.service_gained(every), before.service_gained(every))
    assert isinstance(after.alone.lines, Lines)
    assert before.alone.lines is None


def test_packages_of_a_menu_hold_their_share() -> None:
    services = {
        "basic": WITH.services["basic"].replace(lifts=0.0),
        "standard": WITH.services["standard"],
        "full": WITH.services["full"].replace(refuse_removal=1.0),
    }
    found = money(WITH.replace(services=services), BASE.replace(menu=MENU, menu_choice="household"))
    assert 0.0 < found["lifts"] < 27_000.0
    assert 0.0 < found["refuse_removal"] < 40.0 * TOWN.households


def test_drawn_sizes_bring_their_lifts_along() -> None:
    sizes = {"distribution": "uniform", "low": 0.0, "central": 0.5, "high": 1.0}
    drawn = WITH.replace(assumptions={**WITH.assumptions, "estate_sizes": sizes})
    costs = service_costs(build_scheme(drawn, BASE), drawn.assumption_table().draw(5, 0, 40))
    assert costs.alone.lines is not None
    sites, lifts = costs.scheme.sites, costs.alone.lines.lifts
    of_first = sites.households == TOWN.estates[0].households
    np.testing.assert_array_equal(np.asarray(lifts) > 0.0, of_first)


def test_both_engines_agree_on_the_lines() -> None:
    programme = with_standard(WITH, refuse_removal=1.0, insurance=1.0)
    numpy, jax = (money(programme, engine=engine) for engine in ("numpy", "jax"))
    assert jax == pytest.approx(numpy, rel=1e-9)
