"""Hold sheets of a workbook: where each table stands, and what its cells are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# How the numbers of a column are written.
Form = Literal[
    "text", "money", "cents", "scaled", "share", "number", "fine", "count", "plain", "check"
]


@dataclass(frozen=True, slots=True)
class Formula:
    """Hold a live formula, and the number of the library that it must give.

    Parameters
    ----------
    text
        Begins with "=".
    value
        What readers see that compute nothing.
    form
        How it is written, if not as its column.
    """

    text: str
    value: float
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """Hold a number that is written otherwise than its column."""

    value: float
    form: Form


@dataclass(frozen=True, slots=True)
class Link:
    """Hold a link to another sheet of the workbook."""

    sheet: str


Content = str | float | int | Formula | Number | Link | None


@dataclass(frozen=True, slots=True)
class Column:
    """Hold the head of a column.

    Parameters
    ----------
    wide
        Most characters of its width; longer texts wrap.
    """

    heading: str
    form: Form = "money"
    wide: int = 40


@dataclass(frozen=True, slots=True)
class Place:
    """Hold the place of a table: the row of its heads, counted from 0, and its number of rows.

    Examples
    --------
    >>> place = Place(top=4, rows=2)
    >>> place.cell(0, 1), place.column(1), place.span(1, 2, 4), place.below(3)
    ('$B$6', '$B$6:$B$7', '$C$7:$E$7', Place(top=9, rows=3))
    """

    top: int
    rows: int

    def cell(self, row: int, column: int) -> str:
        """Return the address of a cell; row 0 is the first below the heads."""
        return f"${letters(column)}${self.top + row + 2}"

    def column(self, column: int) -> str:
        """Return the addresses of a column without its head."""
        return f"{self.cell(0, column)}:{self.cell(self.rows - 1, column)}"

    def span(self, row: int, first: int, last: int) -> str:
        """Return the addresses of a part of a row."""
        return f"{self.cell(row, first)}:{self.cell(row, last)}"

    def below(self, rows: int, gap: int = 2) -> Place:
        """Return the place of the next table; a title may stand in the gap."""
        return Place(self.top + 1 + self.rows + gap, rows)


@dataclass(frozen=True, slots=True)
class Table:
    """Hold a table: its heads are frozen or repeated, and a reader can filter it.

    Parameters
    ----------
    name
        Of letters, digits and underscores, unique in the workbook.
    title
        In words; stands above the heads. Empty if the sheet's title says it.
    filtered
        Whether the heads have buttons to filter and sort the rows.
    strong
        Numbers of the rows that are sums.
    """

    name: str
    place: Place
    columns: tuple[Column, ...]
    rows: tuple[tuple[Content, ...], ...]
    title: str = ""
    filtered: bool = True
    strong: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Fact:
    """Hold a number or text that the whole sheet refers to."""

    label: str
    value: Content
    form: Form = "plain"


@dataclass(frozen=True, slots=True)
class Check:
    """Hold a cell that must be 0, and what it compares."""

    label: str
    cell: str
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Bars:
    """Hold a chart of a waterfall: what is invisible, what is left and what is taken off.

    Parameters
    ----------
    steps, base, parts
        Addresses of columns; the parts are rest, less and more.
    title, unit
        In words.
    names
        Of rest, less and more.
    row
        Of the upper edge.
    """

    steps: str
    base: str
    parts: tuple[str, str, str]
    names: tuple[str, str, str]
    title: str
    unit: str
    row: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold a sheet: title, notes, facts, then its tables.

    Parameters
    ----------
    key
        In the library; `name` is what its tab says.
    frozen
        How many columns stay in view; the rows above the first table's cells stay, too.
    """

    key: str
    name: str
    title: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]
    facts: tuple[Fact, ...] = ()
    checks: tuple[Check, ...] = ()
    chart: Bars | None = None
    frozen: int = 1

    def fact(self, number: int) -> str:
        """Return the address of a fact's value."""
        return fact_cell(len(self.notes), number)


HEAD = 1  # rows of the title


def first_row(notes: Sequence[str], facts: int = 0, titled: bool = False) -> int:
    """Return the row of the first table's heads, with an empty row above."""
    return HEAD + len(notes) + facts + 1 + titled


def fact_cell(notes: int, number: int) -> str:
    """Return the address of a fact's value, by the number of notes above.

    Examples
    --------
    >>> fact_cell(notes=2, number=0)
    '$B$4'
    """
    return f"$B${HEAD + notes + number + 1}"


def largest_of(cells: str) -> Formula:
    """Return the formula of the largest difference among some, whatever its sign; it must be 0.

    Examples
    --------
    >>> largest_of("$C$2:$C$9").text
    '=MAX(MAX($C$2:$C$9),-MIN($C$2:$C$9))'
    """
    return Formula(f"=MAX(MAX({cells}),-MIN({cells}))", 0.0)


def letters(column: int) -> str:
    """Return the letters of a column, counted from 0.

    Examples
    --------
    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def elsewhere(sheet: str, cell: str) -> str:
    """Return the address of a cell of another sheet.

    Examples
    --------
    >>> elsewhere("What it costs", "$B$4")
    "'What it costs'!$B$4"
    """
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"
