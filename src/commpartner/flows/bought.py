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
    is what the other heads leave: desk, managers, those who lead, and overhead. The lines of
    `flows.lines` are left out as energy is.
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
    if cost.lines is not None:
        total = total - cost.lines.total
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
def bought_parts(paid: Heads, whole: Heads) -> Heads:
    """Compute the part of the standard that is bought, by head and in total.

    ``part = min(s * paid / whole, 1)``, with one s for all heads so that they sum to the total,
    ``min(paid total, whole total)``. Who pays for the standard has all of it, and nobody has more;
    a head of the standard that costs nothing is there.

    Examples
    --------
    >>> costs = [3.0, 0.0, 6.0, 3.0, 14.0], [9.0, 0.0, 6.0, 9.0, 24.0]
    >>> paid, whole = (Heads(*map(np.array, each)) for each in costs)
    >>> [float(part) for part in bought_parts(paid, whole)]
    [0.4444444444444444, 1.0, 1.0, 0.4444444444444444, 0.5833333333333334]
    """
    sums = np.minimum(paid.total, whole.total)
    scale: Array = np.ones_like(sums)
    held = [np.zeros(np.shape(sums), dtype=bool) for _ in HEADS]
    for _ in HEADS:  # each round holds a head at its whole, or none
        free = sum(np.where(at, 0.0, one) for at, one in zip(held, paid, strict=False))
        left = sums - sum(np.where(at, one, 0.0) for at, one in zip(held, whole, strict=False))
        scale = np.divide(left, free, out=scale.copy(), where=free > 0)
        held = [
            at | (scale * one >= most)
            for at, one, most in zip(held, paid[:-1], whole[:-1], strict=True)
        ]
    bought = Heads(*(np.minimum(scale * one, most) for one, most in zip(paid, whole, strict=True)))
    return Heads(
        *(
            np.divide(one, most, out=np.ones_like(sums), where=most > 0)
            for one, most in zip(bought._replace(total=sums), whole, strict=True)
        )
    )


@equation
def work_worth(work: Workload, parts: Heads, norms: Norms, rates: Rates) -> Array:
    """Compute what the work of all estates together is worth at its wages [yuan/month], (draw,).

    ``worth = sum(part * FTE * wage)``

    Parameters
    ----------
    work
        Of a standard, (draw, estate).
    parts
        Part of it that is done, by head of cost, (draw, estate).
    """
    productive = staffing.productive_hours(norms.working_hours, norms.absence)
    by_role = (
        (work.gate + work.patrol, parts.security),
        (work.cleaner, parts.cleaning),
        (work.upkeep + work.orders * norms.repair_time / productive, parts.maintenance),
        (work.coordinator, parts.administration),
        (work.manager, parts.administration),
    )
    worth = np.zeros(work.cleaner.shape[0])
    for (hours, part), wage in zip(by_role, rates.wages[:-1], strict=True):
        worth = worth + np.add.reduce(hours * wage * part, axis=-1)
    return worth
