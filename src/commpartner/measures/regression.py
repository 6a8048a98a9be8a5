"""Regress results on the draws."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commpartner.measures.threads import one_thread
from commpartner.problems.arguments import as_array, one_number, refused, require, same_labels
from commpartner.texts import Text

Array = NDArray[np.float64]

# With fewer draws for each cause than this, a regression on the draws explains by chance.
DRAWS_PER_CAUSE = 3


class Regression(NamedTuple):
    """Hold the variance of each result by cause, (result, cause); NaN if it is unknown.

    Attributes
    ----------
    variance
        Share of the result's variance, summing to R2 (Pratt 1987).
    slope
        Change of the result for one unit of the cause, the others held.
    """

    variance: Array
    slope: Array


def draws_needed(causes: int) -> int:
    """Count the draws that `regress` needs for a number of causes.

    Examples
    --------
    >>> draws_needed(76)
    231
    """
    allowed = Text("whole_number", least=0)
    count = one_number("causes", causes, lambda x: x >= 0 and x == int(x), allowed)
    return DRAWS_PER_CAUSE * (int(count) + 1)


def regress(results: ArrayLike, causes: ArrayLike) -> Regression:
    """Regress results on causes and split each result's variance over them.

    The part of a cause is ``beta * cov(x, y) / var(y)`` (J. W. Pratt 1987, "Dividing the
    indivisible", Proc. 2nd Int. Tampere Conf. in Statistics), so that the parts sum to R2 even if
    causes are correlated. A result is NaN if it does not vary, is not known in every draw, or has
    fewer than three draws for each cause.

    Parameters
    ----------
    results
        Shape (draw, result).
    causes
        Finite, and each of them varies, shape (draw, cause).

    Returns
    -------
    Regression
        NaN if a result cannot be told.

    Raises
    ------
    ArgumentError
        If a cause does not vary, which can explain nothing and has no slope, or is not finite,
        or the draws of the two differ.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(12.0).reshape(-1, 1)
    >>> found = regress(2.0 * x + 1.0, x)
    >>> found.variance.round(6).tolist(), found.slope.round(6).tolist()
    ([[1.0]], [[2.0]])
    """
    same_labels(results=results, causes=causes)
    results, causes = _table("results", results), _table("causes", causes)
    shape = results.shape[1], causes.shape[1]
    if len(results) != len(causes):
        raise refused(
            "causes",
            Text("count_draws", count=len(causes)),
            Text("count_draws", count=len(results)),
        )
    require("causes", causes)
    constant = np.ptp(causes, axis=0) == 0 if len(causes) else np.zeros(shape[1], dtype=np.bool_)
    if constant.any():
        column = int(constant.argmax())
        raise refused("causes", Text("constant_column", column=column), Text("causes_vary"))
    variance, slope = np.full(shape, np.nan), np.full(shape, np.nan)
    if len(causes) < draws_needed(shape[1]):
        return Regression(variance, slope)
    told = [
        number
        for number, values in enumerate(results.T)
        if not np.isnan(values).any() and values.std() > 1e-12 * abs(values).max()
    ]
    if told:
        x, y = _standardised(causes), _standardised(results[:, told])
        with one_thread():
            beta = np.linalg.lstsq(x, y, rcond=None)[0]
        variance[told] = (beta * (x.T @ y) / len(x)).T
        slope[told] = beta.T * results[:, told].std(axis=0)[:, None] / causes.std(axis=0)
    return Regression(variance, slope)


def _table(name: str, values: ArrayLike) -> Array:
    table = as_array(name, values, Text("numbers_by_draw_and_column"))
    if table.ndim != 2 or table.dtype.kind not in "biuf":
        found = Text("dtype_of_shape", dtype=table.dtype, shape=table.shape)
        raise refused(name, found, Text("numbers_by_draw_and_column"))
    return table.astype(np.float64, copy=False)


def _standardised(values: Array) -> Array:
    return np.asarray((values - values.mean(axis=0)) / values.std(axis=0))
