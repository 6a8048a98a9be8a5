"""Compare the quantities of a programme with their usual ranges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from commpartner.assumptions.table import AssumptionTable
from commpartner.facts.quantities import number
from commpartner.flows.wages import legal_wage
from commpartner.model.mechanisms.costs import WAGES
from commpartner.model.plausibility.finding import Finding, Hint, Reading, outside
from commpartner.model.plausibility.ranges import usual_ranges
from commpartner.model.scheme import Scheme
from commpartner.programme import Policy, Programme, Venture
from commpartner.texts import Text


def estate_findings(programme: Programme) -> Iterator[Finding]:
    """Find implausible areas and gates of estates."""
    usual = usual_ranges()
    households = {estate.id: estate.households for estate in programme.estates}

    def area_of_one(unlikely: Sequence[Reading]) -> Text | None:
        area = usual["area_per_household"]
        if all(area.holds(10_000.0 * reading.value) for reading in unlikely):
            return Text("hint_ten_thousand")
        if all(area.holds(households[reading.entry] * reading.value) for reading in unlikely):
            return Text("hint_area_of_one")
        return None

    areas = [
        Reading(estate.id, estate.floor_area / estate.households) for estate in programme.estates
    ]
    yield from outside(usual["area_per_household"], "estates", "floor_area", areas, area_of_one)
    gates = [
        Reading(estate.id, estate.households / estate.gates)
        for estate in programme.estates
        if estate.gates >= 2
    ]
    yield from outside(usual["households_per_gate"], "estates", "gates", gates)


def field_findings(programme: Programme, policies: Mapping[str, Policy]) -> Iterator[Finding]:
    """Find implausible values of single fields."""
    ledger = programme.assumption_table()
    for usual in usual_ranges().values():
        part, _, field = usual.name.partition(".")
        if field:
            readings = _of_field(programme, policies, part, field, ledger)
            yield from outside(usual, part, field, readings)


def fee_findings(programme: Programme, policies: Mapping[str, Policy]) -> Iterator[Finding]:
    """Find implausible service charges and package prices, per floor area."""
    ledger, usual = programme.assumption_table(), usual_ranges()["fee_per_m2"]
    area = area_of_home(programme)
    by_area: list[Reading] = []
    by_household: list[Reading] = []
    menus: list[Reading] = []
    for name, policy in policies.items():
        if policy.organisation == "unmanaged":
            continue
        for package in policy.menu:
            price = _number(package.fee, ledger)
            if price:
                menus.append(Reading(name, price / area, package.service))
        fee = _number(policy.fee, ledger)
        if policy.menu or not fee:
            continue
        if policy.fee_basis == "floor_area":
            by_area.append(Reading(name, fee))
        else:
            by_household.append(Reading(name, fee / area))
    per_household = basis_hint("hint_per_household", lambda found: found.value / area)
    per_m2 = basis_hint("hint_per_m2", lambda found: found.value * area)
    yield from outside(usual, "policies", "fee", by_area, per_household)
    yield from outside(usual, "policies", "fee", by_household, per_m2)
    yield from outside(usual, "policies", "menu", menus, per_m2)


def wage_findings(programme: Programme) -> Iterator[Finding]:
    """Find wages of the programme's own below the least lawful one, which are raised to it."""
    ledger = programme.assumption_table()
    for name in dict.fromkeys(WAGES):
        if name not in programme.assumptions:
            continue
        week = "guard_hours_per_fte_week" if name == "wage_guard" else "working_hours_per_fte_week"
        wage, hours = ledger[name].central, ledger[week].central
        least = float(legal_wage(np.array(ledger["min_wage_monthly"].central), np.array(hours)))
        if wage < least:
            yield Finding(
                code="wage_below_minimum",
                part="assumptions",
                field="central",
                entries=(name,),
                values=(wage,),
                low=least,
                high=None,
                text=Text(
                    "wage_below_minimum",
                    row=name,
                    wage=number(wage),
                    hours=number(hours),
                    least=number(round(least)),
                ),
            )


def venture_findings(programme: Programme) -> Iterator[Finding]:
    """Find ventures that sell more than the households of the district could buy."""
    ledger, usual = programme.assumption_table(), usual_ranges()
    capacities: list[Reading] = []
    sales: list[Reading] = []
    for venture in programme.ventures:
        capacity = _per_household(venture, ledger, programme.households)
        if venture.per_household:
            capacities.append(Reading(venture.id, capacity))
        sold = capacity * _number(venture.utilisation, ledger)
        sold *= _number(venture.times_per_month, ledger)
        sales.append(Reading(venture.id, sold * _number(venture.price, ledger)))
    yield from outside(usual["capacity_per_household"], "ventures", "capacity", capacities)
    yield from outside(usual["sales_per_household"], "ventures", "capacity", sales)


def partner_findings(programme: Programme) -> Iterator[Finding]:
    """Find groups with more partners than a district has."""
    shares = [
        Reading(partner.id, partner.count / programme.households) for partner in programme.partners
    ]
    yield from outside(usual_ranges()["partners_per_household"], "partners", "count", shares)


def centre_findings(schemes: Mapping[str, Scheme]) -> Iterator[Finding]:
    """Find centres that serve no households, few, or more than one centre can."""
    readings: dict[tuple[str, float], Reading] = {}
    for name, scheme in schemes.items():
        served = scheme.by_centre(scheme.sites.households)
        homes = {
            centre.id: float(count) for centre, count in zip(scheme.centres, served, strict=True)
        }
        for centre in scheme.policy.centres or homes:
            found = homes.get(centre, 0.0)
            readings.setdefault((centre, found), Reading(centre, found, name))
    usual = usual_ranges()["households_per_centre"]
    yield from outside(usual, "centres", "households", readings.values())


def _of_field(
    programme: Programme,
    policies: Mapping[str, Policy],
    part: str,
    field: str,
    ledger: AssumptionTable,
) -> Iterator[Reading]:
    for name, entry in _entries(programme, policies, part):
        value = _number(getattr(entry, field), ledger)
        if value:  # a nought says that there is none, and is meant
            yield Reading(name, value)


def _entries(
    programme: Programme, policies: Mapping[str, Policy], part: str
) -> Iterable[tuple[str, object]]:
    if part == "policies":
        return policies.items()
    entries = getattr(programme, part)
    if isinstance(entries, Mapping):
        return entries.items()
    if isinstance(entries, tuple):
        return ((entry.id, entry) for entry in entries)
    return () if entries is None else (("", entries),)


def _number(quantity: float | str | None, ledger: AssumptionTable) -> float:
    """Return the value of a quantity; an assumption has its central value, None gives 0."""
    if isinstance(quantity, str):
        return ledger[quantity].central
    return 0.0 if quantity is None else float(quantity)


def _per_household(venture: Venture, ledger: AssumptionTable, households: int) -> float:
    capacity = _number(venture.capacity, ledger)
    if not venture.per_household:
        capacity /= households
    if venture.demand_per_household is None:
        return capacity
    return min(capacity, _number(venture.demand_per_household, ledger))


def area_of_home(programme: Programme) -> float:
    """Compute the mean floor area per household; the assumption if the mean is implausible."""
    area = sum(estate.floor_area for estate in programme.estates) / programme.households
    usual = usual_ranges()["area_per_household"].holds(area)
    return area if usual else programme.assumption_table()["floor_area_per_household"].central


def basis_hint(code: str, on_other: Callable[[Reading], float]) -> Hint:
    """Suggest the other basis if every fee would be usual on it."""

    def hint(unlikely: Sequence[Reading]) -> Text | None:
        usual = usual_ranges()["fee_per_m2"]
        return Text(code) if all(usual.holds(on_other(fee)) for fee in unlikely) else None

    return hint
