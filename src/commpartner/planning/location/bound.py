"""Compute a lower bound by Lagrangian relaxation and subgradient steps."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from commpartner.planning.location.instance import Array, Instance, Ints, sums
from commpartner.planning.location.knapsack import (
    Filled,
    Pairs,
    fill,
    grid_of,
    pairs_of,
    whole_knapsack,
)

PATIENCE = 12  # steps without a better bound until the step is halved
SAFETY = 1e-9  # share of the bound given up for rounding


class Relaxed(NamedTuple):
    """Hold the relaxed problem at given prices."""

    bound: float
    opened: Ints  # candidates that open
    served: Array  # how often each estate is served


class Ascent:
    """Raise the bound of the relaxation in which estates may be served never or twice.

    With a price u_i for each estate that is not served,
    L(u) = sum_i u_i + min sum_j y_j phi_j(u), phi_j(u) = min sum_i (d_ij - u_i) x_ij with
    sum_i q_i x_ij <= Q_j, and p candidates open. A price is at most the distance of the nearest
    candidate that the problem does not keep, so that no candidate left out could lower L.

    Attributes
    ----------
    best
        Largest bound so far.
    price
        Prices that gave it, shape (estate,).
    """

    def __init__(self, problem: Instance) -> None:
        self.problem, self.pairs = problem, pairs_of(problem)
        self.grid = grid_of(problem.demand, problem.capacity)
        kept = problem.length.shape[1]
        place = min(kept - 1, round(problem.candidates / problem.p))
        start = problem.length[:, place]
        least = problem.length[:, 0]
        self.now = np.minimum(np.where(np.isfinite(start), start, 2.0 * least), problem.beyond)
        self.price, self.best = self.now, 0.0
        self.scale, self.since = 1.0, 0
        self.direction: Array = np.zeros(problem.estates)
        self.whole, self.patience = False, PATIENCE

    def again(self, *, whole: bool, patience: int = PATIENCE) -> None:
        """Run on from the best prices with larger steps.

        Parameters
        ----------
        whole
            Whether a knapsack takes estates whole.
        patience
            Steps without a better bound until the step is halved.
        """
        self.whole, self.patience = whole, patience
        self.now, self.scale, self.since = self.price, 0.5, 0
        self.direction = np.zeros(self.problem.estates)

    def step(self, objective: float) -> Relaxed:
        """Solve the relaxed problem, then change the prices towards a better bound."""
        found = relaxed(self.problem, self.pairs, self.now, self.grid if self.whole else None)
        if found.bound > self.best + 1e-7 * abs(self.best):
            self.since = 0
        else:
            self.since += 1
        if found.bound > self.best:
            self.best, self.price = found.bound, self.now
        if self.since >= self.patience:
            self.scale, self.since, self.now = self.scale / 2.0, 0, self.price
            self.direction = np.zeros(self.problem.estates)
            return found
        self.direction = 1.0 - found.served + 0.4 * self.direction
        length = float(self.direction @ self.direction)
        if length > 0.0:
            aim = max(objective - found.bound, 1e-6 * abs(objective))
            move = self.scale * aim / length
            now = self.now + move * self.direction
            self.now = np.clip(now, 0.0, self.problem.beyond)
        return found

    @property
    def bound(self) -> float:
        """Return the bound that holds: rounded up only if all distances are whole."""
        return safe(self.best, self.problem.whole)


def safe(bound: float, whole: bool) -> float:
    """Lower a bound by what rounding can do; round it up if objectives are whole numbers."""
    bound -= SAFETY * abs(bound)
    return max(float(math.ceil(bound - 1e-6)) if whole else bound, 0.0)


def relaxed(
    problem: Instance, pairs: Pairs, price: Array, grid: tuple[Ints, Ints] | None
) -> Relaxed:
    """Solve the relaxed problem at given prices."""
    filled = fill(problem, pairs, price)
    if grid is None:
        value = filled.value
        opened = np.argsort(value, kind="stable")[: problem.p]
        chosen = np.zeros(problem.candidates, dtype=np.bool_)
        chosen[opened] = True
        share = filled.share * chosen[pairs.candidate[filled.pair]]
        served = sums(pairs.estate[filled.pair], share, problem.estates)
        return Relaxed(float(price.sum() + value[opened].sum()), opened, served)
    return _with_whole_estates(problem, pairs, price, filled, grid)


def _with_whole_estates(
    problem: Instance, pairs: Pairs, price: Array, filled: Filled, grid: tuple[Ints, Ints]
) -> Relaxed:
    """Compute exact knapsacks in the order of their bounds until p are known to be the best."""
    weight, room = grid
    candidate = pairs.candidate[filled.pair]
    starts = np.searchsorted(candidate, np.arange(problem.candidates + 1))
    estate = pairs.estate[filled.pair]
    reduced = pairs.length[filled.pair] - price[estate]
    solved: list[tuple[float, int, Ints]] = []
    for each in np.argsort(filled.value, kind="stable").tolist():
        if len(solved) >= problem.p:
            solved.sort(key=lambda one: one[0])
            del solved[problem.p :]
            if filled.value[each] >= solved[-1][0]:
                break
        part = slice(starts[each], starts[each + 1])
        value, taken = whole_knapsack(reduced[part], weight[estate[part]], int(room[each]))
        solved.append((max(value, float(filled.value[each])), each, estate[part][taken]))
    solved.sort(key=lambda one: one[0])
    del solved[problem.p :]
    served = np.zeros(problem.estates)
    for _, _, members in solved:
        served[members] += 1.0
    opened = np.array([each for _, each, _ in solved], dtype=np.int64)
    return Relaxed(float(price.sum() + sum(value for value, _, _ in solved)), opened, served)
