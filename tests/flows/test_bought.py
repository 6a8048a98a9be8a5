"""What estates buy today: a part of the standard, by size and head of cost."""

from __future__ import annotations

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.flows.bought import HEADS, bought_part
from commpartner.model.mechanisms import today
from commpartner.model.mechanisms.costs import service_costs
from commpartner.model.scheme import build_scheme
from commpartner.planning.today import FULL, bought_today
from commpartner.programme import Estate, Policy, Programme

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


def test_a_part_lies_within_the_standard() -> None:
    paid, whole = np.array([0.0, 3.0, 9.0, 1.0]), np.array([6.0, 6.0, 6.0, 0.0])
    assert bought_part(paid, whole).tolist() == [0.0, 0.5, 1.0, 1.0]


def test_who_buys_the_whole_standard_gains_no_service() -> None:
    scheme = build_scheme(TOWN, BASE)
    costs = service_costs(scheme, TOWN.assumption_table().draw(1, 0, 3))
    many = costs.answers._replace(scope=np.array([[1e6]]))
    found = today.bought_today(
        costs.sites, costs.offer.level, costs.norms, costs.rates, costs.alone, many
    )
    assert all((part == 1.0).all() for part in found.parts)
    np.testing.assert_allclose(found.total, found.whole.total + found.energy, rtol=1e-12)


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
    assert np.all(costs.service_today(np.ones(len(TOWN.estates), bool)) < 1.0)
    heads = sum(found.whole[:-1])
    np.testing.assert_allclose(heads, found.whole.total, rtol=1e-12)


def test_the_model_and_the_planner_have_one_curve() -> None:
    """The second saving and `planning.today` are one description, at central assumptions."""
    ledger = cp.default_assumptions()
    scheme = build_scheme(LARGE, LARGE.policies["alone"])
    costs = service_costs(scheme, ledger.draw(0, 0, 1).at_central())
    planned = bought_today(np.array(SIZES, float), 80.0 * np.array(SIZES))
    for head in (*HEADS, "total"):
        paid = getattr(costs.today.paid, head)[0] / np.array(SIZES)
        np.testing.assert_allclose(paid, getattr(planned, head).central, rtol=1e-12)


def test_a_place_departs_from_the_curve_by_its_draw() -> None:
    scheme = build_scheme(LARGE, LARGE.policies["alone"])
    before, after = (
        service_costs(scheme, cp.default_assumptions().replace(**change).draw(0, 0, 1).at_central())
        for change in ({}, {"size_departure_security": 0.1})
    )
    moved = np.log(after.today.paid.security / before.today.paid.security)[0]
    assert moved == pytest.approx(0.1 * np.log(np.array(SIZES) / 135.0))
    assert after.today.paid.cleaning == pytest.approx(before.today.paid.cleaning)
    assert today.curve("security").slopes.to_200 < 0
