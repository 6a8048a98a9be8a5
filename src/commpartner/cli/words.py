"""Fill values into the words of screens: a user's text is put into the language, on one line."""

from __future__ import annotations

from pathlib import PurePath
from typing import get_args

from commpartner.cli.printing import one_line
from commpartner.facts import words
from commpartner.texts import Language, in_language

LANGUAGES: tuple[Language, ...] = get_args(Language)


def say(key: str, language: Language, /, **values: object) -> str:
    """Return words in a language with their values; a user's text stays on one line."""

    def shown(value: object) -> object:
        if isinstance(value, str):
            return one_line(in_language(value, language))
        return one_line(str(value)) if isinstance(value, PurePath) else value

    return words.say(key, language, **{name: shown(value) for name, value in values.items()})
