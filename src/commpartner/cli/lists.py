"""Define the command that reads a district's list of estates from a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from commpartner.cli.printing import Terminal
from commpartner.cli.terminal import Lang, plain_errors, tell_command
from commpartner.cli.words import say
from commpartner.errors import InputError, Problem
from commpartner.io.atomic import check_place
from commpartner.io.cells import protected
from commpartner.texts import Language, Text, in_language

if TYPE_CHECKING:
    from commpartner.lists import EstateList
    from commpartner.programme import Programme

REFUSED_FILE = "refused.csv"
SHOWN = 8  # rows left out that are named
ROWS_NAMED = 5


def import_list(
    path: Annotated[
        Path, typer.Argument(help="A list of estates: .xlsx, .xls, .ods, .csv or .geojson.")
    ],
    folder: Annotated[
        Path | None,
        typer.Argument(help="A new folder for the programme. Default: only show what was read."),
    ] = None,
    sheet: Annotated[
        list[str] | None, typer.Option(help="A sheet to read; repeat to read several as one list.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help="FIELD=HEADING (or letters): the column of a field; repeat for several."),
    ] = None,
    datum: Annotated[
        str | None, typer.Option(help="Of longitude and latitude: wgs84, gcj02 or bd09.")
    ] = None,
    centres: Annotated[int | None, typer.Option(min=1, help="Number of candidate centres.")] = None,
    marked: Annotated[
        Path | None, typer.Option(help="A new .xlsx file: a copy with refused cells marked.")
    ] = None,
    without_refused: Annotated[
        bool,
        typer.Option(
            "--without-refused",
            help="Import without what was refused, which refused.csv then lists.",
        ),
    ] = False,
    lang: Lang = None,
) -> None:
    """Read a list of estates, show what was understood, and make a programme of it."""
    from commpartner.io.save import save_beside
    from commpartner.lists import programme_of_list, read_estate_list, write_marked

    screen = Terminal()
    with plain_errors(lang) as language:
        if folder is not None:
            _check_new(folder)
        listed = read_estate_list(
            path,
            sheets=sheet or (),
            columns=_columns(column or ()),
            datum=datum,
        )
        programme = None
        if listed.estates and (without_refused or not listed.problems):
            programme = programme_of_list(
                listed,
                path.stem if folder is None else folder.name,
                centres=centres,
                without_refused=without_refused,
                language=language,
            )
        if marked is not None:
            write_marked(listed, path, marked, language)
        if folder is not None and programme is not None:
            refused = {REFUSED_FILE: _refused(listed, language)} if listed.problems else {}
            save_beside(refused, programme, folder)
        _show(screen, listed, language)
        if programme is not None:
            _tell_unlikely(screen, programme, listed, language)
        if marked is not None:
            screen.print(say("list_marked", language, file=str(marked)))
        if programme is None:
            key = "list_not_written" if listed.estates else "list_none_left"
            screen.print(say(key, language), style="yellow")
        elif folder is None:
            screen.print(say("list_only_shown", language))
        if programme is not None and folder is not None:
            if listed.problems:
                count, file = len(listed.problems), str(folder / REFUSED_FILE)
                told = say("list_refused_in", language, count=count, file=file)
                screen.print(told, style="yellow")
            screen.print(say("created", language, folder=folder))
            tell_command(screen, ["run", str(folder), "--out", "out"], lang)
        if programme is None or not without_refused:
            listed.check()
        if programme is None:
            found, allowed = Text("nothing"), Text("at_least_one_estate")
            raise InputError([Problem(listed.file, None, Text("rows"), found, allowed)])


def _check_new(folder: Path) -> None:
    from commpartner.io.atomic import content

    check_place(folder)
    if folder.exists() and (not folder.is_dir() or content(folder)):
        found, allowed = Text("something_there"), Text("new_folder")
        raise InputError([Problem(str(folder), None, Text("folder"), found, allowed)])


def _columns(given: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in given:
        name, sign, heading = each.partition("=")
        if not sign or not name.strip() or not heading.strip():
            allowed = Text("field_is_heading")
            raise InputError([Problem("--column", None, "column", repr(each), allowed)])
        found[name.strip()] = heading.strip()
    return found


def _refused(listed: EstateList, language: Language) -> str:
    """Write the refused cells as csv."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(
        say(f"problem_{head}", language) for head in ("file", "row", "field", "found", "allowed")
    )
    for each in listed.problems:
        cells = (each.file, each.row or "", each.field, each.found, each.allowed)
        writer.writerow(
            protected(in_language(str(cell) if isinstance(cell, int) else cell, language))
            for cell in cells
        )
    return "\ufeff" + lines.getvalue()


def _show(screen: Terminal, listed: EstateList, language: Language) -> None:
    """Show column by column how the list was understood."""
    whole = sum(len(part.reading.values) for part in listed.parts)
    sheets = ", ".join(part.sheet for part in listed.parts if part.sheet)
    screen.print(
        say(
            "list_title",
            language,
            file=listed.file,
            sheets=say("list_sheets", language, sheets=sheets) if sheets else "",
            rows=whole,
            refused=listed.refused_rows,
        ),
        style="bold",
    )
    screen.table(_understood(listed, language))
    for line in _notes(listed, language):
        screen.print(f"- {line}")
    for doubt in listed.doubts:
        screen.print(f"- {doubt.in_language(language)}", style="yellow")


def _understood(listed: EstateList, language: Language) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=0)
    for head in ("list_column", "list_heading", "list_taken_as", "list_unit"):
        table.add_column(say(head, language), overflow="fold")
    for head in ("list_filled", "list_estimated", "list_refused"):
        table.add_column(say(head, language), justify="right")
    for row in listed.understood():
        unit = "-" if row.unit is None else row.unit.label(language)
        texts = (row.column, row.heading, row.label(language), unit)
        table.add_row(*texts, *(str(number) for number in (row.filled, row.estimated, row.refused)))
    return table


def _notes(listed: EstateList, language: Language) -> Iterator[str]:
    """Describe how units and places were judged, what was estimated, and what was not used."""
    from commpartner.lists.headings import fields

    book = listed.book
    yield from (note.in_language(language) for note in book.notes)
    if book.encoding:
        yield say("list_encoding", language, encoding=book.encoding)
    if listed.formulas:
        yield say("list_formulas", language, count=listed.formulas)
    for row in listed.understood():
        place = f"{row.column} {row.heading}".strip()
        for note in row.notes if row.filled else ():
            if row.unit is not None:
                unit = row.unit.label(language)
                yield say("list_judged", language, column=place, unit=unit, how=note)
            else:
                yield say("list_noted", language, column=place, note=note)
    for each in listed.estimates:
        name = "coordinates" if each.field == "x_km" else each.field
        label = fields()[name].label(language)
        yield say("list_rule", language, field=label, rows=each.rows, rule=each.rule)
    unused = listed.unused_columns
    if unused:
        yield say("list_unused", language, columns=", ".join(unused))
    if listed.ignored_sheets:
        yield say("list_other_sheets", language, sheets=", ".join(listed.ignored_sheets))
    if book.hidden:
        yield say("list_hidden", language, sheets=", ".join(book.hidden))
    left = listed.left_out
    for sheet, out in left[:SHOWN]:
        place = f"{sheet} " if len(listed.parts) > 1 else ""
        yield say(
            "list_left_out",
            language,
            sheet=place,
            row=out.row + listed.first_of(sheet),
            reason=out.reason,
            text=out.text,
        )
    if left[SHOWN:]:
        yield say("list_left_more", language, count=len(left) - SHOWN)


def _tell_unlikely(
    screen: Terminal, programme: Programme, listed: EstateList, language: Language
) -> None:
    """Warn of implausible values with the rows of the list."""
    from commpartner.model.plausibility import implausible_values

    places = dict(zip((estate.id for estate in listed.estates), listed.rows, strict=True))
    findings = implausible_values(programme)
    if findings:
        screen.print(say("unlikely", language), style="yellow")
    for finding in findings:
        line = finding.in_language(language)
        rows = [str(places[entry][1]) for entry in finding.entries if entry in places]
        if rows:
            more = ", ..." if len(rows) > ROWS_NAMED else ""
            told = ", ".join(rows[:ROWS_NAMED]) + more
            line = say("unlikely_in", language, text=line, file=listed.file, rows=told)
        with suppress(UnicodeError):
            screen.print(f"- {line}", style="yellow")
