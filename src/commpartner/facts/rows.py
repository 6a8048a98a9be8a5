"""Read rows of the tables in ``data/``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib import resources


def rows(table: str) -> list[dict[str, str]]:
    """Read a table of the package: one mapping a row, in the order of the file."""
    source = resources.files("commpartner") / "data" / f"{table}.csv"
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines(), strict=True))


def listed(cell: str) -> tuple[str, ...]:
    """Split a cell that holds a list.

    Examples
    --------
    >>> listed("wages;energy"), listed("")
    (('wages', 'energy'), ())
    """
    return tuple(cell.split(";")) if cell else ()


def both(row: Mapping[str, str]) -> tuple[str, str]:
    """Return the English and the Chinese label of a row."""
    return row["en"], row["zh"]


def notes(row: Mapping[str, str]) -> tuple[str, str]:
    """Return the English and the Chinese note of a row."""
    return row["note_en"], row["note_zh"]
