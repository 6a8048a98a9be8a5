"""What self-government brings about: gaps that close, time that is saved, work that is replaced."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from compiled import compiled
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.governance import close_gaps, consent_time, replaced

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)

shares = st.floats(0.0, 1.0)
months = st.floats(0.0, 60.0)


def a(*values: float) -> Array:
    return np.array(values)


def closed(start: float, *parts: float) -> float:
    return float(close_gaps(a(start), [a(part) for part in parts])[0])


# --- gaps


def test_gaps_by_hand() -> None:
    # Of a gap of 0.8 a quarter closes, and of the 0.6 that is left a half: 0.3 stay open.
    assert closed(0.2, 0.25, 0.5) == pytest.approx(0.7, rel=1e-15)
    assert closed(0.2) == pytest.approx(0.2, rel=1e-15)


@law
@given(shares, st.lists(shares, max_size=6))
def test_readiness_stays_between_where_it_began_and_1(start: float, parts: list[float]) -> None:
    assert start - 1e-12 <= closed(start, *parts) <= 1.0


@law
@given(shares, st.lists(shares, max_size=6), st.randoms())
def test_the_order_of_measures_does_not_matter(
    start: float, parts: list[float], random: Random
) -> None:
    mixed = list(parts)
    random.shuffle(mixed)
    assert closed(start, *mixed) == pytest.approx(closed(start, *parts), abs=1e-12)


@law
@given(shares, st.lists(shares, max_size=5), shares)
def test_each_measure_closes_a_part_of_the_remaining_gap(
    start: float, parts: list[float], further: float
) -> None:
    before = closed(start, *parts)
    after = closed(start, *parts, further)
    assert after == pytest.approx(before + further * (1.0 - before), abs=1e-12)
    assert closed(start, *parts, 0.0) == before
    assert closed(start, *parts, 1.0) == 1.0


def test_draws_and_estates_broadcast() -> None:
    found = close_gaps(a(0.0, 0.5), [np.array([[0.5], [0.0]]), np.array([[0.2], [1.0]])])
    np.testing.assert_allclose(found, [[0.6, 0.8], [1.0, 1.0]], rtol=1e-14)


# --- consent


def test_the_time_to_consent_by_hand() -> None:
    # Readiness of 0.5 saves half of 0.4, a council that meets every other month half of 0.3.
    found = consent_time(a(10.0), a(0.5), a(0.4), 0.5, a(0.3))
    assert found.tolist() == [pytest.approx(10 * 0.8 * 0.85, rel=1e-14)]


@law
@given(months, shares, shares, shares, shares)
def test_consent_never_takes_longer_than_where_nobody_prepares_it(
    base: float, readiness: float, saving: float, council: float, council_saving: float
) -> None:
    def time(ready: float, active: float) -> float:
        return float(consent_time(a(base), a(ready), a(saving), active, a(council_saving))[0])

    assert 0.0 <= time(readiness, council) <= base
    assert time(0.0, 0.0) == base
    assert time(readiness, council) <= min(time(0.0, council), time(readiness, 0.0))
    assert time(1.0, 0.0) == pytest.approx(base * (1.0 - saving), abs=1e-12)


# --- volunteers


def test_replaced_work_by_hand() -> None:
    # An hour replaces half a paid one, of which 140 are a post: 56 h are a fifth of one.
    found = replaced(a(3.0, 0.1), a(56.0), a(0.5), a(140.0))
    np.testing.assert_allclose(found, [0.2, 0.1], rtol=1e-14)


@law
@given(st.floats(0.0, 50.0), st.floats(0.0, 1e4), shares, st.floats(0.5, 200.0))
def test_volunteers_replace_no_more_work_than_there_is(
    work: float, hours: float, substitution: float, per_unit: float
) -> None:
    found = float(replaced(a(work), a(hours), a(substitution), a(per_unit))[0])
    assert 0.0 <= found <= work
    assert found <= substitution * hours / per_unit
    assert found in (work, substitution * hours / per_unit)
    assert float(replaced(a(work), a(0.0), a(substitution), a(per_unit))[0]) == 0.0


def test_both_engines_replace_alike() -> None:
    generator = np.random.default_rng(2)
    numbers = (
        generator.uniform(0.0, 5.0, (6, 4)),
        generator.uniform(0.0, 900.0, (6, 4)),
        generator.uniform(0.0, 1.0, (6, 1)),
        generator.uniform(100.0, 160.0, (6, 1)),
    )
    np.testing.assert_allclose(compiled(replaced, *numbers), replaced(*numbers), rtol=1e-13)
