"""Write texts into cells: on one line, every character visible, never too long for a cell."""

from __future__ import annotations

import unicodedata

from commpartner.report.readable import one_line
from commpartner.report.words import say
from commpartner.texts import Language

LONGEST_NAME = 200  # characters of an id, a name or a heading
LONGEST = 30_000  # characters of any other text; a cell holds 32,767
_STARTS = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")


def plain(text: str, language: Language, longest: int = LONGEST) -> str:
    r"""Return a text as a cell holds it.

    Characters that act in place of being seen, and those that no file of this kind may hold, are
    escaped. A text that is too long is cut, and the cell says how long it was.

    Examples
    --------
    >>> plain("a\x1b[31m\ufffe", "en") == r"a\x1b[31m\ufffe", plain("a" * 300, "en", 5)
    (True, 'aaaaa… (300 characters)')
    """
    shown = "".join(_visible(one) for one in one_line(text))
    if len(shown) <= longest:
        return shown
    return say("xlsx_cut", language, text=shown[:longest], count=f"{len(text):,}")


def name(text: str, language: Language) -> str:
    """Return an id, a name or a heading as a cell holds it."""
    return plain(text, language, LONGEST_NAME)


def is_risky(text: str) -> bool:
    """Return whether a spreadsheet would read a text that is typed again as a formula.

    Examples
    --------
    >>> is_risky("=1+1"), is_risky("幸福小区"), is_risky(" -3")
    (True, False, True)
    """
    return text.lstrip("\ufeff \u3000'").startswith(_STARTS)


def _visible(one: str) -> str:
    """Escape a character that would make the whole file unreadable."""
    return ascii(one)[1:-1] if unicodedata.category(one) in ("Cn", "Co", "Cs") else one
