"""Comparisons made of a few numbers, without running anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import SimpleNamespace
from typing import cast

import pandas as pd
from hypothesis import strategies as st

from commpartner.experiments.comparison import Comparison

Outcomes = Mapping[str, Mapping[str, Sequence[float]]]

# Small whole numbers, so that ties are common and sums exact.
few_policies = st.integers(2, 4).flatmap(
    lambda policies: st.integers(2, 6).flatmap(
        lambda draws: st.lists(
            st.lists(st.integers(-4, 4).map(float), min_size=draws, max_size=draws),
            min_size=policies,
            max_size=policies,
        )
    )
)


def comparison_of(outcomes: Outcomes, failed: Collection[tuple[str, int]] = ()) -> Comparison:
    """Policy to outcome to values by draw; only what statistics read of a comparison."""
    tables = []
    for policy, columns in outcomes.items():
        table = pd.DataFrame(columns)
        table.insert(0, "policy", policy)
        table.insert(1, "draw", range(len(table)))
        tables.append(table)
    rows = pd.concat(tables, ignore_index=True)
    gone = [pair in failed for pair in zip(rows["policy"], rows["draw"], strict=True)]
    rows = rows[[not each for each in gone]]
    return cast(Comparison, SimpleNamespace(policies=dict.fromkeys(outcomes), outcomes=rows))


def of_one(outcome: str, values: Sequence[Sequence[float]]) -> Comparison:
    """Policies a, b, c ... and one outcome."""
    return comparison_of(
        {name: {outcome: each} for name, each in zip("abcdef", values, strict=False)}
    )
