"""Sections 5 to 8 of docs/model.md: workload, staff, and what it costs alone and together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import permutations

from quantities import Values, charge, number, ratio
from serving import ALONE, OUTSIDE, distance, has_map
from standards import ROLES, Hours, Promise, Standard, in_numbers

from commpartner.facts.rows import rows
from commpartner.programme import Centre, Estate, OrderFlow, Policy, Programme, ServiceStandard

MECHANISMS = (
    "staff_pooling",
    "manager_pooling",
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
class Leading:
    """What it takes to lead a team: people and work made up for [FTE], and their pay [yuan]."""

    staff: float = 0.0
    pay: float = 0.0


@dataclass(frozen=True)
class Crew:
    """Posts of its own, and hours that are bought [FTE]."""

    posts: float = 0.0
    hours: float = 0.0

    @property
    def size(self) -> float:
        return self.posts + self.hours

    def __add__(self, other: Crew) -> Crew:
        return Crew(self.posts + other.posts, self.hours + other.hours)


@dataclass
class Bill:
    """Cost of one producer, an estate alone or a centre [yuan/month], by account, and its staff."""

    wages: float = 0.0
    materials: float = 0.0
    energy: float = 0.0
    maintenance: float = 0.0
    callouts: float = 0.0
    overhead: float = 0.0
    lifts: float = 0.0
    pumped_water: float = 0.0
    greening: float = 0.0
    refuse_removal: float = 0.0
    insurance: float = 0.0
    centre_rent: float = 0.0
    centre_systems: float = 0.0
    setup_charge: float = 0.0
    staff: float = 0.0
    leading: Leading = field(default_factory=lambda: Leading())
    crews: Mapping[str, Crew] = field(default_factory=dict)

    def total(self) -> float:
        fixed = self.centre_rent + self.centre_systems + self.setup_charge
        bought = self.materials + self.energy + self.maintenance + self.callouts
        return self.wages + bought + self.overhead + fixed + self.driven()

    def driven(self) -> float:
        """Sum what follows lifts, pump rooms, green area, and what is asked for beside."""
        facilities = self.lifts + self.pumped_water + self.greening
        return facilities + self.refuse_removal + self.insurance


# Section 5 -----------------------------------------------------------------------------------


def hours_a_month(v: Values, role: str = "") -> float:
    return hours_a_week(role, v) * 52 / 12


def posts(work: float, step: float) -> float:
    return work if step == 0 else step * math.ceil(work / step - 1e-9)


Steps = Mapping[str, float]


def steps_of(policy: Policy, v: Values) -> Steps:
    """Smallest post by role: the lever's for all, or each its own."""
    if policy.staffing_step is not None:
        return dict.fromkeys(ROLES, number(policy.staffing_step, v))
    return {role: v[f"staffing_step_{role}"] for role in ROLES}


def hours_a_week(role: str, v: Values) -> float:
    return v["guard_hours_per_fte_week" if role == "guard" else "working_hours_per_fte_week"]


def wage(role: str, v: Values) -> float:
    """Yuan a month with on-cost; by law at least the minimum of the hours worked."""
    hours = hours_a_week(role, v)
    lawful = v["min_wage_monthly"] / 40 * (hours if hours <= 40 else 40 + 1.5 * (hours - 40))
    pay = max(v[WAGE[role]], lawful)
    insured = 1 - v["retired_share"] if role in ("guard", "cleaner") else 1
    return pay + pay * insured * v["employer_oncost_rate"]


def premium(role: str, v: Values) -> float:
    if role == "manager":
        return v["shared_manager_premium"]
    own = wage(role, v)
    hour = v["min_wage_hourly"] * hours_a_week(role, v) * 52 / 12
    return max(own * (1 + v["contract_premium"]), hour) / own - 1


def price(role: str, crew: Crew, v: Values) -> float:
    """Yuan a month."""
    return wage(role, v) * (crew.posts + (1 + premium(role, v)) * crew.hours)


def crew_for(role: str, work: float, steps: Steps, v: Values) -> Crew:
    """Of all numbers of posts the cheapest, hours doing what they leave; more posts on a tie."""
    step = steps[role]
    if step == 0:
        return Crew(work)
    ways = []
    for count in range(math.ceil(work / step - 1e-9), -1, -1):
        left = work - count * step
        ways.append(Crew(count * step, left if left > 1e-9 * step else 0.0))
    hour = 1 + premium(role, v)  # an own post costs 1
    return min(ways, key=lambda crew: crew.posts + hour * crew.hours)


def office_for(desk: float, management: float, steps: Steps, v: Values) -> tuple[Crew, Crew, float]:
    """Crews of desk and managers, and the desk work that managers do not do."""
    apart = crew_for("coordinator", desk, steps, v), crew_for("manager", management, steps, v)
    own = posts(management, steps["manager"])
    left = max(desk - (own - management), 0.0)
    both = crew_for("coordinator", left, steps, v), Crew(own)

    def paid(ways: tuple[Crew, Crew]) -> float:
        return price("coordinator", ways[0], v) + price("manager", ways[1], v)

    return (*both, left) if paid(both) < paid(apart) else (*apart, desk)


def lead(team: Mapping[str, Crew], steps: Steps, v: Values) -> Leading:
    """Supervisors of each layer, and the work that is lost, made up for."""
    people = sum(crew.size for crew in team.values())
    wages = sum(price(role, crew, v) for role, crew in team.items())
    span = v["span_of_control"]
    found = Leading()
    led, pay = people, wage("technician", v)
    while led > span and posts(led / span, steps["manager"]) < led:
        led = posts(led / span, steps["manager"])
        found.staff += led
        found.pay += led * pay
        pay *= v["layer_pay_ratio"]
    if people > span:
        kept = (1 - v["control_loss"]) ** (math.log(people, span) - 1)
        found.staff += people * (1 / kept - 1)
        found.pay += wages * (1 / kept - 1)
    return found


def less_help(work: float, hours: float, role: str, v: Values) -> float:
    """Work [FTE] that is left where volunteers help."""
    month = hours_a_month(v, role) * (1 - v["absence_rate"])
    helped = v["volunteer_substitution"] * hours / month
    return work - min(helped, work)


def workload(site: Site, v: Values) -> dict[str, float]:
    """Work by role [FTE]; of technicians the planned upkeep only."""
    estate, standard = site.estate, site.standard
    week = hours_a_week("guard", v)
    gates = standard.gates * estate.gates
    at_gates = gates * v["guard_hours_per_post_week"] / (week * (1 - v["absence_rate"]))
    patrol = standard.patrol * estate.floor_area / v["m2_per_guard"]
    cleaning = standard.cleaning * estate.floor_area / v["m2_per_cleaner"]
    return {
        "guard": at_gates + less_help(patrol, site.hours.patrol, "guard", v),
        "cleaner": less_help(cleaning, site.hours.cleaning, "cleaner", v),
        "technician": standard.upkeep * estate.households / v["households_per_technician"],
        "coordinator": standard.desk * estate.households / v["households_per_butler"],
        "manager": standard.management * estate.households / v["households_per_manager"],
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
    return unclosed(v["reopen_rate"], [v["recheck_effect"] * orders.recheck])


def unclosed(gap: float, effects: Iterable[float]) -> float:
    """Help takes its part of the gap; then harm multiplies the odds of what is left."""
    effects = list(effects)
    for effect in effects:
        if effect > 0:
            gap -= effect * gap
    for effect in effects:
        if effect < 0 and gap < 1:
            odds = gap / (1 - gap) * (1 + abs(effect))
            gap = odds / (1 + odds)
    return gap


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
    stretched = (1 + v["repair_time_cv"] ** 2) / 2  # waits of those who wait, Lee and Longton
    while erlang_c(k, load) * math.exp(-(k / service - arrivals) * target / stretched) > tail:
        k += 1
    return k


def hours_short(on_duty: int, crew: float, v: Values) -> float:
    """Mean of those who are missing on duty if each post is away by itself, summed over cases."""
    away = v["absence_rate"]
    total = math.floor(crew + 1e-9)
    return sum(
        (on_duty - there) * math.comb(total, there) * (1 - away) ** there * away ** (total - there)
        for there in range(min(on_duty, total + 1))
    )


def technicians(
    upkeep: float,
    orders: float,
    service: float,
    call: float,
    promise: Promise,
    steps: Steps,
    v: Values,
    least: float = 0.0,
) -> tuple[Crew, float]:
    """Crew and orders bought, whichever way is cheaper at this price of a call."""
    busy = orders * service / (hours_a_month(v) * (1 - v["absence_rate"]))
    kept = on_duty(orders, service, promise.target, promise.tail, v)
    own = crew_for("technician", max(upkeep + busy, kept, least), steps, v)
    own += Crew(0.0, hours_short(kept, own.size, v))
    planned = crew_for("technician", max(upkeep, least), steps, v)
    if price("technician", own, v) <= price("technician", planned, v) + orders * call:
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


def overhead(households: float, v: Values) -> float:
    return v["overhead_per_household"] * households


def alone_staff(
    site: Site, steps: Steps, v: Values, central: Values
) -> tuple[dict[str, Crew], float]:
    """Crews by role and orders bought of one estate alone."""
    work = workload(site, v)
    promise = site.standard.promise
    call = price_of_call(volume(site.estate.households, central), v)
    needed = {role: max(work[role], promise.posts[role]) for role in ROLES}
    crews = {role: crew_for(role, needed[role], steps, v) for role in ("guard", "cleaner")}
    crews["technician"], bought = technicians(
        work["technician"],
        staffed_orders(site, v),
        v["mean_repair_time"],
        call,
        promise,
        steps,
        v,
        promise.posts["technician"],
    )
    crews["coordinator"], crews["manager"], _ = office_for(
        needed["coordinator"], needed["manager"], steps, v
    )
    return crews, bought


def paid_to(crews: Mapping[str, Crew], v: Values) -> float:
    return sum(price(role, crew, v) for role, crew in crews.items())


def materials(site: Site, v: Values) -> float:
    """At the list price, as is maintenance."""
    return site.standard.cleaning * site.estate.floor_area * v["materials_cost"]


def maintenance(site: Site, v: Values) -> float:
    return site.standard.maintenance * site.estate.floor_area * v["routine_maintenance_cost"]


def driven(site: Site, v: Values) -> dict[str, float]:
    """Cost of what an estate has by the unit, and of what its standard asks for beside."""
    estate, standard = site.estate, site.standard
    return {
        "lifts": standard.lifts * (estate.lifts or 0) * v["lift_running_cost"],
        "pumped_water": standard.pumped_water * (estate.pump_rooms or 0) * v["pump_room_cost"],
        "greening": standard.greening * (estate.green_area or 0.0) * v["greening_cost"],
        "refuse_removal": standard.refuse_removal * estate.households * v["refuse_removal_cost"],
        "insurance": standard.insurance * estate.floor_area * v["liability_insurance_cost"],
    }


def stand_alone_bill(site: Site, steps: Steps, v: Values, central: Values) -> Bill:
    size = volume(site.estate.households, central)
    goods = discount(v["procurement_discount_goods_max"], size, v)
    services = discount(v["procurement_discount_services_max"], size, v)
    crews, bought = alone_staff(site, steps, v, central)
    leading = lead(crews, steps, v)
    return Bill(
        wages=paid_to(crews, v) + leading.pay,
        materials=materials(site, v) * (1 - goods),
        energy=site.standard.energy * site.estate.floor_area * v["public_energy_cost"],
        maintenance=maintenance(site, v) * (1 - services),
        callouts=bought * price_of_call(size, v),
        overhead=overhead(site.estate.households, v),
        **driven(site, v),
        staff=sum(crew.size for crew in crews.values()) + leading.staff,
        leading=leading,
        crews=crews,
    )


CURVE = {
    head: {row["part"]: float(row["value"]) for row in rows("size_curve") if row["head"] == head}
    for head in ("administration", "security", "cleaning", "maintenance", "total")
}
HEAD_OF = {"guard": "security", "cleaner": "cleaning", "technician": "maintenance"}


def log_cost(head: str, homes: float, area: float, age: float, v: Values) -> float:
    """Log of cost per household by size, area per household and age, but for the level."""
    b = CURVE[head]
    found = b["area"] * math.log(area)
    for part, low, high in (
        ("to_200", 100, 200),
        ("to_450", 200, 450),
        ("to_1000", 450, 1000),
        ("above_1000", 1000, math.inf),
    ):
        if homes > low:
            found += b[part] * math.log(min(homes, high) / low)
    turned = b["size_age"] * (min(age, 55) - 30) / 10 + v.get(f"size_departure_{head}", 0.0)
    return found + turned * math.log(max(homes, 100) / 450)


def cost_by_head(site: Site, steps: Steps, v: Values, central: Values) -> dict[str, float]:
    """Cost of the standard alone by head, without volunteers and energy."""
    alone = replace(site, hours=Hours())
    bill = stand_alone_bill(alone, steps, v, central)
    crews = bill.crews
    found = {
        "security": price("guard", crews["guard"], v),
        "cleaning": price("cleaner", crews["cleaner"], v) + bill.materials,
        "maintenance": price("technician", crews["technician"], v)
        + bill.maintenance
        + bill.callouts,
    }
    total = bill.total() - bill.energy - bill.driven()
    return found | {"administration": total - sum(found.values()), "total": total}


def today(site: Site, steps: Steps, v: Values, central: Values) -> tuple[float, dict[str, float]]:
    """What an estate pays today [yuan/month], and the part of each head that it buys.

    Of one standard, whatever the policy: cleaning every day, a desk, repairs.
    """
    size, area = central["households_per_estate"], central["floor_area_per_household"]
    estate = site.estate
    standard = in_numbers(ServiceStandard(), v)
    usual = {"households": size, "floor_area": size * area, "gates": 0, "condition": 1.0}
    there = Estate.model_construct(**{**dict(estate), **usual})  # its size is no whole number
    typical = cost_by_head(Site(there, standard), steps, v, central)
    whole = cost_by_head(Site(estate, standard), steps, v, central)
    energy = standard.energy * estate.floor_area * v["public_energy_cost"]
    age = v["estate_age"]
    paid = {}
    for head in whole:
        here = log_cost(head, estate.households, estate.floor_area / estate.households, age, v)
        moved = here - log_cost(head, size, area, age, v)
        paid[head] = v["bought_scope"] * typical[head] / size * math.exp(moved) * estate.households
    total = min(paid.pop("total"), whole.pop("total"))

    def spent(scale: float) -> float:
        return sum(min(scale * paid[head], cost) for head, cost in whole.items())

    low, high = 0.0, 1.0
    while spent(high) < total * (1 - 1e-12) and high < 1e12:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if spent(middle) < total else (low, middle)
    part = {h: min(high * paid[h] / cost, 1.0) if cost > 0 else 1.0 for h, cost in whole.items()}
    return energy + total + sum(driven(Site(estate, standard), v).values()), part


def worth_of_work(site: Site, v: Values, part: Mapping[str, float] | None = None) -> float:
    """Wages of the work of an estate without volunteers, or of the parts of it [yuan a month]."""
    alone = replace(site, hours=Hours())
    work = workload(alone, v)
    hours = staffed_orders(alone, v) * v["mean_repair_time"]
    work["technician"] += hours / (hours_a_month(v) * (1 - v["absence_rate"]))
    heads = {role: HEAD_OF.get(role, "administration") for role in ROLES}
    parts = {role: 1.0 if part is None else part[heads[role]] for role in ROLES}
    return sum(work[role] * wage(role, v) * parts[role] for role in ROLES)


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
    steps: Steps,
    v: Values,
    central: Values,
    bills: list[Bill],
) -> Bill:
    """Bill of estates together; `bills` are those of each alone."""
    on = set(mechanisms)
    size = volume(sum(site.estate.households for site in sites), central)
    work = [workload(site, v) for site in sites]

    # Travel (6): rounds are walked where any estate has the service
    rounds = dict.fromkeys(ROLES, 0.0)
    trip = 0.0
    if "travel" in on:
        far = mean_distance(sites, centre, mapped, size, v)
        km = v["tour_constant"] * v["detour_factor"] * math.sqrt(size * math.pi * (1.5 * far) ** 2)
        there = 1 - v["absence_rate"]
        hours = v["rounds_per_month"] * km / v["travel_speed"]
        for role, share in (("cleaner", "cleaning"), ("guard", "patrol"), ("coordinator", "desk")):
            if any(getattr(site.standard, share) > 0 for site in sites):
                rounds[role] = hours / (hours_a_month(v, role) * there)
        trip = 2 * far * v["detour_factor"] / v["travel_speed"]

    # Staff (1) and managers (2)
    def together(role: str, work_of_role: float, least: float | None = None) -> Crew:
        least = promise.posts[role] if least is None else least
        return crew_for(role, max(work_of_role, least), steps, v)

    def apart(role: str) -> Crew:
        return sum((one.crews[role] for one in bills), Crew())

    summed = {role: sum(one[role] for one in work) + rounds[role] for role in ROLES}
    least_of = [site.standard.promise.posts for site in sites]
    crews = {role: apart(role) for role in ROLES}
    if "staff_pooling" in on:
        crews["guard"] = together("guard", summed["guard"])
        crews["cleaner"] = together("cleaner", summed["cleaner"])
    if "staff_pooling" in on and "manager_pooling" in on:
        crews["coordinator"], crews["manager"], _ = office_for(
            max(summed["coordinator"], promise.posts["coordinator"]),
            max(summed["manager"], promise.posts["manager"]),
            steps,
            v,
        )
    elif "staff_pooling" in on:
        # Managers of single estates do desk work of their own estate.
        left = [
            office_for(
                max(one["coordinator"], least["coordinator"]),
                max(one["manager"], least["manager"]),
                steps,
                v,
            )[2]
            for one, least in zip(work, least_of, strict=True)
        ]
        met = sum(one["coordinator"] for one in work) - sum(left)
        crews["coordinator"] = together(
            "coordinator",
            sum(left) + rounds["coordinator"],
            max(promise.posts["coordinator"] - met, 0.0),
        )
    elif "manager_pooling" in on:
        crews["manager"] = together("manager", summed["manager"])
        crews["coordinator"] = sum(
            (
                crew_for("coordinator", max(one["coordinator"], least["coordinator"]), steps, v)
                for one, least in zip(work, least_of, strict=True)
            ),
            Crew(),
        )

    # Work orders (3), on top of the planned upkeep or, where both are pooled, between it
    upkeep = [one["technician"] for one in work]
    orders = [staffed_orders(site, v) for site in sites]
    own_calls = [price_of_call(volume(site.estate.households, central), v) for site in sites]
    if "procurement" in on:
        pooled_call = price_of_call(size, v)
    else:  # every estate keeps its own price: on average, weighted by orders
        paid = sum(one * call for one, call in zip(orders, own_calls, strict=True))
        pooled_call = ratio(paid, sum(orders))
    calls = 0.0  # yuan
    least = promise.posts["technician"]
    if "queue_pooling" in on:
        service = v["mean_repair_time"] + trip
        if "staff_pooling" in on:
            crews["technician"], bought = technicians(
                sum(upkeep), sum(orders), service, pooled_call, promise, steps, v, least
            )
        else:
            extra, bought = technicians(0.0, sum(orders), service, pooled_call, promise, steps, v)
            planned = [crew_for("technician", one, steps, v) for one in upkeep]
            crews["technician"] = sum(planned, extra)
        calls = bought * pooled_call
    elif "staff_pooling" in on:
        # Every estate buys or staffs its own orders, and keeps its own promise.
        crews["technician"] = crew_for("technician", sum(upkeep), steps, v)
        for site, one, own_call in zip(sites, orders, own_calls, strict=True):
            own = site.standard.promise
            extra, bought = technicians(0.0, one, v["mean_repair_time"], own_call, own, steps, v)
            crews["technician"] += extra
            calls += bought * own_call
    else:
        calls = sum(one.callouts for one in bills)
    if on & {"staff_pooling", "queue_pooling"}:
        crews["technician"] += Crew(max(least - crews["technician"].size, 0.0))

    # Those who lead (7)
    if "centre_cost" in on:
        leading = lead(crews, steps, v)
    else:
        leading = Leading(
            sum(one.leading.staff for one in bills), sum(one.leading.pay for one in bills)
        )
    staff = sum(crew.size for crew in crews.values()) + leading.staff
    bill = Bill(wages=paid_to(crews, v) + leading.pay, staff=staff, callouts=calls)

    # Procurement (4)
    bill.energy = sum(one.energy for one in bills)
    for name in ("lifts", "pumped_water", "greening", "refuse_removal", "insurance"):
        setattr(bill, name, sum(getattr(one, name) for one in bills))
    if "procurement" in on:
        goods = discount(v["procurement_discount_goods_max"], size, v)
        services = discount(v["procurement_discount_services_max"], size, v)
        bill.materials = sum(materials(site, v) for site in sites) * (1 - goods)
        bill.maintenance = sum(maintenance(site, v) for site in sites) * (1 - services)
    else:
        bill.materials = sum(one.materials for one in bills)
        bill.maintenance = sum(one.maintenance for one in bills)

    # Overhead (5)
    bill.overhead = sum(one.overhead for one in bills)
    if "shared_overhead" in on and len(sites) > 1:  # one estate alone merges nothing
        bill.overhead *= v["overhead_surviving_share"]

    # Centre (7)
    if "centre_cost" in on:
        bill.centre_rent = 0.0 if centre.co_located else number(centre.rent, v)
        bill.centre_systems = number(centre.systems_cost, v)
        setup = number(centre.setup_cost, v) * (1 + v["optimism_bias"])
        bill.setup_charge = charge(setup, v["centre_setup_life"], v)
    return bill


@dataclass
class Costs:
    """What the whole scheme costs in one condition of the estates [yuan/month]."""

    alone: list[Bill]
    producers: list[Bill]
    wages: list[float]
    cost: list[float]
    members: list[dict[int, float]]  # of each producer: the estates' parts of its cost

    def amount(self, name: str, present: list[int]) -> float:
        """One account of a month; a centre's own cost is paid whole once one estate has joined."""
        found = 0.0
        for bill, parts in zip(self.producers, self.members, strict=True):
            part = sum(one for e, one in parts.items() if e in present)
            if name in STANDING and part > 0:
                part = 1.0
            found += part * float(getattr(bill, name))
        return found

    def added(self, e: int, present: list[int]) -> float:
        """What an estate bears of its centre's own cost for those that are still to come."""
        for bill, parts in zip(self.producers, self.members, strict=True):
            if e in parts:
                fixed = sum(float(getattr(bill, name)) for name in STANDING)
                whole = sum(one for other, one in parts.items() if other in present)
                return fixed * (parts[e] / whole - parts[e])
        return 0.0


STANDING = ("centre_rent", "centre_systems", "setup_charge")


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
    steps = steps_of(policy, v)
    everyone = range(len(sites))
    alone = [
        Bill() if place[e] == OUTSIDE else stand_alone_bill(sites[e], steps, v, central)
        for e in everyone
    ]
    found = Costs(
        alone=alone,
        producers=[alone[e] for e in everyone if place[e] == ALONE],
        wages=[alone[e].wages if place[e] == ALONE else 0.0 for e in everyone],
        cost=[alone[e].total() if place[e] == ALONE else 0.0 for e in everyone],
        members=[{e: 1.0} for e in everyone if place[e] == ALONE],
    )
    for centre in programme.centres:
        mine = [e for e in everyone if place[e] == centre.id]
        if not mine:
            continue
        members = [sites[e] for e in mine]
        bill = pooled_bill(
            members,
            centre,
            has_map(programme),
            promise,
            policy.mechanisms,
            steps,
            v,
            central,
            [alone[e] for e in mine],
        )
        found.producers.append(bill)
        key = {
            "stand_alone_cost": [alone[e].total() for e in mine],
            "household": [float(sites[e].estate.households) for e in mine],
            "floor_area": [sites[e].estate.floor_area for e in mine],
        }[policy.cost_sharing]
        found.members.append({e: one / sum(key) for e, one in zip(mine, key, strict=True)})
        for e, one in zip(mine, key, strict=True):
            found.wages[e] = bill.wages * one / sum(key)
            found.cost[e] = bill.total() * one / sum(key)
    return found


def shapley(worth: Callable[[frozenset[str]], float]) -> dict[str, float]:
    """Mean gain of each mechanism over every order in which the seven can be switched on."""
    known: dict[frozenset[str], float] = {}

    def value(coalition: frozenset[str]) -> float:
        if coalition not in known:
            known[coalition] = worth(coalition)
        return known[coalition]

    part = dict.fromkeys(MECHANISMS, 0.0)
    for order in permutations(MECHANISMS):
        inside: frozenset[str] = frozenset()
        before = value(inside)
        for mechanism in order:
            inside = inside | {mechanism}
            after = value(inside)
            part[mechanism] += after - before
            before = after
    return {name: total / math.factorial(len(MECHANISMS)) for name, total in part.items()}
