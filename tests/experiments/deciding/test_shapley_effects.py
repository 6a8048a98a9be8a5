"""Shapley effects: closed forms of normal inputs, and laws that hold for all functions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from refusals import raises_problem
from scipy.special import ndtri

from commpartner.experiments.deciding import shapley as module
from commpartner.experiments.deciding.gaussian import (
    Quadratic,
    effects_by_order,
    gaussian_effects,
    linear_effects,
)
from commpartner.experiments.deciding.shapley import shapley

Array = NDArray[np.float64]
NAMES = tuple("abcdefghijklmnopqrst")


def of_scores(function: Callable[[Array], Array]) -> Callable[[Array], dict[str, Array]]:
    return lambda u: {"y": function(np.asarray(ndtri(u)))}


def correlated(inputs: int, *pairs: tuple[int, int, float]) -> Array:
    matrix = np.eye(inputs)
    for one, other, rho in pairs:
        matrix[one, other] = matrix[other, one] = rho
    return matrix


def explained_effects(explained: Callable[[list[int]], float], inputs: int) -> Array:
    """Average what each input adds over all orders, one by one."""
    from itertools import permutations

    effects = np.zeros(inputs)
    orders = list(permutations(range(inputs)))
    for order in orders:
        for place, each in enumerate(order):
            effects[each] += explained(list(order[: place + 1])) - explained(list(order[:place]))
    return effects / len(orders)


def variance_of(slope: Array, matrix: Array, inside: list[int]) -> float:
    shared = (matrix @ slope)[inside]
    return (
        float(shared @ np.linalg.solve(matrix[np.ix_(inside, inside)], shared)) if inside else 0.0
    )


@pytest.mark.parametrize("rho", [-0.9, 0.0, 0.6])
def test_two_normal_inputs_have_their_closed_form(rho: float) -> None:
    # Iooss & Prieur (2019), doi:10.1615/Int.J.UncertaintyQuantification.2019028372.
    first = 1.0 * (1 - rho**2 / 2) + rho * 1.0 * 2.0 + 4.0 * rho**2 / 2
    expected = first / (5.0 + 4.0 * rho)
    table = shapley(
        of_scores(lambda z: z[:, 0] + 2.0 * z[:, 1]),
        "ab",
        100,
        0,
        correlation=correlated(2, (0, 1, rho)),
    )
    assert table["shapley"][0] == pytest.approx(expected, rel=0.02)


def interaction(rho: float) -> Array:
    """Compute the effects of x1 + 2 x2 x3, x1 and x3 correlated: Iooss & Prieur (2019)."""
    one, both = 1.0, 4.0
    effects = [
        one * (1 - rho**2 / 2) + both * rho**2 / 6,
        both * (3 + rho**2) / 6,
        one * rho**2 / 2 + both * (3 - 2 * rho**2) / 6,
    ]
    return np.array(effects) / (one + both)


def test_an_interaction_of_correlated_inputs_has_its_closed_form() -> None:
    table = shapley(
        of_scores(lambda z: z[:, 0] + 2.0 * z[:, 1] * z[:, 2]),
        "abc",
        200,
        1,
        correlation=correlated(3, (0, 2, 0.7)),
    )
    np.testing.assert_allclose(table["shapley"], interaction(0.7), rtol=0.02)


def test_twenty_inputs_with_a_group_have_closed_forms() -> None:
    slope = np.linspace(1.0, 0.1, 20)
    matrix = correlated(20, *[(i, j, 0.6) for i in range(5) for j in range(i)])
    expected = np.concatenate([gaussian_effects(slope[:5], matrix[:5, :5]), slope[5:] ** 2])
    table = shapley(of_scores(lambda z: z @ slope), NAMES, 100, 2, correlation=matrix)
    np.testing.assert_allclose(table["shapley"], expected / expected.sum(), rtol=0.02)


def test_walks_alone_find_the_effects(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without the control variate: the estimator itself, within its own interval.
    nothing = Quadratic(np.zeros(3), np.zeros((3, 3)))
    monkeypatch.setattr(module, "fitted", lambda *given: nothing)
    table = shapley(
        of_scores(lambda z: z[:, 0] + 2.0 * z[:, 1] * z[:, 2]),
        "abc",
        20_000,
        3,
        correlation=correlated(3, (0, 2, 0.7)),
    )
    assert (table["shapley_high"] - table["shapley_low"]).max() < 0.08
    np.testing.assert_allclose(table["shapley"], interaction(0.7), atol=0.03)


def lognormal(z: Array) -> Array:
    return np.asarray(np.exp(z @ np.array([0.6, 0.3, 0.2, 0.0])))


def misses(seeds: int, samples: int) -> Array:
    """Compute how often the interval misses the effects of a lognormal output, per input."""
    slope, matrix = np.array([0.6, 0.3, 0.2, 0.0]), correlated(4, (0, 3, 0.7), (1, 2, 0.5))
    effects = explained_effects(lambda s: np.expm1(variance_of(slope, matrix, s)), 4)
    expected = effects / effects.sum()
    missed = np.zeros(4)
    for seed in range(seeds):
        table = shapley(of_scores(lognormal), "abcd", samples, seed, correlation=matrix)
        missed += (table["shapley_low"] > expected) | (table["shapley_high"] < expected)
    return missed / seeds


def test_intervals_hold_the_effects_of_a_lognormal() -> None:
    assert misses(40, 150).max() <= 0.2


@pytest.mark.nightly
def test_intervals_miss_in_one_of_twenty_seeds() -> None:
    missed = misses(400, 500)
    assert missed.max() <= 0.09 and missed.mean() >= 0.01


def test_equal_inputs_share_alike() -> None:
    table = shapley(
        of_scores(lambda z: np.tanh(2.0 * z[:, 0]) + 0.5 * z[:, 2]),
        "abc",
        400,
        0,
        correlation=correlated(3, (0, 1, 1.0)),
    )
    assert table["shapley"][0] == pytest.approx(table["shapley"][1], abs=0.03)
    assert table["shapley"][1] > 0.3


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 8), st.integers(0, 1000), st.floats(0.01, 1e6), st.floats(-1e3, 1e3))
def test_effects_add_up_and_ignore_units(
    inputs: int, seed: int, factor: float, shift: float
) -> None:
    random = np.random.default_rng(seed)
    root = random.normal(size=(inputs, inputs + 2))
    matrix = root @ root.T
    scale = np.sqrt(np.diag(matrix))
    matrix = matrix / scale / scale[:, None]
    np.fill_diagonal(matrix, 1.0)
    matrix = (matrix + matrix.T) / 2
    slope = random.normal(size=inputs)

    def curved(z: Array) -> Array:
        return np.asarray(np.tanh(z @ slope) + z[:, 0] * z[:, -1])

    plain, moved = (
        shapley(of_scores(each), NAMES[:inputs], 100, seed, correlation=matrix)
        for each in (curved, lambda z: factor * curved(z) + shift * factor)
    )
    assert plain["shapley"].sum() == pytest.approx(1.0, abs=1e-12)
    np.testing.assert_allclose(moved["shapley"], plain["shapley"], rtol=1e-4, atol=1e-5)


def test_quadratic_effects_by_order_are_conditional_variances() -> None:
    random = np.random.default_rng(0)
    curve = random.normal(size=(3, 3))
    function = Quadratic(random.normal(size=3), curve + curve.T)
    matrix = correlated(3, (0, 1, 0.5), (1, 2, -0.4))
    found = effects_by_order(function, matrix, np.array([[2, 0, 1]]))[0]
    # Given x2: the variance of the conditional mean, by quadrature over x2.
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    mean = np.outer(nodes, matrix[:, 2])
    explained = function.at(mean)
    weights = weights / weights.sum()
    assert found[2] == pytest.approx(weights @ explained**2 - (weights @ explained) ** 2)
    z = random.multivariate_normal(np.zeros(3), matrix, 400_000)
    assert found.sum() == pytest.approx(function.at(z).var(), rel=0.02)


def test_large_groups_are_left_to_the_walks() -> None:
    matrix = np.full((11, 11), 0.5) + 0.5 * np.eye(11)
    slope, effects = linear_effects(np.ones(11), matrix)
    assert not slope.any() and not effects.any()
    table = shapley(of_scores(lambda z: z.sum(axis=1)), NAMES[:11], 100, 0, correlation=matrix)
    np.testing.assert_allclose(table["shapley"], 1 / 11, rtol=0.1)


def test_zero_is_a_seed_and_bits_repeat() -> None:
    first, again, other = (shapley(of_scores(lognormal), "abcd", 100, seed) for seed in (0, 0, 1))
    assert first.equals(again) and not first.equals(other)
    assert first.attrs["evaluations"] == 500


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n": 99}, "n: 99; hundred_or_more"),
        ({"n": 100.5}, "n: 100.5; whole_number 2"),
        ({"level": 1.0}, "level: 1.0"),
        ({"names": ()}, "names: none; one_or_more"),
        ({"correlation": np.eye(3)}, "correlation: shape .*; row_by_count 2"),
        ({"correlation": [[1.0, 2.0], [2.0, 1.0]]}, "correlation: .*; positive_definite"),
        ({"correlation": [[1.0, np.nan], [np.nan, 1.0]]}, "correlation: .*; positive_definite"),
    ],
)
def test_wrong_arguments_of_effects_are_named(changes: dict[str, object], message: str) -> None:
    given: dict[str, object] = {"names": "ab", "n": 100, "seed": 0} | changes
    with raises_problem(message):
        shapley(of_scores(lambda z: z[:, 0]), **given)  # type: ignore[arg-type]
