"""Timings of the whole simulation under each engine and the yardstick.

    python -m pytest benchmarks/speed --benchmark-columns=median,iqr,ops

Compare within one run only: machines drift. `compare.py` runs the three in turn and prints ratios.
"""

from __future__ import annotations

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from yardstick import run_numba

import commpartner as cp
from commpartner.model import engines

DRAWS, MONTHS = 64, 120


@pytest.fixture(autouse=True)
def _with_the_yardstick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.RUNNERS, "numba", run_numba)
    monkeypatch.setitem(engines.CHUNK, "numba", 32)  # type: ignore[misc]


def _simulate(engine: str, policy: str, draws: int = DRAWS) -> cp.SimulationResult:
    return cp.simulate(
        cp.datasets.load("xiashan"),
        policy,
        months=MONTHS,
        draws=draws,
        seed=7,
        engine=engine,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("engine", ["numba", "numpy", "jax"])
def test_rollout(benchmark: BenchmarkFixture, engine: str) -> None:
    _simulate(engine, "rollout", draws=1)  # compile outside the clock
    result = benchmark(_simulate, engine, "rollout")
    benchmark.extra_info["estate_months"] = 870 * MONTHS * DRAWS
    assert result.largest_imbalance < 1e-3


@pytest.mark.parametrize("policy", ["stand_alone", "partner", "partner_capped", "rollout"])
def test_the_three_agree(policy: str) -> None:
    yardstick = _simulate("numba", policy, draws=4).ledger["mean"].to_numpy()
    for engine in ("numpy", "jax"):
        found = _simulate(engine, policy, draws=4).ledger["mean"].to_numpy()
        np.testing.assert_allclose(found, yardstick, rtol=1e-9, atol=1e-9 * yardstick.max())
