"""Compute how wide columns are and how high rows, where a Chinese character takes two places."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable

from commpartner.report.workbook.layout import Column, Content, Form, Formula, Link, Number, Table

LEAST = 9.0  # places of a column
MARGIN = 2.0  # places beside the longest text, for the button of the filter
LINE = 16.0  # height of a line [point]
LINES_OF_HEAD = 2
_WORD = re.compile(r"[!-~]+")  # does not break
_DIGITS: dict[Form, int] = {
    "money": 0,
    "count": 0,
    "cents": 2,
    "scaled": 2,
    "check": 2,
    "number": 1,
    "fine": 4,
}


def places(text: str) -> int:
    """Count the places of a text: two for each wide character.

    Examples
    --------
    >>> places("ab"), places("小区"), places("90 元")
    (2, 4, 5)
    """
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def lines(text: str, width: float) -> int:
    """Count the lines of a text that wraps.

    Examples
    --------
    >>> lines("小区" * 10, 20), lines("short", 20)
    (2, 1)
    """
    return max(math.ceil(places(text) / width), 1)


def widths(tables: Iterable[Table]) -> list[float]:
    """Compute the widths of a sheet's columns from all of its tables."""
    found: dict[int, float] = {}
    for table in tables:
        for number, column in enumerate(table.columns):
            width = _width(column, (row[number] for row in table.rows))
            found[number] = max(found.get(number, LEAST), width)
    return [found[number] for number in sorted(found)]


def _width(column: Column, cells: Iterable[Content]) -> float:
    longest = max((_length(cell, column.form) for cell in cells), default=0)
    head = math.ceil(places(column.heading) / LINES_OF_HEAD) + 3
    words = max(map(len, _WORD.findall(column.heading)), default=0)  # of Latin letters
    return min(max(longest, head, words), column.wide) + MARGIN


def _length(cell: Content, form: Form) -> int:
    if cell is None:
        return 0
    if isinstance(cell, str):
        return places(cell)
    if isinstance(cell, Link):
        return places(cell.sheet)
    if isinstance(cell, Formula):
        return _length_of_number(cell.value, cell.form or form)
    if isinstance(cell, Number):
        return _length_of_number(cell.value, cell.form)
    return _length_of_number(float(cell), form)


def _length_of_number(value: float, form: Form) -> int:
    if math.isnan(value):
        return 0
    if form in _DIGITS:
        return len(f"{value:,.{_DIGITS[form]}f}")
    return 8
