"""A list compared with its own totals, merged cells and repeated names."""

from __future__ import annotations

import pytest
from refusals import coded

from commpartner.lists.columns import chosen_columns
from commpartner.lists.layout import Table, find_table
from commpartner.lists.reading import Reading, read_rows
from commpartner.lists.sheets import Area, Cell, Sheet
from commpartner.lists.sums import check_shared, check_sums, name_doubts

HEAD: list[Cell] = ["小区名称", "户数", "建筑面积（万㎡）"]


def read(rows: list[list[Cell]], *merged: Area) -> tuple[Table, Reading]:
    table = find_table(Sheet("", [HEAD, *rows], merged))
    assert table is not None
    return table, read_rows(table, chosen_columns(table, {})[0])


ROWS: list[list[Cell]] = [["甲里", 100, 0.7], ["乙里", 50, 0.35]]


@pytest.mark.parametrize(
    ("more", "doubts"),
    [
        ([["合计", 150, 1.05]], []),
        ([["合计", "150户", "10500㎡"]], []),
        ([["合计", None, "—"]], []),
        ([["合计", 151, 1.05]], ["list_other_total B4 151 150"]),
        ([["合计", 150, 1.051]], []),
        ([["合计", 150, 1.5]], ["list_other_total C4 1.5 1.05"]),
        ([["小计", 150, 1.05], ["丙里", 30, 0.2], ["小计", 30, 0.2], ["合计", 180, 1.25]], []),
        (
            [["小计", 150, 1.05], ["丙里", 30, 0.2], ["小计", 31, 0.2]],
            ["list_other_total B6 31 30"],
        ),
    ],
)
def test_totals(more: list[list[Cell]], doubts: list[str]) -> None:
    assert [coded(doubt) for doubt in check_sums(*read([*ROWS, *more]))] == doubts


@pytest.mark.parametrize(
    ("area", "refused"),
    [
        (Area(1, 1, 2, 1), [("households", 1), ("households", 2)]),
        (Area(1, 0, 2, 0), [("name", 1), ("name", 2)]),
        (Area(1, 2, 2, 2), [("floor_area", 1), ("floor_area", 2)]),
        (Area(1, 1, 1, 2), []),
    ],
)
def test_merged_amounts_are_refused(area: Area, refused: list[tuple[str, int]]) -> None:
    table, reading = read(ROWS, area)
    before = len(reading.faults)
    check_shared(table, reading)
    assert [(fault.field, fault.row) for fault in reading.faults[before:]] == refused
    for name, row in refused:
        assert name not in reading.values[row]


def test_one_estate_twice_is_a_doubt() -> None:
    row = {"name": "甲里", "households": 100, "community": "c"}
    rows = {("a", 1): row, ("a", 2): row | {"households": 99}, ("b", 7): dict(row), ("b", 8): {}}
    assert [coded(doubt) for doubt in name_doubts(rows)] == ["list_twice 甲里 a 2, b 8"]
