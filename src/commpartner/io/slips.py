"""Numbers as people write them in a spreadsheet, and what to write in a file instead."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"([+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?)(%|万|亿)?[^\W0-9_]{0,4}[²³]?")
_SCALE = {"%": 0.01, "万": 1e4, "亿": 1e8}
_CONTINENTAL = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3}){0,4},[0-9]{1,15}")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[,' _][0-9]{3}){1,4}(?:\.[0-9]{0,15})?")


def meant(text: str) -> str | None:
    """Read what a slip most likely means, as a number to write instead.

    Examples
    --------
    >>> [meant(text) for text in ("１２００", "50%", "0,5", "1.200,5", "1,200", "120户", "0.74万")]
    ['1200', '0.5', '0.5', '1200.5', '1200', '120', '7400']
    >>> meant("many") is None
    True
    """
    plain = unicodedata.normalize("NFKC", text[:60]).strip(" \t\"'“”‘’")
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"[,' _]", "", plain)
    elif _CONTINENTAL.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    found = _NUMBER.fullmatch(plain)
    if not found:
        return None
    value = float(found[1]) * _SCALE.get(found[2] or "", 1.0)
    return f"{value:.12g}"
