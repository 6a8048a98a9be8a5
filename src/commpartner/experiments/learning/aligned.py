"""Check that outcomes and assumptions belong to the same draws."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from commpartner.experiments.choosing.paired import in_short
from commpartner.experiments.learning.varying import varying
from commpartner.problems.arguments import refused
from commpartner.texts import Text

ONE_ROW = Text("one_row_a_draw")  # it never changes


class Drawn(Protocol):
    """Offer the assumptions that outcomes were computed with."""

    @property
    def assumptions(self) -> pd.DataFrame:
        """Return one row a draw, index draw."""


def aligned(comparison: Drawn, draws: pd.Index) -> pd.DataFrame:
    """Select the assumptions that vary, in the rows of the draws that outcomes have.

    Rows meet by the number of the draw and never by position. If outcomes met assumptions of
    another draw, what an assumption is worth would come out as nothing.

    Parameters
    ----------
    comparison
        Its assumptions.
    draws
        Of the benefit.

    Returns
    -------
    pandas.DataFrame
        One row a draw in the order of `draws`, one column an assumption that varies.

    Raises
    ------
    ValueError
        If a draw has two rows or none, a value is not finite, or nothing varies.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> known = pd.DataFrame({"wage": [1.0, 2.0]}, index=[5, 3])
    >>> aligned(SimpleNamespace(assumptions=known), pd.Index([3, 5])).values.tolist()
    [[2.0], [1.0]]
    """
    known = comparison.assumptions.index
    twice = known[known.duplicated()]
    if len(twice):
        raise refused("assumptions", Text("draws_twice", draws=in_short(twice)), ONE_ROW)
    missing = draws[~draws.isin(known)]
    if len(missing):
        raise refused("assumptions", Text("draws_without", draws=in_short(missing)), ONE_ROW)
    return varying(comparison.assumptions.loc[draws])
