r"""Compute the measures of robustness of McPhail et al. (2018), pure functions on an array.

Each takes what policies reach in scenarios, shape (policy, scenario), more being better, and
returns a number a policy, shape (policy,), more being more robust: a regret is returned with a
minus. The definitions are those of C. McPhail et al. (2018), Robustness metrics: How are they
calculated, when should they be used and why do they give different results?,
doi:10.1002/2017EF000649, as their authors' package RAPID computes them, but for quantiles, which
are interpolated here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from commpartner.experiments.choosing.compared import Compared
from commpartner.experiments.choosing.paired import as_table, direction, paired
from commpartner.problems.arguments import Array, one_number, refused, require
from commpartner.texts import Text


def maximin(values: ArrayLike) -> Array:
    """Find the worst scenario of each policy (Wald 1950).

    Examples
    --------
    >>> maximin([[1.0, 5.0], [2.0, 3.0]])
    array([1., 2.])
    """
    return np.asarray(_table(values).min(axis=1))


def maximax(values: ArrayLike) -> Array:
    """Find the best scenario of each policy.

    Examples
    --------
    >>> maximax([[1.0, 5.0], [2.0, 3.0]])
    array([5., 3.])
    """
    return np.asarray(_table(values).max(axis=1))


def hurwicz(values: ArrayLike, pessimism: float = 0.5) -> Array:
    r"""Compute Hurwicz's rule: :math:`\alpha \min + (1 - \alpha) \max` (Hurwicz 1953).

    Parameters
    ----------
    values
        Shape (policy, scenario).
    pessimism
        :math:`\alpha`, the weight of the worst scenario, 0 to 1.

    Examples
    --------
    >>> hurwicz([[1.0, 5.0], [2.0, 3.0]], pessimism=0.75)
    array([2.  , 2.25])
    """
    alpha = one_number("pessimism", pessimism, lambda x: 0 <= x <= 1, Text("from_0_to_1"))
    return np.asarray(alpha * maximin(values) + (1.0 - alpha) * maximax(values))


def laplace(values: ArrayLike) -> Array:
    """Compute the mean over the scenarios, all as likely (Laplace).

    Examples
    --------
    >>> laplace([[1.0, 5.0], [2.0, 3.0]])
    array([3. , 2.5])
    """
    return np.asarray(_table(values).mean(axis=1))


def minimax_regret(values: ArrayLike) -> Array:
    """Compute the largest regret over the scenarios, with a minus (Savage 1951).

    The regret is what a policy loses against the best policy of the same scenario.

    Examples
    --------
    >>> minimax_regret([[1.0, 5.0], [2.0, 3.0]])
    array([-1., -2.])
    """
    return np.asarray(-_regret(values).max(axis=1))


def percentile_regret(values: ArrayLike, percentile: float = 0.9) -> Array:
    """Compute the 90th percentile of the regret, with a minus (Herman et al. 2015).

    Parameters
    ----------
    values
        Shape (policy, scenario).
    percentile
        Share of the scenarios with at most that regret, 0 to 1.

    Examples
    --------
    >>> percentile_regret([[1.0, 5.0, 5.0], [2.0, 3.0, 4.0]], percentile=0.5)
    array([-0., -1.])
    """
    share = one_number("percentile", percentile, lambda x: 0 <= x <= 1, Text("from_0_to_1"))
    return np.asarray(-np.quantile(_regret(values), share, axis=1))


def mean_variance(values: ArrayLike) -> Array:
    r"""Compute :math:`(\bar f + 1) / (s + 1)` with the sample standard deviation *s*.

    The 1 keeps the divisor above 0; the measure depends on the unit of the values (Kwakkel et
    al. 2016, doi:10.1061/(ASCE)WR.1943-5452.0000626).

    Examples
    --------
    >>> mean_variance([[1.0, 3.0, 5.0], [3.0, 3.0, 3.0]]).round(4)
    array([1.3333, 4.    ])
    """
    table = _table(values)
    return np.asarray((table.mean(axis=1) + 1.0) / (_deviation(table) + 1.0))


def undesirable_deviations(values: ArrayLike) -> Array:
    """Compute the mean deviation from the median over the worse half of the scenarios.

    Of an odd number of scenarios the middle one is in the worse half.

    Examples
    --------
    >>> undesirable_deviations([[1.0, 3.0, 4.0, 8.0], [3.0, 3.0, 3.0, 3.0]])
    array([-1.5,  0. ])
    """
    table = np.sort(_table(values), axis=1)
    half = (table.shape[1] + 1) // 2
    away = table - np.median(table, axis=1, keepdims=True)
    return np.asarray(away[:, :half].mean(axis=1))


def percentile_skewness(values: ArrayLike) -> Array:
    r"""Compute :math:`(q_{50} - (q_{90} + q_{10}) / 2) / ((q_{90} - q_{10}) / 2)`.

    It is above 0 if most scenarios lie near the good end. NaN if the two outer quantiles are
    equal. Other authors use the opposite sign.

    Examples
    --------
    >>> percentile_skewness([[0.0, 1.0, 8.0, 9.0, 10.0]]).round(4)
    array([0.6522])
    """
    low, middle, high = np.quantile(_table(values), (0.1, 0.5, 0.9), axis=1)
    return _ratio(middle - (high + low) / 2.0, (high - low) / 2.0)


def percentile_peakedness(values: ArrayLike) -> Array:
    r"""Compute :math:`(q_{90} - q_{10}) / (q_{75} - q_{25})`: how peaked the values are.

    It says nothing about which side is the better one. NaN if the quartiles are equal.

    Examples
    --------
    >>> percentile_peakedness([[0.0, 1.0, 2.0, 3.0, 4.0]])
    array([1.6])
    """
    q10, q25, q75, q90 = np.quantile(_table(values), (0.1, 0.25, 0.75, 0.9), axis=1)
    return _ratio(q90 - q10, q75 - q25)


def starr(values: ArrayLike, threshold: float) -> Array:
    """Compute the share of scenarios that reach a threshold: Starr's domain criterion (1963).

    Examples
    --------
    >>> starr([[1.0, 5.0], [2.0, 3.0]], threshold=2.0)
    array([0.5, 1. ])
    """
    least = one_number("threshold", threshold)
    return np.asarray((_table(values) >= least).mean(axis=1))


MEASURES: Mapping[str, Callable[[ArrayLike], Array]] = {
    "maximin": maximin,
    "maximax": maximax,
    "hurwicz": hurwicz,
    "laplace": laplace,
    "minimax_regret": minimax_regret,
    "percentile_regret": percentile_regret,
    "mean_variance": mean_variance,
    "undesirable_deviations": undesirable_deviations,
    "percentile_skewness": percentile_skewness,
    "percentile_peakedness": percentile_peakedness,
}


def robustness(comparison: Compared, outcome: str, threshold: float | None = None) -> pd.DataFrame:
    """Tabulate the measures of robustness of policies in the same draws.

    Parameters
    ----------
    comparison
        Policies in the same draws, from `compare`.
    outcome
        One of which more or less is better.
    threshold
        For Starr's domain criterion [unit of the outcome], reached in the better direction.

    Returns
    -------
    pandas.DataFrame
        One row a policy: policy and one column a measure. More is more robust: of an outcome of
        which less is better the negative is measured.

    Raises
    ------
    InputError
        If the outcome is unknown, or neither more nor less of it is better.
    ValueError
        If a policy has no number in some draw, or the threshold is not finite.

    References
    ----------
    C. McPhail et al. (2018), doi:10.1002/2017EF000649.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": list("aabb"), "draw": [0, 1, 0, 1], "fallback_per_year": [1, 5, 2, 3]}
    >>> two = SimpleNamespace(policies={"a": 0, "b": 0}, outcomes=pd.DataFrame(rows))
    >>> robustness(two, "fallback_per_year", threshold=3.0)[["policy", "maximin", "starr"]]
      policy  maximin  starr
    0      a     -5.0    0.5
    1      b     -3.0    1.0
    """
    sign = direction(outcome)
    table = (sign * paired(comparison, outcome)).to_numpy().T
    found = measured(
        table, None if threshold is None else sign * one_number("threshold", threshold)
    )
    rows = [
        {"policy": policy, **{name: each[number] for name, each in found.items()}}
        for number, policy in enumerate(comparison.policies)
    ]
    return as_table(comparison, rows, ("policy", *found))


def measured(table: Array, threshold: float | None = None) -> dict[str, Array]:
    """Compute all measures of a table of which more is better, shape (policy,) each."""
    found = {name: measure(table) for name, measure in MEASURES.items()}
    if threshold is not None:
        found["starr"] = starr(table, threshold)
    return found


def _table(values: ArrayLike) -> Array:
    table = require("values", values)
    if table.ndim != 2 or 0 in table.shape:
        allowed = Text("policies_by_scenarios")
        raise refused("values", Text("shape", shape=table.shape), allowed)
    return table


def _regret(values: ArrayLike) -> Array:
    table = _table(values)
    return np.asarray(table.max(axis=0) - table)


def _deviation(table: Array) -> Array:
    if table.shape[1] == 1:
        return np.zeros(len(table))
    return np.asarray(table.std(axis=1, ddof=1))


def _ratio(above: Array, below: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(below > 0.0, above / below, np.nan))
