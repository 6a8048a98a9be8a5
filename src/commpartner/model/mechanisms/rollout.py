"""Join estates to a scheme in batches (分批接管): before its month an estate is as today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from commpartner.flows import rollout
from commpartner.flows.namespace import Array, namespace
from commpartner.model.mechanisms.costs import Costs
from commpartner.model.mechanisms.fallback import Paid
from commpartner.model.mechanisms.orders import Parameters as Orders
from commpartner.model.scheme import Scheme

STANDING = ("centre_rent", "centre_systems", "centre_capital")  # paid once a centre is open


class Batch(NamedTuple):
    """Hold a run of months in which the same estates are served."""

    months: slice
    served: Array  # 1 for an estate that has joined, else 0, (estate,)


@dataclass(frozen=True, eq=False)
class Rollout:
    """Hold when estates join and centres open.

    Attributes
    ----------
    begins, opens
        Month in which each estate joins, (estate,), and each centre opens, (centre,).
    months
        Of the horizon.
    batches
        Runs of months in their order; together all months.
    """

    begins: Array
    opens: Array
    months: int
    batches: tuple[Batch, ...]

    def by_month(self, values: Array) -> Array:
        """Sum over the estates that have joined: (draw, estate) or (estate,) to (draw, month)."""
        values = np.atleast_2d(values)
        found = np.zeros((len(values), self.months))
        for batch in self.batches:
            found[:, batch.months] = np.add.reduce(values * batch.served, axis=-1)[:, None]
        return found

    def entering(self, values: Array) -> Array:
        """Sum over the estates that join in a month, as `by_month`."""
        values = np.atleast_2d(values)
        found = np.zeros((len(values), self.months))
        for batch in self.batches:
            now = np.where(self.begins == batch.months.start, values, 0.0)
            found[:, batch.months.start] = np.add.reduce(now, axis=-1)
        return found

    def since(self, amounts: Array) -> Array:
        """Sum over the months since an estate joined: (draw, month) to (draw, estate)."""
        nothing = np.zeros((len(amounts), len(self.begins)))
        return sum((_sum(amounts, batch) * batch.served for batch in self.batches), nothing)

    def shared_since(self, amounts: Array, households: Array) -> Array:
        """Share amounts of all months by household among those who have a part: (draw, estate)."""
        found: Array = np.zeros((1, 1))
        for batch in self.batches:
            homes = holders(batch.served, households)
            found = found + _sum(amounts, batch) * (
                homes / np.add.reduce(homes, axis=-1, keepdims=True)
            )
        return found

    def share(self, values: Array) -> Array:
        """Return the part of a sum over estates that has joined, (draw, month)."""
        return self.by_month(values) / np.add.reduce(np.atleast_2d(values), axis=-1, keepdims=True)

    def open(self, of_centres: Array, which: Sequence[int]) -> Array:
        """Sum over some centres from their opening on: (draw, len(which)) to (draw, month)."""
        month = np.arange(self.months, dtype=np.float64)
        found = np.zeros((len(of_centres), self.months))
        for place, number in enumerate(which):
            found = found + of_centres[:, [place]] * np.where(month >= self.opens[number], 1.0, 0.0)
        return found

    @property
    def at_the_end(self) -> Array:
        """Return 1 for each estate that has joined by the last month, else 0, (estate,)."""
        return self.batches[-1].served

    @property
    def joined(self) -> Array:
        """Return 1 from the month of joining on, else 0, (month, estate)."""
        return rollout.joined(np.arange(self.months, dtype=np.float64)[:, None], self.begins)


def _sum(amounts: Array, batch: Batch) -> Array:
    """Sum over the months of a batch, (draw, 1); contiguous, so that draws keep their bits."""
    return np.asarray(
        np.add.reduce(np.ascontiguousarray(amounts[:, batch.months]), axis=-1)[:, None]
    )


def rollout_of(scheme: Scheme, months: int) -> Rollout | None:
    """Find when estates join and centres open; None if all are served from month 0 on."""
    if scheme.joins is None:
        return None
    begins = scheme.joins.astype(np.float64)
    opens = [begins[scheme.centre_of == number].min() for number in range(len(scheme.centres))]
    first = sorted({0, *(int(month) for month in begins if month < months)})
    batches = tuple(
        Batch(slice(start, stop), np.where(begins <= start, 1.0, 0.0))
        for start, stop in zip(first, [*first[1:], months], strict=True)
    )
    return Rollout(begins, np.array(opens), months, batches)


def charged(costs: Costs, field: str, served: Array | None) -> Array:
    """Compute what one account charges each estate that has joined, (draw, estate) [yuan/month].

    Parameters
    ----------
    served
        1 for an estate that has joined, else 0; None if all have.
    """
    whole = costs.charged(costs.alone.account(field), costs.together.account(field))
    if served is None:
        return whole
    part = whole * served
    return part * standing_factor(costs, served) if field in STANDING else part


def standing_factor(costs: Costs, served: Array) -> Array:
    """Compute the factor on the centres' own cost, (draw, estate); 0 for an estate alone."""
    part = costs.scheme.by_centre(costs.sharing * served)
    return costs.of_centre(rollout.standing_factor(part))


def standing(begun: Rollout | None, costs: Costs, after: Costs, progress: Array) -> Array | None:
    """Compute what open centres add to the bills of those who have joined, (month, draw, estate).

    [yuan/month], prices of month 0: the parts of the estates that are still to come.
    """
    if begun is None or not costs.scheme.centres:
        return None
    found = []
    for batch in begun.batches:
        added = _added(costs, batch.served)
        both = np.broadcast_to(added, (batch.months.stop - batch.months.start, *added.shape))
        if after is not costs:
            done = progress[:, batch.months].T[..., None]
            both = both + done * (_added(after, batch.served) - added)
        found.append(both)
    return np.concatenate(found)


def _added(costs: Costs, served: Array) -> Array:
    parts = (
        charged(costs, field, served) - charged(costs, field, None) * served for field in STANDING
    )
    return sum(parts, np.zeros_like(costs.sharing))


def months(begun: Rollout | None, rows: int) -> Array | None:
    """Return 1 from the month of joining on, else 0, (month, draw, estate); None if all are in."""
    if begun is None:
        return None
    joined = begun.joined
    return np.broadcast_to(joined[:, None], (len(joined), rows, joined.shape[1]))


class Served(NamedTuple):
    """Hold what the month's estates cost and who they are, (draw, estate) or (estate,)."""

    cost: Array  # of the service [yuan/month]
    homes: Array  # households of the estates that have joined
    holders: Array  # households that share a pool: all if nobody has joined
    weight: Array | None  # share of the pool
    waiting: Array | None  # whether nobody has joined, (draw, 1)


def step(
    joined: Array | None,
    standing: Array | None,
    price_index: Array,
    cost: Array,
    households: Array,
    weight: Array | None,
) -> Served:
    """Return the month without the estates that are still to come.

    Parameters
    ----------
    joined
        1 for an estate that has joined, else 0; None if all have from month 0 on.
    weight
        Share of the pool if all have joined.
    """
    if joined is None:
        return Served(cost, households, households, weight, None)
    due = cost * joined
    if standing is not None:
        due = due + standing * price_index
    nobody = namespace(due).sum(joined, axis=-1, keepdims=True) == 0
    homes = households * joined
    return Served(
        due,
        homes,
        holders(joined, households),
        None if weight is None else _shares(joined, weight),
        nobody,
    )


def holders(joined: Array, households: Array) -> Array:
    """Return the households that share a pool; all if nobody has joined."""
    xp = namespace(joined)
    homes = households * joined
    return xp.where(xp.sum(homes, axis=-1, keepdims=True) > 0, homes, households)


def _shares(joined: Array, weight: Array) -> Array:
    """Share a pool among those who have joined by their weights; all if these are 0."""
    xp = namespace(joined)
    own = weight * joined
    whole = xp.sum(own, axis=-1, keepdims=True)
    return xp.where(whole > 0, own / xp.where(whole > 0, whole, 1.0), weight)


def provided(joined: Array | None, paid: Paid) -> Paid:
    """Let the part of the service be 1 in an estate that has no cost yet."""
    if joined is None:
        return paid
    return paid._replace(provided=namespace(joined).where(joined > 0, paid.provided, 1.0))


def per_cost(joined: Array | None, amount: Array, cost: Array) -> Array:
    """Compute an amount over the cost of the service; 0 in an estate that has none yet."""
    if joined is None:
        return amount / cost
    xp = namespace(joined)
    return xp.where(joined > 0, amount / xp.where(joined > 0, cost, 1.0), 0.0)


def new_orders(
    joined: Array | None, given: Orders | None, more: Array | None
) -> tuple[Orders | None, Array | None]:
    """Return the work orders without those of estates that are still to come."""
    if joined is None or given is None:
        return given, more
    return given._replace(new=given.new * joined), None if more is None else more * joined


def batches(begun: Rollout | None, months: int) -> Iterator[tuple[slice, Array | None]]:
    """List runs of months with the same estates; one of all months if all are in."""
    if begun is None:
        yield slice(0, months), None
        return
    yield from begun.batches
