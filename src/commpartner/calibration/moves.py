"""Let the points of an ensemble settle in the posterior distribution by Metropolis moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from commpartner.assumptions.draws import Array
from commpartner.calibration.smoother import filled
from commpartner.calibration.space import Likelihood

BLOCK = 20  # moves between two looks at the ensemble; 40 are made at least
SETTLED = 1.01  # R-hat of two looks, as for chains (Vehtari et al. 2021)
ACCEPTED = 0.25  # share of moves that the size of a step aims at
LEAST_PART = 0.05  # of a prediction's spread that a direction must explain
RIDGE = 1.0


@dataclass(frozen=True)
class Settled:
    """Hold the points after the moves.

    Attributes
    ----------
    points, predicted
        Shape (member, score) and (member, observation).
    moves
        Of each member.
    accepted
        Share of them that were accepted.
    rhat
        Largest R-hat between the look after all moves and that after half of them, over the
        directions that predictions depend on and the log-likelihood.
    """

    points: Array
    predicted: Array
    moves: int
    accepted: float
    rhat: float


def settle(
    likelihood: Likelihood,
    points: Array,
    prior: tuple[Array, Array],
    most: int,
    random: np.random.Generator,
    statistics: Any,
) -> Settled:
    r"""Move every point until two looks at the ensemble are alike, or `most` moves are made.

    The look after all moves is compared with that after half of them.

    A move proposes, with *m* and *C* the mean and covariance of the ensemble,

    .. math:: z' = m + \sqrt{1 - b^2} (z - m) + b C^{1/2} \xi

    and accepts it with the probability of Metropolis. It leaves the posterior distribution as it
    is, however good or bad *m* and *C* are (preconditioned Crank-Nicolson: Cotter et al. 2013,
    doi:10.1214/13-STS421; about a normal reference: Rudolf and Sprungk 2018,
    doi:10.1007/s10208-016-9340-x). *C* differs from 1 only in the directions on which predictions
    depend.

    Parameters
    ----------
    prior
        Points before the calibration and their predictions, for the directions.
    statistics
        ``arviz_stats.base.array_stats``.
    """
    predicted = likelihood.predict(points)
    directions = np.linalg.qr(
        np.concatenate([_directions(*prior), _directions(points, predicted)], axis=1)
    )[0]
    ensemble = _Ensemble(likelihood, points, predicted, directions)
    looks, shares, rhat = {0: ensemble.look()}, list[float](), np.inf
    while len(shares) < most:
        ensemble.learn()
        for _ in range(min(BLOCK, most - len(shares))):
            shares.append(ensemble.move(random))
        looks[len(shares)] = ensemble.look()
        half = looks.get(len(shares) // 2)
        if half is not None and len(shares) > BLOCK:
            rhat = _rhat(half, looks[len(shares)], statistics)
        if rhat < SETTLED:
            break
    return Settled(ensemble.points, ensemble.predicted, len(shares), float(np.mean(shares)), rhat)


def _rhat(one: Array, other: Array, statistics: Any) -> float:
    """Compute the largest R-hat of two looks over what must be alike; 1 for what is constant."""
    both = np.stack([one, other])  # (look, member, quantity)
    varying = np.flatnonzero(np.ptp(both, axis=(0, 1)) > 0.0)
    found = (statistics.rhat(both[:, :, each], chain_axis=0, draw_axis=1) for each in varying)
    return max((float(each) for each in found), default=1.0)


def _directions(points: Array, predicted: Array) -> Array:
    """Find the directions of the scores on which predictions depend, (score, direction).

    By a ridge regression of the predictions, in the logarithm of their size.
    """
    told = filled(predicted)
    told = np.sign(told) * np.log1p(np.abs(told))
    told = (told - told.mean(axis=0)) / np.maximum(told.std(axis=0), 1e-12)
    scores = points - points.mean(axis=0)
    inner = scores.T @ scores + RIDGE * np.eye(scores.shape[1])
    left, strength, _ = np.linalg.svd(np.linalg.solve(inner, scores.T @ told), full_matrices=False)
    return np.asarray(left[:, strength > LEAST_PART])


class _Ensemble:
    """Hold the points, what they predict, and the reference of their moves."""

    def __init__(
        self, likelihood: Likelihood, points: Array, predicted: Array, directions: Array
    ) -> None:
        self.likelihood = likelihood
        self.points, self.predicted = points.copy(), predicted.copy()
        self.log = likelihood.log(predicted)
        self.directions = directions
        self.step = 0.35

    def look(self) -> Array:
        """Return what must be alike in two looks, shape (member, quantity)."""
        known = np.maximum(self.log, -1e30)
        return np.column_stack([self.points @ self.directions, known])

    def learn(self) -> None:
        """Set the reference of the next moves: mean and covariance of the points."""
        placed = self.points @ self.directions
        self.mean = placed.mean(axis=0)
        covariance = np.atleast_2d(np.cov(placed.T)) + 1e-8 * np.eye(len(self.mean))
        self.factor = np.linalg.cholesky(covariance)

    def move(self, random: np.random.Generator) -> float:
        """Propose a move of every point; return the share accepted."""
        directions = self.directions
        noise = random.standard_normal(self.points.shape)
        step = np.clip(self.step * np.exp(0.6 * random.standard_normal((len(noise), 1))), 0.02, 1.0)
        inside = noise @ directions
        noise += (inside @ self.factor.T - inside) @ directions.T
        mean = directions @ self.mean
        points = mean + np.sqrt(1.0 - step**2) * (self.points - mean) + step * noise
        predicted = self.likelihood.predict(points)
        log = self.likelihood.log(predicted)
        with np.errstate(invalid="ignore"):  # of a point and a move that explain nothing at all
            gain = log + self._over(points) - self.log - self._over(self.points)
        taken = np.log(random.random(len(points))) < gain
        self.points[taken], self.predicted[taken] = points[taken], predicted[taken]
        self.log = np.where(taken, log, self.log)
        share = float(taken.mean())
        self.step = float(np.clip(self.step * np.exp(0.5 * (share - ACCEPTED)), 0.03, 1.0))
        return share

    def _over(self, points: Array) -> Array:
        """Compute the log density of the prior over that of the reference, (member,)."""
        placed = points @ self.directions
        apart = np.linalg.solve(self.factor, (placed - self.mean).T)
        return np.asarray(
            0.5 * np.add.reduce(apart**2, axis=0) - 0.5 * np.add.reduce(placed**2, axis=1)
        )
