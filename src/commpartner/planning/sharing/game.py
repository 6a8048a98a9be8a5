"""Read the cost of coalitions from a function, a mapping or a table."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, combinations, compress
from operator import eq
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from commpartner.errors import ArgumentError, Problem
from commpartner.flows.namespace import Array
from commpartner.problems.arguments import Mask, refused
from commpartner.texts import Text

Player = Hashable
Coalition = tuple[Player, ...]
MOST_EXACT = 20  # players whose coalitions, about a million, are all costed
_ROUNDING = 1e-9  # of the size of sums that are compared
_FLOATING = 8 * float(np.finfo(np.float64).eps)  # of the largest cost
_LARGEST = 1e100  # in size: sums and differences stay finite
_MOST_KEYED = 62  # players whose coalitions fit into one whole number


class Source(Protocol):
    """Define what gives the cost of coalitions."""

    def table(self) -> Array:
        """Return the cost of all coalitions; the first player has the highest bit of the index."""

    def of(self, members: Mask) -> Array:
        """Compute the cost of coalitions, shape (coalition, player) to (coalition,)."""

    def without(self, player: int) -> Source:
        """Return the source of the other players."""


@dataclass(frozen=True, eq=False)
class FromFunction:
    """Read costs by calling a function with the tuple of the players of a coalition."""

    players: Coalition
    cost: Callable[[Coalition], Any]

    def table(self) -> Array:
        """Return the cost of all coalitions; the first player has the highest bit of the index."""
        count = len(self.players)
        sizes = np.bitwise_count(np.arange(1 << count))
        found = np.zeros(1 << count)
        for size in range(1, count + 1):
            # In the order of `combinations` the numbers of coalitions of one size fall.
            those = np.flatnonzero(sizes == size)[::-1]
            found[those] = self._asked(combinations(self.players, size))
        return found

    def of(self, members: Mask) -> Array:
        """Compute the cost of coalitions, shape (coalition, player) to (coalition,)."""
        return self._asked(tuple(compress(self.players, row)) for row in members.tolist())

    def without(self, player: int) -> FromFunction:
        """Return the source of the other players."""
        return FromFunction(_others(self.players, player), self.cost)

    def _asked(self, coalitions: Iterable[Coalition]) -> Array:
        known = list(coalitions)
        last = known[:1]

        def noted() -> Iterator[Coalition]:
            for last[0] in known:
                yield last[0]

        try:
            values = list(map(self.cost, noted()))
        except ArgumentError:
            raise
        except Exception as error:
            found = Text("error_raised", error=f"{type(error).__name__}: {error}")
            raise _refused(last[0], found) from error
        return _numbers(values, known)


@dataclass(frozen=True, eq=False)
class FromTable:
    """Hold the costs of all coalitions; the first player has the highest bit of the index."""

    costs: Array

    def table(self) -> Array:
        """Return the cost of all coalitions."""
        return self.costs

    def of(self, members: Mask) -> Array:
        """Compute the cost of coalitions, shape (coalition, player) to (coalition,)."""
        count = members.shape[1]
        index = members @ (1 << np.arange(count)[::-1])
        return np.asarray(self.costs[index])

    def without(self, player: int) -> FromTable:
        """Return the source of the other players."""
        return FromTable(self.costs.reshape(1 << player, 2, -1)[:, 0].ravel())


@dataclass(frozen=True, eq=False)
class Game:
    """Hold the players and the cost of their coalitions.

    Attributes
    ----------
    complete
        Whether the cost of every coalition is asked for.
    """

    players: Coalition
    source: Source
    complete: bool
    _known: dict[int, float] = field(default_factory=dict, repr=False)

    @cached_property
    def table(self) -> Array:
        """Return the cost of all coalitions; the first player has the highest bit of the index."""
        return self.source.table()

    @cached_property
    def whole(self) -> float:
        """Return the cost of all players together."""
        return float(self.of(np.ones((1, len(self.players)), dtype=np.bool_))[0])

    @cached_property
    def alone(self) -> Array:
        """Return the cost of every player alone, shape (player,)."""
        return self.of(np.eye(len(self.players), dtype=np.bool_))

    @cached_property
    def separable(self) -> Array:
        """Return what every player adds to the cost of all others, shape (player,)."""
        if len(self.players) == 1:
            return self.alone
        return self.whole - self.of(~np.eye(len(self.players), dtype=np.bool_))

    @cached_property
    def scale(self) -> float:
        """Return the largest cost: of all coalitions, or of the single ones and of everybody."""
        costs = self.table if self.complete else self.alone
        return max(float(np.abs(costs).max()), abs(self.whole))

    def rounding(self, size: float) -> float:
        """Return the difference that means nothing between sums of some size."""
        return _ROUNDING * size + _FLOATING * self.scale

    def of(self, members: Mask) -> Array:
        """Compute the cost of coalitions, shape (coalition, player) to (coalition,).

        No coalition is asked for twice, if there are at most 62 players.
        """
        count = len(self.players)
        if self.complete:
            return FromTable(self.table).of(members)
        if count > _MOST_KEYED:
            return self.source.of(members)
        keys = (members @ (1 << np.arange(count, dtype=np.int64))).tolist()
        places = {key: place for place, key in enumerate(keys) if key not in self._known}
        if places:
            values = self.source.of(members[list(places.values())])
            self._known.update(zip(places, values.tolist(), strict=True))
        return np.array([self._known[key] for key in keys])

    def names(self, members: Mask) -> Coalition:
        """List the players of a coalition, shape (player,)."""
        return tuple(compress(self.players, members.tolist()))

    def without(self, player: int) -> Game:
        """Return the game of the other players."""
        return Game(_others(self.players, player), self.source.without(player), self.complete)


def check_players(players: object) -> Coalition:
    """Validate the players: one or more different names."""
    allowed = Text("players_each_once")
    if isinstance(players, str | bytes | Mapping) or not isinstance(players, Iterable):
        raise refused("players", players, allowed)
    try:
        found = tuple(players)
        different = len(set(found))
    except Exception:  # names that have no hash, or iteration that fails
        raise refused("players", players, allowed) from None
    if not found or different < len(found):
        twice = [each for each in found if found.count(each) > 1][:1]
        raise refused("players", Text("seen_twice", name=repr(twice[0])) if twice else (), allowed)
    return found


def source_of(cost: object, players: Coalition) -> Source:
    """Make the source of costs from a function, a mapping or a table."""
    if isinstance(cost, Mapping):
        if len(players) <= MOST_EXACT and len(cost) == (1 << len(players)) - 1:
            by_size = (combinations(players, size) for size in range(1, len(players) + 1))
            if all(map(eq, cost, chain.from_iterable(by_size))):  # no key needs to be looked up
                values = iter(cost.values())
                return FromTable(FromFunction(players, lambda _: next(values)).table())
        return FromFunction(players, _lookup(cost, players))
    if isinstance(cost, np.ndarray):
        return FromTable(_table(cost, players))
    if callable(cost):
        return FromFunction(players, cost)
    raise refused("cost", cost, Text("a_cost_of_coalitions"))


def _lookup(cost: Mapping[Any, Any], players: Coalition) -> Callable[[Coalition], Any]:
    """Return a function that finds a coalition in a mapping, in whatever order it is written."""
    among = set(players)
    if len(cost) == (1 << len(players)) - 1:  # no room for a coalition written twice
        for some in (players, players[:1], players[-2:]):
            if some not in cost:
                break
        else:
            return _found_in(cost)
    known: dict[frozenset[Player], Any] = {}
    for key, value in cost.items():
        members = frozenset(
            key if isinstance(key, tuple | frozenset) and key not in among else [key]
        )
        if members in known and not _same(known[members], value):
            raise _refused(tuple(members), Text("two_costs"))
        known[members] = value
    if frozenset() in known and not _same(known[frozenset()], 0.0):
        raise refused("cost[()]", known[frozenset()], Text("zero_for_nobody"))
    by_set = _found_in(known)
    return lambda coalition: by_set(frozenset(coalition), coalition)


def _found_in(known: Mapping[Any, Any]) -> Callable[..., Any]:
    def found(key: Any, coalition: Coalition | None = None) -> Any:
        try:
            return known[key]
        except KeyError:
            raise _refused(coalition or tuple(key), Text("none")) from None

    return found


def _same(one: Any, other: Any) -> bool:
    try:
        return bool(one == other)
    except Exception:  # arrays of several numbers, which are refused later
        return False


def _table(cost: NDArray[Any], players: Coalition) -> Array:
    """Validate a table of all coalitions, in which bit i of the index stands for player i."""
    count = len(players)
    if count > MOST_EXACT or cost.shape != (1 << count,):
        found, allowed = Text("shapes", shapes=str(cost.shape)), Text("cost_of_each_coalition")
        raise refused("cost", found, allowed)
    if cost.dtype.kind not in "iuf":
        raise refused("cost", cost, Text("finite_numbers"))
    turned = cost.reshape((2,) * count).transpose(range(count)[::-1])
    values = turned.ravel().astype(np.float64)
    bad = np.flatnonzero(~(np.abs(values) <= _LARGEST))
    if bad.size:
        bits = bad[0] >> np.arange(count)[::-1] & 1
        raise _refused(tuple(compress(players, bits.tolist())), repr(float(values[bad[0]])))
    if values[0]:
        raise refused("cost[0]", float(values[0]), Text("zero_for_nobody"))
    return np.asarray(values)


def _numbers(values: Sequence[Any], coalitions: Sequence[Coalition]) -> Array:
    """Convert costs to floats; an error names the first coalition whose cost is no number."""
    try:
        array = np.array(values)
        if array.shape == (len(values),) and array.dtype.kind in "iuf":
            array = array.astype(np.float64)
            if (np.abs(array) <= _LARGEST).all():
                return np.asarray(array)
    except (TypeError, ValueError, OverflowError):
        pass
    found = np.zeros(len(values))
    for place, (value, coalition) in enumerate(zip(values, coalitions, strict=True)):
        try:
            if isinstance(value, str | bytes | bool | complex) or np.ndim(value):
                raise TypeError
            found[place] = float(value)
        except (TypeError, ValueError, OverflowError):
            raise _refused(coalition, value) from None
        if not abs(found[place]) <= _LARGEST:
            raise _refused(coalition, value)
    return found


def _refused(coalition: Coalition, found: object) -> ArgumentError:
    allowed = Text("number_up_to_in_size", most=f"{_LARGEST:g}")
    named = refused("cost", found, allowed).problem
    assert named is not None
    place = f"cost[{_shown(coalition)}]"
    return ArgumentError(Problem("", None, place, named.found, allowed))


def _shown(coalition: Coalition) -> str:
    shown = repr(coalition)
    return shown if len(shown) <= 100 else f"{shown[:90]}... {len(coalition)}"


def _others(players: Coalition, player: int) -> Coalition:
    return players[:player] + players[player + 1 :]
