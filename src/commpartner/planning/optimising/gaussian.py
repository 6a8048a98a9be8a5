"""Fit a Gaussian process to a few exact or nearly exact values."""

from __future__ import annotations

import math

import numpy as np

from commpartner.problems.arguments import Array

ROOT = math.sqrt(5.0)
JITTER = 1e-8
SPREAD = 1.0  # of the prior of the logarithm of a length
FITS = 20  # steps of the fit of the lengths


class GaussianProcess:
    r"""Model values by a Gaussian process with a Matérn 5/2 kernel and a length a column.

    .. math:: k(r) = s^2 (1 + \sqrt 5 r + 5 r^2 / 3) e^{-\sqrt 5 r},\quad
        r^2 = \sum_j (x_j - x'_j)^2 / l_j^2

    Lengths, :math:`s` and a common noise maximise the likelihood with a log-normal prior of the
    lengths around :math:`\sqrt d / 2`.

    References
    ----------
    C. E. Rasmussen and C. K. I. Williams (2006), Gaussian Processes for Machine Learning,
    equations 4.17 and 5.8, ISBN 978-0-262-18253-9.
    """

    def __init__(self, columns: int) -> None:
        self.middle = math.log(0.5 * math.sqrt(max(columns, 1)))
        self.logs = np.array([*[self.middle] * columns, 0.0, math.log(1e-3)])

    def fit(self, points: Array, values: Array, noise: Array) -> None:
        """Fit lengths, size and noise to values with known extra variances.

        Parameters
        ----------
        points
            Shape (point, column), about 0 to 1.
        values, noise
            Shape (point,); noise is a variance.
        """
        from scipy.optimize import minimize

        self._data(points, values, noise)
        bounds = [(math.log(0.03), math.log(30.0))] * points.shape[1]
        bounds += [(math.log(0.05), math.log(20.0)), (math.log(1e-5), math.log(0.5))]
        found = minimize(
            self._loss,
            self.logs,
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
            options={"maxiter": FITS},
        )
        self.logs = np.asarray(found.x)
        self._solve()

    def update(self, points: Array, values: Array, noise: Array) -> None:
        """Update the values with the lengths of the last fit."""
        self._data(points, values, noise)
        self._solve()

    def predict(self, points: Array) -> tuple[Array, Array]:
        """Predict mean and standard deviation at points, shape (point,) each."""
        from scipy.linalg import cho_solve, solve_triangular

        size = math.exp(self.logs[-2])
        cross = size * _matern(self._distances(points, self.points))[0]
        mean = cross @ cho_solve((self.factor, True), self.values)
        inside = solve_triangular(self.factor, cross.T, lower=True)
        variance = np.maximum(size - np.add.reduce(inside**2, axis=0), 1e-12)
        return self.centre + self.scale * mean, self.scale * np.sqrt(variance)

    def _data(self, points: Array, values: Array, noise: Array) -> None:
        self.points = points
        self.centre = float(values.mean())
        self.scale = float(values.std()) or 1.0
        self.values = (values - self.centre) / self.scale
        self.noise = noise / self.scale**2

    def _distances(self, one: Array, other: Array) -> Array:
        lengths = np.exp(self.logs[:-2])
        a, b = one / lengths, other / lengths
        square = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2.0 * a @ b.T
        return np.asarray(np.sqrt(np.maximum(square, 0.0)))

    def _matrix(self) -> tuple[Array, Array]:
        size, shared = np.exp(self.logs[-2:])
        shape, slope = _matern(self._distances(self.points, self.points))
        matrix = size * shape
        matrix[np.diag_indices(len(matrix))] += shared + self.noise + JITTER
        return matrix, size * slope

    def _solve(self) -> None:
        from scipy.linalg import cholesky

        self.factor = cholesky(self._matrix()[0], lower=True)

    def _loss(self, logs: Array) -> tuple[float, Array]:
        """Compute the negative logarithm of the posterior of the lengths, and its gradient."""
        from scipy.linalg import LinAlgError, cho_solve, cholesky

        self.logs = np.asarray(logs)
        matrix, slope = self._matrix()
        try:
            factor = cholesky(matrix, lower=True)
        except LinAlgError:
            return 1e25, np.zeros_like(self.logs)
        inverse = cho_solve((factor, True), np.eye(len(matrix)))
        solved = inverse @ self.values
        off = self.logs[:-2] - self.middle
        loss = 0.5 * self.values @ solved + np.log(np.diag(factor)).sum()
        loss += 0.5 * (off**2).sum() / SPREAD**2
        weight = inverse - np.outer(solved, solved)
        lengths = np.exp(self.logs[:-2])
        gradient = np.empty_like(self.logs)
        rough = weight * slope
        whole = rough.sum(axis=1)
        for column, length in enumerate(lengths):
            x = self.points[:, column] / length
            square = 2.0 * (whole @ x**2 - x @ rough @ x)  # sum of rough * (x - x')**2
            gradient[column] = 0.5 * square + off[column] / SPREAD**2
        shared = math.exp(self.logs[-1])
        noise = np.full(len(matrix), shared + JITTER) + self.noise
        inner = matrix - np.diag(noise)
        gradient[-2] = 0.5 * (weight * inner).sum()
        gradient[-1] = 0.5 * shared * np.trace(weight)
        return float(loss), gradient


def _matern(distance: Array) -> tuple[Array, Array]:
    r"""Compute the kernel of size 1, and its factor in the derivative by a logarithmic length.

    The derivative by :math:`\log l_j` is the factor times :math:`(x_j - x'_j)^2 / l_j^2`.
    """
    edge = np.exp(-ROOT * distance)
    shape = (1.0 + ROOT * distance + 5.0 / 3.0 * distance**2) * edge
    return shape, 5.0 / 3.0 * (1.0 + ROOT * distance) * edge
