"""Write a programme so that reading gives the same programme."""

from __future__ import annotations

import json
from collections.abc import Mapping
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import tomli_w

from commpartner.io.atomic import make_folder, replace_files
from commpartner.io.estates import estates_csv
from commpartner.io.layout import nested
from commpartner.io.load import SUFFIXES, refusal
from commpartner.problems.arguments import of_type, refused
from commpartner.problems.reading import path_of
from commpartner.programme import Programme
from commpartner.programme.programme import check_programme
from commpartner.programme.references import ESTATES_FILE, PROGRAMME_FILE
from commpartner.texts import Text


def save_programme(programme: Programme, path: str | Path, *, overwrite: bool = False) -> None:
    """Write a programme; `load_programme` reads back an equal one.

    Fields that equal their default are left out. The files appear complete or not at all.

    Parameters
    ----------
    programme
        What to write.
    path
        A folder, made if it is missing, for ``programme.toml`` and ``estates.csv``; or a
        ``.toml`` or ``.json`` file that takes the estates too.
    overwrite
        Replace a programme that is there already.

    Raises
    ------
    InputError
        If a programme is there already and `overwrite` is false, the path is of another
        kind or cannot be written to, or a name of an estate cannot be kept in a CSV file.
    """
    save_beside({}, programme, path, overwrite=overwrite)


def save_beside(
    others: Mapping[str, str], programme: Programme, path: str | Path, *, overwrite: bool = False
) -> None:
    """Write a programme as `save_programme` does, and other files beside it in the same step.

    Parameters
    ----------
    others
        Text by the name of the file.

    Raises
    ------
    InputError
        As of `save_programme`.
    """
    check_programme(programme)
    of_type("overwrite", overwrite, bool, Text("true_or_false"))
    path = path_of(path, "not_writable")
    if path.suffix.lower() == ".xlsx":
        raise refusal(path, Text("an_excel_workbook"), Text("kinds_to_write"))
    if path.suffix.lower() in SUFFIXES and not path.is_dir():
        folder, texts = path.parent, {path.name: programme_text(programme, path.suffix.lower())}
    elif path.exists() and not path.is_dir():
        raise refusal(path, Text("a_file"), Text("kinds_to_write"))
    else:
        folder, texts = path, _two_files(programme)
    present = [name for name in texts if (folder / name).exists()]
    if present and not overwrite:
        found = Text("programme_there", names=", ".join(present))
        raise refusal(path, found, Text("another_path_or_overwrite"))
    make_folder(folder)
    replace_files(folder, {**texts, **others})


def plain(value: Any) -> Any:
    """Convert a dumped model to the types of TOML and JSON with exact floats."""
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, str | bool):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    raise refused("programme", value, Text("what_json_holds"))


def programme_text(programme: Programme, suffix: str) -> str:
    """Write a whole programme as the text of one file, TOML or JSON."""
    content = nested(plain(programme.model_dump(exclude_defaults=True)))
    if suffix == ".json":
        return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return _toml(content)


def _two_files(programme: Programme) -> dict[str, str]:
    fields = programme.model_dump(exclude_defaults=True, exclude={"estates"})
    return {
        PROGRAMME_FILE: _toml(nested(plain(fields))),
        ESTATES_FILE: estates_csv(programme.estates),
    }


def _toml(content: Mapping[str, Any]) -> str:
    parts: list[str] = []
    for name, value in content.items():
        if isinstance(value, list):
            # tomli_w would put short entries on one line, in braces.
            parts.extend(f"[[{name}]]\n{tomli_w.dumps(entry)}" for entry in value)
        else:
            parts.append(tomli_w.dumps({name: value}))
    return "\n".join(parts)
