"""Make the policy of a schedule, and tell whether a schedule keeps to its budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commpartner.flows.namespace import Array
from commpartner.planning.rolling.steps import Schedule, Step
from commpartner.programme import Policy, Programme
from commpartner.programme.calendar import MONTHS_OF_YEAR

NODES = 50  # parts of schedules that are looked at for each that may be listed
CENT = 0.01  # yuan; what is so near to the budget is within it


def policy_of(
    programme: Programme, policy: Policy, steps: Sequence[Step], schedule: Schedule, years: int
) -> Policy:
    """Make the policy in which each step opens in its year.

    Ventures and works keep their own months within the year. If all open in the first year, it is
    the policy itself, and has the same results to the bit.

    Parameters
    ----------
    schedule
        Year of each step from 0 on; `years` if it never opens.
    """
    joins: dict[str, int] = {}
    opening, starting = dict(policy.opening_months), dict(policy.start_months)
    own = {each.id: each.opening_month for each in programme.ventures}
    begun = {each.id: each.start_month for each in programme.works}
    never: set[str] = set()
    for step, year in zip(steps, schedule, strict=True):
        month = MONTHS_OF_YEAR * year
        joins |= dict.fromkeys(step.joins, month)
        if year >= years:
            never |= {*step.ventures, *step.works}
        elif year > 0:
            opening |= {name: month + opening.get(name, own[name]) for name in step.ventures}
            starting |= {name: month + starting.get(name, begun[name]) for name in step.works}
    return policy.replace(
        joins=joins if any(joins.values()) else {},
        opening_months=opening,
        start_months=starting,
        ventures=tuple(name for name in policy.ventures if name not in never),
        works=tuple(name for name in policy.works if name not in never),
    )


@dataclass(frozen=True, eq=False)
class Budget:
    """Hold what steps cost and what there is to spend.

    Attributes
    ----------
    steps
        In the order of the schedules.
    amounts
        By year [yuan/year], shape (year,).
    outlays
        Of each step by its opening year, draw and year of the payment [yuan], shape (step,
        opening, draw, year).
    reliability
        Share of the draws in which each year must be within its budget; None: the mean must be.
    carry_over
        Whether what is left of a year can be spent later.
    fixed
        Years of steps that are given.
    """

    steps: Sequence[Step]
    amounts: Array
    outlays: Array
    reliability: float | None
    carry_over: bool
    fixed: dict[int, int]

    @property
    def years(self) -> int:
        """Return the years of the horizon."""
        return len(self.amounts)

    @property
    def openings(self) -> int:
        """Return the number of years in which a step can open, the first ones."""
        return int(self.outlays.shape[1])

    def spent(self, schedule: Schedule) -> Array:
        """Sum the outlays of a schedule by draw and year [yuan], shape (draw, year)."""
        found = np.zeros(self.outlays.shape[2:])
        for number, year in enumerate(schedule):
            if year < self.openings:
                found = found + self.outlays[number, year]
        return found

    def over(self, spent: Array) -> Array:
        """Compute what the spending of each year exceeds its budget by [yuan], (draw, year).

        With carry-over it is the sum up to that year that counts.
        """
        if self.carry_over:
            return np.asarray(np.cumsum(spent, axis=1) - np.cumsum(self.amounts))
        return np.asarray(spent - self.amounts)

    def holds(self, spent: Array) -> bool:
        """Return whether spending, shape (draw, year), is within the budget of every year."""
        over = self.over(spent)
        if self.reliability is None:
            return bool((np.add.reduce(over, axis=0) / len(over) <= CENT).all())
        share = np.add.reduce(over <= CENT, axis=0) / len(over)
        return bool((share >= self.reliability - 1e-12).all())

    def in_order(self, schedule: Schedule) -> bool:
        """Return whether every step opens after those that it needs and in its given year."""
        needed = all(
            schedule[each] <= year
            for step, year in zip(self.steps, schedule, strict=True)
            for each in step.needs
            if year < self.years
        )
        return needed and all(schedule[number] == year for number, year in self.fixed.items())

    def allows(self, schedule: Schedule) -> bool:
        """Return whether a schedule is in order and within the budget."""
        return self.in_order(schedule) and self.holds(self.spent(schedule))

    def options(self, number: int, complete: bool) -> list[int]:
        """List the years in which a step may open; the number of years stands for never."""
        if number in self.fixed:
            return [self.fixed[number]]
        return [*range(self.openings), *([] if complete else [self.years])]

    def schedules(self, complete: bool, most: int) -> list[Schedule] | None:
        """List all schedules that the budget allows, the earliest first; None if they are many.

        Parameters
        ----------
        most
            Schedules that are listed.
        """
        found: list[Schedule] = []
        left = NODES * (most + 1)

        def grow(begun: Schedule) -> bool:
            nonlocal left
            left -= 1
            if left < 0 or len(found) > most:
                return False
            if len(begun) == len(self.steps):
                if self.in_order(begun):
                    found.append(begun)
                return True
            # Outlays are never below 0, so that what is too much stays too much.
            return all(
                grow((*begun, year))
                for year in self.options(len(begun), complete)
                if year >= self.openings or self.holds(self.spent((*begun, year)))
            )

        return found if grow(()) and len(found) <= most else None
