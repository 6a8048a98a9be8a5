"""Read the rows of a table of estates: a value or a mistake for each cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from commpartner.lists.headings import Field, Heading
from commpartner.lists.layout import Column, Table
from commpartner.lists.quantities import (
    Unit,
    is_blank,
    read_degrees,
    read_number,
    read_truth,
    read_year,
)
from commpartner.lists.sheets import Cell
from commpartner.lists.units import (
    UNDECIDED,
    Decision,
    unit_of_amount,
    unit_of_area,
    unit_of_fee,
    unit_of_place,
    unit_of_share,
    unknown_unit,
)
from commpartner.lists.words import plain, words
from commpartner.problems.wording import shorten
from commpartner.texts import Text

ERROR_CELLS = ("#REF!", "#DIV/0!", "#VALUE!", "#N/A", "#NAME?", "#NULL!", "#NUM!")
JUDGED = ("area", "money", "fee", "share", "length")  # measures whose units numbers can tell
OF_MONEY = ("money", "fee")
NONE_IS_ZERO = ("lifts", "pump_rooms", "gates")  # no in these columns means that there are none
EAST, NORTH = (73.0, 136.0), (3.0, 54.0)  # degrees between which China lies


@dataclass(frozen=True)
class Fault:
    """Describe what is wrong with a cell; row and column are counted from 0."""

    row: int
    column: int | None
    field: str
    found: str
    allowed: str


@dataclass
class Taken:
    """Describe a column as it was understood."""

    field: Field
    column: Column
    decision: Decision = UNDECIDED
    note: Text | None = None
    filled: int = 0
    refused: int = 0


@dataclass
class Reading:
    """Hold what was read: values by row and field, columns, mistakes and doubts.

    ``first`` is the number of the first row of the sheet.
    """

    taken: dict[str, Taken] = field(default_factory=dict)
    values: dict[int, dict[str, Any]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    doubts: list[Text] = field(default_factory=list)
    unused: list[Column] = field(default_factory=list)
    first: int = 1


def read_rows(table: Table, chosen: Mapping[str, Column]) -> Reading:
    """Read every row of a table.

    Parameters
    ----------
    chosen
        The column of each field, one a field.
    """
    reading = Reading(first=table.sheet.first)
    reading.values = {row: {} for row in table.rows}
    fields = sorted(chosen, key=lambda name: name != "households")  # others are judged by them
    for name in fields:
        column = chosen[name]
        assert column.heading.field is not None
        taken = Taken(column.heading.field, column)
        taken.decision = _decided(table, reading, taken, based="fee_basis" in chosen)
        reading.taken[name] = taken
        if taken.decision.refused is not None:
            found = shorten(column.heading.text)
            row = table.heading_rows.stop - 1
            reading.faults.append(Fault(row, column.number, name, found, taken.decision.refused))
            taken.refused = len(table.rows)
            continue
        _read_column(table, reading, taken)
    reading.taken = {name: reading.taken[name] for name in chosen}
    used = {column.number for column in chosen.values()}
    reading.unused = [each for each in table.columns if each.number not in used]
    return reading


def _decided(table: Table, reading: Reading, taken: Taken, *, based: bool) -> Decision:
    """Decide the unit of a column by its bare numbers.

    Parameters
    ----------
    based
        A column of its own says what fees are charged on.
    """
    heading, told = taken.column.heading, table.units.get(taken.field.measure)
    if taken.field.measure not in JUDGED or heading.unit or heading.unknown_unit or told is None:
        return _by_heading(table, reading, taken, heading, based=based)
    decision = _by_heading(table, reading, taken, replace(heading, unit=told), based=based)
    if decision.unit != told or decision.refused or decision.how:
        return decision
    return Decision(told, Text("by_line_of_units"))


def _by_heading(
    table: Table, reading: Reading, taken: Taken, heading: Heading, *, based: bool
) -> Decision:
    number = taken.column.number
    if taken.field.measure not in JUDGED:
        return Decision(heading.unit)
    bare = {
        row: found.value
        for row, cells in table.rows.items()
        if (found := read_number(cells[number])) and found.unit is None
    }
    if not bare and heading.unit is None:
        return Decision(how=Text("by_units_of_cells"))
    values = list(bare.values())
    if heading.unknown_unit and not based and taken.field.measure in OF_MONEY:
        return unknown_unit(taken.field)
    match taken.field.measure:
        case "area" | "money":
            homes = {row: reading.values[row].get("households") for row in bare}
            both = [(bare[row], home) for row, home in homes.items() if home]
            amounts, of_homes = [amount for amount, _ in both], [home for _, home in both]
            if taken.field.name == "floor_area":
                return unit_of_area(heading, amounts, of_homes)
            return unit_of_amount(taken.field, heading, amounts, of_homes)
        case "fee" if based and heading.unit is None:
            return Decision()
        case "fee":
            return unit_of_fee(heading, values)
        case "share":
            return unit_of_share(heading, values)
        case "length":
            return unit_of_place(heading, values)
        case _:
            return Decision(heading.unit)


def _read_column(table: Table, reading: Reading, taken: Taken) -> None:
    number = taken.column.number
    known: dict[Cell, Values | Text] = {}  # many cells say the same
    for (row, cells), here in zip(table.rows.items(), reading.values.values(), strict=True):
        cell = cells[number]
        values = known.get(cell)  # texts alone: 1 and true are one key
        if values is None:
            if cell is None:
                if (row, number) in table.sheet.uncomputed:
                    found = Text("formula_without_value")
                    _refuse(reading, taken, row, found, Text("list_computed"))
                continue
            values = _value(cell, taken)
            if isinstance(cell, str):
                known[cell] = values
        if isinstance(values, Text):
            _refuse(reading, taken, row, shorten(cell), values)
        elif values:
            taken.filled += 1
            if here.keys().isdisjoint(values):
                here.update(values)
            else:
                _put(reading, taken, row, values, cell)


def _value(cell: Cell, taken: Taken) -> Values | Text:
    """Read one cell: values by field, none if it is blank, or what is allowed instead."""
    if isinstance(cell, str) and cell.strip().upper() in ERROR_CELLS:
        return Text("list_no_error_value")
    if is_blank(cell) and not _means_none(taken.field.name, cell):
        return {}
    return _READERS[taken.field.measure](cell, taken)


def _means_none(name: str, cell: Cell) -> bool:
    return name in ("manager", *NONE_IS_ZERO) and read_truth(cell) is False


def _put(reading: Reading, taken: Taken, row: int, values: Mapping[str, Any], cell: Cell) -> None:
    """Keep the values of a cell; what contradicts an earlier column is refused."""
    here = reading.values[row]
    for name, value in values.items():
        if name in here and here[name] != value:
            if {name, taken.field.name} & {"managed"}:
                place, found = row + reading.first, shorten(cell)
                reading.doubts.append(Text("list_managed_twice", row=place, found=found))
                continue
            _refuse(reading, taken, row, shorten(cell), Text("list_contradicts"))
            continue
        here[name] = value


def _refuse(reading: Reading, taken: Taken, row: int, found: str, allowed: Text) -> None:
    taken.refused += 1
    reading.faults.append(Fault(row, taken.column.number, taken.field.name, found, allowed))


Values = dict[str, Any]
Reader = Callable[[Cell, Taken], "Values | Text"]


def _text(cell: Cell, taken: Taken) -> Values | Text:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return {taken.field.name: str(cell).strip()}


def _number(cell: Cell, taken: Taken, *measures: str) -> tuple[float, Unit | None] | Text:
    found = read_number(cell)
    if found is None or (found.unit is not None and found.unit.measure not in measures):
        return _about_number(cell, taken)
    return found.value, found.unit


def _about_number(cell: Cell, taken: Taken) -> Text:
    """Describe what a cell of numbers allows."""
    return Text(f"list_{taken.field.measure}")


def _count(cell: Cell, taken: Taken) -> Values | Text:
    if taken.field.name in NONE_IS_ZERO and read_truth(cell) is False:
        return {taken.field.name: 0}
    found = _number(cell, taken, "count")
    if isinstance(found, Text):
        return found
    value = round(found[0], 6)  # 0.012 x 10,000 is 120.00000000000001
    if not float(value).is_integer() or value < 0:
        return Text("list_count")
    return {taken.field.name: int(value)}


def _scaled(cell: Cell, taken: Taken, measure: str) -> Values | Text:
    found = _number(cell, taken, measure)
    if isinstance(found, Text):
        return found
    value, own = found
    unit = own or taken.decision.unit
    factor = 1.0 if unit is None or unit.measure != measure else unit.factor
    return {taken.field.name: _times(value, factor)}


def _times(value: float, factor: float) -> float:
    """Compute the product, and leave a value whose factor is 1 as it is; 0.74 x 10,000 is 7,400."""
    return value if factor == 1.0 else float(f"{value * factor:.12g}")


def _share(cell: Cell, taken: Taken) -> Values | Text:
    found = _number(cell, taken, "share")
    if isinstance(found, Text):
        return found
    value, own = found
    unit = own or taken.decision.unit
    assert unit is not None
    if own is None and unit.name == "%" and 0 < value < 1:
        return Text("list_share_or_per_cent")
    share = _times(value, unit.factor)
    if not 0 <= share <= 1:
        return Text("list_share")
    if taken.field.name == "occupancy":
        return {"vacancy": float(f"{1.0 - share:.12g}")}
    return {taken.field.name: share}


def _fee(cell: Cell, taken: Taken) -> Values | Text:
    found = _number(cell, taken, "fee")
    if isinstance(found, Text):
        return found
    value, own = found
    unit = own or taken.decision.unit
    if value < 0:
        return Text("list_fee")
    if unit is None:  # a column of its own tells the basis
        return {"fee": value}
    return {"fee": _times(value, unit.factor), "fee_basis": unit.basis}


def _basis(cell: Cell, taken: Taken) -> Values | Text:
    word = plain(str(cell))
    if word in words("area_basis"):
        return {"fee_basis": "floor_area"}
    if word in words("home_basis"):
        return {"fee_basis": "household"}
    return Text("list_basis")


def _year(cell: Cell, taken: Taken) -> Values | Text:
    year = read_year(cell)
    return Text("list_year") if year is None else {taken.field.name: year}


def _truth(cell: Cell, taken: Taken) -> Values | Text:
    known = read_truth(cell)
    if known is not None:
        return {taken.field.name: known}
    if isinstance(cell, str) and any(word in plain(cell) for word in words("company")):
        return {"managed": True, "manager": cell.strip()}
    return Text("list_truth")


def _manager(cell: Cell, taken: Taken) -> Values | Text:
    known = read_truth(cell)
    if known is not None:
        return {"managed": known}
    return {"managed": True, "manager": str(cell).strip()}


def _degree(cell: Cell, taken: Taken) -> Values | Text:
    value = read_degrees(cell)
    return Text(f"list_{taken.field.name}") if value is None else {taken.field.name: value}


def _pair(cell: Cell, taken: Taken) -> Values | Text:
    text = plain(str(cell)).strip("()[]")
    for separator in (",", ";", "\u3001", " ", "/"):
        parts = [part for part in text.split(separator) if part.strip()]
        found = [read_degrees(part) for part in parts]
        if len(found) == 2 and found[0] is not None and found[1] is not None:
            low, high = sorted((found[0], found[1]))
            if NORTH[0] <= low <= NORTH[1] and EAST[0] <= high <= EAST[1]:
                return {"longitude": high, "latitude": low}
    return Text("list_pair")


def _ratio(cell: Cell, taken: Taken) -> Values | Text:
    found = _number(cell, taken)
    return found if isinstance(found, Text) else {taken.field.name: found[0]}


_READERS: dict[str, Reader] = {
    "text": _text,
    "manager": _manager,
    "count": _count,
    "area": lambda cell, taken: _scaled(cell, taken, "area"),
    "money": lambda cell, taken: _scaled(cell, taken, "money"),
    "length": lambda cell, taken: _scaled(cell, taken, "length"),
    "share": _share,
    "fee": _fee,
    "basis": _basis,
    "year": _year,
    "truth": _truth,
    "degree": _degree,
    "pair": _pair,
    "ratio": _ratio,
}
