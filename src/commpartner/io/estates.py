"""Read and write the table of estates as CSV, one row an estate."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from commpartner.errors import InputError, Problem
from commpartner.io.cells import CONVERTERS, allowed_in_cell, joined, protected, restored, stripped
from commpartner.problems.reading import read_text
from commpartner.problems.wording import mistakes, shorten, suggest
from commpartner.programme import Estate
from commpartner.programme.joining import Listed, Neighbourhood
from commpartner.programme.references import placed_in_part, repeats
from commpartner.texts import Text

COLUMNS = tuple(Estate.model_fields)
REQUIRED = tuple(name for name, info in Estate.model_fields.items() if info.is_required())
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes the file for the encoding of the country
_TOTALS = ("合计", "总计", "小计", "共计", "total", "totals", "sum")
_QUOTES = Text("closed_quotes")
_MOST_TOLD = 1000
WHOLE_ROW = "row"

Record = tuple[int, list[str]]  # line and cells of a row
Cell = tuple[str, str | None]  # name of the column and what stands there


@dataclass
class EstateRows:
    """Hold the content of a file of estates: valid estates, all ids, all problems.

    ``readable`` is false if the ids are not known in full. A policy that names an unreadable estate
    is then not reported. ``told`` keeps what was found in a cell and what is allowed: a long table
    has the same mistake in many rows.
    """

    file: str
    estates: list[Estate] = field(default_factory=list)
    ids: list[tuple[int, str]] = field(default_factory=list)
    placed: dict[int, bool] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    readable: bool = True
    told: dict[Cell, list[tuple[str, str]]] = field(default_factory=dict)
    neighbourhoods: set[Neighbourhood] = field(default_factory=set)

    @property
    def listed(self) -> Listed:
        """Return ids and neighbourhoods of all rows, of those that are not valid, too."""
        return Listed([name for _, name in self.ids], self.neighbourhoods)


def read_estates(path: Path) -> EstateRows:
    """Read a CSV file of estates and collect its problems."""
    table = EstateRows(path.name)
    try:
        records = _records(read_text(path), table)
        line, header = next(records, (1, []))
        estates_of(table, line, header, records)
    except InputError as error:
        table.problems.extend(error.problems)
        table.readable = False
    return table


def estates_of(
    table: EstateRows, line: int | None, header: list[str], records: Iterable[Record]
) -> None:
    """Fill a table with the estates of a header and of rows, and with their problems.

    Parameters
    ----------
    line
        Of the header; None if it stands in no line.
    records
        Line and cells of every row; an empty cell is not known.
    """
    columns = _columns(line, header, table)
    for row, cells in records if columns else ():
        _read_row(row, cells, columns, table)
    table.readable &= bool(table.ids)
    if columns and not table.estates and not table.problems:
        table.problems.append(
            Problem(table.file, None, "rows", Text("nothing"), Text("at_least_one_estate"))
        )
    for number, first, name in repeats(name for _, name in table.ids):
        place, allowed = table.ids[number][0], Text("id_once_row", place=table.ids[first][0])
        table.problems.append(Problem(table.file, place, "id", repr(name), allowed))
    for mistake in placed_in_part(list(table.placed.values())):
        place = list(table.placed)[list(table.placed.values()).index(False)]
        table.problems.append(Problem(table.file, place, "x_km", mistake.found, mistake.allowed))


def estates_csv(estates: Sequence[Estate]) -> str:
    """Write estates as CSV text without the columns that hold only defaults."""
    values = {name: [getattr(estate, name) for estate in estates] for name in COLUMNS}
    written = {
        name: column
        for name, column in values.items()
        if name in REQUIRED or any(value != Estate.model_fields[name].default for value in column)
    }
    lines = _Lines([BYTE_ORDER_MARK])
    writer = csv.writer(lines)
    writer.writerow(written)
    writer.writerows(zip(*map(_as_text, written.values()), strict=True))
    return "".join(lines)


class _Lines(list[str]):
    """Collect rows and end them by a line feed.

    Were csv told to end rows so, it would leave a carriage return inside a name unquoted.
    """

    def write(self, row: str) -> None:
        self.append(row.removesuffix("\r\n") + "\n")


def _as_text(column: Iterable[object]) -> Iterator[object]:
    # csv writes None as an empty cell and floats by repr.
    for value in column:
        if isinstance(value, str):
            yield protected(value)
        elif isinstance(value, tuple):
            yield joined(value)
        else:
            yield str(value).lower() if isinstance(value, bool) else value


def _records(text: str, table: EstateRows) -> Iterator[Record]:
    """Yield the line and the cells of every record that is not a blank line."""
    # Without strict an unclosed quotation mark would swallow the rest of the file.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = [stripped(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            table.problems.append(Problem(table.file, line, "cells", str(error), _QUOTES))
            table.readable = False
            return
        if len(cells) > 1 or any(cells):
            yield line, cells
        line = reader.line_num + 1


def _columns(line: int | None, header: list[str], table: EstateRows) -> list[str | None]:
    """Assign the header to the fields; None for a column that cannot be used."""

    def problem(name: str, found: str, allowed: str) -> None:
        table.problems.append(Problem(table.file, line, name, found, allowed))

    if not header:
        found = Text("nothing" if line is None else "empty_file")
        problem("columns", found, Text("header_with", names=", ".join(REQUIRED)))
        return []
    for separator in (";", "\t", "，", "|"):
        if len(header) == 1 and separator in header[0]:
            problem(
                "columns",
                Text("cells_separated_by", separator=repr(separator)),
                Text("cells_separated_by_commas"),
            )
            return []
    columns: list[str | None] = []
    for number, name in enumerate(header, start=1):
        if not name:
            problem(f"column {number}", Text("empty_name"), Text("name_of_column"))
        elif name not in COLUMNS:
            problem(name, Text("unknown_column"), suggest(name, COLUMNS))
        elif name in columns:
            first = columns.index(name) + 1
            problem(
                name, Text("column_twice_at", first=first, number=number), Text("each_column_once")
            )
        columns.append(name if name in COLUMNS and name not in columns else None)
    for name in REQUIRED:
        if name not in columns:
            problem(name, Text("no_such_column"), Text("column_required"))
    for name, other in (("x_km", "y_km"), ("y_km", "x_km")):
        if name in columns and other not in columns:
            problem(other, Text("no_such_column"), Text("x_and_y_together"))
            columns[columns.index(name)] = None
    return columns


def _read_row(
    line: int, cells: list[str], columns: Sequence[str | None], table: EstateRows
) -> None:
    record = {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell}
    if record.get("id", record.get("name", "")).lower() in _TOTALS and (
        "id" not in record or not record["id"].isascii()
    ):
        found, allowed = Text("total_row"), Text("remove_row")
        table.problems.append(Problem(table.file, line, "id", found, allowed))
        return
    community, subdistrict = record.get("community", ""), record.get("subdistrict", "")
    table.neighbourhoods.add((restored(community), restored(subdistrict)))
    if "id" in record:
        table.ids.append((line, restored(record["id"])))
    else:
        table.readable = False
    if len(cells) != len(columns):
        allowed = Text("one_cell_a_column", count=len(columns))
        table.problems.append(Problem(table.file, line, "cells", f"{len(cells)}", allowed))
        return
    if not any(cells):
        allowed = Text("estate_in_every_row")
        table.problems.append(Problem(table.file, line, "cells", Text("all_empty"), allowed))
        return
    table.placed[line] = "x_km" in record
    values = {name: CONVERTERS[name](cell) for name, cell in record.items()}
    try:
        table.estates.append(Estate.model_validate(values, strict=True))
    except ValidationError as error:
        table.problems.extend(_problems_of(error, line, record, columns, table))


def _problems_of(
    error: ValidationError,
    line: int,
    record: dict[str, str],
    columns: Sequence[str | None],
    table: EstateRows,
) -> Iterator[Problem]:
    known = table.told
    if len(known) > _MOST_TOLD:  # wrong cells differ from row to row: to know some saves nothing
        told = _told(error, record, columns)
        cells = list(told)
    else:
        places = error.errors(include_url=False, include_context=False, include_input=False)
        names = dict.fromkeys(str(each["loc"][0]) if each["loc"] else WHOLE_ROW for each in places)
        cells = [(name, record.get(name)) for name in names]
        # What is wrong with a cell depends on it alone; with a row, on all of its cells.
        if WHOLE_ROW in names or not all(cell in known for cell in cells):
            known.update(_told(error, record, columns))
        told = known
    for cell in cells:
        for found, allowed in told[cell]:
            yield Problem(table.file, line, cell[0], found, allowed)


def _told(
    error: ValidationError, record: dict[str, str], columns: Sequence[str | None]
) -> dict[Cell, list[tuple[str, str]]]:
    """Describe what the cells of a row hold, and what is allowed there."""
    told: dict[Cell, list[tuple[str, str]]] = {}
    for mistake in mistakes(error, Estate):
        name = str(mistake.path[0]) if mistake.path else WHOLE_ROW
        cell = record.get(name)
        here = told.setdefault((name, cell), [])
        if cell is not None:
            here.append((shorten(cell), allowed_in_cell(name, cell, mistake.allowed)))
        elif mistake.kind != "missing":
            here.append((mistake.found, mistake.allowed))
        elif name in columns:  # else the header has been blamed already
            here.append((Text("empty_cell"), mistake.allowed))
    return told
