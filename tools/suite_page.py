"""Write the page of the suite: the problems, how to cite, how to submit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from commpartner.benchmark.goals import Best, Goal, GoodEnough
from commpartner.benchmark.phrases import asked, cell, head, interval, rule_name, sought
from commpartner.benchmark.problem import BenchmarkProblem
from commpartner.benchmark.tables import ALL
from commpartner.benchmark.verdict import best_of
from commpartner.experiments.choosing.paired import direction
from commpartner.model.control import FeedbackPolicy
from commpartner.programme import Policy
from commpartner.programme.levers import changed
from commpartner.report.documents import markdown_table

Golden = Mapping[str, pd.DataFrame]
TEMPLATE = Path(__file__).with_suffix(".md")
CITED = "xiashan-share"  # the problem of the example


def page(problems: Iterable[BenchmarkProblem], golden: Golden, scored: pd.DataFrame) -> str:
    """Write the page.

    Parameters
    ----------
    problems
        In the order of the page.
    golden
        By name of the problem, its golden table.
    scored
        Paired differences of the submissions from the baselines, see `suite.submissions_table`.

    Returns
    -------
    str
        Markdown.
    """
    problems = list(problems)
    text = TEMPLATE.read_text(encoding="utf-8")
    first = golden[CITED].iloc[0]
    text = text.replace("DEFINITION", str(first["definition"])[:12])
    for name in ("version", "draws", "seed"):
        text = text.replace(name.upper(), str(first[name]))
    sections = "\n".join(_section(each, golden[each.id]) for each in problems)
    overview = _overview(problems, golden, scored)
    return text.replace("OVERVIEW", overview).replace("SECTIONS", sections)


def _overview(problems: list[BenchmarkProblem], golden: Golden, scored: pd.DataFrame) -> str:
    rows = []
    for each in problems:
        table = golden[each.id]
        best = best_of(each.goal, table, list(each.baselines))
        rows.append(
            (
                f"[{each.id}](#{each.id})",
                f"{each.label_en} {each.label_zh}",
                sought(each.goal),
                f"`{best}`",
                _reached(each.goal, table, str(best)),
                asked(each.goal),
                _answers(each, scored),
            )
        )
    heading = ("problem", "about", "sought", "best baseline", "it reaches", "solved by", "answers")
    note = (
        "What is reached is a mean with its 95 % interval, or a share of draws with Wilson's; an "
        "answer is a submission with its gain over the best baseline.\n"
    )
    return "\n".join(["## The ten 十个问题\n", markdown_table(heading, rows), "", note])


def _reached(goal: Goal, table: pd.DataFrame, policy: str) -> str:
    name = goal.outcome if isinstance(goal, Best) else ALL
    row = table[(table["policy"] == policy) & (table["outcome"] == name)].iloc[0]
    return interval(row, percent=name == ALL)


def _answers(problem: BenchmarkProblem, scored: pd.DataFrame) -> str:
    rows = scored[(scored["problem"] == problem.id) & scored["best"]]
    sign = direction(problem.goal.outcome) if isinstance(problem.goal, Best) else 1.0
    found = []
    for row in rows.to_dict("records"):
        low, high = sorted((sign * row["low"], sign * row["high"]))
        gain = {"mean": sign * row["mean"], "low": low, "high": high}
        verdict = "" if row["solved"] else ", not solved"
        percent = isinstance(problem.goal, GoodEnough)
        found.append(f"{row['submission']}: {interval(gain, percent=percent)}{verdict}")
    return "; ".join(found) or "none yet"


def _section(problem: BenchmarkProblem, table: pd.DataFrame) -> str:
    counts = (
        f"Case `{problem.case}` (synthetic data), {problem.months} months, {problem.draws} draws, "
        f"seed {problem.seed}, at most {problem.budget:,} simulations to try out. Definition "
        f"`{str(table['definition'].iloc[0])[:12]}`."
    )
    levers = [
        (f"`{name}`", lever.in_words(), "yes" if name in problem.by_rule else "")
        for name, lever in problem.levers.items()
    ]
    names = list(dict.fromkeys(table["outcome"]))
    rows = [
        [
            f"`{policy}`",
            _what(each, problem.base),
            *(cell(table, policy, name, problem.goal) for name in names),
        ]
        for policy, each in problem.baselines.items()
    ]
    heads = [head(name, problem.goal) for name in names]
    return "\n".join(
        [
            f"## {problem.id}\n",
            f"**{problem.label_en} {problem.label_zh}.** {problem.question_en} "
            f"{problem.question_zh}\n",
            f"{problem.tradeoff_en} {problem.tradeoff_zh}\n",
            counts + "\n",
            markdown_table(("lever", "range", "by rule"), levers) + "\n",
            f"Sought: {sought(problem.goal)}. Solved by {asked(problem.goal)}.\n",
            markdown_table(("baseline", "differs from the base policy in", *heads), rows) + "\n",
        ]
    )


def _what(policy: Policy | FeedbackPolicy, base: Policy) -> str:
    """Describe the levers in which a policy differs from another, and its rule."""
    plain = policy.policy if isinstance(policy, FeedbackPolicy) else policy
    parts = [f"`{name} = {value!r}`" for name, value in changed(plain, base).items()]
    if isinstance(policy, FeedbackPolicy):
        parts.append(f"rule `{rule_name(policy)}`")
    return ", ".join(parts) or "nothing"
