"""Convert the cells of a spreadsheet to typed values and back, safe from formulas.

A spreadsheet runs what begins like a formula. `protected` puts an apostrophe in front of every
such text, `restored` takes it away, so that what is read is what was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from commpartner.io.slips import meant
from commpartner.problems.wording import kind_of
from commpartner.programme import Estate
from commpartner.texts import Text

Converter = Callable[[str], object]

_DIGITS = re.compile(r"[+-]?[0-9]{1,4300}")
_NUMBER = re.compile(r"[+-]?([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}([,，'_ ][0-9]{3})+(\.[0-9]*)?")
_TRUTH = {
    word: word in ("true", "yes", "1", "是")
    for word in ("true", "false", "yes", "no", "1", "0", "是", "否")
}


_FORMULA = "=+-@|%＝＋－＠｜％"
_CONTAINS_UNIT = re.compile(r"[^0-9,，'_ .+-]")
_BETWEEN = re.compile("[;；]")
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def protected(text: str, *, numbers: bool = False) -> str:
    """Escape a text so that spreadsheets read no formula in it and keep its blanks.

    Parameters
    ----------
    text
        What the cell says.
    numbers
        Leave a text that is a number, such as -3, as it is.

    Examples
    --------
    >>> protected("=1+1"), protected("幸福小区"), protected("-3", numbers=True), protected("'a'")
    ("'=1+1", '幸福小区', '-3', "''a'")
    """
    if numbers and _PLAIN.fullmatch(text):
        return text
    bare = text.strip("\ufeff \t\r\n\u3000")
    if text != text.strip() or text[:1] in ("'", "\ufeff") or bare[:1] in tuple(_FORMULA):
        return f"'{text}"
    return text


def restored(cell: str) -> str:
    """Undo `protected`.

    Examples
    --------
    >>> restored("'=1+1"), restored("幸福小区")
    ('=1+1', '幸福小区')
    """
    return cell.removeprefix("'")


def stripped(cell: str) -> str:
    """Remove the blanks around a cell unless `protected` has written it."""
    return cell if cell.startswith("'") else cell.strip()


def _whole(cell: str) -> object:
    if _DIGITS.fullmatch(cell):
        return int(cell)
    value = _number(cell)  # programs that know no whole numbers write 12.0
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return cell


def _number(cell: str) -> object:
    return float(cell) if _NUMBER.fullmatch(cell) else cell


def _names(cell: str) -> object:
    return tuple(name.strip() for name in _BETWEEN.split(cell) if name.strip())


def joined(names: Iterable[str]) -> str:
    """Write several names in one cell.

    Examples
    --------
    >>> joined(("floor_area", "gates"))
    'floor_area;gates'
    """
    return ";".join(names)


def _truth(cell: str) -> object:
    return _TRUTH.get(cell.lower(), cell)


_CONVERTERS: dict[str, Converter] = {
    "string": restored,
    "integer": _whole,
    "number": _number,
    "boolean": _truth,
    "array": _names,
}
CONVERTERS: dict[str, Converter] = {
    name: _CONVERTERS[kind_of(Estate, name)] for name in Estate.model_fields
}


def allowed_in_cell(name: str, cell: str, allowed: str) -> str:
    """Describe what a column of estates allows, with a hint for the cell."""
    if CONVERTERS[name] is _truth:
        return Text("one_of", names=", ".join(_TRUTH))
    if CONVERTERS[name] is str:
        return allowed
    if _CONTAINS_UNIT.search(cell) and (value := meant(cell)):
        return Text("write_instead", value=value)
    if _GROUPED.fullmatch(cell):
        return Text("without_separators", what=allowed)
    if not cell.isascii() and any(character.isdigit() for character in cell):
        return Text("in_plain_digits", what=allowed)
    return allowed
