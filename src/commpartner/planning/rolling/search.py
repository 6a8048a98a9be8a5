"""Search for the best schedule: by all of them, or by moves from good ones with the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from commpartner.planning.rolling.margins import Margins
from commpartner.planning.rolling.orders import as_listed, greedy, smallest_first
from commpartner.planning.rolling.programming import by_marginal_values
from commpartner.planning.rolling.runs import TOGETHER, Runs
from commpartner.planning.rolling.schedules import Budget
from commpartner.planning.rolling.steps import Schedule

Stopped = Literal["enumerated", "searched", "runs", "interrupted"]


class Search:
    """Search for the schedule with the most value in the draws.

    Parameters
    ----------
    most
        Runs of the model that the search may take.
    complete
        Whether every step must open.

    Attributes
    ----------
    best
        The best schedule so far; None if none was found.
    bound
        An upper bound of the sum of marginal values; None if there is none.
    """

    def __init__(
        self, runs: Runs, budget: Budget, given: Margins, most: int, complete: bool
    ) -> None:
        self.runs, self.budget, self.given = runs, budget, given
        self.most, self.complete = most, complete
        self.best: Schedule | None = None
        self.bound: float | None = None
        self._value = -float("inf")
        self._used = 0
        self._rests: list[float] = []  # value less the sum of marginal values

    def run(self) -> Stopped:
        """Search until nothing is left to try or the runs are used up."""
        try:
            planned, self.bound = by_marginal_values(self.budget, self.given, self.complete)
        except KeyboardInterrupt:
            quick = greedy(self.budget, self.given, self.complete)
            self._try([quick] if self._fits(quick) else [])
            raise
        listed = self.budget.schedules(self.complete, self.most)
        if listed is not None:
            for first in range(0, len(listed), TOGETHER):
                self._try(listed[first : first + TOGETHER])
            return "enumerated"
        begun = [
            planned,
            greedy(self.budget, self.given, self.complete),
            as_listed(self.budget),
            smallest_first(self.budget, self.given),
        ]
        self._try([each for each in begun if each is not None and self._fits(each)])
        while self.best is not None:
            before, moves = self.best, [*self._moves(self.best)]
            for first in range(0, len(moves), TOGETHER):
                if self._used >= self.most:
                    return "runs"
                self._try(moves[first : min(first + TOGETHER, first + self.most - self._used)])
                if self.best != before:
                    break
            if self.best == before:
                break
        return "searched"

    def _fits(self, schedule: Schedule) -> bool:
        if self.complete and max(schedule) >= self.budget.years:
            return False
        return self.budget.allows(schedule)

    def _try(self, schedules: Sequence[Schedule]) -> None:
        self._used += sum(not self.runs.known(each) for each in schedules)
        self.runs.run_all(schedules)
        for each in schedules:
            value = self.runs.value(each)
            self._rests.append(value - self.given.added(each))
            if value > self._value:
                self.best, self._value = each, value

    def _moves(self, begun: Schedule) -> Iterator[Schedule]:
        """List the moves that may gain, the most promising first.

        A move opens one step in another year or swaps the years of two. Left out is a move that
        loses more marginal value than values have ever differed from the sums of these.
        """
        whole = self.given.added(begun)
        spread = max(self._rests) - min(self._rests)
        ranked = []
        for moved in dict.fromkeys(self._neighbours(begun)):
            change = self.given.added(moved) - whole
            if change >= -spread and not self.runs.known(moved) and self._fits(moved):
                ranked.append((-change, moved))
        return (moved for _, moved in sorted(ranked))

    def _neighbours(self, begun: Schedule) -> Iterator[Schedule]:
        for number, year in enumerate(begun):
            for other in self.budget.options(number, self.complete):
                if other != year:
                    yield (*begun[:number], other, *begun[number + 1 :])
            for second in range(number + 1, len(begun)):
                if begun[second] != year:
                    swapped = list(begun)
                    swapped[number], swapped[second] = swapped[second], swapped[number]
                    yield tuple(swapped)
