"""The model once more, for one draw, in plain loops: a second reading of docs/model.md.

Slow on purpose. No array, no helper of the library's equations: one line an equation, in the order
of the document, whose section numbers stand in the comments. Input models are the library's own;
so are the drawn values, which the caller hands in.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import TypedDict

from commpartner.programme import Centre, Estate, Policy, Programme, ServiceStandard, Venture

MECHANISMS = (
    "staff_pooling",
    "queue_pooling",
    "procurement",
    "shared_overhead",
    "travel",
    "centre_cost",
)
ROLES = ("guard", "cleaner", "technician", "coordinator", "manager")
WAGE = {
    "guard": "wage_guard",
    "cleaner": "wage_cleaner",
    "technician": "wage_technician",
    "coordinator": "wage_butler",
    "manager": "wage_manager",
}
PAYMENTS = {  # account: payer, payee (section 10)
    "service_charges": ("residents", "estate_funds"),
    "arrears_recovered": ("residents", "estate_funds"),
    "common_property_income": ("outside", "estate_funds"),
    "common_income_to_owners": ("estate_funds", "residents"),
    "grants": ("government", "estate_funds"),
    "partner_fees": ("partners", "estate_funds"),
    "venture_sales": ("outside", "ventures"),
    "venture_subsidy": ("government", "ventures"),
    "venture_costs": ("ventures", "outside"),
    "capital_charges": ("ventures", "operator"),
    "reinvested_profit": ("ventures", "estate_funds"),
    "retained_profit": ("ventures", "operator"),
    "losses_made_good": ("ventures", "operator"),
    "losses_covered": ("operator", "ventures"),
    "fallback": ("operator", "estate_funds"),
    "service_payments": ("estate_funds", "operator"),
    "service_upgrades": ("estate_funds", "operator"),
    "wages": ("operator", "outside"),
    "materials": ("operator", "outside"),
    "energy": ("operator", "outside"),
    "maintenance": ("operator", "outside"),
    "callouts": ("operator", "outside"),
    "overhead": ("operator", "outside"),
    "centre_rent": ("operator", "outside"),
    "centre_systems": ("operator", "outside"),
    "upgrade_spending": ("operator", "outside"),
    "centre_setup": ("operator", "outside"),
    "venture_capital": ("operator", "outside"),
}
ALONE = "(alone)"
OUTSIDE = "(outside)"
NAN = math.nan

Values = Mapping[str, float]


class EstateEnd(TypedDict):
    """One estate: its stocks after the last month and its flows over all months [yuan]."""

    place: str
    stand_alone_cost: float
    cost: float
    paying_share: float
    satisfaction: float
    arrears: float
    funds: float
    fallback: float
    fees: float
    reinvested: float
    service_received: float


class Reference(TypedDict):
    """What one draw gives."""

    accounts: dict[str, list[float]]
    estates: list[EstateEnd]
    outcomes: dict[str, float]
    stand_alone: float
    clustered: float
    saving_by_mechanism: dict[str, float]


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


def number(quantity: float | str, values: Values) -> float:
    """A number of the user's own, or the drawn value of a named assumption."""
    return values[quantity] if isinstance(quantity, str) else float(quantity)


def ratio(part: float, whole: float) -> float:
    """Part over whole, 0 where there is no whole: nothing served, nothing billed."""
    return part / whole if whole != 0 else 0.0


def annuity(principal: float, rate_per_year: float, years: float) -> float:
    """Equal payment at the end of each month that repays a sum with interest."""
    months = 12 * years
    rate = math.pow(1 + rate_per_year, 1 / 12) - 1
    if rate == 0:
        return principal / months
    return principal * rate / (1 - math.pow(1 + rate, -months))


# Section 2 -----------------------------------------------------------------------------------


def places(programme: Programme, policy: Policy) -> list[str]:
    """For each estate the id of its centre, ALONE or OUTSIDE."""
    estates = programme.estates
    place = [OUTSIDE] * len(estates)
    if policy.organisation == "unmanaged":
        return place
    may = [policy.takes_on == "all" or not estate.managed for estate in estates]
    if policy.assignment:
        for i, estate in enumerate(estates):
            place[i] = policy.assignment.get(estate.id, OUTSIDE)
    elif policy.centres:
        for i, centre_id in nearest(programme, policy, may).items():
            place[i] = centre_id
    else:
        place = [ALONE if may[i] else OUTSIDE for i in range(len(estates))]
    if policy.organisation == "stand_alone":
        place = [OUTSIDE if where == OUTSIDE else ALONE for where in place]
    if policy.others == "stand_alone":
        for i in range(len(estates)):
            if place[i] == OUTSIDE and may[i]:
                place[i] = ALONE
    return place


def nearest(programme: Programme, policy: Policy, may: list[bool]) -> dict[int, str]:
    """Shortest distances first, to the nearest open centre that still has room."""
    by_id = {centre.id: centre for centre in programme.centres}
    open_centres = [by_id[name] for name in policy.centres]
    queue = [i for i in range(len(may)) if may[i]]
    run = math.ceil(len(queue) / len(open_centres))
    if policy.estates_per_centre is not None:
        run = min(run, policy.estates_per_centre)
    pairs = []
    for rank, i in enumerate(queue):
        home = min(rank // run, len(open_centres) - 1)
        for j, centre in enumerate(open_centres):
            if has_map(programme):
                pairs.append((distance(programme.estates[i], centre), 0, i, j))
            else:  # equal runs in the order of the file, then the next centre that has room
                pairs.append((float(rank), (j - home) % len(open_centres), i, j))
    taken: dict[int, str] = {}
    for _, _, i, j in sorted(pairs):
        centre = open_centres[j]
        mine = [k for k, centre_id in taken.items() if centre_id == centre.id]
        households = sum(programme.estates[k].households for k in mine)
        full = policy.estates_per_centre is not None and len(mine) >= policy.estates_per_centre
        if centre.capacity is not None:
            full = full or households + programme.estates[i].households > centre.capacity
        if i not in taken and not full:
            taken[i] = centre.id
    return taken


def has_map(programme: Programme) -> bool:
    """Every estate and every candidate centre, open or not, has a place."""
    estates = all(estate.x_km is not None for estate in programme.estates)
    return estates and all(centre.x_km is not None for centre in programme.centres)


def distance(estate: Estate, centre: Centre) -> float:
    assert estate.x_km is not None and estate.y_km is not None
    assert centre.x_km is not None and centre.y_km is not None
    return math.hypot(estate.x_km - centre.x_km, estate.y_km - centre.y_km)


# Sections 3 and 4 ----------------------------------------------------------------------------


def posts(work: float, step: float) -> float:
    return work if step == 0 else step * math.ceil(work / step - 1e-9)


def workload(estate: Estate, standard: ServiceStandard, v: Values) -> dict[str, float]:
    """Work by role [FTE]; of technicians the planned upkeep only."""
    week = v["working_hours_per_fte_week"]
    gates = estate.gates if standard.staffed_gates else 0
    at_gates = gates * v["guard_hours_per_post_week"] / (week * (1 - v["absence_rate"]))
    return {
        "guard": at_gates + standard.patrol * estate.floor_area / v["m2_per_guard"],
        "cleaner": standard.cleaning * estate.floor_area / v["m2_per_cleaner"],
        "technician": standard.upkeep * estate.households / v["households_per_technician"],
        "coordinator": standard.desk * estate.households / v["households_per_butler"],
        "manager": estate.households / v["households_per_manager"],
    }


def orders_of(estate: Estate, standard: ServiceStandard, v: Values) -> float:
    if not standard.repairs:
        return 0.0
    return estate.households * estate.condition * v["work_order_rate"]


def hours_a_month(v: Values) -> float:
    return v["working_hours_per_fte_week"] * 52 / 12


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
    standard: ServiceStandard,
    step: float,
    v: Values,
    least: float = 0.0,
) -> tuple[float, float]:
    """Staff [FTE] and orders bought, whichever way is cheaper at this price of a call."""
    target = number(standard.response_target, v)
    tail = number(standard.response_tail, v)
    busy = orders * service / (hours_a_month(v) * (1 - v["absence_rate"]))
    own = max(posts(upkeep + busy, step), on_duty(orders, service, target, tail, v), least)
    planned = max(posts(upkeep, step), least)
    wage = v["wage_technician"] * (1 + v["employer_oncost_rate"])
    if own * wage <= planned * wage + orders * call:
        return own, 0.0
    return planned, orders


def is_new(age: int, life_years: float) -> bool:
    """Whether capital is spent: in the month of opening and again after each life."""
    ages = [math.ceil(number * 12 * life_years) for number in range(1 + age)] if age >= 0 else []
    return age in ages


# Section 5 -----------------------------------------------------------------------------------


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
    estate: Estate, standard: ServiceStandard, step: float, v: Values, central: Values
) -> tuple[dict[str, float], float]:
    """Posts by role and orders bought of one estate alone."""
    work = workload(estate, standard, v)
    orders = orders_of(estate, standard, v)
    call = price_of_call(volume(estate.households, central), v)
    least = standard.minimum_posts.get("technician", 0.0)
    staff = {role: posts(work[role], step) for role in ROLES}
    staff["technician"], bought = technicians(
        work["technician"], orders, v["mean_repair_time"], call, standard, step, v, least
    )
    for role in ROLES:
        staff[role] = max(staff[role], standard.minimum_posts.get(role, 0.0))
    return staff, bought


def stand_alone_bill(
    estate: Estate, standard: ServiceStandard, step: float, v: Values, central: Values
) -> Bill:
    size = volume(estate.households, central)
    goods = discount(v["procurement_discount_goods_max"], size, v)
    services = discount(v["procurement_discount_services_max"], size, v)
    staff, bought = alone_staff(estate, standard, step, v, central)
    area = estate.floor_area
    return Bill(
        wages=paid_to_staff(staff, v),
        materials=standard.cleaning * area * v["materials_cost"] * (1 - goods),
        energy=standard.energy * area * v["public_energy_cost"],
        maintenance=standard.maintenance * area * v["routine_maintenance_cost"] * (1 - services),
        callouts=bought * price_of_call(size, v),
        overhead=overhead(size, v),
        staff=sum(staff.values()),
    )


# Section 6 -----------------------------------------------------------------------------------


def mean_distance(
    estates: list[Estate], centre: Centre, mapped: bool, size: float, v: Values
) -> float:
    """Mean distance of households from their centre [km]."""
    if not mapped:
        return 2 / 3 * v["distance_between_estates"] * math.sqrt(size / math.pi)
    households = sum(estate.households for estate in estates)
    return sum(estate.households * distance(estate, centre) for estate in estates) / households


def pooled_bill(
    estates: list[Estate],
    centre: Centre,
    mapped: bool,
    standard: ServiceStandard,
    mechanisms: Iterable[str],
    step: float,
    v: Values,
    central: Values,
) -> Bill:
    on = set(mechanisms)
    size = volume(sum(estate.households for estate in estates), central)
    bills = [stand_alone_bill(estate, standard, step, v, central) for estate in estates]
    crews = [alone_staff(estate, standard, step, v, central) for estate in estates]
    work = [workload(estate, standard, v) for estate in estates]

    # Travel (5)
    rounds = dict.fromkeys(ROLES, 0.0)
    trip = 0.0
    if "travel" in on:
        far = mean_distance(estates, centre, mapped, size, v)
        km = v["tour_constant"] * v["detour_factor"] * math.sqrt(size * math.pi * (1.5 * far) ** 2)
        hours = hours_a_month(v) * (1 - v["absence_rate"])
        each = v["rounds_per_month"] * km / v["travel_speed"] / hours
        rounds["cleaner"] = each if standard.cleaning > 0 else 0.0
        rounds["guard"] = each if standard.patrol > 0 else 0.0
        rounds["coordinator"] = each if standard.desk > 0 else 0.0
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
    orders = [orders_of(estate, standard, v) for estate in estates]
    own_calls = [price_of_call(volume(estate.households, central), v) for estate in estates]
    if "procurement" in on:
        pooled_call = price_of_call(size, v)
    else:  # every estate keeps its own price: on average, weighted by orders
        whole = sum(orders)
        pooled_call = ratio(sum(map(operator.mul, orders, own_calls)), whole)
    calls = 0.0  # yuan
    if "queue_pooling" in on:
        service = v["mean_repair_time"] + trip
        if "staff_pooling" in on:
            staff["technician"], bought = technicians(
                sum(upkeep),
                sum(orders),
                service,
                pooled_call,
                standard,
                step,
                v,
                standard.minimum_posts.get("technician", 0.0),
            )
        else:
            extra, bought = technicians(0.0, sum(orders), service, pooled_call, standard, step, v)
            staff["technician"] = sum(posts(one, step) for one in upkeep) + extra
        calls = bought * pooled_call
    elif "staff_pooling" in on:
        for one, own_call in zip(orders, own_calls, strict=True):
            extra, bought = technicians(
                0.0, one, v["mean_repair_time"], own_call, standard, step, v
            )
            staff["technician"] += extra
            calls += bought * own_call
    else:
        calls = sum(one.callouts for one in bills)
    for role in ROLES:
        staff[role] = max(staff[role], standard.minimum_posts.get(role, 0.0))

    # Procurement (3)
    bill = Bill(wages=paid_to_staff(staff, v), staff=sum(staff.values()), callouts=calls)
    bill.energy = sum(one.energy for one in bills)
    if "procurement" in on:
        area = sum(estate.floor_area for estate in estates)
        goods = discount(v["procurement_discount_goods_max"], size, v)
        services = discount(v["procurement_discount_services_max"], size, v)
        bill.materials = standard.cleaning * area * v["materials_cost"] * (1 - goods)
        bill.maintenance = (
            standard.maintenance * area * v["routine_maintenance_cost"] * (1 - services)
        )
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


# Section 8 -----------------------------------------------------------------------------------


@dataclass
class Trade:
    """One venture in one month [yuan]."""

    sales: float = 0.0
    subsidy: float = 0.0
    costs: float = 0.0
    capital_charge: float = 0.0
    capital: float = 0.0

    def result(self) -> float:
        return self.sales + self.subsidy - self.costs - self.capital_charge


def trade(
    programme: Programme, venture: Venture, policy: Policy, households: float, t: int, v: Values
) -> Trade:
    if t < venture.opening_month:
        return Trade()
    price = (1 + v["inflation"]) ** (t / 12)
    capacity = number(venture.capacity, v)
    if venture.demand_per_household is not None:
        capacity = min(capacity, number(venture.demand_per_household, v) * households)
    age = t + 0.5 - venture.opening_month
    t90 = number(venture.ramp_months, v)
    ramp = 1 - math.exp(-math.log(10) * (age / t90) ** 2) if t90 > 0 else 1.0
    utilisation = number(venture.utilisation, v)
    units = capacity * utilisation * number(venture.times_per_month, v) * ramp
    sales = units * number(venture.price, v)
    area = conversion = forgone = 0.0
    for asset in programme.assets:
        if asset.id == venture.asset:
            area = asset.area
            conversion = area * number(asset.conversion_cost, v)
            forgone = area * number(asset.rent_forgone, v)
    costs = (
        number(venture.cost_share, v) * sales
        + units * number(venture.unit_cost, v)
        + number(venture.fixed_cost, v)
        + forgone
    )
    capital = conversion + number(venture.capital, v)
    charge = 0.0
    if policy.capital_charge:
        charge = annuity(capital, v["discount_rate_financial"], v["venture_life"]) * price
    return Trade(
        sales=sales * price,
        subsidy=units * number(venture.subsidy, v) * price,
        costs=costs * price,
        capital_charge=charge,
        capital=capital * price if is_new(t - venture.opening_month, v["venture_life"]) else 0.0,
    )


# Section 9 -----------------------------------------------------------------------------------


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def fill_deficits(
    pool: float, deficit: list[float], served: list[bool], h: list[int]
) -> list[float]:
    """Fill the largest deficits per household first, down to one level, the rest by household."""
    members = [e for e in range(len(h)) if served[e]]
    if pool >= sum(deficit[e] for e in members):
        left = pool - sum(deficit[e] for e in members)
        households = sum(h[e] for e in members)
        return [deficit[e] + left * h[e] / households if served[e] else 0.0 for e in range(len(h))]
    # Walk down the deficits per household until the level is reached at which the pool is used up.
    levels = sorted({deficit[e] / h[e] for e in members} | {0.0}, reverse=True)
    used = 0.0
    level = levels[0]
    for lower in levels[1:]:
        above = sum(h[e] for e in members if deficit[e] / h[e] >= level)
        if used + above * (level - lower) >= pool:
            level -= (pool - used) / above
            break
        used += above * (level - lower)
        level = lower
    return [max(deficit[e] - level * h[e], 0.0) if served[e] else 0.0 for e in range(len(h))]


def by_weight(pool: float, weight: list[float]) -> list[float]:
    total = sum(weight)
    return [pool * one / total for one in weight]


def reference_run(
    programme: Programme,
    policy: Policy,
    values: Mapping[str, float],
    months: int,
    central: Mapping[str, float],
    shapley_weights: list[float] | None = None,
) -> Reference:
    """Run one draw.

    Parameters
    ----------
    values, central
        The draw's and the central value of every assumption.
    shapley_weights
        Weights of the estates under the allocation rule 'shapley', which samples orders and is
        the only thing not computed here.
    """
    v = values
    estates = list(programme.estates)
    everyone = range(len(estates))
    h = [estate.households for estate in estates]
    standard = programme.services[policy.service]
    step = number(policy.staffing_step, v)
    place = places(programme, policy)
    mapped = has_map(programme)
    served = [where != OUTSIDE for where in place]
    clustered = [where not in (ALONE, OUTSIDE) for where in place]
    households_served = sum(h[e] for e in everyone if served[e])

    # Sections 5 and 6: what each producer costs, and each estate's part of it
    alone = [stand_alone_bill(estate, standard, step, v, central) for estate in estates]
    producers = [alone[e] for e in everyone if place[e] == ALONE]
    wages = [alone[e].wages if place[e] == ALONE else 0.0 for e in everyone]
    cost = [alone[e].total() if place[e] == ALONE else 0.0 for e in everyone]
    setup_cost = 0.0
    for centre in programme.centres:
        mine = [e for e in everyone if place[e] == centre.id]
        if not mine:
            continue
        members = [estates[e] for e in mine]
        bill = pooled_bill(members, centre, mapped, standard, policy.mechanisms, step, v, central)
        producers.append(bill)
        setup_cost += number(centre.setup_cost, v)
        key = {
            "stand_alone_cost": [alone[e].total() for e in mine],
            "household": [float(h[e]) for e in mine],
            "floor_area": [estates[e].floor_area for e in mine],
        }[policy.cost_sharing]
        for e, one in zip(mine, key, strict=True):
            wages[e] = bill.wages * one / sum(key)
            cost[e] = bill.total() * one / sum(key)
    cost_at_start = list(cost)

    def saving(coalition: Iterable[str]) -> float:
        mechanisms = set(coalition) & set(policy.mechanisms)
        saved = 0.0
        for centre in programme.centres:
            mine = [e for e in everyone if place[e] == centre.id]
            if mine:
                members = [estates[e] for e in mine]
                bill = pooled_bill(members, centre, mapped, standard, mechanisms, step, v, central)
                saved += sum(alone[e].total() for e in mine) - bill.total()
        return saved

    # Fee of each estate [yuan/month at month 0]
    fee = number(policy.fee, v)
    billed = [
        fee * (estates[e].floor_area if policy.fee_basis == "floor_area" else h[e])
        for e in everyone
    ]
    governance = [max(estates[e].governance, policy.governance) for e in everyone]

    # State
    x = [v["collection_rate_before"] if estates[e].managed and served[e] else 0.0 for e in everyone]
    unserved, full_service = v["satisfaction_unserved"] / 100, v["satisfaction_full_service"] / 100
    s = [v["baseline_satisfaction"] / 100 if estates[e].managed else unserved for e in everyone]
    arrears = [0.0 for _ in everyone]
    fund = [0.0 for _ in everyone]
    relief = [0.0 for _ in everyone]
    reserve = [0.0 for _ in everyone]
    ventures = [one for one in programme.ventures if one.id in policy.ventures]
    losses = [0.0 for _ in ventures]
    result_open = [0.0 for _ in ventures]
    income_open = [0.0 for _ in ventures]

    # Sums over the months
    accounts = {name: [0.0] * months for name in PAYMENTS}
    bills_sent = [0.0] * months
    whole_cost = [0.0] * months
    sum_fallback = [0.0 for _ in everyone]
    sum_fees = [0.0 for _ in everyone]
    sum_reinvested = [0.0 for _ in everyone]
    sum_received = [0.0 for _ in everyone]
    cap = policy.fallback_cap

    for t in range(months):
        # Section 7
        wage_index = (1 + v["wage_growth"]) ** (t / 12)
        price_index = (1 + v["inflation"]) ** (t / 12)
        fee_index = (1 + number(policy.fee_growth, v)) ** (t / 12)
        free = t < policy.free_months

        def book(name: str, amount: float, t: int = t) -> None:
            accounts[name][t] += amount

        # Step 2: ventures and the waterfall
        pool = 0.0
        for k, venture in enumerate(ventures):
            deal = trade(programme, venture, policy, households_served, t, v)
            book("venture_sales", deal.sales)
            book("venture_subsidy", deal.subsidy)
            book("venture_costs", deal.costs)
            book("capital_charges", deal.capital_charge)
            book("venture_capital", deal.capital)
            result_open[k] += deal.result()
            income_open[k] += deal.sales + deal.subsidy
            if (t + 1) % policy.settlement_months != 0:
                continue
            share = number(policy.reinvestment_share, v)
            profit, income = result_open[k], income_open[k]
            if policy.reinvestment_basis == "profit":
                made_good = min(max(profit, 0), losses[k])
                reinvested = share * (max(profit, 0) - made_good)
                covered = max(-profit, 0)
            else:
                reinvested = share * income
                made_good = min(max(profit - reinvested, 0), losses[k])
                covered = max(reinvested - profit, 0)
            retained = profit + covered - reinvested - made_good
            losses[k] = losses[k] - made_good + covered
            result_open[k] = income_open[k] = 0.0
            pool += reinvested
            book("reinvested_profit", reinvested)
            book("retained_profit", retained)
            book("losses_made_good", made_good)
            book("losses_covered", covered)
        for partner in programme.partners:
            if partner.id in policy.partners:
                paid = partner.count * number(partner.monthly_fee, v) * price_index
                pool += paid
                book("partner_fees", paid)

        # Steps 1, 3 and 4: cost, bills, collection, own money
        due = [wages[e] * wage_index + (cost[e] - wages[e]) * price_index for e in everyone]
        own = [0.0 for _ in everyone]
        relieved = [0.0 for _ in everyone]
        gross = [0.0 for _ in everyone]
        for e in everyone:
            if not served[e]:
                continue
            gross[e] = 0.0 if free else billed[e] * fee_index
            relieved[e] = min(relief[e], gross[e])
            bill_sent = gross[e] - relieved[e]
            collected = x[e] * bill_sent
            recovered = v["arrears_recovery"] * arrears[e]
            arrears[e] = (
                arrears[e] * (1 - v["arrears_recovery"] - v["arrears_writeoff"])
                + bill_sent
                - collected
            )
            common = (
                v["public_income_per_household"]
                * (1 - v["common_income_cost_share"])
                * h[e]
                * price_index
            )
            kept = policy.common_income_to_fund * common
            grant = number(policy.grant, v) * h[e] if t < policy.grant_months else 0.0
            own[e] = fund[e] + collected + recovered + relieved[e] + kept + grant
            sum_fees[e] += collected + recovered
            bills_sent[t] += bill_sent
            book("service_charges", collected)
            book("arrears_recovered", recovered)
            book("common_property_income", common)
            book("common_income_to_owners", common - kept)
            book("grants", grant)

        # Step 5: allocation
        deficit = [max(due[e] - own[e], 0) if served[e] else 0.0 for e in everyone]
        part = [0.0 for _ in everyone]
        if any(served):
            if policy.allocation == "deficit":
                part = fill_deficits(pool, deficit, served, h)
            elif policy.allocation == "shapley":
                assert shapley_weights is not None
                part = by_weight(pool, shapley_weights)
            else:
                size = {
                    "household": [float(one) for one in h],
                    "floor_area": [estate.floor_area for estate in estates],
                    "equal": [1.0 for _ in everyone],
                    "need_index": [h[e] * estates[e].need_index for e in everyone],
                }[policy.allocation]
                part = by_weight(pool, [size[e] if served[e] else 0.0 for e in everyone])

        for e in everyone:
            if not served[e]:
                target = unserved
                s[e] = s[e] + v["satisfaction_speed"] * (target - s[e])
                continue
            covering = min(part[e], deficit[e]) if policy.deficit_first else 0.0
            rest = part[e] - covering
            to_reserve = policy.reserve_share * rest
            to_relief = policy.fee_relief_share * rest
            upgrade = policy.upgrade_share * rest
            available = own[e] + covering + rest - to_reserve - to_relief - upgrade

            # Step 6: fallback
            gap = max(due[e] - available, 0)
            most = math.inf if cap is None else cap * h[e] * price_index
            fallback = min(gap, most)
            uncovered = gap - fallback
            fund[e] = max(available - due[e], 0)
            relief[e] = relief[e] - relieved[e] + to_relief
            reserve[e] += to_reserve

            # Step 7: satisfaction
            delivered = 1 - uncovered / due[e] + upgrade / due[e]
            target = min(unserved + (full_service - unserved) * delivered, 1.0)
            s[e] = s[e] + v["satisfaction_speed"] * (target - s[e])

            # Step 8: paying share
            if not free:
                price = v["price_effect"] * 100 * (billed[e] / h[e]) / v["household_income"]
                relieved_share = relieved[e] / gross[e] if gross[e] > 0 else 0.0
                x_target = logistic(
                    v["adoption_intercept"]
                    + v["satisfaction_effect"] * s[e]
                    + price
                    + v["governance_effect"] * governance[e]
                    + (-price - v["moral_hazard_effect"]) * relieved_share
                )
                x[e] = x[e] + v["adoption_speed"] * (x_target - x[e])

            book("fallback", fallback)
            book("service_payments", due[e] - uncovered)
            book("service_upgrades", upgrade)
            book("upgrade_spending", upgrade)
            sum_fallback[e] += fallback
            sum_reinvested[e] += part[e]
            sum_received[e] += due[e] - uncovered + upgrade

        # What the operator spends
        whole_cost[t] = sum(due)
        delivered = accounts["service_payments"][t] / whole_cost[t] if any(served) else 0.0
        book("wages", sum(one.wages for one in producers) * wage_index * delivered)
        for name in (
            "materials",
            "energy",
            "maintenance",
            "callouts",
            "overhead",
            "centre_rent",
            "centre_systems",
        ):
            spent = sum(getattr(one, name) for one in producers)
            book(name, spent * price_index * delivered)
        if is_new(t, v["centre_setup_life"]) and "centre_cost" in policy.mechanisms:
            book("centre_setup", setup_cost * price_index)

    # Section 11
    def total(name: str, first: int = 0, last: int = months) -> float:
        return math.fsum(accounts[name][first:last])

    def npv(sector: str) -> float:
        worth = 0.0
        for name, (payer, payee) in PAYMENTS.items():
            for t in range(months):
                factor = (1 + v["discount_rate_economic"]) ** (-t / 12)
                if payee == sector:
                    worth += accounts[name][t] * factor
                if payer == sector:
                    worth -= accounts[name][t] * factor
        return worth

    def self_sufficiency(year: int) -> float:
        first, last = 12 * (year - 1), 12 * year
        return ratio(own_income(first, last), sum(whole_cost[first:last]))

    def first_free_year(missing: list[float]) -> float:
        """First month from which nothing is missing for twelve months; none if none is served."""
        if not any(served):
            return NAN
        for t in range(months - 11):
            if all(amount <= 1e-9 for amount in missing[t : t + 12]):
                return t
        return NAN

    def own_income(first: int, last: int) -> float:
        return (
            total("service_charges", first, last)
            + total("arrears_recovered", first, last)
            + total("common_property_income", first, last)
            - total("common_income_to_owners", first, last)
            + total("partner_fees", first, last)
            + total("reinvested_profit", first, last)
        )

    def gini() -> float:
        among = [e for e in everyone if served[e]]
        if not among:
            return NAN
        net = [(sum_received[e] - sum_fees[e]) / h[e] for e in everyone]
        mean = sum(h[e] * net[e] for e in among) / households_served
        if mean <= 0:
            return NAN
        apart = sum(h[i] * h[j] * abs(net[i] - net[j]) for i in among for j in among)
        return apart / (2 * mean * households_served**2)

    in_centres = [e for e in everyone if clustered[e]]
    households_clustered = sum(h[e] for e in in_centres)
    stand_alone_cost = sum(alone[e].total() for e in in_centres)
    clustered_cost = sum(cost_at_start[e] for e in in_centres)
    saved = stand_alone_cost - clustered_cost
    served_alone_cost = sum(alone[e].total() for e in everyone if served[e])
    even = first_free_year(accounts["fallback"])
    covers = first_free_year([whole_cost[t] - own_income(t, t + 1) for t in range(months)])
    years = months / 12
    last_year = max(months - 12, 0)
    outcomes = {
        "savings_per_year": 12 * saved,
        "savings_share": ratio(saved, stand_alone_cost),
        "savings_per_household_month": ratio(saved, households_clustered),
        "cost_per_household_month": ratio(sum(cost_at_start), households_served),
        "stand_alone_cost_per_household_month": ratio(served_alone_cost, households_served),
        "staff": sum(one.staff for one in producers),
        "reinvested_per_year": total("reinvested_profit") / years,
        "reinvested_per_household_month": ratio(
            total("reinvested_profit") / months, households_served
        ),
        "fees_per_household_month": ratio(sum(sum_fees) / months, households_served),
        "fallback_per_year": total("fallback") / years,
        "fallback_cumulative": total("fallback"),
        "fallback_peak_month": max(accounts["fallback"]),
        "covers_cost": 0.0 if math.isnan(covers) else 1.0,
        "covers_cost_month": covers,
        "breaks_even": 0.0 if math.isnan(even) else 1.0,
        "break_even_month": even,
        "paying_share": ratio(total("service_charges", last_year), sum(bills_sent[last_year:])),
        "service_level": ratio(
            total("service_payments") + total("service_upgrades"), sum(whole_cost)
        ),
        "satisfaction": 100 * sum(h[e] * s[e] for e in everyone) / sum(h),
        "gini_net_benefit": gini(),
    }
    for year in (1, 3, 5, 10):
        if months >= 12 * year:
            outcomes[f"self_sufficiency_year_{year}"] = self_sufficiency(year)
    for sector in ("residents", "estate_funds", "operator", "ventures", "partners", "government"):
        outcomes[f"npv_{sector}"] = npv(sector)

    return {
        "accounts": accounts,
        "estates": [
            {
                "place": place[e],
                "stand_alone_cost": alone[e].total(),
                "cost": cost_at_start[e],
                "paying_share": x[e],
                "satisfaction": 100 * s[e],
                "arrears": arrears[e],
                "funds": fund[e] + relief[e] + reserve[e],
                "fallback": sum_fallback[e],
                "fees": sum_fees[e],
                "reinvested": sum_reinvested[e],
                "service_received": sum_received[e],
            }
            for e in everyone
        ],
        "outcomes": outcomes,
        "stand_alone": 12 * stand_alone_cost,
        "clustered": 12 * clustered_cost,
        "saving_by_mechanism": {name: 12 * one for name, one in shapley(saving).items()},
    }
