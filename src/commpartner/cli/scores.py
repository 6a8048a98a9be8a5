"""Print benchmark problems, baselines and scores."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table

from commpartner.benchmark import BenchmarkProblem, Score, problems
from commpartner.benchmark.levers import changed
from commpartner.benchmark.phrases import asked, cell, head, rule_name, sought, span
from commpartner.benchmark.score import SUBMISSION
from commpartner.cli.printing import Terminal
from commpartner.cli.tabled import scaled
from commpartner.cli.words import fill, say
from commpartner.errors import InputError, Problem
from commpartner.facts.labels import in_language
from commpartner.facts.outcomes import OUTCOMES
from commpartner.model.control import FeedbackPolicy
from commpartner.texts import Language, Text

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Ten problems for policies", "十个方案选择问题"),
    "problem": ("problem", "问题"),
    "case": ("case", "案例"),
    "question": ("question", "提问"),
    "lever": ("lever", "可选项"),
    "range": ("range", "范围"),
    "by_rule": ("by rule", "可由规则逐月设定"),
    "yes": ("yes", "是"),
    "next": (
        "commpartner benchmark PROBLEM shows one of them; --submission FILE.py:FUNCTION scores.",
        "commpartner benchmark 问题名 可查看一题；加 --submission 文件.py:函数 可评分。",
    ),
    "sought": ("Sought: {what}. Solved by {asked}.", "目标：{what}。判定：{asked}。"),
    "scores": (
        "Mean and 95 % interval in {draws} draws, seed {seed}",
        "{draws}次抽样（种子{seed}）的均值与95%区间",
    ),
    "broken": ("✗ breaks a condition", "✗ 未满足条件"),
    "submission": ("the submission", "提交的方案"),
    "solved": ("SOLVED: {why}.", "已解决：{why}。"),
    "not_solved": ("NOT SOLVED: {why}.", "未解决：{why}。"),
    "tried": (
        "Tried out {spent:,} of {budget:,} simulations.",
        "试算{spent:,}次，上限{budget:,}次。",
    ),
    "official": (
        "Official draws; cite as {id}, definition {definition}, commpartner {version}, "
        "{draws} draws, seed {seed}.",
        "正式评分；引用时注明 {id}，定义 {definition}，commpartner {version}，"
        "{draws}次抽样，种子{seed}。",
    ),
    "quick": (
        "A quick look, not to be cited: official are {draws} draws, seed {seed}.",
        "仅供快速查看，不可引用：正式评分为{draws}次抽样、种子{seed}。",
    ),
}


def check_options(problem: str | None, submission: str | None, out: Path | None) -> None:
    """Validate that options come with the options that they need."""
    wrong = []
    if problem is None and submission is not None:
        allowed = Text("beside_a_problem", problems=", ".join(problems()))
        wrong.append(Problem("benchmark", None, "--submission", Text("no_problem"), allowed))
    if submission is None and out is not None:
        allowed = Text("beside_a_submission")
        wrong.append(Problem("benchmark", None, "--out", Text("nothing_to_score"), allowed))
    if wrong:
        raise InputError(wrong)


def place(submission: str, problem: BenchmarkProblem) -> str:
    """Complete the place of a submission; the function is named after the problem by default."""
    name = problem.id.replace("-", "_")
    return f"{submission}:{name}" if submission.endswith(".py") else submission


def list_problems(console: Terminal, language: Language) -> None:
    """Print the ten problems."""
    table = Table(title=_say("title", language), title_justify="left")
    for key in ("problem", "case", "question"):
        table.add_column(_say(key, language), overflow="fold")
    for each in problems().values():
        question = each.question_zh if language == "zh" else each.question_en
        table.add_row(each.id, each.case, question)
    console.table(table)
    console.print(_say("next", language))


def describe(console: Terminal, problem: BenchmarkProblem, language: Language) -> None:
    """Print one problem: what is asked, what may be changed, what is sought."""
    chinese = language == "zh"
    console.print(problem.label_zh if chinese else problem.label_en, style="bold")
    console.print(problem.question_zh if chinese else problem.question_en)
    console.print(problem.tradeoff_zh if chinese else problem.tradeoff_en)
    table = Table()
    for key in ("lever", "range", "by_rule"):
        table.add_column(_say(key, language), overflow="fold")
    for name, lever in problem.levers.items():
        by_rule = _say("yes", language) if name in problem.by_rule else ""
        table.add_row(name, span(lever, language), by_rule)
    console.table(table)
    goal = problem.goal
    units = partial(scaled, language=language)
    what, when = sought(goal, language, units), asked(goal, language, units)
    text = _say("sought", language, what=what, asked=when)
    console.print(text)


def show(
    console: Terminal,
    problem: BenchmarkProblem,
    table: pd.DataFrame,
    counts: Mapping[str, int],
    language: Language,
) -> None:
    """Print the outcomes of the baselines, and of a submission beside them."""
    shown = Table(title=_say("scores", language, **counts), title_justify="left")
    shown.add_column(say("policy", language), overflow="fold")
    units = partial(scaled, language=language)
    names = list(dict.fromkeys(table["outcome"]))
    for name in names:
        shown.add_column(head(name, problem.goal, language, units), overflow="fold")
    for policy in dict.fromkeys(table["policy"]):
        cells = [
            # The interval below its mean, in one piece: a number is never broken.
            cell(table, policy, name, problem.goal, units)
            .replace(" (", "\n(")
            .replace(" .. ", "..")
            for name in names
        ]
        own = policy == SUBMISSION
        label = _say(policy, language) if own else problem.named_baseline(policy, language)
        shown.add_row(label, *cells, style="bold" if own else None)
    console.table(shown)
    if (table["kept"] == 0.0).any():
        console.print(_say("broken", language), style="dim")


def judge(console: Terminal, found: Score, counts: Mapping[str, int], language: Language) -> None:
    """Print whether a submission solves its problem."""
    problem = found.problem
    show(console, problem, found.table, counts, language)
    why = found.why_zh if language == "zh" else found.why_en
    key, style = ("solved", "green") if found.solved else ("not_solved", "yellow")
    console.print(_say(key, language, why=why), style=style)
    spent = {"spent": found.simulations, "budget": problem.budget}
    console.print(_say("tried", language, **spent))
    about = {"id": problem.id, "definition": found.definition[:12], "version": found.version}
    official = {"draws": problem.draws, "seed": problem.seed}
    key = "official" if found.official else "quick"
    console.print(_say(key, language, **about, **official))
    note(console, problem, language)


def note(console: Terminal, problem: BenchmarkProblem, language: Language) -> None:
    """Print whether the data of a problem are generated."""
    programme = problem.programme()
    if programme.synthetic:
        note = say("synthetic", language, note=in_language(programme.synthetic_note, language))
        console.print(note, style="yellow")


def tables(found: Score) -> dict[str, pd.DataFrame]:
    """Collect the tables of a score by the names of their files."""
    outcomes = found.comparison.outcomes
    known = ["policy", "draw", *(name for name in outcomes if name in OUTCOMES)]
    return {"scores": found.table, "differences": found.differences, "outcomes": outcomes[known]}


def manifest(found: Score, place: str) -> dict[str, Any]:
    """Describe the origin of the tables of a score."""
    policy = found.submission
    plain = policy.policy if isinstance(policy, FeedbackPolicy) else policy
    programme = found.problem.programme()
    return {
        "problem": found.problem.id,
        "definition": found.definition,
        "submission": place,
        "levers": changed(plain, found.problem.base),
        "rule": rule_name(policy) if isinstance(policy, FeedbackPolicy) else None,
        "solved": found.solved,
        "why": found.why_en,
        "best_baseline": found.best_baseline,
        "simulations": found.simulations,
        "budget": found.problem.budget,
        "draws": found.draws,
        "seed": found.seed,
        "months": found.problem.months,
        "official": found.official,
        "synthetic": programme.synthetic,
        "synthetic_note": programme.synthetic_note,
        "version": found.version,
    }


def _say(key: str, language: Language, **values: object) -> str:
    return fill(WORDS[key][language == "zh"], **values)
