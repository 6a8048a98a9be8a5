"""Find the lines of keys in the text of a TOML file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from commpartner.problems.wording import Path as Location

MOST_PARTS = 100  # of a key; tomllib takes time by their square
_LONG_QUOTES = re.compile(r"\"{3}|'{3}")


def head_of(line: str) -> tuple[str, str]:
    """Split off the key or table of a line of TOML, in linear time.

    Returns
    -------
    tuple of str
        ``[[``, ``[``, ``=`` or nothing, and the keys as they are written.
    """
    line = line.strip()
    opened = "[[" if line.startswith("[[") else line[:1] if line.startswith("[") else ""
    closed = {"[[": "]]", "[": "]", "": "="}[opened]
    quote = ""
    for place in range(len(opened), len(line)):
        character = line[place]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif line.startswith(closed, place):
            rest = line[place + len(closed) :].strip()
            if opened and rest and not rest.startswith("#"):
                return "", ""
            return opened or "=", line[len(opened) : place].strip()
        elif not (character.isalnum() or character in "_-. \t"):
            return "", ""
    return "", ""


def toml_lines(text: str) -> dict[Location, int]:
    """Map the path of every table and key to its line; array tables have their number.

    tomllib tells no lines, so this reads headers and keys line by line. Keys inside inline tables
    are not found; the line of the key in front of them is.
    """
    lines: dict[Location, int] = {}
    counts: dict[Location, int] = {}
    table: Location = ()
    in_long_string = False
    for number, line in enumerate(text.split("\n"), start=1):
        continued = in_long_string
        in_long_string ^= len(_LONG_QUOTES.findall(line)) % 2 == 1
        if continued:
            continue
        kind, written = head_of(line)
        keys = _keys(written) if written else ()
        if not keys:
            continue
        if kind == "=":
            path = (*table, *keys)
        else:
            path = table = _numbered(keys, counts)
        if kind == "[[":
            counts[path] = counts.get(path, -1) + 1
            path = table = (*path, counts[path])
        for length in range(len(path), 0, -1):
            lines.setdefault(path[:length], number)
    return lines


def path_of(field: str, data: Any) -> Location:
    """Find the keys that a problem's field means, e.g. ``ventures.canteen.asset``.

    An entry of a list is meant by its `entry_name`. Names may hold dots themselves, so the field
    is followed through the data.
    """
    for key, name, value in _children(data):
        if field == name or field.startswith(f"{name}."):
            return (key, *path_of(field[len(name) + 1 :], value))
    return ()


def field_of(path: Location, data: Any) -> str:
    """Name the keys of a path as `path_of` understands them."""
    names = []
    for part in path:
        value = data.get(part) if isinstance(data, Mapping) else None
        if isinstance(part, int) and isinstance(data, Sequence):
            value = data[part]
        names.append(entry_name(value, part) if isinstance(part, int) else part)
        data = value
    return ".".join(names)


def entry_name(entry: Any, number: int) -> str:
    """Name an entry of a list: by its id, a fact by its field, else by its place from 1."""
    if isinstance(entry, Mapping):
        for key in ("id", "field"):
            if isinstance(entry.get(key), str) and entry[key]:
                return str(entry[key])
    return str(number + 1)


def _children(data: Any) -> Iterator[tuple[str | int, str, Any]]:
    if isinstance(data, Mapping):
        # The longest first: of the names a and a.b the field a.b.c means the second.
        for key in sorted(data, key=len, reverse=True):
            yield key, key, data[key]
    elif isinstance(data, Sequence) and not isinstance(data, str):
        for number, entry in enumerate(data):
            yield number, entry_name(entry, number), entry


def _numbered(keys: Location, counts: Mapping[Location, int]) -> Location:
    """Add the number of the last table if a key belongs to an array of tables."""
    path: Location = ()
    for key in keys[:-1]:
        path = (*path, key)
        if path in counts:
            path = (*path, counts[path])
    return (*path, *keys[-1:])


def _keys(text: str) -> Location:
    if text.count(".") >= MOST_PARTS:
        return ()
    try:
        table: Any = tomllib.loads(f"{text} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    keys: list[str] = []
    while isinstance(table, dict):
        key, table = next(iter(table.items()))
        keys.append(key)
    return tuple(keys)
