"""Read the words of screens and of help in both languages, from ``data/words.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import PurePath
from typing import get_args

from commpartner.cli.printing import one_line
from commpartner.facts.rows import both, rows
from commpartner.texts import Language, in_language

LANGUAGES: tuple[Language, ...] = get_args(Language)


@cache
def words() -> Mapping[str, tuple[str, str]]:
    """Return the words of screens by key, English before Chinese."""
    return {row["key"]: both(row) for row in rows("words") if row["of"] == "screen"}


@cache
def help_in_chinese() -> Mapping[str, str]:
    """Return the Chinese of each text of the help, by its English."""
    return {row["en"]: row["zh"] for row in rows("words") if row["of"] == "help"}


def say(key: str, language: Language, **values: object) -> str:
    """Return a sentence in a language with its values; a user's text stays on one line."""
    told = {
        name: one_line(in_language(value, language) if isinstance(value, str) else str(value))
        if isinstance(value, str | PurePath)
        else value
        for name, value in values.items()
    }
    return words()[key][LANGUAGES.index(language)].format(**told)
