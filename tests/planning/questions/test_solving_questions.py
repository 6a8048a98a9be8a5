"""The smallest number that suffices: found in every draw, rising with what is asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commpartner.planning.questions.solving import chances_table, enough_in, least_that_suffices

law = settings(deadline=None, derandomize=True, max_examples=60)
numbers = st.lists(st.floats(-2.0, 2.0), min_size=1, max_size=8)


@law
@given(numbers)
def test_a_straight_margin_is_met_where_it_crosses(roots: list[float]) -> None:
    at = np.array(roots)
    found = least_that_suffices(lambda x: x - at, 0.0, 1.0, len(at))
    expected = np.where(at > 1.0, np.nan, np.maximum(at, 0.0))
    np.testing.assert_allclose(found, expected, atol=1e-6)


@law
@given(numbers, st.floats(0.0, 1.0))
def test_who_asks_for_more_needs_more(roots: list[float], more: float) -> None:
    at = np.array(roots)

    def needed(level: float) -> np.ndarray:
        found = least_that_suffices(lambda x: x**3 + x - at - level, 0.0, 4.0, len(at))
        return np.where(np.isnan(found), np.inf, found)

    assert np.all(needed(more) >= needed(0.0) - 1e-6)


def test_a_margin_that_falls_again_is_met_first() -> None:
    found = least_that_suffices(lambda x: 1.0 - abs(x - 2.0), 0.0, 8.0, 1)
    np.testing.assert_allclose(found, [1.0], atol=1e-5)


def test_a_step_is_found_from_above() -> None:
    found = least_that_suffices(lambda x: np.floor(x) - 3.0, 0.0, 8.0, 2)
    assert np.all(np.floor(found) == 3.0)
    np.testing.assert_allclose(found, 3.0, atol=1e-5)


def test_nan_does_not_suffice() -> None:
    found = least_that_suffices(lambda x: np.full_like(x, np.nan), 0.0, 1.0, 3)
    assert np.isnan(found).all()


@law
@given(st.lists(st.one_of(st.floats(0, 9), st.just(np.nan)), min_size=1), st.floats(0.01, 1.0))
def test_so_many_draws_have_enough(values: list[float], share: float) -> None:
    needs = np.array(values)
    number = enough_in(needs, share)
    assert np.mean(np.nan_to_num(needs, nan=np.inf) <= number) >= share - 1e-9
    if number > 0:
        assert np.mean(needs < number) < share


@pytest.mark.parametrize("none", [0, 2])
def test_draws_without_an_answer_count_in_the_table(none: int) -> None:
    needs = np.array([1.0, 2.0] + none * [np.nan])
    table = chances_table(needs, "stall", (0.5, 1.0))
    assert table["needed"].tolist() == [[1.0, 2.0], [2.0, np.inf]][none > 0]
