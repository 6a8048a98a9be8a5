"""Messy lists of many styles: what is understood, refused and left out, and why."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import messy
import pytest
from refusals import coded, raises_problem

from commpartner.lists import EstateList, read_estate_list


def refused(listed: EstateList) -> list[tuple[int | None, str, str]]:
    """Row, field and code of each problem."""
    return [(each.row, each.column, coded(each.allowed)) for each in listed.problems]


def columns(listed: EstateList) -> list[tuple[str, str, str | None]]:
    """Letters, field and unit of each column that was understood."""
    return [
        (row.column, row.field, row.unit.name if row.unit else None)
        for row in listed.understood()
        if row.column
    ]


def values(listed: EstateList, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(getattr(estate, name) for name in names) for estate in listed.estates]


def doubts(listed: EstateList) -> list[str]:
    return [coded(doubt) for doubt in listed.doubts]


def test_titles_and_heads_in_two_rows(tmp_path: Path) -> None:
    listed = read_estate_list(messy.titled(tmp_path))
    assert columns(listed) == [
        ("B", "name", None),
        ("C", "households", None),
        ("D", "floor_area", "10,000 m2"),
        ("E", "managed", None),
        ("F", "fee", "yuan/m2/month"),
    ]
    assert values(listed, "name", "households", "floor_area", "managed", "fee") == [
        ("海港新村", 320, 22400.0, True, 0.6),
        ("红旗里", 180, 11700.0, False, None),
        ("解放路12号院", 96, 5800.0, False, None),
        ("总数小区", 150, 9600.0, True, 0.45),
    ]
    assert listed.rows == tuple(("小区表", row) for row in (5, 6, 9, 10))
    assert not listed.problems
    assert doubts(listed) == ["list_other_total C11 256 246"]
    assert listed.unused_columns == ("G 备注",)
    assert Counter(each.reason.code for _, each in listed.left_out) == {
        "left_title": 3,
        "left_total": 3,
        "left_note": 2,
    }


def test_full_width_digits_and_units_in_cells(tmp_path: Path) -> None:
    listed = read_estate_list(messy.wide_digits(tmp_path))
    assert values(listed, "households", "floor_area", "maintenance_fund", "fee", "lifts") == [
        (1200, 84000.0, 120000.0, 0.5, 0),
        (300, 21000.0, 120000.0, 30.0, 2),
    ]
    assert values(listed, "fee_basis", "collection_rate", "built_year") == [
        ("floor_area", 0.625, None),
        ("household", 0.5, 1998),
    ]
    assert refused(listed) == [
        (2, "built_year", "list_year"),
        (4, "households", "list_count"),
        (5, "households", "list_count"),
        (5, "floor_area", "list_area"),
        (5, "collection_rate", "list_share"),
        (5, "fee", "list_fee"),
    ]
    assert listed.refused_rows == 3


@pytest.mark.parametrize("write", [messy.gb18030, messy.utf16])
def test_texts_of_other_encodings_are_understood(write: Any, tmp_path: Path) -> None:
    listed = read_estate_list(write(tmp_path))
    assert values(listed, "name", "households", "built_year", "manager", "managed") == [
        ("海港新村", 320, 1996, "海港物业", True),
        ("红旗里", 180, 1988, "", False),
        ("东风巷", 96, 1979, "", False),
    ]
    marked = [estate.estimated for estate in listed.estates]
    assert ["managed" in names for names in marked] == [False, True, False]
    assert all("floor_area" in names for names in marked)
    assert not listed.problems


def test_large_list_with_errors_of_ten_kinds(tmp_path: Path) -> None:
    listed = read_estate_list(messy.large(tmp_path))
    errors = messy.large_errors()
    assert len(errors) == 36
    assert refused(listed) == [(row, field, code) for row, (field, _, code) in errors.items()]
    lost = sum(field in ("name", "households") for field, _, _ in errors.values())
    assert len(listed.estates) == messy.LARGE_ROWS - lost
    kept = dict(zip((row for _, row in listed.rows), listed.estates, strict=True))
    for row, (field, _, _) in errors.items():
        if row not in kept:
            continue
        if field in ("floor_area", "managed"):
            assert field in kept[row].estimated
        else:
            assert getattr(kept[row], field) is None
    counted = {row.field: (row.filled, row.refused) for row in listed.understood() if row.column}
    assert counted == {
        name: (messy.LARGE_ROWS - wrong, wrong)
        for name, wrong in Counter(field for field, _, _ in errors.values()).items()
    }


def test_degrees_with_minutes(tmp_path: Path) -> None:
    listed = read_estate_list(messy.degrees(tmp_path))
    assert refused(listed) == [
        (5, "longitude", "list_longitude"),
        (6, "latitude", "list_both_axes"),
        (7, "longitude", "list_longitude"),
    ]
    first, second, third = ((each.x_km, each.y_km) for each in listed.estates[:3])
    assert first[0] is not None
    assert second[0] is not None
    assert second == third  # 110°25.2′ is 110.42
    assert second[0] - first[0] == pytest.approx(2.076625, abs=2e-3)
    assert ["x_km" in each.estimated for each in listed.estates] == [False] * 3 + [True] * 3
    notes = [coded(note) for row in listed.understood() for note in row.notes]
    assert [note.split()[0] for note in notes] == ["datum_unknown"]


def test_one_column_of_places_names_its_datum(tmp_path: Path) -> None:
    listed = read_estate_list(messy.one_column_of_places(tmp_path))
    assert columns(listed)[-1] == ("C", "coordinates", None)
    assert refused(listed) == [(5, "coordinates", "list_pair")]
    notes = [coded(note) for row in listed.understood() for note in row.notes]
    assert notes == ["datum_named BD-09"]
    one, other = listed.estates[:2]
    assert one.x_km is not None
    assert other.x_km is not None
    assert other.x_km - one.x_km == pytest.approx(2.077, rel=0.02)


def test_two_sheets_must_be_chosen(tmp_path: Path) -> None:
    path = messy.two_sheets(tmp_path)
    with raises_problem("two.xlsx, list_sheet: 小区表, 二街道; list_one_sheet"):
        read_estate_list(path)
    one = read_estate_list(path, sheets=["小区表"])
    assert values(one, "name") == [("海港新村",), ("红旗里",)]
    assert one.ignored_sheets == ("二街道", "通讯录")
    assert one.book.hidden == ("旧",)
    both = read_estate_list(path, sheets=["小区表", "二街道"])
    assert values(both, "name", "floor_area")[2] == ("红旗里", 12600.0)
    assert both.rows[2] == ("二街道", 2)
    assert [(each.file, each.row) for each in both.problems] == [("two.xlsx[二街道]", 3)]
    assert doubts(both) == ["list_twice 红旗里 小区表 3, 二街道 2"]


def test_headings_in_english(tmp_path: Path) -> None:
    listed = read_estate_list(messy.english(tmp_path))
    names = ("name", "households", "floor_area", "built_year", "lifts", "subdistrict")
    assert values(listed, *names) == [
        ("Harbour New Village", 1320, 92400.0, 1996, 0, "Seaside"),
        ("Summerfield", 180, 12600.0, 1988, 2, "Seaside"),
        ("Totalview Court", 96, 6700.0, 1979, None, "Seaside"),
    ]
    assert values(listed, "manager", "managed", "fee", "collection_rate") == [
        ("Harbour Services", True, 0.6, 0.625),
        ("", False, None, None),
        ("", False, None, None),
    ]
    assert not listed.problems
    assert [(each.row, each.reason.code) for _, each in listed.left_out] == [(4, "left_total")]
    assert listed.unused_columns == ("K Remarks",)
    assert not listed.doubts


def test_cells_merged_over_estates(tmp_path: Path) -> None:
    listed = read_estate_list(messy.sections(tmp_path))
    assert values(listed, "name", "subdistrict") == [("海港新村", "海滨"), ("红旗里", "海滨")]
    assert refused(listed) == [
        (6, "name", "list_cell_each"),
        (7, "name", "list_cell_each"),
        (8, "households", "list_cell_each"),
        (9, "households", "list_cell_each"),
    ]
    assert coded(listed.problems[0].found) == "merged_rows 6 7"


def test_units_that_no_heading_names(tmp_path: Path) -> None:
    listed = read_estate_list(messy.without_units(tmp_path))
    assert columns(listed)[2:] == [
        ("C", "floor_area", "10,000 m2"),
        ("D", "collection_rate", "share"),
        ("E", "vacancy", "%"),
        ("F", "fee", None),
    ]
    assert values(listed, "floor_area", "collection_rate", "vacancy", "fee") == [
        (22400.0, 0.62, 0.12, None),
        (12600.0, 0.55, 0.085, None),
        (6700.0, 0.4, None, None),
    ]
    assert refused(listed) == [
        (1, "fee", "list_fee_unit"),
        (4, "vacancy", "list_share_or_per_cent"),
    ]


def test_notes_and_numbering(tmp_path: Path) -> None:
    listed = read_estate_list(messy.noted(tmp_path))
    assert values(listed, "name", "households", "buildings") == [
        ("海港新村", 320, 8),
        ("红旗里", 180, 5),
        ("备用小区", 60, 2),
    ]
    assert not listed.problems
    assert listed.left_out[0][1].text == "甲 1 2 3"


def test_formulas_that_were_not_computed(tmp_path: Path) -> None:
    listed = read_estate_list(messy.formulas(tmp_path))
    assert refused(listed) == [
        (2, "households", "list_computed"),
        (3, "floor_area", "list_computed"),
    ]
    assert listed.formulas == 0
    assert values(listed, "name") == [("红旗里",), ("东风巷",)]


@pytest.mark.parametrize("write", [messy.ods, messy.xls])
def test_older_kinds_are_understood(write: Any, tmp_path: Path) -> None:
    listed = read_estate_list(write(tmp_path))
    assert doubts(listed) == ["list_old_kind"]
    assert values(listed, "name", "households", "built_year") == [
        ("海港新村", 320, 1996),
        ("红旗里", 180, 1988),
    ]
    titles = ["left_title"] if write is messy.ods else []
    assert [each.reason.code for _, each in listed.left_out] == titles


def test_places_without_households_are_one_error(tmp_path: Path) -> None:
    listed = read_estate_list(messy.places_only(tmp_path))
    assert listed.estates == ()
    assert [(row.field, row.filled) for row in listed.understood()] == [
        ("name", 42),
        ("longitude", 42),
        ("latitude", 42),
    ]
    with raises_problem(
        r"row 1, list_column_households: '小区名称, 地址, 经度, 纬度'; list_needs_households"
    ):
        listed.check()
    assert len(listed.problems) == 1


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"sheets": ["三街道"]}, "list_sheet: '三街道'; "),
        ({"sheets": ["通讯录"]}, "list_headings: list_no_headings 通讯录"),
        ({"datum": "wgs85"}, "datum: 'wgs85'; "),
    ],
)
def test_unknown_choices(asked: dict[str, Any], says: str, tmp_path: Path) -> None:
    with raises_problem(says):
        read_estate_list(messy.two_sheets(tmp_path), **asked)


def test_lists_without_headings_are_refused(tmp_path: Path) -> None:
    path = messy.text(tmp_path / "notes.txt", "会议纪要\n今天讨论了小区改造\n")
    with raises_problem("notes.txt, list_headings: list_no_headings_here; list_has"):
        read_estate_list(path)


def test_ids_stand_once_and_are_kept(tmp_path: Path) -> None:
    lines = "编号,小区,户数\nA1,甲里,9\nA1,乙里,8\n,丙里,7\n"
    listed = read_estate_list(messy.text(tmp_path / "ids.csv", lines))
    assert refused(listed) == [(3, "id", "id_once_row 2")]
    assert values(listed, "id", "name") == [("A1", "甲里"), ("e0002", "丙里")]


def test_values_no_model_accepts_are_refused_by_cell(tmp_path: Path) -> None:
    lines = "小区,户数,建筑面积㎡,建成年份\n甲里,0,700,1996\n乙里,9,0,1996\n丙里,9,700,1850\n"
    listed = read_estate_list(messy.text(tmp_path / "range.csv", lines))
    assert [(row, field) for row, field, _ in refused(listed)] == [
        (2, "households"),
        (3, "floor_area"),
        (4, "built_year"),
    ]
    assert values(listed, "name", "built_year") == [("乙里", 1996), ("丙里", None)]
    assert "floor_area" in listed.estates[0].estimated
