"""Estimate Shapley effects: the parts of the variance of an output, inputs being dependent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import permutations
from math import factorial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from commpartner.experiments.choosing.intervals import check_level
from commpartner.experiments.deciding.gaussian import (
    Quadratic,
    effects_by_order,
    factors,
    fitted,
    linear_effects,
)
from commpartner.experiments.deciding.index_table import (
    Array,
    Outputs,
    checked_outputs,
    index_table,
    interval,
)
from commpartner.problems.arguments import refused, whole_number
from commpartner.texts import Text

Ints = NDArray[np.intp]
CROSSED = 12  # inputs that have products in the fitted function: those that move most
ALL = 6  # inputs of which all orders are taken for the effects of the fitted function: 720
PAIRS = 1024  # of random orders for more inputs
LEAST = 100  # orders, in which intervals by the normal distribution hold
AT_ONCE = 256  # orders whose rows are made at once
ENDS = (2.0**-54, 1.0 - 2.0**-53)  # of probabilities: at 0 and 1 quantiles are infinite


def shapley(
    function: Callable[[Array], Outputs],
    names: Sequence[str],
    n: int,
    seed: int,
    *,
    correlation: ArrayLike | None = None,
    level: float = 0.95,
    negligible: float = 0.0,
    gaps: Collection[str] = (),
) -> pd.DataFrame:
    """Estimate Shapley effects of inputs that a Gaussian copula may correlate.

    With c(S) = V(E(y|x_S)) / V(y), the effect of an input is the mean of c(S and it) - c(S) over
    all orders of the inputs, S being those before it (Owen 2014, doi:10.1137/130936233; Song et
    al. 2016, doi:10.1137/15M1048070). The effects add up to 1. An input without effect of its own
    has a part of the effect of those that it correlates with.

    Each of n random orders is one walk (Goda 2020, arXiv:2009.00874, for independent inputs). With
    z = L e, L the Cholesky factor of the correlations in this order, the first k inputs depend on
    the first k of e alone. The walk replaces e by e', one after the other: y_0, ..., y_d. As y_k
    and y_d share the first k inputs and no more, the mean of
    (y_k - y_(k-1)) (y_d - (y_k + y_(k-1)) / 2) is V(y) (c(k) - c(k-1)) without bias.

    A quadratic function of z, fitted to the other half of the walks, serves as a control variate:
    its effects are known (`gaussian.effects_by_order`, `gaussian.linear_effects`) and take the
    place of their estimates in the same walks. The interval is the estimate -+ z times its
    standard error over the orders. An effect near zero, or its interval, may lie below it.

    Parameters
    ----------
    function
        From rows of probabilities, shape (row, name), to outputs by name, each of shape (row,).
    names
        Of the inputs.
    n
        Orders, 100 or more; the function gets n (inputs + 1) rows.
    seed
        0 or more.
    correlation
        Of the normal scores of the inputs, shape (name, name); None: independent. Inputs may be
        equal to each other (correlation 1).
    level, negligible, gaps
        As in `indices.sobol`.

    Returns
    -------
    pandas.DataFrame
        One row an output and input: outcome, input, shapley, shapley_low, shapley_high, note. NaN
        and a note if an output does not vary.

    Raises
    ------
    ValueError
        If an argument is out of range, the correlations contradict each other, or an output is not
        finite.

    Examples
    --------
    >>> from scipy.special import ndtri
    >>> def total(u):
    ...     return {"sum": ndtri(u).sum(axis=1)}
    >>> half = [[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]]
    >>> table = shapley(total, ["a", "b", "c"], 100, seed=0, correlation=half)
    >>> table["shapley"].round(3).tolist()
    [0.375, 0.375, 0.25]
    """
    check_level(level)
    whole_number("n", n, 2)
    if n < LEAST:
        raise refused("n", n, Text("hundred_or_more"))
    matrix = _checked(correlation, len(names))
    orders, scores = _walks(matrix, n, seed)
    others = _other_orders(len(names), seed)
    columns = ("shapley", "shapley_low", "shapley_high")

    def estimate(y: Array) -> dict[str, Array]:
        parts, known = _parts(y, orders, scores, matrix, others)
        whole = parts.mean(axis=0).sum()
        found = parts.mean(axis=0) / whole
        variance = np.zeros(len(names))
        for each in (parts, known):
            beyond = each - found * each.sum(axis=1)[:, None]
            variance += beyond.var(axis=0, ddof=1) / len(each)
        return interval("shapley", found, _two_sided(level) * np.sqrt(variance) / whole)

    rows = _probabilities(scores.reshape(-1, len(names)))
    outputs = checked_outputs(function(rows), rows, names, gaps)
    return index_table(outputs, names, columns, estimate, negligible)


def _parts(
    y: Array, orders: Ints, scores: Array, matrix: Array, others: Ints
) -> tuple[Array, Array]:
    """Compute what each input adds in each walk, corrected by a quadratic function.

    Each half of the walks is set against the function that is fitted to the other half, so that
    the estimate has no bias.

    Returns
    -------
    tuple
        What each input adds in each walk, shape (order, input), and the effects of the function in
        pairs of other orders, shape (pair, input).
    """
    count, inputs = orders.shape
    walks = y.reshape(count, inputs + 1)
    steps, sizes = _steps(walks, orders), np.zeros(inputs)
    np.add.at(sizes, orders, np.diff(walks, axis=1) ** 2)
    crossed = np.sort(np.argsort(-sizes, kind="stable")[:CROSSED])
    half, known = np.arange(count) % 2, []
    for ours in (0, 1):
        fit, use = half != ours, half == ours
        function = fitted(scores[fit].reshape(-1, inputs), walks[fit].ravel(), crossed)
        steps[use] -= _steps(function.at(scores[use]), orders[use])
        known.append(_known(function, matrix, others))
        steps[use] += known[-1].mean(axis=0)
    return steps, (known[0] + known[1]) / 2.0


def _known(function: Quadratic, matrix: Array, others: Ints) -> Array:
    """Compute the effects of a quadratic function in pairs of orders, shape (pair, input).

    Its linear part has its own effects, in which no order is drawn.
    """
    slope, effects = linear_effects(function.slope, matrix)
    linear = Quadratic(slope, np.zeros_like(matrix))
    beyond = effects_by_order(function, matrix, others) - effects_by_order(linear, matrix, others)
    if factorial(len(slope)) == len(others):
        return np.tile(effects + beyond.mean(axis=0), (2, 1))
    return np.asarray(effects + beyond.reshape(PAIRS, 2, -1).mean(axis=1))


def _steps(walks: Array, orders: Ints) -> Array:
    """Compute what each input adds to the explained variance in each walk, shape (order, input)."""
    before, after, last = walks[:, :-1], walks[:, 1:], walks[:, -1:]
    found = np.empty(orders.shape)
    gained = (after - before) * (last - (after + before) / 2.0)
    np.put_along_axis(found, orders, gained, axis=1)
    return found


def _other_orders(inputs: int, seed: int) -> Ints:
    """Make all orders, or random ones, each followed by its reverse."""
    if inputs <= ALL:
        return np.array(list(permutations(range(inputs))), dtype=np.intp)
    random = np.random.default_rng([seed, 3])
    orders = random.permuted(np.tile(np.arange(inputs), (PAIRS, 1)), axis=1)
    return np.stack([orders, orders[:, ::-1]], axis=1).reshape(-1, inputs)


def _walks(matrix: Array, n: int, seed: int) -> tuple[Ints, Array]:
    """Make random orders and the normal scores of their walks.

    Returns
    -------
    tuple
        Orders, shape (order, input), and scores, shape (order, input + 1, input): the columns are
        in the order of the names.
    """
    random = np.random.default_rng([seed, 2])
    inputs = len(matrix)
    orders = random.permuted(np.tile(np.arange(inputs), (n, 1)), axis=1)
    first, other = random.standard_normal((2, n, inputs))
    # Row k of a walk has the first k numbers of the other sample.
    replaced = np.arange(inputs) < np.arange(inputs + 1)[:, None]
    scores = np.empty((n, inputs + 1, inputs))
    for start in range(0, n, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        order = orders[part]
        factor = factors(matrix[order[:, :, None], order[:, None, :]])
        free = np.where(replaced, other[part, None, :], first[part, None, :])
        mixed = np.zeros_like(free)
        for column in range(inputs):  # added up one by one: the bits depend on no library
            mixed += factor[:, None, :, column] * free[:, :, column, None]
        np.put_along_axis(scores[part], order[:, None, :], mixed, axis=2)
    return orders, scores


def _probabilities(scores: Array) -> Array:
    from scipy.special import ndtr

    return np.clip(np.asarray(ndtr(scores), dtype=np.float64), *ENDS)


def _checked(correlation: ArrayLike | None, inputs: int) -> Array:
    """Validate a matrix of correlations."""
    if not inputs:
        raise refused("names", Text("none"), Text("one_or_more"))
    if correlation is None:
        return np.eye(inputs)
    matrix = np.asarray(correlation, dtype=np.float64)
    if matrix.shape != (inputs, inputs):
        shape = Text("shape", shape=matrix.shape)
        raise refused("correlation", shape, Text("row_by_count", count=inputs))
    holds = (
        np.isfinite(matrix).all()
        and (np.abs(matrix - matrix.T) < 1e-12).all()
        and (np.abs(np.diag(matrix) - 1.0) < 1e-12).all()
        and np.linalg.eigvalsh(matrix)[0] > -1e-8
    )
    if not holds:
        raise refused("correlation", matrix.tolist(), Text("positive_definite"))
    return matrix


def _two_sided(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + level / 2.0))
