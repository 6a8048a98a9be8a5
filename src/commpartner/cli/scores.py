"""Print benchmark problems, baselines and scores."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table

from commpartner.benchmark import BenchmarkProblem, Score, problems
from commpartner.benchmark.phrases import asked, cell, head, rule_name, sought
from commpartner.benchmark.score import SUBMISSION
from commpartner.cli.printing import Terminal
from commpartner.cli.tabled import say_synthetic, scaled
from commpartner.cli.words import say
from commpartner.errors import InputError, Problem
from commpartner.facts.outcomes import OUTCOMES
from commpartner.model.control import FeedbackPolicy
from commpartner.programme.levers import changed
from commpartner.texts import Language, Text


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
    table = Table(title=say("benchmark_title", language), title_justify="left")
    for key in ("problem", "case", "question"):
        table.add_column(say(f"benchmark_{key}", language), overflow="fold")
    for each in problems().values():
        question = each.question_zh if language == "zh" else each.question_en
        table.add_row(each.id, each.case, question)
    console.table(table)
    console.print(say("benchmark_next", language))


def describe(console: Terminal, problem: BenchmarkProblem, language: Language) -> None:
    """Print one problem: what is asked, what may be changed, what is sought."""
    chinese = language == "zh"
    console.print(problem.label_zh if chinese else problem.label_en, style="bold")
    console.print(problem.question_zh if chinese else problem.question_en)
    console.print(problem.tradeoff_zh if chinese else problem.tradeoff_en)
    table = Table()
    for key in ("lever", "range", "by_rule"):
        table.add_column(say(f"benchmark_{key}", language), overflow="fold")
    for name, lever in problem.levers.items():
        by_rule = say("yes", language) if name in problem.by_rule else ""
        table.add_row(name, lever.in_words().in_language(language), by_rule)
    console.table(table)
    goal = problem.goal
    units = partial(scaled, language=language)
    what, when = sought(goal, language, units), asked(goal, language, units)
    text = say("benchmark_sought", language, what=what, asked=when)
    console.print(text)


def show(
    console: Terminal,
    problem: BenchmarkProblem,
    table: pd.DataFrame,
    counts: Mapping[str, int],
    language: Language,
) -> None:
    """Print the outcomes of the baselines, and of a submission beside them."""
    shown = Table(title=say("benchmark_scores", language, **counts), title_justify="left")
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
        label = (
            say("benchmark_submission", language)
            if own
            else problem.named_baseline(policy, language)
        )
        shown.add_row(label, *cells, style="bold" if own else None)
    console.table(shown)
    if (table["kept"] == 0.0).any():
        console.print(say("benchmark_broken", language), style="dim")


def judge(console: Terminal, found: Score, counts: Mapping[str, int], language: Language) -> None:
    """Print whether a submission solves its problem."""
    problem = found.problem
    show(console, problem, found.table, counts, language)
    why = found.why_zh if language == "zh" else found.why_en
    key, style = ("solved", "green") if found.solved else ("not_solved", "yellow")
    console.print(say(f"benchmark_{key}", language, why=why), style=style)
    spent = {"spent": found.simulations, "budget": problem.budget}
    console.print(say("benchmark_tried", language, **spent))
    about = {"id": problem.id, "definition": found.definition[:12], "version": found.version}
    official = {"draws": problem.draws, "seed": problem.seed}
    key = "official" if found.official else "quick"
    console.print(say(f"benchmark_{key}", language, **about, **official))
    say_synthetic(console, problem.programme(), language)


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
