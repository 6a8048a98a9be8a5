"""Compute the nucleolus and the least core of a cost game by successive linear programmes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commpartner.errors import ArgumentError
from commpartner.flows.namespace import Array
from commpartner.problems.arguments import Mask
from commpartner.texts import Text

_ADDED = 60  # coalitions added to a linear programme at once
_FEASIBLE = 1e-12  # of the shares and their largest excess: excess that a coalition may have left
_EXACT = 1e-12  # of the same: what a programme that is solved may leave of its constraints
_ROUNDED = 1e-15  # of the costs alone and of all: rounding
_REFINED = 6  # times that what a programme leaves is solved for again
_FAR = 1e3  # times the shares: costs alone from which they are no longer counted
_BINDS = 1e-6  # least price of a coalition that binds; the prices of all sum to 1
_SPANNED = 1e-9


class Point(NamedTuple):
    """Hold shares, shape (player,), and the largest excess of a coalition, the least possible."""

    shares: Array
    epsilon: float


def nucleolus(table: Array, individual: bool = True) -> Point:
    r"""Compute the shares whose excesses, sorted from the largest, are lexicographically least.

    The excess :math:`x(S) - c(S)` is what coalition :math:`S` gains by leaving. Each linear
    programme lowers the largest excess; coalitions that bind in all its solutions are fixed, and
    the next lowers that of the others. Coalitions are added to a programme as they break it, and
    at its end all of them are compared.

    Parameters
    ----------
    table
        Cost of all coalitions, shape (2**n,); the first player has the highest bit of the index.
    individual
        Whether nobody may pay more than alone, which must be possible; without it this is the
        prenucleolus, which lies in the least core.

    References
    ----------
    D. Schmeidler (1969), "The nucleolus of a characteristic function game", SIAM Journal on Applied
    Mathematics 17, doi:10.1137/0117107; M. Maschler, B. Peleg & L. S. Shapley (1979), "Geometric
    properties of the kernel, nucleolus, and related solution concepts", Mathematics of Operations
    Research 4, doi:10.1287/moor.4.4.303.
    """
    count = len(table).bit_length() - 1
    if count == 1:
        return Point(table[1:].copy(), 0.0)
    alone = table[1 << np.arange(count)[::-1]]
    return _point(_All(count), table, alone, individual)


def nucleolus_among(rows: Mask, costs: Array, individual: bool) -> Point:
    """Compute the nucleolus as if no other coalitions than these could leave.

    Parameters
    ----------
    rows
        Coalitions, shape (coalition, player): single players in their order first, all together
        last. Its epsilon is at most that of all coalitions.
    costs
        Shape (coalition,).
    """
    count = rows.shape[1]
    return _point(_Some(rows), costs, costs[:count], individual)


def sums(values: Array) -> Array:
    """Sum values over the members of every coalition, shape (player,) to (2**n,)."""
    found = np.zeros(1)
    for value in values[::-1]:
        found = np.concatenate([found, found + value])
    return found


class _All:
    """List all coalitions; nobody comes first, and everybody last."""

    def __init__(self, count: int) -> None:
        self.count = count
        single = 1 << np.arange(count)
        self.first: list[int] = np.unique([*single, *((1 << count) - 1 - single)]).tolist()

    def sums(self, values: Array) -> Array:
        return sums(values)

    def members(self, numbers: list[int]) -> Array:
        bits = np.array(numbers)[:, None] >> np.arange(self.count)[::-1] & 1
        return bits.astype(np.float64)


class _Some:
    """List some coalitions; single players come first, and everybody last."""

    def __init__(self, rows: Mask) -> None:
        self.rows, self.count = rows.astype(np.float64), rows.shape[1]
        self.first = list(range(min(2 * self.count, len(rows) - 1)))

    def sums(self, values: Array) -> Array:
        return np.asarray(np.add.reduce(self.rows * values, axis=1))

    def members(self, numbers: list[int]) -> Array:
        return np.asarray(self.rows[numbers])


def _point(listed: _All | _Some, costs: Array, alone: Array, individual: bool) -> Point:
    base = alone  # the same game: every share less the cost alone
    for _ in range(2):
        saved = costs - listed.sums(base)
        scale = float(np.abs(saved).max()) or 1.0
        most = None
        if individual:
            least = saved[-1] / (scale * len(alone))  # so that all together can pay the whole
            most = (alone - base) / scale
            most += max(0.0, least - float(most.mean()))
        rounded = _ROUNDED * float(np.abs([*base, costs[-1]]).sum()) / scale
        shares, largest = _Reduced(listed, saved / scale, most, rounded).solve()
        found = Point(base + scale * shares, scale * largest)
        if np.abs(base).max() <= _FAR * np.abs(found.shares).max():
            break
        base = found.shares  # so that costs far beyond the shares do not round them
    return found


class _Reduced:
    """Hold the costs of a game, the largest of them 1, the most of each share, what is fixed."""

    def __init__(
        self, listed: _All | _Some, costs: Array, most: Array | None, rounded: float
    ) -> None:
        self.listed, self.costs, self.count = listed, costs, listed.count
        self.rounded = rounded
        count = listed.count
        self.most = np.full(count, np.inf) if most is None else most
        self.fixed = np.ones((1, count))
        self.sums = [float(costs[-1])]
        self.used = listed.first
        self.random = np.random.default_rng(0)

    def solve(self) -> tuple[Array, float]:
        largest: float | None = None
        while len(self.fixed) < self.count:
            free = self._free()
            epsilon, binding = self._lowered(free)
            largest = epsilon if largest is None else largest
            self._fix(binding, epsilon)
        return np.linalg.solve(self.fixed, np.array(self.sums)), largest or 0.0

    def _free(self) -> Mask:
        """Return the coalitions whose excess is not yet determined, shape (2**n,)."""
        free = np.ones(len(self.costs), dtype=np.bool_)
        _, _, rows = np.linalg.svd(self.fixed)
        null = rows[len(self.fixed) :]
        free[:] = False
        for mix in self.random.normal(size=(2, len(null))):
            free |= np.abs(self.listed.sums(mix @ null)) > _SPANNED
        return free

    def _lowered(self, free: Mask) -> tuple[float, NDArray[np.intp]]:
        """Lower the largest excess; return it and the coalitions that bind in all solutions."""
        used = [each for each in self.used if free[each]]
        while True:
            shares, epsilon, price = self._programme(used)
            excess = np.where(free, self.listed.sums(shares) - self.costs, -np.inf)
            left = _FEASIBLE * _size(shares, epsilon) + self.rounded
            worst = np.argpartition(excess, -min(_ADDED, len(excess)))[-_ADDED:]
            known = set(used)
            more = [
                each
                for each in worst.tolist()
                if excess[each] > epsilon + left and each not in known
            ]
            if not more:
                binding = np.array(used)[np.argsort(-price, kind="stable")]
                return epsilon, binding[: max(1, int((price > _BINDS).sum()))]
            used += more
            self.used = sorted({*self.used, *more})

    def _programme(self, used: list[int]) -> tuple[Array, float, Array]:
        """Find shares with the least largest excess of some coalitions, and the coalitions' prices.

        A solver leaves violations of up to 1e-7, and as much between its solution and its prices.
        They are scaled up and solved for again, so that costs of very different size do not round
        each other (iterative refinement, Gleixner, Steffy & Wolter 2015, ZIB Report 15-15).
        """
        rows, costs, sums = self.listed.members(used), self.costs[used], np.array(self.sums)
        found = _solved(rows, costs, self.fixed, sums, self.most)
        if found is None:
            raise ArgumentError(Text("programme_unsolved"))
        shares, epsilon, price, bound = found
        for _ in range(_REFINED):
            slack, room = costs + epsilon - rows @ shares, self.most - shares
            missing = sums - self.fixed @ shares
            dear = float(price @ slack) + float(bound[bound > 0.0] @ room[bound > 0.0])
            unit = max(-float(slack.min()), -float(room.min()), float(np.abs(missing).max()), dear)
            if unit <= _EXACT * _size(shares, epsilon) + self.rounded:
                break
            left = _solved(rows, slack / unit, self.fixed, missing / unit, room / unit)
            if left is None:
                break
            shares, epsilon = shares + unit * left[0], epsilon + unit * left[1]
            price, bound = left[2:]
        return shares, epsilon, price

    def _fix(self, binding: NDArray[np.intp], epsilon: float) -> None:
        """Keep the excess of coalitions that are independent of those fixed before."""
        for number in binding.tolist():
            row = self.listed.members([number])
            wider = np.vstack([self.fixed, row])
            if np.linalg.matrix_rank(wider) == len(wider):
                self.fixed = wider
                self.sums.append(float(self.costs[number]) + epsilon)


def _size(shares: Array, epsilon: float) -> float:
    return max(abs(epsilon), float(np.abs(shares).max()))


def _solved(
    rows: Array, costs: Array, fixed: Array, sums: Array, most: Array
) -> tuple[Array, float, Array, Array] | None:
    """Solve one linear programme: shares, largest excess, prices of coalitions and of bounds."""
    from scipy.optimize import linprog

    count = rows.shape[1]
    found = linprog(
        np.append(np.zeros(count), 1.0),
        A_ub=np.hstack([rows, -np.ones((len(rows), 1))]),
        b_ub=costs,
        A_eq=np.hstack([fixed, np.zeros((len(fixed), 1))]),
        b_eq=sums,
        bounds=[(None, each) for each in most.tolist()] + [(None, None)],
        method="highs-ds",
    )
    if found.x is None:
        return None
    prices = -found.ineqlin.marginals, -found.upper.marginals[:-1]
    return found.x[:-1], float(found.x[-1]), *prices
