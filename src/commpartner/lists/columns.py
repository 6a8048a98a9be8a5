"""Choose which column of a table holds which field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from commpartner.lists.headings import fields
from commpartner.lists.layout import Column, Table
from commpartner.lists.reading import Fault
from commpartner.lists.sheets import column_letters
from commpartner.lists.words import plain
from commpartner.problems.wording import shorten, suggest
from commpartner.texts import Text

REQUIRED = ("name", "households")
PAIRS = (("longitude", "latitude"), ("x_km", "y_km"))
IGNORED = "number"


def chosen_columns(table: Table, asked: Mapping[str, str]) -> tuple[dict[str, Column], list[Fault]]:
    """Choose one column for each field, in the order of the table; list what is wrong.

    Parameters
    ----------
    asked
        Heading or letters of a column by field; these stand before what the headings say.
    """
    faults: list[Fault] = []
    found: dict[str, Column] = {}
    row = table.heading_rows.stop - 1
    for name in (*fields(), *(name for name in asked if name not in fields())):
        if name == IGNORED:
            continue
        candidates, wrong = _candidates(table, name, asked)
        if wrong is not None:
            faults.append(Fault(row, None, name, shorten(asked[name]), wrong))
        elif len(candidates) > 1 and _side_by_side(table, asked):
            if name == REQUIRED[0]:
                told = ", ".join(_place(column) for column in candidates)
                faults.append(Fault(row, None, name, told, Text("list_side_by_side")))
            continue
        elif len(candidates) > 1:
            told = ", ".join(_place(column) for column in candidates)
            faults.append(Fault(row, None, name, told, Text("list_one_column", field=name)))
        elif candidates:
            found[name] = candidates[0]
    faults += [
        Fault(row, None, name, _headings(table), Text(f"list_needs_{name}"))
        for name in REQUIRED
        if name not in found
        and not any(fault.field == name for fault in faults)
        and not _side_by_side(table, asked)
    ]
    _check_pairs(row, found, faults)
    return dict(sorted(found.items(), key=lambda each: each[1].number)), faults


def _side_by_side(table: Table, asked: Mapping[str, str]) -> bool:
    """Return whether names and households stand in several columns under the same headings."""
    found = [[plain(each.heading.text) for each in table.of(name)] for name in REQUIRED]
    same = all(len(heads) > 1 and len(set(heads)) == 1 for heads in found)
    return same and len(found[0]) == len(found[1]) and not set(REQUIRED) & asked.keys()


def lacking_columns(table: Table, asked: Mapping[str, str]) -> list[str]:
    """List the required fields for which a table has no column."""
    return [name for name in REQUIRED if not _candidates(table, name, asked)[0]]


def _candidates(
    table: Table, name: str, asked: Mapping[str, str]
) -> tuple[list[Column], Text | str | None]:
    if name not in asked:
        taken = {plain(column) for field, column in asked.items() if field in fields()}
        found = [each for each in table.of(name) if not _names(each) & taken]
        exact = [column for column in found if column.heading.exact]
        return exact or found, None
    if name not in fields():
        return [], suggest(name, fields())
    named = [column for column in table.columns if plain(asked[name]) in _names(column)]
    if not named:
        return [], suggest(asked[name], [column.heading.text for column in table.columns])
    return [_as(column, name) for column in named], None


def _names(column: Column) -> set[str]:
    return {plain(column.heading.text), column_letters(column.number).lower()}


def _as(column: Column, name: str) -> Column:
    return replace(column, heading=replace(column.heading, field=fields()[name]))


def _place(column: Column) -> str:
    return f"{column_letters(column.number)} {column.heading.text}"


def _headings(table: Table) -> str:
    return shorten(", ".join(column.heading.text for column in table.columns))


def _check_pairs(row: int, found: dict[str, Column], faults: list[Fault]) -> None:
    """Check that coordinates come in pairs, and take one pair of several."""
    for pair in PAIRS:
        present = [name for name in pair if name in found]
        if len(present) == 1:
            column = found.pop(present[0])
            text = shorten(column.heading.text)
            faults.append(Fault(row, column.number, present[0], text, Text("list_both_axes")))
    for others, first in (
        (("longitude", "latitude", "coordinates"), "x_km"),
        (("coordinates",), "longitude"),
    ):
        if first in found:
            for name in others:
                found.pop(name, None)
