"""Rank policies by their means."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pandas as pd

from commpartner.experiments.choosing.compared import Compared
from commpartner.experiments.choosing.delivery import delivery
from commpartner.experiments.choosing.intervals import check_level, draws_needed, mean_interval
from commpartner.experiments.choosing.paired import as_table, direction, paired
from commpartner.facts.outcomes import OUTCOMES
from commpartner.texts import Text


def ranking(comparison: Compared, outcome: str, level: float = 0.95) -> pd.DataFrame:
    """Rank policies by their mean outcome and test each against the next.

    Parameters
    ----------
    comparison
        Policies in the same draws.
    outcome
        One of which more or less is better.
    level
        Of the whole order, between 0 and 1 [share]. The draws themselves decide which policies are
        neighbours. The intervals are therefore corrected for all k (k - 1) / 2 pairs of k policies
        (Bonferroni). For repeated looks pass the level of `level_at_look`.

    Returns
    -------
    pandas.DataFrame
        One row a policy, the best first and ties in the order of the comparison: policy, outcome,
        unit, mean; next (the policy below); mean_difference, policy less next, paired, with its
        confidence interval low, high [unit]; told_apart, whether that leaves out 0; draws_needed,
        how many would do if mean and spread stay (`draws_needed`), NaN if the means are equal,
        which no number of draws tells apart: `note` says so; draws; delivers, whether the policy
        delivers the standard (`delivery`): one that serves nobody costs nothing. The last policy
        has no next: "", NaN and False. If all others are told apart, the whole order is sure
        at the level.

    Raises
    ------
    InputError
        If the outcome is unknown, or neither more nor less of it is better.
    ValueError
        If a policy has no number in some draw, there are fewer than two draws, or the level is
        out of range.

    References
    ----------
    O. J. Dunn (1961), Multiple comparisons among means, doi:10.1080/01621459.1961.10482090.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"policy": list("aaabbb"), "draw": [0, 1, 2] * 2}
    >>> rows["satisfaction"] = [60, 80, 70, 65, 81, 72]
    >>> two = SimpleNamespace(policies={"a": 0, "b": 0}, outcomes=pd.DataFrame(rows))
    >>> ranking(two, "satisfaction")[["policy", "mean_difference", "told_apart", "draws_needed"]]
      policy  mean_difference  told_apart  draws_needed
    0      b         2.666667       False           5.0
    1      a              NaN       False           NaN
    """
    table = paired(comparison, outcome)
    sign = direction(outcome)
    means = {policy: math.fsum(table[policy]) / len(table) for policy in comparison.policies}
    order = sorted(means, key=lambda policy: -sign * means[policy])
    each = 1.0 - (1.0 - check_level(level)) / max(math.comb(len(order), 2), 1)
    delivers = delivery(comparison).set_index("policy")["delivers"].to_dict()
    rows = []
    for policy, below in pairwise([*order, ""]):
        row: dict[str, Any] = {"policy": policy, "next": below, "told_apart": False, "note": ""}
        row |= {"outcome": outcome, "unit": OUTCOMES[outcome].unit}
        row |= {"mean": means[policy], "draws": len(table), "delivers": delivers.get(policy)}
        if below:
            change = (table[policy] - table[below]).to_numpy()
            row["mean_difference"], row["low"], row["high"] = mean_interval(change, each)
            needed = draws_needed(change, each)
            never = math.isinf(needed)
            row["draws_needed"] = math.nan if never else needed
            row["note"] = Text("never_told_apart") if never else ""
            row["told_apart"] = needed <= len(table)
        rows.append(row)
    columns = ("policy", "outcome", "unit", "mean", "next", "mean_difference", "low", "high")
    marks = ("delivers",) if delivers else ()
    last = ("told_apart", "draws_needed", "draws", *marks, "note")
    return as_table(comparison, rows, (*columns, *last))
