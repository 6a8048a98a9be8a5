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
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import number
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


def label(outcome: str, language: Language) -> str:
    """Label an outcome."""
    known = OUTCOMES[outcome]
    return known.label_zh if language == "zh" else known.label_en


def sought(goal: Goal, language: Language = "en", units: Units = as_defined) -> str:
    """Describe what a goal seeks."""
    chinese = language == "zh"
    if isinstance(goal, GoodEnough):
        en, zh = "all thresholds, in as many draws as can be", "在尽可能多的抽样中满足全部要求"
        return zh if chinese else en
    more = direction(goal.outcome) > 0
    most = ("最高" if more else "最低") if chinese else ("most" if more else "least")
    _, unit = units(OUTCOMES[goal.outcome].unit)
    name = label(goal.outcome, language)
    return f"{name}{most}（{unit}）" if chinese else f"{most} {name}, {unit}"


def asked(goal: Goal, language: Language = "en", units: Units = as_defined) -> str:
    """Describe when a goal is reached."""
    chinese = language == "zh"
    if isinstance(goal, GoodEnough):
        en = f"a share of draws whose interval is at or above {goal.share:.0%}"
        return f"抽样占比的95%区间不低于{goal.share:.0%}" if chinese else en
    factor, unit = units(OUTCOMES[goal.outcome].unit)
    margin = number(factor * goal.margin)
    if factor != 1.0:
        margin += unit if chinese else f" {unit}"
    en = f"a gain over the best baseline whose interval is above {margin}"
    return f"较最佳基准改善，其95%区间高于{margin}" if chinese else en


def head(name: str, goal: Goal, language: Language = "en", units: Units = as_defined) -> str:
    """Label the column of an outcome with its condition."""
    chinese = language == "zh"
    if name == ALL:
        return "满足全部要求的抽样占比" if chinese else "all thresholds met, share of draws"
    factor, unit = units(OUTCOMES[name].unit)
    text = f"{label(name, language)}（{unit}）" if chinese else f"{label(name, language)}, {unit}"
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
        limit += f"（{bar.share:.0%}的抽样）" if chinese else f" in {bar.share:.0%} of the draws"
    return f"{text}；{limit}" if chinese else f"{text}; {limit}"


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
