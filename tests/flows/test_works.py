"""Capital works: their cost over the months, who pays it, how far their effect has come."""

from __future__ import annotations

import numpy as np
import pytest
from compiled import compiled
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.works import part_of_month, progress, shares_of_cost, worth

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)

shares = st.floats(0.0, 1.0)
begins = st.floats(0.0, 30.0)
durations = st.floats(0.05, 24.0)


def parts(begin: float, duration: float, months: int = 60) -> Array:
    month = np.arange(float(months))
    return np.asarray(part_of_month(month, np.array([[begin]]), np.array([[duration]]))[0])


# --- the cost over the months


def test_parts_by_hand() -> None:
    # From the middle of month 1 to the middle of month 4: half, whole, whole, half of 3 months.
    found = parts(1.5, 3.0, months=6)
    np.testing.assert_allclose(found, [0.0, 1 / 6, 1 / 3, 1 / 3, 1 / 6, 0.0], rtol=1e-14)
    # All within one month.
    assert parts(2.25, 0.5, months=4).tolist() == [0.0, 0.0, 1.0, 0.0]


@law
@given(begins, durations)
def test_all_of_the_cost_falls_into_the_building_time(begin: float, duration: float) -> None:
    found = parts(begin, duration)
    assert found.sum() == pytest.approx(1.0, rel=1e-9)
    assert np.all((found >= 0.0) & (found <= min(1.0, 1.0 / duration) + 1e-9))
    month = np.arange(60.0)
    assert np.all(found[month + 1.0 <= begin] == 0.0)
    assert np.all(found[month >= begin + duration] == 0.0)


@law
@given(begins, durations, st.integers(1, 40))
def test_an_early_horizon_holds_what_is_built_by_then(
    begin: float, duration: float, months: int
) -> None:
    built = min(max(months - begin, 0.0) / duration, 1.0)
    assert parts(begin, duration, months).sum() == pytest.approx(built, abs=1e-9)


@law
@given(begins, durations, st.integers(1, 20))
def test_a_later_start_moves_the_cost(begin: float, duration: float, later: int) -> None:
    first, moved = parts(begin, duration), parts(begin + later, duration, 60 + later)
    np.testing.assert_allclose(moved[later:], first, atol=1e-9)


def test_works_that_never_begin_cost_nothing() -> None:
    assert np.all(parts(1e9, 12.0) == 0.0)


# --- who pays it


def test_shares_of_cost_by_hand() -> None:
    # Residents pay a tenth, the government four fifths of the rest.
    found = shares_of_cost(np.array(0.1), np.array(0.8))
    assert [float(part) for part in found] == pytest.approx([0.1, 0.72, 0.18], rel=1e-14)


@law
@given(shares, shares)
def test_the_whole_cost_is_paid_and_nobody_is_paid(resident: float, government: float) -> None:
    found = [float(part) for part in shares_of_cost(np.array(resident), np.array(government))]
    assert sum(found) == pytest.approx(1.0, abs=1e-14)
    assert min(found) >= -1e-15
    assert found[0] == resident
    assert found[1] <= government
    assert found[1] == pytest.approx((1.0 - resident) * government, abs=1e-15)


@pytest.mark.parametrize(
    ("resident", "government", "expected"),
    [
        (1.0, 0.7, [1.0, 0.0, 0.0]),
        (0.0, 1.0, [0.0, 1.0, 0.0]),
        (0.0, 0.0, [0.0, 0.0, 1.0]),
    ],
)
def test_one_may_pay_it_all(resident: float, government: float, expected: list[float]) -> None:
    found = shares_of_cost(np.array(resident), np.array(government))
    assert [float(part) for part in found] == expected


# --- how far the effect has come


def test_progress_by_hand() -> None:
    # Pipes save 0.3 from month 1 on, lighting 0.1 from month 2.
    finished = np.array([[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]])
    found = progress(finished, np.array([[[0.3, 0.1]]]))
    np.testing.assert_allclose(found, [[0.0, 0.75, 1.0]], rtol=1e-14)


reductions = st.lists(st.floats(0.001, 1.0), min_size=1, max_size=5)


@law
@given(reductions, st.integers(0, 1000))
def test_progress_rises_from_0_to_1(reduction: list[float], seed: int) -> None:
    count = len(reduction)
    at = np.random.default_rng(seed).integers(1, 9, count)
    finished = (np.arange(10)[None, :, None] >= at).astype(float)
    found = progress(finished, np.array([[reduction]]))[0]
    assert found[0] == 0.0
    assert found[-1] == pytest.approx(1.0, rel=1e-12)
    assert np.all(np.diff(found) >= -1e-12)
    assert progress(finished[:, :1], np.array([[reduction]])).tolist() == [[0.0]]


@law
@given(reductions)
def test_works_saving_no_orders_neither_progress_nor_delay(reduction: list[float]) -> None:
    # One that saves nothing is not waited for; where none saves anything there is no progress.
    finished = np.ones((1, 1, len(reduction) + 1))
    finished[..., -1] = 0.0
    found = progress(finished, np.array([[[*reduction, 0.0]]]))
    np.testing.assert_allclose(found, [[1.0]], rtol=1e-12)
    assert progress(finished, np.zeros((1, 1, len(reduction) + 1))).tolist() == [[0.0]]


def test_draws_do_not_mix_in_either_engine() -> None:
    begin, duration = np.array([[0.5], [3.0]]), np.array([[2.0], [6.0]])
    month = np.arange(12.0)
    found = part_of_month(month, begin, duration)
    assert found.shape == (2, 12)
    np.testing.assert_array_equal(found[1], parts(3.0, 6.0, 12))
    np.testing.assert_allclose(compiled(part_of_month, month, begin, duration), found, atol=1e-15)
    finished = np.random.default_rng(5).integers(0, 2, (2, 12, 3)).astype(float)
    reduction = np.array([[[0.2, 0.1, 0.0]], [[0.0, 0.0, 0.0]]])
    found = progress(finished, reduction)
    assert np.all(found[1] == 0.0)
    np.testing.assert_allclose(compiled(progress, finished, reduction), found, atol=1e-15)


# --- what works are worth to residents


@law
@given(end=begins, life=st.floats(0.5, 20.0))
def test_the_worth_of_a_life_is_charged_in_full(end: float, life: float) -> None:
    found = worth(np.arange(60.0), *(np.array([[x]]) for x in (end, life, 3.0)))
    assert found.sum() == pytest.approx(3.0 * life)
    assert not found[0, : int(end)].any()  # nothing before they are finished
