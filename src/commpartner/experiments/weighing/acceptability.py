"""Compute acceptability curves, their frontier, and expected loss over a willingness to pay."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from commpartner.experiments.choosing.compared import Compared
from commpartner.experiments.choosing.intervals import (
    check_level,
    mean_interval,
    share_interval,
    standard_deviation,
)
from commpartner.experiments.choosing.paired import as_table, equal_to_rounding
from commpartner.experiments.weighing.icers import EFFICIENT, increments
from commpartner.experiments.weighing.pairs import CostAndEffect, cost_and_effect, grid
from commpartner.experiments.weighing.plane import is_synthetic
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.shown import Shown
from commpartner.problems.arguments import Array

CURVES = (
    *("willingness", "policy", "net_benefit", "probability", "low", "high", "expected_loss"),
    "on_frontier",
)
FRONTIER = (
    *("willingness", "policy", "net_benefit", "probability", "low", "high"),
    *("perfect", "standard_error", "perfect_low", "perfect_high"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Acceptability(Shown):
    """Hold what becomes of the choice between policies as the willingness to pay rises.

    Attributes
    ----------
    cost, effect
        Names of the outcomes; units in `unit_of_cost` and `unit_of_effect`. The willingness to pay
        is in unit of cost / unit of effect, and benefits are in the unit of cost.
    level
        Of the intervals.
    draws
        Those that all policies have.
    curves
        One row a willingness and policy: willingness, policy, net_benefit (mean), probability of
        being best with its Wilson interval low, high; expected_loss; on_frontier.
    frontier
        One row a willingness: willingness, policy (with the best mean net benefit), net_benefit,
        probability with low, high; perfect, the value of perfect information (EVPI), which is the
        policy's expected loss, with standard_error and interval perfect_low, perfect_high.
    switches
        One row a policy on the frontier: policy, willingness_from, willingness_to (infinite for the
        last); exact, from the ratios of the means.
    policies
        By name.
    synthetic
        Whether data of the programme are generated.
    """

    cost: str
    effect: str
    unit_of_cost: str
    unit_of_effect: str
    level: float
    draws: int
    curves: pd.DataFrame
    frontier: pd.DataFrame
    switches: pd.DataFrame
    policies: Mapping[str, Any]
    synthetic: bool


def acceptability(
    comparison: Compared,
    effect: str,
    cost: str = "public_net_cost",
    willingness: float | Sequence[float] | None = None,
    level: float = 0.90,
) -> Acceptability:
    r"""Compute acceptability curves, frontier and expected loss over a willingness to pay.

    With the net benefit :math:`b_d(\lambda) = \lambda e_d - c_d` of policy *d* in a draw,

    .. math:: p_d = P(b_d = \max_q b_q), \quad L_d = E(\max_q b_q - b_d)

    The frontier is the policy with the best mean net benefit, which need not be the one that is
    best most often. Its expected loss is the least one, and the value of perfect information.

    Parameters
    ----------
    comparison
        Two policies or more in the same draws.
    effect
        An outcome of which more is better; if less is better, the reduction is the effect.
    cost
        An outcome in yuan of which less is better; if more is better, what is lost is the cost.
    willingness
        To pay for one more of the effect: one number or more in rising order, each 0 or above
        [unit of cost / unit of effect]. If none is given, 21 from 0 to twice the highest ratio.
    level
        Of the intervals, between 0 and 1 [share].

    Returns
    -------
    Acceptability

    Raises
    ------
    InputError
        If a name is unknown, or neither more nor less of an outcome is better.
    ValueError
        If the cost is not in yuan, both outcomes are the same, a policy has no number in some draw,
        policies or draws are fewer than two, or willingness or level is out of range.

    References
    ----------
    B. A. van Hout et al. (1994), doi:10.1002/hec.4730030505, for the curves. E. Fenwick, K. Claxton
    and M. Sculpher (2001), doi:10.1002/hec.635, for the frontier. F. Alarid-Escudero et al. (2019),
    for the advantages of expected loss curves, doi:10.1016/j.jval.2019.02.008.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": list("aabb"), "draw": [0, 1, 0, 1], "satisfaction": [60, 62, 64, 68]}
    >>> rows["public_net_cost"] = [10, 10, 20, 30]
    >>> two = SimpleNamespace(policies={"a": 0, "b": 0}, outcomes=pd.DataFrame(rows))
    >>> found = acceptability(two, "satisfaction", willingness=[0, 2.8, 4])
    >>> found.frontier[["willingness", "policy", "probability", "perfect"]]
       willingness policy  probability  perfect
    0          0.0      a          1.0      0.0
    1          2.8      a          0.5      0.6
    2          4.0      b          1.0      0.0
    """
    pair = cost_and_effect(comparison, cost, effect)
    check_level(level)
    policies = [*map(str, pair.costs)]
    curves: list[dict[str, Any]] = []
    frontier: list[dict[str, Any]] = []
    for each in map(float, grid(pair, willingness)):
        rows, best = _at(pair, policies, each, level)
        curves += rows
        frontier.append(best)
    return Acceptability(
        cost=cost,
        effect=effect,
        unit_of_cost=pair.unit,
        unit_of_effect=OUTCOMES[effect].unit,
        level=level,
        draws=len(pair.costs),
        curves=as_table(comparison, curves, CURVES),
        frontier=as_table(comparison, frontier, FRONTIER),
        switches=as_table(comparison, _switches(pair, policies), SWITCHES),
        policies=comparison.policies,
        synthetic=is_synthetic(comparison),
    )


SWITCHES = ("policy", "willingness_from", "willingness_to")


def _at(
    pair: CostAndEffect, policies: Sequence[str], willingness: float, level: float
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Compute the curves at one willingness to pay, and the row of the frontier."""
    benefits = equal_to_rounding(pair.net_benefits(willingness))
    most = benefits.max(axis=1, keepdims=True)
    is_best = benefits == most
    probability = (is_best / is_best.sum(axis=1, keepdims=True)).mean(axis=0)
    losses = most - benefits
    means = [math.fsum(column) / len(column) for column in benefits.T]
    first = int(np.argmax(means))
    rows = []
    for number, policy in enumerate(policies):
        low, high = share_interval(min(float(probability[number]), 1.0), len(benefits), level)
        rows.append(
            {
                "willingness": willingness,
                "policy": policy,
                "net_benefit": means[number],
                "probability": float(probability[number]),
                "low": low,
                "high": high,
                "expected_loss": math.fsum(losses[:, number]) / len(losses),
                "on_frontier": number == first,
            }
        )
    best = {name: value for name, value in rows[first].items() if name in FRONTIER}
    return rows, best | _perfect(losses[:, first], level)


def _perfect(loss: Array, level: float) -> dict[str, float]:
    found = mean_interval(loss, level)
    return {
        "perfect": math.fsum(loss) / len(loss),
        "standard_error": standard_deviation(loss) / math.sqrt(len(loss)),
        "perfect_low": found.low,
        "perfect_high": found.high,
    }


def _switches(pair: CostAndEffect, policies: Sequence[str]) -> list[dict[str, Any]]:
    """List the willingness at which each policy of the frontier becomes the best one."""
    found = increments(*pair.means())
    efficient = [number for number, row in enumerate(found) if row.status == EFFICIENT]
    efficient.sort(key=lambda number: pair.means()[0][number])
    begins = [0.0, *(found[number].ratio for number in efficient[1:])]
    ends = [*begins[1:], math.inf]
    return [
        {"policy": policies[number], "willingness_from": start, "willingness_to": end}
        for number, start, end in zip(efficient, begins, ends, strict=True)
    ]
