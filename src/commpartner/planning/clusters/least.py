"""Compute the least cost of an estate in clusters of a range of sizes.

`bound` says why every part holds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows import layers, staffing
from commpartner.flows.procurement import volume_discount
from commpartner.flows.queueing import servers_for
from commpartner.model.mechanisms.costs import Costs
from commpartner.planning.clusters.task import Array, Task

JUST = 1.0 + 1e-6  # a crew may be smaller than its work by rounding
_LAYERS = 8


class Brackets(NamedTuple):
    """Hold sizes of clusters: work [FTE] at the ends of each bracket, shape (bracket,)."""

    low: Array
    high: Array


def least_each(
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
    lost = layers.work_lost(least / JUST, norms.span_of_control, norms.control_loss)
    span, step = norms.span_of_control, norms.steps.supervisor
    team, pay, above = least.copy(), np.ones_like(rates.layer_pay), np.zeros_like(least)
    is_led, part = np.ones_like(least, dtype=np.bool_), np.ones_like(least)
    for _ in range(_LAYERS):
        is_led &= (team > span * JUST) & (team * (1.0 - 1.0 / span) > step * JUST)
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
        arrivals = (orders / size).min(axis=1, keepdims=True) * brackets.low / JUST
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
