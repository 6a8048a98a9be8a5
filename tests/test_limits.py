"""Limits of the whole model in which the answer is known without computing it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import chain, combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import ValidationError
from tampering import tampered

from commpartner.assumptions.table import AssumptionTable, default_assumptions
from commpartner.errors import ImbalanceError, ImpossibleResultError, InputError
from commpartner.facts.accounts import ACCOUNTS, SECTORS
from commpartner.facts.outcomes import OUTCOMES
from commpartner.flows import fees, funds, queueing, satisfaction, waterfall
from commpartner.model import accounts
from commpartner.model.mechanisms.costs import Costs, service_costs
from commpartner.model.scheme import Scheme, build_scheme
from commpartner.programme import (
    Asset,
    Centre,
    Estate,
    Partner,
    Policy,
    Programme,
    ServiceStandard,
    Venture,
)
from commpartner.programme.policy import ALLOCATIONS, MECHANISMS, Mechanism
from commpartner.results import evaluate as measured
from commpartner.results.result import SimulationResult
from commpartner.results.savings import estimate_savings
from commpartner.simulation import simulate

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=60)

DRAWS = 12
MONTHS = 18

FULL = ServiceStandard(staffed_gates=True, patrol=0.3, upkeep=0.4)


def estate(number: int, households: int, **changes: Any) -> Estate:
    values: dict[str, Any] = {
        "id": f"e{number}",
        "households": households,
        "floor_area": 72.0 * households,
        "gates": number % 3,
        "condition": 0.8 + 0.1 * (number % 5),
        "governance": 0.1 * (number % 4),
        "need_index": 0.5 + 0.5 * (number % 3),
    }
    return Estate(**{**values, **changes})


SIZES = (60, 135, 300, 90, 420, 210)


def programme(**changes: Any) -> Programme:
    values: dict[str, Any] = {
        "name": "small",
        "estates": [estate(number, size) for number, size in enumerate(SIZES)],
        "centres": [Centre(id="c0"), Centre(id="c1")],
        "services": {"standard": FULL},
        "assets": [Asset(id="plant", area=300.0, rent_forgone=2.0)],
        "ventures": [
            Venture(
                id="market",
                asset="plant",
                capacity=60.0,
                price=400.0,
                cost_share=0.5,
                fixed_cost=1500.0,
                capital=30_000.0,
                ramp_months=4.0,
            ),
            Venture(
                id="canteen",
                capacity=40.0,
                times_per_month=26.0,
                price=10.0,
                subsidy=2.0,
                unit_cost=11.0,
                fixed_cost=3000.0,
                opening_month=3,
            ),
        ],
        "partners": [Partner(id="shops", count=5)],
    }
    return Programme(**{**values, **changes})


def policy(**changes: Any) -> Policy:
    return Policy(**{"centres": ("c0", "c1"), **changes})


def with_ventures(**changes: Any) -> Policy:
    return policy(**{"ventures": ("market", "canteen"), "partners": ("shops",), **changes})


def run(made: Programme, chosen: Policy, **changes: Any) -> SimulationResult:
    return simulate(made, chosen, **{"months": MONTHS, "draws": DRAWS, "seed": 3, **changes})


def costs_of(made: Programme, chosen: Policy, draws: int = 40) -> Costs:
    return service_costs(build_scheme(made, chosen), made.assumption_table().draw(3, 0, draws))


def central() -> AssumptionTable:
    """Every assumption held at its central value."""
    rows = default_assumptions().values()
    return AssumptionTable(row.replace(distribution="fixed", correlated_by="") for row in rows)


def yearly(result: SimulationResult, *names: str) -> list[float]:
    table = result.ledger
    return [float(table.loc[table["account"] == name, "mean"].sum()) for name in names]


# Not defined where there is no collective, as in all of these.
OF_A_COLLECTIVE = {"collective_income_per_year", "dividends_per_member_year"}


def money(result: SimulationResult) -> list[str]:
    """Outcomes in yuan that are defined; a point that is not gained has no price."""
    absent = OF_A_COLLECTIVE | {"cost_per_service_point"}
    names = [str(name) for name in result.outcomes if name not in absent]
    return [name for name in names if OUTCOMES[name].unit.startswith("yuan")]


def series(result: SimulationResult, name: str, column: str = "mean") -> Array:
    table = result.monthly
    return np.asarray(table.loc[table["series"] == name, column], dtype=np.float64)


def column(table: pd.DataFrame, name: str) -> Array:
    return np.asarray(table[name], dtype=np.float64)


def subsets(names: Sequence[Mechanism]) -> list[tuple[Mechanism, ...]]:
    sizes = range(len(names) + 1)
    return list(chain.from_iterable(combinations(names, size) for size in sizes))


# --- costs: a cluster and its estates


def one_by_one(size: int, at: float | None = None) -> Programme:
    """Two estates of one size, each with a centre of its own, on a map or without one."""
    places: list[dict[str, Any]] = [
        {} if at is None else {"x_km": 10.0 * n, "y_km": 0.0} for n in range(2)
    ]
    away: list[dict[str, Any]] = [
        {} if at is None else {"x_km": 10.0 * n, "y_km": at} for n in range(2)
    ]
    return programme(
        estates=[estate(n, size, **place) for n, place in enumerate(places)],
        centres=[Centre(id=f"c{n}", **place) for n, place in enumerate(away)],
    )


def alone_and_the_centre(costs: Costs) -> Array:
    """Cost of the estates alone and of the centres: one estate shares no overhead."""
    centre = costs.centres.rent + costs.centres.systems + costs.centres.capital_charge
    return np.asarray(costs.alone.total + centre)


@pytest.mark.parametrize("size", [40, 135, 500, 1500])
def test_a_one_estate_centre_costs_estate_and_centre(size: int) -> None:
    made = one_by_one(size)
    pooling: tuple[Mechanism, ...] = (
        "staff_pooling",
        "manager_pooling",
        "queue_pooling",
        "shared_overhead",
        "centre_cost",
    )
    chosen = policy(assignment={"e0": "c0", "e1": "c1"}, mechanisms=pooling)
    costs = costs_of(made, chosen)
    np.testing.assert_allclose(costs.together.total, alone_and_the_centre(costs), rtol=1e-12)


@pytest.mark.parametrize("size", [40, 135, 500, 1500])
def test_a_one_estate_centre_needs_neither_travel_nor_more(size: int) -> None:
    made = one_by_one(size, at=0.0)
    costs = costs_of(made, policy(assignment={"e0": "c0", "e1": "c1"}))
    np.testing.assert_allclose(costs.together.total, alone_and_the_centre(costs), rtol=1e-12)


@pytest.mark.parametrize("mapped", [True, False])
def test_without_mechanisms_a_cluster_saves_nothing(mapped: bool) -> None:
    made = programme()
    if mapped:
        made = made.replace(
            estates=[e.replace(x_km=0.4 * n, y_km=0.1) for n, e in enumerate(made.estates)],
            centres=[Centre(id="c0", x_km=0.0, y_km=0.0), Centre(id="c1", x_km=2.0, y_km=1.0)],
        )
    costs = costs_of(made, policy(mechanisms=()))
    apart = costs.scheme.by_centre(costs.alone.total)
    np.testing.assert_allclose(costs.together.total, apart, rtol=1e-12)
    found = estimate_savings(made, policy(mechanisms=()), draws=DRAWS)
    scale = column(found.draws, "stand_alone_cost")
    assert np.all(np.abs(column(found.draws, "savings_per_year")) <= 1e-12 * scale)


@pytest.mark.parametrize("off", [(), ("travel",), ("centre_cost",), ("travel", "centre_cost")])
@pytest.mark.parametrize("mapped", [True, False])
def test_an_estate_cut_in_two_changes_no_clustered_cost(mapped: bool, off: tuple[str, ...]) -> None:
    place: dict[str, Any] = {"x_km": 0.7, "y_km": 0.3} if mapped else {}
    centre = [Centre(id="c0", **{name: place[name] * 0.0 for name in place})]
    sizes = (300, 420, 80)
    whole = [estate(n, size, gates=n, **place) for n, size in enumerate(sizes)]
    halves = []
    for one in whole:
        half = one.replace(households=one.households // 2, floor_area=one.floor_area / 2)
        halves += [half, half.replace(id=f"{one.id}b", gates=0)]
    on = tuple(name for name in MECHANISMS if name not in off)
    found = [
        costs_of(programme(estates=estates, centres=centre), policy(centres=("c0",), mechanisms=on))
        for estates in (whole, halves)
    ]
    before, after = (costs.together for costs in found)
    for account in before._fields[1:-1]:  # nobody has a lift
        np.testing.assert_allclose(
            getattr(after, account), getattr(before, account), rtol=1e-12, err_msg=account
        )
    np.testing.assert_allclose(np.array(after.staff), np.array(before.staff), rtol=1e-12)
    # Alone, on the other hand, two halves need more than the whole.
    assert np.all(found[1].alone.total.sum(axis=1) > found[0].alone.total.sum(axis=1))


def test_overhead_of_twenty_small_estates_is_that_of_one() -> None:
    small = [estate(n, 40, floor_area=3_000.0) for n in range(20)]
    whole = [estate(0, 800, floor_area=60_000.0)]
    apart, one = (
        costs_of(programme(estates=estates), policy(centres=("c0",))) for estates in (small, whole)
    )
    found, wanted = (costs.alone.overhead.sum(axis=1) for costs in (apart, one))
    np.testing.assert_allclose(found, wanted, rtol=1e-12)
    # One estate alone in the centre merges nothing; twenty keep the part that survives.
    np.testing.assert_allclose(one.together.overhead[:, 0], wanted, rtol=1e-12)
    kept = apart.rates.overhead_surviving_share[:, 0] * wanted
    np.testing.assert_allclose(apart.together.overhead[:, 0], kept, rtol=1e-12)


def test_the_promise_holds_whoever_is_absent() -> None:
    # Of the technicians employed each is away by chance; those who are missing on duty are bought,
    # and paid for. Waiting is that of the number on duty at all times, whatever the draw.
    made = programme(estates=[estate(n, 400) for n in range(6)])
    costs = costs_of(made, policy(centres=("c0",), staffing_step=1.0), draws=200)
    norms, promise = costs.norms, costs.offer.level.pooled_promise
    crew, bought = costs.together.posts.technician, costs.together.hours.technician
    orders = costs.scheme.by_centre(costs.work.orders)
    trip = 2.0 * costs.distance * norms.detour / norms.travel_speed
    rate = orders / (norms.working_hours * 52 / 12)
    on_duty = queueing.servers_for(
        rate,
        1.0 / (norms.repair_time + trip),
        promise.response_target,
        promise.response_tail,
        norms.repair_variation,
    )
    generator = np.random.default_rng(3)
    own = (costs.together.callouts == 0)[:, 0]
    assert own.sum() > 100
    days = generator.binomial(
        np.floor(crew[own, 0] + 1e-9).astype(int)[:, None],
        1.0 - norms.absence[own],
        (own.sum(), 5000),
    )
    short = np.maximum(on_duty[own] - days, 0.0)
    error = short.std(axis=1) / 5000**0.5
    assert np.all(bought[own, 0] >= short.mean(axis=1) - 5 * error)
    assert np.any(np.mean(short > 0, axis=1) > promise.response_tail[0, 0])  # needed, that is


def staff_and_cost(size: int, standard: ServiceStandard) -> tuple[Array, Array, Array, Array]:
    estates = [estate(0, size, floor_area=20_000.0), estate(1, 100)]
    made = programme(estates=estates, services={"standard": standard})
    costs = costs_of(made, policy(centres=("c0",)), draws=100)
    alone, together = costs.alone, costs.together
    return (
        np.sum([*alone.staff], axis=0)[:, 0],
        np.sum([*together.staff], axis=0)[:, 0],
        alone.total[:, 0],
        together.total[:, 0],
    )


def test_more_households_never_need_fewer_staff() -> None:
    without_orders = FULL.replace(repairs=False)
    last = staff_and_cost(20, without_orders)
    for size in range(60, 1000, 40):
        found = staff_and_cost(size, without_orders)
        for less, more in zip(last, found, strict=True):
            assert np.all(more >= less - 1e-9 * abs(less)), size
        last = found


def test_more_households_never_cost_less() -> None:
    # With work orders staff may fall where buying calls becomes cheaper than a further post, but
    # the cost may not.
    last = staff_and_cost(20, FULL)
    for size in range(60, 1000, 40):
        found = staff_and_cost(size, FULL)
        for less, more in zip(last[2:], found[2:], strict=True):
            assert np.all(more >= less - 1e-9 * less), size
        last = found


def test_more_estates_need_no_fewer_staff() -> None:
    everyone = run(programme(services={"standard": FULL.replace(repairs=False)}), policy())
    fewer = run(
        programme(
            estates=[estate(n, size) for n, size in enumerate(SIZES[:4])],
            services={"standard": FULL.replace(repairs=False)},
        ),
        policy(),
    )
    assert np.all(column(everyone.outcomes, "staff") >= column(fewer.outcomes, "staff"))


# --- savings and shares of cost


@pytest.mark.parametrize("on", [MECHANISMS, ("staff_pooling", "travel"), ("centre_cost",), ()])
def test_the_parts_of_a_saving_sum_to_it(on: tuple[Mechanism, ...]) -> None:
    found = estimate_savings(programme(), policy(mechanisms=on), draws=DRAWS)
    draws = found.draws
    parts = np.stack([column(draws, name) for name in MECHANISMS])
    scale = column(draws, "stand_alone_cost")
    saving = column(draws, "stand_alone_cost") - column(draws, "clustered_cost")
    np.testing.assert_array_equal(column(draws, "savings_per_year"), saving)
    assert np.all(np.abs(parts.sum(axis=0) - saving) <= 1e-12 * scale)
    for name in set(MECHANISMS) - set(on):
        assert np.all(column(draws, name) == 0.0), name
    for name in on:
        assert name == "travel" or np.any(column(draws, name) != 0.0), name


def test_a_lone_mechanism_saves_all_and_a_centre_costs() -> None:
    found = estimate_savings(programme(), policy(mechanisms=("centre_cost",)), draws=DRAWS)
    np.testing.assert_allclose(
        column(found.draws, "centre_cost"), column(found.draws, "savings_per_year"), rtol=1e-9
    )
    assert np.all(column(found.draws, "savings_per_year") < 0.0)
    negative = found.total.set_index("measure")["share_of_draws_negative"]
    assert negative["savings_per_year"] == 1.0


def test_savings_agree_with_the_simulation() -> None:
    found = estimate_savings(programme(), policy(), draws=DRAWS, seed=3)
    result = run(programme(), policy())
    np.testing.assert_allclose(
        column(result.outcomes, "savings_per_year"),
        column(found.draws, "savings_per_year"),
        rtol=1e-9,
    )
    np.testing.assert_allclose(
        column(result.outcomes, "savings_share"),
        column(found.draws, "savings_per_year") / column(found.draws, "stand_alone_cost"),
        rtol=1e-9,
    )
    by_estate = found.by_estate.set_index("id")
    of_result = result.estates.set_index("id").loc[by_estate.index]
    for one, other in (("stand_alone_cost", "stand_alone_cost"), ("cost", "cost")):
        cost = column(by_estate, f"{one}_per_household_month")
        np.testing.assert_allclose(cost, column(of_result, other), rtol=1e-12)


@pytest.mark.parametrize("sharing", ["stand_alone_cost", "household", "floor_area"])
@pytest.mark.parametrize("others", ["unmanaged", "stand_alone"])
def test_estates_share_the_whole_cost_of_their_centre(sharing: str, others: str) -> None:
    chosen = policy(cost_sharing=sharing, assignment={"e0": "c0", "e2": "c1", "e4": "c0"})
    chosen = chosen.replace(others=others)
    costs = costs_of(programme(), chosen)
    scheme = costs.scheme
    np.testing.assert_allclose(scheme.by_centre(costs.sharing), 1.0, rtol=1e-12)
    assert np.all(costs.sharing >= 0.0)
    charged = costs.charged(costs.alone.total, costs.together.total)
    np.testing.assert_allclose(scheme.by_centre(charged), costs.together.total, rtol=1e-12)
    lone = ~scheme.clustered
    assert lone.sum() == (3 if others == "stand_alone" else 0)
    np.testing.assert_array_equal(charged[:, lone], costs.alone.total[:, lone])


def test_each_way_of_sharing_has_its_own_measure() -> None:
    made = programme(estates=[estate(0, 100, floor_area=9e3), estate(1, 300, floor_area=9e3)])
    for sharing, part in (("household", 0.25), ("floor_area", 0.5)):
        costs = costs_of(made, policy(centres=("c0",), cost_sharing=sharing))
        np.testing.assert_allclose(costs.sharing[:, 0], part, rtol=1e-12)
    costs = costs_of(made, policy(centres=("c0",)))
    alone = costs.alone.total
    np.testing.assert_allclose(costs.sharing, alone / alone.sum(axis=1, keepdims=True), rtol=1e-12)


# --- prices


def at_prices(factor: float) -> tuple[Programme, Policy, AssumptionTable]:
    """The same place and policy with every number in yuan multiplied, household income too."""
    made = programme()
    ventures = [
        venture.replace(
            **{
                name: factor * float(str(getattr(venture, name)))
                for name in ("price", "subsidy", "unit_cost", "fixed_cost", "capital")
            }
        )
        for venture in made.ventures
    ]
    assets = [made.assets[0].replace(rent_forgone=2.0 * factor)]
    ledger = default_assumptions()
    in_yuan = [name for name, row in ledger.items() if row.unit.startswith("yuan")]
    assert {"wage_guard", "materials_cost", "centre_rent", "fee_per_m2", "callout_price"} <= set(
        in_yuan
    )
    assert {"overhead_per_household", "household_income", "partner_fee"} <= set(in_yuan)
    changes = {
        name: {part: factor * getattr(ledger[name], part) for part in ("low", "central", "high")}
        for name in in_yuan
    }
    chosen = with_ventures(
        allocation="deficit",
        fallback_cap=12.0 * factor,
        reserve_share=0.2,
        fee_relief_share=0.3,
        upgrade_share=0.1,
        deficit_first=False,
        grant=1.5 * factor,
        grant_months=6,
        common_income_to_fund=0.7,
        capital_charge=True,
        settlement_months=3,
        free_months=2,
    )
    return made.replace(ventures=ventures, assets=assets), chosen, ledger.replace(**changes)


@pytest.mark.parametrize("engine", ["numpy", "jax"])
@pytest.mark.filterwarnings("ignore::commpartner.errors.UnusedAssumptionWarning")
def test_at_twice_the_prices_money_doubles_and_shares_stay(engine: Any) -> None:
    found = []
    for factor in (1.0, 2.0):
        made, chosen, ledger = at_prices(factor)
        found.append(run(made, chosen, assumptions=ledger, engine=engine))
    once, twice = found
    moved = 0
    for name in once.outcomes:
        factor = 2.0 if OUTCOMES[str(name)].unit.startswith("yuan") else 1.0
        before, after = column(once.outcomes, str(name)), column(twice.outcomes, str(name))
        scale = np.nanmax(np.abs(before), initial=1.0)
        np.testing.assert_allclose(
            after, factor * before, rtol=1e-12, atol=1e-12 * scale, err_msg=str(name)
        )
        moved += factor == 2.0 and bool(np.any(before != 0.0))
    assert moved >= 14
    np.testing.assert_allclose(
        column(twice.ledger, "mean"), 2.0 * column(once.ledger, "mean"), rtol=1e-12
    )
    unused = {
        name
        for name, amount in zip(once.ledger["account"], once.ledger["mean"], strict=True)
        if amount == 0.0
    }
    assert not unused & {"reinvested_profit", "service_upgrades", "fallback", "capital_charges"}


def test_at_twice_the_prices_savings_double() -> None:
    found = []
    for factor in (1.0, 2.0):
        made, chosen, ledger = at_prices(factor)
        found.append(estimate_savings(made, chosen, draws=DRAWS, assumptions=ledger).draws)
    gained = [each.pop("service_gained").to_numpy() for each in found]  # no money
    np.testing.assert_allclose(found[1].to_numpy(), 2.0 * found[0].to_numpy(), rtol=1e-12)
    np.testing.assert_allclose(gained[1], gained[0], rtol=1e-12)


# --- who is served


def slowly_assigned(made: Programme, eligible: Sequence[int], chosen: Policy) -> dict[int, str]:
    """The shortest distance first, again and again, to a centre that still has room."""
    by_id = {centre.id: centre for centre in made.centres}
    taken: dict[int, str] = {}
    while True:
        best: tuple[float, int, str] | None = None
        for number in set(eligible) - taken.keys():
            for name in chosen.centres:
                centre, one = by_id[name], made.estates[number]
                there = [n for n, where in taken.items() if where == name]
                full = chosen.estates_per_centre
                households = sum(made.estates[n].households for n in there) + one.households
                if full is not None and len(there) >= full:
                    continue
                if centre.capacity is not None and households > centre.capacity:
                    continue
                assert one.x_km is not None
                assert one.y_km is not None
                assert centre.x_km is not None
                assert centre.y_km is not None
                away = math.hypot(one.x_km - centre.x_km, one.y_km - centre.y_km)
                if best is None or away < best[0]:
                    best = (away, number, name)
        if best is None:
            return taken
        taken[best[1]] = best[2]


def centre_ids(scheme: Scheme) -> dict[int, str]:
    return {
        int(member): scheme.centres[number].id
        for member, number in zip(scheme.members, scheme.centre_of, strict=True)
        if number >= 0
    }


@st.composite
def districts(draw: st.DrawFn, mapped: bool = True) -> tuple[Programme, Policy]:
    # Coordinates from one generator: two distances are never equal, so no order decides.
    generator = np.random.default_rng(draw(st.integers(0, 10_000)))

    def place() -> dict[str, Any]:
        x, y = generator.uniform(0, 5, 2)
        return {"x_km": float(x), "y_km": float(y)} if mapped else {}

    sizes = draw(st.lists(st.tuples(st.integers(10, 300), st.booleans()), min_size=1, max_size=12))
    estates = [
        estate(number, size, managed=managed, **place())
        for number, (size, managed) in enumerate(sizes)
    ]
    capacities = draw(st.lists(st.none() | st.integers(1, 900), min_size=1, max_size=4))
    places = [
        Centre(id=f"c{number}", capacity=capacity, **place())
        for number, capacity in enumerate(capacities)
    ]
    opened = draw(st.lists(st.sampled_from(places), min_size=1, unique_by=lambda c: c.id))
    chosen = Policy(
        centres=tuple(centre.id for centre in opened),
        organisation=draw(st.sampled_from(["clustered", "stand_alone", "unmanaged"])),
        takes_on=draw(st.sampled_from(["unmanaged", "all"])),
        others=draw(st.sampled_from(["unmanaged", "stand_alone"])),
        estates_per_centre=draw(st.none() | st.integers(1, 5)),
    )
    return programme(estates=estates, centres=places), chosen


@law
@given(districts())
def test_every_estate_is_in_one_centre_alone_or_outside(case: tuple[Programme, Policy]) -> None:
    made, chosen = case
    scheme = build_scheme(made, chosen)
    members = scheme.members.tolist()
    assert sorted(set(members)) == members
    assert set(members) <= set(range(len(made.estates)))
    eligible = [n for n, e in enumerate(made.estates) if chosen.takes_on == "all" or not e.managed]
    assert set(members) <= set(eligible)

    joined = slowly_assigned(made, eligible, chosen)
    assert centre_ids(scheme) == (joined if chosen.organisation == "clustered" else {})
    if chosen.organisation == "unmanaged":
        assert members == []
    elif chosen.others == "stand_alone":
        assert members == eligible
    else:
        assert members == sorted(joined)

    # The arrays by centre count every clustered estate once.
    assert sorted(scheme.order.tolist()) == np.flatnonzero(scheme.clustered).tolist()
    ones = scheme.by_centre(np.ones(len(members)))
    assert (
        ones.tolist()
        == np.bincount(scheme.centre_of[scheme.clustered], minlength=len(scheme.centres)).tolist()
    )
    assert np.all(ones >= 1)
    assert scheme.households == sum(made.estates[n].households for n in members)
    outside = made.households - scheme.households
    assert sum(scheme.outside) == pytest.approx(outside / made.households, abs=1e-12)


@law
@given(districts() | districts(mapped=False))
def test_centres_take_neither_too_many_nor_too_few_estates(
    case: tuple[Programme, Policy],
) -> None:
    made, chosen = case
    chosen = chosen.replace(organisation="clustered")
    joined = centre_ids(build_scheme(made, chosen))
    left = [
        one.households
        for number, one in enumerate(made.estates)
        if number not in joined and (chosen.takes_on == "all" or not one.managed)
    ]
    for centre in made.centres:
        there = [made.estates[n].households for n, name in joined.items() if name == centre.id]
        most, room = chosen.estates_per_centre or len(made.estates), centre.capacity or math.inf
        assert len(there) <= most
        assert sum(there) <= room
        if left and centre.id in chosen.centres:
            assert len(there) == most or min(left) > room - sum(there)


def test_without_a_map_estates_are_assigned_in_file_order() -> None:
    joined = centre_ids(build_scheme(programme(), policy()))
    assert list(joined.values()) == ["c0", "c0", "c0", "c1", "c1", "c1"]


def test_without_a_map_the_number_of_estates_is_kept() -> None:
    for most in (1, 2, 3, None):
        scheme = build_scheme(programme(), policy(estates_per_centre=most))
        joined = list(centre_ids(scheme).values())
        assert max(joined.count("c0"), joined.count("c1")) <= (most or 3)
        assert len(joined) == min(6, 2 * (most or 3))


def test_without_a_map_the_capacity_is_kept_too() -> None:
    made = programme(centres=[Centre(id="c0", capacity=200), Centre(id="c1", capacity=500)])
    joined = centre_ids(build_scheme(made, policy()))
    sizes = {name: [SIZES[n] for n, at in joined.items() if at == name] for name in ("c0", "c1")}
    assert sum(sizes["c0"]) <= 200
    assert sum(sizes["c1"]) <= 500


def test_an_estate_goes_to_the_next_centre_with_room() -> None:
    centres = [
        Centre(id=f"c{n}", x_km=float(n), y_km=0.0, capacity=1 if n < 11 else None)
        for n in range(12)
    ]
    made = programme(estates=[estate(0, 100, x_km=0.1, y_km=0.0)], centres=centres)
    chosen = Policy(centres=tuple(centre.id for centre in centres))
    assert centre_ids(build_scheme(made, chosen)) == {0: "c11"}


def test_an_assignment_of_one_s_own_replaces_the_rule() -> None:
    chosen = policy(assignment={"e5": "c0", "e0": "c1"})
    assert centre_ids(build_scheme(programme(), chosen)) == {5: "c0", 0: "c1"}


def test_an_assignment_to_a_closed_centre_is_refused() -> None:
    with pytest.raises((InputError, ValidationError)):
        build_scheme(programme(), policy(centres=("c0",), assignment={"e0": "c1"}))


def test_the_table_of_estates_says_who_serves_each() -> None:
    made = programme(estates=[estate(n, size, managed=n == 2) for n, size in enumerate(SIZES)])
    chosen = policy(assignment={"e0": "c1", "e4": "c0"}, others="stand_alone")
    table = run(made, chosen).estates
    assert table["service"].tolist() == [
        "clustered",
        "stand_alone",
        "outside the scheme",
        "stand_alone",
        "clustered",
        "stand_alone",
    ]
    assert table["centre"].tolist() == ["c1", "", "", "", "c0", ""]
    assert table["households"].tolist() == list(SIZES)


# --- money: from whom to whom


def test_every_account_has_one_payer_and_one_payee() -> None:
    for name, account in ACCOUNTS.items():
        assert account.payer != account.payee, name
        assert {account.payer, account.payee} <= set(SECTORS), name
    table = run(programme(), with_ventures(), months=24).ledger
    assert not table.duplicated(["year", "account"]).any()
    assert table.groupby("year")["account"].apply(list).tolist() == [list(ACCOUNTS)] * 2
    for row in table.itertuples():
        account = ACCOUNTS[str(row.account)]
        assert (row.payer, row.payee) == (account.payer, account.payee)


POLICIES: dict[str, Policy] = {
    "plain": policy(),
    "alone": Policy(organisation="stand_alone"),
    "income": with_ventures(reinvestment_basis="income", settlement_months=12),
    "uses": with_ventures(reserve_share=0.3, fee_relief_share=0.3, upgrade_share=0.2),
    "deficit": with_ventures(allocation="deficit", fallback_cap=3.0, free_months=3),
    "mixed": with_ventures(
        assignment={"e0": "c0", "e1": "c1", "e2": "c1"},
        others="stand_alone",
        capital_charge=True,
        grant=2.0,
        grant_months=5,
        common_income_to_fund=0.4,
    ),
    "capped": with_ventures(
        fallback_cap=0.0, deficit_first=False, upgrade_share=1.0, allocation="shapley"
    ),
}


@pytest.mark.parametrize("name", POLICIES)
def test_what_one_pays_another_receives(name: str) -> None:
    result = run(programme(), POLICIES[name])
    assert result.largest_imbalance < 1e-6
    net = dict.fromkeys(SECTORS, 0.0)
    for row in result.ledger.itertuples():
        net[ACCOUNTS[str(row.account)].payer] -= float(str(row.mean))
        net[ACCOUNTS[str(row.account)].payee] += float(str(row.mean))
    turnover = float(result.ledger["mean"].abs().sum())
    assert abs(sum(net.values())) <= 1e-12 * turnover
    # What stays in the funds is what came in and did not go out.
    estates = result.estates
    in_funds = float(np.sum(column(estates, "fund") * column(estates, "households")))
    assert net["estate_funds"] == pytest.approx(in_funds, abs=1e-9 * turnover)


@pytest.mark.parametrize("name", POLICIES)
def test_the_estates_sum_to_the_accounts(name: str) -> None:
    result = run(programme(), POLICIES[name])
    households = column(result.estates, "households")

    def over_estates(column_name: str) -> float:
        return float(np.sum(column(result.estates, column_name) * households)) * MONTHS

    paid = {
        "fees": ("service_charges", "arrears_recovered"),
        "fallback": ("fallback",),
        "reinvested": ("reinvested_profit", "partner_fees"),
        "service_received": ("service_payments", "service_upgrades"),
    }
    turnover = float(result.ledger["mean"].abs().sum())
    for of_estates, names in paid.items():
        expected = sum(yearly(result, *names))
        assert over_estates(of_estates) == pytest.approx(expected, abs=1e-10 * turnover), of_estates


@pytest.mark.parametrize("name", POLICIES)
def test_the_operator_passes_on_its_pay_less_set_up(name: str) -> None:
    made = programme(centres=[Centre(id=f"c{n}", setup_cost=0.0) for n in range(2)])
    result = run(made, POLICIES[name])
    spent = yearly(
        result,
        *("wages", "materials", "energy", "maintenance", "callouts"),
        *("overhead", "centre_rent", "centre_systems"),
    )
    paid, upgrades, bought = yearly(
        result, "service_payments", "service_upgrades", "upgrade_spending"
    )
    assert sum(spent) == pytest.approx(paid, rel=1e-12)
    assert upgrades == bought


def test_the_operator_keeps_the_charge_for_set_up_paid() -> None:
    made = programme(centres=[Centre(id="c0", setup_cost=96_000.0), Centre(id="c1")])
    result = run(made, policy(), assumptions=central(), draws=1)
    # The default centre costs 150,000; both are repaid over 8 years at 6 % less 1 % of inflation.
    setup = 1.06 * (96_000.0 + 150_000.0)  # 6 % over plan
    assert yearly(result, "centre_setup") == [pytest.approx(setup, rel=1e-12)]
    month = (1.06 / 1.01) ** (-1 / 12)
    charge = setup * (1 - month) / (1 - month ** (12 * 8))
    spent = yearly(
        result,
        *("wages", "materials", "energy", "maintenance", "callouts"),
        *("overhead", "centre_rent", "centre_systems"),
    )
    kept = yearly(result, "service_payments")[0] - sum(spent)
    assert kept == pytest.approx(charge * np.sum(1.01 ** (np.arange(MONTHS) / 12)), rel=1e-9)


def test_premises_that_are_shared_cost_no_rent() -> None:
    made = programme(centres=[Centre(id="c0", co_located=True), Centre(id="c1", rent=700.0)])
    result = run(made, policy(), assumptions=central(), months=1, draws=1)
    assert yearly(result, "centre_rent") == [pytest.approx(700.0, rel=1e-12)]


# --- ventures


@pytest.mark.parametrize("charged", [True, False])
def test_ventures_trade_as_by_hand(charged: bool) -> None:
    # Section 8 of the model for the two ventures of this file, month by month.
    result = run(programme(), with_ventures(capital_charge=charged), assumptions=central(), draws=1)
    sales = subsidy = costs = charges = 0.0
    one = (1.06 / 1.01) ** (-1 / 12)  # present value of the real yuan of a month later
    capital = 1.06 * (300 * 900 + 30_000)  # 6 % over plan
    charge = capital * (1 - one) / (1 - one ** (12 * 10))  # over 10 years
    for month in range(MONTHS):
        price = 1.01 ** (month / 12)
        grown = 1 - 10.0 ** -(((month + 0.5) / 4) ** 2)
        let = 60 * grown * 400 * price
        sales += let
        costs += 0.5 * let + 1500 * price
        if charged:
            charges += charge * price
        if month >= 3:
            grown = 1 - 10.0 ** -(((month + 0.5 - 3) / 14) ** 2)
            meals = 40 * 26 * grown * price
            sales += 10 * meals
            subsidy += 2 * meals
            costs += 11 * meals + 3000 * price
    names = ("venture_sales", "venture_subsidy", "venture_costs", "capital_charges")
    expected = [sales, subsidy, costs, charges]
    np.testing.assert_allclose(yearly(result, *names), expected, rtol=1e-9)
    # The operator spends the capital of the market and the conversion of its plant at once.
    spent = result.ledger.loc[result.ledger["account"] == "venture_capital", "mean"]
    np.testing.assert_allclose(spent, [capital, 0.0], rtol=1e-12)
    # Partners: five who pay 200.
    fees_paid = 5 * 200 * np.sum(1.01 ** (np.arange(MONTHS) / 12))
    assert yearly(result, "partner_fees") == [pytest.approx(fees_paid, rel=1e-9)]


def test_a_venture_sells_no_more_than_its_households_want() -> None:
    wanted = Venture(
        id="v", capacity=1000.0, demand_per_household=0.1, price=10.0, ramp_months=0.01
    )
    result = run(
        programme(ventures=[wanted]),
        policy(ventures=("v",), assignment={"e0": "c0", "e2": "c1"}),
        assumptions=default_assumptions().replace(inflation=0.0),
    )
    households = SIZES[0] + SIZES[2]  # of the scheme, not of the district
    assert yearly(result, "venture_sales") == [pytest.approx(households * MONTHS, rel=1e-9)]


def test_what_is_not_settled_is_carried_on() -> None:
    monthly = run(programme(), with_ventures())
    quarterly = run(programme(), with_ventures(settlement_months=3))
    late = run(programme(), with_ventures(settlement_months=12))
    by_month = series(quarterly, "reinvested")
    assert np.all(by_month[np.arange(MONTHS) % 3 != 2] == 0.0)
    assert np.any(by_month > 0.0)
    # Twelve of eighteen months are settled after a year, the other six where the horizon ends.
    assert np.flatnonzero(series(late, "reinvested")).tolist() == [11, 17]
    assert yearly(late, "reinvested_profit")[0] == pytest.approx(
        yearly(monthly, "reinvested_profit")[0], rel=0.1
    )
    # Settled together, a good month makes up for a bad one: less is shared out, less covered.
    reinvested = [yearly(one, "reinvested_profit")[0] for one in (monthly, quarterly)]
    covered = [yearly(one, "losses_covered")[0] for one in (monthly, quarterly)]
    assert covered[1] <= covered[0]
    assert reinvested[1] == pytest.approx(reinvested[0], rel=0.1)


@pytest.mark.parametrize("basis", ["profit", "income"])
@pytest.mark.parametrize("allocation", ALLOCATIONS)
def test_a_share_of_nothing_leaves_estates_unchanged(basis: Any, allocation: Any) -> None:
    nothing = with_ventures(
        reinvestment_share=0.0, reinvestment_basis=basis, allocation=allocation, partners=()
    )
    result = run(programme(), nothing)
    assert yearly(result, "reinvested_profit") == [0.0]
    assert np.all(column(result.outcomes, "reinvested_per_year") == 0.0)
    assert yearly(result, "retained_profit")[0] > 0.0
    without = run(programme(), policy(allocation=allocation))
    for name in ("service_charges", "arrears_recovered", "fallback", "service_payments"):
        np.testing.assert_allclose(yearly(result, name), yearly(without, name), rtol=1e-12)
    np.testing.assert_allclose(
        column(result.outcomes, "satisfaction"), column(without.outcomes, "satisfaction")
    )


@pytest.mark.parametrize("name", ["income", "uses", "deficit", "mixed"])
def test_the_owners_common_income_never_enters_the_split(name: str) -> None:
    little = run(programme(), POLICIES[name])
    much = run(
        programme(),
        POLICIES[name],
        assumptions=default_assumptions().replace(public_income_per_household=30.0),
    )
    untouched = (
        "reinvested_profit",
        "retained_profit",
        "losses_made_good",
        "losses_covered",
        "venture_sales",
        "partner_fees",
    )
    assert yearly(much, *untouched) == yearly(little, *untouched)
    assert yearly(much, "common_property_income") > yearly(little, "common_property_income")


def test_owners_may_take_all_their_common_income_home() -> None:
    kept = run(programme(), policy(common_income_to_fund=1.0))
    home = run(programme(), policy(common_income_to_fund=0.0))
    names = ("common_property_income", "common_income_to_owners")
    whole, paid_out = yearly(home, *names)
    assert whole > 0.0
    assert paid_out == whole
    assert yearly(kept, *names) == [whole, 0.0]
    # What is not left in the fund the operator must make up, for there is a deficit every month.
    more = yearly(home, "fallback")[0] - yearly(kept, "fallback")[0]
    assert more == pytest.approx(whole, rel=1e-9)


# --- how the estates share what returns

WEIGHTS: dict[str, Callable[[Estate], float]] = {
    "household": lambda one: one.households,
    "floor_area": lambda one: one.floor_area,
    "equal": lambda one: 1.0,
    "need_index": lambda one: one.households * one.need_index,
}


@pytest.mark.parametrize("rule", WEIGHTS)
def test_estates_share_by_the_rule_that_was_chosen(rule: Any) -> None:
    estates = [
        estate(number, size, floor_area=40.0 * size * (1 + number), managed=number == 3)
        for number, size in enumerate(SIZES)
    ]
    made = programme(estates=estates)
    chosen = with_ventures(allocation=rule)
    table = run(made, chosen).estates
    weights = [WEIGHTS[rule](one) for one in estates if not one.managed]
    served = table["service"] != "outside the scheme"
    assert served.tolist() == [not one.managed for one in estates]
    amounts = (column(table, "reinvested") * column(table, "households"))[served]
    np.testing.assert_allclose(amounts / amounts.sum(), np.array(weights) / sum(weights))
    assert np.all(np.isnan(column(table, "reinvested")[~served]))


def test_by_deficit_the_deepest_are_helped_first() -> None:
    # A pool too small for all goes to the estate with the largest deficit by household.
    small = Partner(id="shops", count=1, monthly_fee=10.0)
    chosen = policy(partners=("shops",), allocation="deficit", others="unmanaged")
    result = run(programme(partners=[small]), chosen, draws=1, months=1)
    table = result.estates
    # In the first month nobody has paid, so the deficit is the cost less the common income.
    deepest = int(np.argmax(column(table, "cost")))
    received = column(table, "reinvested") * column(table, "households")
    assert received[deepest] == pytest.approx(10.0, rel=1e-9)
    assert np.all(np.abs(np.delete(received, deepest)) < 1e-9)


def test_under_shapley_a_lone_estate_has_its_own_cost() -> None:
    made = programme()
    chosen = with_ventures(organisation="stand_alone", allocation="shapley")
    table = run(made, chosen, assumptions=central(), draws=1).estates
    households = column(table, "households")
    amounts, costs = column(table, "reinvested") * households, column(table, "cost") * households
    np.testing.assert_allclose(amounts / amounts.sum(), costs / costs.sum(), rtol=1e-9)


# --- who stands behind it


def test_without_a_cap_the_whole_service_is_delivered() -> None:
    for chosen in (policy(), with_ventures(), with_ventures(allocation="deficit")):
        result = run(programme(), chosen)
        np.testing.assert_allclose(column(result.outcomes, "service_level"), 1.0, rtol=1e-12)
        np.testing.assert_allclose(series(result, "service_level", "p5"), 1.0, rtol=1e-12)


@pytest.mark.parametrize("cap", [0.0, 4.0, 15.0])
def test_the_fallback_is_never_above_its_cap(cap: float) -> None:
    ledger = default_assumptions().replace(inflation=0.03)
    result = run(programme(), policy(fallback_cap=cap), assumptions=ledger)
    index = 1.03 ** (np.arange(MONTHS) / 12)
    most = cap * sum(SIZES) * index
    shown = np.stack([series(result, "fallback", name) for name in ("mean", "p50", "p95")])
    assert np.all(shown <= most * (1 + 1e-12))
    assert np.all(column(result.estates, "fallback") <= cap * index.mean() * (1 + 1e-12))
    # In the first months hardly anybody pays yet, so all that may be underwritten is.
    np.testing.assert_allclose(shown[:, :3], np.broadcast_to(most[:3], (3, 3)), rtol=1e-12)
    assert np.all(column(result.outcomes, "service_level") < 1.0)
    own = series(result, "own_income")
    received = yearly(result, "service_payments")[0]
    assert received == pytest.approx(float(np.sum(own + shown[0])), rel=1e-9)


def test_a_higher_cap_never_delivers_less() -> None:
    last = np.zeros(DRAWS)
    for cap in (0.0, 5.0, 20.0, None):
        level = column(run(programme(), policy(fallback_cap=cap)).outcomes, "service_level")
        assert np.all(level >= last - 1e-12)
        last = level
    np.testing.assert_allclose(last, 1.0, rtol=1e-12)


# --- nobody is served


def test_where_nobody_is_served_no_money_moves() -> None:
    made = programme(estates=[estate(n, size, managed=n in (1, 4)) for n, size in enumerate(SIZES)])
    result = run(made, Policy(organisation="unmanaged"), assumptions=central())
    assert np.all(column(result.ledger, "mean") == 0.0)
    unknown = {"cost_per_service_point"}  # nothing over nothing
    for name in money(result):
        found = column(result.outcomes, name)
        assert np.all(np.isnan(found) if name in unknown else found == 0.0), name
    assert np.all(column(result.outcomes, "staff") == 0.0)
    for name in ("service_cost", "own_income", "fallback", "estate_funds", "arrears"):
        assert np.all(series(result, name) == 0.0), name
    assert set(result.estates["service"]) == {"outside the scheme"}
    # Whoever manages an estate today goes on: it stays at 66, the others at 40.
    share = (SIZES[1] + SIZES[4]) / sum(SIZES)
    np.testing.assert_allclose(series(result, "satisfaction"), 40.0 + share * 26.0, rtol=1e-12)


@pytest.mark.parametrize(
    "change",
    [
        {"ventures": ("market",)},
        {"partners": ("shops",)},
        {"ventures": ("market",), "allocation": "deficit"},
    ],
    ids=str,
)
def test_money_for_estates_without_an_estate_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="serves no estate"):
        run(programme(), Policy(organisation="unmanaged", **change))


# --- over time


def test_long_run_payment_is_that_of_the_logit() -> None:
    made = programme(estates=[estate(0, 200, governance=0.5)], centres=[Centre(id="c0")])
    result = run(
        made,
        policy(centres=("c0",), fee=0.65, fee_growth=0.0),
        months=360,
        draws=1,
        assumptions=central().replace(income_growth=0.0, vacancy_rate=0.0),
    )
    fee = 0.65 * 72.0
    logit = -1.2 + 3.2 * 0.82 - 0.6 * 100 * fee / 6500 + 0.25 * 0.5
    rest = 1 / (1 + math.exp(-logit))
    assert column(result.estates, "paying_share")[0] == pytest.approx(rest, rel=1e-9)
    assert column(result.outcomes, "paying_share")[0] == pytest.approx(rest, rel=1e-9)
    assert column(result.estates, "satisfaction")[0] == pytest.approx(82.0, rel=1e-9)
    # Arrears end where as much leaves, after three years, as is not paid.
    owed = (1 - rest) * fee * 200 * 36
    assert series(result, "arrears")[-1] == pytest.approx(owed, rel=1e-4)


def test_a_relieved_bill_is_easily_paid_and_easily_forgotten() -> None:
    # Partners pay for everything: the whole bill is relieved, so its price counts no more and
    # the habit of paying falls by the moral hazard alone.
    rich = Partner(id="shops", count=1, monthly_fee=1e6)
    made = programme(estates=[estate(0, 200, governance=0.5)], partners=[rich])
    chosen = policy(
        centres=("c0",),
        fee=0.65,
        fee_growth=0.0,
        partners=("shops",),
        fee_relief_share=1.0,
        deficit_first=False,
    )
    result = run(made, chosen, months=360, draws=1, assumptions=central().replace(vacancy_rate=0.0))
    logit = -1.2 + 3.2 * 0.82 + 0.25 * 0.5 - 0.6
    rest = 1 / (1 + math.exp(-logit))
    assert column(result.estates, "paying_share")[0] == pytest.approx(rest, rel=1e-9)
    # Only the first bill went out: the relief for the others was in the fund by then.
    assert yearly(result, "service_charges") == [0.0]
    assert column(result.estates, "arrears")[0] == pytest.approx(
        0.65 * 72 * (35 / 36) ** 359, rel=1e-6
    )


def test_free_months_are_free_and_teach_no_payment() -> None:
    managed = programme(estates=[estate(n, size, managed=True) for n, size in enumerate(SIZES)])
    result = run(managed, policy(takes_on="all", free_months=MONTHS), assumptions=central())
    assert yearly(result, "service_charges", "arrears_recovered") == [0.0, 0.0]
    np.testing.assert_allclose(column(result.estates, "paying_share"), 0.3, rtol=1e-12)
    later = run(managed, policy(takes_on="all", free_months=4), assumptions=central())
    own = series(later, "own_income") - series(result, "own_income")
    assert np.all(own[:4] == 0.0)
    # The first bill is paid by those who paid before.
    fees_due = 0.5 * 72.0 * sum(SIZES) * 1.01 ** (4 / 12)
    fees_due *= 1.0 - 0.12 * (1.0 - 0.7)  # empty homes owe 70 %
    assert own[4] == pytest.approx(0.97 * 0.3 * fees_due, rel=1e-12)  # collecting costs 3 %


def test_a_grant_is_paid_by_household_for_its_months() -> None:
    result = run(programme(), policy(grant=2.0, grant_months=5))
    assert yearly(result, "grants") == [pytest.approx(2.0 * sum(SIZES) * 5, rel=1e-12)]


def test_without_growth_a_service_costs_the_same_every_month() -> None:
    steady = default_assumptions().replace(inflation=0.0, wage_growth=0.0)
    cost = series(run(programme(), policy(), assumptions=steady), "service_cost")
    np.testing.assert_allclose(cost, cost[0], rtol=1e-12)
    growing = default_assumptions().replace(inflation=0.0, wage_growth=0.05)
    result = run(programme(), policy(), assumptions=growing, months=13, draws=1)
    wages = yearly(run(programme(), policy(), assumptions=growing, months=1, draws=1), "wages")[0]
    cost = series(result, "service_cost")
    assert cost[12] - cost[0] == pytest.approx(0.05 * wages, rel=1e-9)


# --- edges that the models allow

EDGES: dict[str, Callable[[], tuple[Programme, Policy]]] = {
    "a venture that needs no time to grow": lambda: (
        programme(ventures=[Venture(id="v", capacity=3.0, price=10.0, ramp_months=0.0)]),
        policy(ventures=("v",)),
    ),
    "one that opens later": lambda: (
        programme(
            ventures=[Venture(id="v", capacity=3.0, price=10.0, ramp_months=0.0, opening_month=2)]
        ),
        policy(ventures=("v",)),
    ),
    "nobody in need": lambda: (
        programme(estates=[estate(n, 100, need_index=0.0) for n in range(3)]),
        with_ventures(allocation="need_index"),
    ),
    "no order may wait": lambda: (
        programme(services={"standard": FULL.replace(response_tail=0.0)}),
        policy(),
    ),
    "every order may wait": lambda: (
        programme(services={"standard": FULL.replace(response_tail=1.0)}),
        policy(),
    ),
    "a centre with half a place": lambda: (
        programme(
            estates=[estate(n, 100, x_km=float(n), y_km=0.0) for n in range(3)],
            centres=[Centre(id="c0", x_km=1.0)],
        ),
        policy(centres=("c0",)),
    ),
    "a standard of nothing": lambda: (
        programme(
            services={
                "standard": ServiceStandard(
                    cleaning=0.0, desk=0.0, repairs=False, energy=0.0, maintenance=0.0
                )
            }
        ),
        with_ventures(allocation="shapley"),
    ),
    "a venture that opens after the end": lambda: (
        programme(
            ventures=[Venture(id="v", capacity=3.0, price=10.0, capital=5.0, opening_month=99)]
        ),
        policy(ventures=("v",), capital_charge=True),
    ),
    "no fee": lambda: (programme(), with_ventures(fee=0.0, fee_relief_share=1.0)),
    "posts without a step": lambda: (programme(), with_ventures(staffing_step=0.0)),
}


REFUSED = {
    "nobody in need": r"estates\.need_index",
    "no order may wait": "response_tail",
    "every order may wait": "response_tail",
    "a centre with half a place": "x_km and y_km",
}


@pytest.mark.parametrize("edge", EDGES)
def test_an_edge_works_or_is_refused_in_words(edge: str) -> None:
    if edge in REFUSED:
        with pytest.raises((ValidationError, InputError), match=REFUSED[edge]):
            run(*EDGES[edge](), draws=3, months=6)
        return
    made, chosen = EDGES[edge]()
    result = run(made, chosen, draws=3, months=6)
    assert np.all(np.isnan(result.outcomes[list(OF_A_COLLECTIVE)].to_numpy()))
    assert np.all(np.isfinite(result.outcomes[money(result)].to_numpy()))


# --- money that is lost


@pytest.mark.parametrize("change", [-100.0, 0.01, math.nan])
@pytest.mark.parametrize(
    ("module", "function", "field", "where"),
    [
        (funds, "pay_for_service", "fund", "the funds of the estates"),
        (funds, "pay_for_service", "fallback", "the funds of the estates"),
        (fees, "collect", "collected", "the"),
        (fees, "collect", "arrears", "the arrears"),
        (waterfall, "distribute", "retained", "the cash of the ventures"),
        (waterfall, "distribute", "reinvested", "the"),
        (waterfall, "distribute", "covered", "the"),
        (waterfall, "distribute", "loss", "the losses carried forward"),
    ],
)
def test_lost_money_is_found_with_its_draw_and_month(
    module: Any,
    function: str,
    field: str,
    where: str,
    change: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Chunks of 4 draws and 6 months: the tenth call is month 3 of the second chunk, draws 4 to 7.
    lossy = tampered(getattr(module, function), field, row=2, call=9, change=change)
    monkeypatch.setattr(module, function, lossy)
    with pytest.raises((ImbalanceError, ImpossibleResultError)) as caught:
        run(programme(), with_ventures(), draws=10, months=6, chunk=4)
    message = str(caught.value)
    assert ", draw 6, month 3" in message
    if not math.isnan(change):
        assert message.startswith(f"money does not balance: {where}")
        assert message.endswith(f"{abs(change):g} yuan")


def test_a_nan_is_not_reported_as_zero_yuan(monkeypatch: pytest.MonkeyPatch) -> None:
    lossy = tampered(fees.collect, "arrears", row=1, call=2, change=math.nan)
    monkeypatch.setattr(fees, "collect", lossy)
    with pytest.raises(ImpossibleResultError, match=r"arrears = nan, draw 1, month 2"):
        run(programme(), policy(), draws=3, months=6)


def test_a_nan_spreads_until_it_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = iter(range(1000))

    def broken(*arguments: Any, **keywords: Any) -> Array:
        found = np.array(original(*arguments, **keywords))
        if next(calls) == 2:
            found[1, 0] = np.nan
        return found

    original = satisfaction.next_satisfaction
    monkeypatch.setattr(satisfaction, "next_satisfaction", broken)
    with pytest.raises(ImpossibleResultError, match=r"satisfaction = nan, draw 1, month 2"):
        run(programme(), policy(), draws=3, months=6)


CHECKED = [
    name
    for name, account in ACCOUNTS.items()
    if {account.payer, account.payee} & {"estate_funds", "ventures"}
]


@pytest.mark.parametrize("name", CHECKED)
def test_a_flow_that_reaches_no_stock_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def flows(inputs: Any, ran: Any) -> Any:
        found = dict(accounts.account_flows(inputs, ran))
        amount = found[name].copy()
        amount[1, 2] += 0.01
        return {**found, name: amount}

    monkeypatch.setattr(measured, "account_flows", flows)
    with pytest.raises(ImbalanceError, match=r", draw 1, month 2: -?0\.01 yuan"):
        run(programme(), with_ventures(), draws=3, months=6)


def test_an_imbalance_is_an_arithmetic_error() -> None:
    assert issubclass(ImbalanceError, ArithmeticError)
