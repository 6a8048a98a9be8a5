"""From a venture's result to the estates: nothing is lost on the way."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from compiled import compiled
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.waterfall import Distribution, distribute, fill_deficits, split_uses

Array = NDArray[np.float64]
Basis = Literal["profit", "income"]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)
rarer = settings(law, max_examples=60)

money = st.floats(0.0, 1e6, allow_subnormal=False)
results = st.floats(-1e6, 1e6, allow_subnormal=False)
shares = st.floats(0.0, 1.0)
bases = st.sampled_from(["profit", "income"])
settling = st.sampled_from([0.0, 1.0])


def settle(
    result: float, income: float, loss: float, share: float, settles: float, basis: Basis
) -> Distribution:
    def one(value: float) -> Array:
        return np.array([[value]])

    return distribute(one(result), one(income), one(loss), one(share), np.array(settles), basis)


def numbers(found: Distribution) -> list[float]:
    return [float(part[0, 0]) for part in found]


# --- settling with ventures


@pytest.mark.parametrize(
    ("result", "income", "loss", "basis", "expected"),
    [
        # reinvested, retained, made good, covered, loss left
        (100.0, 300.0, 0.0, "profit", [70.0, 30.0, 0.0, 0.0, 0.0]),
        (100.0, 300.0, 40.0, "profit", [42.0, 18.0, 40.0, 0.0, 0.0]),
        (100.0, 300.0, 500.0, "profit", [0.0, 0.0, 100.0, 0.0, 400.0]),
        (-50.0, 300.0, 10.0, "profit", [0.0, 0.0, 0.0, 50.0, 60.0]),
        (0.0, 0.0, 10.0, "profit", [0.0, 0.0, 0.0, 0.0, 10.0]),
        (100.0, 100.0, 0.0, "income", [70.0, 30.0, 0.0, 0.0, 0.0]),
        (100.0, 100.0, 10.0, "income", [70.0, 20.0, 10.0, 0.0, 0.0]),
        (100.0, 100.0, 80.0, "income", [70.0, 0.0, 30.0, 0.0, 50.0]),
        (100.0, 300.0, 40.0, "income", [210.0, 0.0, 0.0, 110.0, 150.0]),
        (-50.0, 100.0, 0.0, "income", [70.0, 0.0, 0.0, 120.0, 120.0]),
    ],
)
def test_settlements_by_hand(
    result: float, income: float, loss: float, basis: Basis, expected: list[float]
) -> None:
    found = numbers(settle(result, income, loss, 0.7, 1.0, basis))
    assert found == pytest.approx(expected, abs=1e-12)


@law
@given(results, money, money, shares, settling, bases)
def test_result_and_cover_are_reinvested_retained_or_make_good(
    result: float, income: float, loss: float, share: float, settles: float, basis: Basis
) -> None:
    found = settle(result, income, loss, share, settles, basis)
    reinvested, retained, made_good, covered, left = numbers(found)
    size = 1e-9 * (1.0 + abs(result) + income + loss)
    assert settles * result + covered == pytest.approx(reinvested + retained + made_good, abs=size)
    assert left == pytest.approx(loss - made_good + covered, abs=size)
    assert min(reinvested, made_good, covered) >= 0.0
    assert min(retained, left) >= -size
    assert made_good <= loss
    # Either there is something left to keep or something to cover, never both.
    assert min(covered, retained + made_good) <= size


@law
@given(results, money, money, shares, bases)
def test_nothing_is_paid_between_settlements(
    result: float, income: float, loss: float, share: float, basis: Basis
) -> None:
    assert numbers(settle(result, income, loss, share, 0.0, basis)) == [0.0, 0.0, 0.0, 0.0, loss]


@law
@given(results, money, money, shares)
def test_of_profit_no_more_is_shared_than_losses_leave(
    result: float, income: float, loss: float, share: float
) -> None:
    reinvested, retained, _, covered, left = numbers(
        settle(result, income, loss, share, 1.0, "profit")
    )
    distributable = max(max(result, 0.0) - loss, 0.0)
    assert reinvested == pytest.approx(share * distributable, abs=1e-8)
    assert retained == pytest.approx((1 - share) * distributable, abs=1e-8)
    assert covered == max(-result, 0.0)
    assert left == pytest.approx(max(loss - result, 0.0), abs=1e-8)


@law
@given(results, money, money, shares)
def test_of_income_the_share_comes_off_the_top(
    result: float, income: float, loss: float, share: float
) -> None:
    reinvested, _, _, covered, _ = numbers(settle(result, income, loss, share, 1.0, "income"))
    assert reinvested == share * income
    assert covered == pytest.approx(max(share * income - result, 0.0), abs=1e-8)


@law
@given(results, money, money, bases)
def test_a_share_of_nothing_reinvests_nothing(
    result: float, income: float, loss: float, basis: Basis
) -> None:
    assert settle(result, income, loss, 0.0, 1.0, basis).reinvested == 0.0


@law
@given(st.lists(st.tuples(results, money), min_size=1, max_size=12), shares, bases)
def test_over_the_months_nothing_is_lost(
    path: list[tuple[float, float]], share: float, basis: Basis
) -> None:
    loss, paid, covered = 0.0, 0.0, 0.0
    for result, income in path:
        found = numbers(settle(result, income, loss, share, 1.0, basis))
        paid += sum(found[:3])
        covered += found[3]
        loss = found[4]
    earned = sum(result for result, _ in path)
    assert earned + covered == pytest.approx(paid, abs=1e-5)
    assert loss >= -1e-6


def test_each_venture_is_settled_by_itself() -> None:
    result, income = np.array([[100.0, -60.0]]), np.array([[300.0, 20.0]])
    found = distribute(
        result, income, np.array([[0.0, 5.0]]), np.array([[0.7]]), np.array(1.0), "profit"
    )
    np.testing.assert_allclose(found.reinvested, [[70.0, 0.0]])
    np.testing.assert_allclose(found.covered, [[0.0, 60.0]])
    np.testing.assert_allclose(found.loss, [[0.0, 65.0]])


# --- filling deficits


def fill(pool: float, deficit: list[float], households: list[float]) -> Array:
    found = fill_deficits(np.array([[pool]]), np.array([deficit]), np.array(households))
    return np.asarray(found[0])


def filled_slowly(pool: float, deficit: list[float], households: list[float]) -> Array:
    """Lower the deepest estates together, from one depth to the next, until the pool is spent."""
    sizes = np.array(households)
    served = sizes > 0
    depth = np.where(served, np.array(deficit) / np.where(served, sizes, 1.0), 0.0)
    found = np.zeros(len(sizes))
    left = pool
    while left > 0 and depth.max(initial=0.0) > 0:
        deepest = served & (depth == depth.max())
        below = depth[served & (depth < depth.max())].max(initial=0.0)
        wanted = (depth.max() - below) * sizes[deepest].sum()
        if wanted >= left:
            found[deepest] += left * sizes[deepest] / sizes[deepest].sum()
            return found
        found[deepest] += (depth.max() - below) * sizes[deepest]
        depth[deepest] = below
        left -= wanted
    return np.asarray(found + left * sizes / sizes.sum())


@st.composite
def shortages(draw: st.DrawFn) -> tuple[float, list[float], list[float]]:
    # Whole numbers make ties, where several estates are equally deep.
    amount = st.floats(0.0, 1e5, allow_subnormal=False) | st.sampled_from([0.0, 100.0, 200.0])
    size = st.integers(0, 500) | st.sampled_from([0, 100])
    estates = draw(st.lists(st.tuples(amount, size), min_size=1, max_size=9))
    households = [float(size) for _, size in estates]
    if not any(households):
        households[0] = 10.0
    deficit = [amount if size else 0.0 for amount, size in estates]
    return draw(st.floats(0.0, 5e5) | st.just(0.0)), deficit, households


@pytest.mark.parametrize(
    ("pool", "deficit", "households", "expected"),
    [
        # Per household 4, 2, 0: the first is lowered to 2 at a cost of 200, then both together.
        (100.0, [400.0, 200.0, 0.0], [100.0, 100.0, 100.0], [100.0, 0.0, 0.0]),
        (200.0, [400.0, 200.0, 0.0], [100.0, 100.0, 100.0], [200.0, 0.0, 0.0]),
        (400.0, [400.0, 200.0, 0.0], [100.0, 100.0, 100.0], [300.0, 100.0, 0.0]),
        (600.0, [400.0, 200.0, 0.0], [100.0, 100.0, 100.0], [400.0, 200.0, 0.0]),
        (900.0, [400.0, 200.0, 0.0], [100.0, 100.0, 100.0], [500.0, 300.0, 100.0]),
        # The small estate is deeper by household, though its deficit is smaller.
        (50.0, [100.0, 200.0], [10.0, 100.0], [50.0, 0.0]),
        # No deficit: by household; nobody there: nothing.
        (90.0, [0.0, 0.0, 0.0], [10.0, 20.0, 0.0], [30.0, 60.0, 0.0]),
        (0.0, [400.0, 200.0], [100.0, 100.0], [0.0, 0.0]),
    ],
)
def test_deficits_filled_by_hand(
    pool: float, deficit: list[float], households: list[float], expected: list[float]
) -> None:
    np.testing.assert_allclose(fill(pool, deficit, households), expected, atol=1e-9)


@rarer
@given(shortages())
def test_the_pool_is_shared_out_whole_and_nobody_pays(
    case: tuple[float, list[float], list[float]],
) -> None:
    pool, deficit, households = case
    found = fill(pool, deficit, households)
    size = 1e-9 * (1.0 + pool + sum(deficit))
    assert found.sum() == pytest.approx(pool, abs=size)
    assert found.min() >= -size
    assert all(part == 0.0 for part, h in zip(found, households, strict=True) if h == 0)


@rarer
@given(shortages())
def test_agrees_with_filling_step_by_step(case: tuple[float, list[float], list[float]]) -> None:
    pool, deficit, households = case
    size = 1e-9 * (1.0 + pool + sum(deficit))
    np.testing.assert_allclose(
        fill(pool, deficit, households),
        filled_slowly(pool, deficit, households),
        rtol=0,
        atol=size,
    )


@rarer
@given(shortages())
def test_the_deepest_are_lowered_to_one_level(
    case: tuple[float, list[float], list[float]],
) -> None:
    pool, deficit, households = case
    found = fill(pool, deficit, households)
    served = np.array(households) > 0
    size = np.array(households)[served]
    before = np.array(deficit)[served] / size
    received = found[served] / size
    slack = 1e-9 * (1.0 + pool + sum(deficit))
    if pool <= sum(deficit):
        after = before - received
        helped = received > slack
        level = after[helped].max(initial=0.0)
        np.testing.assert_allclose(after[helped], level, atol=slack)
        # Who received nothing is not deeper than the level of those who did.
        assert np.all(before[~helped] <= level + slack) or not helped.any()
        assert np.all(received <= before + slack)
    else:
        over = received - before  # every deficit is filled, the rest is the same by household
        np.testing.assert_allclose(over, over[0], atol=slack)
        assert np.all(over >= -slack)


@rarer
@given(shortages(), st.integers(0, 1000))
def test_the_order_of_estates_does_not_matter(
    case: tuple[float, list[float], list[float]], seed: int
) -> None:
    pool, deficit, households = case
    order = np.random.default_rng(seed).permutation(len(deficit))
    mixed = fill(pool, [deficit[i] for i in order], [households[i] for i in order])
    size = 1e-9 * (1.0 + pool + sum(deficit))
    np.testing.assert_allclose(mixed, fill(pool, deficit, households)[order], rtol=0, atol=size)


def test_filling_draws_one_by_one_gives_the_same_bits() -> None:
    generator = np.random.default_rng(4)
    deficit = np.maximum(generator.normal(500.0, 800.0, (6, 11)), 0.0)
    pool = generator.uniform(0.0, 8000.0, (6, 1))
    households = generator.integers(0, 300, 11).astype(float)
    together = fill_deficits(pool, deficit, households)
    for draw in range(6):
        alone = fill_deficits(pool[[draw]], deficit[[draw]], households)
        assert alone.tobytes() == together[[draw]].tobytes()


def test_an_empty_pool_gives_nobody_anything_in_either_engine() -> None:
    # The depth of the deepest less itself may come out above 0 once it is compiled, and above an
    # empty pool.
    generator = np.random.default_rng(11)
    for count in (1, 2, 7, 40):
        deficit = generator.uniform(0.0, 9000.0, (50, count))
        deficit[generator.uniform(size=deficit.shape) < 0.3] = 0.0
        households = generator.integers(1, 500, count).astype(float)
        pool = np.zeros((50, 1))
        for found in (
            fill_deficits(pool, deficit, households),
            compiled(fill_deficits, pool, deficit, households),
        ):
            np.testing.assert_allclose(found, 0.0, atol=1e-9)


def test_both_engines_fill_deficits_alike() -> None:
    generator = np.random.default_rng(12)
    deficit = np.maximum(generator.normal(500.0, 800.0, (40, 11)), 0.0)
    pool = generator.uniform(0.0, 8000.0, (40, 1)) * generator.integers(0, 2, (40, 1))
    households = generator.integers(0, 300, 11).astype(float)
    found = compiled(fill_deficits, pool, deficit, households)
    expected = fill_deficits(pool, deficit, households)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-6)


# --- uses


def test_uses_by_hand() -> None:
    # 100 come in, 40 of them cover the deficit; 60 are left to share out.
    found = split_uses(np.array(100.0), np.array(40.0), True, 0.5, 0.25, 0.1)
    assert [float(part) for part in found] == pytest.approx([49.0, 30.0, 15.0, 6.0])
    found = split_uses(np.array(100.0), np.array(40.0), False, 0.5, 0.25, 0.1)
    assert [float(part) for part in found] == pytest.approx([15.0, 50.0, 25.0, 10.0])
    found = split_uses(np.array(100.0), np.array(400.0), True, 0.5, 0.25, 0.25)
    assert [float(part) for part in found] == [100.0, 0.0, 0.0, 0.0]


@law
@given(money, money, st.booleans(), shares, shares, shares)
def test_uses_sum_to_what_is_allocated(
    allocated: float, deficit: float, first: bool, one: float, two: float, three: float
) -> None:
    whole = max(one + two + three, 1.0)
    reserve, relief, upgrade = one / whole, two / whole, three / whole
    found = split_uses(np.array(allocated), np.array(deficit), first, reserve, relief, upgrade)
    assert sum(map(float, found)) == pytest.approx(allocated, abs=1e-9 * (1 + allocated))
    assert min(map(float, found)) >= -1e-9 * (1 + allocated)
    if first:
        assert float(found.general) >= min(allocated, deficit) - 1e-9 * (1 + allocated)
