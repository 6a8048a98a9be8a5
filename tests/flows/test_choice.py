"""Choice among packages: what they are worth, and how often each is taken."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.choice import chosen, shares, worth

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)

menus = st.lists(st.floats(-20.0, 20.0), min_size=2, max_size=6)
scopes = st.floats(0.0, 1.0)
fees = st.floats(0.0, 300.0)


def share(worths: list[float]) -> Array:
    return np.asarray(shares(np.array([worths]))[0])


def valued(
    scope: list[float],
    fee: list[float],
    value: float = 3.0,
    price: float = -0.6,
    income: float = 6e3,
) -> Array:
    one = np.ones((1, 1))
    return worth(np.array([scope]), np.array([fee]), value * one, price * one, income * one)


# --- worth


def test_the_worth_of_packages_by_hand() -> None:
    # A fee of 60 of an income of 6,000 is 1 %.
    found = valued([1.0, 0.5, 0.0], [60.0, 30.0, 0.0])
    np.testing.assert_allclose(found, [[3.0 - 0.6, 1.5 - 0.3, 0.0]], rtol=1e-14)


def test_draws_and_packages_broadcast() -> None:
    found = worth(
        np.array([[1.0, 0.5], [0.8, 0.2]]),
        np.array([[60.0, 30.0], [90.0, 0.0]]),
        np.array([[2.0], [1.0]]),
        np.array([[-0.6], [-1.0]]),
        np.array([[6000.0], [9000.0]]),
    )
    np.testing.assert_allclose(found, [[1.4, 0.7], [-0.2, 0.2]], rtol=1e-13)


# --- shares


def test_shares_by_hand() -> None:
    # Odds of 1, 2 and 5; an utility of ln 3 more is chosen three times as often.
    np.testing.assert_allclose(share([0.0, math.log(2.0), math.log(5.0)]), [0.125, 0.25, 0.625])
    np.testing.assert_allclose(share([7.0, 7.0 + math.log(3.0)]), [0.25, 0.75])
    assert share([5.0]).tolist() == [1.0]


@law
@given(menus)
def test_shares_sum_to_1_and_none_is_negative(worths: list[float]) -> None:
    found = share(worths)
    assert found.sum() == pytest.approx(1.0, rel=1e-14)
    assert np.all(found > 0.0)


@law
@given(menus, st.floats(-50.0, 50.0))
def test_only_differences_of_worth_matter(worths: list[float], more: float) -> None:
    np.testing.assert_allclose(share([each + more for each in worths]), share(worths), rtol=1e-10)


@law
@given(menus, st.floats(-20.0, 20.0))
def test_a_further_package_leaves_the_ratio_of_the_others(
    worths: list[float], further: float
) -> None:
    # Independence of irrelevant alternatives: p_i / p_j = exp(V_i - V_j), whatever else there is.
    before, after = share(worths), share([*worths, further])
    np.testing.assert_allclose(after[:-1] / after[0], before / before[0], rtol=1e-12)
    ratios = np.exp(np.array(worths) - worths[0])
    np.testing.assert_allclose(before / before[0], ratios, rtol=1e-10)


@law
@given(st.lists(st.tuples(scopes, fees), min_size=2, max_size=5), st.floats(1.0, 100.0))
def test_a_dearer_package_is_chosen_less_and_others_more(
    menu: list[tuple[float, float]], more: float
) -> None:
    scope, fee = [each[0] for each in menu], [each[1] for each in menu]
    before = shares(valued(scope, fee))[0]
    after = shares(valued(scope, [fee[0] + more, *fee[1:]]))[0]
    assert after[0] < before[0]
    assert np.all(after[1:] > before[1:])


@law
@given(st.lists(st.tuples(scopes, fees), min_size=2, max_size=5), st.floats(0.01, 1.0))
def test_a_fuller_package_is_chosen_more(menu: list[tuple[float, float]], more: float) -> None:
    scope, fee = [each[0] for each in menu], [each[1] for each in menu]
    before = shares(valued(scope, fee))[0]
    after = shares(valued([scope[0] + more, *scope[1:]], fee))[0]
    assert after[0] > before[0]


def test_very_different_worths_do_not_overflow() -> None:
    assert share([0.0, 2000.0]).tolist() == [0.0, 1.0]
    assert share([-2000.0, -2000.0]).tolist() == [0.5, 0.5]


# --- chosen


def test_each_estate_takes_exactly_one_package() -> None:
    uniform = np.random.default_rng(3).uniform(size=(5, 7, 3))
    found = chosen(np.zeros((5, 3)), uniform)
    assert found.shape == (5, 7, 3)
    assert np.all(found.sum(axis=-1) == 1.0)
    assert set(found.ravel()) == {0.0, 1.0}


def test_a_choice_by_hand() -> None:
    # -ln(-ln u) is 0 at u = 1/e, and 1 at u = exp(-1/e): worth 0 and luck 1 beats worth 0.9.
    even, lucky = math.exp(-1.0), math.exp(-math.exp(-1.0))
    uniform = np.array([[[lucky, even], [even, even], [even, lucky]]])
    assert chosen(np.array([[0.0, 0.9]]), uniform)[0].argmax(axis=-1).tolist() == [0, 1, 1]
    assert chosen(np.array([[0.0, 1.1]]), uniform)[0].argmax(axis=-1).tolist() == [1, 1, 1]


def test_packages_are_chosen_as_often_as_their_shares_say() -> None:
    worths = np.array([[0.0, 0.7, -0.4, 1.2], [2.0, 0.0, 0.0, -1.0]])
    estates = 40_000
    uniform = np.random.default_rng(8).uniform(size=(2, estates, 4))
    found = chosen(worths, uniform).mean(axis=1)
    expected = shares(worths)
    error = np.sqrt(expected * (1.0 - expected) / estates)
    assert np.all(np.abs(found - expected) < 4.0 * error)


def test_a_dearer_package_wins_no_estate() -> None:
    uniform = np.random.default_rng(9).uniform(size=(1, 500, 3))
    last = chosen(valued([1.0, 0.6, 0.3], [60.0, 40.0, 20.0]), uniform)
    for fee in (70.0, 100.0, 300.0):
        found = chosen(valued([1.0, 0.6, 0.3], [fee, 40.0, 20.0]), uniform)
        assert np.all(found[..., 0] <= last[..., 0])
        assert np.all(found[..., 1:] >= last[..., 1:])
        last = found


def test_a_draw_s_choice_is_independent_of_others() -> None:
    generator = np.random.default_rng(10)
    worths, uniform = generator.normal(size=(6, 3)), generator.uniform(size=(6, 9, 3))
    together = chosen(worths, uniform)
    for draw in range(6):
        alone = chosen(worths[[draw]], uniform[[draw]])
        assert alone.tobytes() == together[[draw]].tobytes()
        assert shares(worths[[draw]]).tobytes() == shares(worths)[[draw]].tobytes()
