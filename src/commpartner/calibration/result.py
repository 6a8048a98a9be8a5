"""Hold the result of a calibration: narrowed assumptions, checks, conflicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from commpartner.assumptions.calibrated import Calibrated
from commpartner.assumptions.table import AssumptionTable
from commpartner.calibration.observation import Observed
from commpartner.facts.shown import Shown
from commpartner.problems.arguments import check_arguments, is_number, refused
from commpartner.programme import Policy, Programme
from commpartner.results.headlines import (
    figures_html,
    named_in_both,
    policy_in_both,
    span,
    titled,
    told,
    unit_in_both,
)
from commpartner.texts import Text

SHOWN = 10  # assumptions that a notebook shows
NARROWED = 0.1  # by so much of its standard deviation is an assumption at least narrowed


@dataclass(frozen=True, eq=False, repr=False)
class Calibration(Shown):
    """Hold the result of `commpartner.calibrate`.

    Attributes
    ----------
    assumption_table
        The assumptions as they are known now: give it to ``simulate``, ``compare`` and others as
        ``assumptions``. Rows that the policy does not read are as before.
    assumptions
        One row an assumption: unit, prior_mean, prior_p5, prior_p50, prior_p95, mean, p5, p50, p95,
        narrowing (1 less the standard deviation over that before), narrowed (by
        10 % or more, and by more than chance).
    fit
        One row a value seen, beside its predictions before and after, and the misfit in standard
        errors.
    held_out
        One row a value seen, beside its prediction by a calibration without it and its fold. Empty
        without folds.
    conflicts
        What the model cannot explain, and where to look. Empty if there is nothing.
    notes
        What limits the result: a conflict, or an ensemble that has not settled.
    members
        Of the ensemble.
    moves, accepted, rhat
        Moves of each member, the share accepted, and the largest R-hat of two looks: settled if
        below 1.01.
    prior_k
        Pareto k of plain importance weights of draws before the calibration. Above 0.7 weighting
        alone would not do.
    evaluations
        Draws that the model was run for.
    """

    programme: Programme
    policy_name: str
    policy: Policy
    observed: Observed
    seed: int
    assumption_table: AssumptionTable
    assumptions: pd.DataFrame
    fit: pd.DataFrame
    held_out: pd.DataFrame
    conflicts: tuple[Text, ...]
    notes: tuple[Text, ...]
    members: int
    moves: int
    accepted: float
    rhat: float
    prior_k: float
    evaluations: int

    def __post_init__(self) -> None:
        """Mark every table that rests on generated data."""
        for table in (self.assumptions, self.fit, self.held_out):
            table.attrs |= self.programme.mark()

    def _repr_html_(self) -> str:
        facts = {"members": self.members, "observed": len(self.observed)}
        name = policy_in_both(self.policy_name, self.policy)
        title = titled(type(self).__name__, name, facts, self.programme.synthetic)
        rows = [
            (
                named_in_both(self.assumption_table[row["assumption"]]),
                span(row["prior_p5"], row["prior_p95"], row["unit"]),
                span(row["p5"], row["p95"], row["unit"]),
                unit_in_both(row["unit"]),
            )
            for row in self.narrowed().head(SHOWN).to_dict("records")
        ]
        heads = map(told, ("assumption", "shown_before", "shown_after", "list_unit"))
        return figures_html(title, rows, heads)

    def narrowed(self) -> pd.DataFrame:
        """List the assumptions that were narrowed by 10 % or more, the most first."""
        known = self.assumptions[self.assumptions["narrowed"]]
        return known.sort_values("narrowing", ascending=False, kind="stable", ignore_index=True)

    def posterior(self) -> pd.DataFrame:
        """List the members, one row each, one column an assumption [unit of the assumption]."""
        rows = (self.assumption_table[str(name)] for name in self.assumptions["assumption"])
        return pd.DataFrame({row.name: row.members for row in rows if isinstance(row, Calibrated)})

    def coverage(self) -> float:
        """Compute the share of values in the 90 % range that others predict; NaN if none was."""
        return float(self.held_out["inside"].mean()) if len(self.held_out) else float(np.nan)

    def next_observations(
        self, outcome: str, *, months: int = 60, relative_error: float = 0.05
    ) -> pd.DataFrame:
        """Rank what could be seen next by how much it would narrow an outcome.

        Parameters
        ----------
        outcome
            Of a run of the policy.
        months
            Of that run [month].
        relative_error
            With which each figure would be seen.

        Returns
        -------
        pandas.DataFrame
            Columns series, year, unit, predicted, standard_error, narrowing: the share of the
            outcome's standard deviation that is expected to go.

        Raises
        ------
        InputError
            If there is no such outcome.
        """
        from commpartner.calibration.following import next_observations

        check_arguments(months=months)
        if not (is_number(relative_error) and 0 < relative_error <= 1):
            allowed = Text("above_up_to", what=Text("a_number"), low=0.0, high=1.0)
            raise refused("relative_error", relative_error, allowed)
        return next_observations(self, outcome, months, relative_error)

    def about(self) -> dict[str, Any]:
        """Describe how the calibration was run, for a manifest."""
        return {
            "policy": self.policy_name,
            "observations": len(self.observed),
            "seed": self.seed,
            "members": self.members,
            "moves": self.moves,
            "accepted": self.accepted,
            "rhat": self.rhat,
            "prior_k": self.prior_k if np.isfinite(self.prior_k) else None,
            "evaluations": self.evaluations,
            "conflicts": [str(each) for each in self.conflicts],
        }
