"""Old public names work for one minor version, and say what they are called now."""

from __future__ import annotations

from typing import Any

import pytest

import commpartner as cp
from commpartner import assumptions, control, experiments, plots

PLACES: list[tuple[Any, str, str]] = [
    (cp, "Ledger", "AssumptionTable"),
    (cp, "default_ledger", "default_assumptions"),
    (cp, "load_ledger", "load_assumptions"),
    (cp, "Adaptive", "FeedbackPolicy"),
    (assumptions, "Ledger", "AssumptionTable"),
    (assumptions, "default_ledger", "default_assumptions"),
    (assumptions, "load_ledger", "load_assumptions"),
    (control, "Adaptive", "FeedbackPolicy"),
    (control, "Levers", "Controls"),
    (control, "Seen", "Observation"),
    (experiments, "Told", "SequentialComparison"),
    (plots, "MECHANISM_NAMES", "POOLING_NAMES"),
]


@pytest.mark.parametrize(("place", "old", "new"), PLACES)
def test_an_old_name_warns_and_is_the_new_one(place: Any, old: str, new: str) -> None:
    with pytest.warns(DeprecationWarning, match=f"{old} is called {new}") as caught:
        found = getattr(place, old)
    assert found is getattr(place, new)
    assert [each.filename for each in caught] == [__file__]


@pytest.mark.parametrize("place", [cp, assumptions, control, experiments, plots])
def test_a_name_that_never_was_is_refused(place: Any) -> None:
    with pytest.raises(AttributeError, match="Ledgerr"):
        place.Ledgerr  # noqa: B018


def test_old_methods_warn_and_give_the_same() -> None:
    programme = cp.datasets.load("xiashan")
    with pytest.warns(DeprecationWarning, match="assumption_table") as caught:
        assert list(programme.ledger()) == list(programme.assumption_table())
    assert caught[0].filename == __file__
    result = cp.simulate(programme, "clustered", months=1, draws=1)
    with pytest.warns(DeprecationWarning, match="assumption_table") as caught:
        assert result.ledger_of_assumptions is result.assumption_table
    assert caught[0].filename == __file__
