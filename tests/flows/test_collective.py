"""What a collective has left, and what it does with it."""

from __future__ import annotations

import numpy as np
import pytest
from compiled import compiled
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.collective import after_shortfall, uses

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)

money = st.floats(0.0, 1e6, allow_subnormal=False)
shares = st.floats(0.0, 1.0)


def month(income: float, top_up: float, shortfall: float) -> tuple[float, float]:
    found = after_shortfall(*(np.array([[value]]) for value in (income, top_up, shortfall)))
    return float(found.left[0, 0]), float(found.shortfall[0, 0])


@pytest.mark.parametrize(
    ("income", "top_up", "shortfall", "left", "carried"),
    [
        (100.0, 30.0, 0.0, 70.0, 0.0),
        (100.0, 30.0, 50.0, 20.0, 0.0),
        (100.0, 30.0, 70.0, 0.0, 0.0),
        (100.0, 30.0, 90.0, 0.0, 20.0),
        (20.0, 30.0, 0.0, 0.0, 10.0),
        (0.0, 0.0, 0.0, 0.0, 0.0),
    ],
)
def test_months_by_hand(
    income: float, top_up: float, shortfall: float, left: float, carried: float
) -> None:
    assert month(income, top_up, shortfall) == (left, carried)


@law
@given(money, money, money)
def test_what_comes_in_is_left_or_lowers_the_shortfall(
    income: float, top_up: float, shortfall: float
) -> None:
    left, carried = month(income, top_up, shortfall)
    size = 1e-12 * (1.0 + income + top_up + shortfall)
    assert income - top_up == pytest.approx(left + shortfall - carried, abs=size)
    assert min(left, carried) == 0.0  # never both
    assert max(left, carried) >= 0.0
    assert left <= income


@law
@given(st.lists(st.tuples(money, money), min_size=1, max_size=24))
def test_total_distributed_is_the_most_it_ever_had(path: list[tuple[float, float]]) -> None:
    # Handed out up to a month: the highest level that income less top-ups has reached by then; the
    # shortfall is how far it has come down since.
    handed, carried = 0.0, 0.0
    level = highest = 0.0
    for income, top_up in path:
        left, carried = month(income, top_up, carried)
        handed += left
        level += income - top_up
        highest = max(highest, level)
        assert handed == pytest.approx(highest, abs=1e-6)
        assert carried == pytest.approx(highest - level, abs=1e-6)


def test_both_engines_carry_alike() -> None:
    generator = np.random.default_rng(4)
    numbers = tuple(generator.uniform(0.0, 900.0, (30, 1)) for _ in range(3))
    found, expected = compiled(after_shortfall, *numbers), after_shortfall(*numbers)
    for part, same in zip(found, expected, strict=True):
        np.testing.assert_allclose(part, same, rtol=1e-14)


# --- uses


def test_uses_by_hand() -> None:
    # 15 % stay in the reserve and 25 % are welfare; of the 60 % left a third are dividends.
    found = uses(np.array([[0.15]]), np.array([[0.25]]), np.array([[1 / 3]]))
    assert [float(part[0, 0]) for part in found] == pytest.approx([0.15, 0.25, 0.2, 0.4])


@law
@given(shares, shares, shares)
def test_uses_sum_to_1(first: float, second: float, dividend: float) -> None:
    reserve, welfare = first, second * (1.0 - first)  # together at most 1
    found = [float(part) for part in uses(*map(np.array, (reserve, welfare, dividend)))]
    assert sum(found) == pytest.approx(1.0, abs=1e-14)
    assert min(found) >= -1e-15
    assert found[:2] == [reserve, welfare]
    rest = 1.0 - reserve - welfare
    assert found[2] == pytest.approx(dividend * rest, abs=1e-15)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ((0.0, 0.0, 0.0), [0.0, 0.0, 0.0, 1.0]),
        ((0.0, 0.0, 1.0), [0.0, 0.0, 1.0, 0.0]),
        ((1.0, 0.0, 0.5), [1.0, 0.0, 0.0, 0.0]),
        ((0.0, 1.0, 0.5), [0.0, 1.0, 0.0, 0.0]),
    ],
)
def test_all_may_go_to_one_use(asked: tuple[float, ...], expected: list[float]) -> None:
    reserve, welfare, dividend = map(np.array, asked)
    assert [float(part) for part in uses(reserve, welfare, dividend)] == expected
