"""Describe goals, figures and policies in a few words in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from commpartner.benchmark.goals import Best, Condition, Goal, GoodEnough
from commpartner.benchmark.tables import ALL
from commpartner.experiments.choosing.paired import direction
from commpartner.experiments.choosing.satisficing import Bar, Test
from commpartner.facts.labels import label_of
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import number
from commpartner.facts.words import say
from commpartner.model.control import FeedbackPolicy
from commpartner.problems.wording import Language

# From the unit of an outcome to that in which it is shown: a factor, and its name.
Units = Callable[[str], tuple[float, str]]
SIGNS: Mapping[Test, str] = {"at_least": "≥", "at_most": "≤"}


def as_defined(unit: str) -> tuple[float, str]:
    """Return a unit unchanged; `commpartner.cli.tabled.scaled` has those of a screen."""
    return 1.0, unit


def interval(row: Mapping[str, Any] | pd.Series, percent: bool = False, factor: float = 1.0) -> str:
    """Format a mean with its interval.

    Examples
    --------
    >>> interval({"mean": 0.5, "low": 0.4, "high": 0.6}, percent=True)
    '50.0 (40.0 .. 60.0) %'
    """

    def shown(value: float) -> str:
        return f"{100 * value:.1f}" if percent else number(factor * value)

    bounds = f"({shown(row['low'])} .. {shown(row['high'])})"
    return f"{shown(row['mean'])} {bounds}" + (" %" if percent else "")


def sought(goal: Goal, language: Language = "en", units: Units = as_defined) -> str:
    """Describe what a goal seeks."""
    if isinstance(goal, GoodEnough):
        return say("goal_thresholds", language)
    key = "goal_most" if direction(goal.outcome) > 0 else "goal_least"
    _, unit = units(OUTCOMES[goal.outcome].unit)
    return say(key, language, name=label_of(OUTCOMES[goal.outcome], language), unit=unit)


def asked(goal: Goal, language: Language = "en", units: Units = as_defined) -> str:
    """Describe when a goal is reached."""
    if isinstance(goal, GoodEnough):
        return say("goal_share", language, share=goal.share)
    factor, unit = units(OUTCOMES[goal.outcome].unit)
    margin = number(factor * goal.margin)
    if factor != 1.0:
        margin += unit if language == "zh" else f" {unit}"
    return say("goal_margin", language, margin=margin)


def head(name: str, goal: Goal, language: Language = "en", units: Units = as_defined) -> str:
    """Label the column of an outcome with its condition."""
    if name == ALL:
        return say("goal_all", language)
    factor, unit = units(OUTCOMES[name].unit)
    text = say("goal_outcome", language, name=label_of(OUTCOMES[name], language), unit=unit)
    wanted: Mapping[str, Condition | Bar]
    wanted = goal.conditions if isinstance(goal, Best) else goal.thresholds
    if name not in wanted:
        return text
    bar = wanted[name]
    limit = f"{SIGNS[bar.test]} {number(factor * bar.number)}"
    if isinstance(bar, Condition) and bar.over:
        sign = "-" if bar.number < 0 else "+"
        change = f" {sign} {number(factor * abs(bar.number))}" * (bar.number != 0)
        limit = f"{SIGNS[bar.test]} {bar.over}{change}"
    if isinstance(bar, Condition) and bar.share is not None:
        limit += say("goal_share_of_draws", language, share=bar.share)
    return say("goal_limit", language, name=text, limit=limit)


def cell(table: pd.DataFrame, policy: str, name: str, goal: Goal, units: Units = as_defined) -> str:
    """Format a policy's result, the share of draws that meet the condition, and ✗ if it fails."""
    row = table[(table["policy"] == policy) & (table["outcome"] == name)].iloc[0]
    factor = 1.0 if name == ALL else units(OUTCOMES[name].unit)[0]
    text = interval(row, percent=name == ALL, factor=factor)
    bar = goal.conditions.get(name) if isinstance(goal, Best) else None
    by_draw = isinstance(goal, GoodEnough) and name != ALL
    if by_draw or (bar is not None and bar.share is not None):
        text += f"; {row['met']:.0%}"
    return text + (" ✗" if row["kept"] == 0.0 else "")


def rule_name(policy: FeedbackPolicy) -> str:
    """Name a rule with its parameters.

    Examples
    --------
    >>> from commpartner.benchmark import problem
    >>> rule_name(problem("xiangyang-stop").baselines["pause_when_dear"])
    'pause_when_dear(limit=20.0)'
    """
    rule, numbers = policy.rule, ""
    while isinstance(rule, partial):
        if rule.keywords:
            numbers = ", ".join(f"{key}={value!r}" for key, value in rule.keywords.items())
        rule = rule.args[0] if rule.args else rule.func
    name = getattr(rule, "__name__", type(rule).__name__)
    return f"{name}({numbers})" if numbers else str(name)
