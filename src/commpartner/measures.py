"""Measures of money over time, of inequality and of risk, each a pure function of arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Side = Literal["high", "low"]


def discount_factors(rate_per_year: ArrayLike, months: int) -> Array:
    r"""Present value of one unit of money at the start of each month.

    .. math:: d_t = (1 + r)^{-t/12},\qquad t = 0, \dots, T - 1

    Parameters
    ----------
    rate_per_year
        :math:`r > -1`, effective rate, shape (...) [1/year].
    months
        :math:`T \ge 1`, a whole number [months].

    Returns
    -------
    numpy.ndarray
        Shape (..., months) [1]; the first factor is 1.

    Raises
    ------
    ValueError
        Where the rate is -1 or less or not finite, or months is not a whole number >= 1.

    References
    ----------
    A. E. Boardman et al. (2018), Cost-Benefit Analysis, chapter 9, doi:10.1017/9781108235594.

    Examples
    --------
    >>> discount_factors(0.035, 13)[[0, 12]].round(4)
    array([1.    , 0.9662])
    """
    rate = _rate("rate_per_year", rate_per_year)
    count = int(_periods("months", months))
    return np.asarray((1.0 + rate[..., np.newaxis]) ** (-np.arange(count) / 12.0))


def npv(rate: ArrayLike, cash_flows: ArrayLike) -> float | Array:
    r"""Net present value; the first flow is not discounted.

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
        Where the rate is -1 or less, a number is not finite or there is no period.

    References
    ----------
    A. E. Boardman et al. (2018), Cost-Benefit Analysis, chapter 9, doi:10.1017/9781108235594.

    Examples
    --------
    >>> round(npv(0.08, [-40_000, 5_000, 8_000, 12_000, 30_000]), 4)
    3065.2227
    """
    flows = _series("cash_flows", cash_flows)
    each = _rate("rate", rate)[..., np.newaxis]
    return _plain(np.sum(flows * (1.0 + each) ** -np.arange(flows.shape[-1]), axis=-1))


@overload
def annuity(principal: float, rate: float, periods: float) -> float: ...
@overload
def annuity(principal: ArrayLike, rate: ArrayLike, periods: ArrayLike) -> Array: ...
def annuity(principal: ArrayLike, rate: ArrayLike, periods: ArrayLike) -> float | Array:
    r"""Equal payment at the end of each period that repays a sum with interest.

    .. math:: A = P\,\frac{r}{1 - (1 + r)^{-n}},\qquad A = \frac{P}{n} \text{ where } r = 0

    Parameters
    ----------
    principal
        :math:`P`, any shape [money].
    rate
        :math:`r > -1`, any shape that broadcasts [1/period].
    periods
        :math:`n`, whole numbers >= 1, any shape that broadcasts [periods].

    Returns
    -------
    float or numpy.ndarray
        Broadcast shape [money/period]: a float where all arguments are single numbers.

    Raises
    ------
    ValueError
        Where the rate is -1 or less, periods is not a whole number >= 1 or a number is not
        finite.

    References
    ----------
    A. E. Boardman et al. (2018), Cost-Benefit Analysis, chapter 9, doi:10.1017/9781108235594.

    Examples
    --------
    >>> annuity(1_200.0, 0.0, 12)
    100.0
    >>> round(annuity(1_000.0, 0.05, 2), 2)
    537.8
    """
    amount = _require("principal", principal)
    each = _rate("rate", rate)
    count = _periods("periods", periods)
    # (1 + r)^-n is so near 1 for a small rate that 1 minus it keeps few digits; expm1 keeps all.
    with np.errstate(over="ignore"):  # a rate near -1: the payment is then rightly 0
        lost = -np.expm1(-count * np.log1p(each))
    free = each == 0
    share = np.where(free, 1.0 / count, each / np.where(free, 1.0, lost))
    return _plain(np.asarray(amount * share))


def payback_month(cash_flows: ArrayLike, tolerance: float = 1e-6) -> float | Array:
    r"""First month from which the money put in is back for good.

    .. math:: \min \Bigl\{ m : \sum_{t=0}^{s} x_t \ge 0 \text{ for all } s = m, \dots, T - 1 \Bigr\}

    Parameters
    ----------
    cash_flows
        :math:`x_t`, shape (..., T), receipts positive [money per month].
    tolerance
        A total that is short by no more than this counts as zero, against rounding [money].

    Returns
    -------
    float or numpy.ndarray
        Index of the month counted from 0, shape (...) [month]; nan where it does not happen
        within the horizon. A float for one series.

    Raises
    ------
    ValueError
        Where a number is not finite, there is no month or the tolerance is negative.

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
    flows = _series("cash_flows", cash_flows)
    short = np.cumsum(flows, axis=-1) < -_tolerance(tolerance)
    last_short = flows.shape[-1] - 1 - np.argmax(short[..., ::-1], axis=-1)
    month = np.where(np.any(short, axis=-1), last_short + 1.0, 0.0)
    return _plain(np.where(short[..., -1], np.nan, month))


def break_even_month(fallback: ArrayLike, hold: int = 12, tolerance: float = 1e-9) -> float | Array:
    r"""First month from which no fallback payment is needed for a while.

    .. math:: \min \{ m : f_m, \dots, f_{m+h-1} \le \epsilon,\ m + h \le T \}

    Parameters
    ----------
    fallback
        Payment :math:`f_t` that fills the gap of each month, shape (..., T) [money per month].
    hold
        :math:`h \ge 1`, for how many months in a row it must stay at zero, a whole number
        [months].
    tolerance
        :math:`\epsilon \ge 0`, a payment up to this counts as none [money per month].

    Returns
    -------
    float or numpy.ndarray
        Index of the month counted from 0, shape (...) [month]; nan where no such run of months
        lies within the horizon. A float for one series.

    Raises
    ------
    ValueError
        Where a number is not finite, there is no month, hold is not a whole number >= 1 or the
        tolerance is negative.

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
    payments = _series("fallback", fallback)
    length = int(_periods("hold", hold))
    paid = np.zeros((*payments.shape[:-1], payments.shape[-1] + 1), dtype=np.int64)
    np.cumsum(payments > _tolerance(tolerance), axis=-1, out=paid[..., 1:])
    if length > payments.shape[-1]:
        return _plain(np.full(payments.shape[:-1], np.nan))
    free = paid[..., length:] == paid[..., :-length]  # no month paid in the run that starts here
    return _plain(np.where(np.any(free, axis=-1), np.argmax(free, axis=-1), np.nan))


def gini(values: ArrayLike, weights: ArrayLike | None = None) -> float | Array:
    r"""Gini index of a weighted population, from the mean absolute difference.

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
        Shape (...) [1]: 0 where all values are equal, at most 1 where none is negative. A float
        for one population.

    Raises
    ------
    ValueError
        Where a number is not finite, a weight is negative, all weights of a population are zero
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
    return _plain(difference / (np.sum(ordered * heads, axis=-1) / people))


def lorenz(values: ArrayLike, weights: ArrayLike | None = None) -> tuple[Array, Array]:
    r"""Lorenz curve: which share of the total the poorest share of the population holds.

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
        The second falls below 0 first where values are negative.

    Raises
    ------
    ValueError
        As :func:`gini`, and where the values are not one-dimensional.

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
    if np.ndim(values) != 1:
        raise ValueError(f"values: found {np.ndim(values)} dimensions; allowed: one")
    ordered, heads = _ordered_population(values, weights)
    return _shares(heads), _shares(heads * ordered)


def value_at_risk(values: ArrayLike, level: float, worst: Side = "high") -> float | Array:
    r"""Outcome that at least a given share of the draws reaches or exceeds on the bad side.

    .. math:: \mathrm{VaR}_p = x_{(\lceil p n \rceil)}

    where :math:`x_{(1)}` is the worst of the :math:`n` draws, :math:`x_{(2)}` the next and so on.

    Parameters
    ----------
    values
        Draws along the first axis, shape (n, ...) [any unit].
    level
        :math:`p` in (0, 1]: 0.05 looks at the worst 5 % [share of the draws].
    worst
        ``"high"`` where large values are bad (a cost), ``"low"`` where small ones are (a surplus).

    Returns
    -------
    float or numpy.ndarray
        Shape (...) [the same unit]: a float for one series of draws.

    Raises
    ------
    ValueError
        Where there is no draw, a value is not finite, the level is outside (0, 1] or worst is
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
    return _plain(sign * _quantile(losses, share))


def expected_shortfall(values: ArrayLike, level: float, worst: Side = "high") -> float | Array:
    r"""Mean of the worst share of the draws.

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
        ``"high"`` where large values are bad (a cost), ``"low"`` where small ones are (a surplus).

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
    return _plain(np.asarray(sign * (edge + excess / share)))


def _ordered_population(values: ArrayLike, weights: ArrayLike | None) -> tuple[Array, Array]:
    """Sort the values along the last axis, and their weights with them."""
    numbers = _series("values", values)
    given = np.ones(()) if weights is None else _at_least_zero("weights", weights)
    heads = np.broadcast_to(given, numbers.shape)
    if np.any(np.all(heads == 0, axis=-1)):
        raise ValueError("weights: found only zeros; allowed: at least one weight > 0")
    if np.any(np.sum(numbers * heads, axis=-1) <= 0):
        raise ValueError("values: found a mean that is not positive; allowed: a mean > 0")
    order = np.argsort(numbers, axis=-1, kind="stable")
    return np.take_along_axis(numbers, order, axis=-1), np.take_along_axis(heads, order, axis=-1)


def _shares(amounts: Array) -> Array:
    """Give running totals as shares, from 0 to exactly 1."""
    running = np.concatenate(([0.0], np.cumsum(amounts)))
    return np.asarray(running / running[-1])


def _losses(values: ArrayLike, worst: Side) -> tuple[Array, float]:
    """Draws with the sign that makes large values bad, and that sign."""
    if worst not in ("high", "low"):
        raise ValueError(f"worst: found {worst!r}; allowed: 'high' or 'low'")
    draws = _require("values", values)
    if draws.ndim == 0 or draws.shape[0] == 0:
        raise ValueError("values: found no draws; allowed: at least one along the first axis")
    sign = 1.0 if worst == "high" else -1.0
    return sign * draws, sign


def _quantile(losses: Array, share: float) -> Array:
    """Find the draw on the edge of the worst share."""
    # 0.07 of 100 draws is 7.000000000000001 of them in floating point and must still be 7.
    position = max(1, int(np.ceil(share * losses.shape[0] - 1e-9)))
    return np.asarray(np.sort(losses, axis=0)[-position])


def _series(name: str, values: ArrayLike) -> Array:
    """Finite numbers with at least one of them along the last axis."""
    array = _require(name, values)
    if array.ndim == 0 or array.shape[-1] == 0:
        raise ValueError(f"{name}: found nothing along the last axis; allowed: at least one number")
    return array


def _rate(name: str, values: ArrayLike) -> Array:
    return _require(name, values, lambda x: x > -1, "finite numbers > -1")


def _periods(name: str, values: ArrayLike) -> Array:
    return _require(name, values, lambda x: (x >= 1) & (x == np.floor(x)), "whole numbers >= 1")


def _at_least_zero(name: str, values: ArrayLike) -> Array:
    return _require(name, values, lambda x: x >= 0, "finite numbers >= 0")


def _tolerance(value: float) -> float:
    return float(_at_least_zero("tolerance", value))


def _level(value: float) -> float:
    return float(_require("level", value, lambda x: (x > 0) & (x <= 1), "a number in (0, 1]"))


def _anything(values: Array) -> Mask:
    return np.ones(values.shape, dtype=np.bool_)


def _require(
    name: str,
    values: ArrayLike,
    fits: Callable[[Array], Mask] = _anything,
    allowed: str = "finite numbers",
) -> Array:
    """Turn the values into floats; an error names the argument and its first bad value."""
    array = np.asarray(values, dtype=np.float64)
    bad = ~(np.isfinite(array) & fits(array))
    if np.any(bad):
        raise ValueError(f"{name}: found {float(array[bad][0])!r}; allowed: {allowed}")
    return array


def _plain(values: Array) -> float | Array:
    return float(values) if np.ndim(values) == 0 else values
