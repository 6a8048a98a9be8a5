"""A measure can fail: below 0 its effect makes things worse than none, above 0 better."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from town import BASE, SUPERVISED, TOWN

import commpartner as cp
from commpartner.facts.outcomes import OUTCOMES
from commpartner.flows.fees import recovered_share
from commpartner.flows.governance import close_gaps, consent_time, gap_left
from commpartner.model.published import MECHANISMS, probability_of_harm
from commpartner.programme import Appraisal, Governance, OrderFlow

TABLE = cp.default_assumptions()
GOVERNED = Governance(branches=1.0, nine_ones=9, committees=1.0, trained=0.5)
COUNCIL = Governance(council_issues=12.0)
law = settings(deadline=None, derandomize=True, max_examples=60)

# Two-sided effects: the levers that rest on them, and an outcome that they move.
MOVES: dict[str, tuple[dict[str, Any], str]] = {
    "governance_effect": ({"governance": GOVERNED}, "paying_share"),
    "committee_recovery_gain": ({"governance": GOVERNED}, "fallback_per_year"),
    "committee_income_gain": ({"governance": GOVERNED}, "fallback_per_year"),
    "readiness_time_saving": (
        {"governance": GOVERNED, "fee_needs_consent": True},
        "fallback_per_year",
    ),
    "council_time_saving": (
        {"governance": COUNCIL, "fee_needs_consent": True},
        "fallback_per_year",
    ),
    "taking_effect": ({"orders": OrderFlow(taken=1.0)}, "order_wait_days"),
    "warning_effect": ({"orders": SUPERVISED}, "order_wait_days"),
    "review_effect": ({"orders": SUPERVISED}, "order_wait_days"),
    "assessment_effect": ({"orders": SUPERVISED}, "order_wait_days"),
    "publication_effect": ({"orders": OrderFlow(published=True)}, "order_wait_days"),
    "recheck_effect": ({"orders": SUPERVISED}, "cost_per_household_month"),
    "goodwill_effect": ({"free_months": 3}, "paying_share"),
    "appraisal_effect": (
        {"orders": OrderFlow(), "appraisal": Appraisal(performance_share=0.2)},
        "order_wait_days",
    ),
}


@cache
def outcome(name: str, value: float) -> pd.Series:
    levers, moved = MOVES[name]
    # A year to consent, so that a share of it is months.
    held = {"consent_time": 12.0} if "fee_needs_consent" in levers else {}
    ledger = TABLE.replace(**{name: value}, **held)
    run = cp.simulate(TOWN, BASE.replace(**levers), months=24, draws=3, seed=4, assumptions=ledger)
    return run.outcomes[moved] * (1.0 if OUTCOMES[moved].better == "more" else -1.0)


@pytest.mark.parametrize("name", MOVES)
def test_a_measure_harms_below_0_and_helps_above(name: str) -> None:
    row = TABLE[name]
    assert row.low < 0 < row.high
    none = outcome(name, 0.0)
    assert (outcome(name, row.low) < none).all()
    assert (outcome(name, row.high) > none).all()


def test_every_effect_can_fail_or_says_why_not() -> None:
    effects = {name for mechanism in MECHANISMS.values() for name in mechanism.effects}
    two_sided = {name for name in effects if TABLE[name].low < 0}
    assert two_sided == set(MOVES)
    assert all(TABLE[name].note for name in effects - two_sided)


@pytest.mark.parametrize("name", MOVES)
def test_the_probability_of_harm_is_that_of_the_triangle(name: str) -> None:
    row = TABLE[name]
    assert row.distribution == "triangular"
    by_hand = row.low**2 / ((row.high - row.low) * (row.central - row.low))
    assert probability_of_harm(row) == pytest.approx(by_hand, abs=2e-4)


def test_an_effect_beyond_its_bounds_is_refused() -> None:
    for name in set(MOVES) - {"governance_effect", "goodwill_effect"}:
        with pytest.raises(ValueError, match=r"-1\.5"):
            TABLE[name].replace(low=-1.5)


# --- shares stay shares over the whole range

parts = st.lists(st.floats(-1.0, 1.0), max_size=6)
shares = st.floats(0.0, 1.0)


def gap(start: float, effects: list[float]) -> float:
    return float(gap_left(np.array(start), [np.array(each) for each in effects]))


@law
@given(shares, parts)
def test_a_share_stays_between_0_and_1_whatever_harms(start: float, effects: list[float]) -> None:
    assert 0.0 <= gap(start, effects) <= 1.0
    assert 0.0 <= float(close_gaps(np.array(start), [np.array(each) for each in effects])) <= 1.0


@law
@given(shares, parts, st.floats(0.0, 1.0))
def test_harm_widens_a_gap_and_help_narrows_it(
    start: float, effects: list[float], size: float
) -> None:
    before = gap(start, effects)
    assert gap(start, [*effects, -size]) >= before - 1e-12
    assert gap(start, [*effects, size]) <= before + 1e-12


def test_harm_by_hand() -> None:
    # Odds of 0.25 / 0.75 times 1.2 are 0.4; help comes first, whichever is named first.
    assert gap(0.25, [-0.2]) == pytest.approx(0.4 / 1.4, rel=1e-12)
    assert gap(0.5, [-0.2, 0.5]) == pytest.approx(0.4 / 1.4, rel=1e-12)


@law
@given(shares, shares, st.floats(-1.0, 3.0))
def test_recovery_stays_a_share(share: float, coverage: float, gain: float) -> None:
    effort = np.array(1.0 + coverage * gain)
    assert 0.0 <= float(recovered_share(np.array(share), effort)) <= 1.0


@law
@given(shares, shares, st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
def test_consent_takes_up_to_four_times_as_long(
    readiness: float, council: float, one: float, other: float
) -> None:
    found = consent_time(
        np.array(9.0), np.array(readiness), np.array(one), council, np.array(other)
    )
    assert 0.0 <= float(found) <= 36.0
