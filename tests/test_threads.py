"""Small regressions use one thread of linear algebra, and leave the setting as it was."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from threadpoolctl import threadpool_info
from town import BASE, TOWN

import commpartner as cp
from commpartner import measures
from commpartner.measures import regression
from commpartner.measures.threads import one_thread


def threads() -> list[int]:
    return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]


def test_one_thread_is_used_within_and_all_others_after() -> None:
    before = threads()
    with one_thread():
        assert set(threads()) == {1}
    assert threads() == before


def test_regressions_use_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    solve = np.linalg.lstsq

    def watched(*given: object, **options: object) -> object:
        seen.extend(threads())
        return solve(*given, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(regression.np.linalg, "lstsq", watched)  # type: ignore[attr-defined]
    x = np.random.default_rng(0).normal(size=(30, 2))
    measures.regress(x[:, :1], x)
    assert set(seen) == {1}


def test_without_threadpoolctl_all_is_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    before = threads()
    with one_thread():
        assert threads() == before


def test_threads_give_the_bits_of_calls_in_turn() -> None:
    def outcomes(seed: int) -> bytes:
        found = cp.simulate(TOWN, BASE, months=3, draws=4, seed=seed)
        return found.outcomes.to_numpy(dtype=np.float64).tobytes()

    seeds = [*range(4)] * 3
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(outcomes, seeds))
    assert together == [outcomes(seed) for seed in seeds]
