"""Write sheets as a workbook by XlsxWriter: real tables, formulas with their values, print."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from commpartner.problems.optional import optional
from commpartner.report.workbook.charting import DARK, LINES, page_chart
from commpartner.report.workbook.layout import (
    HEAD,
    Column,
    Content,
    Fact,
    Form,
    Formula,
    Link,
    Number,
    Sheet,
    Table,
    letters,
)
from commpartner.report.workbook.texts import is_risky
from commpartner.report.workbook.widths import LINE, lines, places, widths
from commpartner.texts import Language

MOST_ROWS = 1_048_576
NUMBER_FORMATS: dict[Form, str] = {
    "text": "@",
    "money": "#,##0",
    "cents": "#,##0.00",
    "scaled": "#,##0.00",
    "share": "0.0%",
    "number": "#,##0.0",
    "fine": "0.0000",
    "count": "#,##0",
    "plain": "General",
    "check": "0.00",
}
FONTS = {"en": "Calibri", "zh": "Microsoft YaHei"}
PALE, TINT = "#E6EBEF", "#F3F6E4"
PAPER_A4 = 9
CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # equal studies, equal bytes


@dataclass(frozen=True, slots=True)
class Writer:
    """Hold the workbook that is being written, and its formats by what they do."""

    book: Any
    language: Language
    formats: dict[tuple[tuple[str, Any], ...], Any]

    def format(self, **properties: Any) -> Any:
        """Return the format with some properties; each is made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            about = {"font_name": FONTS[self.language], "font_size": 10, "valign": "vcenter"}
            self.formats[key] = self.book.add_format({**about, **properties})
        return self.formats[key]


def written(sheets: Sequence[Sheet], language: Language, most_rows: int = MOST_ROWS) -> bytes:
    """Write the sheets; those with more rows than a sheet holds go on in a further one.

    Raises
    ------
    MissingExtraError
        If XlsxWriter is not installed.
    """
    xlsxwriter = optional("xlsxwriter")
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, {**options, "nan_inf_to_errors": False}) as book:
        book.set_properties({"created": CREATED})
        book.set_calc_mode("auto")
        writer = Writer(book, language, {})
        for sheet in sheets:
            for part in parts(sheet, most_rows):
                _sheet(writer, part)
    return target.getvalue()


def parts(sheet: Sheet, most_rows: int) -> Iterator[Sheet]:
    """Split a sheet whose last table is longer than a sheet has rows."""
    if not sheet.tables:
        yield sheet
        return
    *before, last = sheet.tables
    room = max(most_rows - last.place.top - 1, 1)
    if len(last.rows) <= room:
        yield sheet
        return
    facts = tuple(replace(fact, value=_value(fact.value)) for fact in sheet.facts)
    yield replace(sheet, tables=(*before, _cut(last, 0, room)), facts=facts)
    for number, first in enumerate(range(room, len(last.rows), room), start=2):
        more = replace(_cut(last, first, room), name=f"{last.name}_{number}")
        name = f"{sheet.name} {number}"
        yield replace(sheet, name=name, tables=(more,), facts=(), checks=(), chart=None)


def _cut(table: Table, first: int, room: int) -> Table:
    """Select some rows of a table; those of a further sheet have values in place of formulas."""
    rows = table.rows[first : first + room]
    if first:
        rows = tuple(tuple(map(_value, row)) for row in rows)
    return replace(table, rows=rows, place=replace(table.place, rows=len(rows)))


def _value(cell: Content) -> Content:
    return cell.value if isinstance(cell, Formula) else cell


def _sheet(writer: Writer, sheet: Sheet) -> None:
    page = writer.book.add_worksheet(sheet.name)
    sizes = widths(sheet.tables) or [60.0]
    for number, size in enumerate(sizes):
        page.set_column(number, number, size)
    _title(writer, page, sheet)
    _notes(writer, page, sheet, sizes)
    for number, fact in enumerate(sheet.facts):
        _fact(writer, page, HEAD + len(sheet.notes) + number, fact)
    for table in sheet.tables:
        _table(writer, page, table, sizes)
    if sheet.chart is not None:
        page_chart(writer.book, page, sheet.name, sheet.chart, sum(sizes[:7]))
    _print(page, sheet)


def _title(writer: Writer, page: Any, sheet: Sheet) -> None:
    page.set_row(0, 24)
    title = writer.format(bold=True, font_size=14, font_color=DARK)
    page.write_string(0, 0, sheet.title, title)


def _notes(writer: Writer, page: Any, sheet: Sheet, sizes: Sequence[float]) -> None:
    """Write each note over the columns that a page shows, as high as it needs."""
    last = _last(sizes)
    width = sum(sizes[: last + 1])
    plain = {"text_wrap": True, "valign": "top", "font_color": "#333333"}
    for number, note in enumerate(sheet.notes):
        row = HEAD + number
        quoted = {"quote_prefix": True} if is_risky(note) else {}
        look = writer.format(**plain, **quoted)
        page.set_row(row, LINE * lines(note, width))
        if last:
            page.merge_range(row, 0, row, last, "", look)
        page.write_string(row, 0, note, look)


def _last(sizes: Sequence[float]) -> int:
    """Return the last column over which notes run: about a hundred places."""
    total = 0.0
    for number, size in enumerate(sizes):
        total += size
        if total >= 100.0:
            return number
    return len(sizes) - 1


def _fact(writer: Writer, page: Any, row: int, fact: Fact) -> None:
    page.write_string(row, 0, fact.label, writer.format())
    _cell(writer, page, row, 1, fact.value, fact.form, strong=True)


def _table(writer: Writer, page: Any, table: Table, sizes: Sequence[float]) -> None:
    """Write a table that a spreadsheet knows as one; without rows there is none."""
    top, columns = table.place.top, table.columns
    if table.title:
        page.write_string(top - 1, 0, table.title, writer.format(bold=True, font_color=DARK))
    height = max(
        lines(column.heading, size - 1.5) for column, size in zip(columns, sizes, strict=False)
    )
    page.set_row(top, LINE * height + 2)
    if not table.rows:
        return
    page.add_table(
        top,
        0,
        top + len(table.rows),
        len(columns) - 1,
        {
            "name": table.name,
            "autofilter": table.filtered,
            "banded_rows": False,
            "style": "Table Style Light 1",
            "columns": [
                {"header": name, "header_format": _head(writer, column, place)}
                for place, (name, column) in enumerate(
                    zip(_headings(columns), columns, strict=True)
                )
            ],
        },
    )
    for number, row in enumerate(table.rows):
        strong = number in table.strong
        high = 1
        for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
            _cell(writer, page, top + 1 + number, place, cell, column.form, strong)
            if isinstance(cell, str):
                high = max(high, lines(cell, sizes[place]) if places(cell) > sizes[place] else 1)
        page.set_row(top + 1 + number, LINE * min(high, 8))


def _headings(columns: Sequence[Column]) -> list[str]:
    """Return headings that differ, as those of a table must."""
    found: list[str] = []
    for column in columns:
        name, number = column.heading, 2
        while name.casefold() in {each.casefold() for each in found}:
            name, number = f"{column.heading} {number}", number + 1
        found.append(name)
    return found


def _head(writer: Writer, column: Column, place: int) -> Any:
    is_text = column.form == "text"
    look: dict[str, Any] = {"bold": True, "text_wrap": True, "font_color": DARK}
    look |= {"bg_color": PALE, "bottom": 1, "align": "left" if is_text else "right"}
    if place and is_text:
        look["indent"] = 1
    return writer.format(**look)


def _cell(
    writer: Writer, page: Any, row: int, column: int, cell: Content, form: Form, strong: bool
) -> None:
    look: dict[str, Any] = {"bottom": 4, "bottom_color": LINES}
    if strong:
        look["bold"] = True
    if column and isinstance(cell, str | Link):
        look["indent"] = 1
    if isinstance(cell, Link):
        look |= {"font_color": "#0B5394", "underline": 1}
        target = cell.sheet.replace("'", "''")
        page.write_url(row, column, f"internal:'{target}'!A1", writer.format(**look), cell.sheet)
    elif isinstance(cell, Formula):
        look |= {"num_format": NUMBER_FORMATS[cell.form or form], "bg_color": TINT}
        page.write_formula(row, column, cell.text, writer.format(**look), cell.value)
    elif isinstance(cell, str):
        look |= {"text_wrap": True}
        if is_risky(cell):
            look["quote_prefix"] = True
        page.write_string(row, column, cell, writer.format(**look))
    else:
        number = cell.value if isinstance(cell, Number) else cell
        look["num_format"] = NUMBER_FORMATS[cell.form if isinstance(cell, Number) else form]
        if number is None or not math.isfinite(number):
            page.write_blank(row, column, None, writer.format(**look))
        else:
            page.write_number(row, column, number + 0.0, writer.format(**look))


def _print(page: Any, sheet: Sheet) -> None:
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(PAPER_A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&L&A&R&P / &N")
    if not sheet.tables:
        return
    top = sheet.tables[0].place.top
    page.repeat_rows(top)
    if top < 16:  # below a page of sentences nothing can stay in view
        page.freeze_panes(top + 1, sheet.frozen)
    last = max(len(table.columns) for table in sheet.tables) - 1
    bottom = max(table.place.top + len(table.rows) for table in sheet.tables)
    page.print_area(f"$A$1:${letters(last)}${bottom + 1}".replace("$", ""))
