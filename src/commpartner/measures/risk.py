"""Compute the risk of the bad draws: value at risk and expected shortfall."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from commpartner.problems.arguments import Array, one_number, plain, refused, require
from commpartner.texts import Text

Side = Literal["high", "low"]


def band(values: Array) -> dict[str, float]:
    """Compute the 5, 50 and 95 % quantiles of draws, by the names of their columns.

    Examples
    --------
    >>> band(np.arange(101.0))
    {'p5': 5.0, 'p50': 50.0, 'p95': 95.0}
    """
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95)).tolist()
    return {"p5": low, "p50": middle, "p95": high}


def value_at_risk(values: ArrayLike, level: float, worst: Side = "high") -> float | Array:
    r"""Compute the value at risk: the quantile of an outcome on its bad side.

    .. math:: \mathrm{VaR}_p = x_{(\lceil p n \rceil)}

    where :math:`x_{(1)}` is the worst of the :math:`n` draws, :math:`x_{(2)}` the next and so on.

    Parameters
    ----------
    values
        Draws along the first axis, shape (n, ...) [any unit].
    level
        :math:`p` in (0, 1]: 0.05 looks at the worst 5 % [share of the draws].
    worst
        ``"high"`` if large values are bad (a cost), ``"low"`` if small ones are (a surplus).

    Returns
    -------
    float or numpy.ndarray
        Shape (...) [the same unit]: a float for one series of draws.

    Raises
    ------
    ValueError
        If there is no draw, a value is not finite, the level is outside (0, 1] or worst is
        neither word.

    References
    ----------
    P. Artzner et al. (1999), "Coherent measures of risk", Mathematical Finance 9(3),
    doi:10.1111/1467-9965.00068.

    Examples
    --------
    >>> value_at_risk([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.2)
    9.0
    >>> value_at_risk([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.2, worst="low")
    2.0
    """
    share = _level(level)
    losses, sign = _losses(values, worst)
    return plain(sign * _quantile(losses, share))


def expected_shortfall(values: ArrayLike, level: float, worst: Side = "high") -> float | Array:
    r"""Compute the expected shortfall: the mean of the worst share of the draws.

    .. math:: \mathrm{ES}_p = \frac{1}{p n} \Bigl( \sum_{i=1}^{m} x_{(i)}
        + (p n - m)\, x_{(m+1)} \Bigr),\qquad m = \lfloor p n \rfloor

    where :math:`x_{(1)}` is the worst of the :math:`n` draws. The draw on the edge counts with
    the fraction of it that lies within the share, so the mean is continuous in the level.

    Parameters
    ----------
    values
        Draws along the first axis, shape (n, ...) [any unit].
    level
        :math:`p` in (0, 1]: 0.05 means the worst 5 %; 1 gives the mean [share of the draws].
    worst
        ``"high"`` if large values are bad (a cost), ``"low"`` if small ones are (a surplus).

    Returns
    -------
    float or numpy.ndarray
        Shape (...) [the same unit]: a float for one series of draws. Never better than
        :func:`value_at_risk`.

    Raises
    ------
    ValueError
        As :func:`value_at_risk`.

    References
    ----------
    C. Acerbi and D. Tasche (2002), "On the coherence of expected shortfall", Journal of Banking &
    Finance 26(7), doi:10.1016/S0378-4266(02)00283-2; for the form computed here, value at risk
    plus mean excess, R. T. Rockafellar and S. Uryasev (2002), "Conditional value-at-risk for
    general loss distributions", same issue, doi:10.1016/S0378-4266(02)00271-6.

    Examples
    --------
    >>> expected_shortfall([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.2)
    9.5
    >>> expected_shortfall([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.2, worst="low")
    1.5
    """
    share = _level(level)
    losses, sign = _losses(values, worst)
    edge = _quantile(losses, share)
    excess = np.mean(np.maximum(losses - edge, 0.0), axis=0)
    return plain(np.asarray(sign * (edge + excess / share)))


def _losses(values: ArrayLike, worst: Side) -> tuple[Array, float]:
    """Return the draws signed so that large values are bad, and the sign."""
    if not isinstance(worst, str) or worst not in ("high", "low"):
        raise refused("worst", worst, Text("high_or_low"))
    draws = require("values", values)
    if draws.ndim == 0 or draws.shape[0] == 0:
        raise refused("values", Text("no_draws"), Text("one_along_first_axis"))
    sign = 1.0 if worst == "high" else -1.0
    return sign * draws, sign


def _quantile(losses: Array, share: float) -> Array:
    """Find the draw on the edge of the worst share."""
    # 0.07 of 100 draws is 7.000000000000001 of them in floating point and must still be 7.
    count = share * losses.shape[0]
    position = max(1, int(np.ceil(count - 1e-12 * count)))
    return np.asarray(np.sort(losses, axis=0)[-position])


def _level(value: float) -> float:
    return one_number("level", value, lambda x: 0 < x <= 1, Text("in_0_to_1"))
