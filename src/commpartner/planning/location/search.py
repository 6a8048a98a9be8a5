"""Search for better centres: local search, and centres that close and open elsewhere."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.planning.location.assign import assign
from commpartner.planning.location.capacity_price import capacity_prices
from commpartner.planning.location.clock import Clock
from commpartner.planning.location.instance import Instance, Ints, sums
from commpartner.planning.location.moves import improve, overload, recentre

LARGE = 5000  # estates: beyond, prices of capacity assign estates, and parts do the rest
PRICED = 60, 15  # steps of the prices of capacity, at first and after centres have moved
ROUNDS = 20  # of a local search


class Draft(NamedTuple):
    """Hold a plan in the making.

    Attributes
    ----------
    medians
        Candidates that open, shape (p,).
    centre
        Place of each estate's centre among them.
    cost
        Sum of distances, and a penalty for what exceeds reach and capacity.
    """

    medians: Ints
    centre: Ints
    cost: float

    @property
    def assignment(self) -> Ints:
        """Return the candidate that serves each estate."""
        return self.medians[self.centre]


def penalty_of(problem: Instance) -> float:
    """Compute the cost of a unit of demand above capacity: more than any move can gain."""
    sizes = problem.demand[problem.demand > 0.0]
    return problem.far / float(sizes.min()) if sizes.size else problem.far


def price(problem: Instance, medians: Ints, centre: Ints) -> Draft:
    """Compute the cost of a plan, with penalties for reach and capacity."""
    lengths = problem.distance[np.arange(problem.estates), medians[centre]].astype(np.float64)
    cost = float(np.where(np.isfinite(lengths), lengths, problem.far).sum())
    load = sums(centre, problem.demand, len(medians))
    over = float(overload(load, problem.capacity[medians]).sum())
    if over > 0.0:
        cost += problem.far + penalty_of(problem) * over
    return Draft(medians, centre, cost)


def is_plan(problem: Instance, draft: Draft) -> bool:
    """Return whether a draft respects reach and capacity."""
    return draft.cost < problem.far


def begun(problem: Instance, draft: Draft, medians: Ints) -> Ints:
    """Assign the estates whose centre closes; the others stay where they are."""
    stays = draft.medians[draft.centre] == medians[draft.centre]
    kept = np.where(stays, draft.centre, -1)
    return assign(problem.to(medians), problem.demand, problem.capacity[medians], kept)


def opened(problem: Instance, assignment: Ints) -> Ints:
    """List the p candidates that open, in order: those that serve, then the smallest numbers."""
    used = np.unique(assignment)
    others = np.setdiff1d(np.arange(problem.candidates), used)
    return np.sort(np.concatenate([used, others[: problem.p - len(used)]]))


def settle(
    problem: Instance,
    medians: Ints,
    clock: Clock,
    centre: Ints | None = None,
    *,
    large: bool | None = None,
) -> Draft:
    """Assign estates to open centres and improve the plan until no simple move does.

    Parameters
    ----------
    problem
        Distances, demand, capacity.
    medians
        Candidates that open at first.
    clock
        Stops the search if its limit has passed.
    centre
        Places of the estates' centres to begin with; default: estates bid.
    large
        Whether estates bid with prices of capacity and move only if centres are crowded; default:
        if there are many.
    """
    large = problem.estates > LARGE if large is None else large
    penalty, prices = penalty_of(problem), np.zeros(len(medians))
    length = problem.to(medians)
    best: Draft | None = None
    for number in range(ROUNDS):
        capacity = problem.capacity[medians]
        if centre is None and large:
            steps = PRICED[min(number, 1)]
            prices = capacity_prices(length, problem.demand, capacity, clock, steps, prices)
            bids = length + prices[:, None] * problem.demand
            centre = assign(bids, problem.demand, capacity)
        elif centre is None:
            centre = assign(length, problem.demand, capacity)
        demand = problem.demand
        centre = improve(length, demand, capacity, centre, penalty, clock, all_moves=not large)
        draft = price(problem, medians, centre)
        if best is not None and draft.cost >= best.cost:
            return best
        best = draft
        moved = recentre(problem, medians, centre)
        if clock.is_over or (moved == medians).all():
            return best
        changed = np.flatnonzero(moved != medians)
        length[changed] = problem.to(moved[changed])
        medians, centre = moved, None if large else centre
    assert best is not None
    return best


def disturbed(problem: Instance, draft: Draft, rng: np.random.Generator) -> Ints:
    """Close one or two centres and open candidates that are not in use.

    A candidate opens near an estate that is drawn in proportion to the distance to its centre.
    """
    medians = draft.medians.copy()
    lengths = problem.distance[np.arange(problem.estates), draft.assignment].astype(np.float64)
    lengths = np.where(np.isfinite(lengths), lengths, problem.far) + 1e-12
    for _ in range(1 + int(rng.random() < 0.5)):
        used = np.isin(problem.near, medians)
        estate = int(rng.choice(problem.estates, p=lengths / lengths.sum()))
        free = problem.near[estate][~used[estate]]
        if not free.size:
            continue
        opens = free[min(int(rng.geometric(0.4)) - 1, len(free) - 1)]
        around = np.argsort(problem.to(medians)[:, estate], kind="stable")
        closes = around[min(int(rng.geometric(0.35)) - 1, len(around) - 1)]
        if rng.random() < 0.3:
            closes = int(rng.integers(len(medians)))
        medians[closes] = opens
    return medians
