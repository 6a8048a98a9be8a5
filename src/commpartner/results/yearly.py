"""Hold every account by year: means over all draws, and the draws that quantiles are taken of."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.namespace import Array
from commpartner.programme.calendar import Year


class Yearly(NamedTuple):
    """Hold the accounts of a run by year [yuan], in the order of `ACCOUNTS`.

    Attributes
    ----------
    means
        Over all draws, shape (account, year).
    draws
        The first draws, shape (draw, account, year).
    """

    years: tuple[Year, ...]
    means: Array
    draws: Array
