"""The model of a search: gradient, interpolation, what it expects."""

from __future__ import annotations

import numpy as np
import pytest

from commpartner.planning.optimising.gaussian import GaussianProcess
from commpartner.planning.optimising.single import log_improvement
from commpartner.planning.optimising.space import Space
from commpartner.problems.arguments import Array
from commpartner.programme.levers import AnyOf, OneOf, Range


def sample(count: int = 20) -> tuple[Array, Array]:
    points = np.random.default_rng(1).random((count, 3))
    return points, np.sin(4.0 * points[:, 0]) + points[:, 1] ** 2


def test_the_gradient_of_the_fit_is_right() -> None:
    points, values = sample()
    model = GaussianProcess(3)
    model._data(points, values, np.full(len(points), 0.01))
    at = np.array([-0.5, 0.2, 0.4, 0.1, -3.0])
    _, gradient = model._loss(at)
    for column in range(5):
        step = np.eye(5)[column] * 1e-6
        slope = (model._loss(at + step)[0] - model._loss(at - step)[0]) / 2e-6
        assert gradient[column] == pytest.approx(slope, rel=1e-4, abs=1e-6)


def test_exact_values_are_met_and_new_ones_guessed() -> None:
    points, values = sample(40)
    model = GaussianProcess(3)
    model.fit(points[:30], values[:30], np.zeros(30))
    mean, deviation = model.predict(points)
    np.testing.assert_allclose(mean[:30], values[:30], atol=0.02)
    assert np.abs(mean[30:] - values[30:]).max() < 0.15
    assert deviation[:30].max() < deviation[30:].max()


def test_the_expected_improvement_is_that_of_a_normal() -> None:
    mean, deviation = np.array([0.0, 1.0, -9.0]), np.array([1.0, 2.0, 1.0])
    drawn = np.random.default_rng(0).normal(mean, deviation, (400_000, 3))
    wanted = np.maximum(drawn - 0.5, 0.0).mean(axis=0)
    found = np.exp(log_improvement(mean, deviation, 0.5))
    np.testing.assert_allclose(found[:2], wanted[:2], rtol=0.02)
    assert 0.0 < found[2] < 1e-15


def test_points_and_values_are_the_same_thing() -> None:
    space = Space(
        {
            "fee": Range(0.2, 1.0),
            "cap": Range(0.0, 40.0, or_none=True),
            "months": Range(0, 12, whole=True),
            "use": OneOf(("a", True, None)),
            "some": AnyOf(("x", "y")),
        }
    )
    rng = np.random.default_rng(0)
    for point in [*space.spread(32, rng), *space.near(space.anywhere(1, rng)[0], 0.2, 32, rng)]:
        values = space.values(point)
        again = space.point(values)
        assert again is not None
        assert space.values(again) == values
        np.testing.assert_array_equal(again, point)
    caps = {space.values(point)["cap"] for point in space.spread(64, rng)}
    assert None in caps
    assert space.point({"fee": 2.0}) is None
