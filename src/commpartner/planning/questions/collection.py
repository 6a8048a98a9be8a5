"""Answer how high the collection rate must be for own income to cover the cost."""

from __future__ import annotations

import numpy as np

from commpartner.assumptions.table import AssumptionTable
from commpartner.planning.questions.answer import Answer, Sentence
from commpartner.planning.questions.asking import ask
from commpartner.planning.questions.covering import (
    MONTHS_OF_YEAR,
    Sought,
    covering,
    span_of,
    today,
    told,
)
from commpartner.planning.questions.fee import fee_now
from commpartner.planning.questions.solving import chances_table
from commpartner.programme import Policy, Programme

RATE = "collection_rate_current"
SURE = 8.0  # logit at which nearly nobody, or nearly everybody who ever pays, pays


def collection_rate_needed(
    programme: Programme,
    policy: Policy | str,
    *,
    year: int = 5,
    draws: int = 200,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
) -> Answer:
    r"""Find the collection rate of a year's bills at which own income covers its cost.

    .. math:: \alpha_d = \min \{\alpha : \text{own income}_{d,y}(\alpha) \ge \text{cost}_{d,y}\},
        \qquad r_d = \frac{\text{paid}_{d,y}(\alpha_d)}{\text{bills}_{d,y}}

    The readiness to pay :math:`\alpha` (`adoption_intercept`) is moved in every draw until own
    income covers the cost, at the fee as it is. The answer is the current collection rate
    (当期收缴率) that the model then has. Empty homes and those who never pay stay. If the cost is
    not covered even if all others pay, the draw has no answer.

    Parameters
    ----------
    programme, policy, seed, assumptions
        As in `simulate`, with which it shares its draws.
    year
        Whose self-sufficiency is to be 1: 1, 3, 5 or 10.
    draws
        Number of draws.

    Returns
    -------
    Answer
        A share of the year's bills.

    Raises
    ------
    InputError
        If the policy is unknown or does not fit the programme.
    ArgumentError
        If it serves no estate or charges no fee, or an argument is out of range.

    Examples
    --------
    >>> import commpartner as cp
    >>> found = cp.planning.collection_rate_needed(
    ...     cp.datasets.load("xiashan"), "partner", draws=8, seed=7
    ... )
    >>> found.unit, 0.0 < found.low <= 1.0
    ('share', True)
    """
    asked = ask(programme, policy, draws=draws, seed=seed, assumptions=assumptions, year=year)
    if not asked.policy.menu:
        fee_now(asked)
    months = year * MONTHS_OF_YEAR
    sought = Sought(asked.scheme, lambda draws, pay: {"adoption_intercept": pay}, -SURE, SURE)
    ready = covering(asked, year, sought)
    found = ~np.isnan(ready)
    # A number in every draw is needed to run it; the rates of draws without an answer are dropped.
    at = np.where(found, ready, SURE)
    rates = asked.outcomes([RATE], months, sought.scheme, sought.given, at)[RATE]
    values = np.where(found, rates, np.nan)
    span = span_of(values)
    now = asked.outcomes([RATE], months)[RATE]
    shown = told(asked, year, values, "share", 1.0, now, today(asked, year))
    key = "asked_rate" if np.isfinite(span.value) else "asked_rate_not"
    sentences = [Sentence(key, shown)]
    if np.isnan(values).any():
        sentences.append(Sentence("asked_rate_none", shown))
    return asked.answer(
        "collection_rate_needed",
        values,
        "share",
        span,
        (0.0, 1.0),
        chances_table(values, "share", (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)),
        sentences,
        months=months,
    )
