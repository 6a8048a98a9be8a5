"""Read the published figures of the three cases by id."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from commpartner.facts.rows import rows


class Figure(NamedTuple):
    """Hold one published figure as the articles print it."""

    id: str
    case: str
    quantity: str
    value: float
    unit: str
    as_of: str
    source_phrase: str
    role: str
    note: str


@cache
def figures() -> Mapping[str, Figure]:
    """Return the published figures shipped with the package, by id."""
    found = rows("published_figures")
    return MappingProxyType(
        {row["id"]: Figure(**{**row, "value": float(row["value"])}) for row in found}  # type: ignore[arg-type]
    )


@cache
def published_figures() -> Mapping[str, float]:
    """Return the values of the published figures, by id."""
    return MappingProxyType({name: figure.value for name, figure in figures().items()})
