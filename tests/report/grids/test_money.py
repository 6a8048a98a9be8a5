"""Sums of money have one unit a table, and none too small to show is written as 0."""

from __future__ import annotations

import pytest

from commpartner.report.grids.money import Money


@pytest.mark.parametrize(
    ("money", "value", "text"),
    [
        (Money(1e4, "万元", 0, 100.0), 12_345_678.0, "1,235"),
        (Money(1e4, "万元", 0, 100.0), 345_678.0, "34.6"),
        (Money(1e4, "万元", 0, 100.0), 1.0, "~0"),
        (Money(1e6, "million yuan", 2, 1.0), -345_678.0, "-0.346"),
        (Money(1.0, "yuan", 0), 0.004, "0"),
    ],
)
def test_sums_are_written_in_three_figures(money: Money, value: float, text: str) -> None:
    assert money.written(value) == text
