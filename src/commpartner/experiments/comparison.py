"""What `compare` gives back: policies in the same draws, and the ways to choose between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from commpartner.assumptions import Ledger
from commpartner.control import Rule
from commpartner.programme import Policy, Programme


@dataclass(frozen=True)
class Comparison:
    """Policies compared in the same draws.

    Attributes
    ----------
    outcomes
        One row a policy and draw: columns policy, draw, and one an outcome (NaN where a policy has
        no such figure, e.g. the month of breaking even where it never does); units in
        ``outcomes.attrs["units"]``. An experiment that failed has no row.
    assumptions
        One row a draw (index ``draw``), one column an assumption that was read.
    failures
        One row a failed experiment: policy, draw, error, and the values of its assumptions.
    rules
        By name of the policy, where a rule sets some levers anew every month.
    scenarios
        Names of the draws, where they are scenarios of the caller's own.
    """

    programme: Programme
    policies: Mapping[str, Policy]
    months: int
    draws: int
    seed: int
    engine: str
    sampling: str
    outcomes: pd.DataFrame
    assumptions: pd.DataFrame
    failures: pd.DataFrame
    ledger_of_assumptions: Ledger
    rules: Mapping[str, Rule] = field(default_factory=dict)
    scenarios: tuple[str, ...] = ()
