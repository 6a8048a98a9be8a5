"""JSON Schemas of every input, for editors, forms and checks in other languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from commpartner import programme as models
from commpartner.assumptions import Assumption
from commpartner.io.atomic import make_folder, replace_files
from commpartner.io.layout import TABLE, nested

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILE = "ProgrammeFile"

# Of fields that the models leave to speak for themselves; what a model says itself comes first.
DESCRIPTIONS = {
    "id": "name by which other parts refer to it",
    "name": "name to show",
    "label_en": "label in English",
    "label_zh": "label in Chinese",
    "description": "what it is, in a sentence",
    "note": "anything a reader should know",
    "place": "where it is",
    "programme": "texts about the whole",
    "estates": "residential estates, at least one; in a folder they stand in estates.csv",
    "centres": "service centres, existing ones and candidates",
    "services": "service standards by name",
    "assets": "idle plants, shops and stores",
    "ventures": "community businesses",
    "partners": "groups of community partners",
    "works": "capital works",
    "collective": "the village collective",
    "policies": "what may be chosen, by name",
    "facts": "where the numbers of the programme come from",
    "value": "the number, as it is printed",
    "kind": "how the number is known; all but an assumption need a source",
    "source": "id of a published figure, or an address",
    "role": "what the partners do",
    "service": "name of the service standard",
    "unit": "unit of low, central and high",
    "distribution": "how values between low and high are drawn; fixed: always the central one",
    "low": "minimum; of a lognormal the 5 % quantile",
    "central": "mode; of a lognormal the median; the value where it does not vary",
    "high": "maximum; of a lognormal the 95 % quantile",
}


def json_schemas() -> dict[str, dict[str, Any]]:
    """JSON Schema (draft 2020-12) of every input, by the name of its model.

    Fields have their ``unit`` and ``description``. ``ProgrammeFile`` is ``programme.toml`` or
    ``.json`` as it is written, with texts about the whole in a table ``programme`` and estates
    perhaps in a file of their own. A schema sees one value at a time: that a name exists, or that
    shares sum to at most 1, is for `commpartner.load_programme` to check.

    Examples
    --------
    >>> json_schemas()["Estate"]["properties"]["floor_area"]["unit"]
    'm2'
    """
    classes = [getattr(models, name) for name in models.__all__] + [Assumption]
    schemas = {each.__name__: {"$schema": DIALECT, **each.model_json_schema()} for each in classes}
    for name in ("low", "central", "high"):
        schemas["Assumption"]["properties"][name]["unit"] = "the unit of the row"
    whole = {FILE: _file(schemas["Programme"]), **schemas}
    return {name: _described(schema) for name, schema in whole.items()}


def write_schemas(folder: str | Path) -> list[Path]:
    """Write every schema as ``<model>.schema.json``.

    Parameters
    ----------
    folder
        Made where it is missing; schemas that are there already are replaced.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    InputError
        Where the folder cannot be made or written to.
    """
    folder = Path(folder)
    make_folder(folder)
    texts = {
        f"{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for name, schema in json_schemas().items()
    }
    replace_files(folder, texts)
    return [folder / name for name in texts]


def _file(programme: dict[str, Any]) -> dict[str, Any]:
    properties = nested(programme["properties"])
    table = {"type": "object", "properties": properties[TABLE], "required": ["name"]}
    return {
        **programme,
        "title": FILE,
        "description": "A programme as it is written in programme.toml or a .json file.",
        "properties": properties | {TABLE: {**table, "additionalProperties": False}},
        "required": [TABLE],
    }


def _described(schema: dict[str, Any]) -> dict[str, Any]:
    """Describe the fields that are not, of the schema itself and of those within it."""
    if "properties" not in schema:
        return schema
    properties = {
        name: {"description": DESCRIPTIONS[name], **_described(field)}
        if name in DESCRIPTIONS
        else field
        for name, field in schema["properties"].items()
    }
    inner = {name: _described(each) for name, each in schema.get("$defs", {}).items()}
    return {**schema, "properties": properties, **({"$defs": inner} if inner else {})}
