"""Small regressions use one thread of linear algebra, and leave the setting as it was."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from threadpoolctl import threadpool_info

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
