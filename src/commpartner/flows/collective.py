"""Distribute the income of a village collective: reserve, welfare, dividends, estates."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


class Handed(NamedTuple):
    """Hold the distribution of a collective in a month and its shortfall [yuan]."""

    left: Array
    shortfall: Array


@equation
def after_shortfall(income: Array, top_up: Array, shortfall: Array) -> Handed:
    """Compute the month's income less top-ups and earlier shortfalls.

    ``left = max(income - top_up - shortfall, 0)``,
    ``shortfall' = max(shortfall - (income - top_up), 0)``.
    """
    xp = namespace(income)
    free = income - top_up - shortfall
    return Handed(xp.maximum(free, 0.0), xp.maximum(-free, 0.0))


class Uses(NamedTuple):
    """Hold the parts of the surplus by use, which sum to 1, shape (draw, 1) each."""

    reserve: Array
    welfare: Array
    dividends: Array
    reinvested: Array


@equation
def uses(reserve: Array, welfare: Array, dividend: Array) -> Uses:
    """Split the surplus: reserve and welfare first, then dividends (分红), the rest to the estates.

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
