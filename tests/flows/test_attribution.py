"""The exact Shapley split against published games and its own axioms."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from refusals import raises_problem

from commpartner.flows.attribution import shapley_split

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None)


@st.composite
def games(draw: st.DrawFn, least: int = 1, most: int = 5) -> Array:
    players = draw(st.integers(least, most))
    value = st.floats(-1e6, 1e6, allow_subnormal=False)
    return np.array(draw(st.lists(value, min_size=2**players, max_size=2**players)))


def players_of(game: Array) -> int:
    return len(game).bit_length() - 1


def over_all_orders(game: Array) -> Array:
    """Mean gain of each player over every order of entry: the definition, without weights."""
    count = players_of(game)
    total = np.zeros(count)
    for order in permutations(range(count)):
        inside = 0
        for player in order:
            total[player] += game[inside | 1 << player] - game[inside]
            inside |= 1 << player
    return total / math.factorial(count)


def assert_close(found: Array, expected: Array | float, game: Array) -> None:
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-13 * max(1.0, np.abs(game).max()))


def test_airport_game() -> None:
    # Littlechild and Owen (1973), doi:10.1287/mnsc.20.3.370: a runway costs what its most
    # demanding user needs, and each step in length is shared equally by those who need it.
    costs = [8.0, 11.0, 13.0, 18.0]
    game = [max((costs[i] for i in range(4) if s >> i & 1), default=0.0) for s in range(16)]
    np.testing.assert_allclose(shapley_split(game), [2.0, 3.0, 4.0, 9.0], rtol=1e-14)


def test_game_of_three_players_with_a_known_answer() -> None:
    worth = {(): 0, (1,): 6, (2,): 12, (3,): 42, (1, 2): 12, (1, 3): 42, (2, 3): 42, (1, 2, 3): 42}
    game = np.zeros(8)
    for members, value in worth.items():
        game[sum(1 << member - 1 for member in members)] = value
    np.testing.assert_allclose(shapley_split(game), [2.0, 5.0, 35.0], rtol=1e-14)


def test_bit_i_of_the_index_is_mechanism_i() -> None:
    # Each mechanism adds its own amount, so the split must return the amounts in their order.
    amounts = [1.0, 20.0, 300.0]
    game = [sum(a for i, a in enumerate(amounts) if s >> i & 1) for s in range(8)]
    np.testing.assert_allclose(shapley_split(game), amounts, rtol=1e-14)


def test_without_mechanisms_there_is_nothing_to_split() -> None:
    assert shapley_split(np.ones((1, 3))).shape == (0, 3)


def test_other_axes_are_split_one_by_one() -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(16, 3, 2))
    together = shapley_split(values)
    assert together.shape == (4, 3, 2)
    for draw, month in np.ndindex(3, 2):
        alone = shapley_split(values[:, draw, month])
        np.testing.assert_array_equal(together[:, draw, month], alone)


def test_blocks_of_draws_give_the_same_digits() -> None:
    values = np.random.default_rng(1).normal(size=(64, 10))
    blocks = [
        shapley_split(values[:, :1]),
        shapley_split(values[:, 1:4]),
        shapley_split(values[:, 4:]),
    ]
    np.testing.assert_array_equal(np.concatenate(blocks, axis=1), shapley_split(values))


def test_argument_is_left_unchanged() -> None:
    values = np.arange(8.0)
    shapley_split(values)
    assert values.tolist() == list(range(8))


@law
@given(games())
def test_is_the_mean_gain_over_all_orders(game: Array) -> None:
    assert_close(shapley_split(game), over_all_orders(game), game)


@law
@given(games())
def test_efficiency(game: Array) -> None:
    assert_close(shapley_split(game).sum(), game[-1] - game[0], game)


@law
@given(games(least=2))
def test_symmetry(game: Array) -> None:
    # Make the first two mechanisms interchangeable: what one adds alone, the other adds alone.
    game[2::4] = game[1::4]
    first, second = shapley_split(game)[:2]
    assert_close(first, second, game)


@law
@given(games(), st.integers(0, 4), st.floats(-1e6, 1e6))
def test_dummy(game: Array, place: int, own: float) -> None:
    # A mechanism that always adds the same amount, whatever else is on, receives that amount.
    player = place % players_of(game)
    coalitions = np.arange(len(game))
    inside = coalitions >> player & 1 == 1
    game[inside] = game[coalitions[inside] ^ 1 << player] + own
    assert_close(shapley_split(game)[player], own, game)


@law
@given(games(least=3, most=3), games(least=3, most=3), st.floats(-10, 10))
def test_linearity(one: Array, other: Array, factor: float) -> None:
    mixed = one + factor * other
    expected = shapley_split(one) + factor * shapley_split(other)
    np.testing.assert_allclose(shapley_split(mixed), expected, rtol=0, atol=1e-7)


@law
@given(games(), st.floats(-1e6, 1e6))
def test_a_common_level_does_not_matter(game: Array, level: float) -> None:
    found = shapley_split(game + level)
    np.testing.assert_allclose(found, shapley_split(game), rtol=0, atol=1e-8)


@pytest.mark.parametrize("size", [0, 3, 5, 6, 7, 12, 31])
def test_first_axis_must_be_a_power_of_two(size: int) -> None:
    with raises_problem(f"^values: outcomes_along_axis {size}; one_for_each_combination"):
        shapley_split(np.zeros((size, 2)))


def test_single_number_is_refused() -> None:
    with raises_problem("values: outcomes_along_axis 0"):
        shapley_split(1.0)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_values_must_be_finite(bad: float) -> None:
    with raises_problem(f"values: {bad}; finite_numbers"):
        shapley_split([0.0, bad])
