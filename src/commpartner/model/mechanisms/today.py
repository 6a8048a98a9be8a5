"""Compute what estates buy today from what the standard costs and the size curve."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.facts.rows import rows
from commpartner.flows import service_cost
from commpartner.flows.bought import WITH_TOTAL, Heads, bought_cost, bought_parts, by_head
from commpartner.flows.namespace import Array
from commpartner.flows.service import Cost, Level, Norms, Rates, Sites
from commpartner.flows.size import Terms, log_size, size_response, size_terms
from commpartner.programme.service import ServiceStandard

HOMES_PER_BUILDING = 42.0  # median of the estates listed in Xiashan and Qingyunpu
# What is bought today is a part of this, under every policy: cleaning every day, a desk, repairs.
REFERENCE = ServiceStandard()


class Answers(NamedTuple):
    """Hold what is drawn of the answer to size, shape (draw, 1) each; typical area is one number.

    Attributes
    ----------
    scope
        Part of the standard's cost that the typical estate pays.
    age
        Of the typical estate [year].
    departures
        By head and in total: by how much this place's elasticity departs from the curve's.
    area
        Of the typical estate [m2/household].
    """

    scope: Array
    age: Array
    departures: Heads
    area: float


class Kind(NamedTuple):
    """Hold what is known of estates besides size and area; None is as in the typical estate."""

    buildings: Array | None = None
    age: Array | None = None
    own: Array | float = 0.0
    capital: float = 0.0


class Today(NamedTuple):
    """Hold what estates pay today and the standard's cost, by head and in total [yuan/month].

    Attributes
    ----------
    paid
        By the curve of each head alone.
    parts
        Of the standard that are bought, so that the heads sum to the total.
    energy
        Of the whole standard, with lifts, pumps and green areas; it is bought as it is.
    """

    paid: Heads
    whole: Heads
    parts: Heads
    energy: Array

    @property
    def total(self) -> Array:
        """Return what is paid for the standard or a part of it, with energy, (draw, estate)."""
        return np.asarray(self.parts.total * self.whole.total + self.energy)


def answers(draws: Draws) -> Answers:
    """Read what is drawn of the answer to size."""
    return Answers(
        scope=draws["bought_scope"],
        age=draws["estate_age"],
        departures=Heads(
            draws["size_departure_administration"],
            np.zeros((1, 1)),  # the reference has no guards
            draws["size_departure_cleaning"],
            draws["size_departure_maintenance"],
            draws["size_departure_total"],
        ),
        area=draws.central("floor_area_per_household"),
    )


class Curve(NamedTuple):
    """Hold what is fitted of a head of cost, or of the total.

    Attributes
    ----------
    slopes
        Of the log of cost per household.
    sd, sd_size
        Standard deviation between like estates of 450 households, and its elasticity to size.
    p5, p95
        Quantiles of 5 and 95 % of like estates, in standard deviations.
    """

    slopes: Terms
    sd: Array
    sd_size: Array
    p5: Array
    p95: Array


@cache
def curve(head: str) -> Curve:
    """Return what is fitted of a head of cost, or of the total (``data/size_curve.csv``)."""
    found = {row["part"]: row["value"] for row in rows("size_curve") if row["head"] == head}
    numbers = {part: np.array(float(value)) for part, value in found.items()}
    slopes = Terms(*(numbers.pop(part) for part in Terms._fields))
    return Curve(slopes, **numbers)


def bought_today(
    sites: Sites,
    level: Level,
    norms: Norms,
    rates: Rates,
    alone: Cost,
    found: Answers,
    kind: Kind | None = None,
) -> Today:
    """Compute what estates pay today, by head.

    `alone` is what the whole standard costs each of them alone, without volunteers. The standard's
    cost in a typical estate (135 households, 73 m2 each, no gate) is that of wages and norms; how
    far an estate departs from it is the size curve's.
    """
    kind = kind or Kind()
    count, size = sites.households, norms.typical_households
    usual = Sites(*(np.array([one]) for one in (size, size * found.area, 0.0, 1.0)))
    alike = service_cost.stand_alone_cost(usual, level, norms, rates)
    here = size_terms(
        count,
        sites.floor_area / count,
        1.0 / HOMES_PER_BUILDING if kind.buildings is None else kind.buildings / count,
        found.age if kind.age is None else kind.age,
        kind.own,
        kind.capital,
    )
    each = 1.0 / HOMES_PER_BUILDING
    there = size_terms(np.array([size]), found.area, each, found.age, capital=kind.capital)
    apart = log_size(count) - log_size(np.array([size]))
    response = (
        size_response(curve(head).slopes, here, there) * np.exp(departure * apart)
        for head, departure in zip(WITH_TOTAL, found.departures, strict=True)
    )
    typical = Heads(*(cost / size for cost in by_head(alike, rates)))
    paid, whole = bought_cost(typical, Heads(*response), found.scope, count), by_head(alone, rates)
    energy = alone.energy if alone.lines is None else alone.energy + alone.lines.total
    return Today(paid, whole, bought_parts(paid, whole), energy)
