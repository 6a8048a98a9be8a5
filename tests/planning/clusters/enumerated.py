"""Small districts, and the best of all their plans by enumeration."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from commpartner import datasets
from commpartner.planning.clusters import planning
from commpartner.planning.clusters.checks import Asked, task_of
from commpartner.planning.clusters.pricing import Pricing, pricing
from commpartner.planning.clusters.task import ALONE, Ints
from commpartner.programme import Policy, Programme

DRAWS, SEED = 4, 7
ASKED = Asked(
    centres=None,
    keep=(),
    candidates=None,
    maximum_distance=None,
    estates_per_centre=None,
    within=None,
    contiguous=False,
    leave_alone=True,
)


def district(estates: int = 5, centres: int = 2, seed: int = 1) -> Programme:
    """A small synthetic district."""
    return datasets.synthetic(estates, seed=seed, centres=centres)


def priced(programme: Programme, base: Policy | None = None, **asked: Any) -> Pricing:
    """The prices of its clusters, in the draws of the tests."""
    policy = planning._default(programme) if base is None else base
    draws = programme.assumption_table().replace(estate_sizes=0.0).draw(SEED, 0, DRAWS)
    return pricing(
        task_of(programme, policy, ASKED._replace(**asked), planning._reach(policy, draws)), draws
    )


def best_of_all(prices: Pricing) -> tuple[float, Ints]:
    """The least cost over all plans within the limits, and the plan."""
    task = prices.task
    n, m = task.allowed.shape
    every = [np.flatnonzero([number >> bit & 1 for bit in range(n)]) for number in range(1, 2**n)]
    cost = np.stack([prices.clusters(every, np.full(len(every), each)) for each in range(m)])
    least, best = np.inf, np.zeros(0, dtype=np.int64)
    for chosen in itertools.product(range(ALONE if task.leave_alone else 0, m), repeat=n):
        where = np.array(chosen)
        value = _value(prices, where, cost)
        if value < least:
            least, best = value, where
    return least, best


def _value(prices: Pricing, where: Ints, cost: Any) -> float:
    task = prices.task
    value, opened = float(prices.alone[where == ALONE].sum()), 0
    for candidate in range(len(task.room)):
        members = np.flatnonzero(where == candidate)
        if not members.size:
            if task.keep[candidate]:
                return np.inf
            continue
        opened += 1
        load = float(task.households[members].sum())
        if not task.allowed[members, candidate].all() or load > task.room[candidate]:
            return np.inf
        if len(members) > task.most:
            return np.inf
        value += float(cost[candidate, int((1 << members).sum()) - 1])
    return value if task.centres in (None, opened) else np.inf
