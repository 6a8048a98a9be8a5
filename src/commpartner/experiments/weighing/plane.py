"""Tabulate cost-effectiveness: increments, dominance, and the draws of the plane."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from commpartner.experiments.choosing.compared import Compared
from commpartner.experiments.choosing.intervals import check_level, mean_interval
from commpartner.experiments.choosing.paired import as_table, direction
from commpartner.experiments.weighing.icers import EFFICIENT, increments
from commpartner.experiments.weighing.pairs import CostAndEffect, cost_and_effect
from commpartner.experiments.weighing.ratios import ratio_interval
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.shown import Shown
from commpartner.problems.wording import known_name

QUADRANTS = ("dearer_better", "dearer_worse", "cheaper_better", "cheaper_worse", "on_an_axis")
TABLE = (
    *("policy", "mean_cost", "mean_effect", "status", "against", "incremental_cost"),
    *("incremental_effect", "icer", "icer_low", "icer_high"),
)
DIFFERENCES = (
    *("policy", "baseline", "incremental_cost", "cost_low", "cost_high", "incremental_effect"),
    *("effect_low", "effect_high", *QUADRANTS, "draws"),
)


@dataclass(frozen=True, eq=False, repr=False)
class CostEffectiveness(Shown):
    """Hold the cost-effectiveness of policies: means, increments, and draws of the plane.

    Incremental cost is positive if a policy is dearer, and incremental effect if it is better,
    whether more or less of the outcome is better.

    Attributes
    ----------
    cost, effect
        Names of the outcomes; units in `unit_of_cost` and `unit_of_effect`.
    baseline
        Of `plane` and `quadrants`.
    level
        Of the intervals.
    table
        One row a policy, cheapest first: policy, mean_cost, mean_effect; status: "efficient",
        "dominated", "extended" (weak or extended dominance) or "equal"; against, the policies that
        the status refers to; incremental_cost, incremental_effect and icer, their ratio, over the
        next cheaper efficient policy [unit of cost / unit of effect]. Its interval icer_low,
        icer_high is infinite if the incremental effect is not told from 0.
    quadrants
        One row a policy beside the baseline: incremental_cost with its interval cost_low, cost_high
        and incremental_effect with effect_low, effect_high (means of paired differences, *t*);
        shares of draws dearer_better, dearer_worse, cheaper_better, cheaper_worse, on_an_axis;
        draws.
    plane
        One row a policy beside the baseline and draw: policy, draw, incremental_cost,
        incremental_effect.
    policies
        By name.
    synthetic
        Whether data of the programme are generated.
    """

    cost: str
    effect: str
    unit_of_cost: str
    unit_of_effect: str
    baseline: str
    level: float
    table: pd.DataFrame
    quadrants: pd.DataFrame
    plane: pd.DataFrame
    policies: Mapping[str, Any]
    synthetic: bool


def cost_effectiveness(
    comparison: Compared,
    effect: str,
    cost: str = "public_net_cost",
    baseline: str | None = None,
    level: float = 0.90,
) -> CostEffectiveness:
    r"""Compute incremental cost-effectiveness ratios, dominance, and the draws of the plane.

    .. math:: \text{ICER} = \Delta c / \Delta e

    of the means, along the efficient frontier (`icers.increments`), with Fieller's interval
    (`ratios.ratio_interval`). A ratio is not averaged over draws, since it has no mean where the
    effect may be 0; the plane shows how it varies.

    Parameters
    ----------
    comparison
        Two policies or more in the same draws.
    effect
        An outcome of which more is better; if less is better, the reduction is the effect.
    cost
        An outcome in yuan of which less is better; if more is better, what is lost is the cost.
    baseline
        Of the plane; the first policy if none is given.
    level
        Of the confidence intervals of differences and ratios, between 0 and 1 [share].

    Returns
    -------
    CostEffectiveness

    Raises
    ------
    InputError
        If a name is unknown, or neither more nor less of an outcome is better.
    ValueError
        If the cost is not in yuan, both outcomes are the same, a policy has no number in some draw,
        policies or draws are fewer than two, or the level is out of range.

    References
    ----------
    W. C. Black (1990), The CE plane, doi:10.1177/0272989X9001000308. M. F. Drummond et al. (2015),
    Methods for the economic evaluation of health care programmes, 4th edition.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": list("aabb"), "draw": [0, 1, 0, 1], "satisfaction": [60, 62, 64, 68]}
    >>> rows["public_net_cost"] = [10, 10, 20, 30]
    >>> two = SimpleNamespace(policies={"a": 0, "b": 0}, outcomes=pd.DataFrame(rows))
    >>> found = cost_effectiveness(two, "satisfaction")
    >>> found.table[["policy", "status", "incremental_cost", "incremental_effect", "icer"]]
      policy     status  incremental_cost  incremental_effect  icer
    0      a  efficient               NaN                 NaN   NaN
    1      b  efficient              15.0                 5.0   3.0
    """
    pair = cost_and_effect(comparison, cost, effect)
    policies = list(comparison.policies)
    base = policies[0] if baseline is None else baseline
    known_name("comparison", "baseline", base, policies)
    check_level(level)
    others = [policy for policy in policies if policy != base]
    dearer = pair.costs[others].sub(pair.costs[base], axis=0)
    better = pair.effects[others].sub(pair.effects[base], axis=0)
    rows = [
        {"policy": policy, "baseline": base, "draws": len(dearer)}
        | _difference(dearer[policy], better[policy], level)
        for policy in others
    ]
    plane = pd.concat(
        pd.DataFrame(
            {
                "policy": policy,
                "draw": dearer.index,
                "incremental_cost": dearer[policy].to_numpy(),
                "incremental_effect": better[policy].to_numpy(),
            }
        )
        for policy in others
    )
    return CostEffectiveness(
        cost=cost,
        effect=effect,
        unit_of_cost=pair.unit,
        unit_of_effect=OUTCOMES[effect].unit,
        baseline=base,
        level=level,
        table=_table(comparison, pair, level),
        quadrants=as_table(comparison, rows, DIFFERENCES),
        plane=plane.reset_index(drop=True),
        policies=comparison.policies,
        synthetic=is_synthetic(comparison),
    )


def is_synthetic(comparison: Compared) -> bool:
    """Return whether data of the programme compared are generated."""
    return bool(getattr(getattr(comparison, "programme", None), "synthetic", False))


def _difference(dearer: pd.Series, better: pd.Series, level: float) -> dict[str, float]:
    cost, effect = mean_interval(dearer, level), mean_interval(better, level)
    up, right = np.sign(dearer.to_numpy()), np.sign(better.to_numpy())
    signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
    shares = [float(((up == one) & (right == other)).mean()) for one, other in signs]
    shares.append(float((up * right == 0).mean()))
    return {
        "incremental_cost": cost.mean,
        "cost_low": cost.low,
        "cost_high": cost.high,
        "incremental_effect": effect.mean,
        "effect_low": effect.low,
        "effect_high": effect.high,
        **dict(zip(QUADRANTS, shares, strict=True)),
    }


def _table(comparison: Compared, pair: CostAndEffect, level: float) -> pd.DataFrame:
    """Tabulate means, increments and their ratios, the cheapest policy first."""
    cost, effect = pair.means()
    policies = [*map(str, pair.costs)]
    rows = []
    for number, found in enumerate(increments(cost, effect)):
        low, high = math.nan, math.nan
        if found.status == EFFICIENT and found.against:
            less = policies[found.against[0]]
            dearer, better = (
                table[policies[number]] - table[less] for table in (pair.costs, pair.effects)
            )
            _, low, high = ratio_interval(dearer, better, level)
        rows.append(
            {
                "policy": policies[number],
                "mean_cost": -direction(pair.cost) * cost[number],
                "mean_effect": direction(pair.effect) * effect[number],
                "status": found.status,
                "against": "; ".join(policies[other] for other in found.against),
                "incremental_cost": found.cost,
                "incremental_effect": found.effect,
                "icer": found.ratio,
                "icer_low": low,
                "icer_high": high,
            }
        )
    order = np.lexsort((np.arange(cost.size), effect, cost))
    return as_table(comparison, [rows[number] for number in order], TABLE)
