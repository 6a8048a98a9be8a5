"""What can be and is far from usual is told, with what is usual; the default ledger is not."""

from __future__ import annotations

import warnings

import pytest

import commpartner as cp
from commpartner.assumptions.unusual import usual
from commpartner.texts import Text


def told(caught: list[warnings.WarningMessage]) -> list[Text]:
    return [each.message.args[0] for each in caught]  # type: ignore[union-attr]


def test_every_row_of_the_default_ledger_is_usual() -> None:
    for name, row in cp.default_assumptions().items():
        assert all(value in usual(name) for value in (row.low, row.central, row.high)), name


@pytest.mark.parametrize(("value", "meant"), [(3.0, 0.03), (4.5, 0.045)])
def test_a_percentage_rate_is_reported_with_its_meaning(value: float, meant: float) -> None:
    with pytest.warns(cp.PlausibilityWarning) as caught:
        cp.datasets.load("xiashan").replace(
            assumptions={
                "inflation": {
                    "low": value,
                    "central": value,
                    "high": value,
                    "distribution": "fixed",
                }
            }
        )
    (text,) = told(list(caught))
    assert text.code == "unusual_rate"
    assert text.values["meant"] == pytest.approx(meant)
    assert "inflation" in text


@pytest.mark.parametrize(
    ("name", "value"), [("wage_cleaner", 22_000.0), ("wage_cleaner", 220.0), ("price_effect", -8.0)]
)
def test_a_custom_table_is_checked_once(name: str, value: float) -> None:
    ledger = cp.default_assumptions().replace(**{name: value}, wage_guard=2600.0)
    with pytest.warns(cp.PlausibilityWarning) as caught:
        cp.simulate(cp.datasets.load("xiashan"), "unmanaged", months=1, draws=1, assumptions=ledger)
    assert [text.code for text in told(list(caught))] == ["unusual"]


def test_what_is_usual_is_not_told() -> None:
    ledger = cp.default_assumptions().replace(inflation=0.05, wage_cleaner=3500.0, absence_rate=0.2)
    cp.simulate(cp.datasets.load("xiashan"), "unmanaged", months=1, draws=1, assumptions=ledger)
