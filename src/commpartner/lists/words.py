"""Look up the words by which people fill in lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from commpartner.facts.rows import listed, rows

_MARKS = str.maketrans(
    {"，": ",", "．": ".", "％": "%", "−": "-", "–": "-", "＂": '"', "’": "'", "“": '"', "”": '"'}
)


@lru_cache(maxsize=4096)  # a cell is looked at several times in a row
def plain(text: str) -> str:
    """Write a text in half-width, simplified characters of one case without blanks around it.

    Examples
    --------
    >>> plain("　１，２００户 "), plain("建筑面积（万㎡）")
    ('1,200户', '建筑面积(万m2)')
    """
    if text.isascii():  # most cells; nothing in them has another width
        return text.strip().lower()
    half = text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
    return (half.translate(_signs()) if _sign().search(half) else half).strip().lower()


@cache
def _signs() -> Mapping[int, str]:
    """Return what stands for other signs: punctuation, and traditional characters of the words."""
    pairs = words_in_order("traditional")
    return _MARKS | {ord(pair[0]): pair[1] for pair in pairs}


@cache
def _sign() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, _signs()))}]")


@cache
def words(use: str) -> frozenset[str]:
    """Return the words of one use, in the form of `plain`."""
    return frozenset(plain(word) for word in words_in_order(use))


@cache
def words_in_order(use: str) -> tuple[str, ...]:
    """Return the words of one use in the order of the table."""
    return next(listed(row["words"]) for row in rows("list_words") if row["use"] == use)
