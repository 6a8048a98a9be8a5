"""Random programmes and policies: no table keeps a trace of how the draws were cut into chunks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from strategies import Case, cases

from commpartner import simulate
from commpartner.results.result import SimulationResult

# Random programmes have values far from what is usual.
pytestmark = pytest.mark.filterwarnings("ignore::commpartner.errors.PlausibilityWarning")

DRAWS = 5


def tables(result: SimulationResult) -> dict[str, pd.DataFrame]:
    """Every table that a result has or makes."""
    outcome = str(result.outcomes.columns[0])
    return {
        **{
            name: getattr(result, name)
            for name in (
                "outcomes",
                "monthly",
                "estates",
                "ledger",
                "payers",
                "in_kind",
                "ventures",
                "partners",
                "assumptions",
            )
        },
        "provenance": result.provenance(),
        "summary": result.summary(),
        "variance_by_kind": result.variance_by_kind(),
        "variance_by_assumption": result.variance_by_assumption(outcome).reset_index(),
    }


def bits(column: pd.Series[Any]) -> Any:
    """The bytes of numbers, so that -0 and 0 differ and NaN equals NaN; text as it is."""
    values = column.to_numpy()
    return values.tobytes() if values.dtype.kind in "fiub" else [str(each) for each in values]


def differences(one: SimulationResult, other: SimulationResult) -> list[str]:
    found = []
    others = tables(other)
    for name, before in tables(one).items():
        after = others[name]
        if list(before.columns) != list(after.columns):
            found.append(f"columns of {name}")
            continue
        found += [f"{name}.{col}" for col in before if bits(before[col]) != bits(after[col])]
    return found


@pytest.mark.nightly
@settings(deadline=None, derandomize=True, max_examples=8)
@given(cases())
def test_no_table_of_a_random_case_knows_its_chunks(case: Case) -> None:
    def run(chunk: int | None) -> SimulationResult:
        # What memory held before must show where something is not filled.
        for size in (DRAWS, 1000):
            np.full(size, 1e9)
        return simulate(
            case.programme,
            case.policy,
            months=min(case.months, 13),
            draws=DRAWS,
            seed=case.seed,
            chunk=chunk,
        )

    whole = run(None)
    for chunk in (1, 3):
        found = run(chunk)
        assert differences(whole, found) == [], chunk
        assert whole.assumptions.columns.tolist() == found.assumptions.columns.tolist()


@settings(deadline=None, derandomize=True, max_examples=8)
@given(cases())
def test_the_rows_a_run_reads_depend_on_no_draw(case: Case) -> None:
    """A single draw reads what five read; so does one in which chosen rows are zero."""

    def read(seed: int) -> list[str]:
        result = simulate(case.programme, case.policy, months=2, draws=1, seed=seed)
        return [str(name) for name in result.assumptions]

    first = read(case.seed)
    assert all(read(case.seed + other) == first for other in range(1, 3))
