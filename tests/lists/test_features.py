"""Lists of estates as GeoJSON: points and polygons, and what is refused with its number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import coded

from commpartner.errors import InputError
from commpartner.lists import EstateList, programme_of_list, read_estate_list
from commpartner.lists.geometries import place_of

SQUARE = [[110.4, 21.2], [110.402, 21.2], [110.402, 21.202], [110.4, 21.202], [110.4, 21.2]]
POINT = {"type": "Point", "coordinates": [110.42, 21.22]}


def feature(geometry: Any = POINT, **properties: Any) -> dict[str, Any]:
    told = {"小区名称": "海港新村", "户数": 320} | properties
    return {"type": "Feature", "properties": told, "geometry": geometry}


def written(folder: Path, *features: Any, **more: Any) -> Path:
    path = folder / "map.geojson"
    data = {"type": "FeatureCollection", "features": list(features)} | more
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def read(folder: Path, *features: Any, **more: Any) -> EstateList:
    return read_estate_list(written(folder, *features, **more))


def refused(path: Path) -> list[tuple[int | None, str, str, str]]:
    with pytest.raises(InputError) as raised:
        read_estate_list(path)
    problems = raised.value.problems
    return [(one.row, one.field, coded(one.found), coded(one.allowed)) for one in problems]


def test_points_and_polygons_become_estates(tmp_path: Path) -> None:
    area = {"type": "Polygon", "coordinates": [SQUARE]}
    found = read(tmp_path, feature(), feature(area, 小区名称="<b>红旗里</b>"))
    found.check()
    one, other = found.estates
    assert other.name == "<b>红旗里</b>"
    assert found.rows == (("", 1), ("", 2))
    assert one.x_km is not None and other.x_km is not None
    assert one.x_km - other.x_km == pytest.approx(1.973, abs=0.002)  # of 0.019 degrees
    assert found.origin is not None
    assert found.origin.longitude == pytest.approx(110.4105)
    assert programme_of_list(found, "map").origin == found.origin


def test_a_mistake_has_the_feature_s_number(tmp_path: Path) -> None:
    found = read(tmp_path, feature(), feature(户数="many"))
    told = [(one.row, one.field, coded(one.allowed)) for one in found.problems]
    assert told == [(2, "户数", "list_count")]


def test_geometries_stand_before_properties(tmp_path: Path) -> None:
    found = read(tmp_path, feature(x_km=900.0, 经度=1.0))
    assert [coded(note) for note in found.book.notes] == ["geojson_places_first x_km, 经度"]
    assert found.estates[0].x_km == 0.0


def test_nested_properties_are_data(tmp_path: Path) -> None:
    found = read(tmp_path, feature(owner={"name": ["a", None]}, 社区=["x"]))
    found.check()
    assert found.unused_columns == ("owner",)
    assert found.estates[0].community == '["x"]'


def test_without_a_geometry_the_place_is_estimated(tmp_path: Path) -> None:
    found = read(tmp_path, feature(), feature(None))
    assert "x_km" in found.estates[1].estimated
    assert read(tmp_path, feature(None)).origin is None


def test_the_datum_moves_the_origin(tmp_path: Path) -> None:
    path = written(tmp_path, feature(POINT), feature(POINT))
    plain, moved = read_estate_list(path), read_estate_list(path, datum="gcj02")
    assert plain.origin is not None and moved.origin is not None
    assert 0.001 < plain.origin.longitude - moved.origin.longitude < 0.01


@pytest.mark.parametrize(
    ("geometry", "found", "allowed"),
    [
        ({"type": "LineString", "coordinates": SQUARE}, "'LineString'", "geojson_geometry"),
        ({"type": "Point", "coordinates": [110.4]}, "[110.4]", "geojson_position"),
        ({"type": "Point", "coordinates": ["110", 21]}, "['110', 21]", "geojson_position"),
        ({"type": "Point", "coordinates": [True, 21]}, "[True, 21]", "geojson_position"),
        ({"type": "Point", "coordinates": [float("nan"), 2]}, "[NaN, 2]", "geojson_position"),
        ({"type": "Polygon", "coordinates": []}, "[]", "geojson_rings"),
        ({"type": "Polygon", "coordinates": [SQUARE[:4]]}, None, "geojson_rings"),
        ({"type": "Polygon", "coordinates": [SQUARE[:1] * 4]}, "geojson_no_area", "geojson_rings"),
        ("text", "'text'", "geojson_geometry"),
    ],
)
def test_other_geometries_are_refused(
    geometry: Any, found: str | None, allowed: str, tmp_path: Path
) -> None:
    ((row, field, told, wanted),) = refused(written(tmp_path, feature(), feature(geometry)))
    assert (row, field, wanted) == (2, "geometry", allowed)
    assert found is None or told == found


@pytest.mark.parametrize(
    ("text", "field", "found"),
    [
        ("[]", "file", "geojson_no_type"),
        ('{"type": "Feature"}', "file", "'Feature'"),
        ('{"type": "FeatureCollection"}', "file", "geojson_no_features"),
        ('{"type": "FeatureCollection", "features": []}', "features", "nothing"),
        ('{"type": ', "file", "at_column"),
        ("[" * 100_000, "file", "nested_too_deep"),
        ("", "file", "empty_file"),
    ],
)
def test_other_files_are_refused(text: str, field: str, found: str, tmp_path: Path) -> None:
    path = tmp_path / "map.geojson"
    path.write_text(text, encoding="utf-8")
    ((_, where, told, _),) = refused(path)
    assert where.startswith(field)
    assert told.startswith(found)


def test_numbers_that_json_lacks_are_refused(tmp_path: Path) -> None:
    told = refused(written(tmp_path, feature(), feature(面积=float("nan"), 户数=float("inf"))))
    assert told == [(2, "户数", "Infinity", "geojson_number"), (2, "面积", "NaN", "geojson_number")]


def test_projected_coordinates_are_refused_once(tmp_path: Path) -> None:
    metres = {"type": "Point", "coordinates": [412_345.0, 2_345_678.0]}
    told = refused(written(tmp_path, feature(metres), feature(metres)))
    assert told == [(1, "geometry", "geojson_metres 412345.0 2345678.0 2", "geojson_degrees")]
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}
    ((_, field, _, allowed),) = refused(written(tmp_path, feature(), crs=system))
    assert (field, allowed) == ("crs", "geojson_degrees")


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4490"])
def test_systems_of_degrees_are_read(name: str, tmp_path: Path) -> None:
    system = {"type": "name", "properties": {"name": name}}
    assert read(tmp_path, feature(), crs=system).estates


def test_features_of_another_form_are_refused_together(tmp_path: Path) -> None:
    told = refused(written(tmp_path, feature(), 3, {"type": "Feature", "properties": [1]}))
    assert [each[:2] for each in told] == [(2, "type"), (3, "properties")]


def test_too_many_properties_are_refused(tmp_path: Path) -> None:
    ((_, _, found, _),) = refused(written(tmp_path, feature(**{f"p{n}": n for n in range(500)})))
    assert found.startswith("list_size")


def test_names_that_are_numbers_stay_headings(tmp_path: Path) -> None:
    found = read(tmp_path, feature(**{"2023": "x", "": 1}))
    found.check()
    assert found.estates[0].households == 320


@given(
    st.floats(73, 130), st.floats(4, 50), st.floats(0.001, 1), st.floats(0.001, 1), st.booleans()
)
def test_a_rectangle_has_its_middle(x: float, y: float, w: float, h: float, turn: bool) -> None:
    ring = [[x, y], [x + w, y], [x + w, y + h], [x, y + h], [x, y]]
    hole = [[x + (a - x) / 2 + w / 4, y + (b - y) / 2 + h / 4] for a, b in ring]
    rings = [ring[::-1] if turn else ring, hole]
    found = place_of({"type": "MultiPolygon", "coordinates": [rings]})
    assert found == pytest.approx((x + w / 2, y + h / 2), abs=1e-9)


def test_a_hole_moves_the_centroid() -> None:
    ring = [[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]
    hole = [[2, 0], [4, 0], [4, 2], [2, 2], [2, 0]]
    assert place_of({"type": "Polygon", "coordinates": [ring, hole]}) == pytest.approx((1.0, 1.0))
