"""Choose the language of a command for its screen, errors, help and tables."""

from __future__ import annotations

import ctypes
import locale
import os
import sys
from collections.abc import Mapping, Sequence

from commpartner.cli.words import LANGUAGES
from commpartner.errors import InputError, Problem
from commpartner.texts import Language, either

OPTION = "--lang"
_ENVIRONMENT = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides, as in POSIX


def language_of(given: str | None, environment: Mapping[str, str] = os.environ) -> Language:
    """Choose the language: the option, else the environment, else English.

    Windows, if nothing is set in the environment, is asked for the language of its menus.

    Raises
    ------
    InputError
        If a language is given that there is not.

    Examples
    --------
    >>> language_of("en", {"LANG": "zh_CN.UTF-8"}), language_of(None, {"LANG": "zh_CN.UTF-8"})
    ('en', 'zh')
    """
    if given is None:
        first = next(filter(None, map(environment.get, _ENVIRONMENT)), "") or _of_windows()
        return "zh" if first.lower().startswith("zh") else "en"
    for language in LANGUAGES:
        if given == language:
            return language
    allowed = either(LANGUAGES, "or")
    raise InputError([Problem(OPTION, None, "language", repr(given), allowed)])


def _of_windows() -> str:
    """Name the language of the menus of Windows, which sets no LANG; elsewhere nothing."""
    if sys.platform != "win32":
        return ""
    number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
    return locale.windows_locale.get(number, "")


def language_in(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Language:
    """Choose the language of help and of usage errors, before a command is read.

    Examples
    --------
    >>> language_in(["run", "--help", "--lang", "zh"], {}), language_in(["--lang=zh"], {})
    ('zh', 'zh')
    """
    given = None
    for place, argument in enumerate(arguments):
        if argument == OPTION:
            given = next(iter(arguments[place + 1 : place + 2]), None)
        elif argument.startswith(f"{OPTION}="):
            given = argument.partition("=")[2]
    return language_of(given if given in LANGUAGES else None, environment)
