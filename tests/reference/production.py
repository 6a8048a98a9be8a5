"""Sections 5 to 8 of docs/model.md: workload, staff, and what it costs alone and together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import permutations

from quantities import Values, annuity, number, ratio
from serving import ALONE, OUTSIDE, distance, has_map
from standards import ROLES, Hours, Promise, Standard

from commpartner.programme import Centre, Estate, OrderFlow, Policy, Programme

MECHANISMS = (
    "staff_pooling",
    "queue_pooling",
    "procurement",
    "shared_overhead",
    "travel",
    "centre_cost",
)
WAGE = {
    "guard": "wage_guard",
    "cleaner": "wage_cleaner",
    "technician": "wage_technician",
    "coordinator": "wage_butler",
    "manager": "wage_manager",
}


@dataclass(frozen=True)
class Site:
    """An estate with the service that it is to get and the help that it has."""

    estate: Estate
    standard: Standard
    hours: Hours = field(default_factory=Hours)  # of volunteers
    faults: float = 1.0  # condition after works over the condition before
    orders: OrderFlow | None = None


@dataclass
class Bill:
    """Cost of one producer, an estate alone or a centre [yuan/month], by account, and its staff."""

    wages: float = 0.0
    materials: float = 0.0
    energy: float = 0.0
    maintenance: float = 0.0
    callouts: float = 0.0
    overhead: float = 0.0
    centre_rent: float = 0.0
    centre_systems: float = 0.0
    setup_annuity: float = 0.0
    staff: float = 0.0

    def direct(self) -> float:
        return self.wages + self.materials + self.energy + self.maintenance + self.callouts

    def total(self) -> float:
        fixed = self.centre_rent + self.centre_systems + self.setup_annuity
        return self.direct() + self.overhead + fixed


# Section 5 -----------------------------------------------------------------------------------


def hours_a_month(v: Values) -> float:
    return v["working_hours_per_fte_week"] * 52 / 12


def posts(work: float, step: float) -> float:
    return work if step == 0 else step * math.ceil(work / step - 1e-9)


def less_help(work: float, hours: float, v: Values) -> float:
    """Work [FTE] that is left where volunteers help."""
    helped = v["volunteer_substitution"] * hours / (hours_a_month(v) * (1 - v["absence_rate"]))
    return work - min(helped, work)


def workload(site: Site, v: Values) -> dict[str, float]:
    """Work by role [FTE]; of technicians the planned upkeep only."""
    estate, standard = site.estate, site.standard
    week = v["working_hours_per_fte_week"]
    gates = standard.gates * estate.gates
    at_gates = gates * v["guard_hours_per_post_week"] / (week * (1 - v["absence_rate"]))
    patrol = standard.patrol * estate.floor_area / v["m2_per_guard"]
    cleaning = standard.cleaning * estate.floor_area / v["m2_per_cleaner"]
    return {
        "guard": at_gates + less_help(patrol, site.hours.patrol, v),
        "cleaner": less_help(cleaning, site.hours.cleaning, v),
        "technician": standard.upkeep * estate.households / v["households_per_technician"],
        "coordinator": standard.desk * estate.households / v["households_per_butler"],
        "manager": estate.households / v["households_per_manager"],
    }


def new_orders(site: Site, v: Values) -> float:
    """n_e: orders that arrive in a month, less those that repair teams do."""
    estate = site.estate
    found = site.standard.repairs * estate.households * estate.condition * site.faults
    found *= v["work_order_rate"]
    if site.orders is not None and site.orders.placed:
        found *= 1 + v["reporting_gain"]
    done = v["volunteer_substitution"] * site.hours.repairs / v["mean_repair_time"]
    return found - min(done, found)


def reopened_share(orders: OrderFlow | None, v: Values) -> float:
    if orders is None:
        return 0.0
    return v["reopen_rate"] * (1 - v["recheck_effect"] * orders.recheck)


def staffed_orders(site: Site, v: Values) -> float:
    """n̂_e: orders that the crew is staffed for, those that come back included."""
    return new_orders(site, v) / (1 - reopened_share(site.orders, v))


# Section 6 -----------------------------------------------------------------------------------


def erlang_c(servers: int, load: float) -> float:
    """Erlang (1917): share of calls that wait, from the sum over the states."""
    below = math.fsum(load**n / math.factorial(n) for n in range(servers))
    full = load**servers / math.factorial(servers) * servers / (servers - load)
    return full / (below + full)


def on_duty(orders: float, service: float, target: float, tail: float, v: Values) -> int:
    """Fewest technicians that keep the promise of the standard."""
    if orders == 0:
        return 0
    arrivals = orders / hours_a_month(v)
    load = arrivals * service
    k = math.floor(load) + 1
    while erlang_c(k, load) * math.exp(-(k / service - arrivals) * target) > tail:
        k += 1
    return k


def technicians(
    upkeep: float,
    orders: float,
    service: float,
    call: float,
    promise: Promise,
    step: float,
    v: Values,
    least: float = 0.0,
) -> tuple[float, float]:
    """Staff [FTE] and orders bought, whichever way is cheaper at this price of a call."""
    busy = orders * service / (hours_a_month(v) * (1 - v["absence_rate"]))
    kept = on_duty(orders, service, promise.target, promise.tail, v)
    own = max(posts(upkeep + busy, step), kept, least)
    planned = max(posts(upkeep, step), least)
    wage = v["wage_technician"] * (1 + v["employer_oncost_rate"])
    if own * wage <= planned * wage + orders * call:
        return own, 0.0
    return planned, orders


# Section 7 -----------------------------------------------------------------------------------


def volume(households: float, central: Values) -> float:
    return households / central["households_per_estate"]


def discount(most: float, size: float, v: Values) -> float:
    x = max(size - 1, 0)
    return most * x / (x + v["procurement_half_estates"])


def price_of_call(size: float, v: Values) -> float:
    return v["callout_price"] * (1 - discount(v["procurement_discount_services_max"], size, v))


def overhead(size: float, v: Values) -> float:
    return v["overhead_per_estate"] * (1 + v["overhead_surviving_share"] * max(size - 1, 0))


def paid_to_staff(staff: Mapping[str, float], v: Values) -> float:
    wages = sum(staff[role] * v[WAGE[role]] for role in ROLES)
    return wages * (1 + v["employer_oncost_rate"])


def alone_staff(
    site: Site, step: float, v: Values, central: Values
) -> tuple[dict[str, float], float]:
    """Posts by role and orders bought of one estate alone."""
    work = workload(site, v)
    promise = site.standard.promise
    call = price_of_call(volume(site.estate.households, central), v)
    staff = {role: posts(work[role], step) for role in ROLES}
    staff["technician"], bought = technicians(
        work["technician"],
        staffed_orders(site, v),
        v["mean_repair_time"],
        call,
        promise,
        step,
        v,
        promise.posts["technician"],
    )
    for role in ROLES:
        staff[role] = max(staff[role], promise.posts[role])
    return staff, bought


def materials(site: Site, v: Values) -> float:
    """At the list price, as is maintenance."""
    return site.standard.cleaning * site.estate.floor_area * v["materials_cost"]


def maintenance(site: Site, v: Values) -> float:
    return site.standard.maintenance * site.estate.floor_area * v["routine_maintenance_cost"]


def stand_alone_bill(site: Site, step: float, v: Values, central: Values) -> Bill:
    size = volume(site.estate.households, central)
    goods = discount(v["procurement_discount_goods_max"], size, v)
    services = discount(v["procurement_discount_services_max"], size, v)
    staff, bought = alone_staff(site, step, v, central)
    return Bill(
        wages=paid_to_staff(staff, v),
        materials=materials(site, v) * (1 - goods),
        energy=site.standard.energy * site.estate.floor_area * v["public_energy_cost"],
        maintenance=maintenance(site, v) * (1 - services),
        callouts=bought * price_of_call(size, v),
        overhead=overhead(size, v),
        staff=sum(staff.values()),
    )


# Section 8 -----------------------------------------------------------------------------------


def mean_distance(sites: list[Site], centre: Centre, mapped: bool, size: float, v: Values) -> float:
    """Mean distance of households from their centre [km]."""
    if not mapped:
        return 2 / 3 * v["distance_between_estates"] * math.sqrt(size / math.pi)
    estates = [site.estate for site in sites]
    households = sum(estate.households for estate in estates)
    return sum(estate.households * distance(estate, centre) for estate in estates) / households


def pooled_bill(
    sites: list[Site],
    centre: Centre,
    mapped: bool,
    promise: Promise,
    mechanisms: Iterable[str],
    step: float,
    v: Values,
    central: Values,
) -> Bill:
    on = set(mechanisms)
    size = volume(sum(site.estate.households for site in sites), central)
    bills = [stand_alone_bill(site, step, v, central) for site in sites]
    crews = [alone_staff(site, step, v, central) for site in sites]
    work = [workload(site, v) for site in sites]

    # Travel (5): rounds are walked where any estate has the service
    rounds = dict.fromkeys(ROLES, 0.0)
    trip = 0.0
    if "travel" in on:
        far = mean_distance(sites, centre, mapped, size, v)
        km = v["tour_constant"] * v["detour_factor"] * math.sqrt(size * math.pi * (1.5 * far) ** 2)
        hours = hours_a_month(v) * (1 - v["absence_rate"])
        each = v["rounds_per_month"] * km / v["travel_speed"] / hours
        rounds["cleaner"] = each if any(site.standard.cleaning > 0 for site in sites) else 0.0
        rounds["guard"] = each if any(site.standard.patrol > 0 for site in sites) else 0.0
        rounds["coordinator"] = each if any(site.standard.desk > 0 for site in sites) else 0.0
        trip = 2 * far * v["detour_factor"] / v["travel_speed"]

    # Staff (1)
    staff = {}
    for role in ROLES:
        if "staff_pooling" in on:
            staff[role] = posts(sum(one[role] for one in work) + rounds[role], step)
        else:
            staff[role] = sum(crew[role] for crew, _ in crews)

    # Work orders (2), on top of the planned upkeep or, where both are pooled, between it
    upkeep = [one["technician"] for one in work]
    orders = [staffed_orders(site, v) for site in sites]
    own_calls = [price_of_call(volume(site.estate.households, central), v) for site in sites]
    if "procurement" in on:
        pooled_call = price_of_call(size, v)
    else:  # every estate keeps its own price: on average, weighted by orders
        paid = sum(one * call for one, call in zip(orders, own_calls, strict=True))
        pooled_call = ratio(paid, sum(orders))
    calls = 0.0  # yuan
    if "queue_pooling" in on:
        service = v["mean_repair_time"] + trip
        least = promise.posts["technician"]
        if "staff_pooling" in on:
            staff["technician"], bought = technicians(
                sum(upkeep), sum(orders), service, pooled_call, promise, step, v, least
            )
        else:
            extra, bought = technicians(0.0, sum(orders), service, pooled_call, promise, step, v)
            staff["technician"] = max(sum(posts(one, step) for one in upkeep) + extra, least)
        calls = bought * pooled_call
    elif "staff_pooling" in on:
        # Every estate buys or staffs its own orders, and keeps its own promise.
        for site, one, own_call in zip(sites, orders, own_calls, strict=True):
            own = site.standard.promise
            extra, bought = technicians(0.0, one, v["mean_repair_time"], own_call, own, step, v)
            staff["technician"] += extra
            calls += bought * own_call
    else:
        calls = sum(one.callouts for one in bills)
    # Posts that are not pooled keep the minimum of each estate's own package.
    if "staff_pooling" in on:
        for role in ROLES:
            staff[role] = max(staff[role], promise.posts[role])

    # Procurement (3)
    bill = Bill(wages=paid_to_staff(staff, v), staff=sum(staff.values()), callouts=calls)
    bill.energy = sum(one.energy for one in bills)
    if "procurement" in on:
        goods = discount(v["procurement_discount_goods_max"], size, v)
        services = discount(v["procurement_discount_services_max"], size, v)
        bill.materials = sum(materials(site, v) for site in sites) * (1 - goods)
        bill.maintenance = sum(maintenance(site, v) for site in sites) * (1 - services)
    else:
        bill.materials = sum(one.materials for one in bills)
        bill.maintenance = sum(one.maintenance for one in bills)

    # Overhead (4)
    if "shared_overhead" in on:
        bill.overhead = overhead(size, v)
    else:
        bill.overhead = sum(one.overhead for one in bills)

    # Centre (6)
    if "centre_cost" in on:
        supervisors = posts(bill.staff / v["span_of_control"], step)
        bill.staff += supervisors
        bill.wages += supervisors * v["wage_technician"] * (1 + v["employer_oncost_rate"])
        bill.centre_rent = 0.0 if centre.co_located else number(centre.rent, v)
        bill.centre_systems = number(centre.systems_cost, v)
        bill.setup_annuity = annuity(
            number(centre.setup_cost, v), v["discount_rate_financial"], v["centre_setup_life"]
        )
        bill.overhead += v["centre_overhead_share"] * bill.direct()
    return bill


@dataclass
class Costs:
    """What the whole scheme costs in one condition of the estates [yuan/month]."""

    alone: list[Bill]
    producers: list[Bill]
    wages: list[float]
    cost: list[float]


def costs_of(
    programme: Programme,
    policy: Policy,
    place: list[str],
    sites: list[Site],
    promise: Promise,
    v: Values,
    central: Values,
) -> Costs:
    """What each producer costs, and each estate's part of it."""
    step = number(policy.staffing_step, v)
    everyone = range(len(sites))
    alone = [
        Bill() if place[e] == OUTSIDE else stand_alone_bill(sites[e], step, v, central)
        for e in everyone
    ]
    found = Costs(
        alone=alone,
        producers=[alone[e] for e in everyone if place[e] == ALONE],
        wages=[alone[e].wages if place[e] == ALONE else 0.0 for e in everyone],
        cost=[alone[e].total() if place[e] == ALONE else 0.0 for e in everyone],
    )
    for centre in programme.centres:
        mine = [e for e in everyone if place[e] == centre.id]
        if not mine:
            continue
        members = [sites[e] for e in mine]
        bill = pooled_bill(
            members, centre, has_map(programme), promise, policy.mechanisms, step, v, central
        )
        found.producers.append(bill)
        key = {
            "stand_alone_cost": [alone[e].total() for e in mine],
            "household": [float(sites[e].estate.households) for e in mine],
            "floor_area": [sites[e].estate.floor_area for e in mine],
        }[policy.cost_sharing]
        for e, one in zip(mine, key, strict=True):
            found.wages[e] = bill.wages * one / sum(key)
            found.cost[e] = bill.total() * one / sum(key)
    return found


def shapley(worth: Callable[[frozenset[str]], float]) -> dict[str, float]:
    """Mean gain of each mechanism over every order in which the six can be switched on."""
    known: dict[frozenset[str], float] = {}

    def value(coalition: frozenset[str]) -> float:
        if coalition not in known:
            known[coalition] = worth(coalition)
        return known[coalition]

    part = dict.fromkeys(MECHANISMS, 0.0)
    for order in permutations(MECHANISMS):
        inside: frozenset[str] = frozenset()
        for mechanism in order:
            part[mechanism] += value(inside | {mechanism}) - value(inside)
            inside = inside | {mechanism}
    return {name: total / math.factorial(len(MECHANISMS)) for name, total in part.items()}
