"""Pair the cost and the effect of every policy in the same draws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from commpartner.experiments.choosing.compared import Compared
from commpartner.experiments.choosing.paired import check_outcomes, direction, paired
from commpartner.experiments.weighing.icers import EFFICIENT, increments
from commpartner.facts.outcomes import OUTCOMES
from commpartner.problems.arguments import Array, refused, require
from commpartner.texts import Text

MONEY = "yuan"
STEPS = 21  # of a willingness to pay that nobody has named
MOST_STEPS = 1001


class CostAndEffect(NamedTuple):
    """Hold cost and effect of every policy in the draws that all policies have.

    Attributes
    ----------
    cost, effect
        Names of the outcomes.
    costs
        Index draw, one column a policy; more is dearer [unit of the cost].
    effects
        Index draw, one column a policy; more is better [unit of the effect].
    """

    cost: str
    effect: str
    costs: pd.DataFrame
    effects: pd.DataFrame

    @property
    def unit(self) -> str:
        """Return the unit of the cost, in which net benefits are."""
        return OUTCOMES[self.cost].unit

    def net_benefits(self, willingness: float) -> Array:
        """Compute willingness x effect - cost, shape (draw, policy) [unit of the cost]."""
        return np.asarray(willingness * self.effects.to_numpy() - self.costs.to_numpy())

    def means(self) -> tuple[Array, Array]:
        """Compute the mean cost and effect of every policy, each of shape (policy,)."""
        return _means(self.costs), _means(self.effects)


def cost_and_effect(comparison: Compared, cost: str, effect: str) -> CostAndEffect:
    """Pair the cost and the effect of every policy, signed as cost and as gain.

    Parameters
    ----------
    comparison
        Two policies or more in the same draws.
    cost
        An outcome in yuan of which less is better; if more is better, its negative is the cost.
    effect
        An outcome of which more is better; if less is better, its negative is the effect.

    Returns
    -------
    CostAndEffect

    Raises
    ------
    InputError
        If an outcome is unknown, or neither more nor less of it is better.
    ValueError
        If the cost is not in yuan, both are the same outcome, a policy has no number in some draw,
        or there are fewer than two policies or draws.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": list("aabb"), "draw": [0, 1, 0, 1], "abandoned_estates": [3, 2, 1, 0]}
    >>> rows["public_net_cost"] = [10, 12, 20, 30]
    >>> two = SimpleNamespace(policies={"a": 0, "b": 0}, outcomes=pd.DataFrame(rows))
    >>> found = cost_and_effect(two, "public_net_cost", "abandoned_estates")
    >>> found.effects["b"].tolist(), found.net_benefits(100.0).tolist()
    ([-1.0, -0.0], [[-310.0, -120.0], [-212.0, -30.0]])
    """
    check_outcomes(comparison, (cost, effect))
    signs = {name: direction(name) for name in (cost, effect)}
    if not OUTCOMES[cost].unit.startswith(MONEY):
        raise refused("cost", cost, Text("an_outcome_in_yuan"))
    if cost == effect:
        raise refused("effect", effect, Text("another_outcome_than_the_cost"))
    policies = list(comparison.policies)
    if len(policies) < 2:
        raise refused("policies", policies, Text("two_or_more"))
    costs, effects = -signs[cost] * paired(comparison, cost), paired(comparison, effect)
    if len(costs) < 2:
        raise refused("draws", len(costs), Text("two_or_more"))
    return CostAndEffect(cost, effect, costs, signs[effect] * effects)


def grid(pair: CostAndEffect, willingness: float | Sequence[float] | None) -> Array:
    """Validate values of a willingness to pay, or choose 21 from 0 to twice the highest ratio.

    The ratio is that of incremental cost and effect on the frontier of the means; if one policy
    alone is on it, the largest ratio of the differences between two policies.

    Parameters
    ----------
    pair
        Costs and effects.
    willingness
        One number or more, in rising order, each 0 or above [unit of cost / unit of effect].

    Returns
    -------
    numpy.ndarray
        Shape (willingness,) [unit of cost / unit of effect].

    Raises
    ------
    ValueError
        If a number is not finite or below 0, the order does not rise, or there are more than 1001.
    """
    if willingness is not None:
        allowed = Text("rising_from_zero", most=MOST_STEPS)
        given = np.atleast_1d(require("willingness", willingness, lambda x: x >= 0, allowed))
        if given.ndim > 1 or not 1 <= given.size <= MOST_STEPS or (np.diff(given) <= 0).any():
            raise refused("willingness", willingness, allowed)
        return given
    cost, effect = pair.means()
    ratios = [row.ratio for row in increments(cost, effect) if row.status == EFFICIENT]
    known = [each for each in ratios if math.isfinite(each) and each > 0]
    if not known:
        dearer, better = (abs(each[:, None] - each) for each in (cost, effect))
        known = [*(dearer[better > 0] / better[better > 0])]
    most = 2.0 * max(known, default=0.0)
    return np.linspace(0.0, _round_up(most) if most > 0 else 1.0, STEPS)


def _round_up(value: float) -> float:
    """Round up to one of 1, 2, 4, 5, 6, 8 or 10 times a power of ten."""
    size = 10.0 ** math.floor(math.log10(value))
    return next((step * size for step in (1, 2, 4, 5, 6, 8) if step * size >= value), 10.0 * size)


def _means(table: pd.DataFrame) -> Array:
    """Compute means that do not depend on the order of the draws."""
    return np.array([math.fsum(table[name]) / len(table) for name in table])
