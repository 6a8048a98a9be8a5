"""Compute present values, annuities, payback and break-even."""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from commpartner.problems.arguments import (
    Array,
    at_least_zero,
    broadcast,
    one_count,
    one_number,
    plain,
    require,
    same_labels,
    series,
)
from commpartner.texts import Text

ROUNDING = 1e-12  # of the sums in hand: less than this is no money but the end of a number


def nominal_rate(real: ArrayLike, inflation: ArrayLike) -> float | Array:
    r"""Compute the rate for money of the day from the real one: ``(1 + r) (1 + pi) - 1``.

    Parameters
    ----------
    real
        :math:`r > -1`, any shape [1/year].
    inflation
        :math:`\pi > -1`, any shape that broadcasts [1/year].

    Returns
    -------
    float or numpy.ndarray
        Broadcast shape [1/year]: a float if both are single numbers.

    Raises
    ------
    ValueError
        If a rate is -1 or less or not finite.

    References
    ----------
    I. Fisher (1930), The Theory of Interest, chapter 2.

    Examples
    --------
    >>> round(nominal_rate(0.08, 0.01), 4)
    0.0908
    """
    same_labels(real=real, inflation=inflation)
    each, growth = broadcast(real=_rate("real", real), inflation=_rate("inflation", inflation))
    return plain(np.asarray((1.0 + each) * (1.0 + growth) - 1.0))


def real_rate(nominal: ArrayLike, inflation: ArrayLike) -> float | Array:
    r"""Compute the rate at constant prices from that of money: ``(1 + i) / (1 + pi) - 1``.

    Parameters
    ----------
    nominal
        :math:`i > -1`, any shape [1/year].
    inflation
        :math:`\pi > -1`, any shape that broadcasts [1/year].

    Returns
    -------
    float or numpy.ndarray
        Broadcast shape [1/year]: a float if both are single numbers.

    Raises
    ------
    ValueError
        If a rate is -1 or less or not finite.

    References
    ----------
    I. Fisher (1930), The Theory of Interest, chapter 2.

    Examples
    --------
    >>> round(real_rate(0.0908, 0.01), 4)
    0.08
    """
    same_labels(nominal=nominal, inflation=inflation)
    each, growth = broadcast(
        nominal=_rate("nominal", nominal), inflation=_rate("inflation", inflation)
    )
    return plain(np.asarray((1.0 + each) / (1.0 + growth) - 1.0))


def discount_factors(rate_per_year: ArrayLike, months: int, spread: ArrayLike = 0.0) -> Array:
    r"""Compute the present value of one unit of money at the start of each month.

    .. math:: d_t = (1 + r)^{-t/12},\qquad t = 0, \dots, T - 1

    With a spread :math:`\sigma` the rate declines: it is the certainty equivalent of rates that
    have a gamma distribution with mean :math:`\mu = \ln(1 + r)` and this standard deviation,

    .. math:: d_t = \left(1 + \frac{\sigma^2}{\mu} \frac{t}{12}\right)^{-\mu^2/\sigma^2},

    so that the rate of year :math:`t` is :math:`\mu / (1 + t \sigma^2 / \mu)`.

    Parameters
    ----------
    rate_per_year
        :math:`r > -1`, effective rate, shape (...) [1/year].
    months
        :math:`T \ge 1`, a whole number [months].
    spread
        :math:`\sigma \ge 0`, standard deviation of the rate, shape that broadcasts with (...)
        [1/year]; where the rate is not above 0 it changes nothing.

    Returns
    -------
    numpy.ndarray
        Shape (..., months) [1]; the first factor is 1.

    Raises
    ------
    ValueError
        If the rate is -1 or less or not finite, the spread is negative, or months is not a whole
        number >= 1.

    References
    ----------
    A. E. Boardman et al. (2018), Cost-Benefit Analysis, chapter 9. M. L. Weitzman (2001), "Gamma
    discounting", American Economic Review 91(1), doi:10.1257/aer.91.1.260.

    Examples
    --------
    >>> discount_factors(0.035, 13)[[0, 12]].round(4)
    array([1.    , 0.9662])
    >>> discount_factors(0.08, 361, spread=0.03)[[0, 360]].round(4)
    array([1.    , 0.1382])
    """
    rate = _rate("rate_per_year", rate_per_year)
    count = one_count("months", months)
    apart = at_least_zero("spread", spread)
    rate, apart = broadcast(rate_per_year=rate, spread=apart)
    years = np.arange(count) / 12.0
    factors = np.asarray((1.0 + rate[..., np.newaxis]) ** -years)
    if not apart.any():
        return factors
    mean, part = np.log1p(rate)[..., np.newaxis], apart[..., np.newaxis] ** 2
    declines = (mean > 0) & (part > 0)
    safe, width = np.where(declines, mean, 1.0), np.where(declines, part, 1.0)
    gamma = np.exp(-(safe**2) / width * np.log1p(width / safe * years))
    return np.where(declines, gamma, factors)


def npv(rate: ArrayLike, cash_flows: ArrayLike) -> float | Array:
    r"""Compute the net present value; the first flow is not discounted.

    .. math:: \mathrm{NPV} = \sum_{t=0}^{T-1} \frac{x_t}{(1 + r)^t}

    Parameters
    ----------
    rate
        :math:`r > -1`, shape that broadcasts with (...) [1/period].
    cash_flows
        :math:`x_t`, shape (..., T), receipts positive [money].

    Returns
    -------
    float or numpy.ndarray
        Broadcast shape (...) [money]: a float for one rate and one series.

    Raises
    ------
    ValueError
        If the rate is -1 or less, a number is not finite or there is no period.

    References
    ----------
    A. E. Boardman et al. (2018), Cost-Benefit Analysis, chapter 9.

    Examples
    --------
    >>> round(npv(0.08, [-40_000, 5_000, 8_000, 12_000, 30_000]), 4)
    3065.2227
    """
    same_labels(cash_flows=cash_flows, rate=rate)
    flows = series("cash_flows", cash_flows)
    each = _rate("rate", rate)[..., np.newaxis]
    broadcast(rate=each, cash_flows=flows)
    return plain(np.sum(flows * (1.0 + each) ** -np.arange(flows.shape[-1]), axis=-1))


@overload
def annuity(principal: float, rate: float, periods: float) -> float: ...
@overload
def annuity(principal: ArrayLike, rate: ArrayLike, periods: ArrayLike) -> Array: ...
def annuity(principal: ArrayLike, rate: ArrayLike, periods: ArrayLike) -> float | Array:
    r"""Compute the equal payment at the end of each period that repays a loan with interest.

    .. math:: A = P\,\frac{r}{1 - (1 + r)^{-n}},\qquad A = \frac{P}{n} \text{ where } r = 0

    Parameters
    ----------
    principal
        :math:`P`, any shape [money].
    rate
        :math:`r > -1`, any shape that broadcasts [1/period].
    periods
        :math:`n` > 0, any shape that broadcasts [periods]; need not be whole.

    Returns
    -------
    float or numpy.ndarray
        Broadcast shape [money/period]: a float if all arguments are single numbers.

    Raises
    ------
    ValueError
        If the rate is -1 or less, periods is not above 0 or a number is not
        finite.

    References
    ----------
    A. E. Boardman et al. (2018), Cost-Benefit Analysis, chapter 9.

    Examples
    --------
    >>> annuity(1_200.0, 0.0, 12)
    100.0
    >>> round(annuity(1_000.0, 0.05, 2), 2)
    537.8
    """
    same_labels(principal=principal, rate=rate, periods=periods)
    amount = require("principal", principal)
    each = _rate("rate", rate)
    count = require("periods", periods, lambda x: x > 0, Text("finite_numbers_above_zero"))
    amount, each, count = broadcast(principal=amount, rate=each, periods=count)
    # (1 + r)^-n is so near 1 for a small rate that 1 minus it keeps few digits; expm1 keeps all.
    with np.errstate(over="ignore"):  # a rate near -1: the payment is then rightly 0
        lost = -np.expm1(-count * np.log1p(each))
    free = each == 0
    share = np.where(free, 1.0 / count, each / np.where(free, 1.0, lost))
    return plain(np.asarray(amount * share))


def payback_month(cash_flows: ArrayLike, tolerance: float = ROUNDING) -> float | Array:
    r"""Find the first month from which cumulative flows stay at or above 0.

    .. math:: \min \Bigl\{ m : \sum_{t=0}^{s} x_t \ge 0 \text{ for all } s = m, \dots, T - 1 \Bigr\}

    Parameters
    ----------
    cash_flows
        :math:`x_t`, shape (..., T), receipts positive [money per month].
    tolerance
        A total that is short by no more than this part of all that has moved so far counts as
        zero, against rounding [1].

    Returns
    -------
    float or numpy.ndarray
        Index of the month counted from 0, shape (...) [month]; NaN if it does not happen
        within the horizon. A float for one series.

    Raises
    ------
    ValueError
        If a number is not finite, there is no month or the tolerance is negative.

    References
    ----------
    H. M. Weingartner (1969), "Some new views on the payback period and capital budgeting
    decisions", Management Science 15(12), doi:10.1287/mnsc.15.12.B594.

    Examples
    --------
    The total is back at zero in month 2, but a later loss moves the answer to month 4:

    >>> payback_month([-10, 5, 5, -3, 4])
    4.0
    """
    flows = series("cash_flows", cash_flows)
    moved = np.cumsum(np.abs(flows), axis=-1)
    short = np.cumsum(flows, axis=-1) < -_tolerance(tolerance) * moved
    last_short = flows.shape[-1] - 1 - np.argmax(short[..., ::-1], axis=-1)
    month = np.where(np.any(short, axis=-1), last_short + 1.0, 0.0)
    return plain(np.where(short[..., -1], np.nan, month))


def break_even_month(
    fallback: ArrayLike,
    hold: int = 12,
    tolerance: float = ROUNDING,
    scale: ArrayLike | None = None,
) -> float | Array:
    r"""Find the first month from which the fallback stays 0 for a given time.

    .. math:: \min \{ m : f_t \le \epsilon s_t \text{ for } t = m, \dots, m + h - 1,\ m + h \le T \}

    Parameters
    ----------
    fallback
        Payment :math:`f_t` that fills the gap of each month, shape (..., T) [money per month].
    hold
        :math:`h \ge 1`, for how many months in a row it must stay at zero, a whole number
        [months].
    tolerance
        :math:`\epsilon \ge 0`, a payment up to this part of the scale counts as none [1].
    scale
        :math:`s_t \ge 0`, the sums whose difference a payment is, such as the cost, shape that
        broadcasts with (..., T) [money per month]; by default the largest payment of a series.

    Returns
    -------
    float or numpy.ndarray
        Index of the month counted from 0, shape (...) [month]; NaN if no such run of months
        lies within the horizon. A float for one series. nan does not say that it never comes: a
        series whose last months are free and fewer than `hold` cannot tell.

    Raises
    ------
    ValueError
        If a number is not finite, there is no month, hold is not a whole number >= 1, or the
        tolerance or the scale is negative.

    Notes
    -----
    The definition is this project's own; there is no publication to cite.

    Examples
    --------
    >>> break_even_month([9.0, 0.0, 4.0, 0.0, 0.0, 0.0], hold=2)
    3.0
    >>> break_even_month([9.0, 0.0, 4.0, 0.0, 0.0, 0.0])
    nan
    """
    payments = series("fallback", fallback)
    length = one_count("hold", hold)
    size = np.max(np.abs(payments), axis=-1, keepdims=True)
    if scale is not None:
        size = at_least_zero("scale", scale)
        payments, size = broadcast(fallback=payments, scale=size)
    paid = np.zeros((*payments.shape[:-1], payments.shape[-1] + 1), dtype=np.int64)
    np.cumsum(payments > _tolerance(tolerance) * size, axis=-1, out=paid[..., 1:])
    if length > payments.shape[-1]:
        return plain(np.full(payments.shape[:-1], np.nan))
    free = paid[..., length:] == paid[..., :-length]  # no month paid in the run that starts here
    return plain(np.where(np.any(free, axis=-1), np.argmax(free, axis=-1), np.nan))


def _rate(name: str, values: ArrayLike) -> Array:
    return require(name, values, lambda x: x > -1, Text("finite_above_minus_1"))


def _tolerance(value: float) -> float:
    return one_number("tolerance", value, lambda x: x >= 0, Text("finite_number_from_zero"))
