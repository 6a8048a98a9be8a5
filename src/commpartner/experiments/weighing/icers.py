"""Compute incremental cost-effectiveness ratios and find the dominated policies."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from commpartner.problems.arguments import Array, refused, series
from commpartner.texts import Text

EFFICIENT, DOMINATED, EXTENDED, EQUAL = "efficient", "dominated", "extended", "equal"


class Increment(NamedTuple):
    """Hold the status of one policy and its increments over the next cheaper efficient one.

    Attributes
    ----------
    status
        "efficient": on the frontier. "dominated": another policy costs no more and has no less
        effect, and is better in one of them. "extended": a mixture of two others dominates it,
        which is weak or extended dominance. "equal": an earlier policy has the same cost and
        effect.
    against
        Numbers of policies: the efficient one that the increments are over, the one that
        dominates or is equal, or the two that are mixed; empty for the cheapest efficient one.
    cost, effect, ratio
        Increments and cost / effect; NaN for the cheapest and all that are not efficient.
    """

    status: str
    against: tuple[int, ...]
    cost: float = math.nan
    effect: float = math.nan
    ratio: float = math.nan


def increments(cost: ArrayLike, effect: ArrayLike) -> list[Increment]:
    r"""Compute the incremental cost-effectiveness ratios along the efficient frontier.

    .. math:: \text{ICER}_k = \frac{c_k - c_{k-1}}{e_k - e_{k-1}}

    with the efficient policies in the order of their cost. Policies that another one dominates are
    removed first, then those whose ratio exceeds that of the next dearer one, until ratios do not
    fall.

    Parameters
    ----------
    cost
        Mean cost, shape (policy,) [any unit].
    effect
        Mean effect, of which more is better, shape (policy,) [any unit].

    Returns
    -------
    list of Increment
        In the order of the arguments [units of cost and effect].

    Raises
    ------
    ValueError
        If a number is not finite, or the shapes are not those of two lists of one length.

    References
    ----------
    M. F. Drummond et al. (2015), Methods for the economic evaluation of health care programmes,
    4th edition. The R package dampack, `calculate_icers`, has the same rules.

    Examples
    --------
    >>> found = increments([5.0, 10.0, 25.0, 35.0], [1.0, 2.0, 3.0, 4.0])
    >>> [each.status for each in found], round(found[3].ratio, 1)
    (['efficient', 'efficient', 'extended', 'efficient'], 12.5)
    """
    costs, effects = series("cost", cost), series("effect", effect)
    if costs.ndim != 1 or costs.shape != effects.shape:
        shapes = Text("shapes", shapes=f"{costs.shape}, {effects.shape}")
        raise refused("cost, effect", shapes, Text("shapes_that_fit"))
    found: dict[int, Increment] = {}
    frontier: list[int] = []
    left_out: list[int] = []
    for one in map(int, np.lexsort((np.arange(costs.size), -effects, costs))):
        best = max(frontier + left_out, key=lambda other: effects[other], default=None)
        if best is not None and effects[best] >= effects[one]:
            equal = costs[best] == costs[one] and effects[best] == effects[one]
            found[one] = Increment(EQUAL if equal else DOMINATED, (best,))
            continue
        while len(frontier) > 1 and _ratio(costs, effects, frontier[-2], frontier[-1]) > _ratio(
            costs, effects, frontier[-1], one
        ):
            left_out.append(frontier.pop())
        frontier.append(one)
    for one in left_out:
        cheaper = [each for each in frontier if costs[each] < costs[one]]
        dearer = [each for each in frontier if costs[each] > costs[one]]
        found[one] = Increment(EXTENDED, (cheaper[-1], dearer[0]))
    for before, one in zip([None, *frontier], frontier, strict=False):
        if before is None:
            found[one] = Increment(EFFICIENT, ())
            continue
        more = float(costs[one] - costs[before])
        better = float(effects[one] - effects[before])
        found[one] = Increment(EFFICIENT, (before,), more, better, more / better)
    return [found[one] for one in range(costs.size)]


def _ratio(cost: Array, effect: Array, one: int, other: int) -> float:
    return float((cost[other] - cost[one]) / (effect[other] - effect[one]))
