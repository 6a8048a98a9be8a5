"""Find the smallest number that suffices in every draw, and what suffices in most of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from commpartner.flows.namespace import Array

POINTS = 17
HALVINGS = 20
CHANCES = (0.5, 0.75, 0.9, 0.95)

# From one number a draw to the margin by which it suffices, both of shape (draw,).
Margin = Callable[[Array], Array]


def least_that_suffices(
    margin: Margin, low: float, high: float, draws: int, points: int = POINTS
) -> Array:
    r"""Find in every draw the smallest number from which a margin is no longer below 0.

    .. math:: x_d = \min \{x \in [\text{low}, \text{high}] : m_d(x) \ge 0\}

    The range is looked at in equal steps, all draws together. The first step in which the margin
    rises to 0 is halved, in every draw its own. A margin that rises to 0 and falls again within one
    step is missed.

    Parameters
    ----------
    margin
        May be NaN, which counts as below 0.
    low, high
        Range that is searched.
    draws
        Number of draws.
    points
        At which the range is looked at; 2 are enough for a margin that rises.

    Returns
    -------
    numpy.ndarray
        Shape (draw,). `low` if that suffices already; NaN if nothing in the range does.

    Examples
    --------
    >>> slope = np.array([1.0, 2.0, 0.1])
    >>> least_that_suffices(lambda x: slope * x - 1.0, 0.0, 4.0, 3).round(6)
    array([1. , 0.5, nan])
    """
    grid = np.linspace(low, high, points)
    left, right = np.full(draws, low), np.full(draws, np.nan)
    for place, at in enumerate(grid.tolist()):
        enough = _enough(margin, np.full(draws, at)) & np.isnan(right)
        right[enough] = at
        left[enough] = at if place == 0 else grid[place - 1]
        if not np.isnan(right).any():
            break
    found = ~np.isnan(right)
    if not found.any():
        return right
    left, upper = np.where(found, left, low), np.where(found, right, low)
    for _ in range(HALVINGS):
        middle = left + (upper - left) / 2.0
        enough = _enough(margin, middle)
        left, upper = np.where(enough, left, middle), np.where(enough, middle, upper)
    return np.where(found, upper, np.nan)


def _enough(margin: Margin, values: Array) -> Array:
    figures = margin(values)
    return np.asarray(np.isfinite(figures) & (figures >= 0.0))


def enough_in(values: Array, share: float) -> float:
    """Find what suffices in a share of the draws; infinite if in too few anything does.

    Examples
    --------
    >>> needs = np.array([1.0, 2.0, 3.0, np.nan])
    >>> enough_in(needs, 0.5), enough_in(needs, 0.75), enough_in(needs, 0.9)
    (2.0, 3.0, inf)
    """
    ordered = np.sort(np.where(np.isnan(values), np.inf, values))
    place = int(np.ceil(share * len(ordered) - 1e-9)) - 1
    return float(ordered[max(place, 0)])


def chances_table(
    values: Array, unit: str, chances: Sequence[float] = CHANCES, **others: Array
) -> pd.DataFrame:
    """Tabulate what suffices in some shares of the draws.

    Parameters
    ----------
    others
        The same need in other terms, by column.
    """
    table = pd.DataFrame(
        {
            "enough_in": list(chances),
            "needed": [enough_in(values, chance) for chance in chances],
            **{
                name: [enough_in(each, chance) for chance in chances]
                for name, each in others.items()
            },
        }
    )
    table.attrs["units"] = {"enough_in": "share", "needed": unit}
    return table


def spread(values: Array) -> dict[str, float]:
    """Return the mean and the 5 and 95 % quantiles of draws, by the names of their columns."""
    low, high = np.quantile(values, (0.05, 0.95)).tolist()
    return {"mean": float(values.mean()), "p5": low, "p95": high}
