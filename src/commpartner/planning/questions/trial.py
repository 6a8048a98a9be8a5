"""Answer how long a free trial may last."""

from __future__ import annotations

import numpy as np
import pandas as pd

from commpartner.assumptions.table import AssumptionTable
from commpartner.flows.namespace import Array
from commpartner.model.scheme import build_scheme
from commpartner.planning.questions.answer import Answer, Figure, Sentence
from commpartner.planning.questions.asking import Asked, ask
from commpartner.planning.questions.covering import span_of
from commpartner.planning.questions.fee import fee_now
from commpartner.planning.questions.solving import spread
from commpartner.problems.arguments import check_arguments, one_count
from commpartner.programme import Policy, Programme

MOST = 12
SHOWN = (1, 2, 3, 6, 9, 12, 18, 24)
COST, PAYING = "public_net_cost", "paying_share"


def longest_free_trial(
    programme: Programme,
    policy: Policy | str,
    *,
    most: int = MOST,
    months: int = 120,
    draws: int = 200,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
) -> Answer:
    r"""Find how long service may be free before it costs the purse more than no trial does.

    .. math:: T_d = \max \{T \in \{0, \ldots, T_{\max}\} : K_d(T) \le K_d(0)\}

    :math:`K_d(T)` is the net cost to the public purse (`public_net_cost`, present value over the
    horizon) in draw :math:`d` with :math:`T` free months. Bills not sent are lost; residents served
    first may pay more readily afterwards, or less (docs/model.md, mechanism 20). All lengths run
    through the model in the same draws, so no shape of the curve is assumed.

    Parameters
    ----------
    programme, policy, seed, assumptions
        As in `simulate`, with which it shares its draws. The policy's own trial does not matter.
    most
        :math:`T_{\max}` [month], 1 to 60.
    months
        Horizon [month], longer than the longest trial.
    draws
        Number of draws.

    Returns
    -------
    Answer
        In months: what half of the draws allow, and the 5 and 95 % quantiles.

    Raises
    ------
    InputError
        If the policy is unknown or does not fit the programme.
    ArgumentError
        If it serves no estate or charges no fee, or an argument is out of range.

    Examples
    --------
    >>> import commpartner as cp
    >>> found = cp.planning.longest_free_trial(
    ...     cp.datasets.load("xiashan"), "partner", most=2, months=24, draws=8, seed=7
    ... )
    >>> found.unit, found.answered
    ('month', 1.0)
    """
    asked = ask(programme, policy, draws=draws, seed=seed, assumptions=assumptions)
    check_arguments(months=months, draws=draws)
    most = one_count("most", most, 60)
    if not asked.policy.menu:
        fee_now(asked)
    found = [_with_trial(asked, length, months) for length in range(most + 1)]
    dearer = np.array([each[COST] - found[0][COST] for each in found])
    allowed = dearer <= 1e-9 * np.abs(found[0][COST])
    longest = most - allowed[::-1].argmax(axis=0).astype(float)
    span = span_of(longest)
    shown = sorted({*(each for each in SHOWN if each < most), most})
    table = pd.DataFrame(
        [
            {
                "trial": length,
                **spread(dearer[length]),
                "no_dearer": float(allowed[length].mean()),
                "paying": float(found[length][PAYING].mean()),
            }
            for length in shown
        ]
    )
    table.attrs["units"] = {
        "trial": "month",
        **dict.fromkeys(("mean", "p5", "p95"), "yuan"),
        **dict.fromkeys(("no_dearer", "paying"), "share"),
    }
    told = {
        "policy": asked.label,
        "value": Figure(span.value),
        "low": Figure(span.low),
        "high": Figure(span.high),
        "most": most,
        "cost": Figure(abs(float(dearer[most].mean())), "yuan"),
        "none": Figure(float((longest == 0).mean()), "share"),
        "whole": Figure(float((longest == most).mean()), "share"),
    }
    more = "asked_trial_more" if dearer[most].mean() >= 0 else "asked_trial_less"
    return asked.answer(
        "longest_free_trial",
        longest,
        "month",
        span,
        (0.0, float(most)),
        table,
        [Sentence("asked_trial" if span.value else "asked_trial_not", told), Sentence(more, told)],
        months=months,
    )


def _with_trial(asked: Asked, length: int, months: int) -> dict[str, Array]:
    """Evaluate the policy with so many free months."""
    policy = asked.policy.replace(free_months=length)
    scheme = build_scheme(asked.programme, policy)
    return asked.outcomes([COST, PAYING], months, scheme)
