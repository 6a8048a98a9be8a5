"""Costs of very different size, and what is decided within rounding, against exact fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from exact_games import exact_nucleolus
from games import Array, shares_of

import commpartner as cp
from commpartner.planning.sharing.shares import Method

KINDS = ("whole", "ties", "any sign", "own costs", "beyond reach", "six orders", "near", "dummy")


def costs_of(kind: str, seed: int) -> Array:
    """Costs of all coalitions of 2 to 5 players."""
    random = np.random.default_rng(seed)
    count = 2 + seed % 4
    size = 1 << count
    members = (np.arange(size)[:, None] >> np.arange(count) & 1).astype(np.float64)
    whole = random.integers(0, 60, size).astype(np.float64)
    far = np.where(random.random(size) < 0.3, 10.0 ** random.integers(6, 12), whole)
    far[-1] = whole[-1]
    made = {
        "whole": whole,
        "ties": random.integers(0, 3, size).astype(np.float64),
        "any sign": random.normal(size=size) * 10.0,
        "own costs": members @ random.random(count),
        "beyond reach": far,
        "six orders": 10.0 ** random.uniform(-3, 3, size),
        "near": 100.0 * (np.arange(size) > 0) + random.random(size) * 1e-6,
        "dummy": np.append(whole[: size // 2], whole[: size // 2] - 3.0),
    }[kind]
    made[0] = 0.0
    if kind == "dummy":
        made[size // 2] = -3.0
    return made * 10.0 ** random.integers(-6, 13)


def compare(table: Array) -> None:
    count = len(table).bit_length() - 1
    apart = sum((Fraction(table[1 << player]) for player in range(count)), Fraction(0))
    methods: dict[Method, bool] = {"least_core": False}
    if Fraction(table[-1]) <= apart:
        methods["nucleolus"] = True
    for method, individual in methods.items():
        found = cp.share_costs(table, range(count), method=method)
        exact, gain = exact_nucleolus(table, individual)
        shares = np.array([float(each) for each in exact])
        size = max(np.abs(shares).max(), abs(float(gain)))
        close = 1e-7 * size + 1e-15 * np.abs(table).max()
        np.testing.assert_allclose(shares_of(found), shares, rtol=0, atol=close)
        assert found.epsilon == pytest.approx(float(gain), abs=close)
        if abs(float(gain)) > 1e-6 * size or gain == 0:
            assert found.in_core == (gain <= 0)
        if individual:
            assert found.individually_rational


@pytest.mark.parametrize("kind", KINDS)
def test_shares_are_those_of_exact_fractions(kind: str) -> None:
    for seed in range(4):
        compare(costs_of(kind, seed))


@pytest.mark.nightly
@pytest.mark.parametrize("kind", KINDS)
def test_shares_are_those_of_exact_fractions_often(kind: str) -> None:
    for seed in range(4, 32):
        compare(costs_of(kind, seed))


def test_costs_that_add_up_leave_nothing_to_share() -> None:
    # Rounding makes all together cost a little more than each alone.
    own = [0.64, 0.27, 0.04, 0.02]
    methods: tuple[Method, ...] = ("nucleolus", "least_core", "shapley", "scrb")
    for method in methods:
        found = cp.share_costs(lambda who: sum(own[each] for each in who), range(4), method=method)
        np.testing.assert_allclose(shares_of(found), own, atol=1e-15)
        assert (found.in_core, found.individually_rational, found.note) == (True, True, "")


def test_coalitions_beyond_reach_do_not_round_the_others() -> None:
    # Only neighbours can go together; all other coalitions, and nobody alone, cost a billion.
    told = {(0, 1): 5.0, (1, 2): 6.0, (2, 3): 5.5, (0, 1, 2, 3): 9.0}
    found = cp.share_costs(lambda who: told.get(who, 1e9), range(4), method="nucleolus")
    shares = shares_of(found)
    assert shares[:2].sum() == pytest.approx(4.25, abs=1e-6)
    assert found.epsilon == pytest.approx(-0.75, abs=1e-6)
    equal = cp.share_costs(lambda who: told.get(who, 1e9), range(4), method="equal")
    assert equal.in_core
    dear = {**told, (0, 1): 4.49}
    assert not cp.share_costs(lambda who: dear.get(who, 1e9), range(4), method="equal").in_core


def test_nobody_can_go_alone() -> None:
    # By hand: leaving costs each pair as much, (8 + 50 + 49 - 2 * 49) / 3 = 3.
    table = np.array([0, 6e7, 6e7, 8, 6e7, 50, 49, 49])
    found = cp.share_costs(table, range(3), method="least_core")
    np.testing.assert_allclose(shares_of(found), [3.0, 2.0, 44.0], rtol=1e-12)
    assert found.epsilon == pytest.approx(-3.0, rel=1e-12)


def test_rounding_keeps_nobody_out_of_the_core() -> None:
    # Alone and all together cost 0, so all shares are 0 but for rounding.
    costs = {1: 0.0, 2: 0.3, 3: 0.1, 4: 0.0}
    found = cp.share_costs(lambda who: costs[len(who)], range(4))
    assert found.in_core
    assert found.individually_rational
    np.testing.assert_allclose(shares_of(found), 0.0, atol=1e-15)
