"""Compute what an estate buys today: of each head of cost a part of the standard, by its size."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows import staffing
from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array
from commpartner.flows.service import Cost, Norms, Rates, Workload


class Heads(NamedTuple):
    """Hold a number of every head of cost, and of the total."""

    administration: Array
    security: Array
    cleaning: Array
    maintenance: Array
    total: Array


HEADS = Heads._fields[:-1]
WITH_TOTAL = Heads._fields


@equation
def by_head(cost: Cost, rates: Rates) -> Heads:
    """Split the cost of an estate alone by head, with their total, without energy [yuan/month].

    Cleaning has the materials, and maintenance has call-outs and what is maintained. Administration
    is what the other heads leave: desk, managers, those who lead, and overhead.
    """
    paid = {
        role: (
            getattr(cost.posts, role)
            + (1.0 + getattr(rates.premiums, role)) * getattr(cost.hours, role)
        )
        * getattr(rates.wages, role)
        for role in ("guard", "cleaner", "technician")
    }
    cleaning = paid["cleaner"] + cost.materials
    maintenance = paid["technician"] + cost.maintenance + cost.callouts
    total = cost.total - cost.energy
    rest = total - (paid["guard"] + cleaning + maintenance)
    return Heads(rest, paid["guard"], cleaning, maintenance, total)


@equation
def bought_cost(typical: Heads, response: Heads, scope: Array, households: Array) -> Heads:
    """Compute what estates pay today by head of cost, without energy [yuan/month].

    ``b = scope * typical * response * H``

    The total has a response of its own: it is the sum of the heads in the typical estate only.

    Parameters
    ----------
    typical
        Cost of the standard in a typical estate alone, by head [yuan/household/month].
    response
        By head, relative to the typical estate (`flows.size.size_response`).
    scope
        Part of that cost which the typical estate pays.
    households
        Of each estate.

    Examples
    --------
    >>> cost, response = (Heads(*map(np.array, each)) for each in ([3, 3, 2, 2, 10], [1.2] * 5))
    >>> bought_cost(cost, response, np.array(0.7), np.array([100.0])).cleaning
    array([168.])
    """
    moved = zip(typical, response, strict=True)
    return Heads(*(scope * cost * answer * households for cost, answer in moved))


@equation
def bought_part(paid: Array, whole: Array) -> Array:
    """Compute the part of the standard that is bought: ``min(paid / whole, 1)``.

    Who pays more than the standard costs is counted as buying the standard; a head of the standard
    that costs nothing is there.

    Examples
    --------
    >>> bought_part(np.array([5.0, 20.0, 0.0]), np.array([10.0, 10.0, 0.0])).tolist()
    [0.5, 1.0, 1.0]
    """
    part = np.divide(paid, whole, out=np.ones(np.broadcast(paid, whole).shape), where=whole > 0)
    return np.asarray(np.minimum(part, 1.0))


@equation
def service_bought(work: Workload, parts: Heads, norms: Norms, rates: Rates) -> Array:
    """Compute the part of the standard that all estates together buy, weighted by wages, (draw,).

    Parameters
    ----------
    work
        Of the whole standard, (draw, estate).
    parts
        Part bought by head of cost, (draw, estate).
    """
    productive = staffing.productive_hours(norms.working_hours, norms.absence)
    by_role = (
        (work.gate + work.patrol, parts.security),
        (work.cleaner, parts.cleaning),
        (work.upkeep + work.orders * norms.repair_time / productive, parts.maintenance),
        (work.coordinator, parts.administration),
        (work.manager, parts.administration),
    )
    whole = bought = np.zeros(work.cleaner.shape[0])
    for (hours, part), wage in zip(by_role, rates.wages[:-1], strict=True):
        whole = whole + np.add.reduce(hours * wage, axis=-1)
        bought = bought + np.add.reduce(hours * wage * part, axis=-1)
    return np.divide(bought, whole, out=np.ones_like(whole), where=whole > 0)
