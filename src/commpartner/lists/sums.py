"""Compare a list with its own totals, merged cells and repeated names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from commpartner.facts.quantities import number as written
from commpartner.lists.estimates import NEIGHBOURS
from commpartner.lists.layout import Table
from commpartner.lists.quantities import read_number
from commpartner.lists.reading import Fault, Reading
from commpartner.lists.sheets import column_letters
from commpartner.texts import Text

SUMMED = ("households", "floor_area", "buildings")
AMOUNTS = ("count", "area", "money")  # which several estates cannot share
SPARSE = 0.5  # of the rows; neighbourhoods in fewer stand at the first of several rows
MOST_NAMED = 8  # hidden rows that are named
MOST_TWICE = 10  # estates that are named as perhaps listed twice
CLOSE = 0.005  # of a total; lists round areas


def check_sums(table: Table, reading: Reading) -> list[Text]:
    """Compare the rows of totals with the rows above them.

    A total is that of all rows above it or of those behind the last total. If a row gives none,
    the sum may be smaller.
    """
    doubts = []
    for name in SUMMED:
        taken = reading.taken.get(name)
        if taken is None:
            continue
        unit = taken.decision.unit
        factor = unit.factor if unit is not None and unit.measure == taken.field.measure else 1.0
        start = 0
        for row, cells in sorted(table.totals.items()):
            found = read_number(cells[taken.column.number])
            if found is None:
                continue
            told = found.value * (found.unit.factor if found.unit else factor)
            sums = [_sum(reading, name, first, row) for first in (0, start)]
            nearest = min(sums, key=lambda each: abs(each - told))
            lacking = any(
                name not in values for place, values in reading.values.items() if place < row
            )
            if abs(nearest - told) > CLOSE * abs(told) and not (lacking and nearest < told):
                place = f"{column_letters(taken.column.number)}{row + reading.first}"
                doubts.append(
                    Text(
                        "list_other_total",
                        place=place,
                        told=written(told / factor),
                        sum=written(nearest / factor),
                    )
                )
            start = row + 1
    return doubts


def _sum(reading: Reading, name: str, first: int, last: int) -> float:
    rows = reading.values
    return float(sum(rows[row].get(name, 0) for row in rows if first <= row < last))


def check_shared(table: Table, reading: Reading) -> None:
    """Refuse cells merged over several estates that cannot share what stands in them."""
    by_column = {taken.column.number: (name, taken) for name, taken in reading.taken.items()}
    for area in table.shared:
        name, taken = by_column.get(area.left, ("", None))
        if taken is None or (name != "name" and taken.field.measure not in AMOUNTS):
            continue
        rows = [row for row in range(area.top, area.bottom + 1) if row in table.rows]
        if len(rows) < 2:
            continue
        found = Text("merged_rows", first=rows[0] + 1, last=rows[-1] + 1)
        for row in rows:
            reading.values[row].pop(name, None)
            reading.faults.append(
                Fault(row, taken.column.number, name, found, Text("list_cell_each"))
            )
            taken.refused += 1


def hidden_doubts(table: Table, reading: Reading) -> Iterator[Text]:
    """Name the hidden rows and columns, which are read like the others."""
    rows = [str(row + 1) for row in sorted(table.sheet.hidden_rows & table.rows.keys())]
    if rows:
        named = ", ".join([*rows[:MOST_NAMED], *(["..."] if len(rows) > MOST_NAMED else [])])
        yield Text("list_hidden_rows", count=len(rows), rows=named)
    numbers = {taken.column.number for taken in reading.taken.values()}
    if columns := sorted(table.sheet.hidden_columns & numbers):
        yield Text("list_hidden_columns", columns=", ".join(map(column_letters, columns)))


def sparse_doubts(reading: Reading) -> Iterator[Text]:
    """Name columns of neighbourhoods that most rows leave empty, as where merged cells were."""
    whole = len(reading.values)
    for name in NEIGHBOURS:
        taken = reading.taken.get(name)
        if taken is not None and 0 < taken.filled < SPARSE * whole:
            place = f"{column_letters(taken.column.number)} {taken.column.heading.text}"
            yield Text("list_sparse", column=place, filled=taken.filled, rows=whole)


def name_doubts(
    rows: Mapping[tuple[str, int], Mapping[str, Any]], firsts: Mapping[str, int] | None = None
) -> list[Text]:
    """Name the rows of one name, households and neighbourhood: perhaps one estate twice.

    Parameters
    ----------
    firsts
        Number of the first row by sheet; default: 1.
    """
    first: dict[tuple[Any, ...], int] = {}
    again: dict[tuple[Any, ...], list[int]] = {}
    for number, values in enumerate(rows.values()):
        if "name" in values:
            get = values.get
            key = (values["name"], get("households"), get("community"), get("subdistrict"))
            if first.setdefault(key, number) != number:
                again.setdefault(key, []).append(number)
    several = len({sheet for sheet, _ in rows}) > 1
    numbered = [(sheet, row + (firsts or {}).get(sheet, 1)) for sheet, row in rows if again]
    places = [f"{sheet} {row}" if several else f"{row}" for sheet, row in numbered]

    def told(key: tuple[Any, ...]) -> str:
        return ", ".join(places[number] for number in (first[key], *again[key]))

    return [
        Text("list_twice", name=key[0], rows=told(key))
        for key in sorted(again, key=first.__getitem__)[:MOST_TWICE]
    ]
