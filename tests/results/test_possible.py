"""A figure that cannot be is an error that names figure, draw, month and what lies far out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tampering import tampered

import commpartner as cp
from commpartner.errors import ImpossibleResultError
from commpartner.flows import satisfaction
from commpartner.results import evaluate as measured
from commpartner.results import reckoning
from commpartner.results.possible import farthest_out

XIASHAN = cp.datasets.load("xiashan")


def run(**changes: Any) -> cp.SimulationResult:
    arguments: dict[str, Any] = {"months": 6, "draws": 10, "chunk": 4}
    return cp.simulate(XIASHAN, "clustered", **{**arguments, **changes})


@pytest.mark.parametrize("change", [np.nan, np.inf, 4000.0, -4000.0])
def test_a_month_that_cannot_be_is_told(change: float, monkeypatch: pytest.MonkeyPatch) -> None:
    # Chunks of 4 draws and 6 months: the tenth call is month 3 of the second chunk, draws 4 to 7.
    broken = tampered(satisfaction.next_satisfaction, None, row=2, call=9, change=change)
    monkeypatch.setattr(satisfaction, "next_satisfaction", broken)
    with pytest.raises(ImpossibleResultError) as caught:
        run()
    text = caught.value.args[0]
    assert text.values["what"] == "satisfaction"
    assert text.values["when"].values == {"draw": 6, "month": 3}


@pytest.mark.parametrize(
    ("outcome", "value"),
    [("paying_share", 1.01), ("satisfaction", -1.0), ("staff", np.nan), ("npv_operator", np.inf)],
)
def test_an_outcome_that_cannot_be_is_told(
    outcome: str, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: Any, **keywords: Any) -> Any:
        found = original(*arguments, **keywords)
        found[outcome] = found[outcome].copy()
        found[outcome][1] = value
        return found

    original = reckoning.outcomes
    monkeypatch.setattr(measured, "outcomes", broken)
    with pytest.raises(ImpossibleResultError) as caught:
        run()
    text = caught.value.args[0]
    assert (text.values["what"], text.values["when"].values) == (outcome, {"draw": 1})


def test_what_lies_farthest_out_comes_first() -> None:
    ledger = cp.default_assumptions().replace(
        adoption_speed=1.0, wage_cleaner=3100.0, wage_guard=2500.0
    )
    draws = ledger.draw(7, 0, 3)
    for name in ("adoption_speed", "wage_cleaner", "wage_guard", "inflation"):
        draws[name]
    found = farthest_out(draws, 1)
    assert [text.values["name"] for text in found] == ["adoption_speed", "wage_cleaner"]
    assert " to " in found[0] and " to " not in found[0].in_language("zh")
