"""Decide whether a problem is solved, with reasons in both languages."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from commpartner.benchmark.goals import Best, Goal, GoodEnough
from commpartner.benchmark.phrases import SIGNS, interval, label
from commpartner.benchmark.tables import ALL, keeping
from commpartner.experiments.choosing.paired import direction
from commpartner.facts.labels import unit_name
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import number, percent
from commpartner.problems.wording import Language


class Verdict(NamedTuple):
    """Hold whether a problem is solved, by comparison with which baseline, and why."""

    solved: bool
    best_baseline: str | None
    why_en: str
    why_zh: str


def verdict(goal: Goal, table: pd.DataFrame, differences: pd.DataFrame, submission: str) -> Verdict:
    """Judge a submission by its table and its differences from the baselines.

    Parameters
    ----------
    goal
        What is sought.
    table
        From `tables.summary`, with the submission.
    differences
        From `tables.differences_from`.
    submission
        Its name in the table.

    Returns
    -------
    Verdict
        Where no baseline keeps the conditions, there is none to be better than.
    """
    best = best_of(goal, table, list(differences["baseline"]))
    if isinstance(goal, GoodEnough):
        return _good_enough(goal, table, best, submission)
    broken = table[(table["policy"] == submission) & (table["kept"] == 0.0)]
    if not broken.empty:
        rows = [(row, goal.conditions[row["outcome"]].share) for row in _rows(broken)]
        en = "; ".join(_broken(row, share, "en") for row, share in rows)
        zh = "；".join(_broken(row, share, "zh") for row, share in rows)
        return Verdict(False, best, f"it breaks a condition: {en}", f"未满足条件：{zh}")
    if best is None:
        en, zh = "it keeps all conditions and no baseline does", "满足全部条件，而基准方案均不满足"
        return Verdict(True, None, en, zh)
    return _better(goal, differences.set_index("baseline").loc[best], best)


def best_of(goal: Goal, table: pd.DataFrame, policies: list[str]) -> str | None:
    """Find the policy with the best mean among those that meet all conditions.

    Parameters
    ----------
    goal
        What is sought.
    table
        From `tables.summary`.
    policies
        Names; the first of equals is taken.

    Returns
    -------
    str or None
        None where no policy keeps the conditions.
    """
    name = goal.outcome if isinstance(goal, Best) else ALL
    sign = direction(name) if isinstance(goal, Best) else 1.0
    means = table[table["outcome"] == name].set_index("policy")["mean"]
    allowed = keeping(table, policies) if isinstance(goal, Best) else policies
    return max(allowed, key=lambda policy: sign * float(means[policy]), default=None)


def _better(goal: Best, row: Any, best: str) -> Verdict:
    sign = direction(goal.outcome)
    gain = sign * row["mean"]
    low, high = sorted((sign * row["low"], sign * row["high"]))
    solved = bool(low > goal.margin)
    known = OUTCOMES[goal.outcome]
    figures = f"{number(gain)} ({number(low)} .. {number(high)})"
    needed, unit = number(goal.margin), unit_name(known.unit, "zh")
    return Verdict(
        solved,
        best,
        f"{known.label_en} is better than with {best!r} by {figures} {known.unit}, "
        f"95 % interval; more than {needed} {known.unit} is needed",
        f"{known.label_zh}比“{best}”改善{figures}{unit}（95%区间）；须超过{needed}{unit}",
    )


def _good_enough(
    goal: GoodEnough, table: pd.DataFrame, best: str | None, submission: str
) -> Verdict:
    shares = {row["policy"]: row for row in _rows(table[table["outcome"] == ALL])}
    row = shares[submission]
    solved = bool(row["low"] >= goal.share)
    found = interval(row, percent=True)
    theirs = interval(shares[best], percent=True) if best is not None else "-"
    return Verdict(
        solved,
        best,
        f"all thresholds are met in {found} of the draws, 95 % interval; the interval must lie at "
        f"or above {goal.share:.0%} (the best baseline, {best!r}, meets them in {theirs})",
        f"{found}的抽样满足全部要求（95%区间）；区间下限须不低于{goal.share:.0%}"
        f"（最佳基准“{best}”为{theirs}）",
    )


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _broken(row: dict[str, Any], share: float | None, language: Language) -> str:
    bound = f"{SIGNS[row['test']]} {number(row['bound'])} {OUTCOMES[row['outcome']].unit}"
    name = label(row["outcome"], language)
    if share is None:
        return f"{name} {number(row['mean'])}, {bound}"
    if language == "zh":
        return f"{name} {bound}的抽样占{percent(row['met'], language, 1)}，须达{share:.0%}"
    return f"{name} {bound} in {percent(row['met'], language, 1)} of the draws, {share:.0%} needed"
