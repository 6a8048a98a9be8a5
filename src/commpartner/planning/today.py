"""Compute what estates buy today by size: cost by head, with the spread between like estates.

Wages and norms are those of the table of assumptions: they give what the whole standard costs the
typical estate. How cost answers to size, area and buildings, and how much like estates differ, are
carried over from estates whose costs are disclosed (``data/size_curve.csv``, fitted by
``tools/size_curve.py``).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Array, Draws
from commpartner.assumptions.table import AssumptionTable, default_assumptions
from commpartner.facts.rows import rows
from commpartner.flows import service_cost
from commpartner.flows.service import Cost, Rates, Sites
from commpartner.flows.size import size_response
from commpartner.model.mechanisms.costs import TYPICAL_ESTATE, service_costs
from commpartner.model.scheme import build_scheme
from commpartner.problems.arguments import refused
from commpartner.programme import Estate, Policy, Programme, ServiceStandard
from commpartner.texts import Text

HEADS = ("administration", "security", "cleaning", "maintenance")
# The standard with every head in it; the case's own may leave heads out.
FULL = ServiceStandard(patrol=0.5, upkeep=0.5, maintenance=1.0)
HOMES_PER_BUILDING = 42.0  # median of the estates listed in Xiashan and Qingyunpu


class Span(NamedTuple):
    """Hold a cost [yuan/household/month]: 90 % of like estates lie between low and high."""

    low: Array
    central: Array
    high: Array


class Bought(NamedTuple):
    """Hold what estates buy today, by head and in total.

    Attributes
    ----------
    spread
        Standard deviation of the log of cost between like estates. Tails are heavy, so the 90 %
        interval is narrower than that of a normal distribution.
    standard
        Cost of the whole standard in the same estate alone [yuan/household/month]. What is bought
        over it is the scope that the estate chooses.
    """

    administration: Span
    security: Span
    cleaning: Span
    maintenance: Span
    total: Span
    spread: dict[str, float]
    standard: dict[str, Array]

    def scope(self) -> dict[str, Array]:
        """Return the part of the whole standard that is bought, by head and in total."""
        return {
            head: np.asarray(getattr(self, head).central / cost)
            for head, cost in self.standard.items()
        }


def bought_today(
    households: Array,
    floor_area: Array,
    buildings: Array | None = None,
    *,
    service: ServiceStandard = FULL,
    assumptions: AssumptionTable | None = None,
) -> Bought:
    """Compute what estates buy today, by head of cost, at central assumptions.

    Parameters
    ----------
    households, floor_area
        Of each estate: more than 0; floor area in m2.
    buildings
        Of each estate; default: one for 42 households.
    service
        Whole standard; every head of it must cost something.
    assumptions
        Norms and wages; default: the table of the package.

    Returns
    -------
    Bought
        Shape (estate,) each. The total has a curve of its own; it is the sum of the heads in the
        typical estate, and nearly so in others.

    Raises
    ------
    ArgumentError
        If a number is not above 0, the lengths differ, or a head of the service costs nothing.

    Examples
    --------
    >>> import numpy as np
    >>> households = np.array([50.0, 1500.0])
    >>> small, large = bought_today(households, 73.0 * households).total.central
    >>> bool(small > large)
    True
    """
    number = np.asarray(households, float)
    built = number / HOMES_PER_BUILDING if buildings is None else np.asarray(buildings, float)
    given = {
        "households": number,
        "floor_area": np.asarray(floor_area, float),
        "buildings": built,
    }
    for name, values in given.items():
        fits = values.shape == number.shape and values.ndim == 1
        if not (fits and np.isfinite(values).all() and (values > 0).all()):
            raise refused(name, values, Text("finite_numbers_above_zero"))
    table = assumptions or default_assumptions()
    typical = table[TYPICAL_ESTATE].central
    area = table["floor_area_per_household"].central
    place = _place(typical, area, service)
    costs = service_costs(
        build_scheme(place, place.policies["alone"]),
        Draws(place.assumption_table(table), 0, 0, 1).at_central(),
    )

    def standard(size: Array, floor: Array) -> dict[str, Array]:
        sites = Sites(size, floor, np.zeros_like(size), np.ones_like(size))
        alone = service_cost.stand_alone_cost(sites, costs.offer.level, costs.norms, costs.rates)
        return {head: cost[0] / size for head, cost in _by_head(alone, costs.rates).items()}

    whole = standard(np.array([typical]), np.array([typical * area]))
    if not all((whole[head] > 0).all() for head in HEADS):
        raise refused("service", service, Text("cost_in_every_head", heads=", ".join(HEADS)))
    scope = _curve("all")["scope"]
    central = {}
    for head in (*HEADS, "total"):
        curve = _curve(head)
        central[head] = (
            scope
            * whole[head]
            * size_response(number, typical, curve["small"], curve["large"])
            * (given["floor_area"] / number / area) ** curve["area"]
            * (built / number * HOMES_PER_BUILDING) ** curve["buildings_per_home"]
        )
    spans = {head: _span(values, _curve(head)) for head, values in central.items()}
    return Bought(
        **spans,
        spread={head: _curve(head)["sd"] for head in spans},
        standard=standard(number, given["floor_area"]),
    )


def _span(central: Array, curve: dict[str, float]) -> Span:
    return Span(central * np.exp(curve["p5"]), central, central * np.exp(curve["p95"]))


def _place(households: float, area: float, service: ServiceStandard) -> Programme:
    return Programme(
        name="typical",
        estates=(Estate(id="e1", households=round(households), floor_area=households * area),),
        services={"whole": service},
        policies={"alone": Policy(organisation="stand_alone", service="whole")},
    )


def _by_head(cost: Cost, rates: Rates) -> dict[str, Array]:
    """Split a cost by head; administration is what the other heads leave."""
    paid = {
        role: (
            getattr(cost.posts, role)
            + (1.0 + getattr(rates.premiums, role)) * getattr(cost.hours, role)
        )
        * getattr(rates.wages, role)
        for role in ("guard", "cleaner", "technician")
    }
    heads = {
        "security": paid["guard"],
        "cleaning": paid["cleaner"] + cost.materials,
        "maintenance": paid["technician"] + cost.maintenance + cost.callouts,
    }
    rest = cost.total - cost.energy - sum(heads.values(), np.zeros_like(cost.total))
    return {"administration": rest, **heads, "total": cost.total - cost.energy}


@cache
def _curve(head: str) -> dict[str, float]:
    return {row["part"]: float(row["value"]) for row in rows("size_curve") if row["head"] == head}
