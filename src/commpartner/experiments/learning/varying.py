"""Select the assumptions that differ between draws."""

from __future__ import annotations

import pandas as pd

from commpartner.problems.arguments import refused, require
from commpartner.texts import Text


def varying(assumptions: pd.DataFrame) -> pd.DataFrame:
    """Select the columns with more than one value; refuse columns that are not numbers.

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
        If a value is not finite, or nothing varies.

    Examples
    --------
    >>> varying(pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 3.0]})).columns.tolist()
    ['a']
    """
    for name, column in assumptions.items():
        require(str(name), column.to_numpy(), allowed=Text("finite_in_every_draw"))
    table = assumptions.loc[:, assumptions.max() > assumptions.min()]
    if table.empty:
        raise refused("assumptions", Text("none_that_varies"), Text("at_least_one"))
    return table.rename(columns=str)
