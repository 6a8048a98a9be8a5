"""Write the JSON Schemas of every input, for editors, forms and checks elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from commpartner import programme as models
from commpartner.assumptions.table import Assumption
from commpartner.io.atomic import make_folder, replace_files
from commpartner.io.layout import TABLE, nested
from commpartner.problems.reading import path_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILE = "ProgrammeFile"


def json_schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema (draft 2020-12) of every input by the name of its model.

    Fields have their ``description``, ``description_zh`` and ``unit``. ``ProgrammeFile`` is
    ``programme.toml`` or ``.json`` as it is written, with texts about the whole in a table
    ``programme`` and estates perhaps in a file of their own. A schema sees one value at a time:
    that a name exists, or that shares sum to at most 1, is for `load_programme` to check.

    Examples
    --------
    >>> json_schemas()["Estate"]["properties"]["floor_area"]["unit"]
    'm2'
    """
    classes = [getattr(models, name) for name in models.__all__] + [Assumption]
    schemas = {each.__name__: {"$schema": DIALECT, **each.model_json_schema()} for each in classes}
    return {FILE: _file(schemas["Programme"]), **schemas}


def write_schemas(folder: str | Path) -> list[Path]:
    """Write every schema as ``<model>.schema.json``.

    Parameters
    ----------
    folder
        Made if it is missing; schemas that are there already are replaced.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    InputError
        If the folder cannot be made or written to.
    """
    folder = path_of(folder, "not_writable")
    make_folder(folder)
    texts = {
        f"{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for name, schema in json_schemas().items()
    }
    replace_files(folder, texts)
    return [folder / name for name in texts]


def _file(programme: dict[str, Any]) -> dict[str, Any]:
    properties = nested(programme["properties"])
    table = {
        "description": "texts about the whole",
        "type": "object",
        "properties": properties[TABLE],
        "required": ["name"],
    }
    return {
        **programme,
        "title": FILE,
        "description": "A programme as it is written in programme.toml or a .json file.",
        "properties": properties | {TABLE: {**table, "additionalProperties": False}},
        "required": [TABLE],
    }
