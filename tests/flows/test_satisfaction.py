"""Satisfaction follows the service."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.satisfaction import most_delivered, next_satisfaction

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)

shares = st.floats(0.0, 1.0)
unserved_scores = st.floats(0.0, 0.6)
full_scores = st.floats(0.7, 1.0)


def a(*values: float) -> Array:
    return np.array(values)


def step(score: float, delivered: float, unserved: float, full: float, speed: float) -> float:
    found = next_satisfaction(a(score), a(delivered), a(unserved), a(full), a(speed))
    return float(found[0])


def test_a_step_by_hand() -> None:
    # Half the service deserves 0.4 + 0.42 / 2 = 0.61; a tenth of the gap from 0.5 closes.
    assert step(0.5, 0.5, 0.4, 0.82, 0.1) == pytest.approx(0.511, rel=1e-15)
    assert float(most_delivered(a(0.4), a(0.8))[0]) == pytest.approx(1.5, rel=1e-15)


@law
@given(unserved_scores, full_scores, shares)
def test_full_service_and_none_are_fixed_points(unserved: float, full: float, speed: float) -> None:
    assert step(full, 1.0, unserved, full, speed) == pytest.approx(full, rel=1e-12)
    assert step(unserved, 0.0, unserved, full, speed) == pytest.approx(unserved, abs=1e-12)


@law
@given(shares, unserved_scores, full_scores, shares, st.lists(st.floats(0.0, 3.0), max_size=20))
def test_the_score_never_leaves_its_range(
    start: float, unserved: float, full: float, speed: float, path: list[float]
) -> None:
    best = float(most_delivered(a(unserved), a(full))[0])
    assert best >= 1.0 - 1e-12
    score = start
    for delivered in path:
        score = step(score, min(delivered, best), unserved, full, speed)
        assert min(start, unserved) - 1e-12 <= score <= 1 + 1e-12


@law
@given(shares, shares, unserved_scores, full_scores)
def test_the_most_that_counts_ends_at_a_score_of_100(
    score: float, speed: float, unserved: float, full: float
) -> None:
    best = float(most_delivered(a(unserved), a(full))[0])
    assert step(score, best, unserved, full, 1.0) == pytest.approx(1.0, rel=1e-12)
    assert step(1.0, best, unserved, full, speed) == pytest.approx(1.0, rel=1e-12)


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
