"""Places: degrees and metres are recognised, far estates and doubles are told, once for a kind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from districts import CENTRES, CLUSTERED, Point, codes, district, estates, moved, only, with_estate

from commpartner.model.plausibility import implausible_values
from commpartner.programme import Policy


def degrees(x: float, y: float) -> Point:
    return 110.39 + x / 104.0, 21.19 + y / 111.0


def swapped(x: float, y: float) -> Point:
    return 21.19 + y / 111.0, 110.39 + x / 104.0


def metres(x: float, y: float) -> Point:
    return 1000.0 * x, 1000.0 * y


def utm(x: float, y: float) -> Point:
    return 437_000.0 + 1000.0 * x, 2_345_000.0 + 1000.0 * y


def gauss_kruger(x: float, y: float) -> Point:
    return 38_437_000.0 + 1000.0 * x, 2_345_000.0 + 1000.0 * y


def northing_first(x: float, y: float) -> Point:
    return 2_345_000.0 + 1000.0 * y, 38_437_000.0 + 1000.0 * x


LOOKS: dict[str, tuple[Callable[[float, float], Point], str]] = {
    "degrees": (degrees, "looks_like_degrees"),
    "latitude first": (swapped, "looks_like_degrees_swapped"),
    "metres": (metres, "looks_like_metres"),
    "UTM": (utm, "looks_like_metres"),
    "zone": (gauss_kruger, "looks_like_gauss_kruger"),
    "northing first": (northing_first, "looks_like_gauss_kruger"),
}


@pytest.mark.parametrize(("change", "code"), LOOKS.values(), ids=list(LOOKS))
def test_only_coordinates_in_other_units_are_recognised(
    change: Callable[[float, float], Point], code: str
) -> None:
    finding = only(moved(change))
    assert finding.code == code
    assert {"x", "y"} <= set(finding.text.values)
    assert all(part in finding.text.values["place"] for part in ("estates", "centres"))


def test_the_zone_of_survey_coordinates_is_named() -> None:
    assert only(moved(gauss_kruger)).text.values["zone"] == "38"
    assert only(moved(northing_first)).text.values["zone"] == "38"


@pytest.mark.parametrize("parts", [("estates",), ("centres",)])
@pytest.mark.parametrize("change", [degrees, metres, utm, gauss_kruger])
def test_one_part_in_other_units_is_named(
    change: Callable[[float, float], Point], parts: tuple[str, ...]
) -> None:
    finding = only(moved(change, parts))
    assert finding.part == parts[0]
    other = "centres" if parts == ("estates",) else "estates"
    assert other not in finding.text.values["place"]


def test_one_estate_alone_in_degrees_is_recognised() -> None:
    x, y = degrees(1.0, 1.0)
    lone = district(estates=(estates(1)[0].replace(x_km=x, y_km=y),), centres=(), policies={})
    assert only(lone).code == "looks_like_degrees"


@pytest.mark.parametrize("shift", [(0.0, 0.0), (437.0, 2345.0), (-40.0, 12.0), (100.0, 30.0)])
def test_a_plane_map_with_any_origin_is_usual(shift: Point) -> None:
    assert not implausible_values(moved(lambda x, y: (x + shift[0], y + shift[1])))


def test_a_place_far_from_others_is_reported_with_distance() -> None:
    finding = {entry.code: entry for entry in implausible_values(with_estate(3, x_km=600.0))}
    assert set(finding) == {"district_width", "distance_to_centre"}
    assert finding["district_width"].entries == ("e03",)
    assert finding["district_width"].values == (600.0,)
    assert finding["distance_to_centre"].entries == ("e03",)


def test_an_unreachable_estate_is_reported_once_for_all_policies() -> None:
    far = with_estate(3, x_km=20.0).replace(
        policies={
            "clustered": CLUSTERED,
            "all": CLUSTERED.replace(takes_on="all"),
            "west": Policy(centres=("west",)),
        }
    )
    finding = only(far)
    assert (finding.code, finding.entries) == ("distance_to_centre", ("e03",))
    assert finding.values[0] == pytest.approx(19.8, abs=0.01)
    assert (finding.low, finding.high) == (0.0, 8.6)


def test_only_the_policies_asked_for_are_looked_at() -> None:
    far = with_estate(3, x_km=20.0).replace(
        policies={"clustered": CLUSTERED, "alone": Policy(organisation="stand_alone")}
    )
    assert not implausible_values(far, ["alone"])
    assert implausible_values(far, ["clustered"])


def test_a_district_too_small_for_its_buildings_is_told() -> None:
    assert codes(moved(lambda x, y: (x / 10.0, y / 10.0))) == {"floor_area_ratio"}


def test_estates_at_one_place_are_told() -> None:
    finding = only(with_estate(5, x_km=0.0, y_km=0.0))
    assert (finding.code, finding.entries) == ("same_place", ("e00", "e05"))
    every = tuple(estate.replace(x_km=1.0, y_km=1.0) for estate in estates())
    found = {entry.code: entry for entry in implausible_values(district(estates=every))}
    assert found["same_place"].entries == tuple(estate.id for estate in every)


def test_a_duplicate_estate_is_reported_with_or_without_map() -> None:
    again = estates()[2].replace(id="again", households=150, floor_area=11_000.0)
    finding = only(district(estates=(*estates(), again)))
    assert (finding.code, finding.entries) == ("same_estate", ("e02", "again"))
    unplaced = [estate.replace(x_km=None, y_km=None) for estate in estates()]
    twin = unplaced[2].replace(id="again")
    plain = district(estates=(*unplaced, twin), centres=(), policies={})
    assert only(plain).code == "same_estate"
    assert not implausible_values(
        plain.replace(estates=(*unplaced, twin.replace(name="另一个小区")))
    )


def test_without_a_map_nothing_is_said_of_places() -> None:
    unplaced = [estate.replace(x_km=None, y_km=None) for estate in estates()]
    centres = [centre.replace(x_km=None, y_km=None) for centre in CENTRES]
    assert not implausible_values(district(estates=unplaced, centres=centres))


@pytest.mark.parametrize("width", [1e-200, 1e-6, 1e6, 1e8])
def test_any_width_is_told_without_an_error(width: float) -> None:
    assert implausible_values(
        moved(lambda x, y: ((x - 1.0) * width, (y - 1.0) * width), ("estates",))
    )


def test_estates_kilometres_apart_are_no_degrees_at_any_origin() -> None:
    pair = [
        estate.replace(x_km=100.0 + 3.0 * number, y_km=30.0)
        for number, estate in enumerate(estates(2))
    ]
    assert not implausible_values(district(estates=pair, centres=(), policies={}))
