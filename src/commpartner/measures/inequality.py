"""Compute inequality: Gini and Lorenz."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from commpartner.problems.arguments import (
    Array,
    as_array,
    at_least_zero,
    broadcast,
    plain,
    refused,
    same_labels,
    series,
)
from commpartner.texts import Text


def gini(values: ArrayLike, weights: ArrayLike | None = None) -> float | Array:
    r"""Compute the Gini index of a weighted population, from the mean absolute difference.

    .. math:: G = \frac{\sum_i \sum_j w_i w_j |x_i - x_j|}{2\,\bar x\,(\sum_i w_i)^2}

    Parameters
    ----------
    values
        :math:`x`, shape (..., n) [any unit].
    weights
        :math:`w \ge 0`, shape that broadcasts to that of the values, for example persons in
        each group; none means one each [any unit].

    Returns
    -------
    float or numpy.ndarray
        Shape (...) [1]: 0 if all values are equal, at most 1 if none is negative. A float
        for one population.

    Raises
    ------
    ValueError
        If a number is not finite, a weight is negative, all weights of a population are zero
        or its mean is not positive.

    Notes
    -----
    Single values may be negative as long as the mean is positive. The index may then exceed 1
    and has no upper bound: compare such numbers only with care.

    References
    ----------
    E. Raffinetti, E. Siletti and A. Vernizzi (2015), "On the Gini coefficient normalization when
    attributes with negative values are considered", Statistical Methods & Applications 24,
    doi:10.1007/s10260-014-0293-4.

    Examples
    --------
    >>> round(gini([20, 30, 40, 10]), 12)
    0.25
    >>> gini([-1, 2])
    1.5
    """
    ordered, heads = _ordered_population(values, weights)
    # The double sum is twice the sum over gaps between neighbours of (gap times people below
    # times people above): no term is negative, so equal values give exactly 0.
    running = np.cumsum(heads, axis=-1)
    people = running[..., -1]
    below = running[..., :-1] / people[..., np.newaxis]
    difference = np.sum(np.diff(ordered, axis=-1) * below * (1.0 - below), axis=-1)
    return plain(difference / (np.sum(ordered * heads, axis=-1) / people))


def lorenz(values: ArrayLike, weights: ArrayLike | None = None) -> tuple[Array, Array]:
    r"""Compute the Lorenz curve: the share of the total by the share of the population.

    .. math:: F_k = \frac{\sum_{i \le k} w_i}{\sum_i w_i},\qquad
        L_k = \frac{\sum_{i \le k} w_i x_i}{\sum_i w_i x_i}\qquad (x_1 \le \dots \le x_n)

    Parameters
    ----------
    values
        :math:`x`, shape (n,) [any unit].
    weights
        :math:`w \ge 0`, shape (n,); none means one each [any unit].

    Returns
    -------
    tuple of numpy.ndarray
        Share of the population and share of the total, each of shape (n + 1,) from 0 to 1 [1].
        The second falls below 0 first if values are negative.

    Raises
    ------
    ValueError
        As :func:`gini`, and if the values are not one-dimensional.

    References
    ----------
    M. O. Lorenz (1905), "Methods of measuring the concentration of wealth", Publications of the
    American Statistical Association 9(70), doi:10.2307/2276207.

    Examples
    --------
    >>> population, total = lorenz([30, 10, 40, 20])
    >>> population
    array([0.  , 0.25, 0.5 , 0.75, 1.  ])
    >>> total
    array([0. , 0.1, 0.3, 0.6, 1. ])
    """
    ndim = as_array("values", values, Text("finite_numbers")).ndim
    if ndim != 1:
        raise refused("values", Text("dimensions", ndim=ndim), Text("one_dimension"))
    ordered, heads = _ordered_population(values, weights)
    return _shares(heads), _shares(heads * ordered)


def _ordered_population(values: ArrayLike, weights: ArrayLike | None) -> tuple[Array, Array]:
    """Order the values along the last axis, and their weights with them."""
    people = (getattr(each, "columns", each) for each in (values, weights))
    same_labels(**dict(zip(("values", "weights"), people, strict=True)))
    numbers = series("values", values)
    given = np.ones(()) if weights is None else at_least_zero("weights", weights)
    wide, heads = broadcast(values=numbers, weights=given)
    if wide.shape != numbers.shape:
        shapes = Text("shapes", shapes=str(given.shape))
        raise refused("weights", shapes, Text("shapes", shapes=str(numbers.shape)))
    if np.any(np.all(heads == 0, axis=-1)):
        raise refused("weights", Text("only_zeros"), Text("one_weight_above_0"))
    if np.any(np.sum(numbers * heads, axis=-1) <= 0):
        raise refused("values", Text("mean_not_positive"), Text("mean_above_0"))
    order = np.argsort(numbers, axis=-1)
    return np.take_along_axis(numbers, order, axis=-1), np.take_along_axis(heads, order, axis=-1)


def _shares(amounts: Array) -> Array:
    """Convert running totals to shares, from 0 to exactly 1."""
    running = np.concatenate(([0.0], np.cumsum(amounts)))
    return np.asarray(running / running[-1])
