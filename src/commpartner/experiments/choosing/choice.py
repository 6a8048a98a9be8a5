"""Choose between policies by paired differences, probability of being best, and regret.

Longer ones have files of their own and are found here too. All functions compare within draws
(`paired`). Confidence intervals assume independent draws. For Latin hypercube or Sobol' draws they
are usually too wide; for chosen scenarios they have no meaning.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from commpartner.experiments.choosing.compared import Compared
from commpartner.experiments.choosing.dominance import dominance, pareto
from commpartner.experiments.choosing.intervals import (
    check_level,
    draws_needed,
    level_at_look,
    mean_interval,
    share_interval,
    standard_deviation,
)
from commpartner.experiments.choosing.paired import (
    as_table,
    check_outcomes,
    direction,
    known_outcomes,
    paired,
    shared_draws,
)
from commpartner.experiments.choosing.ranking import ranking
from commpartner.experiments.choosing.satisficing import satisficing
from commpartner.facts.outcomes import OUTCOMES
from commpartner.measures.risk import band
from commpartner.problems.arguments import Array, refused
from commpartner.problems.wording import known_name
from commpartner.texts import Text

__all__ = [
    "differences",
    "dominance",
    "draws_needed",
    "level_at_look",
    "paired",
    "pareto",
    "probability_best",
    "ranking",
    "regret",
    "satisficing",
]

DIFFERENCES = (
    "policy",
    "baseline",
    "outcome",
    "unit",
    "mean",
    "low",
    "high",
    "p5",
    "p50",
    "p95",
    "share_better",
    "draws",
    "variance_ratio",
)


def differences(
    comparison: Compared,
    baseline: str | None = None,
    outcomes: str | Sequence[str] | None = None,
    level: float = 0.90,
) -> pd.DataFrame:
    r"""Estimate the paired differences of every policy from a baseline.

    .. math:: d_i = y_i(\text{policy}) - y_i(\text{baseline}) \text{ in draw } i

    Parameters
    ----------
    comparison
        Two policies or more in the same draws.
    baseline
        Name of a policy; the first one if none is given.
    outcomes
        Names; if none are given, all that every policy has in every draw.
    level
        Of the confidence interval of the mean, between 0 and 1 [share].

    Returns
    -------
    pandas.DataFrame
        One row an outcome and policy: policy, baseline, outcome, unit; mean of *d* with its
        confidence interval low, high (*t*); p5, p50, p95 of *d* over the draws [unit];
        share_better, of draws in which the policy is better, ties not counted (NaN if neither
        more nor less is better); draws; variance_ratio, how many times more draws it would take
        were they not common: (var a + var b) / var d, infinite if *d* does not vary.
        ``attrs["left_out"]`` names the outcomes left out because a policy does not have them.

    Raises
    ------
    InputError
        If a name is unknown.
    ValueError
        If an outcome asked for has no number in some draw, there are fewer than two policies or
        draws, or the level is out of range.

    References
    ----------
    P. Glasserman and D. D. Yao (1992), Some guidelines and guarantees for common random numbers,
    doi:10.1287/mnsc.38.6.884. Student (1908), doi:10.1093/biomet/6.1.1.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": list("aabb"), "draw": [0, 1, 0, 1], "satisfaction": [60, 80, 65, 81]}
    >>> two = SimpleNamespace(policies={"a": 0, "b": 0}, outcomes=pd.DataFrame(rows))
    >>> differences(two)[["policy", "mean", "share_better", "variance_ratio"]]
      policy  mean  share_better  variance_ratio
    0      b   3.0           1.0            41.0
    """
    policies = list(comparison.policies)
    base = policies[0] if baseline is None else baseline
    known_name("comparison", "baseline", base, policies)
    if len(policies) < 2:
        raise refused("policies", policies, Text("two_or_more"))
    check_level(level)
    left_out: list[str] = []
    if outcomes is None:
        known = known_outcomes(comparison)
        tables = {name: shared_draws(comparison, name) for name in known}
        left_out = [name for name in known if not np.isfinite(tables[name]).all(axis=None)]
        outcomes = [name for name in known if name not in left_out]
    rows = []
    for outcome in check_outcomes(comparison, outcomes):
        table = paired(comparison, outcome)
        for policy in policies:
            if policy != base:
                about = {"policy": policy, "baseline": base, "outcome": outcome}
                values, other = table[policy].to_numpy(), table[base].to_numpy()
                rows.append(about | _difference(outcome, values, other, level))
    found = as_table(comparison, rows, DIFFERENCES)
    found.attrs["left_out"] = left_out
    return found


def _difference(outcome: str, values: Array, other: Array, level: float) -> dict[str, Any]:
    change = values - other
    known = OUTCOMES[outcome].better != "neither"
    unpaired = standard_deviation(values) ** 2 + standard_deviation(other) ** 2
    together = standard_deviation(change) ** 2
    return {
        "unit": OUTCOMES[outcome].unit,
        **mean_interval(change, level)._asdict(),
        **band(change),
        "share_better": (direction(outcome) * change > 0).mean() if known else math.nan,
        "draws": change.size,
        "variance_ratio": unpaired / together if together else math.inf,
    }


def probability_best(comparison: Compared, outcome: str, level: float = 0.90) -> pd.DataFrame:
    """Estimate the share of draws in which each policy is best.

    The probability is the frequency with which a policy is best in a world drawn from the
    assumptions. It does not show how sure its mean is (`ranking`) or what is lost otherwise
    (`regret`).

    Parameters
    ----------
    comparison
        Policies in the same draws.
    outcome
        One of which more or less is better.
    level
        Of the interval, between 0 and 1 [share].

    Returns
    -------
    pandas.DataFrame
        One row a policy: policy, outcome, probability (policies that tie for the best share the
        draw equally, so the column sums to 1) [share], its Wilson interval low, high, mean_rank
        (1 is best; ties have the mean of their ranks), draws.

    Raises
    ------
    InputError
        If the outcome is unknown, or neither more nor less of it is better.
    ValueError
        If a policy has no number in some draw, or the level is out of range.

    References
    ----------
    E. B. Wilson (1927), doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": list("aabb"), "draw": [0, 1, 0, 1], "satisfaction": [60, 80, 65, 80]}
    >>> two = SimpleNamespace(policies={"a": 0, "b": 0}, outcomes=pd.DataFrame(rows))
    >>> probability_best(two, "satisfaction")["probability"].tolist()
    [0.25, 0.75]
    """
    gains = _gains(comparison, outcome)
    best = gains.eq(gains.max(axis=1), axis=0)
    probability = best.div(best.sum(axis=1), axis=0).mean()
    ranks = gains.rank(axis=1, ascending=False).mean()
    rows = []
    for policy in comparison.policies:
        low, high = share_interval(probability[policy], len(gains), level)
        share = {"probability": probability[policy], "low": low, "high": high}
        rows.append(
            {"policy": policy, "outcome": outcome, **share}
            | {"mean_rank": ranks[policy], "draws": len(gains)}
        )
    columns = ("policy", "outcome", "probability", "low", "high", "mean_rank", "draws")
    return as_table(comparison, rows, columns)


def regret(comparison: Compared, outcome: str) -> pd.DataFrame:
    r"""Compute the regret of each policy against the best policy of the same draw.

    .. math:: R_{ip} = \max_q g_{iq} - g_{ip},

    *g* being the outcome if more is better, and its negative if less is.

    Parameters
    ----------
    comparison
        Policies in the same draws.
    outcome
        One of which more or less is better.

    Returns
    -------
    pandas.DataFrame
        One row a policy: policy, outcome, unit, expected, p95 and maximum regret [unit],
        draw_of_maximum (the first if several are as bad), draws. Savage's choice is the policy
        of the smallest maximum; the smallest expected one has the best mean.

    Raises
    ------
    InputError
        If the outcome is unknown, or neither more nor less of it is better.
    ValueError
        If a policy has no number in some draw.

    References
    ----------
    L. J. Savage (1951), The theory of statistical decision, doi:10.1080/01621459.1951.10500768.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": list("aabb"), "draw": [0, 1, 0, 1], "satisfaction": [60, 80, 65, 79]}
    >>> two = SimpleNamespace(policies={"a": 0, "b": 0}, outcomes=pd.DataFrame(rows))
    >>> regret(two, "satisfaction")[["policy", "expected", "maximum", "draw_of_maximum"]]
      policy  expected  maximum  draw_of_maximum
    0      a       2.5      5.0                0
    1      b       0.5      1.0                1
    """
    gains = _gains(comparison, outcome)
    rows = []
    for policy in comparison.policies:
        lost = (gains.max(axis=1) - gains[policy]).to_numpy()
        rows.append(
            {
                "policy": policy,
                "outcome": outcome,
                "unit": OUTCOMES[outcome].unit,
                "expected": lost.mean(),
                "p95": np.quantile(lost, 0.95),
                "maximum": lost.max(),
                "draw_of_maximum": gains.index[int(lost.argmax())],
                "draws": lost.size,
            }
        )
    columns = ("policy", "outcome", "unit", "expected", "p95", "maximum")
    return as_table(comparison, rows, (*columns, "draw_of_maximum", "draws"))


def _gains(comparison: Compared, outcome: str) -> pd.DataFrame:
    """Compute paired draws, signed so that more is better."""
    table = paired(comparison, outcome)
    return direction(outcome) * table
