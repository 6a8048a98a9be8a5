"""Find the table of estates in a sheet: headings, rows, and the rows left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from commpartner.lists.headings import Heading, read_heading
from commpartner.lists.quantities import Unit, read_number, unit_of
from commpartner.lists.sheets import Area, Cell, Sheet
from commpartner.lists.words import plain, words
from commpartner.texts import Text

DEEPEST = 40  # rows in which the headings are looked for
MOST_HEADING_ROWS = 3
LEFTMOST = 3  # columns in which headings of a list on its side are looked for
LEAST_RECOGNISED = 2
_ABOUT = ("left_title", "left_note")  # rows that may tell units
_CLOSING = ":.)\u3001"
LONGEST_TOTAL = 12  # characters behind the word, as in: total (42 estates)


@dataclass(frozen=True)
class Column:
    """Describe a column of the table: its place, counted from 0, and its heading."""

    number: int
    heading: Heading


@dataclass(frozen=True)
class LeftOut:
    """Describe a row of the sheet that is no estate, and why."""

    row: int
    reason: Text
    text: str


@dataclass
class Table:
    """Hold the table of a sheet: columns, rows of estates by number, rows left out.

    Rows and columns are counted from 0. ``units`` has the unit of a measure that a title or a note
    names for the whole list.
    """

    sheet: Sheet
    columns: tuple[Column, ...]
    heading_rows: range
    rows: dict[int, list[Cell]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    totals: dict[int, list[Cell]] = field(default_factory=dict)
    shared: tuple[Area, ...] = ()
    units: dict[str, Unit] = field(default_factory=dict)

    def of(self, name: str) -> tuple[Column, ...]:
        """Return the columns that can be taken as a field."""
        return tuple(
            each for each in self.columns if each.heading.field and each.heading.field.name == name
        )


def find_table(sheet: Sheet) -> Table | None:
    """Find the table of estates in a sheet; None if no row has headings that are recognised.

    Headings may stand in one to three rows, with merged cells above columns. Titles above them,
    blank rows, rows of totals, notes, numbers of columns and repeated headings are left out, each
    with its reason. What is merged over several rows counts for each of them.
    """
    filled = _filled(sheet)
    found = _headings(sheet, filled)
    if found is None:
        return None
    rows, columns = found
    table = Table(sheet, columns, rows)
    for number in range(rows.start):
        _leave_out(table, number, sheet.rows[number], Text("left_title"))
    tall = tuple(area for area in sheet.merged if area.bottom > area.top and area.top >= rows.stop)
    table.shared = tall
    heads = {each.number: plain(each.heading.text) for each in columns}
    for number in range(rows.stop, len(sheet.rows)):
        reason = _no_estate(table, heads, number, filled[number])
        if reason is None:
            table.rows[number] = filled[number]
        elif reason.code != "left_blank":
            if reason.code == "left_total":
                table.totals[number] = filled[number]
            _leave_out(table, number, sheet.rows[number], reason)
    about = [each.row for each in table.left_out if each.reason.code in _ABOUT]
    told = (cell for row in about for cell in sheet.rows[row] if isinstance(cell, str))
    table.units = _units_told(told)
    return table


def _units_told(texts: Iterable[str]) -> dict[str, Unit]:
    """Read the units that lines such as 单位：户、万㎡ name; a measure with two has none."""
    found: dict[str, set[Unit]] = {}
    for text in map(plain, texts):
        if any(word in text for word in words("unit_line")):
            for unit in filter(None, map(unit_of, _between_units().split(text))):
                found.setdefault(unit.measure, set()).add(unit)
    return {measure: units.pop() for measure, units in found.items() if len(units) == 1}


def lies_on_its_side(sheet: Sheet) -> bool:
    """Return whether headings stand below each other in one of the first columns."""
    for column in range(LEFTMOST):
        cells = [row[column] for row in sheet.rows[:DEEPEST] if len(row) > column]
        found = (read_heading(cell).field for cell in cells if isinstance(cell, str))
        if {"name", "households"} <= {field.name for field in found if field}:
            return True
    return False


@cache
def _between_units() -> re.Pattern[str]:
    verbs = "|".join(sorted(words("unit_verbs"), key=len, reverse=True))
    return re.compile(rf"[\s,;:()\u3001\u3002]|{verbs}")


def _leave_out(table: Table, number: int, cells: Sequence[Cell], reason: Text) -> None:
    text = " ".join(_written(cell) for cell in cells if cell is not None)
    if text:
        table.left_out.append(LeftOut(number, reason, text[:80]))


def _written(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _filled(sheet: Sheet) -> list[list[Cell]]:
    """Copy the value of merged cells into each of them, but for those merged over many columns."""
    width = max(map(len, sheet.rows), default=0)
    rows = [row + [None] * (width - len(row)) for row in sheet.rows]
    for top, left, bottom, right in sheet.merged:
        value = rows[top][left] if top < len(rows) and left < width else None
        if value is None:
            continue
        for row in range(top, min(bottom, len(rows) - 1) + 1):
            for column in range(left, min(right, width - 1) + 1):
                rows[row][column] = value
    return rows


def _headings(sheet: Sheet, filled: list[list[Cell]]) -> tuple[range, tuple[Column, ...]] | None:
    """Choose the rows that give the most fields, and of these the fewest."""
    best: tuple[int, int, range, tuple[Column, ...]] | None = None
    for start in range(min(DEEPEST, len(filled))):
        for size in range(1, MOST_HEADING_ROWS + 1):
            rows = range(start, start + size)
            if rows.stop > len(filled) or not _may_be_headings(filled, rows):
                break
            columns = _columns(filled, rows)
            names = {each.heading.field.name for each in columns if each.heading.field}
            if len(names) < LEAST_RECOGNISED or not names & {"name", "households"}:
                continue
            # A unit or a datum may stand in a row of its own, or above several columns.
            about = sum(
                (each.heading.unit is not None) + bool(each.heading.datum) for each in columns
            )
            score = (100 * len(names) + about, -size)
            if best is None or score > best[:2]:
                best = (*score, rows, columns)
    return None if best is None else best[2:]


def _may_be_headings(filled: list[list[Cell]], rows: range) -> bool:
    """Return whether rows hold texts that are no numbers."""
    for row in rows:
        cells = [cell for cell in filled[row] if cell is not None]
        texts = [cell for cell in cells if isinstance(cell, str) and read_number(cell) is None]
        if not texts or len(texts) < len(cells):
            return False
        if row > rows.start and _is_one_text(filled[row]):
            return False
    return True


def _is_one_text(cells: Sequence[Cell]) -> bool:
    return len({cell for cell in cells if cell is not None}) < 2


def _columns(filled: list[list[Cell]], rows: range) -> tuple[Column, ...]:
    columns = []
    for number in range(len(filled[rows.start])):
        parts: list[str] = []
        for row in rows:
            cell = filled[row][number]
            if isinstance(cell, str) and cell not in parts:
                parts.append(cell)
        if parts:
            columns.append(Column(number, _joined(parts)))
    return tuple(columns)


def _joined(parts: list[str]) -> Heading:
    """Read the heading of a column whose words stand one below the other.

    The lowest that names a field counts; a unit or a datum may stand in any of them.
    """
    text = " ".join(part.strip() for part in parts)
    if len(parts) > 1 and unit_of(parts[-1]) and read_heading(parts[-2]).field:
        parts = [*parts[:-2], f"{parts[-2]}({parts[-1].strip('()（）')})"]
    found = [read_heading(part) for part in parts]
    whole = read_heading("".join(parts))
    heading = next((each for each in reversed(found) if each.field), whole)
    if len(parts) > 1 and whole.field and not heading.field:
        heading = whole
    return Heading(
        text,
        heading.field,
        heading.unit or next((each.unit for each in reversed(found) if each.unit), None),
        next((each.datum for each in found if each.datum), ""),
        heading.exact,
        heading.unknown_unit,
    )


def _no_estate(
    table: Table, heads: Mapping[int, str], number: int, cells: list[Cell]
) -> Text | None:
    """Return why a row is no estate; None if it is one."""
    if cells.count(None) == len(cells):
        return Text("left_blank")
    bare = _first_words(cells)
    if _is_total(bare):
        return Text("left_total")
    if _repeats_headings(heads, cells):
        return Text("left_headings")
    if _numbers_columns(table, number, cells):
        return Text("left_numbering")
    alone = next(cell for cell in cells if cell is not None)
    if all(cell is None or (cell == alone and type(cell) is type(alone)) for cell in cells):
        if _is_wide(table, number) or _place(cells) not in _name_columns(table):
            return Text("left_note")
        if isinstance(alone, str) and _is_note("".join(plain(alone).split())):
            return Text("left_note")
    elif _is_note(bare) and not _numbers(table, cells):
        return Text("left_note")
    return None


def _first_words(cells: Sequence[Cell]) -> str:
    """Return the first text that says something, without blanks; empty if there is none."""
    blank = words("blank")
    for cell in cells:
        if isinstance(cell, str) and (text := plain(cell)) and text not in blank:
            return "".join(text.split())
    return ""


def _is_total(bare: str) -> bool:
    bare, totals = bare.strip("()[]"), _totals()
    return bare.startswith(totals) and any(
        bare.startswith(word)
        and len(bare) <= len(word) + LONGEST_TOTAL
        and not _is_name(bare, word)
        for word in totals
    )


@cache
def _totals() -> tuple[str, ...]:
    return tuple(word.replace(" ", "") for word in words("total"))


def _is_name(bare: str, word: str) -> bool:
    """Return whether letters follow a word, as in Summerfield or 总数小区."""
    behind = bare[len(word) :][:1]
    return behind.isalpha() and behind not in words("behind_total")


@cache
def _notes() -> tuple[str, ...]:
    return tuple(words("note"))


def _is_note(bare: str) -> bool:
    bare = bare.lstrip("*(")
    if not bare.startswith(_notes()):
        return False
    for word in words("note"):
        behind = bare[len(word) :].lstrip("0123456789") if bare.startswith(word) else "?"
        if not behind or behind[0] in _CLOSING:
            return True
    return False


def _place(cells: Sequence[Cell]) -> int:
    return next(number for number, cell in enumerate(cells) if cell is not None)


def _name_columns(table: Table) -> set[int]:
    return {each.number for each in table.of("name")}


def _numbers(table: Table, cells: Sequence[Cell]) -> bool:
    """Return whether a row has a number where households stand."""
    return any(read_number(cells[each.number]) for each in table.of("households"))


def _is_wide(table: Table, number: int) -> bool:
    return any(
        area.top <= number <= area.bottom and area.right > area.left for area in table.sheet.merged
    )


def _repeats_headings(heads: Mapping[int, str], cells: Sequence[Cell]) -> bool:
    least = max(LEAST_RECOGNISED, len(cells) - cells.count(None) - 1)
    other = 0
    for number, cell in enumerate(cells):
        if not isinstance(cell, str) or plain(cell) not in heads.get(number, ""):
            other += 1
            if len(cells) - other < least:
                return False
    return True


def _numbers_columns(table: Table, number: int, cells: Sequence[Cell]) -> bool:
    """Return whether the row below the headings counts the columns (1 2 3, or A B 1 2)."""
    if number != table.heading_rows.stop:
        return False
    values = [cell for cell in cells if cell is not None]
    figures = [cell for cell in values if plain(str(cell)) not in words("ordinal")]
    counted = [read_number(cell) for cell in figures]
    if len(figures) < 3 or not all(counted):
        return False
    numbers = [each.value for each in counted if each]
    return numbers == [numbers[0] + place for place in range(len(numbers))] and numbers[0] in (0, 1)
