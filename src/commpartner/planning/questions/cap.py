"""Answer what cap of the fallback suffices."""

from __future__ import annotations

import numpy as np

from commpartner.assumptions.table import AssumptionTable
from commpartner.flows.namespace import Array
from commpartner.planning.questions.answer import LEVEL, Answer, Figure, Sentence, end_of
from commpartner.planning.questions.asking import Asked, ask
from commpartner.planning.questions.covering import Sought
from commpartner.planning.questions.solving import chances_table, enough_in, least_that_suffices
from commpartner.problems.arguments import check_arguments, one_number
from commpartner.programme import Policy, Programme
from commpartner.texts import Text

UNIT = "yuan/household/month"
CUT = 1.0  # yuan of service cut back in all months that count as none
ROOM = 2.0  # times the dearest estate of month 0: wages may grow faster than prices


def fallback_cap_that_suffices(
    programme: Programme,
    policy: Policy | str,
    *,
    sure: float = 0.95,
    months: int = 120,
    draws: int = 200,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
) -> Answer:
    r"""Find the cap of the fallback under which service is never cut back, in most draws.

    .. math:: k_d = \min \Bigl\{k : \sum_{e,t} \text{uncovered}_{d,e,t}(k) = 0 \Bigr\}, \qquad
        K_p = k_{(\lceil p n \rceil)}

    The cap is that of the policy's lever: per household and month, at prices of month 0, in every
    estate. In every draw the smallest cap is found under which no estate is cut back in any month.
    The answer is the one that suffices in a share :math:`p` of the draws. Its interval has the
    confidence of 90 %: the order statistics whose ranks are binomial quantiles.

    Parameters
    ----------
    programme, policy, seed, assumptions
        As in `simulate`, with which it shares its draws. The policy's own cap does not matter.
    sure
        :math:`p`, above 0 and below 1.
    months
        Horizon [month].
    draws
        Number of draws.

    Returns
    -------
    Answer
        In yuan/household/month, prices of month 0.

    Raises
    ------
    InputError
        If the policy is unknown or does not fit the programme.
    ArgumentError
        If it serves no estate, or an argument is out of range.

    References
    ----------
    H. A. David & H. N. Nagaraja (2003), Order Statistics, 3rd ed., section 7.1,
    doi:10.1002/0471722162.

    Examples
    --------
    >>> import commpartner as cp
    >>> found = cp.planning.fallback_cap_that_suffices(
    ...     cp.datasets.load("xiashan"), "partner", months=12, draws=8, seed=7
    ... )
    >>> found.unit, found.low <= found.value <= found.high
    ('yuan/household/month', True)
    """
    asked = ask(programme, policy, draws=draws, seed=seed, assumptions=assumptions)
    check_arguments(months=months, draws=draws)
    sure = one_number("sure", sure, lambda x: 0 < x < 1, Text("number_between_0_and_1"))
    scheme = asked.with_rows({"fallback_cap": "sought"})
    sought = Sought(scheme, lambda draws, cap: {"sought": cap}, 0.0, _dearest(asked))
    values = least_that_suffices(
        lambda cap: CUT - _cut_back(asked, sought, months, cap),
        0.0,
        sought.high,
        draws,
        points=2,
    )
    value = enough_in(values, sure)
    low, high = _confidence(values, sure)
    told = {
        "policy": asked.label,
        "sure": Figure(sure, "share"),
        "months": months,
        "value": Figure(value, UNIT),
        "low": Figure(low, UNIT, alone=True),
        "high": end_of(high, sought.high, UNIT),
        "most": Figure(sought.high, UNIT),
        "none": Figure(float(np.isnan(values).mean()), "share"),
        "half": Figure(enough_in(values, 0.5), UNIT),
        "now": Figure(asked.policy.fallback_cap or 0.0, UNIT),
    }
    if np.isfinite(high) or np.isnan(values).any():
        key = "asked_cap" if np.isfinite(value) else "asked_cap_not"
    else:
        key = "asked_cap_few"
    sentences = [Sentence(key, told)]
    if asked.policy.fallback_cap is not None:
        enough = float(np.mean(values <= asked.policy.fallback_cap))
        told["enough"] = Figure(enough, "share")
        sentences.append(Sentence("asked_cap_now", told))
    return asked.answer(
        "fallback_cap_that_suffices",
        values,
        UNIT,
        (value, low, high),
        (0.0, sought.high),
        chances_table(values, UNIT, (0.25, 0.5, 0.75, 0.9, 0.95, 0.99)),
        sentences,
        months=months,
        level=LEVEL,
    )


def _dearest(asked: Asked) -> float:
    """Find a cap that nobody needs [yuan/household/month]."""
    most = 0.0
    for ran, _ in asked.run(1):
        fixed = ran.inputs.fixed
        most = max(most, float(((fixed.wage_cost + fixed.price_cost) / fixed.households).max()))
    return ROOM * most


def _cut_back(asked: Asked, sought: Sought, months: int, cap: Array) -> Array:
    """Compute what service is cut back in all months [yuan], shape (draw,)."""
    parts = []
    for ran, _ in asked.run(months, sought.scheme, sought.given, cap):
        uncovered = ran.run.totals.fallback.uncovered
        nothing = np.zeros(ran.inputs.fixed.wage_cost.shape[0])
        parts.append(nothing if uncovered is None else np.add.reduce(uncovered, axis=0))
    return np.concatenate(parts)


def _confidence(values: Array, share: float) -> tuple[float, float]:
    """Find the interval of a quantile by order statistics, at the level of an answer."""
    from scipy.special import bdtr

    count = len(values)
    ordered = np.sort(np.where(np.isnan(values), np.inf, values))
    tail = (1.0 - LEVEL) / 2.0
    chance = bdtr(np.arange(count + 1), count, share)  # of so many draws or fewer below
    first, last = np.searchsorted(chance, (tail, 1.0 - tail)).tolist()
    ends = np.concatenate([[0.0], ordered, [np.inf]])  # few draws may not tell an end
    return float(ends[first]), float(ends[last + 1])
