"""Compute Shapley effects of linear and quadratic functions of normal inputs in closed form."""

from __future__ import annotations

from math import factorial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.intp]
LARGEST = 10  # correlated inputs of which all subsets are looked at: 1,024
AT_ONCE = 256  # orders of which matrices are made at once


class Quadratic(NamedTuple):
    """Hold the function z' A z + b' z of normal scores z.

    Attributes
    ----------
    slope, curve
        b, shape (input,), and A, symmetric, shape (input, input) [unit of the output].
    """

    slope: Array
    curve: Array

    def at(self, scores: Array) -> Array:
        """Return the values at some scores, shape (..., input)."""
        return np.asarray(((scores @ self.curve + self.slope) * scores).sum(axis=-1))


def fitted(scores: Array, y: Array, crossed: Ints) -> Quadratic:
    """Fit by least squares, with products of the inputs `crossed` and squares of all.

    Parameters
    ----------
    scores, y
        Shapes (row, input) and (row,).
    crossed
        Numbers of the inputs that have products with each other.
    """
    inputs = scores.shape[1]
    one, other = (crossed[each] for each in np.triu_indices(len(crossed), 1))
    terms = np.concatenate([scores, scores**2, scores[:, one] * scores[:, other]], axis=1)
    terms -= terms.mean(axis=0)
    normal, right = terms.T @ terms, terms.T @ (y - y.mean())
    found = np.linalg.lstsq(normal, right, rcond=1e-10)[0]
    curve = np.diag(found[inputs : 2 * inputs])
    curve[one, other] = curve[other, one] = found[2 * inputs :] / 2.0
    return Quadratic(found[:inputs], curve)


def effects_by_order(function: Quadratic, correlation: Array, orders: Ints) -> Array:
    """Compute what each input adds to the explained variance in some orders.

    With z = L e in an order, g = e' G e + h' e, G = L' A L, h = L' b. The first k inputs explain
    the leading k parts of both, and input k adds h_k^2 + 2 G_kk^2 + 4 sum_(i<k) G_ik^2.

    Returns
    -------
    Array
        Shape (order, input), in the order of the inputs.
    """
    found = np.empty(orders.shape)
    for start in range(0, len(orders), AT_ONCE):
        order = orders[start : start + AT_ONCE]
        pairs = order[:, :, None], order[:, None, :]
        factor = factors(correlation[pairs])
        turned = factor.transpose(0, 2, 1)
        slope = (turned @ function.slope[order][:, :, None])[:, :, 0]
        curve = turned @ function.curve[pairs] @ factor
        own = np.diagonal(curve, axis1=1, axis2=2)
        added = slope**2 + 4.0 * (np.triu(curve) ** 2).sum(axis=1) - 2.0 * own**2
        np.put_along_axis(found[start : start + AT_ONCE], order, added, axis=1)
    return found


def linear_effects(slope: Array, correlation: Array) -> tuple[Array, Array]:
    """Compute the Shapley effects of a linear function, but for large groups of inputs.

    Inputs that correlate with more than nine others, directly or not, are left out.

    Returns
    -------
    tuple
        The slope without those left out, and the effects in units of the variance, shapes (input,).
    """
    kept, effects = np.zeros_like(slope), np.zeros_like(slope)
    for group in _groups(correlation):
        if len(group) <= LARGEST:
            kept[group] = slope[group]
            effects[group] = gaussian_effects(slope[group], correlation[np.ix_(group, group)])
    return kept, effects


def gaussian_effects(slope: Array, covariance: Array) -> Array:
    """Compute the Shapley effects of a linear function of a few normal inputs.

    c(S) = b' C_.S C_SS^-1 C_S. b is the variance that the inputs S explain. The effect of an input
    is the mean of what it adds over all orders (Owen & Prieur 2017, doi:10.1137/16M1097717). The
    effects add up to b' C b.

    Parameters
    ----------
    slope
        b, shape (input,) [unit of the output per unit of the input].
    covariance
        C, shape (input, input); it may be singular.

    Examples
    --------
    >>> gaussian_effects(np.array([1.0, 0.0]), np.array([[1.0, 0.6], [0.6, 1.0]])).round(6)
    array([0.82, 0.18])
    """
    inputs = len(slope)
    shared = covariance @ slope
    explained = np.zeros(2**inputs)
    for mask in range(1, 2**inputs):
        inside = [each for each in range(inputs) if mask >> each & 1]
        inverse = np.linalg.pinv(covariance[np.ix_(inside, inside)], rcond=1e-10, hermitian=True)
        explained[mask] = shared[inside] @ inverse @ shared[inside]
    masks = np.arange(2**inputs)
    sizes = np.array([mask.bit_count() for mask in range(2**inputs)])
    orders = [factorial(size) * factorial(inputs - size - 1) for size in range(inputs)]
    weights = np.array(orders) / factorial(inputs)
    effects = np.empty(inputs)
    for each in range(inputs):
        without = masks[(masks >> each & 1) == 0]
        gained = explained[without | 1 << each] - explained[without]
        effects[each] = (weights[sizes[without]] * gained).sum()
    return effects


def factors(matrices: Array) -> Array:
    """Compute lower Cholesky factors, 0 below a pivot of 0, shape (matrix, row, row)."""
    left = matrices.copy()
    factor = np.zeros_like(matrices)
    for step in range(matrices.shape[1]):
        pivot = np.maximum(left[:, step, step], 0.0)
        free = pivot > 1e-10
        scale = np.where(free, 1.0 / np.sqrt(np.where(free, pivot, 1.0)), 0.0)
        column = left[:, step:, step] * scale[:, None]
        factor[:, step:, step] = column
        left[:, step:, step:] -= column[:, :, None] * column[:, None, :]
    return factor


def _groups(correlation: Array) -> list[list[int]]:
    """List the groups of inputs that correlate, directly or through others."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    count, label = connected_components(csr_array(correlation != 0.0), directed=False)
    return [np.flatnonzero(label == each).tolist() for each in range(count)]
