"""Describe the fields of models: meaning in both languages and unit, from ``data/fields.csv``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from inspect import cleandoc
from typing import Any, ClassVar, NamedTuple

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core.core_schema import CoreSchema

from commpartner.facts.rows import rows

CHINESE_TERM = re.compile(r" \([^()]*[\u4e00-\u9fff][^()]*\)")


class FieldNote(NamedTuple):
    """Hold the unit of a field, empty if it has none, and its meaning."""

    unit: str
    en: str
    zh: str

    @property
    def english(self) -> str:
        """Return the meaning in English alone, without Chinese terms in brackets."""
        return CHINESE_TERM.sub("", self.en)


@cache
def field_notes(model: str) -> Mapping[str, FieldNote]:
    """Return the notes on the fields of a model, by field.

    Examples
    --------
    >>> field_notes("Estate")["floor_area"]
    FieldNote(unit='m2', en='gross floor area (建筑面积)', zh='建筑面积')
    """
    return _notes().get(model, {})


@cache
def _notes() -> Mapping[str, Mapping[str, FieldNote]]:
    found: dict[str, dict[str, FieldNote]] = {}
    for row in rows("fields"):
        found.setdefault(row["model"], {})[row["field"]] = FieldNote(
            row["unit"], row["en"], row["zh"]
        )
    return found


class Described:
    """List the fields of a model in its ``help`` and its JSON Schema.

    The meaning stands in the schema as ``description``, its Chinese as ``description_zh`` and the
    unit as ``unit``.
    """

    _about: ClassVar[str] = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        cls._about = cleandoc(cls.__doc__ or "")
        cls.__doc__ = _with_fields(cls, cls._about)  # type: ignore[arg-type]

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        found = handler(schema)
        own = handler.resolve_ref_schema(found)
        own["description"] = cls._about
        for name, note in _inherited(cls).items():
            meaning = {"description": note.en, "description_zh": note.zh}
            own["properties"][name] |= meaning | ({"unit": note.unit} if note.unit else {})
        return found


def _inherited(model: type) -> Mapping[str, FieldNote]:
    """Return the notes on the fields of a model and of its base models."""
    found: dict[str, FieldNote] = {}
    for each in reversed(model.__mro__):
        found |= field_notes(each.__name__)
    return found


def _with_fields(model: type[BaseModel], about: str) -> str:
    notes, lines = _inherited(model), []
    for name in model.model_fields:
        note = notes.get(name, FieldNote("", "", ""))
        lines += [name, f"    {note.en}{f' [{note.unit}]' if note.unit else ''}"]
    return "\n".join([about, "", "Attributes", "----------", *lines])
