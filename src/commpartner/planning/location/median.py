"""Plan centres by the capacitated p-median problem, with a proven gap."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from commpartner.errors import ArgumentError
from commpartner.planning.location.checks import checked
from commpartner.planning.location.clock import Clock
from commpartner.planning.location.plan import ClusterPlan
from commpartner.planning.location.planner import Planner
from commpartner.planning.location.search import is_plan
from commpartner.problems.arguments import Progress, refused, whole_number
from commpartner.texts import Text


def capacitated_p_median(
    distance: ArrayLike,
    demand: ArrayLike,
    capacity: ArrayLike,
    p: int,
    *,
    time_limit: float = 60.0,
    gap: float = 1e-4,
    seed: int = 0,
    progress: Progress | None = None,
) -> ClusterPlan:
    r"""Choose p centres and the centre of each estate at the least sum of distances.

    Minimise :math:`\sum_{ij} d_{ij} x_{ij}` with :math:`\sum_j x_{ij} = 1`,
    :math:`\sum_i q_i x_{ij} \le Q_j y_j`, :math:`\sum_j y_j = p` and x, y either 0 or 1: each
    estate is served whole, by one centre. The bound is that of a Lagrangian relaxation. It holds
    for all candidates and not only for those that the search looks at.

    Parameters
    ----------
    distance
        From each estate to each candidate, shape (estate, candidate), at least 0, in any unit.
        Infinite if the candidate must not serve the estate.
    demand
        Of each estate, shape (estate,), at least 0, in any unit.
    capacity
        Of each candidate, a number or shape (candidate,), in the unit of the demand.
    p
        How many candidates open.
    time_limit
        The search ends after so many seconds [s].
    gap
        The search ends if the gap is at most this.
    seed
        Of the search. The same seed gives the same plan, unless the time limit cuts the search.
    progress
        Called with the rounds done and the rounds in all. The search may end before the last.

    Returns
    -------
    ClusterPlan
        ``.assignment``, ``.medians``, ``.objective``, ``.lower_bound``, ``.gap``, ``.seconds``
        and ``.stopped``. An interruption (KeyboardInterrupt) returns the best plan so far.

    Raises
    ------
    ArgumentError
        If an argument is no number or has another shape, or if no plan was found.
    InputError
        If a value is not allowed or if no plan can exist; with all problems at once.

    Notes
    -----
    Lorena and Senne (2004), A column generation approach to capacitated p-median problems,
    Computers and Operations Research 31(6), doi:10.1016/S0305-0548(03)00039-X.

    Examples
    --------
    >>> import numpy as np
    >>> import commpartner as cp
    >>> place = np.array([0.0, 1.0, 2.0, 10.0, 11.0, 12.0])
    >>> distance = np.abs(place[:, None] - place)
    >>> plan = cp.planning.capacitated_p_median(distance, np.ones(6), 4.0, p=2)
    >>> plan.assignment.tolist(), plan.objective, plan.lower_bound
    ([1, 1, 1, 4, 4, 4], 4.0, 4.0)
    """
    if not (progress is None or callable(progress)):
        raise refused("progress", progress, Text("a_progress_of_rounds"))
    whole_number("seed", seed, 0)
    clock = Clock(float("inf"), progress=progress)
    problem = checked(distance, demand, capacity, p, time_limit, gap)
    clock.limit = float(time_limit)
    planner = Planner(problem, clock, gap, seed)
    stopped: Literal["proven", "searched", "time", "interrupted"]
    try:
        stopped = planner.run()
    except KeyboardInterrupt:
        if planner.best is None or not is_plan(problem, planner.best):
            raise
        stopped = "interrupted"
    best = planner.best
    if best is None or not is_plan(problem, best):
        code = "no_plan_exists" if planner.is_hopeless else "no_plan_found"
        raise ArgumentError(Text(code, seconds=round(clock.seconds, 1)))
    return ClusterPlan(
        assignment=best.assignment,
        medians=np.sort(best.medians),
        objective=problem.cost(best.assignment),
        lower_bound=min(planner.bound, best.cost),
        seconds=clock.seconds,
        stopped=stopped,
    )
