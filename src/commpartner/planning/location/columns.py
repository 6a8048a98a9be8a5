"""List the clusters that a plan below some cost can have, from the prices of the bound."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commpartner.planning.location.clock import Clock
from commpartner.planning.location.instance import Array, Instance, Ints, sums
from commpartner.planning.location.knapsack import Pairs, grid_of, pairs_of
from commpartner.planning.location.moves import overload

SLACK = 1e-9  # of a sum of reduced costs, for rounding
HALVINGS = 6  # of the range of costs, if there are too many clusters


class Columns(NamedTuple):
    """Hold clusters: the centre of each, its cost and its estates.

    Attributes
    ----------
    candidate, cost
        Of each cluster, shape (cluster,).
    estate, cluster
        Members: which estate belongs to which cluster, shape (member,).
    """

    candidate: Ints
    cost: Array
    estate: Ints
    cluster: Ints


class Rows(NamedTuple):
    """Hold the pairs of one candidate with their weights on the grid."""

    estate: Ints
    reduced: Array
    weight: Ints
    room: int


def completions(reduced: Array, weight: Ints, room: int) -> Array:
    """Compute the least sum from the items k and later that fit into c, shape (k, c).

    Examples
    --------
    >>> import numpy as np
    >>> completions(np.array([-2.0, -3.0]), np.array([1, 2]), 2).tolist()
    [[0.0, -2.0, -3.0], [0.0, 0.0, -3.0], [0.0, 0.0, 0.0]]
    """
    least = np.zeros((len(reduced) + 1, room + 1))
    for place in range(len(reduced) - 1, -1, -1):
        size, now = int(weight[place]), least[place]
        now[:] = least[place + 1]
        if size <= room:
            taken = least[place + 1, : room + 1 - size] + reduced[place]
            np.minimum(now[size:], taken, out=now[size:])
    return least


class Lister:
    """List clusters by their reduced cost at given prices.

    A cluster S of candidate j has the reduced cost v = sum_i (d_ij - u_i). In a plan that costs at
    most c, v is at most c - sum_i u_i less the best p - 1 knapsacks of other candidates. All such
    clusters are listed: those of a candidate as a tree over its estates, of which a branch is cut
    if its best completion costs too much.
    """

    def __init__(self, problem: Instance, price: Array, clock: Clock) -> None:
        self.problem, self.price, self.clock = problem, price, clock
        self.grid = grid_of(problem.demand, problem.capacity)
        self.pairs: Pairs = pairs_of(problem)
        self.starts = np.searchsorted(self.pairs.candidate, np.arange(problem.candidates + 1))
        self.value = np.zeros(problem.candidates)
        for candidate in range(problem.candidates):
            clock.tick(0)
            rows = self._rows(candidate, 0.0)
            self.value[candidate] = completions(*rows[1:])[0, -1]
        ranked = np.argsort(self.value, kind="stable")
        best = np.zeros(problem.candidates, dtype=np.bool_)
        best[ranked[: problem.p]] = True
        fewer = float(self.value[ranked[: problem.p - 1]].sum())
        all_best = float(self.value[best].sum())
        self.others = np.where(best, all_best - self.value, fewer) + float(price.sum())
        self.order = ranked

    def below(self, cost: float, most: int) -> Columns | None:
        """List all clusters of plans that cost at most so much; None if too many or out of time."""
        found: list[tuple[Ints, Ints, Ints]] = []
        count = 0
        cost += SLACK * abs(cost)
        for candidate in self.order.tolist():
            self.clock.tick(0)
            if self.clock.is_over:
                return None
            limit = cost - float(self.others[candidate])
            if self.value[candidate] > limit:
                continue
            rows = self._rows(candidate, limit - float(self.value[candidate]))
            members = _sets(rows, limit, most - count, self.clock)
            if members is None:
                return None
            load = members @ self.problem.demand[rows.estate]
            members = members[overload(load, self.problem.capacity[candidate]) <= 0.0]
            cluster, place = np.nonzero(members)
            found.append((np.full(len(members), candidate), rows.estate[place], cluster + count))
            count += len(members)
        if not found:
            nothing = np.zeros(0, dtype=np.int64)
            return Columns(nothing, np.zeros(0), nothing, nothing)
        candidates, estates, clusters = (np.concatenate(each) for each in zip(*found, strict=True))
        length = self.problem.distance[estates, candidates[clusters]].astype(np.float64)
        return Columns(candidates, sums(clusters, length, count), estates, clusters)

    def _rows(self, candidate: int, most: float) -> Rows:
        """Return the estates of a candidate whose reduced cost is at most so much, best first."""
        part = slice(self.starts[candidate], self.starts[candidate + 1])
        estate = self.pairs.estate[part]
        reduced = self.pairs.length[part] - self.price[estate]
        kept = reduced < 0.0 if most == 0.0 else reduced <= most
        estate, reduced = estate[kept], reduced[kept]
        weight = self.grid.demand[estate]
        order = np.argsort(reduced / np.maximum(weight, 0.5), kind="stable")
        room = int(min(self.grid.capacity[candidate], weight.sum()))
        return Rows(estate[order], reduced[order], weight[order], room)


def _sets(rows: Rows, limit: float, most: int, clock: Clock) -> NDArray[np.bool_] | None:
    """List the sets of estates that fit and whose reduced cost is at most a limit."""
    _, reduced, weight, room = rows
    least = completions(reduced, weight, room)
    value, load = np.zeros(1), np.zeros(1, dtype=np.int64)
    members = np.zeros((1, len(reduced)), dtype=np.bool_)
    for place, (cost, size) in enumerate(zip(reduced.tolist(), weight.tolist(), strict=True)):
        after = least[place + 1]
        without = value + after[room - load] <= limit
        fits = load + size <= room
        within = fits & (value + cost + after[np.where(fits, room - load - size, 0)] <= limit)
        if int(without.sum()) + int(within.sum()) > most or clock.is_over:
            return None
        taken = members[within]
        taken[:, place] = True
        members = np.concatenate([members[without], taken])
        value = np.concatenate([value[without], value[within] + cost])
        load = np.concatenate([load[without], load[within] + size])
    return members


def most_below(lister: Lister, low: float, high: float, most: int) -> tuple[Columns, float] | None:
    """List clusters of plans below the largest cost, at most `high`, for which there are few.

    Returns
    -------
    Columns, float
        The clusters and the cost; None if there are too many for a cost little above `low`.
    """
    found = lister.below(high, most)
    if found is not None:
        return found, high
    best: tuple[Columns, float] | None = None
    for _ in range(HALVINGS):
        if lister.clock.is_over:
            return None
        cost = (low + high) / 2.0
        found = lister.below(cost, most)
        if found is None:
            high = cost
        else:
            best, low = (found, cost), cost
    return best
