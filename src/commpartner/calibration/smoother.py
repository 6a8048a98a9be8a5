"""Move an ensemble of points towards what was seen by linear regression (ES-MDA)."""

from __future__ import annotations

import numpy as np

from commpartner.assumptions.draws import Array
from commpartner.calibration.space import Likelihood

STEPS = 4  # each sees the observations with an error that is sqrt(4) as large


def assimilated(likelihood: Likelihood, points: Array, random: np.random.Generator) -> Array:
    r"""Assimilate the observations in `STEPS` equal steps.

    With *z* the points, *d* the predictions and *e* noise of the observations,

    .. math:: z \leftarrow z + C_{zd} (C_{dd} + \alpha C_e)^{-1} (y + \sqrt\alpha e - d)

    The ensemble smoother with multiple data assimilation (Emerick and Reynolds 2013,
    doi:10.1016/j.cageo.2012.03.011). It is exact if the model is linear and the ensemble is large.

    Parameters
    ----------
    points
        Shape (member, score).

    Returns
    -------
    numpy.ndarray
        Shape (member, score).
    """
    for _ in range(STEPS):
        predicted = filled(likelihood.predict(points)) / likelihood.error
        noise = random.standard_normal(predicted.shape)
        innovation = likelihood.value / likelihood.error + np.sqrt(STEPS) * noise - predicted
        points = points + updated(points, predicted, innovation, float(STEPS))
    return points


def updated(points: Array, predicted: Array, innovation: Array, inflation: float) -> Array:
    """Compute the change of the points of one step, shape (member, score).

    The observations have a standard error of 1; `inflation` multiplies its square. By the singular
    values of the predictions, so that thousands of observations take no longer than members.
    """
    count = np.sqrt(len(points) - 1.0)
    scores = (points - points.mean(axis=0)) / count
    left, strength, right = np.linalg.svd(
        (predicted - predicted.mean(axis=0)) / count, full_matrices=False
    )
    weight = strength / (strength**2 + inflation)
    return np.asarray(((innovation @ right.T) * weight) @ (left.T @ scores))


def filled(predicted: Array) -> Array:
    """Replace predictions that are missing by the mean of the others."""
    missing = np.isnan(predicted)
    if not missing.any():
        return predicted
    known = np.where(missing, 0.0, predicted)
    count = np.maximum(np.add.reduce(~missing, axis=0), 1)
    return np.where(missing, np.add.reduce(known, axis=0) / count, predicted)
