"""A value or a mistake for each cell of a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import messy
import pytest
from refusals import coded

from commpartner.lists.columns import chosen_columns
from commpartner.lists.layout import find_table
from commpartner.lists.reading import Reading, read_rows
from commpartner.lists.sheets import Cell, Sheet, read_book


def read(rows: list[list[Cell]]) -> Reading:
    table = find_table(Sheet("", rows))
    assert table is not None
    chosen, faults = chosen_columns(table, {})
    assert not faults
    return read_rows(table, chosen)


def read_file(path: Path) -> Reading:
    table = find_table(read_book(path).sheets[0])
    assert table is not None
    return read_rows(table, chosen_columns(table, {})[0])


def codes(reading: Reading) -> list[tuple[int, int | None, str]]:
    return [(each.row + 1, each.column, coded(each.allowed).split()[0]) for each in reading.faults]


def one(heading: str, cell: Cell) -> tuple[dict[str, Any], list[str]]:
    """Read one cell below a heading: its values, and the codes of what was refused."""
    reading = read([["小区名称", "户数", heading], ["海港新村", 100, cell]])
    values = {key: value for key, value in reading.values[1].items() if key not in ("name",)}
    del values["households"]
    return values, [code for _, _, code in codes(reading)]


@pytest.mark.parametrize(
    ("heading", "cell", "values"),
    [
        ("建筑面积", "0.7万㎡", {"floor_area": 7000.0}),
        ("建筑面积（万㎡）", "7000㎡", {"floor_area": 7000.0}),
        ("建筑面积（万㎡）", 0.7, {"floor_area": 7000.0}),
        ("绿化面积（亩）", "３亩", {"green_area": 2000.0}),
        ("维修资金余额(万元)", 1.2345678, {"maintenance_fund": 12345.678}),
        ("维修资金余额", "1,200元", {"maintenance_fund": 1200.0}),
        ("维修资金余额（美元）", "1,200元", {"maintenance_fund": 1200.0}),
        ("物业费", "0.5元/㎡·月", {"fee": 0.5, "fee_basis": "floor_area"}),
        ("物业费(元/㎡·年)", 6, {"fee": 0.5, "fee_basis": "floor_area"}),
        ("物业费(元/㎡·月)", "25元/户", {"fee": 25.0, "fee_basis": "household"}),
        ("收缴率", "62.5％", {"collection_rate": 0.625}),
        ("收缴率（元）", 0.625, {"collection_rate": 0.625}),
        ("入住率(%)", 85, {"vacancy": 0.15}),
        ("空置率", 0.1, {"vacancy": 0.1}),
        ("电梯", "无", {"lifts": 0}),
        ("电梯", "２部", {"lifts": 2}),
        ("二次供水泵房", "无", {"pump_rooms": 0}),
        ("门岗", "否", {"gates": 0}),
        ("楼栋数", "8栋", {"buildings": 8}),
        ("物业公司", "无", {"managed": False}),
        ("物业公司", " 海港物业 ", {"managed": True, "manager": "海港物业"}),
        ("有无物业", "海港物业公司", {"managed": True, "manager": "海港物业公司"}),
        ("有无物业", "失管", {"managed": False}),
        ("坐标", "21.2，110.4", {"longitude": 110.4, "latitude": 21.2}),
        ("坐标", "110°24′/21°12′", {"longitude": 110.4, "latitude": 21.2}),
        ("建成年代", "不详", {}),
        ("物业公司", "—", {}),
        ("社区", 12.0, {"community": "12"}),
        ("楼栋数", "0.012万", {"buildings": 120}),
    ],
)
def test_cells(heading: str, cell: Cell, values: dict[str, Any]) -> None:
    assert one(heading, cell) == (values, [])


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("建筑面积", "七千", "list_area"),
        ("建筑面积", "7000元", "list_area"),
        ("维修资金余额", "12万㎡", "list_money"),
        ("物业费", "0.5元", "list_fee"),
        ("物业费(元/㎡·月)", -1, "list_fee"),
        ("物业费", 25, "list_fee_unit"),
        ("维修资金余额", 12, "list_unit_of_two"),
        ("维修资金余额（美元）", 120000, "list_unit_of_two"),
        ("物业费（元/㎡·季）", 0.5, "list_fee_unit"),
        ("物业费（元/月）", 0.5, "list_fee_unit"),
        ("收缴率(比例)", 62, "list_share"),
        ("收缴率", "105%", "list_share"),
        ("收缴率", -0.1, "list_share"),
        ("电梯", 1.5, "list_count"),
        ("电梯", "-1", "list_count"),
        ("电梯", "两部", "list_count"),
        ("建成年代", "八十年代", "list_year"),
        ("有无物业", "待明确", "list_truth"),
        ("经纬度", "110.4", "list_pair"),
        ("经纬度", "10.4,21.2", "list_pair"),
        ("建筑面积", "#DIV/0!", "list_no_error_value"),
        ("物业公司", " #n/a ", "list_no_error_value"),
        ("建筑面积", True, "list_area"),
    ],
)
def test_cells_that_are_refused(heading: str, cell: Cell, code: str) -> None:
    assert one(heading, cell) == ({}, [code])


def test_shares_below_one_among_per_cent_are_refused() -> None:
    rows: list[list[Cell]] = [["小区名称", "户数", "收缴率(%)"]]
    rows += [["a", 9, 62], ["b", 9, 0.5], ["c", 9, "0.5%"], ["d", 9, 0], ["e", 9, 1]]
    reading = read(rows)
    assert codes(reading) == [(3, 2, "list_share_or_per_cent")]
    shares = [values.get("collection_rate") for values in reading.values.values()]
    assert shares == [0.62, None, 0.005, 0.0, 0.01]


def test_formulas_without_value_are_refused_by_cell(tmp_path: Path) -> None:
    reading = read_file(messy.formulas(tmp_path))
    assert codes(reading) == [(2, 1, "list_computed"), (3, 2, "list_computed")]
    assert [coded(fault.found) for fault in reading.faults] == ["formula_without_value"] * 2


def test_two_columns_about_managers_may_differ() -> None:
    head: list[Cell] = ["小区名称", "户数", "有无物业", "物业公司"]
    reading = read(
        [head, ["a", 9, "无", "海港物业"], ["b", 9, "有", "海港物业"], ["c", 9, "有", None]]
    )
    assert not reading.faults
    assert [doubt.code for doubt in reading.doubts] == ["list_managed_twice"]
    assert [values["managed"] for values in reading.values.values()] == [False, True, True]


def test_a_basis_of_its_own_gives_fees_their_unit() -> None:
    head: list[Cell] = ["小区名称", "户数", "物业费", "计费方式"]
    reading = read([head, ["a", 9, 0.5, "按面积"], ["b", 9, 25, "按户"], ["c", 9, 25, "按栋"]])
    assert codes(reading) == [(4, 3, "list_basis")]
    assert reading.values[2]["fee_basis"] == "household"
    reading = read([head, ["a", 9, "0.5元/㎡·月", "按户"]])
    assert codes(reading) == [(2, 3, "list_contradicts")]


def test_units_in_every_cell_need_no_judging(tmp_path: Path) -> None:
    taken = read_file(messy.wide_digits(tmp_path)).taken
    how = {name: coded(taken[name].decision.how) for name in ("floor_area", "fee")}
    assert how == dict.fromkeys(how, "by_units_of_cells")
    assert coded(taken["collection_rate"].decision.how) == "by_shares_under_1"
    assert {name: (each.filled, each.refused) for name, each in taken.items()} == {
        "name": (4, 0),
        "households": (2, 2),
        "floor_area": (3, 1),
        "maintenance_fund": (3, 0),
        "collection_rate": (3, 1),
        "fee": (3, 1),
        "built_year": (3, 1),
        "lifts": (4, 0),
    }
