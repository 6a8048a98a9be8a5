"""Name options in the errors of calls, and report all wrong options of a command at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from commpartner.errors import ArgumentError, InputError, Problem
from commpartner.io.tables import check_folder

_NUMBER = re.compile(r"\[\d+\]")  # of an entry; users repeat the option instead
_KEY = re.compile(r"\['(.*?)'\]")
_ROOT = re.compile(r"[A-Za-z_]+")


class Mistakes:
    """Collect what is wrong with the options of a command.

    Parameters
    ----------
    options
        By argument of the library: its option, such as ``--max-distance`` of `maximum_distance`;
        without dashes if it is an argument of the command.
    about
        By beginning of a field: the option that a problem elsewhere comes from, such as
        ``--within`` of ``estates.community``.
    called
        What problems of the library name as their place, such as a function.
    """

    def __init__(
        self,
        options: Mapping[str, str],
        about: Mapping[str, str] | None = None,
        called: Collection[str] = (),
    ) -> None:
        self.options, self.about, self.called = options, about or {}, called
        self.problems: list[Problem] = []

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the problems of a block, which ends with the first."""
        try:
            yield
        except InputError as error:
            self.problems += map(self.named, error.problems)
        except ArgumentError as error:
            if error.problem is None:
                raise
            self.problems.append(self.named(error.problem))

    @contextmanager
    def refused(self) -> Iterator[None]:
        """Raise the problems of a block, with those that were kept before."""
        with self.kept():
            yield
        self.refuse()

    def refuse(self) -> None:
        """Raise one error with all problems, if there are any."""
        if self.problems:
            raise InputError(dict.fromkeys(self.problems))

    def check_out(
        self,
        folder: Path | None,
        check: Callable[[Path], object] = check_folder,
        option: str = "--out",
    ) -> None:
        """Keep what is wrong with a folder to write to, before the work."""
        if folder is None:
            return
        try:
            check(folder)
        except InputError as error:
            self.problems += [
                replace(each, file=option, field=each.file or str(folder))
                for each in error.problems
            ]

    def named(self, problem: Problem) -> Problem:
        """Name the option that a problem comes from."""
        if problem.file.startswith("--"):
            return problem
        for start, option in self.about.items():
            if problem.field.startswith(start):
                return replace(problem, file=option)
        root = _ROOT.match(problem.field)
        own = not problem.file or problem.file in self.called
        option = self.options.get(root[0], "") if root and own else ""
        if root is None or not option:
            return problem
        rest = _KEY.sub(r".\1", _NUMBER.sub("", problem.field[root.end() :]))
        field = option.removeprefix("--").replace("-", "_") + rest
        file = option if option.startswith("--") else ""
        return Problem(file, None, field, problem.found, problem.allowed)


def same_names(*arguments: str) -> dict[str, str]:
    """Return the options of arguments that are named as these are.

    Examples
    --------
    >>> same_names("draws", "carry_over")
    {'draws': '--draws', 'carry_over': '--carry-over'}
    """
    return {name: f"--{name.replace('_', '-')}" for name in arguments}
