"""Read the sheets of a spreadsheet as values: xlsx, xls, ods and csv."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from commpartner.errors import InputError, Problem
from commpartner.problems.optional import optional
from commpartner.problems.reading import path_of
from commpartner.texts import Text

Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | None

MOST_BYTES = 50_000_000  # of a file
MOST_UNPACKED = 1_000_000_000  # of what a workbook holds packed
MOST_PACKED = 200  # times smaller than unpacked; a table packs 5 to 20 times
SMALL = 10_000_000  # bytes that need no look at how well they are packed
MOST_ROWS, MOST_COLUMNS = 250_000, 500
MOST_CELLS = 20_000_000

WORKBOOKS = (".xlsx", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".txt")
_WITH_MACROS = (".xlsm", ".xltm", ".xlam", ".xlsb")
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, ElementTree.ParseError, NotImplementedError),
    *(KeyError, ValueError, EOFError, OSError),
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a file of Office before 2007, or a locked one
# Prefixes, apostrophes and the order of attributes are free in XML.
_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)|<(?:\w+:)?row\b([^>]*)>", re.DOTALL
)
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})([0-9]{1,7})["']""")
_KIND = re.compile(rb"""\bt\s*=\s*["'](\w+)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)<|<(?:\w+:)?is\b")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_COLUMNS = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_ENDS = re.compile(rb"""\b(min|max)\s*=\s*["']([0-9]{1,7})["']""")
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_REPEATED = re.compile(rb'number-(rows|columns)-repeated="([0-9]+)"')
_ODS_PART = re.compile(rb"<table:(table-row|table-cell)\b([^>]*)>")
_SEPARATORS = (",", "\t", ";", "|", "\uff0c")


class Area(NamedTuple):
    """Describe merged cells: the first and last row and column, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """Hold one sheet: its values from A1 on, merged cells, and cells of formulas.

    ``formulas`` counts those whose value was saved; ``uncomputed`` has the cells of the others.
    What an .xlsx file hides is read like the rest, and counted from 0 in the last two. ``first`` is
    the number by which a reader knows the first row.
    """

    name: str
    rows: list[list[Cell]]
    merged: tuple[Area, ...] = ()
    formulas: int = 0
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    first: int = 1

    def letters(self, column: int) -> str:
        """Return the letters of a column; empty if the rows are features of a map."""
        return column_letters(column) if self.first else ""

    def titled(self, column: int, heading: str) -> str:
        """Name a column by its letters and its heading."""
        return f"{self.letters(column)} {heading}".strip()


@dataclass(frozen=True)
class Book:
    """Hold a file: its visible sheets, names of hidden ones, encoding of a text, notes."""

    file: str
    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()
    encoding: str = ""
    notes: tuple[Text, ...] = ()


def read_book(path: str | Path) -> Book:
    """Read every visible sheet of a spreadsheet.

    Formulas give the value that was computed when the file was saved.

    Parameters
    ----------
    path
        An .xlsx, .xls, .ods, .csv, .tsv or .txt file. Texts are UTF-8 with or without mark, UTF-16
        with mark, or GB18030.

    Raises
    ------
    InputError
        If the file is of another kind, has macros, links to other files or a password, is larger
        than the limits of this module, packs more than it should, or is damaged.
    MissingExtraError
        If a workbook is given and python-calamine is not installed.
    """
    path = path_of(path)
    suffix = path.suffix.lower()
    if suffix in _WITH_MACROS:
        raise refusal(path.name, Text("list_with_macros"), Text("list_without_macros"))
    if suffix not in (*WORKBOOKS, *TEXTS):
        found = Text("file_of_unknown_kind", suffix=repr(suffix))
        raise refusal(path.name, found, Text("list_kinds"))
    data = read_bytes(path)
    if suffix in TEXTS:
        return _text_book(path.name, data)
    return _workbook(path.name, suffix, data)


def refusal(file: str, found: str, allowed: str, row: int | None = None) -> InputError:
    """Make the error for a file that cannot be used as a whole."""
    return InputError([Problem(file, row, Text("file"), found, allowed)])


def read_bytes(path: Path) -> bytes:
    """Read a file that is not too large and not empty."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        missing = isinstance(error, FileNotFoundError)
        reason = getattr(error, "strerror", None) or str(error)
        found = Text("nothing_there") if missing else reason
        raise refusal(path.name, found, Text("readable_file")) from None
    if len(data) > MOST_BYTES:
        allowed = Text("bytes_at_most", most=f"{MOST_BYTES:,}")
        raise refusal(path.name, Text("too_large"), allowed)
    if not data:
        raise refusal(path.name, Text("empty_file"), Text("list_kinds"))
    return data


def _workbook(file: str, suffix: str, data: bytes) -> Book:
    calamine = optional("python_calamine")
    about: dict[str, _About] = {}
    if suffix == ".xls":
        if not data.startswith(_COMPOUND):
            raise refusal(file, Text("list_other_content"), Text("list_saved_again"))
        if b"_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0" in data:
            raise refusal(file, Text("list_with_macros"), Text("list_without_macros"))
    elif data.startswith(_COMPOUND):
        raise refusal(file, Text("list_locked"), Text("list_without_password"))
    else:
        about = _looked_into(file, suffix, data)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = calamine.SheetVisibleEnum.Visible
        known = {each.name: each.visible == visible for each in book.sheets_metadata}
        sheets = tuple(
            _sheet(book.get_sheet_by_name(name), about.get(name, _About()))
            for name, shown in known.items()
            if shown
        )
    except calamine.PasswordError:
        raise refusal(file, Text("list_locked"), Text("list_without_password")) from None
    except (calamine.CalamineError, ValueError, OverflowError) as error:
        found = Text("list_damaged", reason=str(error)[:200])
        raise refusal(file, found, Text("list_saved_again")) from None
    return Book(file, sheets, tuple(name for name, shown in known.items() if not shown))


@dataclass
class _About:
    """Hold what the reader of values does not tell of a sheet."""

    formulas: int = 0
    uncomputed: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def _sheet(sheet: Any, about: _About) -> Sheet:
    rows: list[list[Cell]] = [
        [None if cell == "" else cell for cell in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    for (row, column), error in about.errors.items():  # which the reader of values leaves out
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = error
    merged = sheet.merged_cell_ranges or ()
    areas = tuple(Area(top, left, bottom, right) for (top, left), (bottom, right) in merged)
    uncomputed, hidden = frozenset(about.uncomputed), frozenset(about.hidden_rows)
    columns = frozenset(about.hidden_columns)
    return Sheet(sheet.name, rows, areas, about.formulas, uncomputed, hidden, columns)


def _looked_into(file: str, suffix: str, data: bytes) -> dict[str, _About]:
    """Check the parts of a packed workbook before it is unpacked as a whole."""
    damaged = Text("list_saved_again")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _check_parts(file, packed.infolist())
            if suffix == ".ods":
                _check_ods(file, packed.read("content.xml"))
                for part in packed.infolist():
                    packed.read(part)
                return {}
            return _check_xlsx(file, packed)
    except InputError:
        raise
    except _DAMAGED as error:
        raise refusal(file, Text("list_damaged", reason=str(error)[:200]), damaged) from None
    except RuntimeError:  # how zipfile tells that a part is encrypted
        raise refusal(file, Text("list_locked"), Text("list_without_password")) from None


def _check_parts(file: str, parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MOST_UNPACKED or unpacked > max(SMALL, MOST_PACKED * packed):
        allowed = Text("bytes_at_most", most=f"{MOST_UNPACKED:,}")
        raise refusal(file, Text("list_bomb", bytes=f"{unpacked:,}"), allowed)
    if any("vbaproject" in name or name.startswith(("basic/", "scripts/")) for name in names):
        raise refusal(file, Text("list_with_macros"), Text("list_without_macros"))
    if any("externallinks/" in name for name in names):
        raise refusal(file, Text("list_with_links"), Text("list_without_links"))


def _check_xlsx(file: str, packed: zipfile.ZipFile) -> dict[str, _About]:
    """Count formulas and cells by sheet; reading every part checks that none is damaged."""
    places = _sheet_parts(packed)
    found: dict[str, _About] = {}
    for part in packed.namelist():
        content = packed.read(part)
        if part in places or _SHEET_PART.fullmatch(part):
            found[places.get(part, part)] = _about(file, content)
    return found


def _sheet_parts(packed: zipfile.ZipFile) -> dict[str, str]:
    """Find which part of an xlsx file holds which sheet."""
    book = ElementTree.fromstring(packed.read("xl/workbook.xml"))
    links = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts: dict[str, str] = {}
    for sheet in book.findall(".//{*}sheet"):
        link = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        target = targets.get(link, "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        parts[part] = sheet.get("name", "")
    return parts


def _about(file: str, content: bytes) -> _About:
    found = _About(hidden_columns=_hidden_columns(content))
    place, last_row, last_column = (-1, -1), 0, 0
    for about, inside, of_row in _CELL.findall(content):
        named = _PLACE.search(of_row or about)
        if of_row:
            place = (int(named[2]) - 1 if named else place[0] + 1), -1
            last_row = max(last_row, place[0])
            if _HIDDEN.search(of_row):
                found.hidden_rows.add(place[0])
            continue
        place = (
            (int(named[2]) - 1, _column_number(named[1]))
            if named and named[1]
            else (place[0], place[1] + 1)
        )
        last_row, last_column = max(last_row, place[0]), max(last_column, place[1])
        kind, value = _KIND.search(about), _VALUE.search(inside)
        if kind and kind[1] == b"e" and value:
            found.errors[place] = value[1].decode()
        if _FORMULA.search(inside):
            if value or (kind and kind[1] == b"str"):  # a formula may give an empty text
                found.formulas += 1
            else:
                found.uncomputed.add(place)
    check_size(file, last_row + 1, last_column + 1)
    return found


def _hidden_columns(content: bytes) -> set[int]:
    hidden: set[int] = set()
    for about in _COLUMNS.findall(content):
        ends = {end: int(number) for end, number in _ENDS.findall(about)}
        if _HIDDEN.search(about) and len(ends) == 2:
            hidden.update(range(ends[b"min"] - 1, min(ends[b"max"], MOST_COLUMNS)))
    return hidden


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def column_letters(number: int) -> str:
    """Return the letters of a column, counted from 0.

    Examples
    --------
    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def check_size(file: str, rows: int, columns: int) -> None:
    """Check that a sheet has no more rows, columns and cells than the limits of this module."""
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        found = Text("list_size", rows=rows, columns=columns)
        allowed = Text("list_largest", rows=MOST_ROWS, columns=MOST_COLUMNS, cells=MOST_CELLS)
        raise refusal(file, found, allowed)


def _check_ods(file: str, content: bytes) -> None:
    """Count the cells of an ods file, in which one cell may stand for many."""
    rows = columns = 0
    repeated, filled = 1, False
    width = 0
    for kind, about in _ODS_PART.findall(content):
        times = {which: int(number) for which, number in _REPEATED.findall(about)}
        if kind == b"table-row":
            rows, columns = (rows + repeated, max(columns, width)) if filled else (rows, columns)
            repeated, filled, width = times.get(b"rows", 1), False, 0
        elif b"value-type" in about:
            filled = True
            width += times.get(b"columns", 1)
    if filled:
        rows, columns = rows + repeated, max(columns, width)
    check_size(file, rows, max(columns, 1))
    if b"xlink:href" in content and b"table-source" in content:
        raise refusal(file, Text("list_with_links"), Text("list_without_links"))


def _text_book(file: str, data: bytes) -> Book:
    text, encoding = decoded(file, data)
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise refusal(file, Text("nul_in_text"), Text("list_encodings"), row)
    head = text[:20_000]
    separator = max(_SEPARATORS, key=lambda each: _regular(head, each))
    rows = list(_records(file, text, separator))
    check_size(file, len(rows), max(map(len, rows), default=0))
    return Book(file, (Sheet("", rows),), encoding=encoding)


def _regular(head: str, separator: str) -> tuple[int, int]:
    """Count the lines that have a separator equally often, and how often it stands in all.

    Notes may have more commas than the lines have tabs, but not as regularly.
    """
    counts = [line.count(separator) for line in head.splitlines()[:50]]
    numbers = Counter(filter(None, counts))
    return max(numbers.values(), default=0), sum(min(number, 50) for number in counts)


def decoded(file: str, data: bytes) -> tuple[str, str]:
    """Return a text and the name of its encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            raise refusal(file, Text("list_undecoded"), Text("list_encodings")) from None
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as error:
        wrong = error.start + len(data) - len(error.object)
    other = _mixed(data)
    if other is not None:
        raise refusal(file, Text("list_mixed", row=other), Text("list_encodings"), other)
    try:
        return data.decode("gb18030"), "GB18030"
    except UnicodeDecodeError:
        row = data.count(b"\n", 0, wrong) + 1
        raise refusal(file, Text("list_undecoded"), Text("list_encodings"), row) from None


def _mixed(data: bytes) -> int | None:
    """Find the first line in UTF-8 with Chinese in a text that as a whole is not UTF-8."""
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            text = line.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
        except UnicodeDecodeError:
            continue
        # Two bytes of GB18030 can look like a letter of another script in UTF-8.
        if sum(0x4E00 <= ord(letter) <= 0x9FFF for letter in text) >= 2:
            return number
    return None


def _records(file: str, text: str, separator: str) -> Iterator[list[Cell]]:
    """Yield the cells of each line; a record of several lines leaves empty ones behind it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = Text("list_damaged", reason=str(error))
            raise refusal(file, reason, Text("closed_quotes"), line + 1) from None
        yield [cell.strip() or None for cell in cells]
        if reader.line_num > line + 1:
            yield from ([] for _ in range(reader.line_num - line - 1))
        line = reader.line_num
