"""Plan clusters by the model's own cost, with a lower bound of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import ArgumentError
from commpartner.model.mechanisms.reach import WORKING_DAYS_PER_WEEK
from commpartner.model.resampling import ROW
from commpartner.model.scheme import named_policy
from commpartner.planning.clusters.bound import lower_bound
from commpartner.planning.clusters.checks import Asked, task_of
from commpartner.planning.clusters.pricing import pricing
from commpartner.planning.clusters.result import Border, DistrictPlan, Stopped
from commpartner.planning.clusters.search import Search
from commpartner.planning.clusters.tables import Found, plan_of
from commpartner.planning.clusters.task import Task
from commpartner.planning.location.clock import Clock
from commpartner.problems.arguments import (
    Progress,
    check_arguments,
    is_number,
    of_type,
    refused,
)
from commpartner.programme import Centre, Policy, Programme
from commpartner.programme.programme import check_programme
from commpartner.texts import Text


def plan_clusters(
    programme: Programme,
    *,
    centres: int | None = None,
    keep: Iterable[str] = (),
    candidates: Iterable[Centre | str] | Literal["estates"] | None = None,
    base: Policy | str | None = None,
    maximum_distance: float | None = None,
    estates_per_centre: int | None = None,
    within: Border | None = None,
    contiguous: bool = False,
    leave_alone: bool = True,
    draws: int = 32,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
    time_limit: float = 60.0,
    progress: Progress | None = None,
) -> DistrictPlan:
    r"""Choose centres and the estates of each at the least cost by the model itself.

    Minimise :math:`\sum_j C_j(S_j) + \sum_{e\ \text{alone}} A_e` with :math:`C_j(S)` the cost of
    the estates :math:`S` from candidate :math:`j` [yuan/year]: whole posts, technicians by Erlang
    C, travel, the centre. :math:`A_e` is the cost alone. Costs are means over the draws, at the
    prices of month 0, with the sizes of estates as listed. A linear surrogate gives plans to begin
    with, and a local search by the true cost improves them.

    Parameters
    ----------
    programme
        Its estates need coordinates, and so do the candidates.
    centres
        How many open, each for an estate or more; None: as many as cost least.
    keep
        Ids of candidates that must open.
    candidates
        None: the centres of the programme. ``"estates"``: these and the place of every estate. Or
        centres and ids of the programme's centres. If ``co_located``, a centre pays no rent.
    base
        Policy whose service and other levers the plan keeps. It decides, too, which estates are
        planned (`takes_on`). None: the service ``standard``, or the first, for all estates.
    maximum_distance
        From an estate to its centre [km], as the crow flies. Estates to which a trip takes more
        than a working day are out of reach in any case.
    estates_per_centre
        At most; beside the capacity of each centre in households.
    within
        ``"subdistrict"`` or ``"community"``: no cluster crosses its border. A centre serves the
        area of the estate nearest to it.
    contiguous
        Whether the estates of a cluster must adjoin each other. Plans are repaired; estates that
        still are detached are counted (`detached`).
    leave_alone
        Whether an estate may be served by itself if that costs less.
    draws, seed, assumptions
        As in `simulate`, with which it shares its draws.
    time_limit
        The search ends after so many seconds [s]. The same seed gives the same plan if the limit
        does not cut it.
    progress
        Called with the rounds done and the rounds in all.

    Returns
    -------
    DistrictPlan
        ``.assignment``, ``.centres``, ``.estates``, ``.clusters``, ``.by_number``,
        ``.objective``, ``.lower_bound``, ``.gap``, ``.policy()``. An interruption
        (KeyboardInterrupt) returns the best plan so far.

    Raises
    ------
    ArgumentError
        If an argument is out of range, or if no plan was found.
    InputError
        If names are unknown, coordinates are missing, or no plan can exist: too little capacity, an
        estate out of reach. All problems come at once.

    Examples
    --------
    >>> import commpartner as cp
    >>> town = cp.datasets.synthetic(30, seed=2, centres=5)
    >>> plan = cp.plan_clusters(town, draws=4, seed=7)
    >>> bool(plan.lower_bound <= plan.objective <= plan.draws["cost_alone"].mean())
    True
    """
    check_time_limit(time_limit)
    _check(progress, contiguous=contiguous, leave_alone=leave_alone)
    check_arguments(draws=draws, seed=seed)
    clock = Clock(float(time_limit), progress=progress)
    asked = Asked(
        centres,
        keep,
        candidates,
        maximum_distance,
        estates_per_centre,
        within,
        contiguous,
        leave_alone,
    )
    drawn = programme_draws(programme, assumptions, seed, draws)
    task = task_for(programme, base, asked, drawn)
    prices = pricing(task, drawn)
    bound = lower_bound(prices)
    search = Search(prices, clock, seed)
    stopped: Stopped
    try:
        stopped = search.run()
    except KeyboardInterrupt:
        if search.best is None:
            raise
        stopped = "interrupted"
    if search.best is None:
        raise ArgumentError(Text("no_plan_found", seconds=round(clock.seconds, 1)))
    found = Found(
        search.best.where,
        search.surrogate,
        search.located,
        search.start,
        bound,
        stopped,
        search.found,
    )
    return plan_of(prices, found, clock)


def programme_draws(
    programme: Programme, assumptions: AssumptionTable | None, seed: int, draws: int
) -> Draws:
    """Draw the assumptions of a plan: with the sizes of estates as listed."""
    check_programme(programme)
    table = programme.assumption_table(assumptions).replace(**{ROW: 0.0})
    return table.draw(seed, 0, draws)


def task_for(programme: Programme, base: Policy | str | None, asked: Asked, drawn: Draws) -> Task:
    """Validate what is asked of a plan and make the task.

    Raises
    ------
    InputError
        If the policy is unknown, an argument is not allowed, or no plan can exist.
    """
    policy = _default(programme) if base is None else named_policy(programme, base)[1]
    return task_of(programme, policy, asked, _reach(policy, drawn))


def _default(programme: Programme) -> Policy:
    services = [*programme.services]
    service = "standard" if "standard" in services else services[0]
    return Policy(organisation="stand_alone", takes_on="all", service=service)


def _reach(policy: Policy, draws: Draws) -> float:
    """Return the distance to which a trip takes a working day in the slowest draw [km]."""
    if "travel" not in policy.mechanisms:
        return float("inf")
    day = draws["working_hours_per_fte_week"] / WORKING_DAYS_PER_WEEK
    far = day * draws["travel_speed"] / (2.0 * draws["detour_factor"])
    return float(np.min(far))


def check_time_limit(time_limit: object) -> None:
    """Validate the seconds of a search."""
    if not (is_number(time_limit) and time_limit > 0.0):
        raise refused("time_limit", time_limit, Text("seconds_above_zero"))


def _check(progress: object, **switches: object) -> None:
    if not (progress is None or callable(progress)):
        raise refused("progress", progress, Text("a_progress_of_rounds"))
    for name, value in switches.items():
        of_type(name, value, bool, Text("true_or_false"))
