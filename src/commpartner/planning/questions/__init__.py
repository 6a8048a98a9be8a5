"""Answer planners' questions, each by one call: a figure, its interval, a table and a sentence."""

from commpartner.planning.questions.answer import Answer as Answer
from commpartner.planning.questions.estates import estates_to_pay as estates_to_pay
from commpartner.planning.questions.fee import fee_that_closes_gap as fee_that_closes_gap
from commpartner.planning.questions.operator import operator_must_find as operator_must_find

__all__ = ["Answer", "estates_to_pay", "fee_that_closes_gap", "operator_must_find"]
