"""Fit a surrogate to the model's cost of clusters, and plan it as a location problem.

The surrogate of a cluster is linear: a centre, households, floor area, and households times the
distance to the centre. Its weights are fitted to sampled clusters.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.planning.clusters.pricing import Pricing
from commpartner.planning.clusters.task import ALONE, Array, Ints, Task
from commpartner.planning.location.clock import Clock
from commpartner.planning.location.instance import Instance, instance
from commpartner.planning.location.planner import Planner
from commpartner.planning.location.search import is_plan

SAMPLES = 240
STEPS = 150  # of the bound of the surrogate
ROUNDS = 30  # of closing and opening centres
GAP = 0.002
_LEAST = 1e-3  # yuan a year for a household and km: distance always counts


class Surrogate(NamedTuple):
    """Hold the fitted cost of a cluster.

    Attributes
    ----------
    centre
        Of a centre [yuan/year].
    length
        Of serving an estate from a candidate [yuan/year], shape (estate, candidate); infinite if
        that is not allowed.
    error
        Median error on the sampled clusters, as a share of their cost.
    """

    centre: float
    length: Array
    error: float


class Located(NamedTuple):
    """Hold a plan of the surrogate: its assignment, its cost and a bound, with so many centres.

    The bound is NaN if households and estates are limited: the plan then keeps a stricter limit.
    """

    where: Ints
    objective: float
    bound: float


def fit(pricing: Pricing, rng: np.random.Generator) -> Surrogate:
    """Fit the surrogate to the model's cost of sampled clusters, errors as shares of the cost."""
    from scipy.optimize import nnls

    task = pricing.task
    area = np.array([task.programme.estates[each].floor_area for each in task.estates])
    usual = np.where(task.allowed, task.distance, 0.0).sum() / max(int(task.allowed.sum()), 1)
    members, centre = _sampled(task, rng)
    cost = pricing.clusters(members, centre)
    rows = np.array(
        [
            [
                1.0,
                task.households[each].sum(),
                area[each].sum(),
                float(task.households[each] @ task.distance[each, to]),
            ]
            for each, to in zip(members, centre.tolist(), strict=True)
        ]
    )
    scale = np.array([1.0, task.households.mean(), area.mean(), task.households.mean() * usual])
    scale = np.where(scale > 0.0, scale, 1.0)
    weight, _ = nnls(rows / scale / cost[:, None], np.ones(len(cost)))
    weight = weight / scale
    weight[3] = max(weight[3], _LEAST)
    length = (
        weight[1] * task.households[:, None]
        + weight[2] * area[:, None]
        + weight[3] * task.households[:, None] * task.distance
    )
    error = float(np.median(np.abs(rows @ weight / cost - 1.0)))
    return Surrogate(float(weight[0]), np.where(task.allowed, length, np.inf), error)


def _sampled(task: Task, rng: np.random.Generator) -> tuple[list[Ints], Ints]:
    """Sample clusters near a candidate, each once from there and once from another candidate."""
    reached = np.flatnonzero(task.allowed.any(axis=0))
    members: list[Ints] = []
    centre: list[int] = []
    for _ in range(SAMPLES // 2):
        at = int(rng.choice(reached))
        near = np.argsort(task.reached[:, at], kind="stable")[: int(task.allowed[:, at].sum())]
        most = min(len(near), task.most)
        if task.centres is not None:
            most = min(most, max(2, round(3 * task.size / task.centres)))
        size = int(np.ceil(np.exp(rng.uniform(0.0, np.log(most)))))
        taken = np.sort(near[:size])
        others = np.flatnonzero(task.allowed[taken].all(axis=0))
        for place in (at, int(rng.choice(others))):
            members.append(taken)
            centre.append(place)
    return members, np.array(centre, dtype=np.int64)


def locate(
    pricing: Pricing, surrogate: Surrogate, centres: int, clock: Clock, seed: int
) -> Located | None:
    """Plan the surrogate with so many centres; None if no plan was found.

    Estates alone are estates of one more candidate, whose distance is the cost alone. A centre that
    is kept has an estate without households, which no other candidate reaches.
    """
    task = pricing.task
    problem = _problem(pricing, surrogate, centres)
    inner = Clock(clock.left)
    planner = Planner(problem, inner, GAP, seed)
    planner.steps = (STEPS, 0)
    planner.moves, planner.cycles, planner.sweeps = min(planner.moves, ROUNDS), 1, 0
    planner.run()
    if planner.best is None or not is_plan(problem, planner.best):
        return None
    where = planner.best.assignment[: task.size].copy()
    where[where == len(task.room)] = ALONE
    fixed = centres * surrogate.centre
    objective = fixed + problem.cost(planner.best.assignment)
    one_limit = task.most >= task.size or not np.isfinite(task.room).any()
    bound = min(fixed + planner.bound, objective) if one_limit else np.nan
    return Located(where, objective, bound)


def cost_of(pricing: Pricing, surrogate: Surrogate, where: Ints) -> float:
    """Compute the surrogate's cost of a plan [yuan/year]."""
    served = np.flatnonzero(where != ALONE)
    centres = len(np.unique(where[served]))
    lengths = surrogate.length[served, where[served]].sum()
    alone = pricing.alone[where == ALONE].sum()
    return float(centres * surrogate.centre + lengths + alone)


def _problem(pricing: Pricing, surrogate: Surrogate, centres: int) -> Instance:
    task = pricing.task
    demand, room = _one_limit(task)
    length = surrogate.length
    if task.leave_alone:
        length = np.hstack([length, pricing.alone[:, None]])
        room = np.append(room, demand.sum() + 1.0)
    must = np.flatnonzero(np.append(task.keep, np.ones(int(task.leave_alone), dtype=np.bool_)))
    rows = np.full((len(must), length.shape[1]), np.inf)
    rows[np.arange(len(must)), must] = 0.0
    length = np.vstack([length, rows])
    demand = np.append(demand, np.zeros(len(must)))
    return instance(length, demand, room, centres + int(task.leave_alone))


def _one_limit(task: Task) -> tuple[Array, Array]:
    """Combine both limits, households and estates; the one limit is no looser than either."""
    total = float(task.households.sum())
    if task.most >= task.size:
        return task.households.copy(), np.minimum(task.room, total)
    if not np.isfinite(task.room).any():
        return np.ones(task.size), np.full(len(task.room), float(task.most))
    unit = float(np.median(np.minimum(task.room, total))) / task.most
    return np.maximum(task.households, unit), np.minimum(task.room, unit * task.most)
