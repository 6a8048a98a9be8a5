"""Read observations from tables: a csv file or a data frame."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commpartner.calibration.observation import ObservedValue
from commpartner.errors import InputError, Problem
from commpartner.facts.fields import field_notes
from commpartner.problems.arguments import of_type
from commpartner.problems.reading import read_text
from commpartner.problems.wording import suggest
from commpartner.texts import Text

if TYPE_CHECKING:
    import pandas as pd

Record = tuple[int | None, dict[str, Any]]
Row = tuple[int, Sequence[object]]
COLUMNS = tuple(ObservedValue.model_fields)
TEXTS = ("series", "estate", "venture")
COUNTS = ("year", "month", "start", "end")


def records_of_csv(path: Path) -> list[Record]:
    """Read the rows of a csv file with their lines; empty cells are left out.

    Raises
    ------
    InputError
        If the file cannot be read, a column is unknown or missing, or there is no row.
    """
    return _records(_lines(path), path.name)


def records_of_workbook(path: Path) -> list[Record]:
    """Read the first visible sheet of a workbook as `records_of_csv` reads a file.

    Raises
    ------
    InputError
        If the file cannot be read, a column is unknown or missing, or there is no row.
    """
    from commpartner.lists.sheets import read_book

    return _records(enumerate(read_book(path).sheets[0].rows, start=1), path.name)


def _lines(path: Path) -> Iterator[Row]:
    """Yield the line and the cells of each row of a csv file."""
    reader = csv.reader(StringIO(read_text(path), newline=""), strict=True)
    try:
        yield from ((reader.line_num, cells) for cells in reader)
    except csv.Error as error:
        told = Problem(path.name, reader.line_num, "cells", str(error), Text("csv_cells"))
        raise InputError([told]) from None


def _records(rows: Iterable[Row], file: str) -> list[Record]:
    """Read the rows below the headings, the first row that is filled.

    A column without a heading is left out.
    """
    filled = ((number, cells) for number, cells in rows if any(map(_text, cells)))
    line, header = next(filled, (1, ()))
    head = {place: text for place, cell in enumerate(header) if (text := _text(cell))}
    found = _names(list(head.values()), file, line) if head else []
    names = dict(zip(head, found, strict=True))
    records: list[Record] = [
        (
            number,
            {
                names[place]: _value(names[place], text)
                for place, cell in enumerate(cells)
                if place in names and (text := _text(cell))
            },
        )
        for number, cells in filled
    ]
    if not records:
        raise InputError([Problem(file, None, "rows", Text("nothing"), Text("one_row_or_more"))])
    return records


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def records_of_frame(table: pd.DataFrame) -> list[Record]:
    """Read the rows of a data frame with their numbers; missing values are left out.

    Raises
    ------
    InputError
        If a column is unknown or missing, or there is no row.
    """
    import pandas as pd

    of_type("table", table, pd.DataFrame, Text("a_data_frame"))
    names = _names([str(name) for name in table], "observed")
    if not len(table):
        raise InputError(
            [Problem("observed", None, "rows", Text("nothing"), Text("one_row_or_more"))]
        )
    records: list[Record] = []
    for number, cells in enumerate(table.itertuples(index=False, name=None)):
        pairs = zip(names, cells, strict=True)
        values = {name: _plain(name, cell) for name, cell in pairs if not pd.isna(cell)}
        records.append((number, values))
    return records


def _names(header: list[str], file: str, line: int = 1) -> list[str]:
    """Find the fields of a header: their names, or their Chinese headings."""
    chinese = {
        note.zh.partition("（")[0]: name for name, note in field_notes("ObservedValue").items()
    }
    names = [chinese.get(name, name) for name in header]
    problems = []
    for number, name in enumerate(names):
        if name not in COLUMNS:
            problems.append(
                Problem(file, line, header[number], Text("unknown_column"), suggest(name, COLUMNS))
            )
        elif name in names[:number]:
            problems.append(Problem(file, line, name, Text("column_repeated"), Text("column_once")))
    problems += _lacking(names, file, line)
    if problems:
        raise InputError(problems)
    return names


def _lacking(names: Iterable[str], file: str, line: int) -> list[Problem]:
    missing, allowed = Text("no_such_column"), Text("column_required")
    return [
        Problem(file, line, name, missing, allowed)
        for name in ("series", "value")
        if name not in names
    ]


def _value(name: str, cell: str) -> object:
    """Convert a cell; a text that is not a number stays, and the model refuses it."""
    if name in TEXTS:
        return cell
    try:
        number = float(cell)
    except ValueError:
        return cell
    return _plain(name, number)


def _plain(name: str, value: Any) -> object:
    """Convert NumPy's numbers; a whole number may arrive as 1.0."""
    if name in TEXTS:
        return value if isinstance(value, str) else str(value)
    if isinstance(value, bool | str):
        return value
    number = float(value)
    return int(number) if name in COUNTS and number.is_integer() else number
