"""A number of the ledger stays within what its unit allows, on every way in."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import commpartner as cp
from commpartner.assumptions.draws import Array
from commpartner.assumptions.scenarios import Scenarios
from commpartner.assumptions.table import Assumption, AssumptionTable
from commpartner.problems.bounds import ANY, ROWS, UNITS, bounds

OUT = [
    ("reinvestment_share", 1.5),
    ("absence_rate", -0.1),
    ("absence_rate", 1.0),  # nobody would ever be at work
    ("travel_speed", 0.0),
    ("m2_per_cleaner", 0.0),
    ("wage_cleaner", -5.0),
    ("wage_cleaner", 1e13),
    ("staffing_step_guard", -1.0),
    ("wage_growth", -3.0),
    ("inflation", -1.0),
    ("inflation", 11.0),
    ("discount_rate_financial", -1.0),
    ("satisfaction_speed", 2.5),
    ("adoption_speed", 1.01),
    ("arrears_recovered_share", -0.1),
    ("baseline_satisfaction", 300.0),
    ("in_kind_effect", -1.0),
    ("idle_asset_conversion_cost", -1000.0),
    ("households_per_defence_group", 0.0),
    ("mean_repair_time", 0.0),
    ("reopen_rate", 1.0),
    ("response_tail", 0.0),
    ("response_tail", 1.0),
    ("onboarding_repair_cost", 0.0),
    ("order_deadline", -1.0),
    ("goodwill_months", 0.0),
    ("goodwill_decay", 0.0),
    ("arrears_months", 0.5),
    ("collection_cost_share", 0.95),
    ("committee_recovery_gain", -1.5),
    ("vacant_paying_share", 1.1),
    ("detour_factor", 0.9),
    ("wage_correlation", 1.1),
    ("canteen_days_per_month", 32.0),
    ("guard_hours_per_post_week", 169.0),
    ("price_effect", -1e3),
]


@pytest.mark.parametrize(("name", "value"), OUT)
def test_an_impossible_number_is_refused_on_every_way_in(name: str, value: float) -> None:
    ledger = cp.default_assumptions()
    allowed = ledger[name].bounds.allowed
    with pytest.raises(cp.InputError) as caught:
        ledger.replace(**{name: value})
    (problem,) = caught.value.problems
    assert (problem.field, problem.found, problem.allowed) == (name, f"{value:g}", allowed)
    with pytest.raises(cp.InputError):
        Scenarios(ledger, {name: [ledger[name].central, value]})
    with pytest.raises(ValidationError):
        ledger[name].fixed_at(value)
    with pytest.raises(cp.InputError):
        cp.datasets.load("xiashan").replace(
            assumptions={name: {"low": value, "central": value, "high": value}}
        )


def test_all_numbers_that_cannot_be_are_told_at_once() -> None:
    with pytest.raises(cp.InputError) as caught:
        cp.default_assumptions().replace(wage_growth=-3.0, adoption_speed=2.5, wage_cleaner=2500.0)
    assert [problem.field for problem in caught.value.problems] == ["wage_growth", "adoption_speed"]
    given = {"wage_growth": [-3.0, 0.0, -2.0], "adoption_speed": [0.1, 7.0, 0.2]}
    with pytest.raises(cp.InputError) as caught:
        Scenarios(cp.default_assumptions(), given)
    assert [problem.row for problem in caught.value.problems] == [0, 2, 1]


def test_prices_may_fall_and_ranges_include_their_ends() -> None:
    ledger = cp.default_assumptions()
    assert ledger.replace(inflation=-0.01)["inflation"].central == -0.01
    ledger.replace(
        staffing_step_guard=0.0, consent_time=0.0, wage_correlation=1.0, order_headroom=0.5
    )
    ledger.replace(satisfaction_speed=1.0, adoption_speed=0.0, guard_hours_per_post_week=168.0)


def test_every_row_has_bounds_and_keeps_to_them() -> None:
    ledger = cp.default_assumptions()
    for name, row in ledger.items():
        assert row.bounds != ANY, name
        assert math.isfinite(row.bounds.least), name
        assert row.bounds.hold([row.low, row.central, row.high]).all(), name
    known = {row.unit for row in ledger.values()}
    assert set(UNITS) <= known  # no unit that nobody uses
    assert set(ROWS) <= set(ledger)


@given(st.sampled_from(sorted(UNITS)), st.floats(allow_nan=False))
def test_bounds_hold_what_lies_within_them(unit: str, value: float) -> None:
    limits = bounds(unit)
    within = limits.least <= value <= limits.most and not (limits.above and value == limits.least)
    assert bool(limits.hold(value)) == within
    assert not limits.hold([math.nan, math.inf, -math.inf]).any()


def test_a_lognormal_whose_tail_cannot_be_is_refused() -> None:
    row = cp.default_assumptions()["absence_rate"]
    spread = {"distribution": "lognormal", "low": 0.1, "central": 0.3, "high": 0.9}
    with pytest.raises(ValidationError):
        row.replace(**spread)
    row.replace(**(spread | {"low": 0.05, "central": 0.055, "high": 0.06}))


class Own(Assumption):
    """A distribution of one's own, which gives what its unit forbids."""

    def quantile(self, probability: Array) -> Array:
        return np.asarray(probability + 0.5)


def test_a_custom_distribution_is_held_to_its_unit() -> None:
    ledger = cp.default_assumptions()
    rows = [
        Own(**row.model_dump()) if row.name == "absence_rate" else row for row in ledger.values()
    ]
    with pytest.raises(cp.InputError) as caught:
        cp.simulate(
            cp.datasets.load("xiashan"),
            "clustered",
            months=1,
            draws=8,
            assumptions=AssumptionTable(rows),
        )
    (problem,) = caught.value.problems
    assert problem.field == "absence_rate"
