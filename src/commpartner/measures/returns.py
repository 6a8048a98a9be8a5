"""Compute the internal rate of return."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from commpartner.problems.arguments import Array, plain, series

WIDEST = np.log(1e6)  # of the log of the discount factor: rates from -0.999999 to 999,999
STEPS = 200  # at most; a search that is caught between numbers next to each other has ended
START = 0.01  # where the search begins: a rate of 1 % a period
NEAR = 1e-13  # of the log of the discount factor: below the last digit of a rate


def internal_rate(cash_flows: ArrayLike) -> float | Array:
    r"""Find the internal rate of return: the rate at which the present value is 0.

    .. math:: \sum_{t=0}^{T-1} \frac{x_t}{(1 + i)^t} = 0

    Only a rate that is known to be the only one is returned. The flows change their sign once; or
    their running total does and does not end at 0: then it is the only rate above 0. Or the running
    total keeps its sign, and the one from the end changes it once: then it is the only rate at all,
    and below 0. The last two follow from Descartes' rule of signs for the flows over `1 - x`.

    Parameters
    ----------
    cash_flows
        :math:`x_t`, shape (..., T), receipts positive [money per period].

    Returns
    -------
    float or numpy.ndarray
        :math:`i`, shape (...) [1/period]; of months, :math:`(1 + i)^{12} - 1` is that of a year.
        NaN if no rate or no single one is known, or if it is not between -0.999999 and 999,999.
        A float for one series.

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
    return plain(rates(rows).reshape(flows.shape[:-1]))


def rates(flows: Array) -> Array:
    """Find the internal rate of each row, NaN as in `internal_rate`; no row moves another."""
    found = np.full(len(flows), np.nan)
    totals = np.cumsum(flows, axis=1)
    from_end = np.cumsum(flows[:, ::-1], axis=1)
    once, gains, ends = _changes(flows) == 1, _changes(totals), totals[:, -1]
    above_0 = (gains == 1) & (ends != 0)
    below_0 = (gains == 0) & (_changes(from_end) == 1) & (ends != 0)
    known = once | above_0 | below_0
    if known.any():
        kept = flows[known]
        first = np.sign(kept[np.arange(len(kept)), np.argmax(kept != 0, axis=1)])
        # Flows that change their sign once have a rate below 0 if they end as they began.
        below = np.where(once[known], np.sign(ends[known]) == first, below_0[known])
        terms = _from_first(np.where(below[:, None], kept[:, ::-1], kept))
        away = _crossing(terms)
        found[known] = np.where(
            away < WIDEST - 1e-6, np.expm1(np.where(below, -away, away)), np.nan
        )
    return found


def _from_first(flows: Array) -> Array:
    """Move each row to the left so that it begins with what is not 0."""
    skipped = np.argmax(flows != 0, axis=1)[:, None]
    place = np.arange(flows.shape[1]) + skipped
    inside = place < flows.shape[1]
    return np.where(inside, np.take_along_axis(flows, np.where(inside, place, 0), axis=1), 0.0)


def _crossing(terms: Array) -> Array:
    """Find how far the log of the discount factor is from 0 where the worth of each row is 0.

    Newton's steps within a bracket, halved if a step leaves it. A row that has ended stays.
    """
    time = np.arange(float(terms.shape[1]))
    near, far = np.zeros(len(terms)), np.full(len(terms), WIDEST)
    at, left = np.full(len(terms), START), np.arange(len(terms))
    for _ in range(STEPS):
        worths = terms[left] * np.exp(-at[left, None] * time)
        worth, slope = np.add.reduce(worths, axis=1), -np.add.reduce(worths * time, axis=1)
        beyond = np.sign(worth) == np.sign(terms[left, 0])
        near[left] = np.where(beyond, near[left], at[left])
        far[left] = np.where(beyond, at[left], far[left])
        with np.errstate(all="ignore"):
            step = at[left] - worth / slope
        inside = (step > near[left]) & (step < far[left])
        tried = np.where(inside, step, 0.5 * (near[left] + far[left]))
        moved = np.abs(tried - at[left]) > NEAR
        at[left] = tried
        left = left[moved]
        if not left.size:
            break
    return at


def _changes(values: Array) -> Array:
    """Count the changes of sign of each row, zeros left out."""
    signs = np.sign(values)
    place = np.maximum.accumulate(np.where(signs != 0, np.arange(values.shape[1]), 0), axis=1)
    last = np.take_along_axis(signs, place, axis=1)
    return np.asarray(np.add.reduce((last[:, 1:] != last[:, :-1]) & (last[:, :-1] != 0), axis=1))
