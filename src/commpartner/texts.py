"""Look up messages in both languages by code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, reduce
from importlib import resources
from typing import Any, Literal

Language = Literal["en", "zh"]


class Text(str):
    """Hold a message by code and values; as a string it is the English message.

    Tests compare `code` and `values`; the wording stands once, in ``data/messages.toml``.

    Parameters
    ----------
    code
        Of the message in ``data/messages.toml``.
    values
        What its placeholders stand for. One that is a `Text` itself is put into the language of
        the whole.

    Examples
    --------
    >>> text = Text("whole_number", least=1)
    >>> text, text.in_language("zh")
    ('a whole number of 1 or more', '不小于1的整数')
    """

    code: str
    values: Mapping[str, Any]

    def __new__(cls, code: str, /, **values: Any) -> Text:
        """Fill the values into the English message."""
        text = super().__new__(cls, _filled(code, values, "en"))
        text.code, text.values = code, values
        return text

    def in_language(self, language: Language) -> str:
        """Return the message in a language."""
        return str(self) if language == "en" else _filled(self.code, self.values, language)

    def __str__(self) -> str:
        return str.__str__(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.code, dict(self.values))


def in_language(text: str, language: Language) -> str:
    """Translate a text if it has a code; users' text stays unchanged."""
    return text.in_language(language) if isinstance(text, Text) else text


def either(texts: Iterable[str], code: str = "either") -> str:
    """Join texts by the word "or" of a language.

    Examples
    --------
    >>> either(["'fee'", "'cap'"], "or")
    "'fee' or 'cap'"
    """
    return reduce(lambda one, other: Text(code, one=one, other=other), texts)


def _filled(code: str, values: Mapping[str, Any], language: Language) -> str:
    inside = {
        name: value.in_language(language) if isinstance(value, Text) else value
        for name, value in values.items()
    }
    filled = messages()[code][language].format(**inside)
    # Half a character, as in a name of a file that is no UTF-8, would stop whoever prints it.
    if filled.isascii():
        return filled
    return filled.encode("utf-8", "backslashreplace").decode("utf-8")


def _again(code: str, values: dict[str, Any]) -> Text:
    return Text(code, **values)


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Return all messages by code and language.

    ``form = "note"`` marks a message before which "must be" cannot stand.
    """
    source = resources.files("commpartner") / "data" / "messages.toml"
    found: dict[str, dict[str, str]] = tomllib.loads(source.read_text(encoding="utf-8"))
    return found
