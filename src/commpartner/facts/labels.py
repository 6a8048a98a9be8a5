"""Label figures and units in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from commpartner.errors import ArgumentError, Problem
from commpartner.facts.outcomes import SERIES
from commpartner.facts.rows import both, rows
from commpartner.texts import Language, Text

Labels = Mapping[Any, tuple[str, str]]
_LABELS = rows("labels")


def _labels_of(what: str) -> Labels:
    return {row["name"]: both(row) for row in _LABELS if row["of"] == what}


SECTOR_NAMES = _labels_of("sector")
CASE_NAMES = _labels_of("case")
POOLING_NAMES = _labels_of("pooling")
KIND_NAMES = _labels_of("kind")
FUNDER_NAMES = _labels_of("funder")
# Of the values of a lever, as ``allocation.deficit``.
CHOICE_NAMES = _labels_of("choice")
# Columns of tables; those named as an outcome or an assumption have its label.
_HEADS = {
    (row["table"], row["column"]): (row["head_en"], row["head_zh"])
    for row in rows("columns")
    if row["head_en"]
}
# What a column means in any table stands last, so that it wins over its meaning in one table.
COLUMN_NAMES: Labels = {
    column: names
    for (_, column), names in sorted(_HEADS.items(), key=lambda head: head[0][0] == "")
}
SERIES_NAMES: Labels = {name: (each.label_en, each.label_zh) for name, each in SERIES.items()}


def column_names(column: str, table: str = "") -> tuple[str, str] | None:
    """Return the heads of a column in a table, or else in any; None if it has none.

    Examples
    --------
    >>> column_names("mean"), column_names("mean", "RollOutPlan.renewals")
    (('mean', '均值'), ('renewals', '更新支出'))
    """
    found: tuple[str, str] | None = _HEADS.get((table, column)) or COLUMN_NAMES.get(column)
    return found


class Unit(NamedTuple):
    """Hold the unit of a chart's axis: factor from the unit of the table, and labels."""

    factor: float
    label_en: str
    label_zh: str


_UNITS = rows("units")
UNIT_NAMES: Mapping[str, Unit] = {
    row["unit"]: Unit(float(row["chart_factor"]), row["chart_en"], row["chart_zh"])
    for row in _UNITS
    if row["chart_factor"]
}
# Charts scale some units; tables and texts have them as they are.
_WHOLE_ZH = {row["unit"]: row["zh"] for row in _UNITS if row["zh"]}
# Parts of units of assumptions; symbols as km, kWh and m2 are the same in both languages.
_PARTS_ZH = {row["unit"]: row["zh_in_compound"] for row in _UNITS if row["zh_in_compound"]}


def unit_name(name: str, language: Language) -> str:
    """Return the name of a unit in a language.

    Examples
    --------
    >>> unit_name("yuan/m2/month", "zh"), unit_name("h/(team·month)", "zh"), unit_name("km", "zh")
    ('元/平方米/月', '小时/(队·月)', 'km')
    """
    if language == "en":
        return name
    if name in _WHOLE_ZH:
        return _WHOLE_ZH[name]
    return "".join(_PARTS_ZH.get(part, part) for part in re.split(r"([/()·])", name))


def named(names: tuple[str, str], language: Language) -> str:
    """Select one of two names, English before Chinese."""
    return names[1 if language == "zh" else 0]


def label_of(thing: Any, language: Language) -> str:
    """Return `label_en` or `label_zh` of a thing, on one line."""
    return on_one_line(str(thing.label_zh if language == "zh" else thing.label_en))


def on_one_line(name: str) -> str:
    r"""Replace ends of lines in a name: it may be a cell of a table, or stand in a sentence.

    Examples
    --------
    >>> on_one_line("one \n\r\t name"), on_one_line("  name ")
    ('one name', '  name ')
    """
    parts = _LINE_ENDS.split(name)
    return name if len(parts) == 1 else " ".join(filter(None, map(str.strip, parts)))


_LINE_ENDS = re.compile(r"[\n\r\t]")  # blanks around it in the pattern would be tried by squares
_LETTER = re.compile(r"[A-Za-z]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def in_language(name: str, language: Language) -> str:
    r"""Select one language of a bilingual name; without Chinese, or with both mixed, it is whole.

    A name that would be cut within a bracket is whole, too. Ends of lines in a name become blanks.

    Examples
    --------
    >>> in_language("社区食堂 community canteen", "en"), in_language("小卖部", "en")
    ('community canteen', '小卖部')
    >>> in_language("服务站（共用 shared，合成 synthetic）", "zh")
    '服务站（共用 shared，合成 synthetic）'
    >>> in_language("小区（旧 old）", "zh")
    '小区（旧 old）'
    >>> in_language("one\nname", "en")
    'one name'
    """
    if not isinstance(name, str):
        found, allowed = type(name).__name__, Text("text")
        raise ArgumentError(Problem("", None, "name", found, allowed))
    name = on_one_line(name)
    letter = _LETTER.search(name)
    before = name[: letter.start()] if letter else ""
    chinese = before.rstrip()
    if letter is None or chinese == before or chinese.isascii() or chinese[-1].isascii():
        return name
    after = name[letter.start() :]
    is_cut = any(after.count(left) != after.count(right) for left, right in ("()", "（）"))
    if is_cut or _CHINESE.search(after):
        return name
    return after if language == "en" else chinese
