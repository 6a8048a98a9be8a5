"""What clusters save, by the smallest post: the same bits without the split over mechanisms."""

from __future__ import annotations

import pandas as pd
import pytest
from town import BASE, TOWN

from commpartner.results import savings
from commpartner.results.savings import estimate_savings, savings_by_step

STEPS = (0.1, 0.5)


def test_savings_by_step_are_the_totals_of_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [
        estimate_savings(TOWN, BASE.replace(staffing_step=step), draws=70, seed=3).total
        for step in STEPS
    ]
    seen: list[tuple[int, int]] = []

    def split(*_: object) -> None:
        raise AssertionError("nobody reads the coalitions of a step")

    monkeypatch.setattr(savings, "shapley_split", split)
    found = savings_by_step(
        TOWN, BASE, STEPS, draws=70, seed=3, progress=lambda *done: seen.append(done)
    )
    pd.testing.assert_frame_equal(found, pd.concat(wanted, ignore_index=True), check_exact=True)
    assert seen == [(128, 140), (140, 140)]
