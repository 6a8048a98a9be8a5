"""What knowing gains, by regression: laws, known functions, and what the errors are said to be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from drawn import Array, normal
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from commpartner.experiments.learning.regression import (
    PAIRED,
    Gain,
    deal,
    expectation,
    gain_of_knowing,
    standard_noise,
)

law = settings(deadline=None, max_examples=20)


def loss(mean: float, deviation: float) -> float:
    """E max(y, 0) - max(E y, 0) of a normal y (unit normal loss; Raiffa and Schlaifer 1961)."""
    z = abs(mean) / deviation
    density = np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi)
    return float(deviation * density - abs(mean) * ndtr(-z))


def column(values: Array) -> Array:
    """One contrast, of the policy that is worse on average."""
    return (values if values.mean() <= 0 else -values)[:, None]


def known(x: Array, values: Array, seed: int = 0) -> Gain:
    return gain_of_knowing(x, column(values), deal(len(x), seed))


# --- the fit


@pytest.mark.parametrize(
    ("function", "error"),
    [
        (lambda x: 3.0 - 2.0 * x[:, 0], 1e-6),
        (lambda x: x[:, 0] ** 2, 0.1),
        (lambda x: np.exp(x[:, 0] / 2.0), 0.1),
        (lambda x: np.abs(x[:, 0]), 0.15),
        (lambda x: 2.0 * x[:, 0] * x[:, 1], 1e-3),
        (lambda x: x[:, 0] ** 2 - x[:, 1] + x[:, 0] * x[:, 1], 0.1),
    ],
)
def test_the_fit_finds_what_is_smooth_or_a_product(
    function: Callable[[Array], Array], error: float
) -> None:
    x = normal(2048, 2)
    fit = expectation(x, function(x)[:, None])
    new = normal(1024, 2, seed=9)
    apart = fit(new)[:, 0] - function(new)
    assert np.sqrt(np.mean(apart**2)) < error * function(new).std()


def test_what_says_nothing_is_cut_back_to_the_mean() -> None:
    random = np.random.default_rng(4)
    moved = []
    for _ in range(40):
        x, y = random.normal(size=(2, 400, 1))
        moved.append(np.mean((expectation(x, y)(x) - y.mean()) ** 2))
    assert np.mean(moved) < 0.6 * 5 / 400  # 5 / 400 without a penalty, for five columns
    assert np.median(moved) < 1 / 400


def test_values_outside_the_draws_follow_a_straight_line() -> None:
    x = np.linspace(-1.0, 1.0, 500)[:, None]
    outside = expectation(x, x**2)(np.array([[1.5], [2.0], [2.5]]))[:, 0]
    assert np.diff(outside, n=2) == pytest.approx(0.0, abs=1e-9)


def test_an_assumption_of_two_values_uses_their_means() -> None:
    x = np.repeat([0.0, 1.0], [300, 700])[:, None]
    y = np.where(x > 0, 5.0, 2.0)
    assert expectation(x, y)(np.array([[0.0], [1.0]])) == pytest.approx(
        np.array([[2.0], [5.0]]), abs=1e-5
    )


def test_in_large_groups_products_of_the_strongest_are_found() -> None:
    x = normal(4096, PAIRED + 8)
    y = x[:, :1] + x[:, 5:6] + 2.0 * x[:, :1] * x[:, 5:6]
    fit = expectation(x, y)
    assert np.mean((fit(x) - y) ** 2) < 0.01 * y.var()


# --- laws


@law
@given(st.floats(1e-6, 1e9), st.floats(-3.0, 3.0), st.floats(1e-3, 1e6), st.integers(0, 5))
def test_units_of_benefit_and_assumption_only_scale_the_gain(
    scale: float, shift: float, unit: float, seed: int
) -> None:
    x = normal(256, 2, seed)
    y = x[:, 0] - 0.2 + x[:, 1]
    plain = known(x[:, :1], y)
    scaled = known(unit * (x[:, :1] + shift), scale * y)
    assert np.array(scaled) == pytest.approx(scale * np.array(plain), rel=1e-5)


@law
@given(st.integers(0, 1000), st.floats(-1.0, -0.5), st.integers(1, 3))
def test_no_knowledge_gains_more_than_knowing_the_draw(seed: int, mean: float, names: int) -> None:
    x = normal(256, 3, seed)
    y = x @ np.array([1.0, 0.5, 0.2]) + mean
    found = known(x[:, :names], y)
    assert found.fitted >= 0.0
    perfect = np.maximum(column(y), 0.0).mean() - max(column(y).mean(), 0.0)
    assert found.held_out <= perfect + 1e-12
    assert found.value == pytest.approx((found.fitted + found.held_out) / 2.0)


def test_knowledge_that_never_changes_the_choice_gains_nothing() -> None:
    x = normal(512, 1)
    assert known(x, x[:, 0] - 9.0) == Gain(0.0, 0.0, 0.0, 0.0)


def test_policies_that_are_the_same_gain_nothing() -> None:
    assert gain_of_knowing(normal(128, 2), np.zeros((128, 2)), deal(128, 0)) == Gain(0, 0, 0, 0)


def test_an_assumption_that_is_rarely_another_is_no_error() -> None:
    x = np.zeros((200, 2))
    x[3, 0] = 1.0  # the same in every draw but one, so in most parts not at all
    x[:, 1] = normal(256, 1)[:200, 0]
    assert np.isfinite(known(x, x[:, 1] - 0.1)).all()


def test_the_parts_are_dealt_evenly_and_by_the_seed() -> None:
    assert np.bincount(deal(1003, 0)).tolist() == [201, 201, 201, 200, 200]
    assert np.array_equal(deal(50, 0), deal(50, 0))
    assert not np.array_equal(deal(50, 0), deal(50, 1))


# --- what errors are said to be


def test_mean_and_standard_error_hold_in_few_draws() -> None:
    # Ranked by what an analyst meets: a strong, a weak, and a useless assumption.
    slopes, mean = (1.0, 0.5, 0.0), -0.3
    rows = []
    for seed in range(60):
        x = np.random.default_rng(seed).normal(size=(400, 3))
        rows.append([known(x[:, [j]], x @ np.array(slopes) + mean, seed) for j in range(3)])
    found = np.array(rows)
    true = np.array([loss(mean, slope) if slope else 0.0 for slope in slopes])
    value, error, fitted, held_out = np.moveaxis(found, -1, 0)
    noise = value.std(axis=0) / np.sqrt(len(rows))
    assert np.all(np.abs(value.mean(axis=0) - true) < 3.0 * noise + 1e-3)
    covered = np.abs(value - true) <= 1.96 * error + 1e-12
    assert np.all(covered.mean(axis=0) > 0.85)
    assert np.all(value[:, 2] - 1.96 * error[:, 2] <= 0.0)  # never sure of what is useless
    # The two estimates lie on either side.
    assert np.all(fitted.mean(axis=0) >= held_out.mean(axis=0))


def test_useless_assumptions_gain_nothing_even_with_equal_policies() -> None:
    found = []
    for seed in range(60):
        x = np.random.default_rng(seed).normal(size=(400, 2))
        found.append(known(x[:, :1], x[:, 1], seed).value)
    assert abs(np.mean(found)) < 3.0 * np.std(found) / np.sqrt(len(found)) + 1e-3
    assert np.mean(np.abs(found)) < 0.02  # 0.4 if everything were known


@pytest.mark.nightly
def test_a_fit_alone_would_see_a_gain_in_nothing() -> None:
    found = []
    for seed in range(30):
        random = np.random.default_rng(seed)
        found.append(known(random.normal(size=(200, 6)), random.normal(size=200), seed))
    value, _, fitted, held_out = np.mean(found, axis=0)
    assert fitted > 0.01
    assert value < 0.6 * fitted
    assert abs(held_out) < 3.0 * np.std([gain.held_out for gain in found]) / np.sqrt(len(found))


# --- surveys


def test_an_errorless_survey_is_knowledge_a_poor_one_none() -> None:
    x = normal(4096, 2)
    y = column(x[:, 0] + x[:, 1] - 0.3)
    noise = standard_noise("x", 0, len(x))
    parts = deal(len(x), 0)
    exact = gain_of_knowing(x[:, :1], y, parts)
    assert gain_of_knowing(x[:, :1], y, parts, 1e-6 * noise).value == pytest.approx(
        exact.value, rel=1e-3
    )
    assert abs(gain_of_knowing(x[:, :1], y, parts, 1e3 * noise).value) < 0.01


def test_survey_errors_are_standard_normal_by_name_and_seed() -> None:
    noise = standard_noise("a", 0, 5000)
    assert noise.shape == (8, 5000, 1)
    assert noise.mean() == pytest.approx(0.0, abs=0.02)
    assert noise.std() == pytest.approx(1.0, abs=0.02)
    assert np.array_equal(noise, standard_noise("a", 0, 5000))
    for other in (standard_noise("b", 0, 5000), standard_noise("a", 1, 5000)):
        assert abs(np.corrcoef(noise.ravel(), other.ravel())[0, 1]) < 0.02
