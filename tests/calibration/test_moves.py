"""The ensemble ends in the posterior distribution that theory gives, from any start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pytest

from commpartner.assumptions.draws import Array, generator_of
from commpartner.calibration.moves import settle
from commpartner.calibration.smoother import assimilated, updated
from commpartner.calibration.space import Likelihood
from commpartner.problems.optional import optional

SLOPES = np.array([[2.0, 1.0, 0.0, 0.0], [0.0, 1.5, -1.0, 0.0]])
VALUE = np.array([3.0, -1.0])
ERROR = np.array([0.2, 0.5])
STATISTICS = optional("arviz_stats.base").array_stats


@dataclass
class Known(Likelihood):
    """A model that is linear, or bent, in four scores, the last of which it does not read."""

    bent: float = 0.0

    def predict(self, points: Array) -> Array:
        return np.asarray(points @ SLOPES.T + self.bent * points[:, :1] ** 2)


def known(bent: float = 0.0) -> Likelihood:
    absent = cast("Any", None)
    return Known(absent, absent, 0, VALUE, ERROR, bent=bent)


def settled(likelihood: Likelihood, start: Array, most: int = 300) -> Array:
    prior = generator_of("prior", 1).standard_normal((2000, 4))
    given = prior, likelihood.predict(prior)
    random = generator_of("moves", 1)
    return settle(likelihood, start, given, most, random, STATISTICS).points


def exact() -> tuple[Array, Array]:
    inverse = np.eye(4) + SLOPES.T @ np.diag(ERROR**-2.0) @ SLOPES
    covariance = np.linalg.inv(inverse)
    return covariance @ SLOPES.T @ (VALUE / ERROR**2), covariance


def test_a_linear_model_has_the_normal_posterior() -> None:
    random = generator_of("start", 1)
    start = assimilated(known(), random.standard_normal((2000, 4)), random)
    mean, covariance = exact()
    for points in (start, settled(known(), start)):
        np.testing.assert_allclose(points.mean(axis=0), mean, atol=0.1)
        np.testing.assert_allclose(np.cov(points.T), covariance, atol=0.1)


def test_moves_mend_a_wrong_start() -> None:
    start = generator_of("start", 2).standard_normal((1000, 4))
    start[:, :3] = 0.3 * start[:, :3] - 1.0  # what the model does not read is as before
    mean, covariance = exact()
    points = settled(known(), start, 1600)
    np.testing.assert_allclose(points.mean(axis=0), mean, atol=0.15)
    np.testing.assert_allclose(np.cov(points.T), covariance, atol=0.15)


def test_moves_reach_the_posterior_of_a_bent_model() -> None:
    many = generator_of("many", 3).standard_normal((400_000, 4))
    weights = np.exp(known(1.0).log(known(1.0).predict(many)))
    mean = weights @ many / weights.sum()
    spread = np.sqrt(weights @ (many - mean) ** 2 / weights.sum())
    random = generator_of("start", 3)
    start = assimilated(known(1.0), random.standard_normal((1000, 4)), random)
    points = settled(known(1.0), start)
    np.testing.assert_allclose(points.mean(axis=0), mean, atol=0.12)
    np.testing.assert_allclose(points.std(axis=0), spread, rtol=0.15)


@pytest.mark.parametrize("inflation", [1.0, 4.0])
def test_an_update_is_that_of_the_formula(inflation: float) -> None:
    random = generator_of("update", 4)
    points, told = random.standard_normal((30, 4)), random.standard_normal((30, 7))
    innovation = random.standard_normal((30, 7))
    both = np.cov(points.T, told.T)
    gain = both[:4, 4:] @ np.linalg.inv(both[4:, 4:] + inflation * np.eye(7))
    found = updated(points, told, innovation, inflation)
    np.testing.assert_allclose(found, innovation @ gain.T, atol=1e-10)
