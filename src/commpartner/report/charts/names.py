"""Format names for charts: users' text stays text, and lines are as wide as their place."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from html import escape

from commpartner.facts.shown import visible

LONGEST = 60  # columns of a name; a Chinese character has two
TICK = 24  # columns of a line of a label beside an axis
PANEL = 20  # columns of a line under one of two panels
NEVER_FIRST = "/，。、；：）》】”’！？,.;:)]}%"  # of a line
OPENING = "（《【“‘(["  # never last of a line
BRACKETS = {"（": "）", "(": ")", "[": "]"}
BRACKET = 24  # columns of a bracket that stays on one line, as a unit does
BREAK = "<br>"


def columns(text: str) -> int:
    """Count the columns of a text: two for a wide character.

    Examples
    --------
    >>> columns("fee"), columns("物业费")
    (3, 6)
    """
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def plain(name: object, longest: int = LONGEST) -> str:
    r"""Return a name on one line, short, with control and direction characters visible.

    Examples
    --------
    >>> plain("north\u202e gate"), plain("a" * 99, 8), plain("海滨小区海滨小区", 8)
    ('north\\u202e gate', 'aaaaaaa…', '海滨小…')
    """
    shown = visible(" ".join(str(name)[: 4 * longest].split()))
    if columns(shown) <= longest:
        return shown
    while columns(shown) >= longest:
        shown = shown[:-1]
    return f"{shown}…"


def drawn(text: str, widest: int | None = None) -> str:
    """Format a plain text for Plotly: markup and formulas stay text, long lines are broken.

    Examples
    --------
    >>> drawn("<b>5$</b> market", 9)
    '&lt;b&gt;5&#36;&lt;/b&gt;<br>market'
    """
    lines = [text] if widest is None else broken(text, widest)
    return BREAK.join(escape(line, quote=False).replace("$", "&#36;") for line in lines)


def broken(text: str, widest: int) -> list[str]:
    """Split a text into lines: between words, and between any two Chinese characters.

    Examples
    --------
    >>> broken("cleaners' wages by hour", 10), broken("保洁员月工资（元）", 8)
    (["cleaners'", 'wages by', 'hour'], ['保洁员月', '工资', '（元）'])
    """
    lines = [""]
    for part in _parts(text, min(widest, BRACKET)):
        while columns(part.strip()) > widest:  # a word wider than a line
            cut = next(at for at in range(len(part), 0, -1) if columns(part[:at]) <= widest)
            lines.append(part[:cut])
            part = part[cut:]
        if columns((lines[-1] + part).rstrip()) > widest and lines[-1].strip():
            lines.append("")
        lines[-1] += part
    return [line.strip() for line in lines if line.strip()] or [""]


def _parts(text: str, bracket: int) -> Iterable[str]:
    """Split a text into parts that a line may end behind; a short bracket stays whole."""
    part, whole = "", 0
    for at, each in enumerate(text):
        part += each
        following = text[at + 1 : at + 2]
        if each in BRACKETS and at >= whole:
            end = text.find(BRACKETS[each], at) + 1
            whole = end if columns(text[at:end]) <= bracket else at
        if at + 1 < whole or each in OPENING or (following and following in NEVER_FIRST):
            continue
        wide = columns(each) == 2 or (bool(following) and columns(following) == 2)
        if each == " " or wide or not following:
            yield part
            part = ""


def distinct(names: Iterable[str]) -> list[str]:
    """Tell equal names apart by a number, since an axis would merge them.

    Examples
    --------
    >>> distinct(["a", "b", "a"])
    ['a', 'b', 'a (2)']
    """
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found
