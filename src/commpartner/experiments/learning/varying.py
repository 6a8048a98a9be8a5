"""The assumptions that differ between draws."""

from __future__ import annotations

import pandas as pd

from commpartner.checks import require
from commpartner.errors import ArgumentError


def varying(assumptions: pd.DataFrame) -> pd.DataFrame:
    """Leave out the columns that have one value in all rows; refuse what is no number.

    Parameters
    ----------
    assumptions
        One row a draw, one column an assumption.

    Returns
    -------
    pandas.DataFrame
        Columns of type str, in their order.

    Raises
    ------
    ValueError
        Where a value is not finite, or nothing varies.

    Examples
    --------
    >>> varying(pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 3.0]})).columns.tolist()
    ['a']
    """
    for name, column in assumptions.items():
        require(str(name), column.to_numpy(), allowed="a finite number in every draw")
    table = assumptions.loc[:, assumptions.max() > assumptions.min()]
    if table.empty:
        raise ArgumentError("assumptions: found none that varies; allowed: at least one")
    return table.rename(columns=str)
