"""Order steps without a search: as listed, the smallest first, by marginal value per yuan."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from commpartner.planning.rolling.margins import Margins
from commpartner.planning.rolling.schedules import Budget
from commpartner.planning.rolling.steps import Schedule, in_order


def as_listed(budget: Budget) -> Schedule:
    """Open each step in the first year with money, none before the step listed before it."""
    return _queue(budget, in_order(budget.steps))


def smallest_first(budget: Budget, given: Margins) -> Schedule:
    """Open steps as `as_listed` does, those with the smallest outlay in the first year first."""
    size = given.mean_outlays[:, 0]
    order: list[int] = []
    left = list(range(len(budget.steps)))
    while left:
        ready = [each for each in left if set(budget.steps[each].needs) <= set(order)]
        order.append(min(ready, key=lambda each: (size[each], each)))
        left.remove(order[-1])
    return _queue(budget, order)


def greedy(budget: Budget, given: Margins, complete: bool) -> Schedule:
    """Open the step with the most marginal value per yuan next, as early as the budget allows.

    Parameters
    ----------
    complete
        Steps that add nothing open, too, if there is money.
    """
    values, outlays = given.mean_values, given.mean_outlays
    schedule = _begun(budget)
    while True:
        ranked: list[tuple[float, int, int]] = []
        for number, year in enumerate(schedule):
            first = None if year < budget.years else _first(budget, schedule, number, 0)
            if first is None or (values[number, first] <= 0.0 and not complete):
                continue
            cost = outlays[number, first]
            worth = values[number, first] / cost if cost > 0.0 else np.inf
            ranked.append((-worth, number, first))
        if not ranked:
            return schedule
        _, number, year = min(ranked)
        schedule = (*schedule[:number], year, *schedule[number + 1 :])


def _begun(budget: Budget) -> Schedule:
    """Return the schedule with nothing but the steps whose year is given."""
    return tuple(budget.fixed.get(number, budget.years) for number in range(len(budget.steps)))


def _queue(budget: Budget, order: Sequence[int]) -> Schedule:
    schedule, year = _begun(budget), 0
    for number in order:
        if schedule[number] < budget.years:
            continue
        found = _first(budget, schedule, number, year)
        if found is not None:
            schedule, year = (*schedule[:number], found, *schedule[number + 1 :]), found
    return schedule


def _first(budget: Budget, schedule: Schedule, number: int, least: int) -> int | None:
    """Find the first year in which a step can open beside those that do; None if there is none."""
    needed = [schedule[each] for each in budget.steps[number].needs]
    for year in range(max([least, *needed]), budget.openings):
        tried = (*schedule[:number], year, *schedule[number + 1 :])
        if budget.holds(budget.spent(tried)):
            return year
    return None
