"""Checks that a table of estates, centres or partners needs wherever it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from commpartner.errors import Problem


def repeated_ids(
    file: str, field: str, named: Iterable[tuple[int | None, str]]
) -> Iterator[Problem]:
    """Find ids that occur twice.

    Parameters
    ----------
    file, field
        Where the problems are said to be.
    named
        Row (None where unknown) and id of every entry, in the order of the file.
    """
    first: dict[str, str] = {}
    for number, (row, name) in enumerate(named, start=1):
        if name in first:
            yield Problem(
                file, row, field, repr(name), f"each id once; {first[name]} has it already"
            )
        first.setdefault(name, f"entry {number}" if row is None else f"row {row}")
