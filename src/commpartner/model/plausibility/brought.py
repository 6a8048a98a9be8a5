"""Compare what estates bring with them (fees, lifts, green area, funds) with what is usual."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from commpartner.model.plausibility.finding import Finding, Reading, outside
from commpartner.model.plausibility.ranges import usual_ranges
from commpartner.model.plausibility.readings import basis_hint
from commpartner.programme import Estate, Programme

_RATIOS: tuple[tuple[str, str, Callable[[Estate, float], float]], ...] = (
    ("households_per_building", "buildings", lambda estate, count: estate.households / count),
    ("households_per_lift", "lifts", lambda estate, count: estate.households / count),
    ("green_ratio", "green_area", lambda estate, area: area / estate.floor_area),
    ("maintenance_fund_per_m2", "maintenance_fund", lambda estate, fund: fund / estate.floor_area),
)


def brought_findings(programme: Programme) -> Iterator[Finding]:
    """Find implausible fees, buildings, lifts, green areas and maintenance funds of estates."""
    yield from _fee_findings(programme.estates)
    for name, field, ratio in _RATIOS:
        readings = [
            Reading(estate.id, ratio(estate, float(value)))
            for estate in programme.estates
            if (value := getattr(estate, field))  # a nought says that there is none
        ]
        yield from outside(usual_ranges()[name], "estates", field, readings)


def _fee_findings(estates: tuple[Estate, ...]) -> Iterator[Finding]:
    usual = usual_ranges()["fee_per_m2"]
    area = {estate.id: estate.floor_area / estate.households for estate in estates}
    by_area = [
        Reading(estate.id, estate.fee)
        for estate in estates
        if estate.fee and estate.fee_basis == "floor_area"
    ]
    by_household = [
        Reading(estate.id, estate.fee / area[estate.id])
        for estate in estates
        if estate.fee and estate.fee_basis == "household"
    ]
    per_household = basis_hint("hint_per_household", lambda found: found.value / area[found.entry])
    per_m2 = basis_hint("hint_per_m2", lambda found: found.value * area[found.entry])
    yield from outside(usual, "estates", "fee", by_area, per_household)
    yield from outside(usual, "estates", "fee", by_household, per_m2)
