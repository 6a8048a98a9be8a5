"""The exceptions a caller may meet, one family: whoever catches `CommpartnerError` has them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class CommpartnerError(Exception):
    """Base of every error that this package raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in the input: where it is, what was found and what is allowed."""

    file: str
    row: int | None
    field: str
    found: str
    allowed: str

    def __str__(self) -> str:
        place = self.file + (f", row {self.row}" if self.row is not None else "")
        return f"{place}, {self.field}: found {self.found}; allowed: {self.allowed}"


class InputError(CommpartnerError):
    """The input is wrong; carries every problem found, not only the first.

    Not a ValueError, because pydantic would swallow one inside a validator and hide the list.

    Parameters
    ----------
    problems
        All problems, in the order of the files.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        super().__init__(f"{count} {noun} in the input:\n" + "\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        # The default would call the class with the message; workers must get the problems back.
        return type(self), (self.problems,)


class ArgumentError(CommpartnerError, ValueError):
    """An argument of a call is not allowed: which, what was found and what is allowed."""


class ImbalanceError(CommpartnerError, ArithmeticError):
    """Money appeared or disappeared: which identity fails, where, when and by how much."""


class MissingExtraError(CommpartnerError, ImportError):
    """An optional part was asked for and its extra is not installed."""


class PlausibilityWarning(UserWarning):
    """A value is possible and unlikely: where it stands, what was found and what is usual.

    Its first argument is a `commpartner.texts.Text`, so that a screen can show it in either
    language: ``warning.args[0].in_language("zh")``.
    """
