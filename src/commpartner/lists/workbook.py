"""Write a workbook to fill in, and a copy of a list with its refused cells marked."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from commpartner.errors import InputError, Problem
from commpartner.facts.fields import field_notes
from commpartner.facts.words import say
from commpartner.io.atomic import check_place, make_folder, replace_files
from commpartner.lists.columns import REQUIRED
from commpartner.lists.estate_list import EstateList
from commpartner.lists.headings import Field, fields
from commpartner.lists.sheets import Cell
from commpartner.lists.units import known_unit
from commpartner.problems.optional import optional
from commpartner.problems.reading import path_of
from commpartner.problems.wording import shorten
from commpartner.programme import Estate
from commpartner.texts import Language, Text

# In the order of the workbook; the first two are required.
COLUMNS = (
    *("name", "households", "floor_area", "subdistrict", "community", "built_year", "buildings"),
    *("gates", "lifts", "pump_rooms", "green_area", "managed", "manager", "fee", "fee_basis"),
    *("collection_rate", "vacancy", "maintenance_fund", "x_km", "y_km", "id", "condition"),
    *("governance", "need_index"),
)
UNITS = {
    "floor_area": "m2",
    "green_area": "m2",
    "maintenance_fund": "yuan",
    "x_km": "km",
    "y_km": "km",
}
PER_CENT = ("collection_rate", "vacancy")
CHOICES = {"managed": ("yes", "no"), "fee_basis": ("book_by_area", "book_by_household")}
_NAMED = ("name", "subdistrict", "community")  # of the example, in words
_EXAMPLE = Estate(
    id="e0001",
    households=320,
    floor_area=22400.0,
    gates=2,
    x_km=1.25,
    y_km=-0.4,
    managed=False,
    fee=0.5,
    collection_rate=0.35,
    vacancy=0.1,
    built_year=1996,
    buildings=8,
    lifts=0,
    pump_rooms=1,
    green_area=1800.0,
    maintenance_fund=120000.0,
)
_FILLED_ROWS = 2000  # for which drop-downs and formats are set
_LONGEST = 32_767  # characters of a cell
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_RED, _HEAD, _NEED = "FFF4CCCC", "FFD9E2F3", "FFFFE699"


def write_workbook(
    path: str | Path, language: Language = "zh", estates: Sequence[Estate] = ()
) -> None:
    """Write a workbook of estates to fill in; `read_estate_list` reads it back.

    The first sheet has one column for each field, with drop-downs and a note at each heading. The
    second explains the fields, says how each is estimated if it is left empty, and shows an
    example.

    Parameters
    ----------
    path
        A new .xlsx file.
    language
        Of headings and notes.
    estates
        Written into the rows; default: none.

    Raises
    ------
    InputError
        If the path is of another kind, is there already, or cannot be written.
    MissingExtraError
        If openpyxl is not installed.
    """
    path = _new_workbook(path)
    _check_texts(path, estates)
    book = optional("openpyxl").Workbook()
    sheet = book.active
    sheet.title = say("book_sheet_estates", language)
    _head(sheet, language)
    for row, estate in enumerate(estates, start=2):
        for column, name in enumerate(COLUMNS, start=1):
            _put(sheet, row, column, _shown(estate, name, language))
    _explain(book.create_sheet(say("book_sheet_notes", language)), language)
    _save(book, path)


def heading(name: str, language: Language) -> str:
    """Return the heading of a field with its unit, as `read_heading` reads it."""
    label = fields()[name].label(language)
    if name not in UNITS:
        return label
    unit = known_unit(UNITS[name]).label(language)
    return f"{label}（{unit}）" if language == "zh" else f"{label} ({unit})"


def _head(sheet: Any, language: Language) -> None:
    styles, comments = optional("openpyxl.styles"), optional("openpyxl.comments")
    validation = optional("openpyxl.worksheet.datavalidation")
    for number, name in enumerate(COLUMNS, start=1):
        cell = sheet.cell(1, number, heading(name, language))
        cell.font = styles.Font(bold=True)
        colour = _NEED if name in REQUIRED else _HEAD
        cell.fill = styles.PatternFill("solid", fgColor=colour)
        cell.comment = comments.Comment(_note(name, language), "commpartner", width=320, height=90)
        letter = cell.column_letter
        sheet.column_dimensions[letter].width = max(12, 2 * len(str(cell.value)) + 2)
        if name in PER_CENT:
            for row in range(2, _FILLED_ROWS + 2):
                sheet.cell(row, number).number_format = "0.0##%"
        if name in CHOICES:
            words = ",".join(say(word, language) for word in CHOICES[name])
            rule = validation.DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{_FILLED_ROWS + 1}")
        if name == "households":
            rule = validation.DataValidation(
                type="whole", operator="greaterThanOrEqual", formula1="1", allow_blank=True
            )
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{_FILLED_ROWS + 1}")
    sheet.freeze_panes = "B2"


def _note(name: str, language: Language) -> str:
    """Describe what a field means and what holds if it is left empty."""
    about = field_notes("Estate")[name]
    text = about.zh if language == "zh" else about.en
    key = "book_required" if name in REQUIRED else f"book_empty_{name}"
    return f"{text}\n{say(key, language)}"


def _explain(sheet: Any, language: Language) -> None:
    styles = optional("openpyxl.styles")
    heads = [
        say(word, language)
        for word in ("book_field", "book_meaning", "book_if_empty", "book_example")
    ]
    for number, text in enumerate(heads, start=1):
        sheet.cell(1, number, text).font = styles.Font(bold=True)
    words = {name: say(f"book_example_{name}", language) for name in _NAMED}
    example = _EXAMPLE.replace(**words)
    for row, name in enumerate(COLUMNS, start=2):
        meaning, empty = _note(name, language).split("\n")
        sheet.cell(row, 1, heading(name, language))
        sheet.cell(row, 2, meaning)
        sheet.cell(row, 3, empty)
        _put(sheet, row, 4, _shown(example, name, language))
        if name in PER_CENT:
            sheet.cell(row, 4).number_format = "0.0##%"
    for letter, width in zip("ABCD", (24, 70, 70, 18), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = styles.Alignment(wrap_text=True, vertical="top")


def _shown(estate: Estate, name: str, language: Language) -> Cell:
    value = getattr(estate, name)
    if name == "fee_basis":
        if estate.fee is None:
            return None
        word = "book_by_area" if value == "floor_area" else "book_by_household"
        return say(word, language)
    if isinstance(value, bool):
        return say("yes" if value else "no", language)
    return None if value == "" else value


def _check_texts(path: Path, estates: Sequence[Estate]) -> None:
    """Check that cells can hold all texts: no control characters, not too long."""
    problems = [
        Problem(path.name, row, name, shorten(value), Text("workbook_text", most=_LONGEST))
        for row, estate in enumerate(estates, start=2)
        for name in COLUMNS
        if isinstance(value := getattr(estate, name), str) and _in_cell(value) is None
    ]
    if problems:
        raise InputError(problems)


def _in_cell(text: str) -> str | None:
    """Escape what spreadsheets read as an escape; None if no cell can hold the text."""
    if len(text) > _LONGEST or _CONTROL.search(text):
        return None
    return _ESCAPE.sub("_x005F_", text).replace("\r", "_x000D_")


def _put(sheet: Any, row: int, column: int, value: Cell) -> None:
    """Write a value; a text is text even if it begins as a formula does."""
    cell = sheet.cell(row, column)
    if not isinstance(value, str):
        cell.value = value
    else:
        text = _in_cell(value)
        cell.value = _CONTROL.sub("\ufffd", value)[:_LONGEST] if text is None else text
        cell.data_type = "s"
        if value[:1] in "=+-@":
            cell.quotePrefix = True


def write_marked(
    listed: EstateList, source: str | Path, path: str | Path, language: Language
) -> None:
    """Write a copy of a list whose refused cells are red and have a comment.

    A copy of an .xlsx file keeps its sheets, formats and formulas; of other files the values are
    written to a new workbook.

    Parameters
    ----------
    source
        The file that was read.
    path
        A new .xlsx file.

    Raises
    ------
    InputError
        If the path is of another kind, is there already, or cannot be written.
    MissingExtraError
        If openpyxl is not installed.
    """
    path, source = _new_workbook(path), path_of(source)
    book = _copied(source) or _of_values(listed)
    _mark(book, listed, language)
    _save(book, path)


def _copied(source: Path) -> Any:
    """Load an .xlsx file with its formats; None if it is of another kind or cannot be copied."""
    openpyxl = optional("openpyxl")
    if source.suffix.lower() != ".xlsx":
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about parts of a workbook that are not copied
        try:
            return openpyxl.load_workbook(source)
        except (ValueError, KeyError, TypeError, AttributeError, OSError):
            return None  # styles of other programs; the values were read


def _of_values(listed: EstateList) -> Any:
    book = optional("openpyxl").Workbook()
    book.remove(book.active)
    for part in listed.book.sheets:
        sheet = book.create_sheet(_title(part.name))
        for row, cells in enumerate(part.rows, start=1):
            for column, value in enumerate(cells, start=1):
                _put(sheet, row, column, value)
    return book


def _title(name: str) -> str:
    """Return the name of a sheet as an .xlsx file allows it."""
    return re.sub(r"[\\*?:/\[\]]", "_", name)[:31] or "list"


def _mark(book: Any, listed: EstateList, language: Language) -> None:
    styles, comments = optional("openpyxl.styles"), optional("openpyxl.comments")
    fill = styles.PatternFill("solid", fgColor=_RED)
    told: dict[tuple[str, int, int], list[str]] = {}
    for sheet, fault in listed.faults:
        column = 0 if fault.column is None else fault.column
        told.setdefault((sheet, fault.row, column), []).append(
            Text("mark", field=_label(fault.field, language), allowed=fault.allowed).in_language(
                language
            )
        )
    merged = {name: book[name].merged_cells.ranges for name in book.sheetnames}
    for (name, row, column), texts in told.items():
        sheet = book[_title(name)]
        cell = sheet.cell(row + 1, column + 1)
        for area in merged[sheet.title]:
            if cell.coordinate in area:
                cell = sheet.cell(area.min_row, area.min_col)
        cell.fill = fill
        if cell.comment is not None:
            texts.append(cell.comment.text)
        cell.comment = comments.Comment("\n".join(texts), "commpartner", width=320, height=120)


def _label(name: str, language: Language) -> str:
    field: Field | None = fields().get(name)
    return name if field is None else field.label(language)


def _new_workbook(path: str | Path) -> Path:
    path = path_of(path, "not_writable")
    place = Text("path")
    if path.suffix.lower() != ".xlsx":
        found = Text("file_of_unknown_kind", suffix=repr(path.suffix))
        raise InputError([Problem(str(path), None, place, found, Text("workbook_to_write"))])
    if path.exists():
        found = Text("something_there")
        raise InputError([Problem(str(path), None, place, found, Text("new_file"))])
    check_place(path)
    return path


def _save(book: Any, path: Path) -> None:
    content = io.BytesIO()
    book.save(content)
    make_folder(path.parent)
    replace_files(path.parent, {path.name: content.getvalue()})
