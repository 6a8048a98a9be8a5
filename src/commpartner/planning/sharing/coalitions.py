"""Compute the model's own cost of any coalition of the estates of a centre."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.flows.namespace import Array
from commpartner.model.mechanisms.costs import Costs, service_costs
from commpartner.model.scheme import Indices, Scheme
from commpartner.planning.sharing.game import Source
from commpartner.problems.arguments import Mask

_AT_ONCE = 1 << 18  # coalitions times draws computed together
_TABLED = 1 << 13  # coalitions of a table written out together


@dataclass(frozen=True, eq=False)
class Cluster:
    """Hold the estates of one centre and the draws in which their coalitions are costed.

    A coalition leaves for whichever costs less on average over the draws: a centre of the same kind
    at the same place, or service of every estate alone. All estates together cost what the centre
    does. Costs are means over the draws [yuan/year] at the prices of month 0.
    """

    scheme: Scheme
    draws: Draws
    centre: int

    @cached_property
    def whole(self) -> Costs:
        """Return the costs under the scheme as it is."""
        return service_costs(self.scheme, self.draws)

    @cached_property
    def places(self) -> slice:
        """Return where the centre's estates stand in the order of the scheme."""
        starts = [*self.scheme.starts.tolist(), len(self.scheme.order)]
        return slice(starts[self.centre], starts[self.centre + 1])

    @property
    def estates(self) -> Indices:
        """Return the centre's estates, as places among the members of the scheme."""
        return self.scheme.order[self.places]

    @cached_property
    def alone(self) -> Array:
        """Compute the mean cost of every estate alone [yuan/year], shape (estate,)."""
        return 12.0 * np.asarray(self.whole.alone.total[:, self.estates].mean(axis=0))

    @cached_property
    def charged(self) -> Array:
        """Compute what the policy charges every estate on average [yuan/year], shape (estate,)."""
        parts = self.whole.charged(self.whole.alone.total, self.whole.together.total)
        return 12.0 * np.asarray(parts[:, self.estates].mean(axis=0))

    def served(self, members: Mask) -> Array:
        """Compute the mean cost of coalitions from the centre [yuan/year], (coalition,)."""
        step = max(1, _AT_ONCE // (self.draws.stop - self.draws.start))
        found = [self._served(members[at : at + step]) for at in range(0, len(members), step)]
        return 12.0 * np.concatenate(found)

    def _served(self, members: Mask) -> Array:
        return np.asarray(self.by_draw(members).mean(axis=0))

    def by_draw(self, members: Mask) -> Array:
        """Compute the cost of coalitions from the centre [yuan/month], (draw, coalition).

        Every coalition has a centre of its own, all of them in one scheme.
        """
        scheme, which = self.scheme, np.nonzero(members)[1]
        sizes = members.sum(axis=1)
        away = scheme.away
        many = replace(
            scheme,
            centres=(scheme.centres[self.centre],) * len(members),
            order=self.estates[which],
            starts=np.cumsum(sizes) - sizes,
            away=None if away is None else away[self.places][which],
        )
        return service_costs(many, self.draws).together.total

    def games(self) -> Array:
        """Compute the cost of all coalitions in every draw [yuan/month], shape (draw, 2**estate).

        The first estate has the highest bit. A coalition leaves for whichever costs less on
        average over the draws, as in the core; all estates together cost what the centre does.
        """
        count, alone = len(self.estates), self.whole.alone.total[:, self.estates]
        members = all_coalitions(count)
        step = max(1, _AT_ONCE // len(alone))
        parts = [self.by_draw(members[at : at + step]) for at in range(1, len(members), step)]
        served = np.concatenate([np.zeros((len(alone), 1)), *parts], axis=1)[:, : len(members)]
        apart = alone @ members.T
        cheaper = served.mean(axis=0) <= apart.mean(axis=0)
        cheaper[members.sum(axis=1) == 1], cheaper[-1] = False, True
        return np.where(cheaper, served, apart)


def all_coalitions(count: int) -> Mask:
    """List all coalitions, shape (2**player, player); the first player has the highest bit."""
    bits = np.arange(1 << count)[:, None] >> np.arange(count)[::-1] & 1
    return np.asarray(bits, dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class FromModel:
    """Read costs from the model, for some of a centre's estates.

    Attributes
    ----------
    players
        Places among the centre's estates.
    """

    cluster: Cluster
    players: tuple[int, ...]

    def table(self) -> Array:
        """Return the cost of all coalitions; the first player has the highest bit of the index."""
        found = np.zeros(1 << len(self.players))
        for start, members in self._all():
            found[start : start + len(members)] = self.of(members)
        return found

    def of(self, members: Mask) -> Array:
        """Compute the cost of coalitions, shape (coalition, player) to (coalition,)."""
        count = len(self.cluster.estates)
        among = np.zeros((len(members), count), dtype=np.bool_)
        among[:, self.players] = members
        apart = np.add.reduce(np.where(among, self.cluster.alone, 0.0), axis=1)
        served = self.cluster.served(among)
        everybody = among.all(axis=1)
        one = among.sum(axis=1) == 1
        found = np.where(everybody, served, np.minimum(served, apart))
        return np.asarray(np.where(one, apart, found))

    def without(self, player: int) -> Source:
        """Return the source of the other players."""
        return FromModel(self.cluster, self.players[:player] + self.players[player + 1 :])

    def _all(self) -> Iterator[tuple[int, Mask]]:
        count = len(self.players)
        numbers = np.arange(1, 1 << count)
        for at in range(0, len(numbers), _TABLED):
            those = numbers[at : at + _TABLED]
            yield int(those[0]), (those[:, None] >> np.arange(count)[::-1] & 1).astype(np.bool_)
