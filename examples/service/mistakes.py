"""Mistakes of the library and of this service in one form, in both languages."""

from __future__ import annotations

import dataclasses
import reprlib
from collections.abc import Iterable, Mapping
from typing import Any, get_args

import commpartner as cp
from service.language import Language, Said, told
from service.models import Problem, Refusal

LONGEST = 300  # characters of what a client wrote, given back to it

Mistake = Mapping[Language, Problem]


def mistake(where: str, found: object, allowed: str, **values: Any) -> Mistake:
    """A mistake that this service finds itself; the code of what is allowed is its kind."""
    shown = found if isinstance(found, Said) else short(reprlib.repr(found))
    may = Said(allowed, values)
    whole = Said("must_be", {"where": short(where), "found": shown, "allowed": may})
    return _told(where, shown, may, allowed, whole)


def of_problem(problem: cp.Problem, where: str) -> Mistake:
    """The library's description of a mistake, at its place in the body."""
    whole = dataclasses.replace(problem, field=where)
    return _told(where, problem.found, problem.allowed, problem.code, whole)


def of_argument(error: cp.ArgumentError, where: str) -> Mistake:
    """The library's refusal of an argument."""
    if error.problem is not None:
        return of_problem(error.problem, where)
    return _told(where, error.found, error.allowed, error.code, error)


def _told(where: str, found: object, allowed: object, code: str, whole: object) -> Mistake:
    """Tell a mistake in both languages; the process that found it keeps what is long to itself."""
    return {
        language: Problem(
            where=short(where),
            found=spoken(found)[language],
            allowed=spoken(allowed)[language],
            code=code,
            message=spoken(whole)[language],
        )
        for language in get_args(Language)
    }


def spoken(words: object) -> Mapping[Language, str]:
    """A text in both languages, each cut."""
    return {language: short(str(told(words, language))) for language in get_args(Language)}


def short(text: str) -> str:
    """Cut a text, and write half characters, which no answer can hold, as escapes."""
    whole = text[:LONGEST].encode("utf-8", "backslashreplace").decode("utf-8")
    return whole if len(text) <= LONGEST else f"{whole}…"


class RefusedError(Exception):
    """A request that is refused, with the status of the answer and all mistakes."""

    def __init__(self, status: int, mistakes: Iterable[Mistake], more: int = 0) -> None:
        self.status, self.mistakes, self.more = status, tuple(mistakes), more
        super().__init__(status)

    def in_language(self, language: Language) -> Refusal:
        """What goes into an answer."""
        return Refusal(problems=[each[language] for each in self.mistakes], more=self.more)
