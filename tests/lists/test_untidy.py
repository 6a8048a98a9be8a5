"""More untidy lists: units in a line, hidden rows, other scripts, tables turned or side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import messy
import openpyxl
import pytest
from messy import Row
from refusals import coded, raises_problem

from commpartner.lists import EstateList, read_estate_list

NAMES = ("海港新村", "红旗里", "东风巷", "西山院", "南桥里", "北门坊")
HOMES = (320, 180, 96, 88, 77, 66)


def read(folder: Path, rows: list[Row], **more: object) -> EstateList:
    return read_estate_list(messy.workbook(folder / "list.xlsx", rows, **more))  # type: ignore[arg-type]


def doubts(listed: EstateList) -> list[str]:
    return [coded(doubt) for doubt in listed.doubts]


LONG = "说明：一、本表面积单位为万平方米，资金单位为万元，物业费单位为元/平方米·月，截至6月底。"


@pytest.mark.parametrize(
    ("line", "funds"),
    [
        (LONG, "10,000 yuan"),
        ("单位：户、万㎡、万元", "10,000 yuan"),
        ("单位：元、万元", "yuan"),  # two of money tell nothing
        ("金额：万元", "yuan"),  # no word that it is about units
    ],
)
def test_a_line_above_names_the_units(tmp_path: Path, line: str, funds: str) -> None:
    head = ["小区名称", "户数", "建筑面积", "维修资金余额", "物业费"]
    pairs = zip(NAMES, HOMES, strict=True)
    body: list[Row] = [[name, n, n * 0.007, n * 2.5, 0.5] for name, n in pairs]
    listed = read(tmp_path, [["附件2"], [line], [], head, *body])
    taken = {each.field: each for each in listed.understood()}
    assert not listed.problems
    unit = taken["maintenance_fund"].unit
    assert unit is not None and unit.name == funds
    told = [coded(note) for note in taken["maintenance_fund"].notes]
    assert told == ["by_line_of_units" if funds == "10,000 yuan" else "by_usual_unit"]


def test_a_heading_stands_before_a_line_of_units(tmp_path: Path) -> None:
    head = ["小区名称", "户数", "维修资金余额（元）"]
    listed = read(tmp_path, [["单位：万元"], head, ["海港新村", 320, 9e4]])
    assert listed.estates[0].maintenance_fund == 9e4


def test_a_line_of_units_that_cannot_be_is_refused(tmp_path: Path) -> None:
    pairs = zip(NAMES, HOMES, strict=True)
    body: list[Row] = [[name, n, n * 70] for name, n in pairs]
    listed = read(tmp_path, [["单位：万㎡"], ["小区名称", "户数", "建筑面积"], *body])
    assert [coded(each.allowed) for each in listed.problems] == ["list_unit_fits ㎡"]


def test_hidden_rows_and_columns_are_told(tmp_path: Path) -> None:
    rows: list[Row] = [["小区名称", "户数", "街道"], *([name, 9, "新华"] for name in NAMES)]
    path = messy.workbook(tmp_path / "list.xlsx", rows)
    book = openpyxl.load_workbook(path)
    for row in (3, 4):
        book.active.row_dimensions[row].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.save(path)
    listed = read_estate_list(path)
    assert len(listed.estates) == len(NAMES)
    assert doubts(listed) == ["list_hidden_rows 2 3, 4", "list_hidden_columns B"]


def test_neighbourhoods_of_the_first_rows_alone_are_told(tmp_path: Path) -> None:
    places = ["新华街道", None, None, "东风街道", None, None]
    body: list[Row] = [[*each] for each in zip(places, NAMES, HOMES, strict=True)]
    rows: list[Row] = [["街道", "小区名称", "户数"], *body]
    assert doubts(read(tmp_path, rows)) == ["list_sparse A 街道 2 6"]
    assert not doubts(read(tmp_path, rows, merged=["A2:A4", "A5:A7"]))


def test_headings_in_traditional_characters_are_read(tmp_path: Path) -> None:
    head = ["社區", "小區名稱", "總戶數", "建築面積（萬㎡）", "有無物業", "收繳率", "經度", "緯度"]
    body = ["一社區", "海港新村", "320戶", 2.24, "無", "62%", 110.4, 21.2]
    listed = read(tmp_path, [head, body, ["總計", None, 320]])
    (estate,) = listed.estates
    assert (estate.community, estate.households, estate.floor_area) == ("一社區", 320, 22400.0)
    assert (estate.managed, estate.collection_rate, estate.x_km) == (False, 0.62, 0.0)


def test_regular_tabs_stand_before_many_commas(tmp_path: Path) -> None:
    lines = "小区名称\t户数\t备注\r\n" + "海港新村\t320\t甲，乙,丙；丁,戊,己\r\n" * 3
    listed = read_estate_list(messy.text(tmp_path / "list.txt", lines, "gb18030"))
    assert [estate.households for estate in listed.estates] == [320] * 3


def turned(folder: Path) -> Path:
    rows: list[Row] = [["小区名称", *NAMES], ["户数", *HOMES], ["建成年代", *range(1990, 1996)]]
    return messy.workbook(folder / "list.xlsx", rows)


def without_headings(folder: Path) -> Path:
    return messy.workbook(folder / "list.xlsx", [["名", "数"], *zip(NAMES, HOMES, strict=True)])


@pytest.mark.parametrize(
    ("write", "code"), [(turned, "list_upright"), (without_headings, "list_has")]
)
def test_a_list_on_its_side_is_told(
    write: Callable[[Path], Path], code: str, tmp_path: Path
) -> None:
    with raises_problem(code):
        read_estate_list(write(tmp_path))


def test_tables_side_by_side_are_one_error(tmp_path: Path) -> None:
    head = ["序号", "小区名称", "户数"] * 2
    listed = read(tmp_path, [head, [1, "海港新村", 320, 2, "红旗里", 180]])
    assert [coded(each.allowed) for each in listed.problems] == ["list_side_by_side"]
    chosen = read_estate_list(tmp_path / "list.xlsx", columns={"name": "E", "households": "F"})
    assert [estate.name for estate in chosen.estates] == ["红旗里"]
