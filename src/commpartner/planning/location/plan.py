"""Hold a plan of clusters: which centres open, who is served where, how good it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from commpartner.facts.shown import Shown

Stopped = Literal["proven", "searched", "time", "interrupted"]


@dataclass(frozen=True, repr=False, eq=False)
class ClusterPlan(Shown):
    """Hold the centres that open, the centre of each estate, and the proven gap.

    Attributes
    ----------
    assignment
        Candidate that serves each estate, shape (estate,): a column of the distances.
    medians
        Candidates that open, in rising order, shape (p,).
    objective
        Sum of the distances from each estate to its centre [unit of the distances].
    lower_bound
        No plan has a smaller objective.
    seconds
        Time that the search took [s].
    stopped
        Why the search ended: ``proven`` (the gap is as small as asked), ``searched`` (all rounds
        are done), ``time`` (the limit cut it) or ``interrupted``.
    """

    assignment: NDArray[np.int64]
    medians: NDArray[np.int64]
    objective: float
    lower_bound: float
    seconds: float
    stopped: Stopped

    @property
    def gap(self) -> float:
        """Return how much smaller a better plan can be, as a share of the objective."""
        return gap_between(self.objective, self.lower_bound)

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        """Return the names and values to show."""
        return [
            ("medians", self.medians.tolist()),
            ("objective", self.objective),
            ("lower_bound", self.lower_bound),
            ("gap", round(self.gap, 6)),
            ("seconds", round(self.seconds, 2)),
            ("stopped", self.stopped),
        ]


def gap_between(objective: float, lower_bound: float) -> float:
    """Compute the gap, (objective - bound) / objective; 0 if both are 0."""
    if objective <= lower_bound:
        return 0.0
    return (objective - lower_bound) / objective
