"""Hold a plan of clusters for a programme: who is served where, at what cost, how good it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from commpartner.facts.shown import Shown
from commpartner.model.scheme import named_policy
from commpartner.planning.location.plan import gap_between
from commpartner.problems.arguments import of_type
from commpartner.programme import Policy, Programme
from commpartner.texts import Text

Border = Literal["subdistrict", "community"]
Stopped = Literal["proven", "searched", "time", "interrupted"]


@dataclass(frozen=True, repr=False, eq=False)
class DistrictPlan(Shown):
    """Hold the clusters of a programme, their true cost, and a bound of it.

    Attributes
    ----------
    assignment
        Candidate that serves each estate of the programme, -1 if none does, shape (estate,).
    candidates
        Ids of the candidates, in the order that the assignment counts.
    centres
        Ids of the centres that open.
    estates
        One row a planned estate: id, name, households, centre (empty if alone), distance [km],
        cost_alone and share of its cluster's cost [yuan/year], saving, detached.
    clusters
        One row a centre that opens: centre, name, estates, households, cost, cost_alone, saving
        [yuan/year], farthest [km], detached (estates).
    by_number
        One row a number of centres with which the search met a plan, 0 if all are alone: centres,
        cost (the least found [yuan/year]), searched (whether the local search ended in plans with
        that number; else it only began with one, and a better one is likely), lower_bound (of all
        plans with that number), gap, chosen.
    draws
        One row a draw: cost, cost_alone and saving of the whole plan [yuan/year].
    objective
        Cost of all clusters and of the estates alone [yuan/year]: the model's own, mean over the
        draws, at the prices of month 0.
    lower_bound
        No plan within the limits costs less in these draws.
    start
        True cost of the plan from which the local search began [yuan/year].
    surrogate
        Cost of the plan by the fitted surrogate [yuan/year]; NaN if no centre was tried.
    surrogate_start, surrogate_bound
        Cost by the surrogate of the plan from which the local search began, and a lower bound of
        the surrogate with the same number of centres; NaN if capacity and `estates_per_centre`
        are both given. It is no bound of the true cost.
    surrogate_error
        Median error of the surrogate on the clusters to which it was fitted, a share of their cost.
    seconds
        Time that the plan took [s].
    stopped
        ``searched`` (all rounds are done), ``time`` (the limit cut the search), ``interrupted``, or
        ``proven`` (the cost equals the bound).
    programme
        The programme, with the centres that open among its centres.
    """

    assignment: NDArray[np.int64]
    candidates: tuple[str, ...]
    centres: tuple[str, ...]
    estates: pd.DataFrame
    clusters: pd.DataFrame
    by_number: pd.DataFrame
    draws: pd.DataFrame
    objective: float
    lower_bound: float
    start: float
    surrogate: float
    surrogate_start: float
    surrogate_bound: float
    surrogate_error: float
    seconds: float
    stopped: Stopped
    programme: Programme = field(repr=False)
    base: Policy = field(repr=False)

    @property
    def gap(self) -> float:
        """Return how much less a better plan can cost, as a share of the objective."""
        return gap_between(self.objective, self.lower_bound)

    @property
    def saving(self) -> float:
        """Return what the plan saves against all estates alone [yuan/year]."""
        return float(self.draws["saving"].mean())

    @property
    def detached(self) -> int:
        """Count the estates that do not adjoin the main part of their cluster."""
        return int(self.estates["detached"].sum())

    def policy(
        self, programme: Programme | None = None, base: Policy | str | None = None
    ) -> Policy:
        """Make the policy that simulates the plan.

        Parameters
        ----------
        programme
            Programme with the centres of the plan; default: that of the plan.
        base
            Policy whose other levers it keeps; default: that of the plan.

        Raises
        ------
        InputError
            If the programme lacks a centre or an estate of the plan, or the policy is unknown.
        """
        programme = self.programme if programme is None else programme
        of_type("programme", programme, Programme, Text("a_programme"))
        _, levers = named_policy(programme, self.base if base is None else base)
        made = policy_of(levers, self._served(), bool((self.estates["centre"] == "").any()))
        programme.replace(policies={**programme.policies, "plan": made})  # names that do not exist
        return made

    def _served(self) -> dict[str, str]:
        rows = self.estates[self.estates["centre"] != ""]
        return dict(zip(rows["id"], rows["centre"], strict=True))

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        """Return the names and values to show."""
        return [
            ("centres", list(self.centres)),
            ("estates", len(self.estates)),
            ("alone", int((self.estates["centre"] == "").sum())),
            ("objective", round(self.objective)),
            ("saving", round(self.saving)),
            ("lower_bound", round(self.lower_bound)),
            ("gap", round(self.gap, 4)),
            ("seconds", round(self.seconds, 2)),
            ("stopped", self.stopped),
        ]


def policy_of(base: Policy, served: dict[str, str], leaves_alone: bool) -> Policy:
    """Make a policy in which centres serve these estates and nobody else is assigned.

    Parameters
    ----------
    served
        Centre of each estate that has one, by id.
    leaves_alone
        Whether the others that the policy takes on are served alone.
    """
    centres = tuple(dict.fromkeys(sorted(served.values())))
    return base.replace(
        organisation="clustered" if centres else "stand_alone",
        centres=centres,
        assignment=served,
        estates_per_centre=None,
        others="stand_alone" if leaves_alone else "unmanaged",
    )
