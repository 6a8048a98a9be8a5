"""Places on a plane against geodesics computed with pyproj, and the datums of Chinese maps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commpartner.io.plane import Degrees, on_plane
from commpartner.lists.places import difference_of_datums, to_gcj02, to_wgs84

# Geodesics on WGS-84, pyproj 3.7, Geod(ellps="WGS84").inv: two places, distance [m].
GEODESICS = [
    ((110.40, 21.20), (110.42, 21.20), 2076.625),
    ((126.60, 45.70), (126.70, 45.80), 13567.660),
]


def places(*pairs: tuple[float, float]) -> Degrees:
    return Degrees(*(np.array(axis) for axis in zip(*pairs, strict=True)))


@pytest.mark.parametrize(("one", "other", "metres"), GEODESICS)
def test_distances_are_those_of_geodesics(
    one: tuple[float, float], other: tuple[float, float], metres: float
) -> None:
    x, y = on_plane(places(one, other))
    assert np.hypot(x[1] - x[0], y[1] - y[0]) * 1000 == pytest.approx(metres, rel=1e-4)


def great_circle(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance on a sphere whose radius is the mean one of the earth [km]."""
    (x, y), (u, v) = np.radians(one), np.radians(other)
    half = np.sin((v - y) / 2) ** 2 + np.cos(y) * np.cos(v) * np.sin((u - x) / 2) ** 2
    return float(2 * 6371.0088 * np.arcsin(np.sqrt(half)))


@given(st.floats(75, 134), st.floats(19, 53), st.floats(-50, 50), st.floats(-50, 50))
def test_distances_within_50_km(x: float, y: float, east: float, north: float) -> None:
    other = (x + east / 111.2 / np.cos(np.radians(y)), y + north / 111.2)
    if np.hypot(east, north) < 0.5:
        return
    a, b = on_plane(places((x, y), other))
    # The sphere itself differs from the ellipsoid by up to 0.6 %.
    assert np.hypot(a[1] - a[0], b[1] - b[0]) == pytest.approx(
        great_circle((x, y), other), rel=0.016
    )


def test_directions_and_middle() -> None:
    x, y = on_plane(places((110.40, 21.20), (110.42, 21.22), (110.44, 21.24)))
    assert (np.diff(x) > 0).all()
    assert (np.diff(y) > 0).all()
    assert abs(x.mean()) < 1e-4
    assert abs(y.mean()) < 1e-4


@given(st.floats(73.5, 135), st.floats(18, 53.5))
def test_gcj02_comes_back(longitude: float, latitude: float) -> None:
    given_ = places((longitude, latitude))
    back = to_wgs84(to_gcj02(given_), "gcj02")
    assert abs(back.longitude[0] - longitude) < 1e-8
    assert abs(back.latitude[0] - latitude) < 1e-8
    shifted = to_gcj02(given_)
    metres = np.hypot(
        (shifted.longitude[0] - longitude) * 111_320 * np.cos(np.radians(latitude)),
        (shifted.latitude[0] - latitude) * 111_320,
    )
    assert 10 < metres < 1500


def to_bd09(given_: Degrees) -> Degrees:
    """Convert GCJ-02 to BD-09 by the published pair of functions."""
    x, y = given_
    turn = np.pi * 3000.0 / 180.0
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * turn)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * turn)
    return Degrees(radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006)


@given(st.floats(73.5, 135), st.floats(18, 53.5))
def test_bd09_comes_back(longitude: float, latitude: float) -> None:
    back = to_wgs84(to_bd09(to_gcj02(places((longitude, latitude)))), "bd09")
    # Baidu's two functions are inverse to each other within a metre.
    assert abs(back.longitude[0] - longitude) < 1e-5
    assert abs(back.latitude[0] - latitude) < 1e-5


def test_beijing_is_where_maps_have_it() -> None:
    # Tiananmen, 天安门: WGS-84 and GCJ-02 as converters in common use give them.
    shifted = to_gcj02(places((116.3912, 39.9075)))
    assert shifted.longitude[0] == pytest.approx(116.39744, abs=2e-5)
    assert shifted.latitude[0] == pytest.approx(39.90890, abs=2e-5)


def test_another_datum_changes_distances_little() -> None:
    near = places(*((110.38 + number * 1e-3, 21.19) for number in range(20)))
    assert 0 < difference_of_datums(near) < 0.02
    assert difference_of_datums(places((110.4, 21.2))) == 0.0
    assert difference_of_datums(places((110.4, 21.2), (110.4, 21.2))) == 0.0
