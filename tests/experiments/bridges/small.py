"""A comparison of a few draws, made by hand and by running; a programme that runs fast."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import commpartner as cp
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.facts.outcomes import OUTCOMES

MONTHS = 12
DRAWS = 6
SEED = 3
CASE = cp.datasets.load("xiashan")
XIASHAN = CASE.replace(assumptions={**CASE.assumptions, "estate_sizes": {"distribution": "fixed"}})
POLICIES = {name: XIASHAN.policies[name] for name in ("clustered", "partner")}
FAILED = ("clustered", 4)


def comparison(**changes: Any) -> Comparison:
    """Two policies, six draws, of which one experiment is said to have failed."""
    ledger = XIASHAN.assumption_table()
    draws = ledger.draw(SEED, 0, DRAWS)
    found = evaluate(build_schemes(XIASHAN, POLICIES), draws, MONTHS)
    outcomes = pd.concat(
        [
            pd.DataFrame({"policy": name, "draw": np.arange(DRAWS), **values})
            for name, values in found.items()
        ],
        ignore_index=True,
    )
    failed = (outcomes["policy"] == FAILED[0]) & (outcomes["draw"] == FAILED[1])
    outcomes = outcomes[~failed]
    outcomes.attrs["units"] = {name: OUTCOMES[name].unit for name in found["partner"]}
    assumptions = pd.DataFrame(draws.record())
    assumptions.index.name = "draw"
    failures = pd.DataFrame([(*FAILED, "ValueError: 霞山")], columns=["policy", "draw", "error"])
    values: dict[str, Any] = {
        "programme": XIASHAN,
        "policies": POLICIES,
        "months": MONTHS,
        "draws": DRAWS,
        "seed": SEED,
        "engine": "numpy",
        "sampling": "monte_carlo",
        "outcomes": outcomes,
        "assumptions": assumptions,
        "failures": failures.join(assumptions, on="draw"),
        "assumption_table": ledger,
    }
    return Comparison(**values | changes)
