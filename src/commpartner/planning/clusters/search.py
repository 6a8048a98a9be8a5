"""Search for the plan of least true cost: plans of the surrogate first, then a local search."""

from __future__ import annotations

from typing import Literal

import numpy as np

from commpartner.planning.clusters.begin import some_plans
from commpartner.planning.clusters.disturb import disturbed
from commpartner.planning.clusters.draft import Draft
from commpartner.planning.clusters.moves import improve, restructure
from commpartner.planning.clusters.pricing import Pricing
from commpartner.planning.clusters.repair import filled, joined
from commpartner.planning.clusters.surrogate import Located, Surrogate, fit, locate
from commpartner.planning.clusters.task import ALONE
from commpartner.planning.location.clock import Clock

ROUNDS = 400  # of opening and closing centres, at most
FEWEST = 10  # of them, and so many more for each estate:
EACH = 3
NUMBERS = 7  # of centres that are tried with the surrogate, if the number is free
RETURN = 40  # rounds without a better plan until the search returns to the best
WORSE = 1.0005  # a plan so much worse is still the next to start from
PASSES = 4


class Search:
    """Search in stages that a clock or an interruption may cut.

    Attributes
    ----------
    best
        Best draft so far; None at first.
    surrogate, located, start
        The fitted surrogate, its plan from which the search began, and the true cost of that.
    found
        Least cost met with each number of centres, and whether the local search ended there.
    """

    def __init__(self, pricing: Pricing, clock: Clock, seed: int) -> None:
        self.pricing, self.task, self.clock, self.seed = pricing, pricing.task, clock, seed
        self.rng = np.random.default_rng(seed)
        self.best: Draft | None = None
        self.surrogate: Surrogate | None = None
        self.located: Located | None = None
        self.start = np.nan
        self.found: dict[int, tuple[float, bool]] = {}
        self.rounds = min(ROUNDS, FEWEST + EACH * self.task.size)
        clock.rounds = self.rounds + (1 if self.task.centres is not None else NUMBERS)

    def run(self) -> Literal["searched", "time"]:
        """Run all stages and return why they ended."""
        if self.task.leave_alone and self.task.fewest == 0:
            nobody = Draft(self.pricing, np.full(self.task.size, ALONE))
            self._note(nobody, True)
            self._offer(nobody)
        if self.task.allowed.any():
            self._begin()
            self._polish()
        return "time" if self.clock.is_over else "searched"

    def _note(self, draft: Draft, searched: bool) -> None:
        """Keep the least cost with each number of centres, and whether the search came there."""
        number = len(draft.opened)
        least, before = self.found.get(number, (np.inf, False))
        self.found[number] = min(least, draft.total), before or searched

    def _offer(self, draft: Draft) -> bool:
        if self.best is None or draft.total < self.best.total * (1.0 - 1e-12):
            self.best = draft
            return True
        return False

    def _begin(self) -> None:
        """Plan the surrogate, with several numbers of centres if that is free."""
        self.surrogate = fit(self.pricing, self.rng)
        numbers = [self.task.centres] if self.task.centres is not None else self._numbers()
        for number in numbers:
            if self.clock.is_over and self.best is not None:
                break
            self._start_from(number)
            self.clock.tick()
        if self.best is None:
            for where in some_plans(self.task, self.rng):
                draft = Draft(self.pricing, where)
                if draft.opens_enough:
                    self._note(draft, False)
                    self._offer(draft)

    def _start_from(self, number: int) -> None:
        assert self.surrogate is not None
        found = locate(self.pricing, self.surrogate, number, self.clock, self.seed)
        if found is None:
            return
        where = filled(self.task, found.where)
        if self.task.neighbours is not None:
            where = joined(self.task, where)
        draft = Draft(self.pricing, where)
        if not draft.opens_enough:
            return
        self._note(draft, False)
        if self.best is None or self.located is None or self._offer(draft):
            self.located = found
        self._offer(draft)

    def _numbers(self) -> list[int]:
        """Choose numbers of centres to begin with, evenly in their logarithm."""
        task = self.task
        room = np.sort(np.minimum(task.room, task.households.sum()))[::-1]
        least = 1 + int(np.searchsorted(np.cumsum(room), task.households.sum() * (1.0 - 1e-12)))
        least = max(least, -(-task.size // task.most), self.task.fewest, 1)
        most = min(int(task.allowed.any(axis=0).sum()), task.size)
        if task.leave_alone:
            least = max(task.fewest, 1)
        least = min(least, most)
        spread = np.geomspace(least, most, NUMBERS)
        return sorted({round(each) for each in spread})

    def _polish(self) -> None:
        """Improve the best plan by its true cost, then open and close centres and improve again."""
        if self.best is None:
            return
        self.start = self.best.total
        now = self._improved(self.best.copy())
        self._note(now, True)
        self._offer(now)
        since = 0
        for _ in range(self.rounds):
            if self.clock.is_over:
                return
            self.clock.tick()
            tried = disturbed(now, self.rng)
            if tried is None:
                continue
            tried = self._improved(tried)
            self._note(tried, True)
            since = 0 if self._offer(tried) else since + 1
            if tried.total <= now.total * WORSE:
                now = tried
            if since and since % RETURN == 0:
                now = self.best

    def _improved(self, draft: Draft) -> Draft:
        for _ in range(PASSES):
            improve(draft, self.clock)
            if not restructure(draft, self.clock):
                break
        return draft
