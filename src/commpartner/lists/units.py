"""Decide in which unit a whole column of a list is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from commpartner.lists.headings import Field, Heading
from commpartner.lists.quantities import Unit, unit_of
from commpartner.model.plausibility import usual_ranges
from commpartner.texts import Text

LEAST_SHARE = 0.5  # of the cells that must be usual in a unit that no heading names
CLEAR_SHARE = 0.8  # of the cells that are usual in another unit than the one that is named
# A household with less has it in a larger unit: m2 of green area, yuan of the fund.
LEAST_PER_HOME = {"area": 0.01, "money": 1.0}
WIDEST_KM = 200.0  # coordinates that differ by more are metres
_M2, _M2_10000 = "m2", "10,000 m2"
_PER_M2 = "yuan/m2/month"


@dataclass(frozen=True)
class Decision:
    """Hold the unit of a column, how it is known, or why it cannot be known.

    Attributes
    ----------
    unit
        None if the cells need none.
    how
        Says how the unit is known if the heading does not name it.
    refused
        What is allowed instead, if the unit cannot be told.
    """

    unit: Unit | None = None
    how: Text | None = None
    refused: Text | None = None


UNDECIDED = Decision()


def known_unit(name: str) -> Unit:
    """Return a unit by its name in the table of units."""
    unit = unit_of(name)
    assert unit is not None
    return unit


def unit_of_area(heading: Heading, areas: Sequence[float], homes: Sequence[float]) -> Decision:
    """Decide between m2 and 10,000 m2 by the floor area per household.

    Parameters
    ----------
    areas, homes
        Numbers of the same rows, shape (row,).
    """
    usual = usual_ranges()["area_per_household"]

    def fits(unit: Unit) -> float:
        per_home = [
            area * unit.factor / home for area, home in zip(areas, homes, strict=True) if home
        ]
        return sum(map(usual.holds, per_home)) / len(per_home) if per_home else 0.0

    both = [known_unit(_M2), known_unit(_M2_10000)]
    if heading.unit is not None:
        other = next((unit for unit in both if unit != heading.unit), both[0])
        if (
            heading.unit in both
            and fits(heading.unit) < 1 - CLEAR_SHARE
            and fits(other) >= CLEAR_SHARE
        ):
            return Decision(heading.unit, refused=Text("list_unit_fits", unit=other.zh))
        return Decision(heading.unit)
    best = max(both, key=fits)
    if areas and homes and fits(best) < LEAST_SHARE:
        best = both[0]
    return Decision(best, Text("by_area_per_household"))


def unknown_unit(field: Field) -> Decision:
    """Refuse a column whose heading names a unit of money that the table of units does not have."""
    if field.measure == "money":
        units = {"one": known_unit("yuan").zh, "other": known_unit("10,000 yuan").zh}
        return Decision(refused=Text("list_unit_of_two", **units))
    return Decision(refused=Text("list_fee_unit"))


def unit_of_amount(
    field: Field, heading: Heading, amounts: Sequence[float], homes: Sequence[float]
) -> Decision:
    """Choose m2 for a green area and yuan for a fund unless households have too little of it.

    Parameters
    ----------
    amounts, homes
        Numbers of the same rows, shape (row,).
    """
    if heading.unit is not None and heading.unit.measure == field.measure:
        return Decision(heading.unit)
    per_home = [
        amount / home for amount, home in zip(amounts, homes, strict=True) if amount and home
    ]
    small, large = ("m2", "10,000 m2") if field.measure == "area" else ("yuan", "10,000 yuan")
    if per_home and median(per_home) < LEAST_PER_HOME[field.measure]:
        told = Text("list_unit_of_two", one=known_unit(small).zh, other=known_unit(large).zh)
        return Decision(refused=told)
    return Decision(known_unit(small), Text("by_usual_unit"))


def unit_of_fee(heading: Heading, fees: Sequence[float]) -> Decision:
    """Decide by its usual range whether a fee is by floor area; a fee by household is named."""
    if heading.unit is not None and heading.unit.measure == "fee":
        return Decision(heading.unit)
    usual = usual_ranges()["fee_per_m2"]
    fitting = sum(map(usual.holds, fees))
    if not fees or fitting >= CLEAR_SHARE * len(fees):
        return Decision(known_unit(_PER_M2), Text("by_usual_fee"))
    return Decision(refused=Text("list_fee_unit"))


def unit_of_share(heading: Heading, values: Sequence[float]) -> Decision:
    """Decide between shares and per cent by the largest and the middle value.

    A column of the format per cent holds shares, whatever its heading says.
    """
    share, per_cent = known_unit("share"), known_unit("%")
    named = heading.unit is not None and heading.unit.measure == "share"
    if not values:
        return Decision(heading.unit if named else share)
    if max(values) <= 1.0:
        return Decision(share, Text("by_shares_under_1"))
    if named:
        return Decision(heading.unit)
    if median(values) > 1.0:
        return Decision(per_cent, Text("by_shares_above_1"))
    return Decision(share, Text("by_shares_under_1"))


def unit_of_place(heading: Heading, values: Sequence[float]) -> Decision:
    """Decide between kilometres and metres by how far apart the places lie."""
    if heading.unit is not None and heading.unit.measure == "length":
        return Decision(heading.unit)
    spread = max(values) - min(values) if values else 0.0
    return Decision(known_unit("m" if spread > WIDEST_KM else "km"), Text("by_spread"))
