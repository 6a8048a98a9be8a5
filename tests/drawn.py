"""Comparisons made of drawn assumptions and benefits that are known functions of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri
from scipy.stats import qmc
from town import BASE, TOWN

from commpartner.assumptions.table import Assumption, AssumptionTable
from commpartner.experiments.comparison import Comparison

Array = NDArray[np.float64]
CORRELATION = "correlation"
NAMES = tuple("abcd")  # of assumptions


def normal(draws: int, columns: int, seed: int = 0) -> Array:
    """Standard normal numbers, evenly spread by a scrambled Sobol' sequence."""
    points = qmc.Sobol(columns, rng=np.random.default_rng(seed)).random(draws)
    return np.asarray(ndtri(points + 2.0**-32))


def assumption(name: str, **changes: Any) -> Assumption:
    fields = {"label_en": name, "label_zh": f"假设{name}", "unit": "yuan/month"}
    spread = {"distribution": "uniform", "low": 0.0, "central": 0.5, "high": 1.0}
    return Assumption(**{"name": name, "kind": "assumption", **fields, **spread, **changes})


def drawn(
    outcomes: Mapping[str, Mapping[str, ArrayLike]],
    assumptions: Mapping[str, ArrayLike],
    rows: Sequence[Assumption] = (),
    failed: Sequence[tuple[str, int]] = (),
) -> Comparison:
    """Policy to outcome to values by draw; assumption to values by draw; rows of the ledger."""
    values = pd.DataFrame({name: np.asarray(each) for name, each in assumptions.items()})
    values.index.name = "draw"
    tables = [
        pd.DataFrame({"policy": policy, "draw": values.index, **columns})
        for policy, columns in outcomes.items()
    ]
    table = pd.concat(tables, ignore_index=True)
    gone = [pair in failed for pair in zip(table["policy"], table["draw"], strict=True)]
    given = {row.name: row for row in rows}
    held = assumption(CORRELATION, unit="ratio", distribution="fixed")
    ledger = [held, *(given.get(name, assumption(name)) for name in map(str, values))]
    return Comparison(
        programme=TOWN,
        policies=dict.fromkeys(outcomes, BASE),
        months=12,
        draws=len(values),
        seed=0,
        engine="numpy",
        sampling="monte_carlo",
        outcomes=table[[not each for each in gone]],
        assumptions=values,
        failures=pd.DataFrame(),
        assumption_table=AssumptionTable(ledger),
    )


def two(x: Array, gain: Array, outcome: str = "npv_operator") -> Comparison:
    """A policy that gains something over another."""
    base = 1000.0 + 5.0 * x[:, 0]  # what both have in common decides nothing
    outcomes = {"old": {outcome: base}, "new": {outcome: base + gain}}
    return drawn(outcomes, dict(zip(NAMES, x.T, strict=False)))
