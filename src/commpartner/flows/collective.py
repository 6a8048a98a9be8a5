"""A village collective: income, reserve, welfare, dividends and what is put into the estates."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


class Handed(NamedTuple):
    """What a collective hands out in a month [yuan], and its shortfall carried on [yuan]."""

    left: Array
    shortfall: Array


@equation
def after_shortfall(income: Array, top_up: Array, shortfall: Array) -> Handed:
    """Income of the month less what the collective adds to meals, earlier shortfalls first.

    ``left = max(income - top_up - shortfall, 0)``,
    ``shortfall' = max(shortfall - (income - top_up), 0)``.
    """
    xp = namespace(income)
    free = income - top_up - shortfall
    return Handed(xp.maximum(free, 0.0), xp.maximum(-free, 0.0))


class Uses(NamedTuple):
    """Parts of what is left, summing to 1, each of shape (draw, 1)."""

    reserve: Array
    welfare: Array
    dividends: Array
    reinvested: Array


@equation
def uses(reserve: Array, welfare: Array, dividend: Array) -> Uses:
    """Reserve and welfare first, then dividends (分红), and the rest into the estates.

    Parameters
    ----------
    reserve, welfare
        Shares of what is left, together at most 1.
    dividend
        Share of what remains after them.

    Examples
    --------
    >>> import numpy as np
    >>> [round(float(part), 3) for part in uses(*map(np.array, (0.35, 0.05, 0.5)))]
    [0.35, 0.05, 0.3, 0.3]
    """
    rest = 1.0 - reserve - welfare
    return Uses(reserve, welfare, dividend * rest, (1.0 - dividend) * rest)
