"""Tabulate the policies of a problem and their differences from the baselines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from commpartner.benchmark.goals import Best, Condition, Goal, keeps, outcomes_of
from commpartner.experiments.choosing.intervals import mean_interval, share_interval
from commpartner.experiments.choosing.paired import as_table, direction, paired
from commpartner.experiments.choosing.satisficing import Bar
from commpartner.experiments.comparison import Comparison
from commpartner.facts.outcomes import OUTCOMES
from commpartner.measures.risk import band
from commpartner.problems.arguments import Array

LEVEL = 0.95
ALL = "all"
DESCRIBED = ("mean", "low", "high", "p5", "p50", "p95")
SUMMARY = ("policy", "outcome", "unit", *DESCRIBED, "test", "bound", "met", "kept", "draws")
DIFFERENCES = ("policy", "baseline", "outcome", "unit", *DESCRIBED, "share_better", "draws")


def summary(goal: Goal, comparison: Comparison) -> pd.DataFrame:
    """Tabulate the outcomes of a goal by policy, with intervals and conditions met.

    Parameters
    ----------
    goal
        What is sought.
    comparison
        Policies in the same draws.

    Returns
    -------
    pandas.DataFrame
        One row a policy and outcome, what is sought first: mean with its 95 % interval low, high
        (*t*); p5, p50, p95 of the draws [unit]; test and bound, if the goal has a condition or
        a threshold; met, the share of draws that meet it; kept, of a condition alone: 1 if it
        is kept, else 0; draws. If several outcomes are to be good enough, rows "all" come
        first: the share of draws in which all are, with its Wilson interval.
    """
    tables = {name: paired(comparison, name) for name in outcomes_of(goal)}
    sought = achieved(goal, comparison)
    rows: list[dict[str, Any]] = []
    for policy in comparison.policies:
        if not isinstance(goal, Best):
            rows.append({"policy": policy} | _together(sought[policy].to_numpy()))
        for name, table in tables.items():
            values = table[policy].to_numpy()
            about = {"policy": policy, "outcome": name, "unit": OUTCOMES[name].unit}
            rows.append(about | described(values) | _kept(goal, name, table, policy))
    return as_table(comparison, rows, SUMMARY)


def differences_from(
    goal: Goal, comparison: Comparison, submission: str, baselines: Sequence[str]
) -> pd.DataFrame:
    """Estimate the paired differences of a policy from others in the sought outcome.

    Parameters
    ----------
    goal
        What is sought; if several outcomes are to be good enough, the share of draws in which
        all are.
    comparison
        Policies in the same draws.
    submission, baselines
        Names of policies.

    Returns
    -------
    pandas.DataFrame
        One row a baseline: mean with its 95 % interval low, high (*t*); p5, p50, p95 over the
        draws [unit]; share_better, of the draws in which the submission is better, ties not
        counted; draws.
    """
    sought = achieved(goal, comparison)
    name, unit, sign = ALL, "share", 1.0
    if isinstance(goal, Best):
        name = goal.outcome
        unit, sign = OUTCOMES[name].unit, direction(name)
    rows = []
    for baseline in baselines:
        change = (sought[submission] - sought[baseline]).to_numpy()
        about = {"policy": submission, "baseline": baseline, "outcome": name, "unit": unit}
        better = {"share_better": float((sign * change > 0).mean())}
        rows.append(about | described(change) | better)
    return as_table(comparison, rows, DIFFERENCES)


def achieved(goal: Goal, comparison: Comparison) -> pd.DataFrame:
    """Tabulate the sought outcome by draw and policy; 1 or 0 for thresholds met or missed."""
    if isinstance(goal, Best):
        return paired(comparison, goal.outcome)
    tables = {name: paired(comparison, name) for name in goal.thresholds}
    met = [keeps(bar.test, tables[name], bar.number) for name, bar in goal.thresholds.items()]
    some = next(iter(tables.values()))
    together = np.logical_and.reduce(met).astype(np.float64)
    return pd.DataFrame(together, index=some.index, columns=some.columns)


def keeping(table: pd.DataFrame, policies: Iterable[str]) -> list[str]:
    """List the policies of a `summary` that meet every condition."""
    broken = set(table.loc[table["kept"] == 0.0, "policy"])
    return [policy for policy in policies if policy not in broken]


def described(values: Array) -> dict[str, Any]:
    """Compute the mean with its interval, and quantiles."""
    return {**mean_interval(values, LEVEL)._asdict(), **band(values), "draws": values.size}


def _kept(goal: Goal, name: str, table: pd.DataFrame, policy: str) -> dict[str, Any]:
    asked: Mapping[str, Condition | Bar]
    asked = goal.conditions if isinstance(goal, Best) else goal.thresholds
    if name not in asked:
        return {"test": "", "bound": math.nan, "met": math.nan, "kept": math.nan}
    bar, kept = asked[name], math.nan
    bound, values = float(bar.number), table[policy].to_numpy()
    if isinstance(bar, Condition) and bar.over:
        bound += described(table[bar.over].to_numpy())["mean"]
    met = float(keeps(bar.test, values, bound).mean())
    if isinstance(bar, Condition):
        mean = described(values)["mean"]
        is_kept = keeps(bar.test, mean, bound) if bar.share is None else met >= bar.share
        kept = float(is_kept)
    return {"test": bar.test, "bound": bound, "met": met, "kept": kept}


def _together(met: Array) -> dict[str, Any]:
    share = float(met.mean())
    low, high = share_interval(share, met.size, LEVEL)
    return {
        "outcome": ALL,
        "unit": "share",
        "mean": share,
        "low": low,
        "high": high,
        "test": "",
        "bound": math.nan,
        "met": share,
        "kept": math.nan,
        "draws": met.size,
    }
