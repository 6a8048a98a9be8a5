"""Score a submission in the draws of the baselines."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field

import pandas as pd

from commpartner._version import __version__
from commpartner.benchmark.problem import BenchmarkProblem, attempt
from commpartner.benchmark.submission import Submission, submitted
from commpartner.benchmark.tables import differences_from, summary
from commpartner.benchmark.verdict import Verdict, verdict
from commpartner.errors import CommpartnerError, InputError, Problem
from commpartner.experiments.comparing import compare
from commpartner.experiments.comparison import Comparison
from commpartner.facts.shown import Shown
from commpartner.model.control import FeedbackPolicy
from commpartner.model.metering import Meter, metered
from commpartner.problems.arguments import Progress, check_arguments
from commpartner.programme import Policy
from commpartner.texts import Text

SUBMISSION = "submission"
TRIED = 12  # draws in which a submission is tried before it is scored
OTHER_BATCH = 13  # draws of a batch in which a rule is run again after that


@dataclass(frozen=True, eq=False, repr=False)
class Score(Shown):
    """Hold the results of a submission.

    Attributes
    ----------
    submission
        The policy that was scored.
    table
        One row a policy and outcome, the submission last; see `tables.summary`.
    differences
        Of the submission from every baseline, paired; see `tables.differences_from`.
    solved
        Whether what the problem asks is reached, in these draws.
    why_en, why_zh
        In a sentence, with the figures.
    simulations
        That a function has tried out before it gave its policy; at most `problem.budget`.
    official
        Whether draws and seed are those of the problem, so that the score may be cited.
    comparison
        All outcomes of all policies.
    definition
        SHA-256 of the problem.
    """

    problem: BenchmarkProblem
    submission: Policy | FeedbackPolicy
    table: pd.DataFrame
    differences: pd.DataFrame
    solved: bool
    why_en: str
    why_zh: str
    best_baseline: str | None
    simulations: int
    draws: int
    seed: int
    official: bool
    comparison: Comparison = field(repr=False)
    definition: str
    version: str = __version__


def score(
    problem: BenchmarkProblem,
    submission: Submission,
    *,
    draws: int | None = None,
    seed: int | None = None,
    executor: Executor | int | None = None,
    progress: Progress | None = None,
) -> Score:
    """Score a submission against the baselines of a problem in the same draws.

    Parameters
    ----------
    problem
        From `problem` or `problems`.
    submission
        A policy; a `FeedbackPolicy`; a function of the problem that gives one of these (it may try
        policies out with ``problem.compare``, up to the budget); or a rule, a function of (seen,
        levers) that is applied to the base policy.
    draws, seed
        Other than those of the problem, for a quick look; such a score is not official.
    executor, progress
        As in `compare`.

    Returns
    -------
    Score
        Its tables have ``attrs["synthetic"]`` if the case's data are generated.

    Raises
    ------
    InputError
        If the submission has another form, fails, spends more than the budget, changes other levers
        or leaves a range. If a rule looks across draws or keeps something between calls. The error
        lists every problem.
    ValueError
        If the draws or the seed are out of range.

    Examples
    --------
    >>> from commpartner.benchmark import problem, score
    >>> dividend = problem("qingyunpu-dividend")
    >>> half = dividend.base.replace(dividend_share=0.5)
    >>> found = score(dividend, half, draws=8)
    >>> found.official, found.table["policy"].iloc[-1], found.simulations
    (False, 'submission', 0)
    """
    draws = problem.draws if draws is None else draws
    seed = problem.seed if seed is None else seed
    with metered() as meter:  # out of reach of the submission, unlike the problem in its hands
        policy = submitted(attempt(problem), submission)
    _check_spent(problem, meter)
    _try_out(problem, policy)
    comparison = run(
        problem,
        {**problem.baselines, SUBMISSION: policy},
        draws=draws,
        seed=seed,
        executor=executor,
        progress=progress,
    )
    if isinstance(policy, FeedbackPolicy):
        _check_batches(problem, policy, comparison)
    table = summary(problem.goal, comparison)
    baselines = list(problem.baselines)
    differences = differences_from(problem.goal, comparison, SUBMISSION, baselines)
    found: Verdict = verdict(problem.goal, table, differences, SUBMISSION)
    return Score(
        problem=problem,
        submission=policy,
        table=table,
        differences=differences,
        solved=found.solved,
        why_en=found.why_en,
        why_zh=found.why_zh,
        best_baseline=found.best_baseline,
        simulations=meter.simulations,
        draws=draws,
        seed=seed,
        official=(draws, seed) == (problem.draws, problem.seed),
        comparison=comparison,
        definition=problem.definition(),
    )


def baseline_table(
    problem: BenchmarkProblem,
    *,
    draws: int | None = None,
    seed: int | None = None,
    executor: Executor | int | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Tabulate the outcomes of the baselines of a problem.

    Returns
    -------
    pandas.DataFrame
        See `tables.summary`.
    """
    comparison = run(
        problem,
        problem.baselines,
        draws=problem.draws if draws is None else draws,
        seed=problem.seed if seed is None else seed,
        executor=executor,
        progress=progress,
    )
    return summary(problem.goal, comparison)


def run(
    problem: BenchmarkProblem,
    policies: Mapping[str, Policy | FeedbackPolicy],
    *,
    draws: int,
    seed: int,
    chunk: int | None = None,
    executor: Executor | int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run policies in the draws of a problem; every draw must succeed.

    Raises
    ------
    InputError
        If a policy fails in some draw: which, and why.
    """
    check_arguments(draws=draws, seed=seed)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", r".*experiments failed")  # told below
            found = compare(
                problem.programme(),
                policies,
                months=problem.months,
                draws=draws,
                seed=seed,
                chunk=chunk,
                executor=executor,
                progress=progress,
            )
    except InputError:
        raise
    except CommpartnerError as error:
        raise _fails(error.args[0]) from None
    if not found.failures.empty:
        first = found.failures.iloc[0]
        where = {"policy": repr(first["policy"]), "draw": first["draw"], "error": first["error"]}
        raise _fails(Text("failed_in_draw", **where))
    return found


def _try_out(problem: BenchmarkProblem, policy: Policy | FeedbackPolicy) -> None:
    """Run a few draws together and one by one; if a rule looks across draws they differ."""
    together, alone = (
        run(problem, {SUBMISSION: policy}, draws=TRIED, seed=problem.seed, chunk=chunk).outcomes
        for chunk in (TRIED, 1)
    )
    if not together.equals(alone):
        raise _across_draws()


def _check_batches(problem: BenchmarkProblem, policy: FeedbackPolicy, scored: Comparison) -> None:
    """Run the very draws of the score again in other batches: the same bits must come out.

    A rule may look at each draw by itself in small batches, and across draws in those of the score.
    """
    again = run(
        problem, {SUBMISSION: policy}, draws=scored.draws, seed=scored.seed, chunk=OTHER_BATCH
    )
    of_score = scored.outcomes[scored.outcomes["policy"] == SUBMISSION].reset_index(drop=True)
    if not of_score.equals(again.outcomes):
        raise _across_draws()


def _across_draws() -> InputError:
    found, allowed = Text("depends_on_batch"), Text("rule_by_draw")
    return InputError([Problem("submission", None, "rule", found, allowed)])


def _check_spent(problem: BenchmarkProblem, meter: Meter) -> None:
    """Hold a submission to its budget and to draws other than those of the score."""
    problems = []
    if meter.simulations > problem.budget:
        allowed = Text("budget_in_all", budget=problem.budget)
        found = str(meter.simulations)
        problems.append(Problem("submission", None, "simulations", found, allowed))
    if problem.seed in meter.seeds:
        allowed = Text("another_seed")
        problems.append(Problem("submission", None, "seed", str(problem.seed), allowed))
    if problems:
        raise InputError(problems)


def _fails(found: str) -> InputError:
    return InputError([Problem("submission", None, "policy", found, Text("policy_that_runs"))])
