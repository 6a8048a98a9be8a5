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


MONTHS_OF_YEAR = 12
FIRST_OF_CALENDAR = 1000  # a run has fewer years than this


def year_name(year: int, language: Language, months: int = MONTHS_OF_YEAR) -> str:
    """Return the name of a year of the run or of the calendar; one cut short names its months.

    Examples
    --------
    >>> year_name(2, "en"), year_name(2026, "en", 4), year_name(2026, "zh")
    ('year 2', '2026 (4 months)', '2026年')
    """
    key = "year" if year < FIRST_OF_CALENDAR else "calendar_year"
    if months < MONTHS_OF_YEAR:
        key = f"part_{key}"
    return say(key, language, year=year, months=months)
