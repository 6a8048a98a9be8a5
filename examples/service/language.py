"""Words in the language of whoever asks."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True)
class Said:
    """A text of `messages.toml` with its values, in no language yet."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def in_language(self, language: Language) -> str:
        """The text in a language."""
        values = {name: told(value, language) for name, value in self.values.items()}
        return messages()[self.code][language].format(**values)


def told(words: Any, language: Language) -> Any:
    """Texts of this service and of the library in a language; all else as it is."""
    say = getattr(words, "in_language", None)
    return say(language) if say else words


@cache
def messages() -> dict[str, dict[Language, str]]:
    """All texts of the service by code and language."""
    found: dict[str, dict[Language, str]] = tomllib.loads(
        Path(__file__).with_name("messages.toml").read_text(encoding="utf-8")
    )
    return found


def language_of(accepted: str, otherwise: Language) -> Language:
    """The language that a header `Accept-Language` likes best.

    >>> language_of("fr, en;q=0.5, zh-CN;q=0.8", "en")
    'zh'
    """
    best, language = 0.0, otherwise
    for part in accepted.split(","):
        tag, _, weight = part.partition(";")
        quality = _quality(weight)
        if quality > best:
            match tag.strip().lower().partition("-")[0]:
                case "zh":
                    best, language = quality, "zh"
                case "en":
                    best, language = quality, "en"
    return language


def _quality(weight: str) -> float:
    name, _, number = weight.partition("=")
    if not name.strip():
        return 1.0
    try:
        quality = float(number)
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0
