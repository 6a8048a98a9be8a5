"""Compute confidence intervals of means and shares, and the draws that a test needs."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from commpartner.problems.arguments import Array, one_number, refused, series, whole_number
from commpartner.texts import Text


class Interval(NamedTuple):
    """Hold a mean and its confidence interval, in the unit of the values."""

    mean: float
    low: float
    high: float


def mean_interval(values: ArrayLike, level: float) -> Interval:
    r"""Compute the confidence interval of a mean.

    .. math:: \bar x \pm t_{n-1,\,(1 + \text{level})/2}\; s / \sqrt n

    Parameters
    ----------
    values
        :math:`x`, at least two independent draws, shape (draw,) [any unit].
    level
        Between 0 and 1 [share].

    Returns
    -------
    Interval
        [unit of the values]. For an average of many draws, or values that are near to normal.

    Raises
    ------
    ValueError
        If a value is not finite, there are fewer than two, or the level is out of range.

    References
    ----------
    Student (1908), The probable error of a mean, doi:10.1093/biomet/6.1.1.

    Examples
    --------
    >>> [round(bound, 3) for bound in mean_interval([1.0, 2.0, 3.0, 4.0], 0.95)]
    [2.5, 0.446, 4.554]
    """
    mean, deviation, count = _moments(values)
    half = _t(count, check_level(level)) * deviation / math.sqrt(count)
    return Interval(mean, mean - half, mean + half)


def share_interval(share: float, draws: int, level: float) -> tuple[float, float]:
    r"""Compute Wilson's confidence interval of a share of draws, within 0 and 1.

    The two solutions :math:`p` of

    .. math:: (\hat p - p)^2 = z^2\, p (1 - p) / n

    Parameters
    ----------
    share
        :math:`\hat p`, 0 to 1. If ties are shared it need be no whole number of draws; the
        interval is then a little too wide.
    draws
        :math:`n \ge 1`.
    level
        Between 0 and 1 [share]; :math:`z` is the normal quantile of (1 + level) / 2.

    Returns
    -------
    tuple of float
        Low and high [share].

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference,
    doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> [round(bound, 4) for bound in share_interval(0.0, 10, 0.95)]
    [0.0, 0.2775]
    """
    from scipy.special import ndtri

    hit = one_number("share", share, lambda x: 0 <= x <= 1, Text("from_0_to_1"))
    count = whole_number("draws", draws, 1)
    width = float(ndtri((1.0 + check_level(level)) / 2.0)) ** 2 / count
    return _lower(hit, width), 1.0 - _lower(1.0 - hit, width)


def draws_needed(differences: ArrayLike, level: float = 0.95) -> float:
    r"""Estimate the number of draws that tells a mean paired difference from 0.

    The smallest whole :math:`n \ge 2` for which the confidence interval of the mean leaves out 0
    if mean and standard deviation stay what they are:

    .. math:: t_{n-1,\,(1 + \text{level})/2}\; s / \sqrt n < |\bar d|

    For many draws *t* is the normal *z*. For few draws it agrees with `mean_interval`: a sample
    tells its mean from 0 if its size is at least the number needed.

    Parameters
    ----------
    differences
        :math:`d`, paired and independent, at least two, shape (draw,) [any unit].
    level
        Between 0 and 1 [share]. If one looks again and again, that of `level_at_look`.

    Returns
    -------
    float
        A whole number; infinite if the mean is 0.

    Raises
    ------
    ValueError
        If a value is not finite, there are fewer than two, or the level is out of range.

    Examples
    --------
    >>> draws_needed([1.0, -2.0, 4.0, 1.0, 0.0, 3.0], level=0.95)
    16.0
    >>> draws_needed([1.0, -1.0])
    inf
    """
    mean, deviation, _ = _moments(differences)
    check_level(level)
    if mean == 0.0:
        return math.inf
    if deviation == 0.0:
        return 2.0

    def tells(count: int) -> bool:
        return _t(count, level) * deviation < abs(mean) * math.sqrt(count)

    few, enough = 1, 2
    while not tells(enough):
        few, enough = enough, 2 * enough
    while enough - few > 1:
        middle = (few + enough) // 2
        few, enough = (few, middle) if tells(middle) else (middle, enough)
    return float(enough)


def level_at_look(level: float, look: int) -> float:
    r"""Adjust the confidence level of one look at growing draws so that all looks keep the level.

    .. math:: 1 - (1 - \text{level})\, \frac{6}{\pi^2 k^2}

    Whoever looks again after every batch, and stops when policies are told apart, finds a
    difference by chance more often than one look would. The errors allowed to the looks sum to
    1 - level, however many there are (union bound), so the statement holds at whichever look one
    stops.

    Parameters
    ----------
    level
        Of all looks together, between 0 and 1 [share].
    look
        :math:`k`, 1 for the first.

    Returns
    -------
    float
        Level of this look [share].

    Raises
    ------
    ValueError
        If an argument is out of range.

    References
    ----------
    P. Armitage, C. K. McPherson and B. C. Rowe (1969), Repeated significance tests on accumulating
    data, doi:10.2307/2343787, for the error that is corrected here.

    Examples
    --------
    >>> [round(level_at_look(0.95, look), 4) for look in (1, 2, 10)]
    [0.9696, 0.9924, 0.9997]
    """
    whole_number("look", look, 1)
    return 1.0 - (1.0 - check_level(level)) * 6.0 / (math.pi * look) ** 2


def check_level(level: float) -> float:
    """Validate a confidence level between 0 and 1."""
    return one_number("level", level, lambda x: 0 < x < 1, Text("between_0_and_1"))


def standard_deviation(values: Array) -> float:
    """Compute the sample standard deviation; it is exactly 0 if all values are equal."""
    return float(values.std(ddof=1)) if np.ptp(values) > 0 else 0.0


def _moments(values: ArrayLike) -> tuple[float, float, int]:
    sample = series("draws", values)
    if sample.ndim != 1 or sample.size < 2:
        raise refused("draws", Text("shape", shape=sample.shape), Text("one_row_of_two"))
    # An exact sum, so that differences which cancel have a mean of zero.
    return math.fsum(sample) / sample.size, standard_deviation(sample), sample.size


def _t(count: int, level: float) -> float:
    from scipy.special import stdtrit  # a tenth of the time that scipy.stats takes to load

    return float(stdtrit(count - 1, (1.0 + level) / 2.0))


def _lower(share: float, width: float) -> float:
    # By the product of the two solutions, which loses no digits near 0 and is 0 at 0.
    larger = (2.0 * share + width + math.sqrt(width * (width + 4.0 * share * (1.0 - share)))) / 2.0
    return share**2 / larger
