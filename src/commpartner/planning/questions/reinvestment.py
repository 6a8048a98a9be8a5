"""Answer which share of the ventures' profit must be reinvested for estates to break even."""

from __future__ import annotations

import numpy as np

from commpartner.assumptions.table import AssumptionTable
from commpartner.flows.namespace import Array
from commpartner.model.values import Values
from commpartner.planning.questions.answer import Answer, Figure, Sentence
from commpartner.planning.questions.asking import Asked, ask
from commpartner.planning.questions.covering import (
    MONTHS_OF_YEAR,
    Sought,
    covering,
    self_sufficiency,
    span_of,
    today,
    told,
)
from commpartner.planning.questions.solving import chances_table
from commpartner.problems.arguments import refused
from commpartner.programme import Policy, Programme
from commpartner.texts import Text


def reinvestment_that_breaks_even(
    programme: Programme,
    policy: Policy | str,
    *,
    year: int = 5,
    draws: int = 200,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
) -> Answer:
    r"""Find the reinvestment share at which own income covers the cost of a year.

    .. math:: \sigma_d = \min \{\sigma \in [0, 1] :
        \text{own income}_{d,y}(\sigma) \ge \text{cost}_{d,y}\}

    in every draw :math:`d`. What is reinvested counts as own income of the estates. The share is
    that of profit or of income, the basis of the policy. If even all of it is too little, the draw
    has no answer.

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
        A share.

    Raises
    ------
    InputError
        If the policy is unknown or does not fit the programme.
    ArgumentError
        If it serves no estate or has no venture of the operator, or an argument is out of range.

    Examples
    --------
    >>> import commpartner as cp
    >>> found = cp.planning.reinvestment_that_breaks_even(
    ...     cp.datasets.load("xiashan"), "partner", draws=8, seed=7
    ... )
    >>> found.unit, found.searched
    ('share', (0.0, 1.0))
    """
    asked = ask(programme, policy, draws=draws, seed=seed, assumptions=assumptions, year=year)
    owners = {venture.id: venture.owner for venture in programme.ventures}
    if not any(owners[name] == "operator" for name in asked.policy.ventures):
        raise refused("policy", Text("no_own_venture"), Text("policy_with_ventures"))
    scheme = asked.with_rows({"reinvestment_share": "sought"})
    sought = Sought(scheme, lambda draws, share: {"sought": share}, 0.0, 1.0)
    values = covering(asked, year, sought)
    span = span_of(values)
    whole = self_sufficiency(asked, year, sought, np.ones(draws))
    shown = told(asked, year, values, "share", 1.0, _now(asked), today(asked, year))
    shown["whole"] = Figure(float(whole.mean()), "share")
    key = "asked_share" if np.isfinite(span.value) else "asked_share_not"
    sentences = [Sentence(key, shown)]
    if np.isnan(values).any():
        sentences.append(Sentence("asked_share_none", shown))
    return asked.answer(
        "reinvestment_that_breaks_even",
        values,
        "share",
        span,
        (0.0, 1.0),
        chances_table(values, "share", (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)),
        sentences,
        months=year * MONTHS_OF_YEAR,
    )


def _now(asked: Asked) -> Array:
    values = asked.ledger.draw(asked.seed, 0, asked.draws)
    return np.asarray(Values(values)(asked.policy.reinvestment_share)[:, 0])
