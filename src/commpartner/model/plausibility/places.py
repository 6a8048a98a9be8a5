"""Find implausible places: degrees or metres instead of kilometres, duplicates, far centres."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from commpartner.flows.namespace import Array
from commpartner.model.plausibility.finding import Finding, Reading, listed, outside
from commpartner.model.plausibility.ranges import usual_ranges
from commpartner.model.plausibility.readings import area_of_home
from commpartner.model.scheme import Scheme
from commpartner.programme import Estate, Programme
from commpartner.texts import Text

LONGITUDES, LATITUDES = (73.0, 136.0), (18.0, 54.0)  # of China [degree]
FEW = 5  # fewer estates fill too little land for their density to tell anything
METRES = 1e5  # survey coordinates in metres are larger, those in kilometres smaller
ZONE = 1e6  # the number of a Gauss-Krüger zone stands in front of six digits of metres
PLACE = "x_km, y_km"


class Looks(NamedTuple):
    """Hold the likely unit of coordinates: the code of the message and the factor to km."""

    code: str
    in_km: float


def unit_findings(programme: Programme) -> Iterator[Finding]:
    """Find coordinates that look like degrees or metres, for estates and centres together."""
    estates, centres = _points(programme.estates), _points(programme.centres)
    if not len(estates):
        return
    looks = _of_estates(estates, _area(programme))
    of_centres = _of_centres(centres, estates, looks) if len(centres) else None
    told = {"estates": (estates, looks), "centres": (centres, of_centres)}
    for code in dict.fromkeys(found.code for _, found in told.values() if found):
        parts = [part for part, (_, found) in told.items() if found and found.code == code]
        yield _unit_told(code, parts, told[parts[0]][0][0])


def _of_estates(points: Array, area: float) -> Looks | None:
    """Find the likely unit of the estates' coordinates; None if it is kilometres."""
    width = _width(points)
    if (found := _degrees(points)) and (len(points) < FEW or _is_crowded(area, width)):
        return found
    if found := _survey_metres(points):
        return found
    away = np.hypot(*(points - np.median(points, axis=0)).T)
    most = usual_ranges()["district_width"].high or np.inf
    # Half of the estates beyond the usual is no slip of one: then all may be metres.
    if np.median(away) > most / 2 and not _is_crowded(area, width / 1000.0):
        return Looks("looks_like_metres", 1e-3)
    return None


def _of_centres(points: Array, estates: Array, looks: Looks | None) -> Looks | None:
    """Find the likely unit of the centres' coordinates, given those of the estates."""
    if found := _survey_metres(points):
        return found
    if (found := _degrees(points)) and (looks == found or not _are_near(points, estates)):
        return found
    in_km = estates * (looks.in_km if looks else 1.0)
    if not _are_near(points, in_km) and _are_near(points / 1000.0, in_km):
        return Looks("looks_like_metres", 1e-3)
    return None


def _degrees(points: Array) -> Looks | None:
    if _width(points) >= 1.0:  # a degree is about 100 km
        return None
    if _are_within(points, LONGITUDES, LATITUDES):
        return Looks("looks_like_degrees", 100.0)
    if _are_within(points, LATITUDES, LONGITUDES):
        return Looks("looks_like_degrees_swapped", 100.0)
    return None


def _survey_metres(points: Array) -> Looks | None:
    """Recognise metres of a survey by their size, and the number of a zone in front of them."""
    largest = np.median(np.abs(points), axis=0).max()
    if largest < METRES:
        return None
    zoned = 13 * ZONE <= largest < 46 * ZONE  # zones of China: 13 to 23 and 24 to 45
    return Looks("looks_like_gauss_kruger" if zoned else "looks_like_metres", 1e-3)


def _unit_told(code: str, parts: Sequence[str], point: Array) -> Finding:
    x, y = map(float, point)
    place = ", ".join(f"{part}.{axis}" for part in parts for axis in ("x_km", "y_km"))
    values = {"place": place, "x": f"{round(x, 4):,.10g}", "y": f"{round(y, 4):,.10g}"}
    if code == "looks_like_gauss_kruger":
        values["zone"] = str(int(np.abs(point).max() // ZONE))
    return Finding(code, parts[0], PLACE, (), (x, y), None, None, Text(code, **values))


def spread_findings(programme: Programme) -> Iterator[Finding]:
    """Find a district that is too wide or too small for its buildings."""
    points = _points(programme.estates)
    if not len(points):
        return
    wide, width = usual_ranges()["district_width"], _width(points)
    away = np.hypot(*(points - np.median(points, axis=0)).T)
    order = [number for number in np.argsort(-away) if not wide.holds(away[number])]
    far = tuple(programme.estates[number].id for number in order)
    for finding in outside(wide, "estates", PLACE, [Reading("", width, listed(far))]):
        yield replace(finding, entries=far)
    if len(points) >= FEW and width > 0:
        ratio = _density(_area(programme), width)
        usual = usual_ranges()["floor_area_ratio"]
        yield from outside(usual, "estates", PLACE, [Reading("", ratio)])


def reach_findings(schemes: Iterable[Scheme]) -> Iterator[Finding]:
    """Find estates far from their centre; each estate is named once."""
    farthest: dict[str, Reading] = {}
    for scheme in schemes:
        away = scheme.estate_distance
        if away is None:
            continue
        for number in scheme.order:
            estate = scheme.programme.estates[scheme.members[number]].id
            distance = float(away[number])
            if estate not in farthest or distance > farthest[estate].value:
                centre = scheme.centres[scheme.centre_of[number]].id
                farthest[estate] = Reading(estate, distance, centre)
    readings = sorted(farthest.values(), key=lambda reading: -reading.value)
    yield from outside(usual_ranges()["distance_to_centre"], "estates", PLACE, readings)


def double_findings(estates: Sequence[Estate]) -> Iterator[Finding]:
    """Find estates that are given twice and different estates at one place."""
    same: dict[tuple[object, ...], list[str]] = {}
    for estate in estates:
        if estate.name:
            keys: list[tuple[object, ...]] = [(estate.name, estate.households, estate.floor_area)]
            if estate.x_km is not None:
                keys.append((estate.name, (estate.x_km, estate.y_km)))
            for key in keys:
                same.setdefault(key, []).append(estate.id)
    twice = list(dict.fromkeys(name for names in same.values() if names[1:] for name in names))
    if twice:
        yield _told("same_estate", "name", twice)
    places: dict[tuple[float | None, float | None], list[str]] = {}
    for estate in estates:
        if estate.x_km is not None and estate.id not in twice:
            places.setdefault((estate.x_km, estate.y_km), []).append(estate.id)
    together = [name for names in places.values() if names[1:] for name in names]
    if together:
        yield _told("same_place", PLACE, together)


def _told(code: str, field: str, ids: Sequence[str]) -> Finding:
    text = Text(code, place=f"estates.{field}", found=listed(ids))
    return Finding(code, "estates", field, tuple(ids), (), None, None, text)


def _area(programme: Programme) -> float:
    return programme.households * area_of_home(programme)


def _points(entries: Sequence[object]) -> Array:
    """Return the coordinates of the entries that have them, shape (entry, 2)."""
    pairs = ((getattr(entry, "x_km", None), getattr(entry, "y_km", None)) for entry in entries)
    return np.array([pair for pair in pairs if None not in pair], dtype=np.float64).reshape(-1, 2)


def _width(points: Array) -> float:
    return float(np.ptp(points, axis=0).max())


def _density(area: float, width_km: float) -> float:
    """Compute floor area over the square around all estates [m2/m2]; inf without land."""
    side = 1000.0 * width_km
    return area / (side * side) if side * side else math.inf


def _is_crowded(area: float, width_km: float) -> bool:
    """Return whether estates have more floor area than their land may carry."""
    return not usual_ranges()["floor_area_ratio"].holds(_density(area, width_km))


def _are_near(points: Array, others: Array) -> bool:
    """Return whether two groups of places could lie in one district."""
    between = np.hypot(*(np.median(points, axis=0) - np.median(others, axis=0)))
    return bool(usual_ranges()["district_width"].holds(float(between)))


def _are_within(points: Array, first: tuple[float, float], second: tuple[float, float]) -> bool:
    low, high = np.array([first, second]).T
    return bool(((points >= low) & (points <= high)).all())
