"""What estates buy today: a part of the standard, by size."""

from __future__ import annotations

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.flows.bought import bought_scope
from commpartner.model.mechanisms.costs import service_costs
from commpartner.model.scheme import build_scheme


def test_scope_answers_to_size_within_the_standard() -> None:
    households = np.array([10.0, 100.0, 450.0, 2000.0])
    found = bought_scope(households, 100.0, np.array(0.6), np.array(-0.5))
    np.testing.assert_allclose(found, [1.0, 0.6, 0.6 / 4.5**0.5, 0.6 / 4.5**0.5])


def outcomes(**changes: float) -> dict[str, float]:
    ledger = cp.default_assumptions().replace(**changes)
    found = cp.simulate(TOWN, BASE, months=1, draws=1, assumptions=ledger).outcomes
    return {str(name): float(found[name].iloc[0]) for name in found}


FLAT = {
    f"bought_scope_elasticity_{role}": 0.0 for role in ("guard", "cleaner", "technician", "office")
}


def test_who_buys_the_whole_standard_gains_no_service() -> None:
    found = outcomes(bought_scope=1.0, **FLAT)
    alone = found["stand_alone_cost_per_household_month"]
    assert found["today_cost_per_household_month"] == pytest.approx(alone, rel=1e-12)
    assert found["savings_share_today"] == pytest.approx(found["savings_share"], rel=1e-9)
    assert found["service_gained"] == 0.0
    assert np.isnan(found["cost_per_service_point"])


def test_where_nobody_is_served_both_sides_cost_nothing() -> None:
    nobody = BASE.replace(organisation="unmanaged", centres=())
    found = cp.simulate(TOWN, nobody, months=1, draws=2).outcomes
    for side in ("today", "stand_alone"):
        assert (found[f"{side}_cost_per_household_month"] == 0.0).all()
    for nothing in ("savings_share", "savings_share_today", "service_gained"):
        assert (found[nothing] == 0.0).all()
    assert found["cost_per_service_point"].isna().all()  # a ratio of two nothings


def test_a_point_of_service_costs_payment_over_gain() -> None:
    found = outcomes(bought_scope=0.6, **FLAT)
    assert found["service_gained"] == pytest.approx(0.4, rel=1e-12)
    more = found["cost_per_household_month"] - found["today_cost_per_household_month"]
    assert found["cost_per_service_point"] == pytest.approx(more / 40.0, rel=1e-12)
    less = outcomes(bought_scope=0.3, **FLAT)
    assert less["today_cost_per_household_month"] < found["today_cost_per_household_month"]


def test_today_s_cost_is_that_of_every_estate_alone() -> None:
    scheme = build_scheme(TOWN, BASE)
    costs = service_costs(scheme, TOWN.assumption_table().draw(1, 0, 3))
    assert np.all(costs.today.total < costs.alone.total + 1e-9)
    assert np.all(costs.service_today(np.ones(len(TOWN.estates), bool)) < 1.0)
