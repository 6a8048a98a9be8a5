"""The search for unused objects is paused for a long read, and is as before afterwards."""

from __future__ import annotations

import gc

import pytest

from commpartner.problems.collector import paused_collector


@pytest.mark.parametrize("runs", [True, False])
def test_the_search_is_as_before_afterwards(runs: bool) -> None:
    ran = gc.isenabled()
    try:
        (gc.enable if runs else gc.disable)()
        with pytest.raises(ValueError, match="wrong"), paused_collector():
            assert not gc.isenabled()
            raise ValueError("wrong")
        assert gc.isenabled() == runs
    finally:
        (gc.enable if ran else gc.disable)()


def test_what_was_read_counts_as_old() -> None:
    with paused_collector():
        kept = [[number] for number in range(10_000)]
    assert gc.get_freeze_count() == 0
    assert any(each is kept for each in gc.get_objects(generation=2))
    assert len(gc.get_objects(generation=0)) < len(kept)


def test_objects_that_somebody_froze_stay_frozen() -> None:
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        with paused_collector():
            pass
        assert gc.get_freeze_count() >= frozen > 0
    finally:
        gc.unfreeze()
