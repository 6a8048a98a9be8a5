"""Run `optimise_policy` on the ten problems and print what it gains.

    python benchmarks/planning/optimiser.py [PROBLEM ...] [--out FILE.csv]

One function serves every problem: it makes levers, outcome and limits from the problem's
definition. The search uses seed 1 and fresh draws of seed 2; the score is that of seed 7.

    commpartner benchmark PROBLEM --submission benchmarks/planning/optimiser.py:optimised
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Any

import pandas as pd

import commpartner as cp
from commpartner.benchmark import BenchmarkProblem, problem, problems, score
from commpartner.benchmark.goals import Best, GoodEnough
from commpartner.benchmark.loading import load_submission
from commpartner.facts.outcomes import OUTCOMES
from commpartner.model.control import FeedbackPolicy
from commpartner.planning import Chance, Limit, Optimised
from commpartner.programme import Policy
from commpartner.programme.levers import changed

REFERENCE = Path(__file__).parents[1] / "policies" / "submissions" / "first.py"
SEED, FRESH_SEED = 1, 2
ASSURANCE = float(os.environ.get("ASSURANCE", "0.95"))
KEPT: dict[str, Optimised] = {}  # the search of the last call, by problem


def searched(given: BenchmarkProblem) -> Optimised:
    """Search a problem within its budget of simulations."""
    goal = given.goal
    limits: list[Limit] = []
    outcome: Any
    if isinstance(goal, GoodEnough):
        outcome = Chance({name: (bar.test, bar.number) for name, bar in goal.thresholds.items()})
    else:
        outcome = goal.outcome
        for name, asked in goal.conditions.items():
            over = given.baselines[asked.over] if asked.over else None
            limits.append(Limit(name, asked.test, asked.number, asked.share, over))
    plain = [each for each in given.baselines.values() if isinstance(each, Policy)]
    moved = [changed(each, given.base) for each in plain]
    known = {name: _of(given.base, name) for name in given.levers}
    return cp.optimise_policy(
        given.programme(),
        given.levers,
        outcome,
        base=given.base,
        limits=limits,
        rules=given.by_rule,
        starts=[{**known, **each} for each in moved if set(each) <= set(known)],
        budget=given.budget,
        draws=given.draws,
        months=given.months,
        seed=SEED,
        fresh_seed=FRESH_SEED,
        assurance=ASSURANCE,
    )


def optimised(given: BenchmarkProblem) -> Policy | FeedbackPolicy:
    """Answer any of the ten problems: the submission of the optimiser."""
    KEPT[given.id] = searched(given)
    return KEPT[given.id].best


def answer(name: str) -> dict[str, Any]:
    """Score the optimiser and the reference answer on a problem."""
    first = load_submission(f"{REFERENCE}:{name.replace('-', '_')}")
    given = problem(name)
    begun = time.perf_counter()
    found = score(given, optimised)
    seconds = time.perf_counter() - begun
    reference = score(given, first)
    search = KEPT[name]
    figure, optimism = next(iter(search.optimism.items()))
    sign = -1.0 if _is_less(given) else 1.0
    own, theirs = (_gain(each, sign) for each in (found, reference))
    return {
        "problem": name,
        "solved": found.solved,
        "best_baseline": found.best_baseline,
        "gain": own,
        "reference_gain": theirs,
        "reference_solved": reference.solved,
        "over_reference": own - theirs,
        "kept": found.table[found.table["policy"] == "submission"]["kept"].fillna(1.0).min() == 1.0,
        "simulations": found.simulations,
        "figure": figure,
        "optimism": optimism.mean,
        "optimism_low": optimism.low,
        "optimism_high": optimism.high,
        "seconds": round(seconds, 1),
        "levers": str(dict(search.levers)),
    }


def _of(policy: Policy, name: str) -> Any:
    found: Any = policy
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _is_less(given: BenchmarkProblem) -> bool:
    return isinstance(given.goal, Best) and OUTCOMES[given.goal.outcome].better == "less"


def _gain(found: Any, sign: float) -> float:
    rows = found.differences.set_index("baseline")
    return sign * float(rows.loc[found.best_baseline, "mean"])


def main() -> None:
    """Print a table of the problems."""
    asked = argparse.ArgumentParser()
    asked.add_argument("problems", nargs="*", default=[*problems()])
    asked.add_argument("--out", type=Path)
    given = asked.parse_args()
    rows = []
    for name in given.problems:
        rows.append(answer(name))
        print(rows[-1], flush=True)
    table = pd.DataFrame(rows)
    print(table.drop(columns="levers").to_string(index=False))
    if given.out:
        table.to_csv(given.out, index=False)


if __name__ == "__main__":
    main()
