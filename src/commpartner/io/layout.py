"""The layout of a programme's file, and how it differs from the fields of `Programme`.

Texts about the whole stand in a table ``[programme]``; everything else has a table of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from commpartner.programme import Programme
from commpartner.wording import Path as Location
from commpartner.wording import near

TABLE = "programme"
TEXTS = ("name", "label_en", "label_zh", "place", "synthetic", "synthetic_note")
PARTS = tuple(name for name in Programme.model_fields if name not in TEXTS)


def flattened(data: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of `Programme` from the content of a file; unknown keys are left to `misplaced`."""
    table = data.get(TABLE)
    texts = table if isinstance(table, Mapping) else {}
    return {name: texts[name] for name in TEXTS if name in texts} | {
        name: data[name] for name in PARTS if name in data
    }


def nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Content of a file from fields of `Programme`."""
    texts = {name: fields[name] for name in TEXTS if name in fields}
    return {TABLE: texts} | {name: fields[name] for name in PARTS if name in fields}


def in_file(path: Location) -> Location:
    """Path in the file of a path in the fields of `Programme`."""
    return (TABLE, *path) if path and path[0] in TEXTS else path


def misplaced(data: Mapping[str, Any]) -> Iterator[tuple[Location, str, str]]:
    """Keys that no programme has: the path, what was found and what is allowed."""
    for key in data:
        if key not in (TABLE, *PARTS):
            yield (key,), "an unknown key", near(key, (TABLE, *PARTS))
    table = data.get(TABLE, {})
    if not isinstance(table, Mapping):
        yield (TABLE,), repr(table), f"a table [{TABLE}]"
        return
    for key in table:
        if key not in TEXTS:
            yield (TABLE, key), "an unknown key", near(key, TEXTS)
