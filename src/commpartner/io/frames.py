"""Make a programme from a table of estates in memory, as from estates.csv.

This stands here and not on `Programme`: what exists knows no tables of pandas, and the checks of
cells, rows and references are those of files.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from commpartner.errors import Problem
from commpartner.io.cells import CONVERTERS, joined, restored, stripped
from commpartner.io.check import checked
from commpartner.io.document import document_of
from commpartner.io.estates import COLUMNS, EstateRows, estates_of
from commpartner.problems.arguments import of_type
from commpartner.problems.wording import shorten
from commpartner.programme import Programme
from commpartner.texts import Text

if TYPE_CHECKING:
    import pandas as pd

FRAME = "frame"
EXACT = 2**53  # floats below have every whole number


def programme_from_frame(frame: pd.DataFrame, *, name: str, **parts: Any) -> Programme:
    """Make a programme from a table of estates and report all problems.

    Parameters
    ----------
    frame
        One row an estate, with the columns of ``estates.csv`` in any order, of which the index may
        be one; only id, households and floor_area are required. NaN, NA and None are not known.
        Texts are read like the cells of a file: "120" is a number, "是" is true,
        ``floor_area;gates`` are two names.
    name
        Of the programme.
    parts
        The other fields of `Programme`: policies, centres, services, assumptions and so on.

    Returns
    -------
    Programme
        Equal to that of the same table and parts in files.

    Raises
    ------
    InputError
        With every problem of the table and of the parts. Those of the table have ``frame`` as
        their file and the position of the row, from 0, as their row. If the index is more than
        positions, the label stands beside what was found.

    Examples
    --------
    >>> import commpartner as cp
    >>> import pandas as pd
    >>> table = pd.DataFrame({"id": ["e1", "e2"], "households": [120, 60], "floor_area": 9e3})
    >>> town = cp.programme_from_frame(table, name="town", place="here")
    >>> town.estates[1]
    Estate(id='e2', households=60, floor_area=9000.0)
    >>> try:
    ...     cp.programme_from_frame(table.assign(households=["0", "60户"]), name="town")
    ... except cp.InputError as error:
    ...     [(problem.row, problem.field, problem.found) for problem in error.problems]
    [(0, 'households', "'0'"), (1, 'households', "'60户'")]
    """
    import pandas as pd

    of_type("frame", frame, pd.DataFrame, Text("a_data_frame"))
    index = frame.index
    if index.name in COLUMNS and index.name not in frame.columns:
        frame = frame.reset_index()
    table = EstateRows(FRAME)
    header = [str(column).strip() for column in frame.columns]
    estates_of(table, None, header, _records(frame, header, table))
    if not isinstance(index, pd.RangeIndex):
        table.problems = [_labelled(problem, index) for problem in table.problems]
    return checked(document_of({**parts, "name": name}), table)


def _records(
    frame: pd.DataFrame, header: Sequence[str], table: EstateRows
) -> Iterator[tuple[int, list[str]]]:
    """Yield the position and the cells of every row, each as a spreadsheet would show it."""
    texts = [CONVERTERS.get(column) is restored for column in header]
    for position, values in enumerate(frame.itertuples(index=False, name=None)):
        cells = []
        for column, is_text, value in zip(header, texts, values, strict=True):
            cell = _cell(value, is_text=is_text)
            if cell is None:
                found = shorten(value)
                table.problems.append(Problem(FRAME, position, column, found, Text("text")))
            cells.append(cell or "")
        yield position, cells


def _cell(value: Any, *, is_text: bool) -> str | None:
    """Write a value as the text of a cell; None for what no text is made of."""
    if isinstance(value, str):
        return stripped(value)
    if isinstance(value, bool | np.bool_):
        return str(value).lower()
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return _number(float(value), is_text=is_text)
    if isinstance(value, list | tuple):
        return joined(map(str, value))
    return _other(value, is_text=is_text)


def _number(number: float, *, is_text: bool) -> str:
    if math.isnan(number):
        return ""
    # An identifier that came as a number: 7.0 where a column lacks others is 7.
    if is_text and number.is_integer() and abs(number) < EXACT:
        return str(int(number))
    return repr(number)


def _other(value: Any, *, is_text: bool) -> str | None:
    import pandas as pd

    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    if isinstance(value, Decimal):
        return str(value)
    return None if is_text else shorten(value)


def _labelled(problem: Problem, index: pd.Index[Any]) -> Problem:
    """Add the label of the row to what was found in it."""
    if problem.row is None:
        return problem
    label = shorten(index[problem.row])
    found = Text("found_at_label", found=problem.found, label=label)
    return Problem(problem.file, problem.row, problem.field, found, problem.allowed, problem.column)
