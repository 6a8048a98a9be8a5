"""Find stochastically dominant and Pareto-efficient policies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import permutations
from typing import Literal, get_args

import numpy as np
import pandas as pd

from commpartner.experiments.choosing.compared import Compared
from commpartner.experiments.choosing.paired import (
    ROUNDING,
    as_table,
    check_outcomes,
    direction,
    equal_to_rounding,
    paired,
)
from commpartner.facts.outcomes import OUTCOMES
from commpartner.problems.arguments import Array, is_whole, refused
from commpartner.problems.wording import among
from commpartner.texts import Text

Order = Literal[1, 2]
Statistic = Literal["mean", "p5", "p50", "p95"]
STATISTICS: Mapping[Statistic, Callable[[Array], Array]] = {
    "mean": lambda table: table.mean(axis=0),
    "p5": lambda table: np.quantile(table, 0.05, axis=0),
    "p50": lambda table: np.quantile(table, 0.50, axis=0),
    "p95": lambda table: np.quantile(table, 0.95, axis=0),
}


def dominance(comparison: Compared, outcome: str, order: Order = 1) -> pd.DataFrame:
    r"""Test every pair of policies for stochastic dominance of first and second order.

    With as many draws for *a* as for *b*, both sorted from bad to good, *a* dominates *b* if

    .. math::

       \text{order 1:}\; a_{(i)} \ge b_{(i)},\qquad
       \text{order 2:}\; \frac1i \sum_{j \le i} a_{(j)} \ge \frac1i \sum_{j \le i} b_{(j)}

    for all *i*, and not equal for all. Order 1: everyone who wants more prefers *a*. Order 2:
    everyone who also dislikes risk does; the mean of the worst *i* draws is never lower. Exact for
    the distributions of the draws, which are not those of an endless sample.

    Parameters
    ----------
    comparison
        Policies in the same draws.
    outcome
        One of which more or less is better; if less is, signs are turned.
    order
        1 or 2.

    Returns
    -------
    pandas.DataFrame
        One row an ordered pair of policies: a, b, outcome, order, dominates, and
        largest_violation, by how much *a* falls short in the *i* where it does most
        [unit of the outcome], 0 if it does nowhere; draws.

    Raises
    ------
    InputError
        If the outcome is unknown, or neither more nor less of it is better.
    ValueError
        If a policy has no number in some draw, or the order is neither 1 nor 2.

    References
    ----------
    J. Hadar and W. R. Russell (1969), Rules for ordering uncertain prospects, American Economic
    Review 59(1). G. Hanoch and H. Levy (1969), The efficiency analysis of choices involving risk,
    doi:10.2307/2296431.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": list("aabb"), "draw": [0, 1, 0, 1], "satisfaction": [60, 80, 70, 70]}
    >>> two = SimpleNamespace(policies={"a": 0, "b": 0}, outcomes=pd.DataFrame(rows))
    >>> dominance(two, "satisfaction", order=2)[["a", "b", "dominates", "largest_violation"]]
       a  b  dominates  largest_violation
    0  a  b      False               10.0
    1  b  a       True                0.0
    """
    if not (is_whole(order) and order in get_args(Order)):
        raise refused("order", order, Text("one_or_two"))
    table = paired(comparison, outcome)
    rising = np.sort(direction(outcome) * table.to_numpy(), axis=0)
    smallest = ROUNDING * np.abs(rising).max()
    numbers = np.arange(1, len(table) + 1) if order == 2 else np.ones(len(table))
    rows = []
    for first, second in permutations(range(table.shape[1]), 2):
        gap = _without_rounding(rising[:, first] - rising[:, second], smallest)
        if order == 2:
            gap = _without_rounding(np.cumsum(gap), smallest)
        rows.append(
            {
                "a": table.columns[first],
                "b": table.columns[second],
                "outcome": outcome,
                "order": order,
                "dominates": bool((gap >= 0).all() and (gap > 0).any()),
                "largest_violation": max(0.0, float((-gap / numbers).max())),
                "draws": len(table),
            }
        )
    columns = ("a", "b", "outcome", "order", "dominates", "largest_violation", "draws")
    return as_table(comparison, rows, columns)


def _without_rounding(gap: Array, smallest: float) -> Array:
    return np.where(np.abs(gap) > smallest, gap, 0.0)


def pareto(
    comparison: Compared, outcomes: Sequence[str], statistic: Statistic = "mean"
) -> pd.DataFrame:
    """Find the policies that are Pareto-efficient in several outcomes.

    A policy is dominated by one that is at least as good in every outcome and better in one; it is
    efficient if none is. Efficient policies are what a planner has to weigh.

    Parameters
    ----------
    comparison
        Policies in the same draws.
    outcomes
        Names of outcomes of which more or less is better.
    statistic
        Over the draws: mean, p5, p50 or p95 of the outcome itself, whichever way is better.

    Returns
    -------
    pandas.DataFrame
        One row a policy: policy, the statistic of each outcome (units in ``attrs["units"]``, its
        name in ``attrs["statistic"]``), efficient, dominated_by (names, with commas), draws.

    Raises
    ------
    InputError
        If an outcome is unknown, or neither more nor less of it is better.
    ValueError
        If there is no outcome, a policy has no number in some draw, or the statistic is
        unknown.

    References
    ----------
    T. C. Koopmans (1951), Analysis of production as an efficient combination of activities, in
    Activity Analysis of Production and Allocation, for the set of efficient choices.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": list("abc"), "draw": 0, "satisfaction": [60.0, 70.0, 65.0]}
    >>> rows["fallback_per_year"] = [10.0, 30.0, 30.0]
    >>> three = SimpleNamespace(policies=dict.fromkeys("abc"), outcomes=pd.DataFrame(rows))
    >>> found = pareto(three, ["satisfaction", "fallback_per_year"])
    >>> found["efficient"].tolist(), found["dominated_by"].tolist()
    ([True, True, False], ['', '', 'b'])
    """
    chosen = list(dict.fromkeys(check_outcomes(comparison, outcomes)))
    if not chosen:
        raise refused("outcomes", Text("none"), Text("at_least_one"))
    if not among(statistic, STATISTICS):
        allowed = Text("one_of", names=", ".join(map(repr, STATISTICS)))
        raise refused("statistic", statistic, allowed)
    signs = np.array([direction(outcome) for outcome in chosen])
    tables = [paired(comparison, outcome).to_numpy() for outcome in chosen]
    figures = np.array(
        [equal_to_rounding(STATISTICS[statistic](table)[np.newaxis])[0] for table in tables]
    ).T
    gains = signs * figures
    policies = list(comparison.policies)
    rows = []
    for number, policy in enumerate(policies):
        beats = (gains >= gains[number]).all(axis=1) & (gains > gains[number]).any(axis=1)
        by = ", ".join(name for name, does in zip(policies, beats, strict=True) if does)
        rows.append(
            {"policy": policy, **dict(zip(chosen, figures[number], strict=True))}
            | {"efficient": not by, "dominated_by": by, "draws": len(tables[0])}
        )
    columns = ("policy", *chosen, "efficient", "dominated_by", "draws")
    found = as_table(comparison, rows, columns)
    found.attrs |= {
        "units": {outcome: OUTCOMES[outcome].unit for outcome in chosen},
        "statistic": statistic,
    }
    return found
