"""Write the page of the suite: the problems, how to cite, how to submit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from commpartner.benchmark.goals import Best, Goal, GoodEnough
from commpartner.benchmark.phrases import asked, cell, head, interval, sought, what
from commpartner.benchmark.problem import BenchmarkProblem
from commpartner.benchmark.tables import ALL
from commpartner.benchmark.verdict import best_of
from commpartner.experiments.choosing.paired import direction

Golden = Mapping[str, pd.DataFrame]
INTRODUCTION = """\
# Ten problems for policies 十个方案选择问题

Made by `python benchmarks/policies/make.py` from the problems in
`src/commpartner/data/benchmark/` and the golden tables; a test makes it again and compares.

Each problem asks a question to one of the three cases: which levers may be moved and how far, what
is sought on which conditions, and which policies a submission has to beat. A submission is a
policy, or a function that finds one, or a rule: a function of (seen, levers) that sets some levers
anew every month, in each draw by itself.

**All figures are from synthetic data.** What the articles publish is an input; estates, fees, costs
and all else are national figures or assumptions, drawn from their ranges. A policy that is best
here is best in these draws of these assumptions, and no finding about Xiashan, Xiangyang or
Qingyunpu. 本页全部数字来自合成数据，只说明在这些假设下哪种方案更好，不是对三地实际情况的结论。

    commpartner benchmark                        # the ten problems
    commpartner benchmark xiashan-share          # one of them, and its baselines
    commpartner benchmark xiashan-share --submission mine.py:my_rule --out scored

Or in Python:

```python
from commpartner.benchmark import problem, score

trial = problem("xiangyang-trial")
found = score(trial, trial.base.replace(fee=25.0, free_months=6))
print(found.solved, found.why_en)
```
"""
RULES = """\
## How a submission is scored 评分

- It runs in the same draws as the baselines (common random numbers), so differences are paired.
- *Best* problems: it must keep every condition, in the mean of the draws or in a share of them, and
  be better than the best baseline that keeps them: the 95 % interval of the mean difference must
  lie beyond the margin. The margin is there because with common draws the smallest step of a lever
  can be told from none. Margins and targets were set with the official draws in view.
- *Good enough* problems: the Wilson 95 % interval of the share of draws that meet all thresholds at
  once must lie at or above the share asked for.
- Only the levers of the problem may be changed, within their ranges; a rule may set the levers that
  are marked so. Every violation is listed. A rule that looks across draws or keeps something
  between calls is refused.
- A function of the problem may try policies out with `problem.compare({name: policy}, draws=64,
  seed=1)`; that counts against the budget (one simulation is one policy in one draw) and refuses
  the seed of the score. Whoever searches outside the function states the simulations and seeds.
- Where a rule sets levers, what is sought is summed over all months (service delivered, money), not
  read at the end: a rule could be good in the last year alone. No rule sets the bills, since the
  model credits the goodwill of the planned trial, however early a rule would end it.
- Official are the draws and the seed of the problem; with others a score is a quick look.

A submission is code: it runs with the rights of whoever scores it. Read it first, and score what
you do not trust where it can do no harm. The scorer counts all simulations that this package makes
while a function runs, also those that do not go through the problem, and refuses those in the seed
of the score; it runs a rule again in other batches; and it takes real numbers only. It does not
guard against code that changes this package or the scorer while it runs, against simulations in
processes or threads that the code starts by itself, or against a policy that was found elsewhere in
the official draws. 提交的代码以评分者的权限运行：请先阅读，再评分。

## How to cite 引用

Name the version, the problem, the first characters of its definition (SHA-256 of the case, the
assumptions, the baselines and the counts; the command prints it), draws and seed:

> The commpartner developers. Ten problems for policies, commpartner VERSION. Problem
> xiashan-share (definition DEFINITION), DRAWS draws, seed SEED.

```bibtex
@software{commpartner_policies,
  author  = {{The commpartner developers}},
  title   = {{commpartner: ten problems for policies}},
  version = {VERSION},
  note    = {Problem xiashan-share, definition DEFINITION, DRAWS draws, seed SEED; synthetic data}
}
```

A figure without its interval is not cited from here. A score holds for its definition; where that
changes, the golden tables change, with a reason in the changelog, and old scores are not compared
with new ones.

## How to submit 提交

1. Write a file like [submissions/first.py](submissions/first.py): functions named after the
   problems (`xiashan_share`), nothing read from the network or the clock. Not all ten are needed.
2. Score it: `commpartner benchmark PROBLEM --submission FILE:FUNCTION`.
3. Put it into `benchmarks/policies/submissions/`, run `python benchmarks/policies/make.py`, and
   open a pull request with the file, the tables and this page as the script made them. Say how it
   was found, with how many simulations, in which seeds, and at whose expense it is better.

## Golden tables 基准表

`golden/PROBLEM.csv` has what the baselines reach in the official draws: mean with its 95 % interval
(low, high), 5, 50 and 95 % of the draws, bound, the share of draws that meet it, whether a
condition is kept, draws, seed, months, version and definition. `golden/PROBLEM.64.csv` is the same
in the first 64 draws, which a test computes again, to 1e-9. `golden/submissions.csv` has the paired
differences of every submission from every baseline. All are made by the script, in three minutes on
two cores, none by hand.
"""


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
        Paired differences of the submissions from the baselines, see `kept.submissions_table`.

    Returns
    -------
    str
        Markdown.
    """
    problems = list(problems)
    first = golden[CITED].iloc[0]
    rules = RULES.replace("DEFINITION", str(first["definition"])[:12])
    for name in ("version", "draws", "seed"):
        rules = rules.replace(name.upper(), str(first[name]))
    sections = [_section(each, golden[each.id]) for each in problems]
    return "\n".join([INTRODUCTION, _overview(problems, golden, scored), rules, *sections])


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
    return "\n".join(["## The ten 十个问题\n", _table(heading, rows), "", note])


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
            what(each, problem.base),
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
            _table(("lever", "range", "by rule"), levers) + "\n",
            f"Sought: {sought(problem.goal)}. Solved by {asked(problem.goal)}.\n",
            _table(("baseline", "differs from the base policy in", *heads), rows) + "\n",
        ]
    )


def _table(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"

    heading = list(heading)
    return "\n".join([line(heading), line("---" for _ in heading), *map(line, rows)])
