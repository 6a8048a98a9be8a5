"""Maps of estates, centres and assignments as GeoJSON, and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from refusals import coded

import commpartner as cp
from commpartner.lists import programme_of_list, read_estate_list
from commpartner.programme import Origin

ZHANJIANG = Origin(longitude=110.4, latitude=21.2)


def town() -> cp.Programme:
    made = cp.datasets.synthetic(30, seed=2, centres=3).replace(origin=ZHANJIANG)
    brought: dict[str, Any] = {
        "fee": 0.6,
        "collection_rate": 0.5,
        "vacancy": 0.1,
        "maintenance_fund": 120_000.0,
    }
    brought |= {"green_area": 1800.0, "built_year": 1996, "name": "<b>甲</b> “里”", "lifts": 0}
    first = made.estates[0].replace(**brought, subdistrict="海滨", estimated=("gates",))
    return made.replace(estates=(first, *made.estates[1:]))


def places(layer: dict[str, Any]) -> dict[str, list[float]]:
    return {each["id"]: each["geometry"]["coordinates"] for each in layer["features"]}


def test_estates_come_back_as_they_went(tmp_path: Path) -> None:
    programme = town()
    cp.io.save_geojson(programme, tmp_path)
    listed = read_estate_list(tmp_path / "estates.geojson")
    listed.check()
    back = programme_of_list(listed, "back")
    given = {"x_km", "y_km", "estimated"}
    for one, other in zip(programme.estates, back.estates, strict=True):
        assert one.model_dump(exclude=given) == other.model_dump(exclude=given)
    again = places(cp.io.programme_geojson(back))
    for name, place in places(cp.io.programme_geojson(programme)).items():
        assert again[name] == pytest.approx(place, abs=2e-6)  # 20 cm


def test_layers_say_who_serves_whom() -> None:
    programme = town()
    estates = cp.io.programme_geojson(programme, policy="clustered")["features"]
    centres = cp.io.programme_geojson(programme, "centres", policy="clustered")["features"]
    lines = cp.io.programme_geojson(programme, "lines", policy="clustered")["features"]
    served = {each["id"]: each["properties"]["centre"] for each in estates}
    assert {each["properties"]["served"] for each in estates} <= {"centre", "alone", "no"}
    assert {line["properties"]["estate"]: line["properties"]["centre"] for line in lines} == {
        estate: centre for estate, centre in served.items() if centre
    }
    assert sum(each["properties"]["estates"] for each in centres) == len(lines)
    where = {each["id"]: each["geometry"]["coordinates"] for each in (*estates, *centres)}
    for line in lines:
        about = line["properties"]
        assert line["geometry"]["coordinates"] == [where[about["estate"]], where[about["centre"]]]
    alone = cp.io.programme_geojson(programme, "lines", policy="stand_alone")
    assert alone["features"] == []


def test_a_kilometre_is_a_kilometre() -> None:
    # Geodesic on WGS-84 from 110.40, 21.20 to 110.42, 21.20: 2076.625 m (pyproj 3.7).
    made = town()
    estate = made.estates[0].replace(x_km=2.076625, y_km=0.0)
    found = cp.io.programme_geojson(made.replace(estates=(estate, *made.estates[1:])))
    longitude, latitude = places(found)[estate.id]
    assert longitude == pytest.approx(110.42, abs=2e-6)
    assert latitude == 21.2


def test_nothing_is_invented_without_an_origin(tmp_path: Path) -> None:
    bare = town().replace(origin=None)
    for call in (cp.io.programme_geojson, lambda each: cp.io.save_geojson(each, tmp_path / "new")):
        with pytest.raises(cp.ArgumentError) as raised:
            call(bare)
        assert coded(raised.value.args[0]) == "must_be origin None origin_of_map"
    assert not (tmp_path / "new").exists()
    given = cp.io.programme_geojson(bare, origin=(110.4, 21.2))
    assert given == cp.io.programme_geojson(town())


@pytest.mark.parametrize(
    "origin", [(21.2, 110.4), (200.0, 0.0), (float("nan"), 0.0), "x", (1,), ("1", "2"), 3]
)
def test_an_origin_that_is_none_is_refused(origin: Any) -> None:
    with pytest.raises(cp.ArgumentError) as raised:
        cp.io.programme_geojson(town(), origin=origin)
    assert "origin" in str(raised.value)


def test_lines_need_a_policy_and_maps_a_place() -> None:
    with pytest.raises(cp.ArgumentError, match="policy must be"):
        cp.io.programme_geojson(town(), "lines")
    nowhere = [each.replace(x_km=None, y_km=None) for each in town().estates]
    with pytest.raises(cp.ArgumentError, match="estates with x_km"):
        cp.io.programme_geojson(town().replace(estates=nowhere))


def test_files_are_not_replaced_unasked(tmp_path: Path) -> None:
    files = cp.io.save_geojson(town(), tmp_path, policy="clustered")
    assert [each.name for each in files] == [
        "estates.geojson",
        "centres.geojson",
        "lines.geojson",
    ]
    assert "<b>甲</b> “里”" in files[0].read_text(encoding="utf-8")
    assert json.loads(files[2].read_text(encoding="utf-8"))["type"] == "FeatureCollection"
    with pytest.raises(cp.InputError):
        cp.io.save_geojson(town(), tmp_path)
    cp.io.save_geojson(town(), tmp_path, overwrite=True)


def test_the_origin_leaves_the_hash_of_others() -> None:
    made = town()
    assert cp.io.programme_hash(made) != cp.io.programme_hash(made.replace(origin=None))
    bare = {"name": "x", "estates": [{"id": "e", "households": 9, "floor_area": 9.0}]}
    digest = cp.io.programme_hash(cp.programme_from_dict(bare))
    assert digest == "621776c782ecd3e08d428a0193cd7effe0dee508f5d4856b40007f2bd3f13b56"  # before it
