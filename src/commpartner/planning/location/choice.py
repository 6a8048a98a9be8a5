"""Let HiGHS choose among the clusters that a better plan can have, as long as that helps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from commpartner.planning.location.clock import Clock
from commpartner.planning.location.columns import Columns, Lister, most_below
from commpartner.planning.location.cover import cover
from commpartner.planning.location.instance import Array, Instance
from commpartner.planning.location.search import Draft, opened, settle

COLUMNS = 3000, 6000  # clusters among which HiGHS chooses, at most
NODES = 50  # of HiGHS, to choose among them
BETTER = 1e-6  # share by which a plan must be better, if distances are not whole


def goal_of(problem: Instance, cost: float) -> float:
    """Compute what a better plan costs at most."""
    return cost - 0.5 if problem.whole else cost * (1.0 - BETTER)


class Choice(NamedTuple):
    """Hold a plan, a bound for all plans, and whether HiGHS ended by itself."""

    draft: Draft | None
    bound: float
    done: bool


def choices(
    problem: Instance, price: Array, draft: Draft, bound: float, clock: Clock
) -> Iterator[tuple[Draft, float]]:
    """Find better plans and bounds among clusters of small reduced cost, first among few.

    With the clusters of all plans that cost at most c, no plan costs less than c or less than the
    best choice among them, whichever is less. The search ends when HiGHS does not end by itself.

    Parameters
    ----------
    problem, price
        The problem, of which all pairs are kept, and the prices of the bound.
    draft, bound
        The best plan and bound so far.
    clock
        Stops the search and hears interruptions.

    Yields
    ------
    Draft, float
        The best plan and bound so far.
    """
    lister = Lister(problem, price, clock)
    for most in COLUMNS:
        if draft.cost <= bound or clock.is_over:
            return
        listed = most_below(lister, bound, goal_of(problem, draft.cost), most)
        if listed is None:
            continue
        found = _chosen(problem, *listed, clock)
        if found.draft is not None and found.draft.cost < draft.cost:
            draft = found.draft
        bound = max(bound, found.bound)
        yield draft, bound
        if not found.done:
            return


def proof(problem: Instance, price: Array, draft: Draft, clock: Clock) -> Choice | None:
    """Choose among all clusters that a better plan can have; None if there are too many."""
    goal = goal_of(problem, draft.cost)
    columns = Lister(problem, price, clock).below(goal, COLUMNS[0])
    return None if columns is None else _chosen(problem, columns, goal, clock)


def _chosen(problem: Instance, columns: Columns, below: float, clock: Clock) -> Choice:
    """Choose among the clusters of all plans that cost at most so much."""
    found = cover(problem, columns, clock.left, NODES)
    draft = None
    if found.candidate is not None:
        medians = opened(problem, found.candidate)
        centre = np.searchsorted(medians, found.candidate)
        draft = settle(problem, medians, clock, centre)
    return Choice(draft, min(found.bound * (1.0 - BETTER), below), found.done)
