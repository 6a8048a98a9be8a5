"""All checks of a programme's file together, each problem with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from commpartner.assumptions import default_ledger
from commpartner.errors import InputError, Problem
from commpartner.io.document import Document
from commpartner.io.estates import EstateRows
from commpartner.io.layout import flattened, in_file, misplaced
from commpartner.io.lines import field_of, path_of
from commpartner.io.rows import repeated_ids
from commpartner.programme import Programme
from commpartner.programme.references import LISTED, placed_in_part, references
from commpartner.wording import Path, mistakes, shorten

_NAMED = ("estates", *LISTED)


def checked(document: Document, table: EstateRows | None) -> Programme:
    """Make the programme of a file, and of a table of estates where they stand apart.

    Raises
    ------
    InputError
        With every problem of the document and of the table, in the order of their rows.
    """
    data = flattened(document.data)
    ids: list[str] | None
    if table is None:
        ids = [name for _, name in _named(document, data, "estates")]
    else:
        data["estates"] = tuple(table.estates)
        ids = [name for _, name in table.ids] if table.readable else None

    programme, failure, values = _validated(document, data, one_file=table is None)
    names = [*_reference_problems(document, data, ids), *_assumption_problems(document, data)]
    founds = {(problem.row, problem.field): problem.found for problem in names}
    problems = [
        *_layout_problems(document, table),
        *names,
        *(problem for problem in values if not _told(problem, founds)),
        *_repeated(document, data),
        *_placed(document, data),
    ]
    problems.sort(key=_row)
    problems.extend(sorted(table.problems if table else (), key=_row))
    if problems:
        raise InputError(problems)
    if programme is None:
        raise failure or AssertionError("a programme is refused for a reason")
    return programme


def _row(problem: Problem) -> int:
    return problem.row or 0


def _told(problem: Problem, founds: Mapping[tuple[int | None, str], str]) -> bool:
    """Say whether a text in place of a number has been reported as an unknown name already."""
    return founds.get((problem.row, problem.field), "").startswith(problem.found)


def _validated(
    document: Document, data: Mapping[str, Any], *, one_file: bool
) -> tuple[Programme | None, InputError | None, list[Problem]]:
    try:
        return Programme.model_validate(data, strict=True), None, []
    except InputError as error:
        # The same references are looked up in the raw data, where they have lines.
        return None, error, []
    except ValidationError as error:
        return (
            None,
            None,
            [
                _problem(document, mistake.path, mistake.found, mistake.allowed)
                for mistake in mistakes(error, Programme)
                # Without a valid estate the table of estates has told why.
                if one_file or mistake.path != ("estates",)
            ],
        )


def _problem(document: Document, path: Path, found: str, allowed: str) -> Problem:
    path = in_file(path)
    field = field_of(path, document.data)
    return Problem(document.file, document.line(path), field, found, allowed)


def _layout_problems(document: Document, table: EstateRows | None) -> Iterator[Problem]:
    for path, found, allowed in misplaced(document.data):
        yield Problem(
            document.file, document.line(path), field_of(path, document.data), found, allowed
        )
    if table is not None and "estates" in document.data:
        found = f"estates both here and in {table.file}"
        yield Problem(
            document.file, document.line(("estates",)), "estates", found, f"only {table.file}"
        )


def _reference_problems(
    document: Document, data: Mapping[str, Any], ids: list[str] | None
) -> Iterator[Problem]:
    repeated = {"id", *(f"{part}.id" for part in _NAMED)}
    for problem in references(data, ids):
        if problem.field not in repeated:  # these are found below, with their rows
            path = in_file(path_of(problem.field, data) or (problem.field,))
            field = ".".join(map(str, in_file((problem.field,))))
            yield replace(problem, file=document.file, row=document.line(path), field=field)


def _assumption_problems(document: Document, data: Mapping[str, Any]) -> Iterator[Problem]:
    tables = data.get("assumptions")
    changes: dict[str, dict[str, Any]] = {}
    for name, table in tables.items() if isinstance(tables, Mapping) else ():
        if isinstance(table, Mapping):
            # pydantic would take true and false for 1 and 0
            flags = [key for key, value in table.items() if isinstance(value, bool)]
            changes[name] = {key: value for key, value in table.items() if key not in flags}
            for key in flags:
                path, found = ("assumptions", name, key), shorten(table[key])
                yield _problem(document, path, found, "a number or a text")
    ledger = default_ledger()
    try:
        ledger.replace(**changes)
    except InputError as error:
        for problem in error.problems:
            # Where rows of the ledger contradict each other it tells the number of its row.
            row = "" if problem.row is None else f"{list(ledger)[problem.row - 2]}."
            field = f"assumptions.{row}{problem.field}"
            line = document.line(path_of(field, data))
            yield replace(problem, file=document.file, row=line, field=field)


def _named(document: Document, data: Mapping[str, Any], part: str) -> list[tuple[int | None, str]]:
    """Line and id of every entry of a part that is plain data and has an id."""
    entries = data.get(part)
    return [
        (document.line((part, number, "id")), entry["id"])
        for number, entry in enumerate(entries if isinstance(entries, tuple) else ())
        if isinstance(entry, Mapping) and isinstance(entry.get("id"), str)
    ]


def _repeated(document: Document, data: Mapping[str, Any]) -> Iterator[Problem]:
    for part in _NAMED:
        yield from repeated_ids(document.file, f"{part}.id", _named(document, data, part))


def _placed(document: Document, data: Mapping[str, Any]) -> Iterator[Problem]:
    estates = data.get("estates")
    entries = {
        number: entry.get("x_km") is not None
        for number, entry in enumerate(estates if isinstance(estates, tuple) else ())
        if isinstance(entry, Mapping)
    }
    lines = [document.line(("estates", number)) for number in entries]
    for problem in placed_in_part(list(entries.values()), lines):
        yield replace(problem, file=document.file, field="estates.x_km")
