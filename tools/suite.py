"""Make the golden tables and the page of the ten problems anew.

    python tools/suite.py [--processes 2]

Scores every file in submissions/ at the official draws, and at 64 draws for the test. The tables
change with the code; a change of an old table needs a reason in CHANGELOG.md.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from suite_page import page

from commpartner import __version__
from commpartner.benchmark import Score, problems, score
from commpartner.benchmark.loading import load_submission
from commpartner.benchmark.problem import BenchmarkProblem
from commpartner.benchmark.score import SUBMISSION
from commpartner.io.atomic import replace_files

POLICIES = Path(__file__).parents[1] / "benchmarks" / "policies"
QUICK = 64  # draws of the tables that a test makes again


def answers() -> dict[tuple[str, str], str]:
    """Find the places of the submissions, by name of the submission and of the problem."""
    files = sorted((POLICIES / "submissions").glob("*.py"))
    return {
        (file.stem, name): f"{file}:{name.replace('-', '_')}"
        for name in problems()
        for file in files
        if f"def {name.replace('-', '_')}(" in file.read_text(encoding="utf-8")
    }


def main() -> None:
    """Score all submissions and write the tables and the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=1)
    processes = parser.parse_args().processes
    texts: dict[str, str] = {}
    for quick in (True, False):
        scores: dict[tuple[str, str], Score] = {}
        for (submission, name), place in answers().items():
            problem = problems()[name]
            found = score(
                problem,
                load_submission(place),
                draws=QUICK if quick else problem.draws,
                executor=processes if processes > 1 else None,
            )
            scores[submission, name] = found
            texts[file_name(problem, found.draws)] = golden_table(found).to_csv(index=False)
            print(submission, name, found.draws, "solved" if found.solved else "not solved")
        scored = submissions_table(scores)
        texts[f"submissions.{QUICK}.csv" if quick else "submissions.csv"] = scored.to_csv(
            index=False
        )
    replace_files(POLICIES / "golden", texts)
    replace_files(
        POLICIES, {"README.md": page(problems().values(), *read_kept(POLICIES / "golden"))}
    )


def golden_table(found: Score) -> pd.DataFrame:
    """Tabulate the results of the baselines with everything that reproduces them.

    Parameters
    ----------
    found
        The score of any submission.

    Returns
    -------
    pandas.DataFrame
        As `tables.summary`, and seed, months, version, definition.
    """
    table = found.table[found.table["policy"] != SUBMISSION].reset_index(drop=True)
    return _signed(table, found)


def submissions_table(scores: dict[tuple[str, str], Score]) -> pd.DataFrame:
    """Tabulate the paired differences of submissions from the baselines.

    Parameters
    ----------
    scores
        By name of the submission and of the problem.

    Returns
    -------
    pandas.DataFrame
        As `tables.differences_from`, with submission and problem in place of policy; best, if
        the baseline is the best one; solved; simulations that the submission tried out; seed,
        months, version, definition.
    """
    tables = []
    for (submission, name), found in scores.items():
        table = found.differences.drop(columns="policy")
        table.insert(0, "submission", submission)
        table.insert(1, "problem", name)
        table["best"] = table["baseline"] == found.best_baseline
        table["solved"] = found.solved
        table["simulations"] = found.simulations
        tables.append(_signed(table, found))
    return pd.concat(tables, ignore_index=True)


def read_kept(
    folder: Path, draws: int | None = None
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Read the golden tables by problem, and the table of submissions.

    Parameters
    ----------
    folder
        Where this script has written them.
    draws
        Of the quick tables; None: those of the official draws.

    Raises
    ------
    OSError
        If one is missing.
    """
    end = "" if draws is None else f".{draws}"
    names = [*problems(), "submissions"]
    tables = {name: pd.read_csv(folder / f"{name}{end}.csv") for name in names}
    return tables, tables.pop("submissions")


def file_name(problem: BenchmarkProblem, draws: int) -> str:
    """Name the file of a golden table."""
    return f"{problem.id}.csv" if draws == problem.draws else f"{problem.id}.{draws}.csv"


def _signed(table: pd.DataFrame, found: Score) -> pd.DataFrame:
    return table.assign(
        seed=found.seed,
        months=found.problem.months,
        version=__version__,
        definition=found.definition,
    )


if __name__ == "__main__":
    main()
