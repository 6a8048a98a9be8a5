"""Tabulate a plan that the search has found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from commpartner.model.mechanisms.costs import Costs, service_costs
from commpartner.model.scheme import build_scheme
from commpartner.planning.clusters.bound import bounds_by_number
from commpartner.planning.clusters.contiguity import detached
from commpartner.planning.clusters.pricing import Pricing
from commpartner.planning.clusters.result import DistrictPlan, Stopped, policy_of
from commpartner.planning.clusters.surrogate import Located, Surrogate, cost_of
from commpartner.planning.clusters.task import ALONE, Array, Ints, Task
from commpartner.planning.location.clock import Clock
from commpartner.planning.location.plan import gap_between
from commpartner.programme import Programme


class Found(NamedTuple):
    """Hold what the search has found."""

    where: Ints
    surrogate: Surrogate | None
    located: Located | None
    start: float
    bound: float
    stopped: Stopped
    by_number: Mapping[int, tuple[float, bool]]


def plan_of(prices: Pricing, found: Found, clock: Clock) -> DistrictPlan:
    """Compute the plan's cost as every run does, and tabulate it."""
    task, where = prices.task, found.where
    names = [each.id for each in task.candidates]
    ids = [task.programme.estates[each].id for each in task.estates.tolist()]
    served = {ids[place]: names[where[place]] for place in np.flatnonzero(where != ALONE).tolist()}
    policy = policy_of(task.base, served, bool((where == ALONE).any()))
    programme = _programme(task, set(policy.centres))
    costs = service_costs(build_scheme(programme, policy), prices.costs.draws)
    by_draw = _by_draw(costs)
    objective = float(by_draw["cost"].mean())
    estates = _estates(task, costs, where, ids, names)
    assignment = np.full(len(programme.estates), ALONE, dtype=np.int64)
    assignment[task.estates] = where
    fitted, begun = found.surrogate, found.located
    bound = min(found.bound, objective)
    return DistrictPlan(
        assignment=assignment,
        candidates=tuple(names),
        centres=policy.centres,
        estates=estates,
        clusters=_clusters(task, costs, estates),
        by_number=_by_number(prices, found, len(policy.centres), objective),
        draws=by_draw,
        objective=objective,
        lower_bound=bound,
        start=found.start,
        surrogate=np.nan if fitted is None else cost_of(prices, fitted, where),
        surrogate_start=np.nan if begun is None else begun.objective,
        surrogate_bound=np.nan if begun is None else begun.bound,
        surrogate_error=np.nan if fitted is None else fitted.error,
        seconds=clock.seconds,
        stopped="proven" if objective - bound <= 1e-6 * objective else found.stopped,
        programme=programme,
        base=task.base,
    )


def _by_number(prices: Pricing, found: Found, chosen: int, objective: float) -> pd.DataFrame:
    """Tabulate the least cost found with each number of centres beside its bound."""
    known = {**found.by_number}
    known[chosen] = objective, known.get(chosen, (objective, False))[1]
    rows = []
    for number, bound in zip(sorted(known), bounds_by_number(prices, sorted(known)), strict=True):
        cost, searched = known[number]
        least = min(bound, cost)
        rows.append((number, cost, searched, least, gap_between(cost, least), number == chosen))
    columns = ["centres", "cost", "searched", "lower_bound", "gap", "chosen"]
    return pd.DataFrame(rows, columns=columns)


def _programme(task: Task, opened: set[str]) -> Programme:
    """Return the programme with the centres that open, and without new ones that do not."""
    given = set(task.given)
    kept = [each for each in task.programme.centres if each.id in given or each.id in opened]
    return task.programme.replace(centres=tuple(kept))


def _by_draw(costs: Costs) -> pd.DataFrame:
    """Tabulate the cost of all estates, under the plan and alone, by draw."""
    alone = 12.0 * np.add.reduce(costs.alone.total, axis=-1)
    apart = np.where(costs.scheme.clustered, 0.0, costs.alone.total)
    own = 12.0 * np.add.reduce(apart, axis=-1)
    cost = own + 12.0 * np.add.reduce(costs.together.total, axis=-1)
    table = pd.DataFrame({"cost": cost, "cost_alone": alone, "saving": alone - cost})
    table.index.name = "draw"
    return table


def _estates(
    task: Task, costs: Costs, where: Ints, ids: list[str], names: list[str]
) -> pd.DataFrame:
    inside = where != ALONE
    charged: Array = 12.0 * costs.charged(costs.alone.total, costs.together.total).mean(axis=0)
    alone: Array = 12.0 * costs.alone.total.mean(axis=0)
    lone = np.zeros(task.size, dtype=np.bool_)
    if task.neighbours is not None:
        lone[detached(where, task.neighbours, task)] = True
    return pd.DataFrame(
        {
            "id": ids,
            "name": [task.programme.estates[each].name for each in task.estates.tolist()],
            "households": task.households.astype(np.int64),
            "centre": [names[each] if each != ALONE else "" for each in where.tolist()],
            "distance": np.where(inside, task.distance[np.arange(task.size), where], np.nan),
            "cost_alone": alone,
            "share": charged,
            "saving": alone - charged,
            "detached": lone,
        }
    )


def _clusters(task: Task, costs: Costs, estates: pd.DataFrame) -> pd.DataFrame:
    """Tabulate the centres that open."""
    cost: Array = 12.0 * np.asarray(costs.together.total.mean(axis=0))
    title = {each.id: each.name for each in task.candidates}
    rows = []
    for each, paid in zip(costs.scheme.centres, cost.tolist(), strict=True):
        part = estates[estates["centre"] == each.id]
        alone = float(part["cost_alone"].sum())
        rows.append(
            {
                "centre": each.id,
                "name": title[each.id],
                "estates": len(part),
                "households": int(part["households"].sum()),
                "cost": paid,
                "cost_alone": alone,
                "saving": alone - paid,
                "farthest": float(part["distance"].max()),
                "detached": int(part["detached"].sum()),
            }
        )
    columns = ["centre", "name", "estates", "households", "cost", "cost_alone", "saving"]
    return pd.DataFrame(rows, columns=[*columns, "farthest", "detached"])
