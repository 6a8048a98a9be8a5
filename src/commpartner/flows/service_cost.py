"""Compute the cost of the service, stand-alone and pooled in centres.

The two are computed from the same workloads at the same standard, and both choose the cheapest
form of labour: own posts, hours bought, a shared manager, a manager who does desk work. Seven
mechanisms lead from stand-alone to pooled cost, and each can be left out. Without them a cluster
costs as much as its estates alone.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import NamedTuple

import numpy as np

from commpartner.flows import layers, queueing, staffing, travel
from commpartner.flows.centre import CentreCost
from commpartner.flows.crews import Crew, Office, cheapest_crew, office_crews, relief_hours
from commpartner.flows.equation import equation
from commpartner.flows.governance import replaced
from commpartner.flows.lines import Lines, line_costs
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
        of_guards = staffing.productive_hours(norms.guard_hours, norms.absence)
        patrol = patrol - replaced(patrol, helped.patrol, helped.substitution, of_guards)
        cleaner = cleaner - replaced(cleaner, helped.cleaning, helped.substitution, productive)
        new = new - replaced(new, helped.repairs, helped.substitution, norms.repair_time)
    return Workload(
        gate=staffing.gate_workload(
            sites.gates * level.gates, norms.gate_hours, norms.guard_hours, norms.absence
        ),
        patrol=patrol,
        cleaner=cleaner,
        coordinator=staffing.household_workload(
            sites.households, level.desk, norms.households_per_coordinator
        ),
        manager=staffing.household_workload(
            sites.households, level.management, norms.households_per_manager
        ),
        upkeep=staffing.household_workload(
            sites.households, level.upkeep, norms.households_per_technician
        ),
        orders=staffed_for(new, norms.reopened),
    )


class Repairs(NamedTuple):
    """Hold how work orders are served: by own technicians or by call-outs [yuan/month]."""

    crew: Crew
    callouts: Array


class Organisation(NamedTuple):
    """Hold what leading a team takes: supervisors, work made up for [FTE], pay [yuan/month]."""

    supervisors: Array
    made_up: Array
    pay: Array


@equation
def stand_alone_cost(
    sites: Sites, level: Level, norms: Norms, rates: Rates, helped: Help | None = None
) -> Cost:
    """Compute the cost of serving every estate alone (最低限度方案).

    Every role has the cheapest crew of own posts and bought hours. A manager may be shared with
    other estates, or do desk work, too. Work orders are served by own technicians, enough of them
    to keep the response promised (Erlang C) whoever is absent, or by bought call-outs.

    Returns
    -------
    Cost
        Arrays of shape (draw, estate).
    """
    work = workload(sites, level, norms, helped)
    least = level.promise.minimum_posts
    volume = sites.households / norms.typical_households
    callout = _callout_price(volume, rates)
    repairs = _own_or_bought(
        work.upkeep,
        work.orders,
        norms.repair_time,
        level.promise,
        norms,
        rates,
        callout,
        least.get("technician", 0.0),
    )
    office = _office(work.coordinator, work.manager, least, norms, rates)
    team = _Team(
        guard=_crew("guard", work.gate + work.patrol, least, norms, rates),
        cleaner=_crew("cleaner", work.cleaner, least, norms, rates),
        technician=repairs.crew,
        coordinator=office.coordinator,
        manager=office.manager,
    )
    nothing = np.zeros_like(work.cleaner)
    return _cost(
        team,
        _led(team, norms, rates),
        rates,
        materials=_materials(level.cleaning * sites.floor_area, volume, rates),
        energy=level.energy * sites.floor_area * rates.energy,
        maintenance=_maintenance(level.maintenance * sites.floor_area, volume, rates),
        callouts=repairs.callouts,
        overhead=rates.overhead_per_household * sites.households,
        centre_rent=nothing,
        centre_systems=nothing,
        centre_capital=nothing,
        lines=_lines(sites, level, rates),
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
        Which are on: ``staff_pooling`` (one crew per role and centre instead of one per estate),
        ``manager_pooling`` (the same for managers), ``queue_pooling`` (work orders of all estates
        in one queue), ``procurement`` (discount on the pooled volume), ``shared_overhead`` (the
        part of overhead that two or more estates keep in one contract, instead of all), ``travel``
        (rounds and trips between estates take time), ``centre_cost`` (rent, systems, set-up, and
        the layers of management and the lost work of one larger organisation).

    Returns
    -------
    Cost
        Arrays of shape (draw, centre).
    """
    work = workload(sites, level, norms, helped)
    pooled = Workload(*map(by_centre, work))
    households = by_centre(sites.households)
    promise = level.pooled_promise
    least = promise.minimum_posts
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
    together = "staff_pooling" in mechanisms

    def apart(crew: Crew) -> Crew:
        return Crew(*map(by_centre, crew))

    planned = (
        _crew("technician", pooled.upkeep, {}, norms, rates)
        if together
        else apart(_crew("technician", work.upkeep, {}, norms, rates))
    )
    nothing = np.zeros_like(pooled.upkeep)
    technicians = Crew(alone.posts.technician, alone.hours.technician)
    if "queue_pooling" in mechanisms:
        service_time = norms.repair_time + trip
        if together:  # technicians do the planned upkeep between work orders
            repairs = _own_or_bought(
                pooled.upkeep,
                pooled.orders,
                service_time,
                promise,
                norms,
                rates,
                callout,
                least.get("technician", 0.0),
            )
        else:
            repairs = _own_or_bought(
                nothing, pooled.orders, service_time, promise, norms, rates, callout
            )
            repairs = Repairs(_joined(planned, repairs.crew), repairs.callouts)
    elif together:
        each = _own_or_bought(
            np.zeros_like(work.upkeep),
            work.orders,
            norms.repair_time,
            level.promise,
            norms,
            rates,
            callout_alone,
        )
        repairs = Repairs(_joined(planned, apart(each.crew)), by_centre(each.callouts))
    else:
        repairs = Repairs(apart(technicians), by_centre(alone.callouts))

    patrolled, cleaned, attended = (
        np.where(by_centre(share * sites.households) > 0, 1.0, 0.0)
        for share in (level.patrol, level.cleaning, level.desk)
    )
    desk = pooled.coordinator + attended * round_work
    if together and "manager_pooling" in mechanisms:
        office = _office(desk, pooled.manager, least, norms, rates)
    elif together:  # managers of single estates do desk work of their own estate only
        kept = _office(work.coordinator, work.manager, level.promise.minimum_posts, norms, rates)
        left = by_centre(kept.left) + attended * round_work
        met = by_centre(work.coordinator - kept.left)
        wanted = {"coordinator": np.maximum(least.get("coordinator", 0.0) - met, 0.0)}
        office = Office(_crew("coordinator", left, wanted, norms, rates), apart(kept.manager), left)
    elif "manager_pooling" in mechanisms:
        office = Office(
            apart(
                _crew("coordinator", work.coordinator, level.promise.minimum_posts, norms, rates)
            ),
            _crew("manager", pooled.manager, least, norms, rates),
            nothing,
        )
    else:
        office = Office(
            Crew(by_centre(alone.posts.coordinator), by_centre(alone.hours.coordinator)),
            Crew(by_centre(alone.posts.manager), by_centre(alone.hours.manager)),
            nothing,
        )
    # The centre's own promise binds where it does something itself.
    binds = together or "queue_pooling" in mechanisms
    if together:
        guard_round = round_work * norms.working_hours / norms.guard_hours
        guard = _crew(
            "guard", pooled.gate + pooled.patrol + patrolled * guard_round, least, norms, rates
        )
        cleaner = _crew("cleaner", pooled.cleaner + cleaned * round_work, least, norms, rates)
    else:
        guard = apart(Crew(alone.posts.guard, alone.hours.guard))
        cleaner = apart(Crew(alone.posts.cleaner, alone.hours.cleaner))
    team = _Team(
        guard=guard,
        cleaner=cleaner,
        technician=_at_least(repairs.crew, least.get("technician", 0.0) if binds else 0.0),
        coordinator=office.coordinator,
        manager=office.manager,
    )
    charged = 1.0 if "centre_cost" in mechanisms else 0.0
    if "centre_cost" in mechanisms:
        led = _led(team, norms, rates)
    else:
        led = Organisation(
            by_centre(alone.posts.supervisor),
            by_centre(alone.hours.supervisor),
            by_centre(alone.wages - _wages(_team_of(alone), rates)),
        )

    if "procurement" in mechanisms:
        materials = _materials(by_centre(level.cleaning * sites.floor_area), volume, rates)
        maintained = by_centre(level.maintenance * sites.floor_area)
        maintenance = _maintenance(maintained, volume, rates)
    else:
        materials, maintenance = by_centre(alone.materials), by_centre(alone.maintenance)
    overhead = by_centre(alone.overhead)
    if "shared_overhead" in mechanisms:  # one estate alone merges nothing
        merged = by_centre(np.ones_like(sites.households)) > 1.0
        overhead = np.where(merged, rates.overhead_surviving_share, 1.0) * overhead
    return _cost(
        team,
        led,
        rates,
        materials=materials,
        energy=by_centre(alone.energy),
        maintenance=maintenance,
        callouts=repairs.callouts,
        overhead=overhead,
        centre_rent=charged * centres.rent,
        centre_systems=charged * centres.systems,
        centre_capital=charged * centres.capital_charge,
        lines=_together(alone.lines, by_centre),
    )


class _Team(NamedTuple):
    """Hold the crews by role, without those who lead them."""

    guard: Crew
    cleaner: Crew
    technician: Crew
    coordinator: Crew
    manager: Crew


def _crew(
    role: str, work: Array, least: Mapping[str, Array | float], norms: Norms, rates: Rates
) -> Crew:
    """Choose the crew of a role for its work, at least its minimum."""
    needed = np.maximum(work, least.get(role, 0.0))
    return cheapest_crew(needed, getattr(norms.steps, role), getattr(rates.premiums, role))


def _office(
    desk: Array,
    management: Array,
    least: Mapping[str, Array | float],
    norms: Norms,
    rates: Rates,
) -> Office:
    """Choose the crews of desk and managers, each at least its minimum."""
    return office_crews(
        np.maximum(desk, least.get("coordinator", 0.0)),
        np.maximum(management, least.get("manager", 0.0)),
        (norms.steps.coordinator, norms.steps.manager),
        (rates.premiums.coordinator, rates.premiums.manager),
        (rates.wages.coordinator, rates.wages.manager),
    )


def _own_or_bought(
    upkeep: Array,
    orders: Array,
    service_time: Array,
    promise: Promise,
    norms: Norms,
    rates: Rates,
    callout: Array,
    least: Array | float = 0.0,
) -> Repairs:
    """Choose own technicians or call-outs, whichever is cheaper (自营或外包).

    Technicians that are there anyway, at least `least`, serve orders before any is bought. As many
    as the promise asks for are on duty at all times: who is absent is replaced by the hour.
    """
    hours_open = norms.working_hours * staffing.WEEKS_PER_MONTH
    productive = staffing.productive_hours(norms.working_hours, norms.absence)
    on_duty = queueing.servers_for(
        orders / hours_open,
        1.0 / service_time,
        promise.response_target,
        promise.response_tail,
        norms.repair_variation,
    ).astype(np.float64)
    premium = rates.premiums.technician
    minimum = {"technician": least}
    busy = np.maximum(upkeep + orders * service_time / productive, on_duty)
    own = _crew("technician", busy, minimum, norms, rates)
    own = own._replace(hours=own.hours + relief_hours(on_duty, own.size, norms.absence))
    planned = _crew("technician", upkeep, minimum, norms, rates)
    bought = orders * callout
    wage = rates.wages.technician
    buys = planned.paid(premium) * wage + bought < own.paid(premium) * wage
    crew = Crew(*(np.where(buys, *ways) for ways in zip(planned, own, strict=True)))
    return Repairs(crew, np.where(buys, bought, 0.0))


def _joined(one: Crew, other: Crew) -> Crew:
    return Crew(one.posts + other.posts, one.hours + other.hours)


def _at_least(crew: Crew, least: Array | float) -> Crew:
    return crew._replace(posts=crew.posts + np.maximum(least - crew.size, 0.0))


def _led(team: _Team, norms: Norms, rates: Rates) -> Organisation:
    """Compute what leading a team takes: layers of supervisors, and work that is lost."""
    people = sum((crew.size for crew in team), np.zeros_like(team.cleaner.posts))
    above = layers.supervision(
        people, norms.span_of_control, norms.steps.supervisor, rates.layer_pay
    )
    lost = layers.work_lost(people, norms.span_of_control, norms.control_loss)
    again = lost / (1.0 - lost)
    pay = again * _wages(team, rates) + above.paid * rates.wages.supervisor
    return Organisation(above.supervisors, again * people, pay)


def _lines(sites: Sites, level: Level, rates: Rates) -> Lines | None:
    """Compute the lines of every estate, (draw, estate); None if none is on."""
    if rates.lines is None:
        return None
    quantities = Lines(
        sites.lifts, sites.pump_rooms, sites.green_area, sites.households, sites.floor_area
    )
    shape = np.broadcast_shapes(rates.callout.shape, sites.households.shape)
    found = line_costs(quantities, level.lines, rates.lines)
    return Lines(*(np.ascontiguousarray(np.broadcast_to(each, shape)) for each in found))


def _together(lines: Lines | None, by_centre: Callable[[Array], Array]) -> Lines | None:
    """Sum the lines over the estates of each centre."""
    return None if lines is None else Lines(*(by_centre(np.asarray(each)) for each in lines))


def _cost(
    team: _Team, led: Organisation, rates: Rates, lines: Lines | None, **others: Array
) -> Cost:
    """Collect the cost of a team, of those who lead it, and of what is not labour."""
    return Cost(
        posts=Staff(*[*(crew.posts for crew in team), led.supervisors]),
        hours=Staff(*[*(crew.hours for crew in team), led.made_up]),
        wages=_wages(team, rates) + led.pay,
        lines=lines,
        **others,
    )


def _team_of(cost: Cost) -> _Team:
    return _Team(*(Crew(*both) for both in zip(cost.posts[:-1], cost.hours[:-1], strict=True)))


def _wages(team: _Team, rates: Rates) -> Array:
    paid = (
        crew.paid(premium) * wage
        for crew, premium, wage in zip(team, rates.premiums[:-1], rates.wages[:-1], strict=True)
    )
    return sum(paid, np.zeros_like(team.cleaner.posts))


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
