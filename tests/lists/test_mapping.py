"""Estates of a list on the plane map of the district."""

from __future__ import annotations

from pathlib import Path

import messy
import pytest
from refusals import coded

from commpartner.lists import EstateList, read_estate_list


def listed(folder: Path, heads: str, *places: str, datum: str | None = None) -> EstateList:
    lines = [f"小区名称;户数;{heads}", *(f"甲{n};9;{each}" for n, each in enumerate(places))]
    return read_estate_list(messy.text(folder / "map.csv", "\n".join(lines)), datum=datum)


def notes(found: EstateList) -> list[str]:
    return [coded(note).split(" 0.")[0] for row in found.understood() for note in row.notes]


PLACES = ("110.40;21.20", "110.42;21.22")


def distance(found: EstateList) -> float:
    one, other = found.estates[:2]
    assert None not in (one.x_km, other.x_km, one.y_km, other.y_km)
    return float(
        ((other.x_km - one.x_km) ** 2 + (other.y_km - one.y_km) ** 2) ** 0.5  # type: ignore[operator]
    )


@pytest.mark.parametrize(
    ("heads", "datum", "note"),
    [
        ("经度;纬度", None, "datum_unknown"),
        ("经度(高德);纬度(高德)", None, "datum_named GCJ-02"),
        ("经度;纬度", "bd09", "datum_named BD-09"),
        ("经度(GPS);纬度", None, "datum_wgs84"),
        ("百度经度;百度纬度", "gcj02", "datum_named GCJ-02"),
    ],
)
def test_the_datum_is_named_or_a_doubt(
    heads: str, datum: str | None, note: str, tmp_path: Path
) -> None:
    found = listed(tmp_path, heads, *PLACES, datum=datum)
    assert notes(found) == [note]
    assert distance(found) == pytest.approx(3.036, rel=0.02)
    assert not found.problems


def test_datums_shift_distances_but_little(tmp_path: Path) -> None:
    plain = distance(listed(tmp_path, "经度;纬度", *PLACES))
    gaode = distance(listed(tmp_path, "经度;纬度", *PLACES, datum="gcj02"))
    assert plain != gaode
    assert gaode == pytest.approx(plain, rel=0.02)


def test_exchanged_columns_are_set_right_and_said(tmp_path: Path) -> None:
    found = listed(tmp_path, "纬度;经度", *PLACES)
    assert [coded(doubt) for doubt in found.doubts] == ["axes_exchanged C, D"]
    assert distance(found) == distance(listed(tmp_path, "经度;纬度", *PLACES))


def test_places_outside_china_are_refused(tmp_path: Path) -> None:
    found = listed(tmp_path, "经度;纬度", *PLACES, "0;0", "110.4;91")
    told = [(each.row, each.column, coded(each.found)) for each in found.problems]
    assert told == [(4, "longitude", "0"), (4, "latitude", "0"), (5, "latitude", "91")]
    assert "x_km" in found.estates[2].estimated


def test_half_a_place_is_refused(tmp_path: Path) -> None:
    found = listed(tmp_path, "x（米）;y（米）", "500000;200000", ";200100", "501000;200000")
    assert [(each.row, each.column) for each in found.problems] == [(3, "x_km")]
    assert [each.x_km for each in found.estates] == [500.0, 500.5, 501.0]
    assert found.estates[1].estimated[-2:] != ()
    assert "x_km" in found.estates[1].estimated


def test_sheets_stand_on_one_map(tmp_path: Path) -> None:
    heads = ("小区名称", "户数", "经度", "纬度")
    other = {"乙": [heads, ("乙1", 9, 110.42, 21.22)]}
    path = messy.workbook(tmp_path / "two.xlsx", [heads, ("甲1", 9, 110.40, 21.20)], more=other)
    found = read_estate_list(path, sheets=["小区表", "乙"])
    assert distance(found) == pytest.approx(3.036, rel=0.02)
    assert found.origin is not None
    assert found.origin.longitude == pytest.approx(110.41)


def test_kilometres_have_no_origin(tmp_path: Path) -> None:
    assert listed(tmp_path, "x;y", "1;2", "3;4").origin is None


def test_sheets_of_two_kinds_of_places_have_no_origin(tmp_path: Path) -> None:
    degrees = [("小区名称", "户数", "经度", "纬度"), ("甲1", 9, 110.40, 21.20)]
    other = {"乙": [("小区名称", "户数", "x", "y"), ("乙1", 9, 1.0, 2.0)]}
    path = messy.workbook(tmp_path / "two.xlsx", degrees, more=other)
    assert read_estate_list(path, sheets=["小区表", "乙"]).origin is None
