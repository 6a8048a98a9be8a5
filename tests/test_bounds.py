"""A row of the ledger stays within what its unit allows."""

from __future__ import annotations

import pytest

import commpartner as cp


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("reinvestment_share", 1.5, "from 0 to 1"),
        ("absence_rate", -0.1, "from 0 to 1"),
        ("travel_speed", 0.0, "above 0"),
        ("m2_per_cleaner", 0.0, "above 0"),
    ],
)
def test_a_number_that_its_unit_forbids_is_refused(name: str, value: float, allowed: str) -> None:
    with pytest.raises(cp.InputError, match=allowed):
        cp.default_ledger().replace(**{name: value})


def test_prices_may_fall() -> None:
    assert cp.default_ledger().replace(inflation=-0.01)["inflation"].central == -0.01
