"""Convert between the layout of a programme's file and the fields of `Programme`.

Texts about the whole stand in a table ``[programme]``; everything else has a table of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from commpartner.problems.wording import Mistake, shorten, suggest
from commpartner.problems.wording import Path as Location
from commpartner.programme import Programme
from commpartner.texts import Text

TABLE = "programme"
TEXTS = (
    *("name", "label_en", "label_zh", "place", "start", "origin", "synthetic", "synthetic_note"),
)
PARTS = tuple(name for name in Programme.model_fields if name not in TEXTS)
ALSO_AT_TOP = ("start",)  # where earlier versions wrote it


def flattened(data: Mapping[str, Any], *, flat: bool = False) -> dict[str, Any]:
    """Convert a document to the fields of `Programme`; `misplaced` handles unknown keys."""
    if flat:
        return {name: data[name] for name in Programme.model_fields if name in data}
    table = data.get(TABLE)
    texts = table if isinstance(table, Mapping) else {}
    return {name: texts[name] for name in TEXTS if name in texts} | {
        name: data[name] for name in (*PARTS, *ALSO_AT_TOP) if name in data
    }


def nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Convert the fields of `Programme` to the content of a file."""
    texts = {name: fields[name] for name in TEXTS if name in fields}
    return {TABLE: texts} | {name: fields[name] for name in PARTS if name in fields}


def in_file(path: Location) -> Location:
    """Convert a path in the fields of `Programme` to a path in the file."""
    return (TABLE, *path) if path and path[0] in TEXTS else path


def misplaced(data: Mapping[str, Any], *, flat: bool = False) -> Iterator[Mistake]:
    """Find unknown keys."""
    known = (*TEXTS, *PARTS) if flat else (TABLE, *PARTS, *ALSO_AT_TOP)
    for key in data:
        if key not in known:
            yield Mistake((key,), "misplaced", Text("unknown_key"), suggest(key, known))
    table = {} if flat else data.get(TABLE, {})
    if not isinstance(table, Mapping):
        yield Mistake((TABLE,), "misplaced", shorten(table), Text("table_programme"))
        return
    for key in table:
        if key not in TEXTS:
            yield Mistake((TABLE, key), "misplaced", Text("unknown_key"), suggest(key, TEXTS))
