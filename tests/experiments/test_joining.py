"""Runs joined to a comparison: the same as a comparison that ran them."""

from __future__ import annotations

import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.experiments.joining import joined
from commpartner.simulation import simulate_together

TWO = {"plain": BASE, "market": BASE.replace(ventures=("market",))}


def runs(months: int = 4) -> dict[str, cp.SimulationResult]:
    return simulate_together(
        TOWN,
        TWO,
        months=months,
        draws=6,
        seed=11,
        engine="numpy",
        ledger=TOWN.assumption_table(None),
    )


def test_joined_runs_are_the_comparison() -> None:
    one, two = joined(runs()), cp.compare(TOWN, TWO, months=4, draws=6, seed=11)
    assert one.outcomes.equals(two.outcomes)
    assert one.assumptions.equals(two.assumptions)
    assert one.outcomes.attrs == two.outcomes.attrs
    assert list(one.failures) == list(two.failures)
    assert (one.policies, one.months, one.draws, one.seed) == (two.policies, 4, 6, 11)
    assert one.probability_best("fallback_per_year").equals(
        two.probability_best("fallback_per_year")
    )


def test_runs_that_differ_are_refused() -> None:
    mixed = {"plain": runs()["plain"], "market": runs(months=5)["market"]}
    with pytest.raises(cp.InputError) as caught:
        joined(mixed)
    assert [problem.field for problem in caught.value.problems] == ["results['market'].months"]
    with pytest.raises(cp.InputError):
        joined({})
