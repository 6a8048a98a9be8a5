"""Run the stages of the search for clusters and keep the best plan and bound."""

from __future__ import annotations

from typing import Literal

import numpy as np

from commpartner.planning.location.bound import Ascent, safe
from commpartner.planning.location.choice import choices, proof
from commpartner.planning.location.clock import Clock
from commpartner.planning.location.district import (
    CLUSTERS,
    ESTATES,
    MANY_ESTATES,
    Part,
    assignment_of,
    moved,
    neighbours,
    part_of,
    put_back,
)
from commpartner.planning.location.exact import Small, solve
from commpartner.planning.location.instance import Instance, Ints
from commpartner.planning.location.plan import gap_between
from commpartner.planning.location.sample import SIZE, sample_of
from commpartner.planning.location.search import (
    LARGE,
    Draft,
    begun,
    disturbed,
    is_plan,
    opened,
    settle,
)

STEPS = 200  # of the bound, estates served in part
EXACT_STEPS = 150  # of the bound, estates served whole
TRIED = 25  # steps of the bound between two plans made from its centres
LAST_STEPS = 500  # of the bound, after the first cycle and once more at the end
LAST_PATIENCE = 20  # steps without a better bound until these are halved
LEAST_SCALE = 1e-3  # of the steps of the bound, which then end
CYCLES = 20  # of the search in the whole and in parts, at most
IDLE_CYCLES = 5  # without a better plan, after which the search ends
MANY_CYCLES = 12  # the same of large problems, each with some steps of the bound
MORE_STEPS = 60  # of the bound, in a cycle of a large problem
SAMPLE = 0.3  # share of the time in which a sample is planned
LEAST_GAIN = 2e-5  # of plan and bound in a cycle of a large problem, or the search ends
ROUNDS = 120  # of closing and opening centres, in a cycle
PART_ROUNDS = 20  # of closing and opening centres, in a part
PART_WORSE = 1.002  # as WORSE, in a part
WORSE = 1.005  # a plan so much worse is still the next to start from
MOST_PAIRS = 100_000  # in a problem for HiGHS
NODES = 20_000  # of HiGHS, to find any plan
ASSIGNED = 2000  # pairs of a part whose estates HiGHS assigns, at most
ASSIGNED_TO = 4  # open centres near an estate, in such a part
ASSIGNED_NODES = 200  # of HiGHS, for such a part
ANEW = 6  # of as many rounds, one assigns all estates anew; the others those of what closes
RETURN = 40  # rounds without a better plan until the search returns to the best


class Planner:
    """Search for a plan in stages that a clock or an interruption may cut.

    Attributes
    ----------
    best
        Best draft so far; None at first.
    bound
        Largest lower bound so far.
    """

    def __init__(self, problem: Instance, clock: Clock, gap: float, seed: int) -> None:
        self.problem, self.clock, self.asked = problem, clock, gap
        self.rng = np.random.default_rng(seed)
        self.ascent = Ascent(problem)
        self.best: Draft | None = None
        self.bound = 0.0
        self.is_hopeless = False  # whether it is proven that there is no plan
        self.is_cut = False  # whether the sample's share of the time was too short
        self.large = problem.estates > LARGE
        fixed = problem.p == problem.candidates
        self.moves = 0 if fixed or self.large else ROUNDS
        self.part_moves = 0 if fixed else PART_ROUNDS
        self.cycles = MANY_CYCLES if self.large else CYCLES
        self.sweeps = int(self.large or (problem.p > CLUSTERS and not fixed))
        self.steps = STEPS, 0 if self.large else EXACT_STEPS
        self.more_steps = MORE_STEPS if self.large else 0
        self.last_steps = LAST_STEPS
        in_cycle = self.moves + self.sweeps * problem.p + self.more_steps
        clock.rounds = sum(self.steps) + self.cycles * in_cycle + 2 * LAST_STEPS

    @property
    def is_proven(self) -> bool:
        """Return whether the gap is as small as asked."""
        if self.best is None or not is_plan(self.problem, self.best):
            return False
        return gap_between(self.best.cost, self.bound) <= self.asked + 1e-12

    @property
    def is_over(self) -> bool:
        """Return whether the search must end."""
        return self.clock.is_over or self.is_proven

    def run(self) -> Literal["proven", "searched", "time"]:
        """Run all stages and return why they ended."""
        if self.large and self.problem.estates > SIZE:
            self._begin_from_sample()
        self._raise_bound(self.steps[0])
        if not self.is_over and self.steps[1]:
            self.ascent.again(whole=True)
            self._raise_bound(self.steps[1])
        idle = 0
        for cycle in range(self.cycles):
            before, plan = self._figures(), self.best
            self._disturb()
            for _ in range(self.sweeps):
                self._sweep()
            self._assign_parts()
            if self.is_over:
                break
            if self.more_steps:
                self.ascent.again(whole=False)
                self._raise_bound(self.more_steps)
                if self._figures() <= before * (1.0 + LEAST_GAIN):
                    break
                continue
            if cycle == 0 and self.cycles > 1:
                self._raise_bound_again()
                self._prove()
            idle = idle + 1 if self.best is plan else 0
            if idle == IDLE_CYCLES:
                break
        self._look_for_any()
        self._raise_bound_again()
        if self.cycles > 1:
            self._choose_clusters()
        if self.is_proven:
            return "proven"
        return "time" if self.clock.is_over or self.is_cut else "searched"

    def _raise_bound_again(self) -> None:
        if not self.is_over:
            self.ascent.again(whole=not self.large, patience=LAST_PATIENCE)
            self._raise_bound(self.last_steps)

    def _prove(self) -> None:
        """Choose among all clusters that a better plan can have, if these are few."""
        best = self._unproven()
        found = best and proof(self.problem, self.ascent.price, best, self.clock)
        if found:
            self._keep(found.draft, found.bound)

    def _choose_clusters(self) -> None:
        """Choose among clusters that a better plan can have, first among few."""
        best = self._unproven()
        if best is not None:
            price = self.ascent.price
            for draft, bound in choices(self.problem, price, best, self.bound, self.clock):
                self._keep(draft, bound)
                if self.is_proven:
                    return

    def _unproven(self) -> Draft | None:
        """Return the best plan if its clusters can be listed, which needs all pairs."""
        if self.best is None or self.large or np.isfinite(self.problem.beyond).any():
            return None
        return self.best if is_plan(self.problem, self.best) and not self.is_over else None

    def _keep(self, draft: Draft | None, bound: float) -> None:
        if draft is not None:
            self._offer(draft)
        self.bound = max(self.bound, safe(bound, self.problem.whole))

    def _figures(self) -> float:
        """Compute a figure that rises as the plan costs less or the bound rises."""
        return 1.0 - gap_between(self.best.cost, self.bound) if self.best else 0.0

    def _begin_from_sample(self) -> None:
        """Plan a sample of the estates, and the whole from its centres."""
        clock = Clock(SAMPLE * self.clock.left)
        planner = Planner(sample_of(self.problem, self.rng), clock, self.asked, seed=0)
        planner.cycles, planner.last_steps = min(planner.cycles, 1), 0
        self.is_cut = planner.run() == "time"
        if planner.best is not None:
            self._try(planner.best.medians)

    def _look_for_any(self) -> None:
        """Let HiGHS look for a plan if the search has found none."""
        if self.best is None or is_plan(self.problem, self.best) or self.clock.is_over:
            return
        pairs = self.ascent.pairs
        if len(pairs.estate) > MOST_PAIRS:
            return
        problem = self.problem
        small = Small(*pairs, problem.demand, problem.capacity, problem.p)
        found = solve(small, self.clock.left, nodes=NODES)
        if found.candidate is not None:
            medians = opened(problem, found.candidate)
            centre = np.searchsorted(medians, found.candidate)
            self._offer(settle(problem, medians, self.clock, centre))
        all_kept = not np.isfinite(problem.beyond).any()
        self.is_hopeless = all_kept and found.bound == np.inf

    def _offer(self, draft: Draft) -> bool:
        if self.best is None or draft.cost < self.best.cost:
            self.best = draft
            return True
        return False

    def _try(self, medians: Ints) -> Draft:
        draft = settle(self.problem, np.sort(medians), self.clock)
        self._offer(draft)
        return draft

    def _raise_bound(self, steps: int) -> None:
        seen: set[bytes] = set()
        for step in range(steps):
            aim = self.problem.far if self.best is None else self.best.cost
            found = self.ascent.step(min(aim, self.problem.far))
            self.bound = max(self.bound, self.ascent.bound)
            opened = np.sort(found.opened).tobytes()
            is_due = (step + 1) % TRIED == 0 and opened not in seen and not self.large
            if self.best is None or is_due:
                seen.add(opened)
                self._try(found.opened)
            self.clock.tick()
            if self.is_over or self.ascent.scale < LEAST_SCALE:
                break

    def _disturb(self) -> None:
        now, since = self.best, 0
        for number in range(self.moves):
            if self.is_over or now is None or self.best is None:
                break
            medians = disturbed(self.problem, now, self.rng)
            centre = begun(self.problem, now, medians) if number % ANEW else None
            draft = settle(self.problem, medians, self.clock, centre)
            since = 0 if self._offer(draft) else since + 1
            if draft.cost <= now.cost * WORSE:
                now = draft
            if since and since % RETURN == 0:
                now = self.best
            self.clock.tick()

    def _sweep(self) -> None:
        """Search the neighbourhood of each cluster once, in an order that is drawn."""
        problem = self.problem
        for place in self.rng.permutation(problem.p).tolist():
            if self.is_over or self.best is None:
                return
            most = MANY_ESTATES if self.large else ESTATES
            part = part_of(problem, self.best, neighbours(problem, self.best, place, most))
            found = self._search_part(part)
            if found.cost < part.draft.cost:
                self._offer(put_back(problem, self.best, part, found))
            self.clock.tick()

    def _assign_parts(self) -> None:
        """Let HiGHS assign the estates of each cluster and its neighbours to their centres."""
        problem, seen = self.problem, set[bytes]()
        for place in range(0 if self.large else problem.p):
            if self.is_over or self.best is None:
                return
            places = np.sort(neighbours(problem, self.best, place))
            if places.tobytes() not in seen:
                seen.add(places.tobytes())
                small, estates = assignment_of(problem, self.best, places, ASSIGNED_TO)
                if len(small.estate) <= ASSIGNED:
                    found = solve(small, self.clock.left, ASSIGNED_NODES).candidate
                    if found is not None:
                        self._offer(moved(problem, self.best, estates, places[found]))
        if self.best is not None and not self.large:
            best = self.best
            self._offer(settle(problem, best.medians, self.clock, best.centre))

    def _search_part(self, part: Part) -> Draft:
        start, large = part.draft, self.large
        best = settle(part.problem, start.medians, self.clock, start.centre, large=large)
        now = best
        for number in range(self.part_moves):
            if self.clock.is_over:
                break
            medians = disturbed(part.problem, now, self.rng)
            keeps = not large and number % ANEW
            centre = begun(part.problem, now, medians) if keeps else None
            draft = settle(part.problem, medians, self.clock, centre, large=large)
            if draft.cost <= now.cost * PART_WORSE:
                now = draft
            if draft.cost < best.cost:
                best = draft
        return best
