"""What labour costs by role: the floor in law, who is insured, and what an hour bought costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from town import BASE, TOWN

from commpartner.flows import wages
from commpartner.model.mechanisms.costs import Costs, service_costs
from commpartner.model.scheme import build_scheme


def a(*values: float) -> Any:
    return np.array(values)


def test_the_least_wage_pays_overtime_at_half_more() -> None:
    # 56 hours are 40 and 16; 16 at one and a half are 24, so 64 hours of pay.
    found = wages.legal_wage(a(2000.0), a(20.0, 40.0, 56.0))
    assert found.tolist() == [1000.0, 2000.0, 3200.0]


def test_only_a_wage_below_the_floor_is_raised() -> None:
    found = wages.labour_cost(a(1500.0, 2500.0), a(2000.0), a(0.25), 0.0)
    assert found.tolist() == [2500.0, 3125.0]


def test_nobody_insures_those_past_retirement_age() -> None:
    found = wages.labour_cost(a(2000.0), a(0.0), a(0.4), a(0.0, 0.5, 1.0))
    assert found.tolist() == [2800.0, 2400.0, 2000.0]


def test_an_hour_bought_costs_at_least_the_hourly_minimum() -> None:
    # 39 hours a week are 169 a month; at 20 yuan they cost 3,380.
    found = wages.hour_premium(a(0.3), a(20.0), a(39.0), a(2000.0, 3380.0))
    np.testing.assert_allclose(found, [0.69, 0.3])


def drawn(**rows: float) -> Costs:
    return service_costs(
        build_scheme(TOWN, BASE), TOWN.assumption_table().replace(**rows).draw(3, 0, 64)
    )


def test_guards_work_shifts_and_cleaners_may_be_retired() -> None:
    base = {"retired_share": 0.0, "guard_hours_per_fte_week": 44.0}
    before, after = drawn(**base), drawn(**base | {"retired_share": 0.5})
    moved = [
        role
        for role, one, other in zip(
            before.rates.wages._fields, before.rates.wages, after.rates.wages, strict=True
        )
        if not np.array_equal(one, other)
    ]
    assert moved == ["guard", "cleaner"]
    longer = drawn(**base | {"guard_hours_per_fte_week": 88.0})
    np.testing.assert_allclose(longer.work.gate, before.work.gate / 2.0)
    for name in ("patrol", "cleaner", "coordinator", "manager", "upkeep"):
        assert np.array_equal(getattr(longer.work, name), getattr(before.work, name))


@pytest.mark.parametrize("minimum", [0.0, 1850.0, 3000.0])
def test_no_post_is_paid_below_its_minimum(minimum: float) -> None:
    costs = drawn(min_wage_monthly=minimum, employer_oncost_rate=0.0)
    paid, norms = costs.rates.wages, costs.norms
    for role, hours in (("guard", norms.guard_hours), ("cleaner", norms.working_hours)):
        hour = getattr(paid, role) / (np.minimum(hours, 40) + 1.5 * np.maximum(hours - 40, 0))
        assert np.all(hour >= minimum / 40 * (1 - 1e-12))
    cheap = costs.draws["wage_cleaner"] < wages.legal_wage(a(minimum), norms.working_hours)
    assert cheap.any() == (minimum > 0)  # the floor binds in some draws, at 1,850 in some only
    assert cheap.all() == (minimum == 3000.0)


def test_no_hour_is_bought_below_the_hourly_minimum() -> None:
    costs = drawn(min_wage_hourly=30.0)
    paid, extra, norms = costs.rates.wages, costs.rates.premiums, costs.norms
    for role in ("guard", "cleaner", "technician", "coordinator"):
        hours = norms.guard_hours if role == "guard" else norms.working_hours
        hour = getattr(paid, role) * (1 + getattr(extra, role)) / (hours * 52 / 12)
        assert np.all(hour >= 30.0 * (1 - 1e-12))
    assert np.array_equal(extra.manager, costs.draws["shared_manager_premium"])
