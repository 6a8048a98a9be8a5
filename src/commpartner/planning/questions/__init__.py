"""Answer planners' questions, each by one call: a figure, its interval, a table and a sentence."""

from commpartner.planning.questions.answer import Answer as Answer
from commpartner.planning.questions.cap import (
    fallback_cap_that_suffices as fallback_cap_that_suffices,
)
from commpartner.planning.questions.collection import (
    collection_rate_needed as collection_rate_needed,
)
from commpartner.planning.questions.estates import estates_to_pay as estates_to_pay
from commpartner.planning.questions.fee import fee_that_closes_gap as fee_that_closes_gap
from commpartner.planning.questions.losers import who_loses as who_loses
from commpartner.planning.questions.next_centre import worth_of_next_centre as worth_of_next_centre
from commpartner.planning.questions.operator import operator_must_find as operator_must_find
from commpartner.planning.questions.reinvestment import (
    reinvestment_that_breaks_even as reinvestment_that_breaks_even,
)
from commpartner.planning.questions.stalls import stalls_that_carry as stalls_that_carry
from commpartner.planning.questions.trial import longest_free_trial as longest_free_trial

__all__ = [
    "Answer",
    "collection_rate_needed",
    "estates_to_pay",
    "fallback_cap_that_suffices",
    "fee_that_closes_gap",
    "longest_free_trial",
    "operator_must_find",
    "reinvestment_that_breaks_even",
    "stalls_that_carry",
    "who_loses",
    "worth_of_next_centre",
]
