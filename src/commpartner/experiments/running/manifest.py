"""Validate the files of a store as they are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from commpartner.assumptions.designs import Method
from commpartner.assumptions.table import Assumption
from commpartner.errors import InputError, Problem
from commpartner.model.engines import Engine
from commpartner.problems.wording import describe
from commpartner.programme import Policy, Programme
from commpartner.texts import Text

SCHEMA = 2  # parts carry the mark of their experiment
MANIFEST, INPUTS = "manifest.json", "inputs.json"
Form = Annotated[int, Field(strict=True, ge=SCHEMA, le=SCHEMA)]
Count = Annotated[int, Field(strict=True, ge=1)]
Number = Annotated[float, Field(strict=True)]


class Manifest(BaseModel):
    """Hold the fields that are read from a manifest."""

    model_config = ConfigDict(extra="allow")

    form: Form = Field(alias="schema")
    order_of_policies: list[str]
    rules: dict[str, str]
    versions: dict[str, str]


class Distribution(BaseModel):
    """Hold the class and the added fields of an assumption with its own distribution."""

    model_config = ConfigDict(extra="forbid")

    place: str
    fields: dict[str, Any]


class Settings(BaseModel):
    """Hold the arguments of a comparison that are plain values.

    Attributes
    ----------
    correlations
        Each of a name, a name and a number; checked when they are used.
    part
        Draws of a task.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    months: Count
    seed: Annotated[int, Field(strict=True, ge=0)]
    engine: Engine
    draws: Count
    sampling: Method = "monte_carlo"
    correlations: list[Any] = []
    part: Count


class Inputs(Settings):
    """Hold everything that is needed to compute the parts again."""

    form: Form = Field(alias="schema")
    programme: Programme
    policies: dict[str, Policy]
    rules: dict[str, str]
    assumptions: list[Assumption]
    distributions: dict[str, Distribution]
    scenarios: list[str]
    given: dict[str, list[Number]]


@contextmanager
def blaming(path: Path, model: type[BaseModel]) -> Iterator[None]:
    """Name the file of a store in any error about its content.

    Raises
    ------
    InputError
        If the file cannot be read, or what it says is not what `compare` writes.
    """
    file, allowed = str(path), Text("as_compare_wrote")
    try:
        yield
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        if first["loc"]:
            raise InputError(describe(error, model, file, None)) from None
        found = Text("damaged_first", first=first["msg"])
        raise InputError([Problem(file, None, Text("file"), found, allowed)]) from None
    except InputError as error:
        raise InputError(replace(each, file=file) for each in error.problems) from None
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        found = Text("not_there") if missing else Text("unreadable", reason=error.strerror)
        raise InputError([Problem(file, None, Text("file"), found, allowed)]) from None
    except (ValueError, TypeError) as error:
        found = Text("damaged_error", name=type(error).__name__, error=str(error))
        raise InputError([Problem(file, None, Text("file"), found, allowed)]) from None


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the identity of the experiment that a store belongs to.

    Raises
    ------
    InputError
        If the folder is no store, or its manifest is damaged.
    """
    path = folder / MANIFEST
    if not path.exists():
        found, allowed = Text("no_store"), Text("folder_with_manifest", manifest=MANIFEST)
        raise InputError([Problem(str(folder), None, Text("store"), found, allowed)])
    with blaming(path, Manifest):
        return Manifest.model_validate_json(path.read_bytes()).model_dump(by_alias=True)


def differences(file: Path, kept: dict[str, Any], wanted: dict[str, Any]) -> list[Problem]:
    """List the differences between the experiment of a store and the one asked for."""
    one, other = _flat(kept), _flat(wanted)
    return [
        Problem(
            str(file),
            None,
            name,
            _short(other.get(name, "nothing")),
            Text("store_was_made_of", value=_short(one.get(name, "nothing"))),
        )
        for name in sorted(one.keys() | other.keys())
        if one.get(name) != other.get(name)
    ]


def _short(value: object) -> str:
    """Return the first digits of a hash, enough to show a difference."""
    text = str(value)
    is_hash = len(text) == 64 and set(text) <= set("0123456789abcdef")
    return text[:12] if is_hash else text


def _flat(value: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, entry in value.items():
        if isinstance(entry, dict):
            flat |= _flat(entry, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = entry
    return flat
