"""Describe the fields of a model: meaning in both languages and unit."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any, ClassVar

from pydantic import BaseModel, Field, GetJsonSchemaHandler
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core.core_schema import CoreSchema


def described(en: str, zh: str, unit: str = "") -> Any:
    """Describe a field of a model, for use in ``Annotated``.

    The meaning stands in the JSON Schema as ``description``, its Chinese as ``description_zh``
    and the unit as ``unit``. The default of the field stays a plain value, so that every type
    checker sees whether there is one.

    Examples
    --------
    >>> from commpartner.programme import Estate
    >>> Estate.model_json_schema()["properties"]["floor_area"]["unit"]
    'm2'
    """
    extra: JsonDict = {"description_zh": zh}
    if unit:
        extra["unit"] = unit
    return Field(description=en, json_schema_extra=extra)


def unit_of(info: FieldInfo) -> str:
    """Return the unit of a field; empty if it has none."""
    return _extra(info, "unit")


def in_chinese(info: FieldInfo) -> str:
    """Return the meaning of a field in Chinese."""
    return _extra(info, "description_zh")


class Described:
    """List the fields of a model in its ``help``."""

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
        handler.resolve_ref_schema(found)["description"] = cls._about
        return found


def _extra(info: FieldInfo, key: str) -> str:
    extra = info.json_schema_extra
    return str(extra.get(key, "")) if isinstance(extra, dict) else ""


def _with_fields(model: type[BaseModel], about: str) -> str:
    lines = []
    for name, info in model.model_fields.items():
        unit = unit_of(info)
        lines += [name, f"    {info.description}{f' [{unit}]' if unit else ''}"]
    return "\n".join([about, "", "Attributes", "----------", *lines])
