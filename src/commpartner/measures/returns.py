"""Compute the internal rate of return."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from commpartner.problems.arguments import Array, plain, series

WIDEST = np.log(1e6)  # of the log of the discount factor: rates from -0.999999 to 999,999
STEPS = 80  # of bisection: far below the last digit of a rate


def internal_rate(cash_flows: ArrayLike) -> float | Array:
    r"""Find the internal rate of return: the rate at which the present value is 0.

    .. math:: \sum_{t=0}^{T-1} \frac{x_t}{(1 + i)^t} = 0

    Only a rate that is known to be the only one is returned: the flows change their sign once, or
    their running total does and does not end at 0 (then it is the only rate above 0).

    Parameters
    ----------
    cash_flows
        :math:`x_t`, shape (..., T), receipts positive [money per period].

    Returns
    -------
    float or numpy.ndarray
        :math:`i`, shape (...) [1/period]; of months, :math:`(1 + i)^{12} - 1` is that of a year.
        NaN if no rate or no single one is known. A float for one series.

    Raises
    ------
    ValueError
        If a number is not finite or there is no period.

    References
    ----------
    C. J. Norstrom (1972), "A sufficient condition for a unique nonnegative internal rate of
    return", Journal of Financial and Quantitative Analysis 7(3).

    Examples
    --------
    >>> round(internal_rate([-100.0, 60.0, 60.0]), 4)
    0.1307
    """
    flows = series("cash_flows", cash_flows)
    rows = flows.reshape(-1, flows.shape[-1])
    return plain(np.array([_of_one(row) for row in rows]).reshape(flows.shape[:-1]))


def _of_one(flows: Array) -> float:
    changes, totals = _changes(flows), np.cumsum(flows)
    # A total that is back at 0 or ends there tells of a rate of 0, which bisection finds as well.
    alone = _changes(totals) == 1 and totals[-1] != 0
    if changes != 1 and not alone:
        return float("nan")
    used = np.flatnonzero(flows)
    kept = flows[used[0] : used[-1] + 1]
    # Above 0 alone is the rate sure to be the only one if the flows change sign more than once.
    low, high = -WIDEST, WIDEST if changes == 1 else 0.0
    first = np.sign(kept[0])
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        if np.sign(_worth(kept, middle)) == first:
            low = middle
        else:
            high = middle
    found = 0.5 * (low + high)
    return float(np.expm1(-found)) if abs(found) < WIDEST - 1e-6 else float("nan")


def _worth(flows: Array, log_factor: float) -> float:
    """Compute the present value, but for a factor that keeps every power within 0 to 1."""
    time = np.arange(len(flows)) - (len(flows) - 1 if log_factor > 0 else 0)
    return float(flows @ np.exp(log_factor * time))


def _changes(values: Array) -> int:
    """Count the changes of sign, zeros left out."""
    signs = np.sign(values[values != 0])
    return int(np.count_nonzero(signs[1:] != signs[:-1]))
