"""Read a GeoJSON file of estates (RFC 7946) as a sheet: one row a feature."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from commpartner.errors import InputError, Problem
from commpartner.lists.geometries import NotPlacedError, place_of
from commpartner.lists.headings import read_heading
from commpartner.lists.quantities import read_number
from commpartner.lists.sheets import (
    Book,
    Cell,
    Sheet,
    check_size,
    decoded,
    read_bytes,
    refusal,
)
from commpartner.problems.reading import path_of
from commpartner.problems.wording import shorten
from commpartner.texts import Text

SUFFIXES = (".geojson", ".json")
# Names of coordinate systems in longitude and latitude. CGCS2000 (EPSG:4490) is within
# centimetres of WGS-84.
DEGREES = ("crs84", "4326", "4490", "wgs84", "wgs 84", "cgcs2000")
AXES = ("longitude (WGS-84)", "latitude (WGS-84)")
_PLACES = ("longitude", "latitude", "coordinates", "x_km", "y_km")

Feature = Mapping[str, Any]


class _NoNumber:
    """Hold NaN or Infinity, which JSON lacks."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


def read_features(path: str | Path) -> Book:
    """Read a FeatureCollection of points or polygons.

    Row 0 has the names of the properties, row n the values of feature n and, in two more columns,
    its longitude and latitude. A polygon has the place of the centroid of its area, a feature
    without a geometry has none. Properties that tell a place are left out, since the geometry does.
    Lists and objects are read as their JSON text.

    Parameters
    ----------
    path
        A .geojson or .json file in longitude and latitude.

    Raises
    ------
    InputError
        If the file is no JSON, no FeatureCollection, in another coordinate system, larger than the
        limits of a list, or if a feature is no point or polygon; each with its number.
    """
    path = path_of(path)
    text, encoding = decoded(path.name, read_bytes(path))
    data = _parsed(path.name, text)
    features = _features(path.name, data)
    names = list(dict.fromkeys(key for each in features for key in each.get("properties") or {}))
    check_size(path.name, len(features) + 1, len(names) + len(AXES))
    places = _places(path.name, features)
    known = any(places)
    replaced = [each for each in names if known and _tells_place(each)]
    names = [each for each in names if each not in replaced]
    rows: list[list[Cell]] = [[*map(_heading, names), *(AXES if known else ())]]
    for feature, place in zip(features, places, strict=True):
        properties = feature.get("properties") or {}
        cells = [_cell(properties.get(name)) for name in names]
        rows.append([*cells, *((place or (None, None)) if known else ())])
    notes = (Text("geojson_places_first", names=", ".join(replaced)),) if replaced else ()
    sheet = Sheet("", rows, first=0)
    return Book(path.name, (sheet,), encoding=encoding, notes=notes)


def _parsed(file: str, text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_NoNumber)
    except json.JSONDecodeError as error:
        found = Text("at_column", message=error.msg, column=error.colno)
        raise refusal(file, found, Text("json"), error.lineno) from None
    except RecursionError:
        raise refusal(file, Text("nested_too_deep"), Text("geojson_collection")) from None
    except ValueError as error:  # a number of thousands of digits
        raise refusal(file, str(error), Text("json")) from None


def _features(file: str, data: Any) -> list[Feature]:
    """Return the features, each an object with an object of properties."""
    allowed = Text("geojson_collection")
    kind = data.get("type") if isinstance(data, Mapping) else None
    if kind != "FeatureCollection":
        found = shorten(kind) if isinstance(kind, str) else Text("geojson_no_type")
        raise refusal(file, found, allowed)
    _check_system(file, data.get("crs"))
    features = data.get("features")
    if not isinstance(features, list):
        raise refusal(file, Text("geojson_no_features"), allowed)
    if not features:
        found, allowed = Text("nothing"), Text("at_least_one_estate")
        raise InputError([Problem(file, None, "features", found, allowed)])
    numbered = enumerate(features, 1)
    if problems := [each for number, one in numbered for each in _wrong(file, number, one)]:
        raise InputError(problems)
    return features


def _wrong(file: str, number: int, feature: Any) -> Iterator[Problem]:
    if not (isinstance(feature, Mapping) and feature.get("type") == "Feature"):
        yield Problem(file, number, "type", _told(feature), Text("geojson_feature"))
        return
    properties = feature.get("properties")
    if not (properties is None or isinstance(properties, Mapping)):
        found = shorten(properties)
        yield Problem(file, number, "properties", found, Text("geojson_properties"))
        return
    for name, value in (properties or {}).items():
        if isinstance(value, _NoNumber):
            yield Problem(file, number, name, value.name, Text("geojson_number"))


def _told(feature: Any) -> str:
    kind = feature.get("type") if isinstance(feature, Mapping) else feature
    return shorten(kind)


def _check_system(file: str, system: Any) -> None:
    """Refuse a coordinate system that is not longitude and latitude; older files name one."""
    if system is None:
        return
    inside = system.get("properties") if isinstance(system, Mapping) else None
    name = inside.get("name") if isinstance(inside, Mapping) else None
    told = name if isinstance(name, str) else json.dumps(system, default=str)
    if not any(told.lower().endswith(each) for each in DEGREES):
        found, allowed = Text("geojson_system", name=shorten(told)), Text("geojson_degrees")
        raise InputError([Problem(file, None, "crs", found, allowed)])


def _places(file: str, features: list[Feature]) -> list[tuple[float, float] | None]:
    """Return longitude and latitude of each feature; None if it has no geometry."""
    places: list[tuple[float, float] | None] = []
    problems: list[Problem] = []
    for number, feature in enumerate(features, 1):
        try:
            places.append(place_of(feature.get("geometry")))
        except NotPlacedError as error:
            problems.append(Problem(file, number, "geometry", error.found, error.allowed))
    if problems:
        raise InputError(problems)
    outside = [
        (number, place)
        for number, place in enumerate(places, 1)
        if place and not (abs(place[0]) <= 180.0 and abs(place[1]) <= 90.0)
    ]
    if outside:
        number, (x, y) = outside[0]
        found = Text("geojson_metres", x=x, y=y, count=len(outside))
        raise InputError([Problem(file, number, "geometry", found, Text("geojson_degrees"))])
    return places


def _tells_place(name: str) -> bool:
    field = read_heading(name).field
    return field is not None and field.name in _PLACES


def _heading(name: str) -> Cell:
    """Return a name as a heading, which is never a number."""
    return (name if read_number(name) is None else f"'{name}'") or None


def _cell(value: Any) -> Cell:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=repr)
    return value.strip() or None if isinstance(value, str) else value
