"""Choose opening years by a whole-number programme on the marginal values."""

from __future__ import annotations

import numpy as np

from commpartner.flows.namespace import Array
from commpartner.planning.apart import run_apart
from commpartner.planning.rolling.margins import Margins
from commpartner.planning.rolling.schedules import CENT, Budget
from commpartner.planning.rolling.steps import Schedule

SECONDS = 20.0  # that the solver may take


def by_marginal_values(
    budget: Budget, given: Margins, complete: bool
) -> tuple[Schedule | None, float | None]:
    r"""Find the schedule with the largest sum of marginal values within the budget.

    Maximise :math:`\sum_{sy} v_{sy} x_{sy}` with :math:`\sum_y x_{sy} \le 1`, for each year k
    :math:`\sum_{sy} c_{syk} x_{sy} \le B_k`, and :math:`\sum_{z \le y} x_{tz} \le
    \sum_{z \le y} x_{sz}` if step t needs step s. HiGHS solves it. If the budget must hold in a
    share of the draws, c is the quantile of the outlay: the sum of quantiles stands for the
    quantile of the sum, so that the bound is none.

    Parameters
    ----------
    complete
        Whether every step must open.

    Returns
    -------
    tuple
        The schedule, and an upper bound of the sum; each None if there is none.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # loads slowly
    from scipy.sparse import csr_matrix

    steps, openings = given.mean_values.shape
    if budget.reliability is None:
        cost = given.outlays.mean(axis=2)
    else:
        cost = np.quantile(given.outlays, budget.reliability, axis=2)
    amounts = budget.amounts
    if budget.carry_over:
        cost, amounts = np.cumsum(cost, axis=2), np.cumsum(amounts)
    rows = [np.kron(np.eye(steps), np.ones(openings)), cost.reshape(-1, budget.years).T]
    least = np.zeros(steps)
    least[[*range(steps)] if complete else [*budget.fixed]] = 1.0
    low = [least, np.full(budget.years, -np.inf)]
    high = [np.ones(steps), amounts + CENT]
    ahead = _needs(budget, openings)
    rows.append(ahead)
    low.append(np.full(len(ahead), -np.inf))
    high.append(np.zeros(len(ahead)))
    upper = np.ones((steps, openings))
    for number, year in budget.fixed.items():
        upper[number, np.arange(openings) != year] = 0.0
    rules = LinearConstraint(
        csr_matrix(np.concatenate(rows)), np.concatenate(low), np.concatenate(high)
    )
    found = run_apart(
        lambda: milp(
            -given.mean_values.ravel(),
            integrality=np.ones(steps * openings),
            bounds=Bounds(np.zeros(upper.size), upper.ravel()),
            constraints=rules,
            options={"time_limit": SECONDS},
        )
    )
    if found.x is None:
        return None, None
    chosen = found.x.reshape(steps, openings) > 0.5
    schedule = tuple(int(row.argmax()) if row.any() else budget.years for row in chosen)
    exact = budget.reliability is None and found.mip_dual_bound is not None
    return schedule, -float(found.mip_dual_bound) if exact else None


def _needs(budget: Budget, openings: int) -> Array:
    """Build the rows of the precedence, shape (row, step x opening)."""
    steps = len(budget.steps)
    rows = []
    for number, step in enumerate(budget.steps):
        for each in step.needs:
            for year in range(openings):
                row = np.zeros((steps, openings))
                row[number, : year + 1] = 1.0
                row[each, : year + 1] -= 1.0
                rows.append(row.ravel())
    return np.array(rows) if rows else np.zeros((0, steps * openings))
