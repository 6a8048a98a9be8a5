"""Read a TOML or JSON file as plain data with the lines of its keys."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from commpartner.errors import InputError, Problem
from commpartner.io.layout import TABLE, in_file
from commpartner.io.lines import MOST_PARTS, field_of, head_of, toml_lines
from commpartner.io.slips import meant, toml_hint
from commpartner.problems.reading import read_text
from commpartner.problems.wording import Mistake, column_of, shorten
from commpartner.problems.wording import Path as Location
from commpartner.programme.model import repeated
from commpartner.texts import Text

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True)
class Document:
    """Hold the content of a file, or plain data without one; lists are tuples.

    Attributes
    ----------
    file
        Name of the file; empty if there is none.
    data
        Its content.
    text
        The text of the file.
    is_toml
        Whether the keys are found in the lines of the text.
    flat
        Whether the fields of `Programme` are all at the top, without a table ``[programme]``.
    """

    file: str
    data: Mapping[str, Any]
    text: str = ""
    is_toml: bool = False
    flat: bool = False

    @cached_property
    def _lines(self) -> dict[Location, int]:
        return toml_lines(self.text) if self.is_toml else {}

    def line(self, path: Location) -> int | None:
        """Find the line of a key or of the nearest table; None if it is not found."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return None

    def problem(self, mistake: Mistake) -> Problem:
        """Locate a mistake in the fields of `Programme` in the file."""
        if value := _number_meant(mistake):
            mistake = mistake._replace(allowed=Text("write_without_quotes", value=value))
        inside = self.flat or mistake.kind == "misplaced"
        path = mistake.path if inside else in_file(mistake.path)
        if not self.file:
            return mistake._replace(path=path).problem()
        allowed = mistake.allowed
        if isinstance(allowed, Text) and allowed.code == "id_once":
            number = allowed.values["number"]
            row = self.line((*path[:-2], number, "id"))
            code, place = ("id_once_entry", number + 1) if row is None else ("id_once_row", row)
            allowed = Text(code, place=place)
        field, column = field_of(path, self.data), column_of(path)
        return Problem(self.file, self.line(path), field, mistake.found, allowed, column)


def document_of(data: Mapping[str, Any]) -> Document:
    """Make a document from plain data without a file."""
    return Document("", _as_tuples(data), flat=TABLE not in data)


def read_document(path: Path) -> Document:
    """Read a TOML or JSON file.

    Raises
    ------
    InputError
        If the text is not UTF-8, its syntax is wrong or a JSON object has a key twice.
    """
    text = read_text(path)
    is_toml = path.suffix.lower() == ".toml"
    try:
        data = _as_tuples((_parse_toml if is_toml else _parse_json)(text, path.name))
    except RecursionError:
        found, allowed = Text("nested_too_deep"), Text("tables_as_documented")
        raise _syntax_error(path.name, None, found, allowed) from None
    if not isinstance(data, Mapping):
        problem = Problem(path.name, None, Text("file"), Text("no_object"), Text("an_object"))
        raise InputError([problem])
    return Document(path.name, data, text, is_toml)


def _parse_toml(text: str, file: str) -> Any:
    for row, line in enumerate(text.split("\n"), start=1):
        parts = head_of(line)[1].count(".") + 1 if line.count(".") >= MOST_PARTS else 1
        if parts > MOST_PARTS:
            raise _syntax_error(file, row, Text("dots_many", count=parts), Text("toml"))
    try:
        return tomllib.loads(text)
    except ValueError as error:
        message = str(error)
        place: int | None = None
        if found := _PLACE.search(message):
            message = message[: found.start()]
            place = int(found[1]) if found[1] else text.count("\n") + 1
            message = (
                Text("at_column", message=message, column=found[2])
                if found[2]
                else Text("at_end_of_file", message=message)
            )
        line = text.split("\n")[place - 1] if place else ""
        if hint := toml_hint(line):
            _, equals, rest = line.partition("=")
            written = (rest if equals else line).partition("#")[0].strip()
            instead = shorten(written) if written else Text("nothing")
            raise _syntax_error(file, place, instead, hint) from None
        raise _syntax_error(file, place, message, Text("toml")) from None


def _number_meant(mistake: Mistake) -> str | None:
    """Read the number that a text is meant to be, which stands where a number is wanted."""
    found = mistake.found
    if isinstance(found, Text) and found.code == "neither_number_nor_assumption":
        found = str(found.values["name"])
    elif mistake.kind not in ("float_type", "int_type") and mistake.allowed != Text("a_number"):
        return None
    return meant(found) if found[:1] in ("'", '"') else None


def _parse_json(text: str, file: str) -> Any:
    twice: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        # The json module would keep the last one and say nothing.
        twice.extend(sorted(repeated(key for key, _ in pairs)))
        return dict(pairs)

    try:
        data = json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        message = Text("at_column", message=error.msg, column=error.colno)
        raise _syntax_error(file, error.lineno, message, Text("json")) from None
    except ValueError as error:
        raise _syntax_error(file, None, str(error), Text("json")) from None
    if twice:
        raise InputError(
            Problem(file, None, key, Text("key_twice"), Text("each_key_once")) for key in twice
        )
    return data


def _syntax_error(file: str, row: int | None, found: str, allowed: str) -> InputError:
    return InputError([Problem(file, row, Text("syntax"), found, allowed)])


def _as_tuples(value: Any) -> Any:
    if isinstance(value, BaseModel):
        value = value.model_dump()
    if isinstance(value, Mapping):
        return {key: _as_tuples(entry) for key, entry in value.items()}
    return tuple(map(_as_tuples, value)) if isinstance(value, list) else value
