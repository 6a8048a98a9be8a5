"""Compute the confidence interval of a ratio of two means by Fieller's theorem."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from commpartner.experiments.choosing.intervals import Interval, check_level, standard_deviation
from commpartner.problems.arguments import refused, series
from commpartner.texts import Text


def ratio_interval(above: ArrayLike, below: ArrayLike, level: float = 0.90) -> Interval:
    r"""Compute the ratio of two means of paired draws with its confidence interval (Fieller).

    The interval holds every ratio :math:`\rho` that a *t*-test of the mean of
    :math:`c_d - \rho\, e_d` against 0 does not refuse:

    .. math:: (\bar c - \rho\, \bar e)^2 \le \frac{t^2}{n}
        (s_c^2 - 2 \rho\, s_{ce} + \rho^2 s_e^2)

    with :math:`t = t_{n-1,\,(1 + \text{level})/2}`. It is exact if the pairs are normal. If the
    mean below is not told from 0 at this level, the ratios that are not refused have no end.

    Parameters
    ----------
    above
        :math:`c`, at least two independent draws, shape (draw,) [any unit].
    below
        :math:`e`, in the same draws, shape (draw,) [any unit].
    level
        Between 0 and 1 [share].

    Returns
    -------
    Interval
        Ratio of the means, low and high [unit above / unit below]; low and high are infinite if
        the interval has no end. The ratio is NaN if the mean below is 0.

    Raises
    ------
    ValueError
        If a value is not finite, there are fewer than two, the draws are not as many, or the level
        is out of range.

    References
    ----------
    E. C. Fieller (1954), Some problems in interval estimation, Journal of the Royal Statistical
    Society B 16, 175-185. A. R. Willan and B. J. O'Brien (1996), Confidence intervals for
    cost-effectiveness ratios, doi:10.1002/(SICI)1099-1050(199607)5:4<297::AID-HEC216>3.0.CO;2-T.

    Examples
    --------
    >>> found = ratio_interval([10.0, 12.0, 14.0, 16.0], [2.0, 2.5, 2.5, 3.0], 0.95)
    >>> [round(each, 3) for each in found]
    [5.2, 4.56, 5.725]
    >>> ratio_interval([1.0, 2.0, 3.0], [-1.0, 2.0, 0.5]).high
    inf
    """
    from scipy.special import stdtrit

    check_level(level)
    cost, effect = series("above", above), series("below", below)
    if cost.ndim != 1 or cost.shape != effect.shape or cost.size < 2:
        shapes = Text("shapes", shapes=f"{cost.shape}, {effect.shape}")
        raise refused("above, below", shapes, Text("shapes_that_fit"))
    count = cost.size
    mean_c, mean_e = math.fsum(cost) / count, math.fsum(effect) / count
    ratio = mean_c / mean_e if mean_e else math.nan
    size_c, size_e = (standard_deviation(each) or 1.0 for each in (cost, effect))
    c, e = mean_c / size_c, mean_e / size_e  # the quadratic in numbers near 1
    part = float(stdtrit(count - 1, (1.0 + level) / 2.0)) ** 2 / count
    spread_c, spread_e = (float(np.ptp(each) > 0) for each in (cost, effect))
    both = float(np.mean((cost - mean_c) * (effect - mean_e))) * count / (count - 1)
    square = e**2 - part * spread_e
    if square <= 0.0:
        return Interval(ratio, -math.inf, math.inf)
    half = c * e - part * both / (size_c * size_e)
    rest = c**2 - part * spread_c
    root = math.sqrt(max(half**2 - square * rest, 0.0))
    scale = size_c / size_e
    return Interval(ratio, scale * (half - root) / square, scale * (half + root) / square)
