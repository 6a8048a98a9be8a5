"""Read a district's list of estates and say what was understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from commpartner.errors import InputError, Problem
from commpartner.lists.columns import IGNORED, REQUIRED, chosen_columns, lacking_columns
from commpartner.lists.estimates import Estimate, estimate
from commpartner.lists.features import SUFFIXES, read_features
from commpartner.lists.headings import DATUMS, fields
from commpartner.lists.layout import LeftOut, Table, find_table, lies_on_its_side
from commpartner.lists.mapping import degrees_of, put_on_map
from commpartner.lists.quantities import Unit
from commpartner.lists.reading import Fault, Reading, Taken, read_rows
from commpartner.lists.sheets import Book, column_letters, read_book
from commpartner.lists.sums import (
    check_shared,
    check_sums,
    hidden_doubts,
    name_doubts,
    sparse_doubts,
)
from commpartner.problems.collector import paused_collector
from commpartner.problems.reading import path_of
from commpartner.problems.wording import among, known_name, mistakes, suggest
from commpartner.programme import Estate
from commpartner.programme.origin import Origin
from commpartner.programme.references import repeats
from commpartner.texts import Language, Text

ESSENTIAL = (*REQUIRED, "id")  # a row in which one of them is refused is no estate
_ALL = set(Estate.model_fields)
_STAND_INS = {"id": "e", "households": 1, "floor_area": 1.0}


@dataclass(frozen=True)
class Part:
    """Hold one sheet of a list: its table and what was read of it."""

    sheet: str
    table: Table
    reading: Reading

    @property
    def place(self) -> str:
        """Name the sheet behind the name of a file."""
        return f"[{self.sheet}]" if self.sheet else ""


@dataclass(frozen=True)
class Understood:
    """Describe a column as it was taken: field, unit, and numbers of rows.

    ``notes`` say how the unit is known if no heading names it, and in which datum places stand.
    """

    column: str
    heading: str
    field: str
    unit: Unit | None
    filled: int
    estimated: int
    refused: int
    notes: tuple[Text, ...] = ()

    def label(self, language: Language) -> str:
        """Return the name of the field in a language."""
        return fields()[self.field].label(language)


@dataclass(frozen=True)
class EstateList:
    """Hold a list of estates as it was understood.

    Attributes
    ----------
    file
        Name of the file.
    estates
        Every row whose name, id and households are accepted, in the order of the list. Other cells
        that were refused count as not given. ``estimated`` of each names what was estimated.
    rows
        Sheet and row of each of these estates.
    problems
        Every cell and column that was refused: file and sheet, row, column, what was found and what
        is allowed.
    doubts
        What is possible and unlikely, and what was decided by what fits.
    refused_rows
        Number of rows in which a cell was refused.
    origin
        Longitude and latitude of x_km = y_km = 0; None if the list has no longitude and latitude.
    """

    file: str
    book: Book
    parts: tuple[Part, ...]
    estates: tuple[Estate, ...]
    rows: tuple[tuple[str, int], ...]
    estimates: tuple[Estimate, ...]
    faults: tuple[tuple[str, Fault], ...]
    doubts: tuple[Text, ...]
    ignored_sheets: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    origin: Origin | None = None

    @property
    def left_out(self) -> tuple[tuple[str, LeftOut], ...]:
        """Return the rows that are no estates, each with its sheet and reason."""
        return tuple((part.sheet, each) for part in self.parts for each in part.table.left_out)

    def first_of(self, sheet: str) -> int:
        """Return the number of the first row of a sheet: 1, or 0 if it holds features."""
        return next(part.table.sheet.first for part in self.parts if part.sheet == sheet)

    @property
    def refused_rows(self) -> int:
        """Count the rows in which a cell was refused."""
        return len({(sheet, fault.row) for sheet, fault in self.faults if fault.column is not None})

    @property
    def unused_columns(self) -> tuple[str, ...]:
        """List the columns that are no field of an estate."""
        return tuple(
            part.table.sheet.titled(column.number, column.heading.text)
            for part in self.parts
            for column in part.reading.unused
            if column.heading.field is None or column.heading.field.name != IGNORED
        )

    def understood(self) -> tuple[Understood, ...]:
        """Return how each column was taken, then the fields that have no column."""
        rows: list[Understood] = []
        estimated = {each.field: each.rows for each in self.estimates}
        for part in self.parts:
            for name, taken in part.reading.taken.items():
                notes = tuple(note for note in (taken.decision.how, taken.note) if note is not None)
                rows.append(
                    Understood(
                        column=part.table.sheet.letters(taken.column.number),
                        heading=taken.column.heading.text,
                        field=name,
                        unit=taken.decision.unit,
                        filled=taken.filled,
                        estimated=estimated.pop(_estimated_as(name), 0),
                        refused=taken.refused,
                        notes=notes,
                    )
                )
        rows += [Understood("", "", name, None, 0, count, 0) for name, count in estimated.items()]
        return tuple(rows)

    @property
    def formulas(self) -> int:
        """Count the cells whose value a formula computed when the file was saved."""
        return sum(part.table.sheet.formulas for part in self.parts)

    def check(self) -> None:
        """Refuse the list if it has problems, all of them together.

        Raises
        ------
        InputError
            If there is one.
        """
        if self.problems:
            raise InputError(self.problems)


def read_estate_list(
    path: str | Path,
    *,
    sheets: Iterable[str] = (),
    columns: Mapping[str, str] | None = None,
    datum: str | None = None,
) -> EstateList:
    r"""Read a list of estates from a spreadsheet or a map file as a district keeps it.

    Titles, headings in several rows, merged cells, totals and notes are understood; headings are
    Chinese or English; units stand in headings or cells. Only the name and the households of an
    estate are required: `commpartner.lists.estimates.estimate` gives the rules for the rest.

    Parameters
    ----------
    path
        An .xlsx, .xls, .ods, .csv, .tsv or .txt file. Or a .geojson file with a point or polygon
        for each estate, whose properties are the columns.
    sheets
        Names of the sheets to read, one below the other; default: the one sheet that has both names
        and households.
    columns
        Heading or letters of a column by field, where the headings leave a choice.
    datum
        Of longitude and latitude: ``wgs84``, ``gcj02`` (高德) or ``bd09`` (百度); default: as a
        heading says, else WGS-84.

    Returns
    -------
    EstateList
        Nothing in it is guessed silently: `EstateList.check` raises all problems together.

    Raises
    ------
    InputError
        If the file cannot be read at all, or has no table of estates.
    MissingExtraError
        If a workbook is given and python-calamine is not installed.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "list.csv"
    ...     _ = path.write_text("小区名称,户数,建筑面积（万㎡）\n幸福里,１２０户,0.84\n", "utf-8")
    ...     estates = read_estate_list(path).estates
    >>> estates[0].households, estates[0].floor_area, estates[0].estimated[:2]
    (120, 8400.0, ('id', 'gates'))
    """
    if datum is not None:
        known_name("read_estate_list", "datum", datum, DATUMS)
    with paused_collector():
        features = path_of(path).suffix.lower() in SUFFIXES
        book = read_features(path) if features else read_book(path)
        return _read(book, tuple(sheets), dict(columns or {}), datum)


def _read(
    book: Book, sheets: tuple[str, ...], asked: Mapping[str, str], datum: str | None
) -> EstateList:
    tables, ignored = _tables(book, sheets, asked)
    parts, faults, maps = [], [], []
    for table in tables:
        chosen, wrong = chosen_columns(table, asked)
        reading = read_rows(table, chosen)
        reading.faults[:0] = wrong
        maps.append(degrees_of(table, reading, datum))
        reading.doubts += [*hidden_doubts(table, reading), *sparse_doubts(reading)]
        check_shared(table, reading)
        parts.append(Part(table.sheet.name, table, reading))
        faults += [(table.sheet.name, fault) for fault in reading.faults]
    origin = put_on_map(maps, [part.reading for part in parts])
    found = _Found(book.file, tuple(parts), faults, origin)
    found.check_values()
    found.check_ids()
    if book.file.lower().endswith((".xls", ".ods")):
        found.doubts.append(Text("list_old_kind"))
    found.doubts += [doubt for part in parts for doubt in part.reading.doubts]
    for part in parts:
        found.doubts += check_sums(part.table, part.reading)
    found.doubts += name_doubts(found.rows, {part.sheet: part.table.sheet.first for part in parts})
    return found.listed(book, ignored)


def _tables(
    book: Book, sheets: tuple[str, ...], asked: Mapping[str, str]
) -> tuple[list[Table], tuple[str, ...]]:
    """Choose the sheets whose tables are read."""
    names = [sheet.name for sheet in book.sheets]
    for name in sheets:
        if not among(name, names):
            allowed = suggest(name, names)
            raise InputError([Problem(book.file, None, Text("list_sheet"), repr(name), allowed)])
    found = {sheet.name: find_table(sheet) for sheet in book.sheets}
    tables = {name: table for name, table in found.items() if table is not None}
    if sheets:
        lacking = [name for name in sheets if name not in tables]
        if lacking:
            raise _no_table(book, ", ".join(lacking))
        chosen = list(sheets)
    else:
        whole = [name for name, table in tables.items() if not lacking_columns(table, asked)]
        chosen = whole or sorted(tables, key=lambda name: -len(tables[name].columns))[:1]
        if not chosen:
            raise _no_table(book, ", ".join(filter(None, names)))
        if len(whole) > 1:
            found_in, allowed = ", ".join(whole), Text("list_one_sheet")
            raise InputError([Problem(book.file, None, Text("list_sheet"), found_in, allowed)])
    return [tables[name] for name in chosen], tuple(n for n in names if n not in chosen)


def _no_table(book: Book, sheets: str) -> InputError:
    found = Text("list_no_headings", sheets=sheets) if sheets else Text("list_no_headings_here")
    upright = not any(map(lies_on_its_side, book.sheets))
    allowed = Text("list_has") if upright else Text("list_upright")
    return InputError([Problem(book.file, None, Text("list_headings"), found, allowed)])


Key = tuple[str, int]  # sheet and row of an estate


@dataclass
class _Found:
    """Collect the values and the mistakes of all sheets."""

    file: str
    parts: tuple[Part, ...]
    faults: list[tuple[str, Fault]]
    origin: Origin | None = None
    doubts: list[Text] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows: dict[Key, dict[str, Any]] = {
            (part.sheet, row): values
            for part in self.parts
            for row, values in part.reading.values.items()
        }
        self._valid: dict[Key, Estate] = {}
        self._taken = {part.sheet: part.reading.taken for part in self.parts}
        self._first = {part.sheet: part.table.sheet.first for part in self.parts}

    def check_values(self) -> None:
        """Check the values of each row by the model, and that what is required is there."""
        refused = {(sheet, fault.row, fault.field) for sheet, fault in self.faults}
        for (sheet, row), values in self.rows.items():
            for name in REQUIRED:
                empty = name not in values and name in self._taken[sheet]
                if empty and (sheet, row, name) not in refused:
                    self._fault(sheet, row, name, Text("empty_cell"), Text(f"list_{name}"))
            try:
                self._valid[sheet, row] = Estate.model_validate(_STAND_INS | values)
            except ValidationError as error:
                for mistake in mistakes(error, Estate):
                    name = str(mistake.path[0]) if mistake.path else "id"
                    self._fault(sheet, row, name, mistake.found, mistake.allowed)
                    values.pop(name, None)

    def check_ids(self) -> None:
        """Check that every id stands once."""
        given = {key: row["id"] for key, row in self.rows.items() if "id" in row}
        keys = list(given)
        for number, first, name in repeats(given.values()):
            sheet, row = keys[number]
            there = keys[first][1] + self._first[keys[first][0]]
            allowed = Text("id_once_row", place=there)
            self._fault(sheet, row, "id", repr(name), allowed)

    def _fault(self, sheet: str, row: int, name: str, found: str, allowed: str) -> None:
        taken = self._taken[sheet].get(_source_of(name, self._taken[sheet]))
        column = taken.column.number if taken else None
        if taken:
            taken.refused += 1
        self.faults.append((sheet, Fault(row, column, name, found, allowed)))

    def listed(self, book: Book, ignored: tuple[str, ...]) -> EstateList:
        """Make the list: estimate what is not given and mark it."""
        essential = {(sheet, fault.row) for sheet, fault in self.faults if fault.field in ESSENTIAL}
        problems = tuple(self._problems())
        lacking = any(name not in part.reading.taken for part in self.parts for name in REQUIRED)
        rows = {} if lacking else {k: v for k, v in self.rows.items() if k not in essential}
        numbered = dict(enumerate(rows.values()))
        estimates = estimate(numbered) if numbered else []
        estates = tuple(map(self._estate, rows))
        return EstateList(
            file=book.file,
            book=book,
            parts=self.parts,
            estates=estates,
            rows=tuple((sheet, row + self._first[sheet]) for sheet, row in rows),
            estimates=tuple(estimates),
            faults=tuple(self.faults),
            doubts=tuple(self.doubts),
            ignored_sheets=ignored,
            origin=self.origin,
            problems=problems,
        )

    def _estate(self, key: Key) -> Estate:
        """Return the estate of a row; what was estimated needs no second check."""
        values, valid = self.rows[key], self._valid.get(key)
        if valid is None:
            return Estate.model_validate(values)
        # The model is frozen against its users; nobody has seen this estate yet.
        valid.__dict__.update({name: values[name] for name in values["estimated"]})
        valid.__dict__.update(id=values["id"], estimated=values["estimated"])
        object.__setattr__(valid, "__pydantic_fields_set__", _ALL)
        return valid

    def _problems(self) -> Iterator[Problem]:
        parts = {part.sheet: part for part in self.parts}
        for sheet, fault in sorted(
            self.faults, key=lambda each: (each[1].row, each[1].column or 0)
        ):
            taken = self._taken[sheet].get(_source_of(fault.field, self._taken[sheet]))
            where: str = fault.field
            if fault.column is None and fault.field in REQUIRED:
                where = Text(f"list_column_{fault.field}")
            elif taken is not None:
                number, heading = taken.column.number, taken.column.heading.text
                where = parts[sheet].table.sheet.titled(number, heading)
            elif fault.column is not None:
                where = column_letters(fault.column)
            elif field_of := fields().get(fault.field):
                where = Text("in_both_languages", en=field_of.en, zh=field_of.zh)
            row = None if fault.row < 0 else fault.row + self._first[sheet]
            file = f"{self.file}{parts[sheet].place}"
            yield Problem(file, row, where, fault.found, fault.allowed, fault.field)


def _estimated_as(name: str) -> str:
    """Name the field that is estimated if a column has no value."""
    return "x_km" if name in ("longitude", "coordinates") else name


def _source_of(name: str, taken: Mapping[str, Taken]) -> str:
    """Name the column from which the value of a field came."""
    if name in taken:
        return name
    others = {
        "vacancy": ("occupancy",),
        "fee_basis": ("fee",),
        "managed": ("manager",),
        "manager": ("managed",),
        "x_km": ("longitude", "coordinates"),
        "y_km": ("latitude", "coordinates"),
        "longitude": ("coordinates",),
        "latitude": ("coordinates",),
    }
    return next((other for other in others.get(name, ()) if other in taken), name)
