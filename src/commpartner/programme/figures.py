"""The published figures of the three cases, by id."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple


class Figure(NamedTuple):
    """One published figure as the articles print it."""

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
    """Published figures shipped with the package, by id."""
    source = resources.files("commpartner") / "data" / "published_figures.csv"
    records = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    rows = (Figure(**{**record, "value": float(record["value"])}) for record in records)  # type: ignore[arg-type]
    return MappingProxyType({row.id: row for row in rows})


@cache
def published_figures() -> Mapping[str, float]:
    """Values of the published figures, by id."""
    return MappingProxyType({name: figure.value for name, figure in figures().items()})
