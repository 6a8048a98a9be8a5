"""Print how much nearer means of Sobol' points are to the truth than those of Monte Carlo.

    python benchmarks/planning/even_draws.py [PROBLEM ...] [--draws 128] [--seeds 40]

For each outcome of a problem, of its base policy and of the reference answer less that: the
variance of the mean over seeds, as a share of that of as many independent draws; and the mean of
what a search estimates of it from the blocks of one seed.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import commpartner as cp
from commpartner.benchmark import BenchmarkProblem, problem, problems
from commpartner.benchmark.goals import Best
from commpartner.benchmark.loading import load_submission
from commpartner.model.control import FeedbackPolicy
from commpartner.planning.optimising.judging import BLOCKS

REFERENCE = Path(__file__).parents[1] / "policies" / "submissions" / "first.py"


def reference(given: BenchmarkProblem) -> Any:
    """Return the reference answer of a problem."""
    found: Any = load_submission(f"{REFERENCE}:{given.id.replace('-', '_')}")
    if "problem" in found.__annotations__:
        return found(given)
    return FeedbackPolicy(given.base, found)


def rows(name: str, draws: int, seeds: int) -> list[dict[str, Any]]:
    """Compare the means of a problem over seeds."""
    given = problem(name)
    goal = given.goal
    outcomes = [goal.outcome, *goal.conditions] if isinstance(goal, Best) else [*goal.thresholds]
    policies = {"base": given.base, "answer": reference(given)}
    values: dict[tuple[str, str], list[Any]] = {}
    for seed in range(100, 100 + seeds):
        table = cp.compare(
            given.programme(),
            policies,
            draws=draws,
            seed=seed,
            months=given.months,
            sampling="sobol",
        ).outcomes
        for each in outcomes:
            base, answer = (table[table["policy"] == p][each].to_numpy() for p in policies)
            values.setdefault((each, "base"), []).append(base)
            values.setdefault((each, "difference"), []).append(answer - base)
    found = []
    for (outcome, of), runs in values.items():
        drawn = np.array(runs)  # (seed, draw)
        independent = drawn.var(axis=1).mean() / draws
        blocks = drawn.reshape(seeds, BLOCKS, -1).mean(axis=2).var(axis=1, ddof=1).mean() / BLOCKS
        if independent > 0.0:
            found.append(
                {
                    "problem": name,
                    "outcome": outcome,
                    "of": of,
                    "share": drawn.mean(axis=1).var(ddof=1) / independent,
                    "estimated": blocks / independent,
                }
            )
    return found


def main() -> None:
    """Print a row an outcome and the median share."""
    asked = argparse.ArgumentParser()
    asked.add_argument("problems", nargs="*", default=[*problems()])
    asked.add_argument("--draws", type=int, default=128)
    asked.add_argument("--seeds", type=int, default=40)
    given = asked.parse_args()
    table = pd.DataFrame(
        [row for name in given.problems for row in rows(name, given.draws, given.seeds)]
    )
    print(table.round(3).to_string(index=False))
    print(table[["share", "estimated"]].quantile([0.1, 0.5, 0.9]).round(3).to_string())


if __name__ == "__main__":
    main()
