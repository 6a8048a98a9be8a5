"""The cost of the service by hand, alone and together, and what each mechanism does to it."""

from __future__ import annotations

import math
from itertools import chain, combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from commpartner.flows.centre import CentreCost
from commpartner.flows.service import Cost, Help, Level, Norms, Promise, Rates, Sites, Staff
from commpartner.flows.service_cost import pooled_cost, stand_alone_cost, workload
from commpartner.programme.policy import MECHANISMS

Array = NDArray[np.float64]

HOURS_OPEN = 40 * 52 / 12
PRODUCTIVE = HOURS_OPEN * 0.8


def one(value: float) -> Array:
    return np.array([[value]])


# Estate A is one typical estate, B two of them; B has no gate and twice the work orders.
SITES = Sites(
    households=np.array([135.0, 270.0]),
    floor_area=np.array([9_000.0, 20_000.0]),
    gates=np.array([1.0, 0.0]),
    condition=np.array([1.0, 2.0]),
)
PROMISE = Promise(response_target=one(2.0), response_tail=one(0.1), minimum_posts={})
LEVEL = Level(
    cleaning=1.0,
    gates=1.0,
    patrol=0.5,
    desk=1.0,
    repairs=1.0,
    upkeep=0.5,
    energy=1.0,
    maintenance=0.5,
    promise=PROMISE,
    pooled_promise=PROMISE,
)
NORMS = Norms(
    area_per_cleaner=one(10_000.0),
    area_per_guard=one(10_000.0),
    gate_hours=one(112.0),
    working_hours=one(40.0),
    guard_hours=one(40.0),
    absence=one(0.2),
    households_per_coordinator=one(540.0),
    households_per_technician=one(270.0),
    households_per_manager=one(1350.0),
    span_of_control=one(9.0),
    control_loss=one(0.1),
    order_rate=one(0.04),
    reopened=one(0.0),
    repair_time=one(1.0),
    repair_variation=one(1.0),
    steps=Staff(*[one(0.5)] * 6),
    typical_households=135.0,
    rounds_per_month=one(26.0),
    travel_speed=one(15.0),
    detour=one(1.4),
    tour_constant=one(0.7),
)
RATES = Rates(
    wages=Staff(
        guard=one(3000.0),
        cleaner=one(2800.0),
        technician=one(4000.0),
        coordinator=one(3800.0),
        manager=one(7000.0),
        supervisor=one(4000.0),
    ),
    premiums=Staff(*[one(0.5)] * 6),
    layer_pay=one(1.5),
    callout=one(110.0),
    materials=one(0.03),
    energy=one(0.02),
    maintenance=one(0.06),
    overhead_per_household=one(10.0),
    overhead_surviving_share=one(0.4),
    goods_discount=one(0.2),
    services_discount=one(0.1),
    half_volume=one(9.0),
)
CENTRES = CentreCost(rent=one(1200.0), systems=one(3500.0), capital_charge=one(2000.0))


def promising(level: Level = LEVEL, **changes: Any) -> Level:
    """The level with another promise, alone and pooled."""
    made = PROMISE._replace(**changes)
    return level._replace(promise=made, pooled_promise=made)


def alone(level: Level = LEVEL, norms: Norms = NORMS, sites: Sites = SITES) -> Cost:
    return stand_alone_cost(sites, level, norms, RATES)


def by_centre(values: Array) -> Array:
    return np.asarray(np.sum(values, axis=-1, keepdims=True))


def together(
    mechanisms: tuple[str, ...],
    level: Level = LEVEL,
    norms: Norms = NORMS,
    sites: Sites = SITES,
    distance: float = 1.0,
) -> Cost:
    return pooled_cost(
        sites,
        level,
        norms,
        RATES,
        alone(level, norms, sites),
        by_centre,
        one(distance),
        CENTRES,
        mechanisms,
    )


def staff(cost: Cost) -> dict[str, list[float]]:
    return {role: np.abs(values[0]).tolist() for role, values in cost.staff._asdict().items()}


def paid(cost: Cost, *roles: str) -> Array:
    """What the crews of some roles are paid."""
    parts = [
        (getattr(cost.posts, role) + 1.5 * getattr(cost.hours, role)) * getattr(RATES.wages, role)
        for role in roles
    ]
    return np.asarray(sum(parts))


def accounts(cost: Cost) -> dict[str, Array]:
    return {
        name: values
        for name, values in cost._asdict().items()
        if name not in ("posts", "hours", "lines")
    }


# --- workload


def test_workload_by_hand() -> None:
    found = workload(SITES, LEVEL, NORMS, None)
    np.testing.assert_allclose(found.gate, [[112 / (40 * 0.8), 0.0]], rtol=1e-14)
    np.testing.assert_allclose(found.patrol, [[0.45, 1.0]], rtol=1e-14)
    np.testing.assert_allclose(found.cleaner, [[0.9, 2.0]], rtol=1e-14)
    np.testing.assert_allclose(found.coordinator, [[0.25, 0.5]], rtol=1e-14)
    np.testing.assert_allclose(found.upkeep, [[0.25, 0.5]], rtol=1e-14)
    np.testing.assert_allclose(found.orders, [[5.4, 21.6]], rtol=1e-14)


def test_a_standard_of_nothing_needs_no_work() -> None:
    none = LEVEL._replace(cleaning=0.0, gates=0.0, patrol=0.0, desk=0.0, repairs=0.0, upkeep=0.0)
    none = none._replace(management=0.0)
    for part in workload(SITES, none, NORMS, None):
        assert np.all(part == 0.0)


def test_orders_that_come_back_are_staffed_for() -> None:
    # A fifth comes back, and a fifth of that: 1 / (1 - 0.2) orders for each new one.
    found = workload(SITES, LEVEL, NORMS._replace(reopened=one(0.2)), None)
    np.testing.assert_allclose(found.orders, [[6.75, 27.0]], rtol=1e-14)


def helping(hours: float, substitution: float = 0.5) -> Help:
    part = hours * SITES.households / np.sum(SITES.households)
    return Help(
        patrol=one(1.0) * part,
        cleaning=one(2.0) * part,
        repairs=one(0.1) * part,
        substitution=one(substitution),
    )


def test_volunteers_replace_paid_work_by_hand() -> None:
    # Of 30 h A has 10 and B 20; an hour replaces half a paid one of 138.67 h/FTE, or of 1 h/order.
    bare, found = workload(SITES, LEVEL, NORMS, None), workload(SITES, LEVEL, NORMS, helping(30.0))
    np.testing.assert_allclose(found.patrol, bare.patrol - np.array([5, 10]) / PRODUCTIVE)
    np.testing.assert_allclose(found.cleaner, bare.cleaner - np.array([10, 20]) / PRODUCTIVE)
    np.testing.assert_allclose(found.orders, bare.orders - np.array([0.5, 1.0]))
    for role in ("gate", "coordinator", "upkeep"):
        np.testing.assert_array_equal(getattr(found, role), getattr(bare, role))


def test_volunteers_replace_no_more_work_than_there_is() -> None:
    found = workload(SITES, LEVEL, NORMS, helping(1e6))
    for part in (found.patrol, found.cleaner, found.orders):
        assert np.all(part == 0.0)


def test_help_that_replaces_nothing_changes_no_cost() -> None:
    helped = helping(30.0, substitution=0.0)
    found = stand_alone_cost(SITES, LEVEL, NORMS, RATES, helped)
    np.testing.assert_array_equal(found.total, alone().total)
    pooled = pooled_cost(
        *(SITES, LEVEL, NORMS, RATES, found, by_centre, one(1.0), CENTRES, MECHANISMS, helped)
    )
    np.testing.assert_array_equal(pooled.total, together(MECHANISMS).total)


def test_help_saves_posts_alone_and_together() -> None:
    # 520 h replace 1.25 cleaners in A and 2.5 in B, more than there are, and 0.625 and 1.25 guards
    # on patrol: the gate of A and nobody else is left.
    helped = helping(1040.0)
    found = stand_alone_cost(SITES, LEVEL, NORMS, RATES, helped)
    assert staff(found)["cleaner"] == [0.0, 0.0]
    assert staff(found)["guard"] == [3.5, 0.0]
    pooled = pooled_cost(
        *(SITES, LEVEL, NORMS, RATES, found, by_centre, one(1.0), CENTRES, MECHANISMS, helped)
    )
    # Rounds remain.
    assert staff(pooled)["cleaner"] == pytest.approx([ROUND])
    assert staff(pooled)["guard"] == pytest.approx([3.5 + ROUND])


# --- estates with different packages


def test_shares_may_differ_by_estate() -> None:
    mixed = LEVEL._replace(cleaning=np.array([[1.0, 0.5]]), desk=np.array([[0.0, 1.0]]))
    found = workload(SITES, mixed, NORMS, None)
    np.testing.assert_allclose(found.cleaner, [[0.9, 1.0]], rtol=1e-14)
    np.testing.assert_allclose(found.coordinator, [[0.0, 0.5]], rtol=1e-14)
    np.testing.assert_allclose(alone(mixed).materials, [[270.0, 10_000 * 0.03 * 0.98]])


def test_centres_keep_the_pooled_promise_and_estates_theirs() -> None:
    level = LEVEL._replace(
        promise=PROMISE._replace(minimum_posts={"guard": np.array([[4.5, 2.0]])}),
        pooled_promise=PROMISE._replace(minimum_posts={"guard": 7.0}),
    )
    assert staff(alone(level))["guard"] == [4.5, 2.0]
    assert staff(together(MECHANISMS, level))["guard"] == [7.0]


def test_rounds_are_walked_where_any_estate_has_the_service() -> None:
    norms = NORMS._replace(steps=Staff(*[one(0.0)] * 6))
    still = tuple(name for name in MECHANISMS if name != "travel")
    for cleaning, walked in (([[1.0, 0.0]], True), ([[0.0, 0.0]], False)):
        level = LEVEL._replace(cleaning=np.array(cleaning))
        moving, standing = (together(on, level, norms).staff.cleaner for on in (MECHANISMS, still))
        assert bool(np.all(moving > standing)) is walked


# --- alone


def test_stand_alone_staff_by_hand() -> None:
    # Guards 3.5 + 0.45 = 3.95 and 1.0; cleaners 0.9 and 2.0; coordinators 0.25 and 0.5; managers
    # 0.1 and 0.2. Hours cost half as much again, so that a rest below a third is bought. One own
    # technician and the relief, 1.3 wages, are dearer than the upkeep and 5.4 or 21.6 calls.
    assert staff(alone()) == {
        "guard": [4.0, 1.0],
        "cleaner": [1.0, 2.0],
        "technician": [0.25, 0.5],
        "coordinator": [0.25, 0.5],
        "manager": [0.1, 0.2],
        "supervisor": [0.0, 0.0],
    }
    hours = alone().hours
    assert [hours.technician.tolist(), hours.manager.tolist()] == [[[0.25, 0.0]], [[0.1, 0.2]]]


def test_stand_alone_cost_by_hand() -> None:
    found = alone()
    goods, services = 0.2 * 1 / 10, 0.1 * 1 / 10  # of B, which has the volume of two
    expected = {
        "wages": [
            4 * 3000 + 1 * 2800 + 1.5 * (0.25 * 4000 + 0.25 * 3800 + 0.1 * 7000),
            1 * 3000 + 2 * 2800 + 0.5 * 4000 + 0.5 * 3800 + 1.5 * 0.2 * 7000,
        ],
        "materials": [9000 * 0.03, 20_000 * 0.03 * (1 - goods)],
        "energy": [180.0, 400.0],
        "maintenance": [0.5 * 9000 * 0.06, 0.5 * 20_000 * 0.06 * (1 - services)],
        "callouts": [5.4 * 110, 21.6 * 110 * (1 - services)],
        "overhead": [1350.0, 2700.0],
        "centre_rent": [0.0, 0.0],
        "centre_systems": [0.0, 0.0],
        "centre_capital": [0.0, 0.0],
    }
    for account, amounts in expected.items():
        np.testing.assert_allclose(getattr(found, account), [amounts], rtol=1e-13, err_msg=account)
    np.testing.assert_allclose(found.total, [np.sum(list(expected.values()), axis=0)], rtol=1e-13)
    np.testing.assert_allclose(found.total, found.wages + found.at_prices, rtol=1e-15)


def test_a_hard_promise_needs_a_second_technician() -> None:
    # B: load 21.6 / 173.33; nobody may wait beyond now: one in eight would, so two are on duty,
    # and then the calls are bought: (1 - 1 %) * 110 * 21.6 + 0.5 posts < 2 posts.
    strict = promising(response_target=one(0.0))
    assert staff(alone(strict))["technician"] == [0.25, 0.5]
    np.testing.assert_allclose(alone(strict).callouts, [[5.4 * 110, 21.6 * 110 * 0.99]])
    # With calls at ten times the price two technicians are the cheaper. Each is away on one day in
    # five: one of two is missing in 0.32 of the days, both in 0.04, and their hours are bought.
    dear = RATES._replace(callout=one(1100.0))
    found = stand_alone_cost(SITES, strict, NORMS, dear)
    np.testing.assert_allclose(found.staff.technician, [[1.2, 2.4]], rtol=1e-12)
    assert np.all(found.callouts == 0.0)


def test_every_estate_keeps_the_minimum_of_each_role() -> None:
    least: dict[str, float] = {
        "guard": 2.0,
        "cleaner": 1.5,
        "technician": 1.0,
        "coordinator": 1.0,
        "manager": 0.0,
    }
    found = staff(alone(promising(minimum_posts=least)))
    assert found["guard"] == [4.0, 2.0]
    assert found["cleaner"] == [1.5, 2.0]
    assert found["technician"] == [1.0, 1.2]  # who serves orders is relieved
    assert found["coordinator"] == [1.0, 1.0]
    assert found["manager"] == [0.1, 0.2]


def test_divisible_posts_cost_the_work() -> None:
    found = alone(norms=NORMS._replace(steps=Staff(*[one(0.0)] * 6)))
    np.testing.assert_allclose(found.staff.cleaner, [[0.9, 2.0]])
    np.testing.assert_allclose(found.staff.guard, [[3.95, 1.0]])
    np.testing.assert_allclose(found.staff.manager, [[0.1, 0.2]])


# --- together


ROUND = 26 * 0.7 * 1.4 * math.sqrt(3 * math.pi * 1.5**2) / 15 / PRODUCTIVE  # 0.0564 posts
GUARD, DESK = 4.95 + ROUND - 5.0, 0.55 + ROUND - 0.5  # hours that are bought
TEAM = (5.0 + GUARD) + 3.0 + 1.2 + (0.5 + DESK) + 0.5
LOST = 1.0 - 0.9 ** (math.log(TEAM) / math.log(9.0) - 1.0)


def test_clustered_staff_by_hand() -> None:
    # Guards 4.95 and a round, cleaners 2.9 and a round, managers 0.3. Their half post leaves 0.2
    # for the desk, which has 0.75 and a round. One technician does 0.75 of upkeep and 27 orders of
    # 1 h 11 min, and has a fifth of relief. More than nine people need 1.15 supervisors.
    found = together(MECHANISMS)
    expected = {
        "guard": (5.0, GUARD),
        "cleaner": (3.0, 0.0),
        "technician": (1.0, 0.2),
        "coordinator": (0.5, DESK),
        "manager": (0.5, 0.0),
        "supervisor": (1.5, TEAM * LOST / (1.0 - LOST)),
    }
    for role, (posts, hours) in expected.items():
        crew = [float(getattr(part, role)[0, 0]) for part in (found.posts, found.hours)]
        assert crew == pytest.approx([posts, hours], abs=1e-12), role


def test_clustered_cost_by_hand() -> None:
    found = together(MECHANISMS)
    goods, services = 0.2 * 2 / 11, 0.1 * 2 / 11  # at the volume of three
    team = (5 + 1.5 * GUARD) * 3000 + 3 * 2800 + 1.3 * 4000 + (0.5 + 1.5 * DESK) * 3800 + 0.5 * 7000
    expected = {
        "wages": team / (1.0 - LOST) + 1.5 * 4000,
        "materials": 29_000 * 0.03 * (1 - goods),
        "energy": 580.0,
        "maintenance": 0.5 * 29_000 * 0.06 * (1 - services),
        "callouts": 0.0,
        "overhead": 0.4 * 4050,
        "centre_rent": 1200.0,
        "centre_systems": 3500.0,
        "centre_capital": 2000.0,
    }
    for account, amount in expected.items():
        np.testing.assert_allclose(getattr(found, account), [[amount]], rtol=1e-13, err_msg=account)
    np.testing.assert_allclose(found.total, [[sum(expected.values())]], rtol=1e-13)


def test_rounds_are_walked_by_those_whom_the_standard_has() -> None:
    norms = NORMS._replace(steps=Staff(*[one(0.0)] * 6))
    walked = 26 * 0.7 * 1.4 * math.sqrt(3 * math.pi * 1.5**2) / 15 / PRODUCTIVE
    still = tuple(name for name in MECHANISMS if name != "travel")
    for level, roles in (
        (LEVEL, {"guard", "cleaner", "coordinator"}),
        (LEVEL._replace(patrol=0.0), {"cleaner", "coordinator"}),
        (LEVEL._replace(cleaning=0.0), {"guard", "coordinator"}),
        (LEVEL._replace(desk=0.0), {"guard", "cleaner"}),
    ):
        moving = together(MECHANISMS, level, norms).staff
        standing = together(still, level, norms).staff
        for role in ("guard", "cleaner", "coordinator", "manager"):
            difference = float((getattr(moving, role) - getattr(standing, role))[0, 0])
            assert difference == pytest.approx(walked if role in roles else 0.0, abs=1e-12), role


def test_trips_lengthen_the_work_orders() -> None:
    # Without planned upkeep and with divisible posts and patient residents, technicians are the
    # orders' hours: 27 of 1 h and a trip of 2 * 1.4 / 15 h; one must be there at all times.
    norms = NORMS._replace(steps=Staff(*[one(0.0)] * 6), order_rate=one(4.0), absence=one(0.0))
    level = promising(response_target=one(1000.0))
    for mechanisms, hours in (
        (("staff_pooling", "queue_pooling"), 1.0),
        (("staff_pooling", "queue_pooling", "travel"), 1.0 + 2.8 / 15),
    ):
        found = together(mechanisms, level, norms).staff.technician
        np.testing.assert_allclose(found, [[0.75 + 2700 * hours / HOURS_OPEN]], rtol=1e-12)


def test_pooled_calls_wait_in_one_queue() -> None:
    # Two estates with the orders of half a technician each: alone each needs two on duty to
    # answer nearly all within half an hour, together three are enough.
    sites = SITES._replace(
        households=np.array([135.0, 135.0]), condition=np.ones(2), gates=np.zeros(2)
    )
    norms = NORMS._replace(order_rate=one(0.5 * HOURS_OPEN / 135), absence=one(0.0))
    level = promising(LEVEL._replace(upkeep=0.0), response_target=one(0.5), response_tail=one(0.15))
    assert staff(alone(level, norms, sites))["technician"] == [2.0, 2.0]
    found = together(("staff_pooling", "queue_pooling"), level, norms, sites)
    assert staff(found)["technician"] == [3.0]


def subsets() -> list[tuple[str, ...]]:
    sizes = range(len(MECHANISMS) + 1)
    return list(chain.from_iterable(combinations(MECHANISMS, size) for size in sizes))


def test_without_mechanisms_a_cluster_costs_its_estates_sum() -> None:
    apart, pooled = alone(), together(())
    for account, amounts in accounts(pooled).items():
        np.testing.assert_allclose(amounts, by_centre(getattr(apart, account)), rtol=1e-13)
    for role, posts in pooled.staff._asdict().items():
        np.testing.assert_allclose(posts, by_centre(getattr(apart.staff, role)))


@pytest.mark.parametrize(
    ("mechanism", "touched"),
    [
        ("staff_pooling", {"posts", "hours", "wages", "callouts"}),
        ("manager_pooling", {"posts", "hours", "wages"}),
        ("queue_pooling", {"posts", "hours", "wages", "callouts"}),
        ("procurement", {"materials", "maintenance"}),
        ("shared_overhead", {"overhead"}),
        ("travel", set()),
        (
            "centre_cost",
            {"posts", "hours", "wages", "centre_rent", "centre_systems", "centre_capital"},
        ),
    ],
)
def test_a_mechanism_alone_touches_its_own_accounts(mechanism: str, touched: set[str]) -> None:
    sites = SITES._replace(condition=np.array([4.0, 8.0]))
    norms = NORMS._replace(households_per_manager=one(450.0))
    before, after = (together(on, norms=norms, sites=sites) for on in ((), (mechanism,)))
    for account in set(Cost._fields) - touched:
        np.testing.assert_array_equal(
            np.asarray(getattr(after, account)), np.asarray(getattr(before, account))
        )
    assert mechanism == "travel" or not np.array_equal(after.total, before.total)


def test_travel_only_matters_where_staff_or_orders_are_pooled() -> None:
    divisible = NORMS._replace(steps=Staff(*[one(0.0)] * 6))
    for on in subsets():
        if "travel" in on:
            still = tuple(name for name in on if name != "travel")
            difference = float(
                (together(on, norms=divisible).total - together(still, norms=divisible).total)[0, 0]
            )
            if {"staff_pooling", "queue_pooling"} & set(on):
                assert difference >= 0.0
            else:
                assert difference == 0.0


@pytest.mark.parametrize("mechanisms", [("shared_overhead",), MECHANISMS])
def test_an_estate_alone_in_a_centre_shares_no_overhead(mechanisms: tuple[str, ...]) -> None:
    # B has a centre of its own, A another: nothing is merged. Together they keep 0.4.
    found, apart = alone(), alone().overhead
    each = pooled_cost(
        *(SITES, LEVEL, NORMS, RATES, found, np.asarray, np.array([[1.0, 1.0]]), CENTRES),
        mechanisms,
    )
    np.testing.assert_array_equal(each.overhead, apart)
    np.testing.assert_allclose(together(mechanisms).overhead, 0.4 * by_centre(apart), rtol=1e-14)


def test_without_procurement_every_estate_keeps_its_own_prices() -> None:
    # Buying together is what procurement adds. Without it every estate keeps the discount that
    # its own volume has alone, for materials, for maintenance and for calls.
    # Without planned upkeep a few calls a month are bought in every coalition.
    sites = SITES._replace(condition=np.array([0.05, 0.05]))
    level = LEVEL._replace(upkeep=0.0)
    apart = alone(level, sites=sites)
    assert np.all(apart.callouts > 0.0)
    for on in subsets():
        if "procurement" not in on:
            found = together(on, level, sites=sites)
            for account in ("materials", "maintenance", "callouts"):
                np.testing.assert_allclose(
                    getattr(found, account),
                    by_centre(getattr(apart, account)),
                    rtol=1e-13,
                    err_msg=f"{account} with {on}",
                )


def test_minimum_posts_hold_whatever_is_pooled() -> None:
    least: dict[str, float] = {
        "guard": 7.0,
        "cleaner": 6.0,
        "technician": 5.0,
        "coordinator": 4.0,
        "manager": 3.0,
    }
    level = promising(minimum_posts=least)
    below = [
        (role, on)
        for on in subsets()
        for role, posts in staff(together(on, level)).items()
        if posts[0] < least.get(role, 0.0)
    ]
    assert below == []


@pytest.mark.parametrize("costs", [True, False])
def test_a_centre_is_paid_for_only_where_it_costs(costs: bool) -> None:
    for on in subsets():
        if ("centre_cost" in on) is costs:
            found = together(on)
            assert found.centre_rent.tolist() == [[1200.0 if costs else 0.0]]
            assert found.centre_systems.tolist() == [[3500.0 if costs else 0.0]]
            assert found.centre_capital.tolist() == [[2000.0 if costs else 0.0]]
            team = sum(float(posts[0, 0]) for posts in found.staff[:5])
            led = math.ceil(team / 9 / 0.5 - 1e-9) * 0.5 if costs and team > 9 else 0.0
            assert float(found.posts.supervisor[0, 0]) == led
            assert (float(found.hours.supervisor[0, 0]) > 0) is (costs and team > 9)


def test_pooling_staff_never_needs_more_without_travel() -> None:
    generator = np.random.default_rng(5)
    for _ in range(50):
        count = int(generator.integers(1, 9))
        sites = Sites(
            households=generator.integers(20, 500, count).astype(float),
            floor_area=generator.uniform(1e3, 5e4, count),
            gates=generator.integers(0, 3, count).astype(float),
            condition=generator.uniform(0.5, 2.0, count),
        )
        pooled = together(("staff_pooling", "manager_pooling"), sites=sites)
        apart = alone(sites=sites)
        for roles in (("guard",), ("cleaner",), ("coordinator", "manager")):
            assert np.all(paid(pooled, *roles) <= by_centre(paid(apart, *roles)) + 1e-6)


def test_draws_do_not_mix() -> None:
    def two(values: Any, factor: float) -> Any:
        return values._replace(
            **{
                name: np.vstack([value, value * factor])
                for name, value in values._asdict().items()
                if isinstance(value, np.ndarray)
            }
        )

    norms, rates = two(NORMS, 1.07), two(RATES, 1.3)
    both = stand_alone_cost(SITES, LEVEL, norms, rates)
    assert both.total.shape == (2, 2)
    np.testing.assert_array_equal(both.total[[0]], alone().total)
    assert isinstance(both.staff, Staff)
    assert not np.array_equal(both.total[0], both.total[1])
