"""Read numbers, units, years and words of yes and no as people write them in a list."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from commpartner.facts.rows import listed, rows
from commpartner.lists.sheets import Cell
from commpartner.lists.words import plain, words
from commpartner.texts import Language

_NUMBER = re.compile(r"([^\d.+-]*?)\s*([+-]?(?:\d[\d,' ]*(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*(.*)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,' ]\d{3})+(?:\.\d*)?")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?")
_MONTH, _DAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = re.compile(
    rf"(\d{{4}})\s*(?:年|(?:年|[-./])\s*{_MONTH}\s*(?:月|(?:月|[-./])\s*{_DAY}\s*日?)?)?"
    r"\s*(?:建成|竣工|交付|建)?"
)
_DATE = re.compile(r"(\d{4})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?")
_DEGREES = re.compile(
    r"([nsew东西北南])?[经纬]?\s*(\d{1,3})\s*[°度]\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′分]\s*)?"
    r"(?:(\d{1,2}(?:\.\d+)?)\s*(?:\"|″|''|秒)\s*)?([nsew])?"
)


@dataclass(frozen=True)
class Unit:
    """Describe a unit of a list: what it measures and the factor to the unit of the model."""

    name: str
    zh: str
    measure: str
    factor: float
    basis: str = ""

    def label(self, language: Language) -> str:
        """Return the name of the unit in a language."""
        return self.zh if language == "zh" else self.name


class Number(NamedTuple):
    """Hold a number of a cell and the unit that stands behind it, if one does."""

    value: float
    unit: Unit | None = None


def is_blank(cell: Cell) -> bool:
    """Return whether a cell says nothing: empty, a dash, or a word for unknown.

    Examples
    --------
    >>> is_blank(" — "), is_blank("不详"), is_blank("0"), is_blank(0)
    (True, True, False, False)
    """
    if not isinstance(cell, str):
        return cell is None
    text = plain(cell)
    return not text or text in words("blank")


def unit_of(text: str) -> Unit | None:
    """Find the unit that a text is; None if it is no unit that is known.

    Examples
    --------
    >>> unit_of("万㎡").factor, unit_of("元/平方米·月").measure, unit_of("颗") is None
    (10000.0, 'fee', True)
    """
    return _units().get(_unit_key(text))


def _unit_key(text: str) -> str:
    key = re.sub(r"[\s()\[\]【】:：]", "", plain(text))
    key = key.replace("平方公里", "km2").replace("平方米", "m2").replace("平米", "m2")
    key = key.replace("平方", "m2").replace("每", "/").replace("rmb", "元").replace("yuan", "元")
    key = key.replace("cny", "元").replace("sqm", "m2").replace("sq.m", "m2").replace("month", "月")
    key = key.replace("households", "户").replace("household", "户").replace("year", "年")
    key = re.sub(r"[·・.*×]", "/", key.rstrip("."))
    return re.sub(r"/+", "/", key)


@cache
def _units() -> dict[str, Unit]:
    """Read the units of lists, each by all its spellings."""
    known: dict[str, Unit] = {}
    for row in rows("list_units"):
        unit = Unit(row["unit"], row["zh"], row["measure"], float(row["factor"]), row["basis"])
        for spelling in (row["unit"], row["zh"], *listed(row["spellings"])):
            known[_unit_key(spelling)] = unit
    return known


def read_number(cell: Cell) -> Number | None:
    """Read a number with or without unit; None if the cell holds none.

    Full-width digits, separators of thousands, and 万 or 亿 behind the digits are read. A text that
    says about how much (约120, 100多户) holds no number.

    Examples
    --------
    >>> read_number("１，２００户").value, read_number("0.74万㎡").unit.factor
    (1200.0, 10000.0)
    >>> read_number("约120") is None, read_number(True) is None
    (True, True)
    """
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return Number(float(cell)) if abs(cell) < 1e300 else None
    return _number_of_text(cell) if isinstance(cell, str) and len(cell) <= 60 else None


@lru_cache(maxsize=65_536)
def _number_of_text(cell: str) -> Number | None:
    if _PLAIN.fullmatch(cell):
        return _number(cell)
    text = plain(cell)
    found = _NUMBER.fullmatch(text)
    if not found or found[1] not in ("", "¥", "$", "€"):
        return None
    digits, behind = found[2].strip(), found[3].strip()
    if _GROUPED.fullmatch(digits):
        digits = re.sub(r"[,' ]", "", digits)
    if not _PLAIN.fullmatch(digits):
        return None
    number = _number(digits)
    if number is None or not behind:
        return number
    if behind in ("万", "亿"):
        return Number(number.value * (1e4 if behind == "万" else 1e8))
    unit = unit_of(behind)
    return Number(number.value, unit) if unit else None


def _number(digits: str) -> Number | None:
    value = float(digits)
    return Number(value) if abs(value) < 1e300 else None


def read_year(cell: Cell) -> int | None:
    """Read a year from a number, a date or a text such as 1998年 or 1998.5; None if it holds none.

    Examples
    --------
    >>> read_year("1998年6月"), read_year(1998.0), read_year("1998-06-01"), read_year("90年代")
    (1998, 1998, 1998, None)
    """
    if isinstance(cell, datetime.date):
        return cell.year
    if isinstance(cell, bool) or cell is None or isinstance(cell, datetime.time):
        return None
    if isinstance(cell, int | float):
        return int(cell) if 1000 <= cell < 10_000 and float(cell).is_integer() else None
    text = plain(cell).removesuffix(" 00:00:00")
    found = _YEAR.fullmatch(text) or _DATE.fullmatch(text)
    return int(found[1]) if found else None


def read_truth(cell: Cell) -> bool | None:
    """Read yes or no; None if the cell says neither.

    Examples
    --------
    >>> read_truth("有"), read_truth("×"), read_truth(1.0), read_truth("也许")
    (True, False, True, None)
    """
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float):
        return {0.0: False, 1.0: True}.get(float(cell))
    if not isinstance(cell, str):
        return None
    text = plain(cell)
    return True if text in words("yes") else False if text in words("no") else None


def read_degrees(cell: Cell) -> float | None:
    """Read degrees, decimal or with minutes and seconds; None if the cell holds none.

    Examples
    --------
    >>> read_degrees("110°24′36″"), read_degrees("E110.41°"), read_degrees(21.2)
    (110.41, 110.41, 21.2)
    """
    number = read_number(cell)
    if number and (number.unit is None or number.unit.measure == "degree"):
        return number.value
    if not isinstance(cell, str):
        return None
    text = plain(cell).replace("′", "'").replace("″", '"').replace("‴", '"')
    simple = re.fullmatch(r"[nsew东西北南]?[经纬]?\s*(\d{1,3}(?:\.\d+)?)\s*[°度]?\s*[nsew]?", text)
    if simple:
        return float(simple[1])
    found = _DEGREES.fullmatch(text)
    if not found:
        return None
    minutes, seconds = float(found[3] or 0), float(found[4] or 0)
    if minutes >= 60 or seconds >= 60:
        return None
    return round(float(found[2]) + minutes / 60 + seconds / 3600, 9)
