"""Replace what is drawn or chosen by what estates bring with them, if it is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commpartner.flows.namespace import Array
from commpartner.programme import Estate


class Brought(NamedTuple):
    """Hold what estates bring with them, shape (estate,) each; NaN if it is not known.

    Attributes
    ----------
    fee
        [yuan/m2/month or yuan/household/month].
    by_area
        Whether it is charged on floor area.
    collection_rate
        Share of bills that is paid today.
    vacancy
        Share of homes that stand empty.
    maintenance_fund
        Balance when the programme begins [yuan].
    """

    fee: Array
    by_area: NDArray[np.bool_]
    collection_rate: Array
    vacancy: Array
    maintenance_fund: Array

    def of(self, members: NDArray[np.intp]) -> Brought:
        """Return the part of some estates."""
        return Brought(
            self.fee[members],
            self.by_area[members],
            self.collection_rate[members],
            self.vacancy[members],
            self.maintenance_fund[members],
        )


def brought(estates: Sequence[Estate]) -> Brought:
    """Collect what estates bring with them."""

    def known(field: str) -> Array:
        values = (getattr(estate, field) for estate in estates)
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)

    return Brought(
        fee=known("fee"),
        by_area=np.array([estate.fee_basis == "floor_area" for estate in estates]),
        collection_rate=known("collection_rate"),
        vacancy=known("vacancy"),
        maintenance_fund=known("maintenance_fund"),
    )


def own_or(own: Array, other: Array) -> Array:
    """Return the estates' own values, and the other where they have none.

    Parameters
    ----------
    own
        Shape (estate,), NaN where there is none.
    other
        Shape (draw, 1) or (draw, estate); returned as it is if no estate has a value of its own.
    """
    if np.isnan(own).all():
        return other
    return np.where(np.isnan(own), other, own)
