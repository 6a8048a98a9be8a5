"""Refusals by codes and values, so that the wording of messages may change without the tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from commpartner.errors import ArgumentError, CommpartnerError, InputError, Problem
from commpartner.texts import Text


@contextmanager
def raises_problem(says: str) -> Iterator[None]:
    """Expect an error of the family with a problem like ``months: 0; whole_number 1``.

    The pattern is searched in the problems, one a line: file, row and field, what was found, and
    what is allowed. A message is its code and values, what users wrote stands as it is.
    """
    with pytest.raises(CommpartnerError) as caught:
        yield
    told = summary(caught.value)
    assert re.search(says, told, re.MULTILINE), f"{says!r} is not in\n{told}"


def summary(error: BaseException) -> str:
    """Write the problems of an error by codes and values, one a line."""
    if isinstance(error, InputError):
        return "\n".join(map(line, error.problems))
    if isinstance(error, ArgumentError) and error.problem is not None:
        return line(error.problem)
    return coded(error.args[0] if error.args else "")


def line(problem: Problem) -> str:
    """Write one problem by codes and values."""
    row = "" if problem.row is None else f"row {problem.row}"
    place = ", ".join(filter(None, (problem.file, row, coded(problem.field))))
    return f"{place}: {coded(problem.found)}; {coded(problem.allowed)}"


def coded(text: object) -> str:
    """Write a message as its code and values."""
    if not isinstance(text, Text):
        return str(text)
    return " ".join([text.code, *map(coded, text.values.values())])
