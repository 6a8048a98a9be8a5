"""Hold the result of a search for a policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import pandas as pd

from commpartner.errors import InputError, Problem
from commpartner.facts.shown import Shown
from commpartner.model.control import FeedbackPolicy
from commpartner.problems.wording import suggest
from commpartner.programme import Policy

Sampling = Literal["sobol", "monte_carlo"]
Stopped = Literal["budget", "interrupted"]


class Optimism(NamedTuple):
    """Hold by how much the search has overrated a figure, with its interval.

    Attributes
    ----------
    first, fresh
        The figure in the draws of the search and in fresh ones [unit of the outcome].
    mean
        First less fresh, signed so that above 0 the first was too good.
    low, high
        Interval of `mean`.
    """

    first: float
    fresh: float
    mean: float
    low: float
    high: float


@dataclass(frozen=True, eq=False, repr=False)
class Optimised(Shown):
    """Hold the best policy of a search, the efficient ones, and all that were run.

    Attributes
    ----------
    best
        The policy to take; of several outcomes the one nearest to the best of each.
    levers
        The values of its levers.
    kept
        Whether it keeps all limits with the assurance asked for.
    front
        The efficient policies, one row each: ``policy``, the levers, each figure with its interval
        (``_low``, ``_high``), the room under each limit, ``kept``, ``draws``.
    evaluated
        All policies that were run, with the same columns, and ``error`` of those that failed.
    optimism
        Of each figure, by its name; empty if the search was interrupted.
    fresh
        The figures of the best policy in fresh draws with their intervals, and of its limits.
    robustness
        One row a policy run in all draws that keeps the limits as well as any, one column a
        measure of McPhail et al. (2018); more is more robust.
    simulations
        Runs used, each of one policy in one draw.
    draws, seed, sampling
        Of the draws in which policies were compared: as those of `compare`.
    stopped
        Why the search ended.
    """

    best: Policy | FeedbackPolicy
    levers: Mapping[str, Any]
    kept: bool
    front: pd.DataFrame
    evaluated: pd.DataFrame
    optimism: Mapping[str, Optimism]
    fresh: pd.DataFrame
    robustness: pd.DataFrame
    simulations: int
    budget: int
    draws: int
    seed: int
    fresh_seed: int
    sampling: Sampling
    stopped: Stopped
    policies: Mapping[str, Policy | FeedbackPolicy] = field(repr=False)

    def policy(self, name: str) -> Policy | FeedbackPolicy:
        """Return a policy by its name in the tables.

        Raises
        ------
        InputError
            If there is no such policy.
        """
        if name not in self.policies:
            allowed = suggest(name, self.policies)
            raise InputError([Problem("optimised", None, "policy", repr(name), allowed)])
        return self.policies[name]

    def robust(self, measure: str) -> Policy | FeedbackPolicy:
        """Return the policy that is best by a measure of robustness.

        Parameters
        ----------
        measure
            A column of `robustness`: ``"maximin"``, ``"minimax_regret"`` and so on.

        Raises
        ------
        InputError
            If there is no such measure.
        """
        known = [str(name) for name in self.robustness.columns if name != "policy"]
        if measure not in known:
            allowed = suggest(measure, known)
            raise InputError([Problem("optimised", None, "measure", repr(measure), allowed)])
        place = int(self.robustness[measure].argmax())
        return self.policies[str(self.robustness["policy"].iloc[place])]
