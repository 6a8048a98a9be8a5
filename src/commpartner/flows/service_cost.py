"""Compute the cost of the service, stand-alone and pooled in centres.

The two are computed from the same workloads at the same standard. Six mechanisms lead from
stand-alone to pooled cost, and each can be left out. Without them a cluster costs as much as its
estates alone.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import NamedTuple

import numpy as np

from commpartner.flows import queueing, staffing, travel
from commpartner.flows.centre import CentreCost
from commpartner.flows.equation import equation
from commpartner.flows.governance import replaced
from commpartner.flows.namespace import Array
from commpartner.flows.orders import staffed_for
from commpartner.flows.procurement import volume_discount
from commpartner.flows.service import (
    Cost,
    Help,
    Level,
    Norms,
    Promise,
    Rates,
    Sites,
    Staff,
    Workload,
)


@equation
def workload(sites: Sites, level: Level, norms: Norms, helped: Help | None) -> Workload:
    """Compute the workload of the standard in every estate, the same alone and pooled.

    Volunteers' hours replace some of the patrols, cleaning and repairs. Orders are those for which
    a crew is staffed: what is left of them, and those that come back.
    """
    patrol = staffing.patrol_workload(sites.floor_area, level.patrol, norms.area_per_guard)
    cleaner = staffing.cleaner_workload(sites.floor_area, level.cleaning, norms.area_per_cleaner)
    new = level.repairs * sites.households * sites.condition * norms.order_rate
    if helped is not None:
        productive = staffing.productive_hours(norms.working_hours, norms.absence)
        patrol = patrol - replaced(patrol, helped.patrol, helped.substitution, productive)
        cleaner = cleaner - replaced(cleaner, helped.cleaning, helped.substitution, productive)
        new = new - replaced(new, helped.repairs, helped.substitution, norms.repair_time)
    return Workload(
        gate=staffing.gate_workload(
            sites.gates * level.gates, norms.gate_hours, norms.working_hours, norms.absence
        ),
        patrol=patrol,
        cleaner=cleaner,
        coordinator=staffing.household_workload(
            sites.households, level.desk, norms.households_per_coordinator
        ),
        upkeep=staffing.household_workload(
            sites.households, level.upkeep, norms.households_per_technician
        ),
        orders=staffed_for(new, norms.reopened),
    )


class Repairs(NamedTuple):
    """Hold how work orders are served: technicians [FTE] or call-outs."""

    technicians: Array
    callouts: Array


@equation
def stand_alone_cost(
    sites: Sites, level: Level, norms: Norms, rates: Rates, helped: Help | None = None
) -> Cost:
    """Compute the cost of serving every estate alone (最低限度方案).

    Staff are whole steps of a post in each estate. Work orders are served by an own technician,
    enough of them to keep the response promised (Erlang C), or by bought call-outs: the cheaper.

    Returns
    -------
    Cost
        Arrays of shape (draw, estate).
    """
    work = workload(sites, level, norms, helped)
    step = norms.staffing_step
    volume = sites.households / norms.typical_households
    callout = _callout_price(volume, rates)
    repairs = _own_or_bought(
        work.upkeep,
        work.orders,
        norms.repair_time,
        level.promise,
        norms,
        rates.technician,
        callout,
        level.promise.minimum_posts.get("technician", 0.0),
    )
    staff = _staff(
        guard=staffing.posts(work.gate + work.patrol, step),
        cleaner=staffing.posts(work.cleaner, step),
        technician=repairs.technicians,
        coordinator=staffing.posts(work.coordinator, step),
        households=sites.households,
        least=level.promise.minimum_posts,
        norms=norms,
    )
    nothing = np.zeros_like(work.cleaner)
    return Cost(
        staff=staff,
        wages=_wages(staff, rates),
        materials=_materials(level.cleaning * sites.floor_area, volume, rates),
        energy=level.energy * sites.floor_area * rates.energy,
        maintenance=_maintenance(level.maintenance * sites.floor_area, volume, rates),
        callouts=repairs.callouts,
        overhead=_overhead(volume, rates),
        centre_rent=nothing,
        centre_systems=nothing,
        centre_capital=nothing,
    )


@equation
def pooled_cost(
    sites: Sites,
    level: Level,
    norms: Norms,
    rates: Rates,
    alone: Cost,
    by_centre: Callable[[Array], Array],
    distance: Array,
    centres: CentreCost,
    mechanisms: Container[str],
    helped: Help | None = None,
) -> Cost:
    """Compute the cost of serving the estates of each centre together (片区统管).

    Parameters
    ----------
    alone
        From `stand_alone_cost`: what remains of it if a mechanism is off.
    by_centre
        Sums (.., estate) over the estates of each centre to (.., centre).
    distance
        Household-weighted mean distance of the estates from their centre [km], (draw, centre).
    centres
        What the centres themselves cost.
    mechanisms
        Which are on: ``staff_pooling`` (one ceiling per role and centre instead of one per
        estate), ``queue_pooling`` (work orders of all estates in one queue), ``procurement``
        (discount on the pooled volume), ``shared_overhead`` (one set and what each further
        estate keeps, instead of one set per estate), ``travel`` (rounds and trips between
        estates take time), ``centre_cost`` (rent, systems, set-up, the supervisors that a lone
        estate does not have, and the head-office overhead on direct cost).

    Returns
    -------
    Cost
        Arrays of shape (draw, centre).
    """
    work = workload(sites, level, norms, helped)
    pooled = Workload(*map(by_centre, work))
    households = by_centre(sites.households)
    promise = level.pooled_promise
    least = promise.minimum_posts.get("technician", 0.0)
    volume = households / norms.typical_households
    round_work = trip = np.zeros_like(pooled.cleaner)
    if "travel" in mechanisms:
        productive = staffing.productive_hours(norms.working_hours, norms.absence)
        tour = travel.tour_length(volume, distance, norms.tour_constant, norms.detour)
        round_work = norms.rounds_per_month * tour / norms.travel_speed / productive
        trip = travel.trip_time(distance, norms.detour, norms.travel_speed)

    callout_alone = _callout_price(sites.households / norms.typical_households, rates)
    if "procurement" in mechanisms:
        callout = _callout_price(volume, rates)
    else:  # every estate keeps its own price: on average, weighted by orders
        bought = by_centre(work.orders * callout_alone)
        callout = bought / np.where(pooled.orders > 0, pooled.orders, 1.0)
    wage = rates.technician
    step = norms.staffing_step
    together = "staff_pooling" in mechanisms
    planned = (
        staffing.posts(pooled.upkeep, step)
        if together
        else by_centre(staffing.posts(work.upkeep, step))
    )
    nothing = np.zeros_like(pooled.upkeep)
    if "queue_pooling" in mechanisms:
        service_time = norms.repair_time + trip
        if together:  # technicians do the planned upkeep between work orders
            repairs = _own_or_bought(
                pooled.upkeep,
                pooled.orders,
                service_time,
                promise,
                norms,
                wage,
                callout,
                least,
            )
        else:
            repairs = _own_or_bought(
                nothing, pooled.orders, service_time, promise, norms, wage, callout
            )
            repairs = Repairs(planned + repairs.technicians, repairs.callouts)
    elif together:
        each = _own_or_bought(
            np.zeros_like(work.upkeep),
            work.orders,
            norms.repair_time,
            level.promise,
            norms,
            wage,
            callout_alone,
        )
        repairs = Repairs(planned + by_centre(each.technicians), by_centre(each.callouts))
    else:
        repairs = Repairs(by_centre(alone.staff.technician), by_centre(alone.callouts))

    if together:
        patrolled, cleaned, attended = (
            np.where(by_centre(share * sites.households) > 0, 1.0, 0.0)
            for share in (level.patrol, level.cleaning, level.desk)
        )
        staff = _staff(
            guard=staffing.posts(pooled.gate + pooled.patrol + patrolled * round_work, step),
            cleaner=staffing.posts(pooled.cleaner + cleaned * round_work, step),
            technician=repairs.technicians,
            coordinator=staffing.posts(pooled.coordinator + attended * round_work, step),
            households=households,
            least=promise.minimum_posts,
            norms=norms,
        )
    else:
        # The centre's own promise binds where it does something itself.
        floor = least if "queue_pooling" in mechanisms else 0.0
        technician = np.maximum(repairs.technicians, floor)
        staff = Staff(*map(by_centre, alone.staff))._replace(technician=technician)
    charged = 1.0 if "centre_cost" in mechanisms else 0.0
    supervisors = staffing.posts(sum(staff, nothing) / norms.span_of_control, step)
    staff = staff._replace(supervisor=charged * supervisors)
    wages = _wages(staff, rates)

    if "procurement" in mechanisms:
        materials = _materials(by_centre(level.cleaning * sites.floor_area), volume, rates)
        maintained = by_centre(level.maintenance * sites.floor_area)
        maintenance = _maintenance(maintained, volume, rates)
    else:
        materials, maintenance = by_centre(alone.materials), by_centre(alone.maintenance)
    energy = by_centre(alone.energy)
    overhead = (
        _overhead(volume, rates) if "shared_overhead" in mechanisms else by_centre(alone.overhead)
    )
    direct = wages + materials + energy + maintenance + repairs.callouts
    return Cost(
        staff=staff,
        wages=wages,
        materials=materials,
        energy=energy,
        maintenance=maintenance,
        callouts=repairs.callouts,
        overhead=overhead + charged * rates.centre_overhead_share * direct,
        centre_rent=charged * centres.rent,
        centre_systems=charged * centres.systems,
        centre_capital=charged * centres.capital_charge,
    )


def _own_or_bought(
    upkeep: Array,
    orders: Array,
    service_time: Array,
    promise: Promise,
    norms: Norms,
    wage: Array,
    callout: Array,
    least: Array | float = 0.0,
) -> Repairs:
    """Choose own technicians or call-outs, whichever is cheaper (自营或外包).

    Technicians that are there anyway, at least `least`, serve orders before any is bought.
    A post on duty is one technician; leave among them is covered by colleagues, so Erlang posts
    carry no absence, while the workload itself does.
    """
    step = norms.staffing_step
    hours_open = norms.working_hours * staffing.WEEKS_PER_MONTH
    productive = staffing.productive_hours(norms.working_hours, norms.absence)
    on_duty = queueing.servers_for(
        orders / hours_open,
        1.0 / service_time,
        promise.response_target,
        promise.response_tail,
    )
    own = np.maximum(staffing.posts(upkeep + orders * service_time / productive, step), on_duty)
    own = np.maximum(own, least)
    planned = np.maximum(staffing.posts(upkeep, step), least)
    bought = orders * callout
    buys = planned * wage + bought < own * wage
    return Repairs(np.where(buys, planned, own), np.where(buys, bought, 0.0))


def _staff(
    guard: Array,
    cleaner: Array,
    technician: Array,
    coordinator: Array,
    households: Array,
    least: Mapping[str, Array | float],
    norms: Norms,
) -> Staff:
    """Compute the posts of each role, at least its minimum, and their managers."""
    guard = np.maximum(guard, least.get("guard", 0.0))
    cleaner = np.maximum(cleaner, least.get("cleaner", 0.0))
    technician = np.maximum(technician, least.get("technician", 0.0))
    coordinator = np.maximum(coordinator, least.get("coordinator", 0.0))
    management = staffing.household_workload(households, 1.0, norms.households_per_manager)
    manager = staffing.posts(management, norms.staffing_step)
    manager = np.maximum(manager, least.get("manager", 0.0))
    nobody = np.zeros_like(cleaner)
    return Staff(guard, cleaner, technician, coordinator, manager, nobody)


def _wages(staff: Staff, rates: Rates) -> Array:
    return (
        staff.guard * rates.guard
        + staff.cleaner * rates.cleaner
        + staff.technician * rates.technician
        + staff.coordinator * rates.coordinator
        + staff.manager * rates.manager
        + staff.supervisor * rates.supervisor
    )


def _overhead(volume: Array, rates: Rates) -> Array:
    """Compute overhead: one set, and the surviving part of each further typical estate."""
    further = np.maximum(volume - 1.0, 0.0)
    return rates.overhead_per_estate * (1.0 + rates.overhead_surviving_share * further)


def _callout_price(volume: Array, rates: Rates) -> Array:
    return rates.callout * (1.0 - _services_discount(volume, rates))


def _services_discount(volume: Array, rates: Rates) -> Array:
    return volume_discount(volume, rates.services_discount, rates.half_volume)


def _materials(cleaned_area: Array, volume: Array, rates: Rates) -> Array:
    discount = volume_discount(volume, rates.goods_discount, rates.half_volume)
    return cleaned_area * rates.materials * (1.0 - discount)


def _maintenance(maintained_area: Array, volume: Array, rates: Rates) -> Array:
    discount = _services_discount(volume, rates)
    return maintained_area * rates.maintenance * (1.0 - discount)
