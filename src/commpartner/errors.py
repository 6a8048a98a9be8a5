"""Define the exceptions of this package; all inherit from `CommpartnerError`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commpartner.texts import Language, Text, in_language, messages

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
        datasets，name应为已有的名称，实际为'xiashen'。是否想写'xiashan'？
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

    @property
    def code(self) -> str:
        """Name the kind of mistake by the code of what is allowed; empty for other words."""
        names = _values(self.allowed, "with_names")
        return code_of(names["what"] if names else self.allowed)

    @property
    def text(self) -> Text:
        """Return the mistake as one sentence."""
        place: str = self.field
        if self.file and self.row is None:
            place = Text("place", file=self.file, field=self.field)
        elif self.file:
            place = Text("place_in_row", file=self.file, row=self.row, field=self.field)
        return sentence(place, self.found, self.allowed)

    def in_language(self, language: Language) -> str:
        """Return the mistake in a language; what users wrote stays as it is."""
        return self.text.in_language(language)


def sentence(place: str, found: str, allowed: str) -> Text:
    """Write what a place must be, what it is, and which name may be meant.

    Here alone mistakes are put into words: those of files, of arguments and of models. A message
    with ``form = "note"`` in ``data/messages.toml`` fits behind no "must be".

    Examples
    --------
    >>> sentence("months", "0", Text("whole_number", least=1))
    'months must be a whole number of 1 or more; got 0.'
    >>> sentence("policy", "'partnr'", Text("did_you_mean", names="'partner'"))
    "policy must be a known name; got 'partnr'. Did you mean 'partner'?"
    """
    if required := _values(allowed, "required"):
        return Text("is_required", place=place, allowed=required["what"])
    whole = allowed
    if parts := _values(allowed, "with_names"):
        allowed, whole = parts["what"], parts["names"]
    bare = found
    for wrapping in ("found_in_many", "found_at_label"):
        bare = _values(bare, wrapping).get("found", bare)
    note = _is_note(bare) or _is_note(allowed)
    if near := _values(whole, "did_you_mean"):
        what = Text("a_known_name") if allowed is whole else allowed
        form = "note_near" if note else "must_be_near"
        return Text(form, place=place, found=found, allowed=what, names=near["names"])
    if listed := _values(allowed, "names_listed"):
        allowed = Text("one_of", **listed)
    elif parts:
        allowed = Text("with_names", **parts)
    return Text("note" if note else "must_be", place=place, found=found, allowed=allowed)


def code_of(text: str) -> str:
    """Return the code of a message; empty for what users wrote."""
    return text.code if isinstance(text, Text) else ""


def _values(text: str, code: str) -> Mapping[str, Any]:
    return text.values if isinstance(text, Text) and text.code == code else {}


def _is_note(text: str) -> bool:
    return isinstance(text, Text) and messages()[text.code].get("form") == "note"


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
    """Report an argument that is not allowed: name, value found, values allowed.

    Parameters
    ----------
    mistake
        The problem, whose field is the argument; or a text about several arguments together.

    Examples
    --------
    >>> error = ArgumentError(Problem("", None, "months", "0", Text("whole_number", least=1)))
    >>> error.code, error.field, error.found
    ('whole_number', 'months', '0')
    """

    def __init__(self, mistake: Problem | str) -> None:
        self.problem = mistake if isinstance(mistake, Problem) else None
        super().__init__(mistake.text if isinstance(mistake, Problem) else mistake)

    @property
    def code(self) -> str:
        """Name the kind of mistake by the code of its message."""
        return self.problem.code if self.problem else code_of(self.args[0])

    @property
    def field(self) -> str:
        """Name the argument; empty if several are wrong together."""
        return self.problem.field if self.problem else ""

    @property
    def found(self) -> str:
        """Return the value found."""
        return self.problem.found if self.problem else ""

    @property
    def allowed(self) -> str:
        """Return the values allowed."""
        return self.problem.allowed if self.problem else ""

    def __reduce__(self) -> tuple[type[ArgumentError], tuple[Problem | str]]:
        return type(self), (self.problem or self.args[0],)


class FrozenError(CommpartnerError, TypeError):
    """Report an attempt to change a frozen mapping of a model."""


class RuleError(CommpartnerError, RuntimeError):
    """Report a rule of a submission that fails: the error that it raised."""


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
