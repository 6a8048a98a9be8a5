"""Compute the model's own cost of many clusters at once, and of clusters that change a little."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.flows import service_cost
from commpartner.flows.centre import CentreCost
from commpartner.model.mechanisms.costs import Costs, service_costs
from commpartner.model.scheme import build_scheme
from commpartner.planning.clusters.task import Array, Ints, Task

AT_ONCE = 1 << 17  # clusters times draws computed together
NONE = -1
_ROUNDING = 1e-12  # what is left of a sum after all its parts are taken away


class Clusters(NamedTuple):
    """Hold clusters as one list of estates, each beginning where the one before ends."""

    estates: Ints
    starts: Ints


class Variants(NamedTuple):
    """Hold clusters that differ a little from known ones, shape (variant,) each.

    Attributes
    ----------
    of, other
        Numbers of the known clusters that a variant is made of; `NONE`: no such cluster.
    plus, minus
        Estate that joins and estate that leaves; `NONE`: nobody.
    centre
        Candidate that serves it.
    """

    of: Ints
    other: Ints
    plus: Ints
    minus: Ints
    centre: Ints


def variants(
    of: Ints,
    centre: Ints,
    other: Ints | None = None,
    plus: Ints | None = None,
    minus: Ints | None = None,
) -> Variants:
    """Make variants in which what is not given is nobody."""
    nobody = np.full(len(of), NONE, dtype=np.int64)
    rest = [nobody if each is None else each for each in (other, plus, minus)]
    return Variants(of, rest[0], rest[1], rest[2], centre)


def clusters_of(members: Sequence[Ints]) -> Clusters:
    """Join clusters into one list; no cluster is empty."""
    sizes = np.array([len(each) for each in members], dtype=np.int64)
    estates = np.concatenate([*members, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    return Clusters(estates, np.cumsum(sizes) - sizes)


@dataclass(frozen=True, eq=False)
class Pricing:
    """Hold what the cost of clusters is computed from.

    The cost is that of `flows.service_cost`, as in every run: all clusters of a batch are costed as
    the centres of one scheme. Costs are means over the draws [yuan/year] at the prices of month 0.

    Attributes
    ----------
    costs
        Costs of all estates alone, and of all candidates as centres.
    alone
        Of each estate by itself, shape (estate,).
    """

    task: Task
    costs: Costs
    alone: Array

    def clusters(self, members: Sequence[Ints], centre: Ints) -> Array:
        """Compute the cost of clusters, shape (cluster,)."""
        known = clusters_of(members)
        return self.variants(known, variants(np.arange(len(members)), centre))

    def variants(self, known: Clusters, tried: Variants) -> Array:
        """Compute the cost of variants, shape (variant,)."""
        draws = self.costs.draws.stop - self.costs.draws.start
        step, count = max(1, AT_ONCE // draws), len(tried.of)
        found = [np.zeros(0)]
        for at in range(0, count, step):
            part = Variants(*(each[at : at + step] for each in tried))
            found.append(self.by_draw(known, part).mean(axis=0))
        return np.concatenate(found)

    def by_draw(self, known: Clusters, tried: Variants) -> Array:
        """Compute the cost of variants in every draw [yuan/year], shape (draw, variant)."""
        costs = self.costs
        by_centre = _summed(known, tried)
        house = self.task.households
        weighted = house[:, None] * self.task.distance
        apart = np.zeros((1, weighted.shape[1]))
        sums = np.concatenate([_sums(known, weighted.T).T, apart])
        total = sums[tried.of, tried.centre] + sums[tried.other, tried.centre]
        for estate, sign in ((tried.plus, 1.0), (tried.minus, -1.0)):
            total += np.where(estate == NONE, 0.0, sign * weighted[estate, tried.centre])
        distance = np.maximum(total, 0.0) / by_centre(house)
        cost = service_cost.pooled_cost(
            costs.sites,
            costs.offer.level,
            costs.norms,
            costs.rates,
            costs.alone,
            by_centre,
            distance[None, :],
            CentreCost(*(each[:, tried.centre] for each in costs.centres)),
            costs.scheme.policy.mechanisms,
            costs.governed.help,
        )
        return np.asarray(12.0 * cost.total)


def pricing(task: Task, draws: Draws) -> Pricing:
    """Compute what does not depend on the clusters."""
    policy = task.base.replace(
        organisation="clustered",
        centres=tuple(each.id for each in task.candidates),
        assignment={},
        estates_per_centre=None,
        others="stand_alone",
        joins={},
    )
    scheme, count = build_scheme(task.programme, policy), len(task.candidates)
    nowhere = np.zeros(count, dtype=np.intp)  # every centre needs an estate; it counts for nothing
    everywhere = replace(
        scheme,
        centres=task.candidates,
        order=nowhere,
        starts=np.arange(count),
        away=np.zeros(count),
    )
    costs = service_costs(everywhere, draws)
    return Pricing(task, costs, 12.0 * np.asarray(costs.alone.total.mean(axis=0)))


def _sums(known: Clusters, values: Array) -> Array:
    if not len(known.starts):
        return np.zeros((*values.shape[:-1], 0))
    return np.add.reduceat(values[..., known.estates], known.starts, axis=-1)


def _summed(known: Clusters, tried: Variants) -> Callable[[Array], Array]:
    """Make the function that sums values over the estates of every variant."""
    leaves = bool((tried.minus != NONE).any())
    joined, left = tried.plus != NONE, tried.minus != NONE
    merged = bool((tried.other != NONE).any())

    def by_centre(values: Array) -> Array:
        values = np.asarray(values)
        sums = _sums(known, values)
        sums = np.concatenate([sums, np.zeros((*sums.shape[:-1], 1))], axis=-1)
        whole = sums[..., tried.of]
        if merged:
            whole = whole + sums[..., tried.other]
        if joined.any():
            whole = whole + np.where(joined, values[..., tried.plus], 0.0)
        if not leaves:
            return whole
        rest = whole - np.where(left, values[..., tried.minus], 0.0)
        return np.where(rest <= _ROUNDING * whole, 0.0, rest)

    return by_centre
