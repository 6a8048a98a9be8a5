"""Check all data of a programme together, each problem with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from commpartner.errors import InputError, Problem
from commpartner.io.document import Document
from commpartner.io.estates import EstateRows
from commpartner.io.layout import flattened, misplaced
from commpartner.problems.wording import Mistake, mistakes
from commpartner.programme import Programme
from commpartner.programme.joining import Listed
from commpartner.programme.references import (
    REFERENCE,
    assumption_mistakes,
    placed_in_part,
    references,
    repeated_ids,
)
from commpartner.texts import Text


def checked(document: Document, table: EstateRows | None) -> Programme:
    """Make the programme of a document and of a separate table of estates.

    Raises
    ------
    InputError
        With every problem of the document and of the table, in the order of their rows.
    """
    data = flattened(document.data, flat=document.flat)
    if table is None:
        estates: Listed | None = _listed(data)
    else:
        data["estates"] = tuple(table.estates)
        estates = table.listed if table.readable else None

    programme, own, values = _validated(data, one_file=table is None)
    names = [*references(data, estates), *assumption_mistakes(data.get("assumptions"))]
    if table is None:
        names += [*repeated_ids("estates", _ids(data, "estates")), *_placed(data)]
    founds = {mistake.path: mistake.found for mistake in names}
    told = [
        *misplaced(document.data, flat=document.flat),
        *_estates_twice(document, table),
        *names,
        *(each for each in values if not founds.get(each.path, "").startswith(each.found)),
    ]
    problems = [document.problem(mistake) for mistake in told]
    problems.sort(key=_row)
    problems.extend(sorted(table.problems if table else (), key=_row))
    if problems:
        raise InputError(problems)
    if programme is None:
        raise InputError(map(document.problem, own))
    return programme


def _row(problem: Problem) -> int:
    return problem.row or 0


def _validated(
    data: Mapping[str, Any], *, one_file: bool
) -> tuple[Programme | None, list[Mistake], list[Mistake]]:
    """Make the programme, or give its mistakes in names and in values.

    Names are looked up in the raw data, too. There they have lines, other values need not be valid
    first, and an estate with a wrong row still counts.
    """
    try:
        return Programme.model_validate(data, strict=True), [], []
    except ValidationError as error:
        found = list(mistakes(error, Programme))
        names = [mistake for mistake in found if mistake.kind == REFERENCE]
        # Without a valid estate the table of estates has told why.
        skipped: list[tuple[str | int, ...]] = [] if one_file else [("estates",)]
        # Without a valid entry pydantic calls a list empty, too.
        within = {each.path[:-2] for each in found}
        skipped += [each.path for each in found if each.kind == "too_short" and each.path in within]
        values = [each for each in found if each not in names and each.path not in skipped]
        return None, names, values


def _estates_twice(document: Document, table: EstateRows | None) -> Iterator[Mistake]:
    if table is not None and "estates" in document.data:
        found = Text("estates_twice", file=table.file)
        yield Mistake(("estates",), "misplaced", found, Text("only_file", file=table.file))


def _ids(data: Mapping[str, Any], part: str) -> list[object]:
    return [entry.get("id") for entry in _tables(data.get(part))]


def _listed(data: Mapping[str, Any]) -> Listed:
    """Collect ids and neighbourhoods as they are written, in an estate that is not valid, too."""
    entries = _tables(data.get("estates"))
    places = [(entry.get("community", ""), entry.get("subdistrict", "")) for entry in entries]
    return Listed(
        [name for name in _ids(data, "estates") if isinstance(name, str)],
        {place for place in places if all(isinstance(each, str) for each in place)},
    )


def _placed(data: Mapping[str, Any]) -> Iterator[Mistake]:
    return placed_in_part([entry.get("x_km") is not None for entry in _tables(data.get("estates"))])


def _tables(entries: object) -> list[Mapping[str, Any]]:
    """List the entries of a part; one that is no table becomes an empty table."""
    listed = entries if isinstance(entries, tuple) else ()
    return [entry if isinstance(entry, Mapping) else {} for entry in listed]
