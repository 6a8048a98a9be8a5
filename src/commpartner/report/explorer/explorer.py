"""Run a policy with moved levers beside a baseline, in common draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.assumptions.table import Assumption
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.flows.namespace import Array
from commpartner.model.scheme import named_policy
from commpartner.model.shared import Shared
from commpartner.programme import Policy, Programme
from commpartner.report.explorer.figures import FIGURES
from commpartner.report.play.sliders import Slider, check_moved, moved, sliders

MONTHS, REFINED, SEED = 120, 256, 7
CELLS = 11_500  # estates times draws of a preview
LEAST, MOST = 16, 64  # draws of a preview
KEPT = 50  # moves after which what they share is computed anew, so that memory stays bounded

Outcomes = Mapping[str, Array]
MOVED, BASELINE = "moved", "baseline"


class Paired(NamedTuple):
    """Hold the outcomes of the moved policy and of the baseline in the same draws.

    Attributes
    ----------
    moved, baseline
        Each outcome of shape (draw,).
    draws
        How many.
    whole
        How many there will be.
    """

    moved: Outcomes
    baseline: Outcomes
    draws: int
    whole: int

    @property
    def is_refined(self) -> bool:
        """Return whether no more draws will come."""
        return self.draws == self.whole


class Explorer:
    """Run a policy with moved levers beside a baseline.

    Draws, baseline, and whatever does not depend on the levers are computed once.

    Parameters
    ----------
    programme
        What exists.
    policy
        Name of the policy whose levers are moved.
    baseline
        Name of the policy beside it; None: the same policy, unmoved.
    months, seed
        As in `commpartner.simulate`, with which it shares its draws.
    draws
        Of the refined figures.

    Raises
    ------
    InputError
        If a policy is unknown or names what the programme lacks.

    Examples
    --------
    >>> import commpartner as cp
    >>> explorer = Explorer(cp.datasets.load("xiashan"), "partner", months=12, draws=64)
    >>> found = explorer.preview({"fee": 0.9})
    >>> name = "fees_per_household_month"
    >>> found.draws, bool(found.moved[name].mean() > found.baseline[name].mean())
    (64, True)
    """

    def __init__(
        self,
        programme: Programme,
        policy: str,
        baseline: str | None = None,
        *,
        months: int = MONTHS,
        draws: int = REFINED,
        seed: int = SEED,
    ) -> None:
        self.programme = programme
        self.name, self.policy = named_policy(programme, policy)
        self.baseline_name = self.name if baseline is None else baseline
        self.baseline = self.policy if baseline is None else named_policy(programme, baseline)[1]
        self.months, self.seed, self.draws = months, seed, draws
        self._table = programme.assumption_table()
        schemes = build_schemes(programme, {MOVED: self.policy, BASELINE: self.baseline})
        estates = max(len(each.members) for each in schemes.values())
        self.first = min(max(CELLS // max(estates, 1), LEAST), MOST, draws)
        self.step = max(self.first // 2, 1)  # of refining: a move waits for one at most
        self._draws = self._table.draw(seed, 0, self.first)
        self._shared, self._moves = Shared(), 0
        self._baselines: dict[tuple[Policy, int], Outcomes] = {}

    @cached_property
    def sliders(self) -> tuple[Slider, ...]:
        """List the levers that can be moved, those that move the figures most first.

        Each is set to its farther end alone. Its strength is the sum over the figures of its
        effect, as a part of the largest effect of a lever on this figure.
        """
        found = sliders(self.programme, self.policy)
        strength = self._strengths(found)
        return tuple(sorted(found, key=lambda each: -strength[each.lever]))

    def warm(self) -> None:
        """Compute what the first moves would have to wait for: baselines with one known lever."""
        for each in self.sliders:
            if self._drawn(each.lever):
                self.preview({each.lever: each.value})

    def policy_at(self, values: Mapping[str, float]) -> Policy:
        """Return the policy with some levers moved; the others keep what the policy says.

        Raises
        ------
        InputError
            If a value lies beyond the ends of its slider: every one.
        """
        return check_moved(self.policy, values, self.sliders) if values else self.policy

    def baseline_at(self, values: Mapping[str, float]) -> Policy:
        """Return the baseline to compare with, given the levers that were moved.

        A lever that the baseline takes from the table of assumptions is drawn. If it was moved, it
        is a known number in the moved policy. The baseline then has its central value, so that the
        difference is that of the move alone.
        """
        known = {lever: row.central for lever in values if (row := self._drawn(lever))}
        return moved(self.baseline, known) if known else self.baseline

    def _drawn(self, lever: str) -> Assumption | None:
        """Return the row that the baseline draws a lever from; None if its value is known."""
        value = getattr(self.baseline, lever)
        row = self._table[value] if isinstance(value, str) else None
        return None if row is None or row.distribution == "fixed" else row

    def preview(self, values: Mapping[str, float]) -> Paired:
        """Compute the figures in few draws, the first of the refined ones."""
        self._moves += 1
        if self._moves % KEPT == 0:
            self._shared = Shared()
        found = self._both(values, self._draws, self._shared)
        return Paired(*found, self.first, self.draws)

    def refined(self, values: Mapping[str, float], known: Paired) -> Iterator[Paired]:
        """Add draws to a preview until all are there; each step gives the figures so far."""
        for start in range(self.first, self.draws, self.step):
            stop = min(start + self.step, self.draws)
            added = self._both(values, self._table.draw(self.seed, start, stop))
            moved_so_far = _joined(known.moved, added[0])
            known = Paired(moved_so_far, _joined(known.baseline, added[1]), stop, self.draws)
            yield known

    def _both(
        self, values: Mapping[str, float], draws: Draws, shared: Shared | None = None
    ) -> tuple[Outcomes, Outcomes]:
        """Evaluate the moved policy, and the baseline if it was not yet evaluated so."""
        baseline = self.baseline_at(values)
        wanted = {MOVED: self.policy_at(values)}
        if (baseline, draws.start) not in self._baselines:
            wanted[BASELINE] = baseline
        found = evaluate(build_schemes(self.programme, wanted), draws, self.months, shared=shared)
        if BASELINE in found:
            self._baselines[baseline, draws.start] = found[BASELINE]
        return found[MOVED], self._baselines[baseline, draws.start]

    def _strengths(self, found: tuple[Slider, ...]) -> dict[str, float]:
        ends = {each.lever: moved(self.policy, {each.lever: farther_end(each)}) for each in found}
        schemes = build_schemes(self.programme, {"": self.policy, **ends})
        outcomes = evaluate(schemes, self._draws, self.months, shared=self._shared)
        names = [name for name in FIGURES if name in outcomes[""]]
        effects = {
            lever: np.array([_effect(outcomes[lever][name], outcomes[""][name]) for name in names])
            for lever in ends
        }
        largest = np.max([np.zeros(len(names)), *effects.values()], axis=0)
        largest[largest == 0.0] = 1.0
        return {lever: float((effect / largest).sum()) for lever, effect in effects.items()}


def farther_end(slider: Slider) -> float:
    """Return the end of a slider that is farther from its value."""
    low, high = slider.value - slider.low, slider.high - slider.value
    return slider.high if high >= low else slider.low


def _effect(one: Array, other: Array) -> float:
    return float(np.abs(np.nan_to_num(one) - np.nan_to_num(other)).mean())


def _joined(one: Outcomes, other: Outcomes) -> Outcomes:
    return {name: np.concatenate([one[name], other[name]]) for name in one}
