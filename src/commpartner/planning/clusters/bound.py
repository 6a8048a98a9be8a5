r"""Compute a lower bound of the model's own cost of every plan.

Let :math:`q_e` be the work of estate :math:`e` [FTE, mean over the draws], and
:math:`q(S)` that of a cluster. Sizes are cut into brackets, :math:`(a_k, b_k]`. For every cluster
:math:`S` of bracket :math:`k` at any candidate,

.. math:: C(S) \ge F + \sum_{e \in S} (B_{ek} + T_k h_e d_e)

with the cost of the cheapest centre :math:`F`, households :math:`h_e` and the distance
:math:`d_e` of the nearest candidate allowed. The parts hold in every draw:

- Crews. Own posts and bought hours cost at least the wage of the work: posts are rounded up, and an
  hour that is bought costs more. Minimum posts and the hours of relief are left out. A manager who
  does desk work costs at least the lower of the two wages for it.
- Technicians or call-outs. The cheaper way for all orders costs at least the sum of the cheaper way
  for each estate. Technicians cost at least the larger of their work and of the number that Erlang
  C asks for at the lower end of the bracket, spread over the most work in it.
- Those who lead. A team has at least the work of the lower end of the bracket. Layers of
  supervisors and lost work grow with the team.
- Discounts and rounds. Discounts are at most those of the largest volume in the bracket. A round
  takes time in proportion to :math:`\sum h_e d_e / \sqrt{H}`, and H is at most the largest.
- Overhead, energy and lines are sums over the estates.

In a bracket :math:`q(S) \le b_k`, so that :math:`F \ge F q(S) / b_k`: every estate pays its part of
a centre used to the full. With any price :math:`u` on a centre, and :math:`p` centres,

.. math:: L(u) = \sum_e \min\left(A_e,\; \min_k B_{ek} + T_k h_e d_e + (F + u)\,
    \frac{q_e}{b_k}\right) - u\,p \;\le\; \text{cost of every plan}

with :math:`A_e` the cost alone, if estates may be left alone. If :math:`F + u < 0` the divisor is
:math:`a_k`. The best price is searched. If the number of centres is free, p is the number of
candidates for :math:`u > 0`, and the number of centres kept for :math:`u < 0`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows import layers, staffing
from commpartner.flows.procurement import volume_discount
from commpartner.flows.queueing import servers_for
from commpartner.model.mechanisms.costs import Costs
from commpartner.planning.clusters.pricing import Pricing
from commpartner.planning.clusters.task import Array, Task

RATIO = 1.08  # of the ends of a bracket
SAFETY = 1e-7  # share of the bound given up for rounding
_JUST = 1.0 + 1e-6  # a crew may be smaller than its work by rounding
_LAYERS = 8
_STEPS = 200  # of the search for the price


class Brackets(NamedTuple):
    """Hold sizes of clusters: work [FTE] at the ends of each bracket, shape (bracket,)."""

    low: Array
    high: Array


class Parts(NamedTuple):
    """Hold the parts of the bound [yuan/year].

    Attributes
    ----------
    size
        Work of each estate, or its households if the standard has no work, shape (estate,).
    each
        Least cost of an estate in a cluster of a bracket, without the centre, (bracket, estate).
    centre
        Least cost of a centre.
    """

    size: Array
    brackets: Brackets
    each: Array
    centre: float


def lower_bound(pricing: Pricing) -> float:
    """Compute a lower bound of the cost of every plan [yuan/year]."""
    task, parts = pricing.task, parts_of(pricing)
    alone = pricing.alone if task.leave_alone else np.full(task.size, np.inf)
    if task.centres is None:
        spans = [(0.0, 1.0, len(task.room)), (-1.0, 0.0, int(task.keep.sum()))]
    else:
        spans = [(-1.0, 1.0, task.centres)]
    far = 4.0 * max(float(pricing.alone.sum()), parts.centre)
    best = 0.0
    for low, high, count in spans:
        best = max(best, _best_price(parts, alone, count, low * far, high * far))
    return best * (1.0 - SAFETY)


def _best_price(parts: Parts, alone: Array, count: int, low: float, high: float) -> float:
    """Search the price of a centre at which the bound is largest; the bound is concave in it."""
    best = bound_at(parts, alone, count, min(max(0.0, low), high))
    for _ in range(_STEPS):
        one, other = low + (high - low) / 3.0, high - (high - low) / 3.0
        left, right = (bound_at(parts, alone, count, price) for price in (one, other))
        best = max(best, left, right)
        low, high = (one, high) if left < right else (low, other)
        if high - low < 1.0:
            break
    return best


def bound_at(parts: Parts, alone: Array, count: int, price: float) -> float:
    """Compute the bound at a price of a centre."""
    charge = parts.centre + price
    brackets = parts.brackets
    divisor = brackets.high if charge >= 0.0 else brackets.low
    each = parts.each + charge * parts.size / divisor[:, None]
    return float(np.minimum(each.min(axis=0), alone).sum() - price * count)


def parts_of(pricing: Pricing) -> Parts:
    """Compute the parts of the bound."""
    task, costs = pricing.task, pricing.costs
    shape = (costs.draws.stop - costs.draws.start, task.size)
    work = {name: np.broadcast_to(each, shape) for name, each in costs.work._asdict().items()}
    hands = ("gate", "patrol", "cleaner", "coordinator", "manager", "upkeep")
    people = sum((work[name] for name in hands), np.zeros(shape))
    size = people.mean(axis=0)
    if not (size > 0.0).all():
        size = task.households.copy()
    brackets = brackets_of(task, size)
    each = _each(task, costs, work, people, size, brackets)
    each[size > brackets.high[:, None] * _JUST] = np.inf
    on = "centre_cost" in costs.scheme.policy.mechanisms
    centre = 12.0 * float(sum(part.mean(axis=0) for part in costs.centres).min()) if on else 0.0
    return Parts(size, brackets, 12.0 * each, centre)


def brackets_of(task: Task, size: Array) -> Brackets:
    """Split the sizes that a cluster may have into brackets."""
    within = np.where(task.allowed, size[:, None], 0.0)
    most = float(within.sum(axis=0).max())
    densest = float((size / task.households).max())
    most = min(most, float(np.minimum(task.room, task.households.sum()).max()) * densest)
    most = min(most, float(np.sort(size)[-task.most :].sum()))
    least = float(size.min()) * (1.0 - 1e-9)
    most = max(most, float(size.max())) * (1.0 + 1e-9)
    count = max(1, int(np.ceil(np.log(most / least) / np.log(RATIO))))
    ends = least * (most / least) ** (np.arange(count + 1) / count)
    return Brackets(ends[:-1], ends[1:])


def _each(
    task: Task,
    costs: Costs,
    work: dict[str, Array],
    people: Array,
    size: Array,
    brackets: Brackets,
) -> Array:
    """Compute the least cost of an estate in a cluster of a bracket [yuan/month]."""
    sites, level, norms, rates = costs.sites, costs.offer.level, costs.norms, costs.rates
    on, draws = costs.scheme.policy.mechanisms, people.shape[0]
    wages, premiums = rates.wages, rates.premiums
    paid = {  # a premium is 0 or more; if it were not, hours would be the cheaper way
        role: getattr(wages, role) * np.minimum(1.0 + getattr(premiums, role), 1.0)
        for role in ("guard", "cleaner", "technician", "coordinator", "manager")
    }
    desk = np.minimum(paid["coordinator"], paid["manager"])
    again, pay_above = _led(costs, (people / size).min(axis=1, keepdims=True) * brackets.low)
    households = np.broadcast_to(sites.households, people.shape)
    largest = (households / size).max(axis=1, keepdims=True) * brackets.high  # (draw, bracket)
    volume = largest / norms.typical_households
    services = 1.0 - volume_discount(volume, rates.services_discount, rates.half_volume)
    goods = 1.0 - volume_discount(volume, rates.goods_discount, rates.half_volume)
    hand = (
        (work["gate"] + work["patrol"]) * paid["guard"]
        + work["cleaner"] * paid["cleaner"]
        + work["coordinator"] * desk
        + work["manager"] * paid["manager"]
    )
    area = np.broadcast_to(sites.floor_area, people.shape)
    share = rates.overhead_surviving_share if "shared_overhead" in on else np.ones((1, 1))
    lines = 0.0 if costs.alone.lines is None else costs.alone.lines.total
    fixed = costs.alone.energy + lines + np.minimum(share, 1.0) * costs.alone.overhead
    found = (
        (again.T @ hand)
        + (pay_above.T @ people)
        + ((goods * rates.materials).T @ (level.cleaning * area))
        + ((services * rates.maintenance).T @ (level.maintenance * area))
    ) / draws + np.broadcast_to(fixed, people.shape).mean(axis=0)
    near = np.where(task.allowed, task.distance, np.inf).min(axis=1)
    near = np.where(np.isfinite(near), near, 0.0)
    found += _repairs(costs, work, size, brackets, near, again, paid["technician"], services)
    if "travel" in on and "staff_pooling" in on:
        round_cost = _rounds(costs, paid, desk) * again / np.sqrt(largest)
        found += round_cost.mean(axis=0)[:, None] * (task.households * near)
    return np.asarray(found)


def _led(costs: Costs, least: Array) -> tuple[Array, Array]:
    """Compute what leading a team of at least so many people costs.

    Returns
    -------
    tuple
        Wages over the wages of the work, and pay of supervisors [yuan/person/month], both (draw,
        bracket).
    """
    norms, rates = costs.norms, costs.rates
    if "centre_cost" not in costs.scheme.policy.mechanisms:
        return np.ones_like(least), np.zeros_like(least)
    lost = layers.work_lost(least / _JUST, norms.span_of_control, norms.control_loss)
    span, step = norms.span_of_control, norms.steps.supervisor
    team, pay, above = least.copy(), np.ones_like(rates.layer_pay), np.zeros_like(least)
    is_led, part = np.ones_like(least, dtype=np.bool_), np.ones_like(least)
    for _ in range(_LAYERS):
        is_led &= (team > span * _JUST) & (team * (1.0 - 1.0 / span) > step * _JUST)
        part = part / span
        above += np.where(is_led, pay * part, 0.0)
        team, pay = team / span, pay * rates.layer_pay
    return 1.0 / (1.0 - lost), above * rates.wages.supervisor


def _repairs(
    costs: Costs,
    work: dict[str, Array],
    size: Array,
    brackets: Brackets,
    near: Array,
    again: Array,
    wage: Array,
    services: Array,
) -> Array:
    """Compute the least cost of work orders and planned upkeep, shape (bracket, estate)."""
    norms, rates = costs.norms, costs.rates
    on, promise = costs.scheme.policy.mechanisms, costs.offer.level.pooled_promise
    productive = staffing.productive_hours(norms.working_hours, norms.absence)
    orders, upkeep = work["orders"], work["upkeep"]
    load = upkeep + orders * norms.repair_time / productive
    spread = np.ones((len(load), len(brackets.low)))
    away = np.zeros_like(load)
    if "queue_pooling" in on:
        if "travel" in on:
            households = np.broadcast_to(costs.sites.households, load.shape)
            fewest = (orders / households).min(axis=1, keepdims=True)
            hour = 2.0 * norms.detour / norms.travel_speed / productive
            away = fewest * households * near * hour
        most = ((load + away) / size).max(axis=1, keepdims=True) * brackets.high
        arrivals = (orders / size).min(axis=1, keepdims=True) * brackets.low / _JUST
        open_hours = norms.working_hours * staffing.WEEKS_PER_MONTH
        on_duty = servers_for(
            arrivals / open_hours,
            1.0 / norms.repair_time,
            promise.response_target,
            promise.response_tail,
            norms.repair_variation,
        )
        spread = np.maximum(np.divide(on_duty, most, out=spread.copy(), where=most > 0.0), 1.0)
    found = np.empty((len(brackets.low), load.shape[1]))
    for k in range(len(found)):
        crew = wage * again[:, [k]]
        own = crew * (load + away) * spread[:, [k]]
        bought = crew * upkeep + orders * rates.callout * services[:, [k]]
        found[k] = np.minimum(own, bought).mean(axis=0)
    return found


def _rounds(costs: Costs, paid: dict[str, Array], desk: Array) -> Array:
    """Compute what rounds cost per household, km and root of households, (draw, 1)."""
    norms, level = costs.norms, costs.offer.level
    productive = staffing.productive_hours(norms.working_hours, norms.absence)
    tour = norms.tour_constant * norms.detour * 1.5 * np.sqrt(np.pi / norms.typical_households)
    hours = norms.rounds_per_month * tour / norms.travel_speed / productive

    def walked(share: Array | float) -> float:
        return float((np.asarray(share) > 0.0).all())

    wage = (
        walked(level.cleaning) * paid["cleaner"]
        + walked(level.desk) * desk
        + walked(level.patrol) * paid["guard"] * norms.working_hours / norms.guard_hours
    )
    return np.asarray(hours * wage)
