"""Policies of the town that run in a moment, rules that workers can import, and bits."""

from __future__ import annotations

import multiprocessing
import os
import signal
from typing import Any

import numpy as np
from town import BASE, MENU

from commpartner.assumptions.draws import Array
from commpartner.assumptions.table import Assumption
from commpartner.experiments.comparison import Comparison
from commpartner.model.control import Controls, FeedbackPolicy, Observation

MONTHS = 4
SEED = 11
DRAWS = 20


class Doubled(Assumption):
    """A distribution of one's own: some times the values of an ordinary row."""

    factor: float = 2.0

    def quantile(self, probability: Array) -> Array:
        return self.factor * super().quantile(probability)


def more_when_in_need(seen: Observation, levers: Controls) -> Controls:
    """Where the estates have needed the operator, all of the profit is theirs."""
    share = np.where(seen.fallback > 10.0, 1.0, levers.reinvestment_share)
    return levers._replace(reinvestment_share=share)


def as_planned(seen: Observation, levers: Controls) -> Controls:
    return levers


MARKET = BASE.replace(ventures=("market", "parking"), works=("pipes",), fallback_cap=30.0)
POLICIES = {
    "plain": BASE,
    "market": MARKET,
    "menu": BASE.replace(menu=MENU),
    "rule": FeedbackPolicy(MARKET, more_when_in_need),
}
TWO = {"plain": BASE, "rule": POLICIES["rule"]}

# Repairs that take next to no time have no finite rate: this draw fails.
BROKEN = {"mean_repair_time": 5e-324}
MARK = 77.0  # satisfaction without service of the one draw in which a rule does something bad
MARKED = {"satisfaction_unserved": MARK}


def scenarios(count: int, **changed: dict[str, float]) -> dict[str, dict[str, float]]:
    """Scenarios s0, s1, ... that differ a little, some of them changed."""
    each = {f"s{number}": {"wage_cleaner": 2000.0 + number} for number in range(count)}
    return {name: values | changed.get(name, {}) for name, values in each.items()}


def is_marked(seen: Observation) -> bool:
    return seen.month == 0 and bool(np.any(np.abs(seen.satisfaction - MARK) < 1e-9))


def deadly(seen: Observation, levers: Controls) -> Controls:
    """Kill the worker that computes the marked draw."""
    if is_marked(seen):
        assert multiprocessing.parent_process() is not None, "this would kill the tests"
        os.kill(os.getpid(), signal.SIGKILL)
    return levers


def raises(seen: Observation, levers: Controls) -> Controls:
    if is_marked(seen):
        raise ZeroDivisionError("the marked draw")
    return levers


def bits(comparison: Comparison) -> tuple[Any, ...]:
    """All that must be the same for two comparisons to be the same."""
    outcomes, assumptions = comparison.outcomes, comparison.assumptions
    figures = outcomes.drop(columns=["policy", "draw"])
    return (
        outcomes["policy"].tolist(),
        outcomes["draw"].tolist(),
        list(figures),
        figures.to_numpy(dtype=np.float64).tobytes(),
        list(assumptions),
        assumptions.index.tolist(),
        assumptions.to_numpy(dtype=np.float64).tobytes(),
        comparison.failures.to_csv(),
    )
