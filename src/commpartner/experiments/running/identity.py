"""Identify the code, rules and distributions of an experiment.

Code outside this package is found again by its place, ``module:name``, if the caller allows its
module. Importing a module runs it with the rights of the caller of `rerun`.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
from collections.abc import Collection, Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np

from commpartner.assumptions.table import Assumption
from commpartner.errors import InputError, Problem
from commpartner.texts import Text

PACKAGE = "commpartner"
PROBES = np.array([0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999])  # tell distributions apart


@cache
def code_fingerprint() -> str:
    """Hash the code and the data of this package.

    Ends of lines do not count, which differ between systems.
    """
    digest = hashlib.sha256()
    for name, content in _files(resources.files(PACKAGE), ""):
        digest.update(f"{name}\0".encode())
        digest.update(content.replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def _files(folder: Traversable, place: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry, f"{place}{entry.name}/")
        elif not entry.name.endswith((".pyc", ".so", ".tmp")):
            yield f"{place}{entry.name}", entry.read_bytes()


def row_identity(row: Assumption) -> dict[str, Any]:
    """List everything that decides the values of an assumption.

    A distribution of the caller's own has the fields of an ordinary row. Its class, the text of the
    class and some quantiles tell it from that row, and one closure from another.
    """
    fields = row.model_dump()
    cls = type(row)
    if cls is Assumption:
        return fields
    quantiles = np.asarray(row.quantile(PROBES), dtype=np.float64).tolist()
    own = {"class": place_of(cls), "source": text_hash(cls), "quantiles": quantiles}
    return {**fields, **own}


def text_hash(code: Any) -> str:
    """Hash the text of a function or class, and of the module that it may use."""
    module = inspect.getmodule(code)
    try:
        text = inspect.getsource(module if module is not None else code)
    except (OSError, TypeError):
        return repr(code) if not inspect.isclass(code) else place_of(code)
    return hashlib.sha256(f"{getattr(code, '__qualname__', '')}\n{text}".encode()).hexdigest()


def place_of(code: Any) -> str:
    """Return the module and name by which a function or class is found again."""
    return f"{getattr(code, '__module__', '?')}:{getattr(code, '__qualname__', '?')}"


def is_found_again(code: Any) -> bool:
    """Return whether another process finds a function or class by its module and name."""
    if getattr(code, "__module__", "?") == "__main__":
        return False
    try:
        return _at(place_of(code)) is code or _at(place_of(code)) == code
    except (ImportError, AttributeError):
        return False


def code_at(place: str, field: str, allow: Collection[str]) -> Any:
    """Import a function or class from its place.

    Raises
    ------
    InputError
        If its module is neither of this package nor among those allowed, before anything is
        imported; or if the function or class no longer exists.
    """
    module = place.partition(":")[0]
    if not _is_allowed(module, allow):
        found = Text("code_not_allowed", place=place)
        raise InputError([Problem(field, None, field, found, Text("allow_module", module=module))])
    try:
        code = _at(place)
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise InputError(
            [Problem(field, None, field, place, Text("error_told", error=error))]
        ) from None
    home = getattr(code, "__module__", "")
    if not _is_allowed(str(home), allow):  # a name that the module has from elsewhere
        found = Text("code_not_allowed", place=place_of(code))
        raise InputError([Problem(field, None, field, found, Text("allow_module", module=home))])
    return code


def _is_allowed(module: str, allow: Collection[str]) -> bool:
    return any(module == each or module.startswith(f"{each}.") for each in (PACKAGE, *allow))


def _at(place: str) -> Any:
    module, _, name = place.partition(":")
    found: Any = importlib.import_module(module)
    for step in name.split("."):
        found = getattr(found, step)
    return found
