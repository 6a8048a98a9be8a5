"""Find where the geometry of a feature stands: a point, or the centroid of a polygon."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from commpartner.problems.wording import shorten
from commpartner.texts import Text

Place = tuple[float, float]


class NotPlacedError(Exception):
    """Report a geometry that tells no place: what was found and what is allowed."""

    def __init__(self, found: str, allowed: Text) -> None:
        super().__init__(found)
        self.found, self.allowed = found, allowed


def place_of(geometry: Any) -> Place | None:
    r"""Return the place of a point, or the centroid of one polygon or of several.

    The centroid of a ring with area :math:`A = \frac12 \sum_i d_i`,
    :math:`d_i = x_i y_{i+1} - x_{i+1} y_i`, is
    :math:`\left(\sum_i (x_i + x_{i+1}) d_i,\ \sum_i (y_i + y_{i+1}) d_i\right) / (6 A)`. Holes
    count with a negative area.

    Returns
    -------
    tuple of float or None
        Longitude and latitude [degree]; None without a geometry.

    Raises
    ------
    NotPlacedError
        If it is of another kind, or its positions are no finite numbers.

    Examples
    --------
    >>> place_of({"type": "Point", "coordinates": [110.41, 21.2]})
    (110.41, 21.2)
    >>> square = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]
    >>> place_of({"type": "Polygon", "coordinates": [square]})
    (1.0, 1.0)
    """
    if geometry is None:
        return None
    kind = geometry.get("type") if isinstance(geometry, Mapping) else geometry
    if kind not in ("Point", "Polygon", "MultiPolygon"):
        raise NotPlacedError(shorten(kind), Text("geojson_geometry"))
    coordinates = geometry.get("coordinates")
    if kind == "Point":
        return _position(coordinates)
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not (isinstance(polygons, list) and polygons and all(polygons)):
        raise NotPlacedError(shorten(coordinates), Text("geojson_rings"))
    return _centroid(polygons)


def _position(given: Any) -> Place:
    """Return the first two numbers of a position; the third is a height."""
    ok = isinstance(given, list) and len(given) >= 2
    if not (ok and all(map(_is_number, given[:2]))):
        raise NotPlacedError(shorten(given), Text("geojson_position"))
    return float(given[0]), float(given[1])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _centroid(polygons: list[Any]) -> Place:
    area = east = north = 0.0
    start: Place | None = None
    for polygon in polygons:
        for number, ring in enumerate(polygon if isinstance(polygon, list) else [None]):
            positions = _ring(ring)
            start = start or positions[0]
            part, x, y = _moments(positions, start)
            sign = math.copysign(1.0, part) * (-1.0 if number else 1.0)
            area, east, north = area + sign * part, east + sign * x, north + sign * y
    if start is None or not area > 0.0:
        raise NotPlacedError(Text("geojson_no_area"), Text("geojson_rings"))
    return start[0] + east / (3.0 * area), start[1] + north / (3.0 * area)


def _ring(given: Any) -> list[Place]:
    ring = [_position(each) for each in given] if isinstance(given, list) else []
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise NotPlacedError(shorten(given), Text("geojson_rings"))
    return ring


def _moments(ring: list[Place], start: Place) -> tuple[float, float, float]:
    """Return twice the area and six times the moments about a start, which keeps digits."""
    area = east = north = 0.0
    moved = [(x - start[0], y - start[1]) for x, y in ring]
    for (x, y), (u, v) in pairwise(moved):
        cross = x * v - u * y
        area, east, north = area + cross, east + (x + u) * cross, north + (y + v) * cross
    return area, east, north
