"""Comparisons of a few numbers, and a problem small enough to run in no time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pandas as pd

from commpartner.benchmark import BenchmarkProblem, problem
from commpartner.experiments.comparison import Comparison


def few_numbers(outcomes: Mapping[str, Mapping[str, Sequence[float]]]) -> Comparison:
    """Policy to outcome to values by draw; only what the tables read of a comparison."""
    parts = []
    for policy, columns in outcomes.items():
        part = pd.DataFrame(columns)
        part.insert(0, "policy", policy)
        part.insert(1, "draw", range(len(part)))
        parts.append(part)
    rows = pd.concat(parts, ignore_index=True)
    return cast(Comparison, SimpleNamespace(policies=dict.fromkeys(outcomes), outcomes=rows))


def short(name: str, months: int = 12, draws: int = 16) -> BenchmarkProblem:
    """A problem over fewer months and draws."""
    return replace(problem(name), months=months, draws=draws)
