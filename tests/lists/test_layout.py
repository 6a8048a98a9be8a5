"""Where the table of a sheet stands, and which of its rows are estates."""

from __future__ import annotations

from pathlib import Path

import messy
import pytest

from commpartner.lists.layout import Table, find_table
from commpartner.lists.sheets import Area, Cell, Sheet, read_book


def table_of(path: Path, number: int = 0) -> Table:
    found = find_table(read_book(path).sheets[number])
    assert found is not None
    return found


def left_out(table: Table) -> list[tuple[int, str]]:
    return [(each.row + 1, each.reason.code) for each in table.left_out]


def rows_of(table: Table) -> list[int]:
    return [row + 1 for row in table.rows]


def test_titles_sums_and_notes_are_left_out(tmp_path: Path) -> None:
    table = table_of(messy.titled(tmp_path))
    assert rows_of(table) == [5, 6, 9, 10]
    assert left_out(table) == [
        *((1, "left_title"), (2, "left_title"), (3, "left_title")),
        *((7, "left_total"), (11, "left_total"), (12, "left_total")),
        *((13, "left_note"), (14, "left_note")),
    ]
    assert table.left_out[3].text == "小计 500 3.41"
    assert [each.heading.text for each in table.columns][:4] == [
        *("序号", "小区名称", "户数", "建筑面积（万㎡）")
    ]


def test_numbering_and_repeated_headings(tmp_path: Path) -> None:
    table = table_of(messy.noted(tmp_path))
    assert rows_of(table) == [3, 6, 7]
    assert left_out(table) == [
        *((2, "left_numbering"), (5, "left_headings"), (8, "left_note"), (9, "left_note"))
    ]


def test_streets_merged_across_are_no_estates(tmp_path: Path) -> None:
    table = table_of(messy.sections(tmp_path))
    assert rows_of(table) == [3, 4, 6, 7, 8, 9]
    assert left_out(table) == [(2, "left_note"), (5, "left_note")]
    streets = [table.rows[row][0] for row in table.rows]
    assert streets == ["海滨", "海滨", "解放", "解放", "解放", "解放"]
    assert Area(5, 1, 6, 1) in table.shared


HEAD: list[Cell] = ["小区名称", "户数"]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["合 计", 500], "left_total"),
        (["总计（42个小区）", 500], "left_total"),
        (["全区合计", 500], "left_total"),
        (["Grand total", 500], "left_total"),
        (["填表人：张三", None], "left_note"),
        (["注1：数据来自街道", None], "left_note"),
        (["（一）海滨街道", None], None),
        (["总数小区", 500], None),
        (["Summerfield", 500], None),
        (["Notebook Court", None], None),
        (["合计小区", 500], None),
        (["日期花园", 500], None),
        (["说明里", 500], None),
    ],
)
def test_words_of_sums_and_notes(cells: list[Cell], reason: str | None) -> None:
    table = find_table(Sheet("", [HEAD, ["海港新村", 320], cells]))
    assert table is not None
    assert [code for _, code in left_out(table)] == ([reason] if reason else [])


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[]],
        [[None, None]],
        [["姓名", "电话"], ["张三", 123]],
        [["户数", 320]],
        [["小区名称"], ["海港新村"]],
        [[1, 2], [3, 4]],
    ],
)
def test_sheets_without_estates_have_no_table(rows: list[list[Cell]]) -> None:
    assert find_table(Sheet("", rows)) is None


def test_rows_before_the_headings_may_be_many() -> None:
    title: list[Cell] = ["统计表", None]
    rows: list[list[Cell]] = [*[title] * 39, HEAD, ["海港新村", 320]]
    found = find_table(Sheet("", rows))
    assert found is not None
    assert rows_of(found) == [41]
    assert find_table(Sheet("", [*[title] * 3, *rows])) is None


def test_words_of_headings_stand_below_each_other() -> None:
    rows: list[list[Cell]] = [
        ["小区", "建筑面积", "物业费", "规模"],
        [None, "万㎡", "（元/㎡·月）", "户数"],
        ["海港新村", 2.24, 0.6, 320],
    ]
    table = find_table(Sheet("", rows))
    assert table is not None
    units = [each.heading.unit.name if each.heading.unit else None for each in table.columns]
    assert units == [None, "10,000 m2", "yuan/m2/month", None]
    assert [each.heading.field.name for each in table.columns if each.heading.field] == [
        *("name", "floor_area", "fee", "households")
    ]
    assert rows_of(table) == [3]
