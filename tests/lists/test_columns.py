"""Which column holds which field, and what is said if that is not clear."""

from __future__ import annotations

import pytest
from refusals import coded

from commpartner.lists.columns import chosen_columns, lacking_columns
from commpartner.lists.layout import Table, find_table
from commpartner.lists.sheets import Cell, Sheet


def table(*heads: str) -> Table:
    row: list[Cell] = [9 for _ in heads]
    found = find_table(Sheet("", [list(heads), row]))
    assert found is not None
    return found


def chosen(*heads: str, **asked: str) -> tuple[dict[str, int], list[str]]:
    columns, faults = chosen_columns(table(*heads), asked)
    told = [f"{fault.field}: {fault.found}; {coded(fault.allowed)}" for fault in faults]
    return {name: column.number for name, column in columns.items()}, told


def test_columns_stand_in_the_order_of_the_table() -> None:
    found, faults = chosen("序号", "户数", "小区名称", "联系人", "建成年代")
    assert list(found.items()) == [("households", 1), ("name", 2), ("built_year", 4)]
    assert not faults


def test_two_columns_of_households_must_be_chosen() -> None:
    heads = ("小区名称", "户数", "总户数")
    found, faults = chosen(*heads)
    assert found == {"name": 0}
    assert faults == ["households: B 户数, C 总户数; list_one_column households"]
    assert chosen(*heads, households="总户数") == ({"name": 0, "households": 2}, [])
    assert chosen(*heads, households="b") == ({"name": 0, "households": 1}, [])


def test_an_exact_heading_stands_before_others() -> None:
    assert chosen("小区名称", "改造户数", "户数") == ({"name": 0, "households": 2}, [])


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"homes": "户数"}, "homes: '户数'; "),
        ({"households": "户"}, "households: '户'; "),
        ({"households": "Z"}, "households: 'Z'; "),
    ],
)
def test_unknown_choices_are_refused(asked: dict[str, str], fault: str) -> None:
    _, faults = chosen("小区名称", "户数", **asked)
    assert len(faults) == 1
    assert faults[0].startswith(fault)


def test_a_chosen_column_is_taken_from_its_heading() -> None:
    found, faults = chosen("小区名称", "户数", "面积", fee="C")
    assert found == {"name": 0, "households": 1, "fee": 2}
    assert not faults


def test_missing_columns_name_the_headings_found() -> None:
    found, faults = chosen("小区名称", "地址", "建成年代")
    assert found == {"name": 0, "built_year": 2}
    assert faults == ["households: '小区名称, 地址, 建成年代'; list_needs_households"]
    assert lacking_columns(table("小区名称", "地址", "建成年代"), {}) == ["households"]
    assert lacking_columns(table("小区名称", "地址", "建成年代"), {"households": "地址"}) == []


def test_coordinates_come_in_pairs() -> None:
    found, faults = chosen("小区名称", "户数", "经度")
    assert found == {"name": 0, "households": 1}
    assert faults == ["longitude: '经度'; list_both_axes"]
    found, faults = chosen("小区名称", "户数", "经度", "纬度", "坐标")
    assert list(found) == ["name", "households", "longitude", "latitude"]
    found, faults = chosen("小区名称", "户数", "经度", "纬度", "x_km", "y_km")
    assert list(found) == ["name", "households", "x_km", "y_km"]
    assert not faults
