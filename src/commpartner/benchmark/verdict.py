"""Decide whether a problem is solved, with reasons in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from commpartner.benchmark.goals import Best, Goal, GoodEnough
from commpartner.benchmark.phrases import SIGNS, interval
from commpartner.benchmark.tables import ALL, keeping
from commpartner.experiments.choosing.paired import direction
from commpartner.facts.labels import label_of, unit_name
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import number, percent
from commpartner.facts.words import say
from commpartner.problems.wording import Language

JOINTS: Mapping[Language, str] = {"en": "; ", "zh": "；"}


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
        If no baseline keeps the conditions, there is none to be better than.
    """
    best = best_of(goal, table, list(differences["baseline"]))
    if isinstance(goal, GoodEnough):
        return _good_enough(goal, table, best, submission)
    broken = table[(table["policy"] == submission) & (table["kept"] == 0.0)]
    if not broken.empty:
        rows = [(row, goal.conditions[row["outcome"]].share) for row in _rows(broken)]
        told = {
            language: joint.join(_broken(row, share, language) for row, share in rows)
            for language, joint in JOINTS.items()
        }
        return Verdict(
            False, best, *(say("verdict_broken", each, broken=told[each]) for each in JOINTS)
        )
    if best is None:
        return Verdict(True, None, *(say("verdict_alone", each) for each in JOINTS))
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
        None if no policy keeps the conditions.
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
    figures = {
        "best": best,
        "figures": f"{number(gain)} ({number(low)} .. {number(high)})",
        "needed": number(goal.margin),
    }
    why = (
        say(
            "verdict_better",
            each,
            outcome=label_of(known, each),
            unit=unit_name(known.unit, each),
            **figures,
        )
        for each in JOINTS
    )
    return Verdict(solved, best, *why)


def _good_enough(
    goal: GoodEnough, table: pd.DataFrame, best: str | None, submission: str
) -> Verdict:
    shares = {row["policy"]: row for row in _rows(table[table["outcome"] == ALL])}
    row = shares[submission]
    solved = bool(row["low"] >= goal.share)
    found = interval(row, percent=True)
    theirs = interval(shares[best], percent=True) if best is not None else "-"
    about = {"found": found, "share": goal.share, "best": best, "theirs": theirs}
    return Verdict(solved, best, *(say("verdict_good_enough", each, **about) for each in JOINTS))


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _broken(row: dict[str, Any], share: float | None, language: Language) -> str:
    bound = f"{SIGNS[row['test']]} {number(row['bound'])} {OUTCOMES[row['outcome']].unit}"
    about = {"name": label_of(OUTCOMES[row["outcome"]], language), "bound": bound}
    if share is None:
        return say("verdict_mean", language, mean=number(row["mean"]), **about)
    met = percent(row["met"], language, 1)
    return say("verdict_share", language, met=met, share=share, **about)
