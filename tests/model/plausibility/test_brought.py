"""Unlikely fees, lifts, green areas and funds of estates are told with row, value and range."""

from __future__ import annotations

from typing import Any

import pytest
from districts import only, with_estate

from commpartner.model.plausibility import implausible_values

USUAL: dict[str, Any] = {  # e04 has 156 households and 11,700 m2
    "fee": 0.5,
    "collection_rate": 0.6,
    "vacancy": 0.1,
    "built_year": 1988,
    "buildings": 4,
    "lifts": 2,
    "green_area": 2000.0,
    "maintenance_fund": 900_000.0,
}


def test_usual_values_give_no_finding() -> None:
    assert implausible_values(with_estate(4, **USUAL)) == ()
    nothing = dict.fromkeys(USUAL, 0) | {"built_year": None, "buildings": None}
    assert implausible_values(with_estate(4, **nothing)) == ()


@pytest.mark.parametrize(
    ("field", "value", "shown", "hint"),
    [
        ("fee", 45.0, "e04: 45", "Is it a household and month?"),
        ("collection_rate", 0.01, "e04: 0.01", ""),
        ("vacancy", 0.9, "e04: 0.9", ""),
        ("built_year", 1911, "e04: 1911; usual: 1949 to 2030", ""),
        ("buildings", 100, "e04: 1.56", ""),
        ("lifts", 100, "e04: 1.56; usual: 4 or more", ""),
        ("green_area", 60_000.0, "e04: 5.13", ""),
        ("maintenance_fund", 90.0, "e04: 0.00769", "In units of 10,000 (万)?"),
    ],
)
def test_an_unusual_value_is_told(field: str, value: float, shown: str, hint: str) -> None:
    finding = only(with_estate(4, **{field: value}))
    assert (finding.part, finding.field, finding.entries) == ("estates", field, ("e04",))
    assert shown in str(finding)
    assert hint in str(finding)


def test_a_fee_a_household_is_put_on_area() -> None:
    assert implausible_values(with_estate(4, fee=40.0, fee_basis="household")) == ()
    finding = only(with_estate(4, fee=0.5, fee_basis="household"))
    assert finding.values == pytest.approx((0.5 / 75.0,))
    assert "Is it a m2 and month?" in str(finding)
