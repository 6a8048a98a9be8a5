"""List the questions by name, in the order in which they are shown."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping

from commpartner.planning.questions.answer import Answer
from commpartner.planning.questions.estates import estates_to_pay
from commpartner.planning.questions.fee import fee_that_closes_gap
from commpartner.planning.questions.operator import operator_must_find
from commpartner.problems.arguments import refused
from commpartner.problems.wording import suggest

Question = Callable[..., Answer]

QUESTIONS: Mapping[str, Question] = {
    each.__name__: each
    for each in (
        estates_to_pay,
        fee_that_closes_gap,
        operator_must_find,
    )
}


def question_of(name: str) -> str:
    """Find a question by its name or its number in the list.

    Raises
    ------
    ArgumentError
        If there is no such question.

    Examples
    --------
    >>> question_of("1"), question_of("fee_that_closes_gap")
    ('estates_to_pay', 'fee_that_closes_gap')
    """
    names = list(QUESTIONS)
    if name in QUESTIONS:
        return name
    if name.isdecimal() and name.isascii() and 1 <= int(name) <= len(names):
        return names[int(name) - 1]
    raise refused("question", name, suggest(name, names))


def takes(question: str, option: str) -> bool:
    """Return whether a question takes an option such as the year.

    Examples
    --------
    >>> takes("fee_that_closes_gap", "year"), takes("estates_to_pay", "year")
    (True, False)
    """
    return option in inspect.signature(QUESTIONS[question]).parameters
