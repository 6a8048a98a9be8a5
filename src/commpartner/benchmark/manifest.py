"""Build the golden tables of baselines and submissions."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from commpartner import __version__
from commpartner.benchmark.problem import BenchmarkProblem
from commpartner.benchmark.problems import problems
from commpartner.benchmark.score import SUBMISSION as SCORED
from commpartner.benchmark.score import Score

QUICK = 64  # draws of the tables that a test makes again


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
    table = found.table[found.table["policy"] != SCORED].reset_index(drop=True)
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
        As `tables.differences_from`, with submission and problem in place of policy; best, where
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
        Where `make.py` has written them.
    draws
        Of the quick tables; None: those of the official draws.

    Raises
    ------
    OSError
        Where one is missing.
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
