"""Numbers, units, years, yes and no, and degrees as people write them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commpartner.lists.quantities import (
    is_blank,
    read_degrees,
    read_number,
    read_truth,
    read_year,
    unit_of,
)
from commpartner.lists.sheets import Cell


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("１，２００户", 1200.0, "household"),
        ("1,234,567.5", 1234567.5, None),
        ("1 200", 1200.0, None),
        ("0.74万㎡", 0.74, "10,000 m2"),
        ("２．１万平方米", 2.1, "10,000 m2"),
        ("￥１２万元", 12.0, "10,000 yuan"),
        ("1.2万", 12000.0, None),
        ("0.5元/(㎡·月)", 0.5, "yuan/m2/month"),
        ("30元/户.月", 30.0, "yuan/household/month"),
        ("6元/㎡·年", 6.0, "yuan/m2/year"),
        ("62.5％", 62.5, "%"),
        ("－3", -3.0, None),
        ("1e3", 1000.0, None),
        (12.0, 12.0, None),
        (7, 7.0, None),
    ],
)
def test_numbers_are_read_with_their_units(cell: Cell, value: float, unit: str | None) -> None:
    found = read_number(cell)
    assert found is not None
    assert found.value == value
    assert (found.unit.name if found.unit else None) == unit


@pytest.mark.parametrize(
    "cell",
    [
        *("约120", "100多户", "120-130", "12,34", "1_000", "7,0000", "一百", "120棵", "1.2.3"),
        *("", "NaN", "inf", "1e400", "--5", "2+3", "0x10", "9" * 400),
        *(True, None, float("inf"), datetime.date(2020, 1, 1)),
    ],
)
def test_what_is_about_a_number_is_none(cell: Cell) -> None:
    assert read_number(cell) is None


@given(st.integers(-(10**12), 10**12), st.sampled_from(["", "户", "㎡", "元"]))
def test_numbers_survive_separators_and_width(number: int, unit: str) -> None:
    wide = f"{number:,}".translate(str.maketrans("0123456789,", "０１２３４５６７８９，"))
    found = read_number(f" {wide}{unit} ")
    assert found is not None
    assert found.value == number
    assert found.unit == (unit_of(unit) if unit else None)


@given(st.text(max_size=30))
def test_no_text_stops_the_readers(cell: str) -> None:
    found = read_number(cell)
    assert found is None or abs(found.value) < 1e301
    assert read_year(cell) is None or 0 <= read_year(cell) <= 9999  # type: ignore[operator]
    assert read_degrees(cell) is None or isinstance(read_degrees(cell), float)
    assert isinstance(is_blank(cell), bool)


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("1998年6月", 1998),
        ("１９９８", 1998),
        ("1998.06", 1998),
        ("1998-06-01 00:00:00", 1998),
        ("1998年建成", 1998),
        ("1998年12月31日", 1998),
        ("1998/6/1", 1998),
        ("19980601", 1998),
        ("1998-99", None),
        ("19985", None),
        (datetime.datetime(1998, 6, 1), 1998),
        (1998.0, 1998),
        (1998.5, None),
        ("90年代", None),
        ("1998-2001", None),
        (98, None),
        (True, None),
        ("一九九八", None),
    ],
)
def test_years(cell: Cell, year: int | None) -> None:
    assert read_year(cell) == year


@pytest.mark.parametrize(
    ("cell", "known"),
    [
        *(("有", True), ("√", True), ("Ｙ", True), (1.0, True), ("三无小区", False)),
        *(("×", False), (False, False), (2.0, None), ("也许", None), (None, None)),
    ],
)
def test_yes_and_no(cell: Cell, known: bool | None) -> None:
    assert read_truth(cell) is known


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("110°24′36″", 110.41),
        ("110°24.6′", 110.41),
        ("E110.41°", 110.41),
        ("东经110度24分36秒", 110.41),
        ("北纬21.2", 21.2),
        ("21.2N", 21.2),
        (21.2, 21.2),
        ("110°60′", None),
        ("110°24′60″", None),
        ("110.41,21.2", None),
        ("很远", None),
    ],
)
def test_degrees(cell: Cell, value: float | None) -> None:
    assert read_degrees(cell) == value


@pytest.mark.parametrize("cell", [None, "", "　", "—", "N/A", "不详", " 暂无 "])
def test_blank_cells_say_nothing(cell: Cell) -> None:
    assert is_blank(cell)
    assert not is_blank(0)
