"""Laws that shares obey whatever the costs, and slow references."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, get_args

import numpy as np
import pytest
from games import (
    Array,
    bankruptcy,
    excesses,
    members,
    nucleolus_by_pairs,
    shapley_by_orders,
    shares_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

import commpartner as cp
from commpartner.planning.sharing.shares import Method

law = settings(deadline=None, derandomize=True, max_examples=8)
METHODS: tuple[Method, ...] = get_args(Method)
CLOSE: dict[str, Any] = {"rtol": 1e-7, "atol": 1e-6}


def tables(least: int = 2, most: int = 5, low: int = 0) -> st.SearchStrategy[Array]:
    """Whole costs, so that many coalitions tie."""

    def of(count: int) -> st.SearchStrategy[Array]:
        size = (1 << count) - 1
        costs = st.lists(st.integers(low, 60), min_size=size, max_size=size)
        return costs.map(lambda found: np.array([0, *found], dtype=np.float64))

    return st.integers(least, most).flatmap(of)


def share(table: Array, method: Method, **options: Any) -> cp.CostShares:
    count = len(table).bit_length() - 1
    key = np.arange(1.0, count + 1) if method == "proportional" else None
    return cp.share_costs(table, range(count), method=method, key=key, **options)


def swapped(table: Array, one: int, other: int) -> Array:
    """The same costs after two players have changed their names."""
    number = np.arange(len(table))
    differ = (number >> one ^ number >> other) & 1
    return np.asarray(table[number ^ (differ << one | differ << other)])


@law
@given(table=tables(low=-30))
@pytest.mark.parametrize("method", ["equal", "proportional", "scrb", *METHODS[4:]])
def test_shares_sum_to_the_whole_cost(table: Array, method: Method) -> None:
    assert shares_of(share(table, method)).sum() == pytest.approx(table[-1], abs=1e-6)


@law
@given(table=tables(least=3))
@pytest.mark.parametrize("method", ["equal", "stand_alone", "scrb", *METHODS[4:]])
def test_players_who_cost_the_same_pay_the_same(table: Array, method: Method) -> None:
    table = (table + swapped(table, 0, 2)) / 2
    found = shares_of(share(table, method))
    np.testing.assert_allclose(found[0], found[2], **CLOSE)


@law
@given(table=tables(most=4), cost=st.integers(-9, 9))
@pytest.mark.parametrize("method", ["shapley", "least_core"])
def test_a_dummy_pays_what_it_always_adds(table: Array, cost: int, method: Method) -> None:
    found = shares_of(share(np.append(table, table + cost), method))
    np.testing.assert_allclose(found[-1], cost, **CLOSE)
    if method == "shapley":
        np.testing.assert_allclose(found[:-1], shares_of(share(table, method)), **CLOSE)


@law
@given(table=tables(), seed=st.integers(0, 99), scale=st.integers(1, 5))
@pytest.mark.parametrize("method", ["scrb", *METHODS[4:]])
def test_own_costs_and_units_move_shares_alike(
    table: Array, seed: int, scale: int, method: Method
) -> None:
    count = len(table).bit_length() - 1
    own = np.random.default_rng(seed).integers(-50, 50, count).astype(np.float64)
    added = np.array([own[members(number, count)].sum() for number in range(len(table))])
    found = shares_of(share(scale * table + added, method))
    np.testing.assert_allclose(found, scale * shares_of(share(table, method)) + own, **CLOSE)


@law
@given(one=tables(least=4, most=4), other=tables(least=4, most=4, low=-60))
def test_shapley_values_of_two_games_add_up(one: Array, other: Array) -> None:
    apart = shares_of(share(one, "shapley")) + shares_of(share(other, "shapley"))
    np.testing.assert_allclose(shares_of(share(one + other, "shapley")), apart, **CLOSE)


@law
@given(table=tables(most=6, low=-20))
def test_shapley_is_the_mean_over_all_orders(table: Array) -> None:
    found = shares_of(share(table, "shapley"))
    np.testing.assert_allclose(found, shapley_by_orders(table), rtol=1e-12, atol=1e-11)


def compare_nucleolus(table: Array) -> None:
    count = len(table).bit_length() - 1
    apart = table[1 << np.arange(count)].sum()
    for method, individual in (("least_core", False), ("nucleolus", table[-1] <= apart)):
        found = share(table, method)  # type: ignore[arg-type]
        reference = nucleolus_by_pairs(table, individual)
        np.testing.assert_allclose(shares_of(found), reference, **CLOSE)
        assert found.epsilon == pytest.approx(excesses(table, reference)[0], abs=1e-6)
        assert bool(found.note) == (method == "nucleolus" and not individual)
        if individual:
            assert found.individually_rational


@settings(law, max_examples=6)
@given(table=tables(most=4))
def test_the_nucleolus_is_that_of_full_programmes(table: Array) -> None:
    compare_nucleolus(table)


@pytest.mark.nightly
@settings(law, max_examples=40)
@given(table=tables(most=6, low=-20))
def test_the_nucleolus_of_larger_games(table: Array) -> None:
    compare_nucleolus(table)


@law
@given(table=tables(least=3, most=4), seed=st.integers(0, 99))
def test_no_shares_have_lower_sorted_gains(table: Array, seed: int) -> None:
    found = shares_of(share(table, "least_core"))
    best = excesses(table, found)
    random = np.random.default_rng(seed)
    for size in (0.01, 1.0, 20.0):
        moved = random.normal(scale=size, size=len(found))
        other = excesses(table, found + moved - moved.mean())
        first = np.argmax(np.abs(other - best) > 1e-9)
        assert other[first] > best[first]


@law
@given(table=tables(low=-5))
@pytest.mark.parametrize("method", ["equal", "shapley", "nucleolus"])
def test_the_worst_coalition_gains_most(table: Array, method: Method) -> None:
    found = share(table, method)
    shares, count = shares_of(found), len(table).bit_length() - 1
    gains = excesses(table, shares)
    assert found.gain == pytest.approx(gains[0], abs=1e-9)
    number = sum(1 << int(str(player)) for player in found.worst_coalition)
    own = shares[members(number, count)].sum() - table[number]
    assert own == pytest.approx(gains[0], abs=1e-9)
    assert found.in_core == (gains[0] <= 1e-7)


def posts(who: Iterable[int]) -> float:
    """Whole posts for work of different sizes: neither convex nor concave."""
    work = sum(0.13 + 0.07 * player for player in who)
    return 5.0 + 60.0 * math.ceil(work) + 3.0 * work


def covered(seeds: int) -> float:
    exact = shares_of(cp.share_costs(posts, range(9)))
    inside = []
    for seed in range(seeds):
        found = cp.share_costs(posts, range(9), samples=200, seed=seed)
        error = found.shares["standard_error"].to_numpy()
        inside.append(np.abs(shares_of(found) - exact) <= 2.0 * error)
    return float(np.mean(inside))


def test_sampled_values_lie_within_their_error() -> None:
    assert 0.92 <= covered(40) <= 0.99


@pytest.mark.nightly
def test_sampled_values_lie_within_their_error_in_many_seeds() -> None:
    assert 0.945 <= covered(200) <= 0.97


def test_a_seed_gives_the_same_sampled_shares() -> None:
    one, again, other = (
        cp.share_costs(posts, range(30), samples=20, seed=seed).shares for seed in (3, 3, 4)
    )
    assert one.equals(again)
    assert not one.equals(other)
    assert one["share"].sum() == pytest.approx(posts(range(30)))


def test_an_additive_game_has_no_sampling_error() -> None:
    found = cp.share_costs(lambda who: 0.1 * sum(who), range(25), samples=10)
    assert np.abs(shares_of(found) - 0.1 * np.arange(25)).max() < 1e-12
    assert found.shares["standard_error"].max() < 1e-9
    assert found.orders == 10


# --- the core beyond 20 players


def test_a_search_finds_a_coalition_that_gains() -> None:
    # Ten of thirty could do for one yuan what they pay ten for; nobody else could leave.
    def cost(who: tuple[int, ...]) -> float:
        return 1.0 if set(who) == set(range(10)) else float(len(who))

    found = cp.share_costs(cost, range(30), method="equal")
    assert found.in_core is False
    assert found.worst_coalition == tuple(range(10))
    assert found.gain == pytest.approx(9.0)


def test_an_unproved_core_is_not_called_one() -> None:
    found = cp.share_costs(lambda who: len(who) ** 0.5, range(24), method="equal")
    assert found.in_core is None
    assert found.gain < 0
    assert 24 < found.coalitions < 2**24


# --- who joins and who leaves


def test_leaving_says_what_the_others_pay() -> None:
    need = {"a": 1.0, "b": 2.0, "c": 4.0}
    found = cp.share_costs(lambda who: max(need[each] for each in who), [*need])
    effect = found.effect_of("a")
    assert [*effect["player"]] == ["b", "c"]
    np.testing.assert_allclose(effect["share"], [5 / 6, 17 / 6])
    np.testing.assert_allclose(effect["share_without"], [1.0, 3.0])
    np.testing.assert_allclose(effect["change"], [1 / 6, 1 / 6])


@pytest.mark.parametrize("method", METHODS)
def test_without_a_player_is_the_smaller_game(method: Method) -> None:
    table = np.append(0.0, np.random.default_rng(2).random(15) + 1.0)
    left = share(table, method).without(3)
    assert shares_of(left).tolist() == shares_of(share(table[:8], method)).tolist()
    by_name = cp.share_costs(bankruptcy(9.0, {"x": 5.0, "y": 7.0}), ["x", "y"], method="shapley")
    assert shares_of(by_name.without("x")).tolist() == [-4.0]


# --- ways to give costs


def test_function_mapping_and_array_agree() -> None:
    names = ["p", "q", "r", "s"]
    table = np.append(0.0, np.random.default_rng(1).random(15))

    def cost(who: tuple[str, ...]) -> float:
        return float(table[sum(1 << names.index(each) for each in who)])

    told = {who: cost(who) for who in map(tuple, _all(names))}
    turned = {who[::-1]: value for who, value in told.items()}
    sets = {frozenset(who): value for who, value in told.items()}
    single = {who[0] if len(who) == 1 else who: value for who, value in told.items()}
    wanted = shares_of(cp.share_costs(cost, names)).tolist()
    for given_as in (table, told, turned, sets, single, {**told, (): 0.0, ("t",): 5.0}):
        assert shares_of(cp.share_costs(given_as, names)).tolist() == wanted


def _all(names: list[str]) -> Iterable[list[str]]:
    for number in range(1, 1 << len(names)):
        yield [names[place] for place in members(number, len(names))]


def test_proportional_takes_names_or_an_order() -> None:
    costs = {("a",): 3.0, ("b",): 3.0, ("a", "b"): 4.0}
    for key in ({"b": 3.0, "a": 1.0}, [1.0, 3.0], np.array([1, 3])):
        found = cp.share_costs(costs, ["a", "b"], method="proportional", key=key)
        assert shares_of(found).tolist() == [1.0, 3.0]
    assert found.individually_rational
    dear = cp.share_costs(costs, ["a", "b"], method="proportional", key=[0.0, 1.0])
    assert not dear.individually_rational
    assert (dear.worst_coalition, dear.gain) == (("b",), 1.0)


def test_a_single_player_bears_its_cost() -> None:
    for method in METHODS:
        key = [1.0] if method == "proportional" else None
        found = cp.share_costs({("a",): 7.0}, ["a"], method=method, key=key)
        assert (shares_of(found).tolist(), found.in_core) == ([7.0], True)
        assert (found.worst_coalition, found.gain) == ((), 0.0)
