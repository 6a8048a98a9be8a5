"""The discount of buying together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commpartner.flows.procurement import volume_discount

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=150)

volumes = st.floats(0.0, 1e4)
largest = st.floats(0.0, 0.5)
halves = st.floats(0.5, 50.0)


def discount(volume: float, most: float, half: float) -> float:
    return float(volume_discount(np.array(volume), np.array(most), np.array(half)))


def test_discounts_by_hand() -> None:
    # Three further estates of five in all that take off a quarter of the most: 3 / (3 + 9).
    assert discount(4.0, 0.12, 9.0) == pytest.approx(0.03, rel=1e-15)
    assert discount(21.0, 0.107, 8.0) == pytest.approx(0.107 * 20 / 28, rel=1e-15)


@pytest.mark.parametrize("volume", [0.0, 0.3, 1.0])
def test_one_typical_estate_gets_none(volume: float) -> None:
    assert discount(volume, 0.18, 3.0) == 0.0


@law
@given(largest, halves)
def test_half_the_most_at_the_half_volume_further_on(most: float, half: float) -> None:
    assert discount(1.0 + half, most, half) == pytest.approx(most / 2, rel=1e-12)


@law
@given(volumes, volumes, largest, halves)
def test_more_volume_never_lowers_the_discount(
    one: float, other: float, most: float, half: float
) -> None:
    less, more = sorted((one, other))
    assert discount(less, most, half) <= discount(more, most, half)


@law
@given(volumes, largest, halves)
def test_the_discount_stays_between_none_and_the_most(
    volume: float, most: float, half: float
) -> None:
    assert 0.0 <= discount(volume, most, half) <= most


@law
@given(st.floats(1.0, 1e3), st.floats(0.1, 100.0), halves)
def test_each_further_estate_adds_less(volume: float, gap: float, half: float) -> None:
    first = discount(volume + gap, 0.1, half) - discount(volume, 0.1, half)
    second = discount(volume + 2 * gap, 0.1, half) - discount(volume + gap, 0.1, half)
    assert second <= first + 1e-15


def test_the_most_is_approached_and_never_reached() -> None:
    assert discount(1e9, 0.1, 8.0) == pytest.approx(0.1, rel=1e-7)
    assert discount(1e9, 0.1, 8.0) < 0.1


def test_discounts_broadcast_over_draws() -> None:
    found = volume_discount(
        np.array([[1.0, 9.0, 17.0]]), np.array([[0.1], [0.3]]), np.array([[8.0], [16.0]])
    )
    np.testing.assert_allclose(found, [[0.0, 0.05, 0.1 * 2 / 3], [0.0, 0.1, 0.15]], rtol=1e-15)
