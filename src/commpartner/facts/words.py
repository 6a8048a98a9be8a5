"""Read the words of screens, charts and reports in both languages, from ``data/words.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from commpartner.facts.rows import both, rows
from commpartner.texts import Language, in_language


@cache
def words() -> Mapping[str, tuple[str, str]]:
    """Return all words by key, English before Chinese."""
    return {row["key"]: both(row) for row in rows("words") if row["key"]}


@cache
def help_in_chinese() -> Mapping[str, str]:
    """Return the Chinese of each text of the help, by its English."""
    return {row["en"]: row["zh"] for row in rows("words") if row["of"] == "help"}


def say(key: str, language: Language, /, **values: object) -> str:
    """Return words in a language with their values; a message among them is translated.

    Examples
    --------
    >>> say("year", "en", year=3), say("year", "zh", year=3)
    ('year 3', '第3年')
    """
    shown = {
        name: in_language(value, language) if isinstance(value, str) else value
        for name, value in values.items()
    }
    return words()[key][language == "zh"].format(**shown)
