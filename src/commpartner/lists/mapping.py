"""Place the estates of a list on the plane map of the district."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from commpartner.io.plane import Degrees, middle_of, on_plane
from commpartner.lists.layout import Table
from commpartner.lists.places import difference_of_datums, to_wgs84
from commpartner.lists.reading import EAST, NORTH, Fault, Reading
from commpartner.lists.sheets import column_letters
from commpartner.programme.origin import Origin
from commpartner.texts import Text

AXES = ("longitude", "latitude")
MOST_EXCHANGED = (
    0.8  # of the rows whose axes stand in each other's range: the columns are exchanged
)

Row = dict[str, Any]
Placed = dict[int, tuple[float, float]]  # longitude and latitude by row


def degrees_of(table: Table, reading: Reading, datum: str | None) -> Placed:
    """Return the rows that have longitude and latitude in WGS-84; note what was decided."""
    both = [name for name in (*AXES, "coordinates") if name in reading.taken]
    if not both:
        _check_halves(reading, ("x_km", "y_km"))
        return {}
    _exchange(reading)
    _check_halves(reading, AXES)
    rows = {
        row: values
        for row, values in reading.values.items()
        if "longitude" in values and _in_china(reading, row, values)
    }
    found: Placed = {}
    named = datum or _named(reading)
    if rows:
        given = Degrees(*(np.array([row[axis] for row in rows.values()]) for axis in AXES))
        found = dict(zip(rows, _pairs(to_wgs84(given, named or "wgs84")), strict=True))
        if named == "wgs84":
            note = Text("datum_wgs84")
        elif named:
            note = Text("datum_named", datum=f"{named[:-2].upper()}-{named[-2:]}")
        else:
            note = Text("datum_unknown", part=difference_of_datums(given))
        reading.taken[both[0]].note = note
    for values in reading.values.values():
        for axis in AXES:
            values.pop(axis, None)
    return found


def put_on_map(maps: Sequence[Placed], readings: Sequence[Reading]) -> Origin | None:
    """Place the rows of all sheets on one plane map in kilometres, and return its origin.

    Returns
    -------
    Origin or None
        None if no row has longitude and latitude, or if others have kilometres of their own.
    """
    whole = [place for each in maps for place in each.values()]
    if not whole:
        return None
    places = Degrees(*(np.array(axis) for axis in zip(*whole, strict=True)))
    own = any("x_km" in row for each in readings for row in each.values.values())
    rows = [
        reading.values[row] for each, reading in zip(maps, readings, strict=True) for row in each
    ]
    for row, (east, north) in zip(rows, _pairs(Degrees(*on_plane(places))), strict=True):
        row["x_km"], row["y_km"] = east, north
    return None if own else middle_of(places)


def _pairs(places: Degrees) -> Iterable[tuple[float, float]]:
    return zip(places.longitude.tolist(), places.latitude.tolist(), strict=True)


def _named(reading: Reading) -> str:
    headings = [reading.taken[name].column.heading for name in reading.taken]
    return next((heading.datum for heading in headings if heading.datum), "")


def _exchange(reading: Reading) -> None:
    """Reorder the axes if the columns stand under each other's heading."""
    rows = [row for row in reading.values.values() if all(axis in row for axis in AXES)]
    exchanged = [
        row
        for row in rows
        if NORTH[0] <= row["longitude"] <= NORTH[1] and EAST[0] <= row["latitude"] <= EAST[1]
    ]
    if rows and len(exchanged) >= MOST_EXCHANGED * len(rows):
        for row in rows:
            row["longitude"], row["latitude"] = row["latitude"], row["longitude"]
        numbers = [reading.taken[name].column.number for name in AXES if name in reading.taken]
        places = ", ".join(column_letters(number) for number in sorted(numbers))
        reading.doubts.append(Text("axes_exchanged", columns=places))


def _check_halves(reading: Reading, axes: tuple[str, str]) -> None:
    """Refuse rows that have one axis without the other."""
    refused = {(fault.row, fault.field) for fault in reading.faults}
    for row, values in reading.values.items():
        present = [axis for axis in axes if axis in values]
        if len(present) != 1:
            continue
        (lacking,) = set(axes) - set(present)
        if (row, lacking) not in refused:
            _fault(reading, row, lacking, Text("empty_cell"), Text("list_both_axes"))
        del values[present[0]]


def _in_china(reading: Reading, row: int, values: Row) -> bool:
    inside = True
    for axis, (low, high) in zip(AXES, (EAST, NORTH), strict=True):
        if not low <= values[axis] <= high:
            _fault(reading, row, axis, f"{values[axis]:g}", Text(f"list_{axis}"))
            inside = False
    return inside


def _fault(reading: Reading, row: int, name: str, found: str, allowed: Text) -> None:
    taken = reading.taken.get(name) or reading.taken.get("coordinates")
    column = taken.column.number if taken else None
    if taken:
        taken.refused += 1
    reading.faults.append(Fault(row, column, name, found, allowed))
