"""Mistakes of the library and of this service in one form, in no language yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import commpartner as cp
from service.language import Language, Said, told
from service.models import Problem, Refusal

LONGEST = 300  # characters of what a client wrote, given back to it


@dataclass(frozen=True)
class Mistake:
    """A place, what was found, what is allowed; texts may be those of the library."""

    where: str
    found: Any
    allowed: Any
    code: str
    whole: Any = None

    @classmethod
    def of_problem(cls, problem: cp.Problem, where: str) -> Self:
        """The library's description of a mistake."""
        placed = dataclasses.replace(problem, field=where)
        return cls(where, problem.found, problem.allowed, problem.code, placed)

    @classmethod
    def of_argument(cls, error: cp.ArgumentError) -> Self:
        """The library's refusal of an argument."""
        return cls(error.field, error.found, error.allowed, error.code, error)

    def in_language(self, language: Language) -> Problem:
        """What goes into an answer."""
        found, allowed = told(self.found, language), told(self.allowed, language)
        whole = self.whole or Said(
            "must_be", {"where": self.where, "found": self.found, "allowed": self.allowed}
        )
        return Problem(
            where=_short(told(self.where, language)),
            found=_short(found),
            allowed=_short(allowed),
            code=self.code,
            message=_short(told(whole, language)),
        )


def mistake(where: str, found: object, allowed: str, **values: Any) -> Mistake:
    """A mistake that this service finds itself; the code of what is allowed is its kind."""
    shown = found if isinstance(found, Said) else _short(repr(found))
    return Mistake(where, shown, Said(allowed, values), allowed)


class RefusedError(Exception):
    """A request that is refused, with the status of the answer and all mistakes."""

    def __init__(self, status: int, mistakes: Iterable[Mistake], more: int = 0) -> None:
        self.status, self.mistakes, self.more = status, tuple(mistakes), more
        super().__init__(status)

    def in_language(self, language: Language) -> Refusal:
        """What goes into an answer."""
        problems = [each.in_language(language) for each in self.mistakes]
        return Refusal(problems=problems, more=self.more)


def _short(text: str) -> str:
    """Cut a text, and write half characters, which no answer can hold, as escapes."""
    whole = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return whole if len(whole) <= LONGEST else whole[: LONGEST - 1] + "…"
