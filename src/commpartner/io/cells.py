"""Cells of a spreadsheet: text to the type of the column, or left for the model to refuse."""

from __future__ import annotations

import re
from collections.abc import Callable

from commpartner.programme import Estate
from commpartner.wording import allowed_in

Converter = Callable[[str], object]

_DIGITS = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}([,，'_ ][0-9]{3})+(\.[0-9]*)?")
_TRUTH = {
    word: word in ("true", "yes", "1", "是")
    for word in ("true", "false", "yes", "no", "1", "0", "是", "否")
}


def _whole(cell: str) -> object:
    if _DIGITS.fullmatch(cell):
        return int(cell)
    value = _number(cell)  # programs that know no whole numbers write 12.0
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return cell


def _number(cell: str) -> object:
    return float(cell) if _NUMBER.fullmatch(cell) else cell


def _truth(cell: str) -> object:
    return _TRUTH.get(cell.lower(), cell)


_CONVERTERS: dict[object, Converter] = {
    str: str,
    int: _whole,
    float: _number,
    float | None: _number,
    bool: _truth,
}
CONVERTERS: dict[str, Converter] = {
    name: _CONVERTERS[info.annotation] for name, info in Estate.model_fields.items()
}


def allowed_in_cell(name: str, cell: str) -> str:
    """Say what a column of estates allows, with a hint at what is wrong with the cell."""
    if CONVERTERS[name] is _truth:
        return "one of " + ", ".join(_TRUTH)
    allowed = allowed_in(Estate, name)
    if CONVERTERS[name] is str:
        return allowed
    if _GROUPED.fullmatch(cell):
        return f"{allowed}, without thousands separators"
    if not cell.isascii() and any(character.isdigit() for character in cell):
        return f"{allowed}, in the plain digits 0 to 9"
    return allowed
