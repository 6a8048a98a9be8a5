"""Join runs of the same draws to a comparison."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from commpartner.errors import InputError, Problem
from commpartner.experiments.comparison import Comparison
from commpartner.facts.outcomes import OUTCOMES
from commpartner.results.result import SimulationResult
from commpartner.texts import Text

SHARED = ("months", "draws", "seed", "engine")


def joined(results: Mapping[str, SimulationResult]) -> Comparison:
    """Join runs of one programme in the same draws to a comparison.

    The result is the one of `compare` with the same policies and arguments, without a second run.

    Parameters
    ----------
    results
        Runs by name of their policy.

    Raises
    ------
    InputError
        If there are no runs, or they differ in programme, months, draws, seed or engine: each one.

    Examples
    --------
    >>> import commpartner as cp
    >>> from commpartner.experiments.joining import joined
    >>> xiashan = cp.datasets.load("xiashan")
    >>> names = ["stand_alone", "clustered"]
    >>> runs = {name: cp.simulate(xiashan, name, months=12, draws=8, seed=7) for name in names}
    >>> again = cp.compare(xiashan, names, months=12, draws=8, seed=7)
    >>> joined(runs).outcomes.equals(again.outcomes)
    True
    """
    if not results:
        raise InputError([Problem("joined", None, "results", Text("none"), Text("one_result"))])
    first = next(iter(results.values()))
    problems = [
        Problem("joined", None, f"results[{name!r}].{field}", repr(got), repr(asked))
        for name, each in results.items()
        for field in SHARED
        if (got := getattr(each, field)) != (asked := getattr(first, field))
    ]
    if any(each.programme != first.programme for each in results.values()):
        problems.append(
            Problem(
                "joined",
                None,
                "results.programme",
                Text("several_programmes"),
                Text("one_programme"),
            )
        )
    if problems:
        raise InputError(problems)
    names = [
        name for name in first.outcomes if all(name in each.outcomes for each in results.values())
    ]
    tables = []
    for policy, each in results.items():
        table = each.outcomes[names].reset_index(drop=True)
        table.insert(0, "policy", policy)
        table.insert(1, "draw", range(len(table)))
        tables.append(table)
    outcomes = pd.concat(tables, ignore_index=True)
    outcomes.attrs = {"units": {str(name): OUTCOMES[str(name)].unit for name in names}}
    outcomes.attrs |= first.programme.mark()
    drawn = {
        name: each.assumptions[name].to_numpy()
        for name in first.assumption_table
        for each in results.values()
        if name in each.assumptions
    }
    assumptions = pd.DataFrame(drawn)
    assumptions.index.name = "draw"
    return Comparison(
        programme=first.programme,
        policies={name: each.policy for name, each in results.items()},
        months=first.months,
        draws=first.draws,
        seed=first.seed,
        engine=first.engine,
        sampling="monte_carlo",
        outcomes=outcomes,
        assumptions=assumptions,
        failures=pd.DataFrame(columns=["policy", "draw", "error", *assumptions]),
        assumption_table=first.assumption_table,
    )
