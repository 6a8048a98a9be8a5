"""Define the exceptions of this package; all inherit from `CommpartnerError`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commpartner.texts import Language, Text, in_language

SHOWN = 20  # problems in a message; the others are counted
_TOGETHER = 3  # like problems that are still shown one by one


class CommpartnerError(Exception):
    """Define the base of all errors of this package; `str` gives the English message."""

    def in_language(self, language: Language) -> str:
        """Return the message in a language.

        Examples
        --------
        >>> import commpartner as cp
        >>> try:
        ...     cp.datasets.load("xiashen")
        ... except cp.CommpartnerError as error:
        ...     print(error.in_language("zh"))
        输入有1处问题：
        datasets，name：发现'xiashen'；允许：是否想写'xiashan'？
        """
        return in_language(self.args[0], language) if self.args else ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Describe one mistake in the input: its place, what was found and what is allowed.

    Attributes
    ----------
    file
        File, or what was called; empty for a value that stands in no file.
    row
        Line of the file, if there is one.
    field
        Column, key or argument.
    found, allowed
        What stands there, and what may stand there.
    column
        The field without the name or number of its entry: like mistakes have the same one.
    """

    file: str
    row: int | None
    field: str
    found: str
    allowed: str
    column: str = dataclasses.field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        return self.in_language("en")

    def in_language(self, language: Language) -> str:
        """Return the mistake in a language; what users wrote stays as it is."""
        place: str = self.field
        if self.file and self.row is None:
            place = Text("place", file=self.file, field=self.field)
        elif self.file:
            place = Text("place_in_row", file=self.file, row=self.row, field=self.field)
        text = Text("problem", place=place, found=self.found, allowed=self.allowed)
        return text.in_language(language)


class InputError(CommpartnerError, ValueError):
    """Report every mistake found in the input.

    Parameters
    ----------
    problems
        All problems, in the order of the files.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.in_language("en"))

    def in_language(self, language: Language) -> str:
        """Return the first 20 problems in a language, one a line, like ones together."""
        count = len(self.problems)
        head = Text("input_problem") if count == 1 else Text("input_problems", count=count)
        shown, left = shortened(self.problems)
        told = [alike(problem, number).in_language(language) for problem, number in shown]
        if left:
            told.append(Text("problems_left", count=left).in_language(language))
        return "\n".join((head.in_language(language), *told))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        # The default would call the class with the message; workers must get the problems back.
        return type(self), (self.problems,)


def shortened(problems: Sequence[Problem]) -> tuple[list[tuple[Problem, int]], int]:
    """Select the problems to show; a mistake in many rows of a column stands once.

    Returns
    -------
    list of (Problem, int), int
        The first problems, each with the number of those that it stands for; and how many
        problems are in none of these.
    """
    groups: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        kind = problem.allowed.code if isinstance(problem.allowed, Text) else problem.allowed
        key = (problem.file, problem.column or problem.field, kind)
        groups.setdefault(key, []).append(problem)
    told: list[tuple[Problem, int]] = []
    for group in groups.values():
        if len(group) > _TOGETHER:
            told.append((group[0], len(group)))
        else:
            told.extend((problem, 1) for problem in group)
    order = {id(problem): place for place, problem in enumerate(problems)}
    told.sort(key=lambda each: order[id(each[0])])
    return told[:SHOWN], sum(number for _, number in told[SHOWN:])


def alike(problem: Problem, number: int) -> Problem:
    """Describe the first of several like problems with their number."""
    if number == 1:
        return problem
    found = Text("found_in_many", count=number, found=problem.found)
    return dataclasses.replace(problem, found=found)


class ArgumentError(CommpartnerError, ValueError):
    """Report an argument that is not allowed: name, value found, values allowed."""


class ImbalanceError(CommpartnerError, ArithmeticError):
    """Report money that appeared or disappeared: identity, place, month, amount."""


class ImpossibleResultError(CommpartnerError, ArithmeticError):
    """Report an impossible figure: draw, month and possible causes."""


class MissingExtraError(CommpartnerError, ImportError):
    """Report an optional part whose extra is not installed."""


class UnusedAssumptionWarning(UserWarning):
    """Warn about a changed assumption that nothing in the run reads.

    Its first argument is a `commpartner.texts.Text`.
    """


class PlausibilityWarning(UserWarning):
    """Warn about an implausible value: place, value, usual range.

    Its first argument is a `commpartner.texts.Text`, so that a screen can show it in either
    language: ``warning.args[0].in_language("zh")``.
    """
