"""Hold the plan of a roll-out: what opens when, what it costs, and how it compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from commpartner.experiments.comparison import Comparison
from commpartner.facts.shown import Shown
from commpartner.model.scheme import build_scheme
from commpartner.planning.rolling.search import Stopped
from commpartner.programme import Policy, Programme


@dataclass(frozen=True, eq=False, repr=False)
class RollOutPlan(Shown):
    """Hold the opening year of each step, and what the plan costs and gains.

    Attributes
    ----------
    schedule
        One row a step: step, label_en, label_zh, kind (``estates``, ``ventures``, ``works`` with
        the ventures behind them, ``mixed``), opens (what opens), estates (that join), year (from
        1; missing if it never opens), month (from 0), outlay [yuan] and value with p5, p50 and
        p95, unit of the value, value_per_yuan. The value is what the step adds in that year
        beside all others in year 1. Steps that never open have outlay and value of year 1.
    spent
        One row an order and year: order, year, budget, outlay (mean), p5, p95 [yuan], left (of the
        budget after the mean outlay, carried over if the plan does), probability_over (share of
        the draws above the budget [share]).
    renewals
        One row a year: year, mean (what the plan spends on the same accounts to renew what is
        worn out [yuan]); the budget does not pay it.
    orders
        One row an order and step: order, step, year.
    comparison
        The orders in common draws that the search has not seen (seed + 1).
    differences
        The plan less each other order: paired means with intervals, as
        `Comparison.differences`.
    payers
        What each payer must find: order, payer, year, mean, p5, p95 [yuan].
    value
        Mean gain of the plan over no step at all, more is better [unit of the outcome].
    value_fresh
        The same in the draws of the comparison: the search cannot have been lucky with these.
    added
        Sum of the marginal values of the plan's steps.
    bound
        If all schedules were run: the value. Else no schedule within the budget has a larger sum
        of marginal values; the model's own value may differ, as `added` differs from `value`.
        None if the budget must hold in a share of the draws.
    stopped
        Why the search ended: ``enumerated`` (all schedules were run), ``searched`` (no promising
        move is left), ``runs`` (they are used up) or ``interrupted``.
    """

    schedule: pd.DataFrame
    spent: pd.DataFrame
    renewals: pd.DataFrame
    orders: pd.DataFrame
    comparison: Comparison
    differences: pd.DataFrame
    payers: pd.DataFrame
    outcome: str
    value: float
    value_fresh: float
    added: float
    bound: float | None
    stopped: Stopped
    runs: int
    years: int
    budget: Sequence[float]
    reliability: float | None
    carry_over: bool
    planned: Policy = field(repr=False)

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        """Return the names and values to show."""
        opened = self.schedule.dropna(subset="year")
        by_year: dict[int, list[str]] = {}
        for year, step in sorted(
            zip(opened["year"].tolist(), opened["step"].tolist(), strict=True)
        ):
            by_year.setdefault(year, []).append(step)
        return [
            ("opens", by_year),
            ("outcome", self.outcome),
            ("value", round(self.value)),
            ("value_fresh", round(self.value_fresh)),
            ("bound", None if self.bound is None else round(self.bound)),
            ("stopped", self.stopped),
            ("runs", self.runs),
        ]

    def policy(self, programme: Programme) -> Policy:
        """Return the policy that simulates the plan.

        Raises
        ------
        InputError
            If the programme lacks something that the plan names.
        """
        build_scheme(programme, self.planned)
        return self.planned
