"""Headings in both languages with their common variants, units and datums."""

from __future__ import annotations

import pytest

from commpartner.facts.rows import listed, rows
from commpartner.lists.headings import fields, read_heading
from commpartner.lists.workbook import COLUMNS, heading


@pytest.mark.parametrize(
    ("text", "field", "unit", "datum"),
    [
        ("小区", "name", None, ""),
        ("项目名称", "name", None, ""),
        ("总户数（户）", "households", "household", ""),
        ("住户数", "households", None, ""),
        ("现有居民户数", "households", None, ""),
        ("总建筑面积(万㎡)", "floor_area", "10,000 m2", ""),
        ("建筑面积\n（平方米）", "floor_area", "m2", ""),
        ("建筑面积/㎡", "floor_area", "m2", ""),
        ("竣工年份", "built_year", None, ""),
        ("*建成年代（必填）", "built_year", None, ""),
        ("所属街道", "subdistrict", None, ""),
        ("社区", "community", None, ""),
        ("2023年物业费收缴率（%）", "collection_rate", "%", ""),
        ("收缴率％", "collection_rate", "%", ""),
        ("物业费（元/㎡·月）", "fee", "yuan/m2/month", ""),
        ("物业费(元/户/年)", "fee", "yuan/household/year", ""),
        ("维修资金余额（万元）", "maintenance_fund", "10,000 yuan", ""),
        ("高德经度", "longitude", None, "gcj02"),
        ("纬度(BD-09)", "latitude", None, "bd09"),
        ("百度坐标（经度,纬度）", "coordinates", None, "bd09"),
        ("经纬度（GPS）", "coordinates", None, "wgs84"),
        ("有无物业", "managed", None, ""),
        ("物业公司名称", "manager", None, ""),
        ("电梯（部）", "lifts", "lift", ""),
        ("门岗数量", "gates", None, ""),
        ("ESTATE NAME", "name", None, ""),
        ("Number of Households", "households", None, ""),
        ("Gross Floor Area (sqm)", "floor_area", "m2", ""),
        ("Total floor area [10,000 m2]", "floor_area", "10,000 m2", ""),
    ],
)
def test_headings(text: str, field: str, unit: str | None, datum: str) -> None:
    found = read_heading(text)
    assert found.field is not None
    assert found.field.name == field
    assert (found.unit.name if found.unit else None) == unit
    assert found.datum == datum


@pytest.mark.parametrize(
    "text",
    ["联系电话", "备注", "户主姓名", "改造面积占比", "车位数", "物业用房面积", "remarks", "", "1"],
)
def test_other_columns_are_no_field(text: str) -> None:
    assert read_heading(text).field is None


def test_every_spelling_of_the_table_is_recognised() -> None:
    for row in rows("headings"):
        for spelling in (row["en"], row["zh"], *listed(row["spellings"])):
            found = read_heading(spelling.upper())
            assert found.field == fields()[row["field"]], spelling
            assert found.exact


def test_words_left_out_make_a_heading_inexact() -> None:
    assert not read_heading("小区现有户数").exact
    assert read_heading("户数").exact


@pytest.mark.parametrize("language", ["zh", "en"])
def test_headings_that_are_written_are_read(language: str) -> None:
    for name in COLUMNS:
        found = read_heading(heading(name, "zh" if language == "zh" else "en"))
        assert found.field is not None
        assert found.field.name == name


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Year completed", "built_year"),
        ("Managed?", "managed"),
        ("房屋总数", "households"),
        ("楼栋总数", "buildings"),
        ("物业费用", "fee"),
        ("建筑年代", "built_year"),
    ],
)
def test_headings_of_property_listings_are_read(heading: str, field: str) -> None:
    found = read_heading(heading).field
    assert found is not None
    assert found.name == field
