"""What estates buy today: a part of the standard, by size and head of cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from town import BASE, TOWN

import commpartner as cp
from commpartner.flows.bought import HEADS, Heads, bought_parts
from commpartner.model.mechanisms import today
from commpartner.model.mechanisms.costs import service_costs
from commpartner.model.scheme import build_scheme
from commpartner.planning.today import FULL, bought_today
from commpartner.programme import Estate, Policy, Programme, ServiceStandard

SIZES = (120, 200, 450, 1000, 2000)
LARGE = Programme(
    name="sizes",
    estates=tuple(Estate(id=f"e{n}", households=n, floor_area=80.0 * n) for n in SIZES),
    services={"whole": FULL},
    policies={"alone": Policy(organisation="stand_alone", others="stand_alone", service="whole")},
)


def outcomes(**changes: float) -> dict[str, float]:
    ledger = cp.default_assumptions().replace(**changes)
    found = cp.simulate(TOWN, BASE, months=1, draws=1, assumptions=ledger).outcomes
    return {str(name): float(found[name].iloc[0]) for name in found}


def heads(*numbers: float) -> Heads:
    return Heads(*(np.array([number]) for number in numbers))


AMOUNTS = st.floats(0.0, 1e4)
FOUR = st.tuples(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)


@given(FOUR, FOUR, AMOUNTS)
def test_parts_of_the_heads_cost_what_is_paid(
    paid: tuple[float, ...], whole: tuple[float, ...], total: float
) -> None:
    paid = tuple(one if most > 0 else 0.0 for one, most in zip(paid, whole, strict=True))
    assume(all(paid[n] > 1e-3 or whole[n] == 0 for n in range(4)))
    parts = bought_parts(heads(*paid, total), heads(*whole, sum(whole)))
    assert all((part >= 0.0).all() and (part <= 1.0 + 1e-12).all() for part in parts)
    spent = sum(part[0] * most for part, most in zip(parts, whole, strict=False))
    assert spent == pytest.approx(min(total, sum(whole)), rel=1e-9, abs=1e-6)


def test_a_full_head_leaves_the_rest_to_others() -> None:
    parts = bought_parts(heads(6.0, 2.0, 2.0, 0.0, 14.0), heads(6.0, 10.0, 10.0, 0.0, 26.0))
    assert [float(part[0]) for part in parts[:-1]] == pytest.approx([1.0, 0.4, 0.4, 1.0])


def test_who_buys_the_whole_standard_gains_no_service() -> None:
    usual = TOWN.replace(services={**TOWN.services, "usual": ServiceStandard()})
    scheme = build_scheme(usual, BASE.replace(service="usual"))
    costs = service_costs(scheme, usual.assumption_table().draw(1, 0, 3))
    rich = replace(costs, answers=costs.answers._replace(scope=np.array([[1e6]])))
    found, every = rich.today, np.ones(len(scheme.members), bool)
    np.testing.assert_allclose(np.stack(found.parts), 1.0, rtol=1e-12)
    np.testing.assert_allclose(found.total, found.whole.total + found.energy, rtol=1e-12)
    np.testing.assert_allclose(rich.service_gained(every), 0.0, atol=1e-12)


@pytest.mark.parametrize(
    "service", [ServiceStandard(cleaning=0.5, desk=0.5), ServiceStandard(patrol=0.5, upkeep=0.5)]
)
def test_what_is_bought_today_depends_on_no_policy(service: ServiceStandard) -> None:
    other = TOWN.replace(services={**TOWN.services, "other": service})
    first, second = (
        cp.simulate(other, BASE.replace(service=name), months=1, draws=4, seed=3).outcomes
        for name in (BASE.service, "other")
    )
    name = "today_cost_per_household_month"
    assert first[name].tolist() == second[name].tolist()
    less = service.cleaning < 1.0
    assert ((second["service_gained"] < first["service_gained"]) == less).all()


def test_where_nobody_is_served_both_sides_cost_nothing() -> None:
    nobody = BASE.replace(organisation="unmanaged", centres=())
    found = cp.simulate(TOWN, nobody, months=1, draws=2).outcomes
    for side in ("today", "stand_alone"):
        assert (found[f"{side}_cost_per_household_month"] == 0.0).all()
    for nothing in ("savings_share", "savings_share_today", "service_gained"):
        assert (found[nothing] == 0.0).all()
    assert found["cost_per_service_point"].isna().all()  # a ratio of two nothings


def test_a_point_of_service_costs_payment_over_gain() -> None:
    found = outcomes(bought_scope=0.6)
    more = found["cost_per_household_month"] - found["today_cost_per_household_month"]
    gained = 100.0 * found["service_gained"]
    assert found["cost_per_service_point"] == pytest.approx(more / gained, rel=1e-12)
    less = outcomes(bought_scope=0.3)
    assert less["today_cost_per_household_month"] < found["today_cost_per_household_month"]
    assert less["service_gained"] > found["service_gained"]


def test_today_costs_no_more_than_the_standard() -> None:
    scheme = build_scheme(TOWN, BASE)
    costs = service_costs(scheme, TOWN.assumption_table().draw(1, 0, 3))
    found = costs.today
    assert np.all(found.total <= found.whole.total + found.energy + 1e-9)
    assert np.all(costs.service_gained(np.ones(len(TOWN.estates), bool)) > 0.0)
    heads = sum(found.whole[:-1])
    np.testing.assert_allclose(heads, found.whole.total, rtol=1e-12)


def test_the_model_and_the_planner_have_one_curve() -> None:
    """The second saving and `planning.today` are one description, at central assumptions."""
    ledger = cp.default_assumptions()
    scheme = build_scheme(LARGE, LARGE.policies["alone"])
    costs = service_costs(scheme, ledger.draw(0, 0, 1).at_central())
    planned = bought_today(np.array(SIZES, float), 80.0 * np.array(SIZES))
    for head in (*HEADS, "total"):
        if head != "security":  # the planner's standard has guards, the reference has none
            paid, asked = getattr(costs.today.paid, head)[0], getattr(planned, head).central
            paid = paid / np.array(SIZES)
            np.testing.assert_allclose(paid / paid[0], asked / asked[0], rtol=1e-12)


def test_a_place_departs_from_the_curve_by_its_draw() -> None:
    scheme = build_scheme(LARGE, LARGE.policies["alone"])
    before, after = (
        service_costs(scheme, cp.default_assumptions().replace(**change).draw(0, 0, 1).at_central())
        for change in ({}, {"size_departure_cleaning": 0.1})
    )
    moved = np.log(after.today.paid.cleaning / before.today.paid.cleaning)[0]
    assert moved == pytest.approx(0.1 * np.log(np.array(SIZES) / 135.0))
    assert after.today.paid.total == pytest.approx(before.today.paid.total)
    assert today.curve("security").slopes.to_200 < 0
