"""List the questions by name, in the order in which they are shown."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping

from commpartner.planning.questions.answer import Answer
from commpartner.planning.questions.cap import fallback_cap_that_suffices
from commpartner.planning.questions.collection import collection_rate_needed
from commpartner.planning.questions.estates import estates_to_pay
from commpartner.planning.questions.fee import fee_that_closes_gap
from commpartner.planning.questions.losers import who_loses
from commpartner.planning.questions.next_centre import worth_of_next_centre
from commpartner.planning.questions.operator import operator_must_find
from commpartner.planning.questions.reinvestment import reinvestment_that_breaks_even
from commpartner.planning.questions.stalls import stalls_that_carry
from commpartner.planning.questions.trial import longest_free_trial
from commpartner.problems.arguments import refused
from commpartner.problems.wording import suggest

Question = Callable[..., Answer]

QUESTIONS: Mapping[str, Question] = {
    each.__name__: each
    for each in (
        estates_to_pay,
        fee_that_closes_gap,
        stalls_that_carry,
        who_loses,
        worth_of_next_centre,
        reinvestment_that_breaks_even,
        operator_must_find,
        collection_rate_needed,
        longest_free_trial,
        fallback_cap_that_suffices,
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
