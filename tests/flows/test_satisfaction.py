"""Satisfaction follows the service."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.satisfaction import at_start, next_satisfaction

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)

shares = st.floats(0.0, 1.0)
unserved_scores = st.floats(0.0, 0.6)
full_scores = st.floats(0.7, 1.0)


def a(*values: float) -> Array:
    return np.array(values)


def step(
    score: float,
    delivered: float,
    unserved: float,
    reach: float,
    speed: float,
    amenity: float | None = None,
    may_exceed: bool = False,
) -> float:
    found = next_satisfaction(
        a(score),
        a(delivered),
        a(unserved),
        a(reach),
        a(speed),
        None if amenity is None else a(amenity),
        may_exceed=may_exceed,
    )
    return float(found[0])


def test_a_step_by_hand() -> None:
    # Half the service deserves 0.4 + 0.42 / 2 = 0.61; a tenth of the gap from 0.5 closes.
    assert step(0.5, 0.5, 0.4, 0.82, 0.1) == pytest.approx(0.511, rel=1e-15)
    # A sports hall adds 0.05: 0.66 is deserved.
    assert step(0.5, 0.5, 0.4, 0.82, 0.1, 0.05, True) == pytest.approx(0.516, rel=1e-15)
    # Twice the standard deserves 1.24; a score ends at 1.
    assert step(0.5, 2.0, 0.4, 0.82, 0.1, None, True) == pytest.approx(0.55, rel=1e-15)


@law
@given(unserved_scores, full_scores, shares)
def test_full_service_and_none_are_fixed_points(unserved: float, full: float, speed: float) -> None:
    assert step(full, 1.0, unserved, full, speed) == pytest.approx(full, rel=1e-12)
    assert step(unserved, 0.0, unserved, full, speed) == pytest.approx(unserved, abs=1e-12)


paths = st.lists(st.tuples(st.floats(0.0, 3.0), st.floats(0.0, 0.5)), max_size=20)


@law
@given(shares, unserved_scores, full_scores, shares, paths)
def test_the_score_never_leaves_its_range(
    start: float, unserved: float, full: float, speed: float, path: list[tuple[float, float]]
) -> None:
    score = start
    for delivered, amenity in path:
        score = step(score, delivered, unserved, full, speed, amenity, True)
        assert min(start, unserved) - 1e-12 <= score <= 1 + 1e-12


@law
@given(shares, shares, unserved_scores, full_scores)
def test_the_cap_ends_at_a_score_of_100(
    score: float, speed: float, unserved: float, full: float
) -> None:
    most = (1.0 - unserved) / (full - unserved)  # of service, that satisfaction can tell
    for delivered in (most, most + 1.0, 100.0):
        found = step(score, delivered, unserved, full, 1.0, None, True)
        assert found == pytest.approx(1.0, rel=1e-12)
        found = step(1.0, delivered, unserved, full, speed, None, True)
        assert found == pytest.approx(1.0, rel=1e-12)


@law
@given(shares, shares, shares, unserved_scores, full_scores)
def test_a_target_below_1_needs_no_cap(
    score: float, delivered: float, speed: float, unserved: float, full: float
) -> None:
    free = step(score, delivered, unserved, full, speed)
    capped = step(score, delivered, unserved, full, speed, 0.0, True)
    assert free == pytest.approx(capped, rel=1e-13)
    assert step(score, delivered, unserved, full, speed, None, True) == capped


@law
@given(shares, shares, shares, unserved_scores, full_scores)
def test_what_pleases_never_lowers_the_score(
    score: float, one: float, other: float, unserved: float, full: float
) -> None:
    less, more = sorted((one, other))
    lower = step(score, 0.7, unserved, full, 0.2, less, True)
    assert lower <= step(score, 0.7, unserved, full, 0.2, more, True)


@law
@given(shares, shares, shares, unserved_scores, full_scores)
def test_more_service_never_lowers_the_score(
    score: float, one: float, other: float, unserved: float, full: float
) -> None:
    less, more = sorted((one, other))
    assert step(score, less, unserved, full, 0.2) <= step(score, more, unserved, full, 0.2)


def test_at_speed_0_nothing_moves() -> None:
    assert step(0.37, 1.0, 0.4, 0.82, 0.0) == 0.37


def test_draws_and_estates_broadcast() -> None:
    found = next_satisfaction(
        np.array([[0.5, 0.6], [0.5, 0.6]]),
        np.array([1.0, 0.0]),
        np.array([[0.4], [0.2]]),
        np.array([[0.8], [0.9]]),
        np.array([[1.0], [0.5]]),
    )
    np.testing.assert_allclose(found, [[0.8, 0.4], [0.7, 0.4]], rtol=1e-14)


# --- free repairs when the scheme begins


def test_free_repairs_by_hand() -> None:
    # From 0.4 half of the gap to 0.8 closes; who is above 0.8 already is not disappointed.
    found = at_start(a(0.4, 0.8, 0.9), a(0.8, 0.8, 0.8), a(0.5))
    np.testing.assert_allclose(found, [0.6, 0.8, 0.9], rtol=1e-14)


@law
@given(shares, shares, shares)
def test_free_repairs_narrow_the_gap_and_never_disappoint(
    score: float, reach: float, closed: float
) -> None:
    found = float(at_start(a(score), a(reach), a(closed))[0])
    assert score <= found <= max(score, reach) + 1e-12
    assert float(at_start(a(score), a(reach), a(0.0))[0]) == score
    assert float(at_start(a(score), a(reach), a(1.0))[0]) == pytest.approx(max(score, reach))
