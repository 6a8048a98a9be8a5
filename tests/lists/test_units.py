"""The unit of a column that no heading names: what fits is taken and said, or refused."""

from __future__ import annotations

import pytest

from commpartner.lists.headings import fields, read_heading
from commpartner.lists.units import (
    Decision,
    unit_of_amount,
    unit_of_area,
    unit_of_fee,
    unit_of_place,
    unit_of_share,
)

HOMES = [320, 180, 96]


def said(decision: Decision) -> tuple[str | None, str | None, str | None]:
    unit, how, refused = decision.unit, decision.how, decision.refused
    return (
        None if unit is None else unit.name,
        None if how is None else how.code,
        None if refused is None else refused.code,
    )


@pytest.mark.parametrize(
    ("text", "areas", "expected"),
    [
        ("建筑面积", [22400, 12600, 6700], ("m2", "by_area_per_household", None)),
        ("建筑面积", [2.24, 1.26, 0.67], ("10,000 m2", "by_area_per_household", None)),
        ("建筑面积(㎡)", [22400, 12600, 6700], ("m2", None, None)),
        ("建筑面积(㎡)", [2.24, 1.26, 0.67], ("m2", None, "list_unit_fits")),
        ("建筑面积(万㎡)", [22400, 12600, 6700], ("10,000 m2", None, "list_unit_fits")),
        ("建筑面积(亩)", [22.4, 12.6, 6.7], ("mu", None, None)),
        ("建筑面积", [], ("m2", "by_area_per_household", None)),
    ],
)
def test_areas(
    text: str, areas: list[float], expected: tuple[str | None, str | None, str | None]
) -> None:
    assert said(unit_of_area(read_heading(text), areas, HOMES[: len(areas)])) == expected


@pytest.mark.parametrize(
    ("text", "amounts", "expected"),
    [
        ("绿化面积", [1800, 900, 500], ("m2", "by_usual_unit", None)),
        ("绿化面积", [0.18, 0.09, 0.05], (None, None, "list_unit_of_two")),
        ("绿化面积(万㎡)", [0.18, 0.09, 0.05], ("10,000 m2", None, None)),
        ("维修资金余额", [120000, 0, 50000], ("yuan", "by_usual_unit", None)),
        ("维修资金余额", [12, 0, 5], (None, None, "list_unit_of_two")),
        ("维修资金余额(万元)", [12, 0, 5], ("10,000 yuan", None, None)),
        ("维修资金余额", [0, 0, 0], ("yuan", "by_usual_unit", None)),
    ],
)
def test_green_areas_and_funds(
    text: str, amounts: list[float], expected: tuple[str | None, str | None, str | None]
) -> None:
    heading = read_heading(text)
    assert heading.field is not None
    field = fields()[heading.field.name]
    assert said(unit_of_amount(field, heading, amounts, HOMES)) == expected


@pytest.mark.parametrize(
    ("text", "fees", "expected"),
    [
        ("物业费", [0.5, 0.6, 1.2], ("yuan/m2/month", "by_usual_fee", None)),
        ("物业费", [25, 30, 0.5], (None, None, "list_fee_unit")),
        ("物业费", [25, 30, 40], (None, None, "list_fee_unit")),
        ("物业费(元/户·月)", [25, 30, 40], ("yuan/household/month", None, None)),
        ("物业费(元)", [25, 30, 40], (None, None, "list_fee_unit")),
        ("物业费(元)", [0.5, 0.6], ("yuan/m2/month", "by_usual_fee", None)),
    ],
)
def test_fees(
    text: str, fees: list[float], expected: tuple[str | None, str | None, str | None]
) -> None:
    assert said(unit_of_fee(read_heading(text), fees)) == expected


@pytest.mark.parametrize(
    ("text", "shares", "expected"),
    [
        ("收缴率", [0.6, 0.5, 1.0], ("share", "by_shares_under_1", None)),
        ("收缴率", [60, 50, 100], ("%", "by_shares_above_1", None)),
        ("收缴率(%)", [60, 50, 100], ("%", None, None)),
        ("收缴率(%)", [], ("%", None, None)),
        ("收缴率(%)", [0.6, 0.5], ("share", "by_shares_under_1", None)),
        ("收缴率(比例)", [60, 50], ("share", None, None)),
        ("收缴率", [0.6, 0.5, 50], ("share", "by_shares_under_1", None)),
    ],
)
def test_shares(
    text: str, shares: list[float], expected: tuple[str | None, str | None, str | None]
) -> None:
    assert said(unit_of_share(read_heading(text), shares)) == expected


def test_places_are_km_or_m() -> None:
    assert said(unit_of_place(read_heading("x"), [0, 12.5])) == ("km", "by_spread", None)
    assert said(unit_of_place(read_heading("x"), [500_000, 512_500])) == ("m", "by_spread", None)
    assert said(unit_of_place(read_heading("x (m)"), [0, 12.5])) == ("m", None, None)
