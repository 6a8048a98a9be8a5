"""Compute the lines of cost that follow what an estate has: lifts, pumps, green area."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array


class Lines(NamedTuple):
    """Hold a number for each line of cost that has a driver of its own.

    Quantities [lift, pump room, m2, household, m2], shares of the standard, prices [yuan/month for
    one of these], or the cost [yuan/month].
    """

    lifts: Array | float
    pumped_water: Array | float
    greening: Array | float
    refuse_removal: Array | float
    insurance: Array | float

    @property
    def total(self) -> Array:
        """Sum the lines."""
        return np.asarray(sum(self))


@equation
def line_costs(quantities: Lines, shares: Lines, prices: Lines) -> Lines:
    """Compute the cost of the lines of an estate, ``share * price * quantity`` [yuan/month].

    They are bought by the unit: pooling saves nothing of them.

    Parameters
    ----------
    quantities
        Lifts, pump rooms, green area [m2], households and floor area [m2], shape (estate,) or
        (draw, estate).
    shares
        Of the standard, numbers or of shape (draw, estate).
    prices
        Of one unit, shape (draw, 1) or 0.

    Returns
    -------
    Lines
        Shape (draw, estate).

    Examples
    --------
    >>> import numpy as np
    >>> two, price = np.array([2.0, 0.0]), np.array([[900.0]])
    >>> line_costs(Lines(two, 0, 0, 0, 0), Lines(1, 1, 1, 0, 0), Lines(price, 0, 0, 0, 0)).total
    array([[1800.,    0.]])
    """
    each = zip(quantities, shares, prices, strict=True)
    return Lines(*(share * price * quantity for quantity, share, price in each))
