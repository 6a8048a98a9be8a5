"""Random programmes and policies for hypothesis, over all levers, small enough to compute by hand.

Ranges are chosen so that the branches of the model are all met: deficits and surpluses, losses and
profits, estates left out for want of room, orders bought and orders served by own staff.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple, get_args

from hypothesis import strategies as st

from commpartner.programme import (
    Appraisal,
    Asset,
    Centre,
    Collective,
    Estate,
    Governance,
    Loan,
    MaintenanceFund,
    OrderFlow,
    Package,
    Partner,
    Policy,
    Programme,
    ServiceStandard,
    Venture,
    Works,
)
from commpartner.programme.policy import (
    ALLOCATIONS,
    FUNDERS,
    MECHANISMS,
    Basis,
    CostSharing,
    Organisation,
)
from commpartner.programme.service import ROLES


class Case(NamedTuple):
    """All that a run needs."""

    programme: Programme
    policy: Policy
    months: int
    draws: int
    seed: int


def one_of_quantities(values: list[float | str]) -> st.SearchStrategy[float | str]:
    """Numbers, and names of assumptions."""
    return st.sampled_from(values)


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    """Return numbers of a range, not near enough to zero to lose digits."""
    return st.integers(0, 1000).map(lambda k: low + (high - low) * k / 1000)


shares = numbers(0.0, 1.0)
LEAST_CAPACITY = 300  # households


def off_grid(index: int) -> float:
    """Return a small shift of its own for every place, so that no two distances are equal."""
    return 0.03 * math.modf(index * math.sqrt(2))[0]


# What an estate brings with it: of some nothing is known.
brought: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {},
        optional={
            "fee": numbers(0.0, 2.5),
            "fee_basis": st.sampled_from(["floor_area", "household"]),
            "collection_rate": shares,
            "vacancy": st.one_of(st.sampled_from([0.0, 1.0]), shares),
            "lifts": st.integers(0, 9),
            "pump_rooms": st.integers(0, 3),
            "green_area": numbers(0.0, 5_000.0),
            "maintenance_fund": numbers(0.0, 50_000.0),
        },
    ),
)


# Community and sub-district; a community lies in one.
neighbourhoods = st.sampled_from(
    [("", ""), ("river", "old town"), ("mill", "old town"), ("hill", "suburb"), ("", "suburb")]
)


@st.composite
def estates(draw: st.DrawFn, count: int, placed: bool) -> tuple[Estate, ...]:
    def one(index: int) -> Estate:
        # The first can be taken on by every policy and fits every centre: somebody is served.
        households = draw(st.integers(8, 700 if index else LEAST_CAPACITY))
        community, subdistrict = draw(neighbourhoods)
        return Estate(
            id=f"e{index}",
            households=households,
            floor_area=households * draw(numbers(40.0, 130.0)),
            gates=draw(st.integers(0, 3)),
            x_km=draw(st.integers(0, 40)) / 10 + off_grid(2 * index + 1) if placed else None,
            y_km=draw(st.integers(0, 40)) / 10 + off_grid(2 * index + 2) if placed else None,
            managed=index > 0 and draw(st.booleans()),
            condition=draw(numbers(0.3, 3.0)),
            governance=draw(shares),
            need_index=draw(numbers(0.1, 3.0)),
            community=community,
            subdistrict=subdistrict,
            **draw(brought),
        )

    return tuple(one(index) for index in range(count))


@st.composite
def centres(draw: st.DrawFn, count: int, placed: bool) -> tuple[Centre, ...]:
    def one(index: int) -> Centre:
        return Centre(
            id=f"c{index}",
            x_km=draw(st.integers(0, 40)) / 10 + off_grid(1000 + 2 * index) if placed else None,
            y_km=draw(st.integers(0, 40)) / 10 + off_grid(1001 + 2 * index) if placed else None,
            rent=draw(st.one_of(st.just("centre_rent"), numbers(0.0, 3000.0))),
            co_located=draw(st.booleans()),
            systems_cost=draw(st.one_of(st.just("centre_systems_cost"), numbers(0.0, 3000.0))),
            setup_cost=draw(st.one_of(st.just("centre_setup_cost"), numbers(0.0, 90_000.0))),
            capacity=draw(st.one_of(st.none(), st.integers(LEAST_CAPACITY, 2500))),
        )

    return tuple(one(index) for index in range(count))


lines: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        name: st.one_of(st.sampled_from([0.0, 1.0]), shares)
        for name in ("lifts", "pumped_water", "greening", "refuse_removal", "insurance")
    }
)


@st.composite
def services(draw: st.DrawFn) -> ServiceStandard:
    some = st.one_of(st.sampled_from([0.0, 1.0]), shares)
    return ServiceStandard(
        scope=draw(one_of_quantities([1.0, "package_scope_standard", "package_scope_basic", 0.0])),
        cleaning=draw(some),
        staffed_gates=draw(st.booleans()),
        patrol=draw(some),
        desk=draw(some),
        repairs=draw(st.sampled_from([True, True, True, False])),
        upkeep=draw(some),
        energy=draw(some),
        maintenance=draw(some),
        **draw(st.one_of(st.just({}), lines)),
        response_target=draw(st.one_of(st.just("response_target"), numbers(0.0, 8.0))),
        response_tail=draw(st.one_of(st.just("response_tail"), numbers(0.01, 0.6))),
        minimum_posts=draw(st.dictionaries(st.sampled_from(ROLES), numbers(0.0, 2.0), max_size=3)),
    )


assets = st.builds(
    Asset,
    area=numbers(20.0, 600.0),
    conversion_cost=st.one_of(st.just("idle_asset_conversion_cost"), numbers(0.0, 500.0)),
    owner=st.sampled_from(["operator", "government", "collective"]),
    rent_forgone=numbers(0.0, 20.0),
    id=st.just("a0"),
)


@st.composite
def ventures(draw: st.DrawFn, index: int, works: tuple[str, ...], collective: bool) -> Venture:
    # What is given in kind must not exceed the full cost of a unit in any draw: an hour is worth
    # at most 28.6 yuan, so that the two take off 8 + 0.4 * 28.6 < 20 yuan.
    in_kind = draw(st.booleans())
    concession = one_of_quantities(["meal_concession", 0.0, 3.0, 8.0])
    hours = one_of_quantities(["meal_volunteer_hours", 0.0, 0.1, 0.4])
    unit_cost = numbers(20.0, 60.0) if in_kind else st.one_of(st.just(0.0), numbers(0.0, 60.0))
    per_household = draw(st.sampled_from([False, False, True]))
    capacity = st.one_of(st.just("market_stalls"), numbers(20.0, 150.0))
    if per_household:
        capacity = st.one_of(st.just("parking_spaces_per_household"), numbers(0.01, 0.3))
    owners = ["operator", "owners", "collective"] if collective else ["operator", "owners"]
    first = owners[index % len(owners)]
    return Venture(
        id=f"v{index}",
        asset=draw(st.sampled_from([None, "a0", "a1"])),
        owner=draw(st.sampled_from([first, first, *owners])),
        capacity=draw(capacity),
        per_household=per_household,
        utilisation=draw(st.one_of(st.just("market_occupancy"), numbers(0.3, 1.0))),
        times_per_month=draw(one_of_quantities([1.0, 12.0, "canteen_days_per_month"])),
        demand_per_household=draw(st.one_of(st.none(), numbers(0.001, 0.2))),
        price=draw(st.one_of(st.just("stall_rent"), numbers(10.0, 400.0))),
        subsidy=draw(st.one_of(st.just(0.0), numbers(0.0, 30.0))),
        cost_share=draw(one_of_quantities([0.3, "market_operating_cost_share", 0.05, 0.9])),
        concession=draw(concession) if in_kind else 0.0,
        top_up=draw(one_of_quantities(["meal_top_up", 0.0, 9.0, 0.0])) if collective else 0.0,
        volunteer_hours=draw(hours) if in_kind else 0.0,
        unit_cost=draw(unit_cost),
        capacity_cost=draw(st.sampled_from([0.0, 5.0])),
        fixed_cost=draw(st.sampled_from([2000.0, 0.0, 700.0, 9000.0])),
        resident_custom=draw(one_of_quantities(["resident_custom", 0.0, 1.0])),
        displaces=draw(one_of_quantities([0.0, "displaced_share"])),
        vat_exempt=draw(st.sampled_from([False, False, True])),
        capital=draw(st.sampled_from([0.0, 40_000.0, 250_000.0])),
        ramp_months=draw(one_of_quantities(["venture_ramp_months", 0.0, 2.5, 15.0])),
        opening_month=draw(st.integers(0, 8)),
        after_works=draw(st.sampled_from([None, None, *works])),
        amenity=draw(one_of_quantities([0.0, 3.0, "works_amenity"])),
    )


@st.composite
def partners(draw: st.DrawFn, index: int) -> Partner:
    roles = ["merchant", "convenor", "chief_partner", "social_organisation", "skilled_resident"]
    return Partner(
        id=f"p{index}",
        role=draw(st.sampled_from(roles)),
        count=draw(st.sampled_from([6, 1, 2, 20, 0])),
        monthly_fee=draw(st.one_of(st.just("partner_fee"), numbers(0.0, 500.0))),
        hours=draw(st.one_of(st.just(0.0), numbers(0.0, 12.0))),
        concession=draw(st.one_of(st.just(0.0), numbers(0.0, 200.0))),
        space=draw(st.one_of(st.just(0.0), numbers(0.0, 20.0))),
        footfall=draw(st.one_of(st.just("partner_footfall"), numbers(0.0, 1500.0))),
        service_fee=draw(st.one_of(st.just(0.0), numbers(0.0, 400.0))),
        profit_weight=draw(st.sampled_from([1.0, 0.0, 2.5])),
        reservation=draw(st.one_of(st.just("partner_reservation"), numbers(0.0, 300.0))),
    )


@st.composite
def works(draw: st.DrawFn, index: int, collective: bool) -> Works:
    payers = ["operator", "collective"] if collective else ["operator"]
    return Works(
        id=f"w{index}",
        cost_per_household=draw(st.one_of(st.just("renovation_capex"), numbers(100.0, 9000.0))),
        resident_share=draw(one_of_quantities(["renovation_resident_share", 0.0, 0.2])),
        government_share=draw(one_of_quantities(["renovation_government_share", 0.0, 0.5])),
        rest_from=draw(st.sampled_from(payers)),
        start_month=draw(st.sampled_from([0, 0, 4])),
        duration=draw(st.sampled_from([1, 6, 12])),
        fault_reduction=draw(one_of_quantities(["works_fault_reduction", 0.6, 0.0, 1.0])),
        amenity=draw(one_of_quantities(["works_amenity", 0.0, 15.0])),
    )


def held_at(value: float) -> dict[str, Any]:
    """Return the fields of a ledger row that hold it at one value."""
    return {"distribution": "fixed", "low": value, "central": value, "high": value}


@st.composite
def programmes(
    draw: st.DrawFn, *, fewest: int = 2, most: int = 9, fewest_centres: int = 0
) -> Programme:
    """Programmes with or without a map, ventures, partners, works, a collective, own rows."""
    placed = draw(st.booleans())
    centres_placed = placed and draw(st.sampled_from([True, True, True, False]))
    own_numbers: dict[str, float] = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "households_per_estate": numbers(60.0, 300.0),
                "venture_life": st.sampled_from([1.0, 3.0]),
                "centre_setup_life": st.sampled_from([2.0, 5.0]),
                "discount_rate_financial": st.just(0.0),
                "absence_rate": st.just(0.0),
                "wage_correlation": st.sampled_from([0.0, 1.0]),
                "household_income": numbers(900.0, 4000.0),
                "callout_price": numbers(5.0, 800.0),
                "overhead_per_household": numbers(0.0, 40.0),
                "contract_premium": st.sampled_from([0.0, 0.5, 5.0]),
                "shared_manager_premium": st.sampled_from([0.0, 0.9, 5.0]),
                "span_of_control": st.sampled_from([2.0, 3.0]),
                "control_loss": st.sampled_from([0.0, 0.2]),
                "consent_time": st.sampled_from([0.0, 2.0, 6.0]),
                "order_headroom": st.sampled_from([0.5, 0.9]),
                "public_income_per_household": st.sampled_from([30.0, 90.0]),
                "footfall_network": st.sampled_from([0.9, 0.5]),
            },
        )
    )
    area = draw(assets)
    venture_count = draw(st.sampled_from([3, 2, 1, 0]))
    partner_count = draw(st.sampled_from([2, 0, 3, 1]))
    works_count = draw(st.sampled_from([1, 0, 2]))
    members = draw(st.sampled_from([300, None, 1]))
    has_collective = members is not None
    works_ids = tuple(f"w{index}" for index in range(works_count))
    centre_count = max(draw(st.sampled_from([2, 1, 3, 3, 2, 1, 2, 0])), fewest_centres)
    return Programme(
        name="random",
        estates=draw(estates(draw(st.integers(fewest, most)), placed)),
        centres=draw(centres(centre_count, centres_placed)),
        services={name: draw(services()) for name in ("standard", "other", "third")},
        assets=(area, draw(assets).replace(id="a1")),
        ventures=tuple(
            draw(ventures(index, works_ids, has_collective)) for index in range(venture_count)
        ),
        partners=tuple(draw(partners(index)) for index in range(partner_count)),
        works=tuple(draw(works(index, has_collective)) for index in range(works_count)),
        collective=Collective(members=members) if members is not None else None,
        assumptions={name: held_at(value) for name, value in own_numbers.items()},
    )


def subsets(names: tuple[str, ...], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    """Return all of the names, or some."""
    if not names:
        return st.just(())
    some = st.lists(st.sampled_from(names), unique=True, min_size=least).map(tuple)
    return st.one_of(st.just(names), st.just(names[:1]), some)


RULES = tuple(rule for rule in ALLOCATIONS if rule != "shapley")
SHARES_OF_USES: tuple[dict[str, Any], ...] = (
    {"reserve_share": 0.2, "fee_relief_share": 0.3, "upgrade_share": 0.1},
    {},
    {"upgrade_share": 1.0},
    {"fee_relief_share": 1.0},
    {"reserve_share": 0.5, "fee_relief_share": 0.25, "upgrade_share": 0.25},
)
CORNERS = 40
GOVERNANCE = (
    Governance(),
    Governance(readiness=0.6, committees=1.0, trained=0.5),
    Governance(branches=0.8, nine_ones=5, volunteer_teams=3.0, council_issues=6.0),
    Governance(repair_teams=2.0, joint_defence=0.4, council_issues=20.0),
    Governance(
        readiness=0.2,
        branches=1.0,
        committees=0.7,
        trained=1.0,
        nine_ones=9,
        council_issues=12.0,
        volunteer_teams=9.0,
        repair_teams=6.0,
        joint_defence=1.0,
    ),
)
ORDERS = (
    OrderFlow(),
    None,
    OrderFlow(placed=True, taken=0.8, weekly_warning=True, recheck=0.5),
    OrderFlow(monthly_review=True, quarterly_assessment=True, published=True, recheck=1.0),
    OrderFlow(
        placed=True,
        taken=1.0,
        weekly_warning=True,
        monthly_review=True,
        quarterly_assessment=True,
        recheck=0.3,
        published=True,
    ),
)
MAINTENANCE_FUNDS = (
    None,
    MaintenanceFund(opening=20.0, interest="inflation"),
    MaintenanceFund(opening=2.0, contribution=0.2, first_contribution=30.0, renewal=0.5),
    MaintenanceFund(first_contribution=5.0, renewed_below=0.5, renewal=40.0, interest=0.03),
)
APPRAISALS = (
    None,
    Appraisal(),
    Appraisal(performance_share=0.4, regulator_weight=1.0, target=0.95),
    Appraisal(performance_share=1.0, regulator_weight=0.0, target=0.4),
)
LOANS: tuple[tuple[Loan, ...], ...] = (
    (),
    (),
    (Loan(amount=3e5, rate="inflation", months=10, first_month=2),),
    (
        Loan(amount=1e5, rate=0.0, months=1),
        Loan(amount=2e5, rate=0.06, months=60, first_month=1, repayment="equal_principal"),
        Loan(amount=4e4, rate=0.0, months=8, first_month=6, repayment="annuity"),
    ),
)
MENUS: tuple[tuple[Package, ...], ...] = (
    (Package(service="standard", fee="package_basic_fee"), Package(service="other", fee=30.0)),
    (),
    (
        Package(service="other", fee=5.0),
        Package(service="third", fee="package_full_fee"),
        Package(service="standard", fee=0.0),
    ),
)


def corner(number: int) -> dict[str, Any]:
    """Return levers that between them take every value, and in pairs most, as the number runs.

    Hypothesis draws many cases as small changes of one before, which would leave some levers
    alone. Basis, settlement and rule of allocation meet in all of their combinations; so do orders,
    appraisal and who chooses from the menu.
    """
    return {
        "reinvestment_basis": get_args(Basis)[number % 2],
        "settlement_months": (1, 3, 12)[number % 3],
        "allocation": RULES[number % 5],
        "fallback_cap": (None, 5.0, 0.0)[number // 3 % 3],
        "cost_sharing": get_args(CostSharing)[number // 2 % 3],
        "deficit_first": number // 5 % 2 == 0,
        **{"reserve_share": 0.0, "fee_relief_share": 0.0, "upgrade_share": 0.0},
        **SHARES_OF_USES[number // 4 % 5],
        "governance": GOVERNANCE[number // 2 % 5],
        "orders": ORDERS[number // 3 % 5],
        "appraisal": APPRAISALS[number % 4],
        "maintenance_fund": MAINTENANCE_FUNDS[number // 2 % 4],
        "menu": MENUS[number // 4 % 3],
        "menu_choice": ("estate", "household")[number // 2 % 2],
        "fee_needs_consent": number % 3 == 1,
        "free_months": (0, 4, 0)[number // 2 % 3],
        "onboarding": (0.0, 60.0, "onboarding_repair_cost")[number // 5 % 3],
        "participation": number % 3 != 0,
        "partner_profit_share": (0.3, 0.0, 1.0)[number // 3 % 3],
        "works_resident_share": (None, 0.3)[number // 3 % 2],
        "welfare_share": (0.1, 0.0, 0.5)[number // 2 % 3],
        "dividend_share": (0.6, 0.0, 1.0)[number // 4 % 3],
        "capital_charge": number // 3 % 2 == 0,
    }


governance = st.builds(
    Governance,
    readiness=shares,
    branches=shares,
    committees=shares,
    trained=shares,
    nine_ones=st.integers(0, 9),
    council_issues=numbers(0.0, 24.0),
    volunteer_teams=numbers(0.0, 12.0),
    repair_teams=numbers(0.0, 12.0),
    joint_defence=shares,
)
order_flows = st.builds(
    OrderFlow,
    placed=st.booleans(),
    taken=shares,
    weekly_warning=st.booleans(),
    monthly_review=st.booleans(),
    quarterly_assessment=st.booleans(),
    recheck=shares,
    published=st.booleans(),
)


def joining(
    estates: tuple[Estate, ...], centres: tuple[str, ...]
) -> st.SearchStrategy[dict[str, int]]:
    """Months of joining of some estates, neighbourhoods and centres; none in two cases of three."""
    names = [name for each in estates for name in (each.id, each.community, each.subdistrict)]
    known = sorted({*filter(None, names), *centres})
    named = st.dictionaries(st.sampled_from(known), st.sampled_from((0, 3, 8, 50)))
    return st.one_of(st.just({}), st.just({}), named)


@st.composite
def policies(draw: st.DrawFn, /, programme: Programme, **levers: Any) -> Policy:
    """Policies of a programme, over all levers but the allocation rule that samples.

    Levers that the caller names are held at the caller's value.
    """
    centre_ids = tuple(centre.id for centre in programme.centres)
    estate_ids = tuple(estate.id for estate in programme.estates)
    chances: dict[Organisation, int] = {"stand_alone": 9, "unmanaged": 1}
    if centre_ids:
        chances = {"clustered": 15, "stand_alone": 4, "unmanaged": 1}
    kinds = [kind for kind, times in chances.items() for _ in range(times)]
    organisation = draw(st.sampled_from(kinds))
    opened: tuple[str, ...] = ()
    assignment: dict[str, str] = {}
    room = None
    if centre_ids:
        opened = draw(subsets(centre_ids, least=1 if organisation == "clustered" else 0))
        if draw(st.sampled_from([True, False, False])):
            assignment = draw(
                st.dictionaries(
                    st.sampled_from(estate_ids), st.sampled_from(opened or centre_ids), min_size=1
                )
            )
        if opened:
            room = draw(st.one_of(st.none(), st.integers(1, 4)))
    mechanisms = draw(
        st.one_of(
            st.just(tuple(MECHANISMS)),
            st.lists(st.sampled_from(MECHANISMS), unique=True).map(tuple),
        )
    )
    uses = draw(st.sampled_from(SHARES_OF_USES))
    service = draw(st.sampled_from(["standard", "other"]))
    # Where nobody is served, nobody can receive what ventures, partners and works bring.
    somebody = organisation != "unmanaged"
    venture_ids = tuple(venture.id for venture in programme.ventures if somebody)
    partner_ids = tuple(partner.id for partner in programme.partners if somebody)
    works_ids = tuple(one.id for one in programme.works if somebody)
    policy = Policy(
        organisation=organisation,
        centres=opened,
        takes_on=draw(st.sampled_from(["all", "all", "unmanaged"])),
        estates_per_centre=room,
        assignment=assignment,
        others=draw(st.sampled_from(["unmanaged", "stand_alone"])),
        joins=draw(joining(programme.estates, opened or centre_ids)),
        service=service,
        staffing_step=draw(st.one_of(st.none(), one_of_quantities([0.0, 0.25, 1.0, 0.1]))),
        mechanisms=mechanisms,
        cost_sharing=draw(st.sampled_from(["stand_alone_cost", "household", "floor_area"])),
        fee=draw(st.one_of(st.just("fee_per_m2"), numbers(0.0, 2.5))),
        fee_basis=draw(st.sampled_from(["floor_area", "household"])),
        fee_growth=draw(one_of_quantities(["inflation", 0.0, 0.06])),
        free_months=draw(st.sampled_from([0, 0, 2, 7])),
        onboarding=draw(st.sampled_from([0.0, 40.0, 900.0])),
        fee_needs_consent=draw(st.booleans()),
        menu=draw(st.sampled_from(MENUS)),
        menu_choice=draw(st.sampled_from(["estate", "household"])),
        governance=draw(governance),
        orders=draw(st.one_of(st.sampled_from(ORDERS), order_flows)),
        appraisal=draw(st.sampled_from(APPRAISALS)),
        common_income_to_fund=draw(st.sampled_from([1.0, 0.0, 0.4])),
        ventures=draw(subsets(venture_ids)),
        opening_months=draw(st.sampled_from([{}, dict.fromkeys(venture_ids, 5)])),
        funders=draw(st.one_of(st.just(FUNDERS), subsets(FUNDERS))),
        partners=draw(subsets(partner_ids)),
        participation=draw(st.booleans()),
        partner_profit_share=draw(st.one_of(st.just(0.0), shares)),
        works=draw(subsets(works_ids)),
        start_months=draw(st.sampled_from([{}, dict.fromkeys(works_ids, 3)])),
        works_resident_share=draw(
            st.sampled_from([None, 0.0, 0.25, "renovation_resident_share", 1.0])
        ),
        collective_reserve=draw(one_of_quantities(["statutory_reserve", 0.0, 0.2])),
        welfare_share=draw(numbers(0.0, 0.5)),
        dividend_share=draw(shares),
        reinvestment_share=draw(st.one_of(st.just("reinvestment_share"), shares)),
        reinvestment_basis=draw(st.sampled_from(["profit", "income"])),
        capital_charge=draw(st.booleans()),
        settlement_months=draw(st.sampled_from([1, 3, 12])),
        allocation=draw(st.sampled_from(RULES)),
        deficit_first=draw(st.booleans()),
        **uses,
        fallback_cap=draw(st.sampled_from([None, 0.0, 5.0])),
        grant=draw(st.sampled_from([0.0, 4.0])),
        fallback_clawback=draw(one_of_quantities([0.0, 0.6, 1.0, "inflation"])),
        fund_interest=draw(st.one_of(st.just("inflation"), st.sampled_from([0.0, 0.03]))),
        grant_months=draw(st.sampled_from([0, 5, 40])),
        grant_taper=draw(st.sampled_from([0.0, 0.0, 0.3, 1.0])),
        loans=draw(st.sampled_from(LOANS)),
        vat=draw(st.sampled_from([None, None, "small_scale", "general"])),
        maintenance_fund=draw(st.sampled_from(MAINTENANCE_FUNDS)),
    )
    policy = policy.replace(**levers)
    pay = draw(st.sampled_from(["none", "none", "margin", "remuneration"]))
    if pay == "margin":
        policy = policy.replace(operator_margin=draw(one_of_quantities([0.08, 0.5, "inflation"])))
    if pay == "remuneration":
        policy = policy.replace(
            remuneration_share=draw(one_of_quantities([0.0, 0.1, 1.0, "inflation"])),
            remuneration=draw(st.sampled_from([0.0, 3.0])),
        )
    tax = draw(one_of_quantities([0.2, 0.0, "income_tax_rate"]))
    policy = policy.replace(income_tax=tax)
    keeps = not policy.menu and draw(st.sampled_from([True, False]))
    return policy.replace(own_fees=keeps)


@st.composite
def cases(draw: st.DrawFn, /, **levers: Any) -> Case:
    """Programmes with a policy, a horizon and a seed; levers as in `policies`."""
    programme = draw(programmes())
    return Case(
        programme=programme,
        policy=draw(policies(programme, **levers)),
        months=draw(st.sampled_from([30, 13, 24, 7, 36, 1, 25, 12, 18, 29])),
        draws=draw(st.integers(1, 3)),
        seed=draw(st.integers(0, 10_000)),
    )
