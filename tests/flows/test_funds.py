"""The fund of an estate and the operator who stands behind it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commpartner.flows.funds import common_income, pay_for_service

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)

money = st.floats(0.0, 1e6, allow_subnormal=False)


@pytest.mark.parametrize(
    ("available", "cost", "cap", "expected"),
    [
        # fallback, uncovered, fund left
        (120.0, 100.0, 30.0, [0.0, 0.0, 20.0]),
        (100.0, 100.0, 30.0, [0.0, 0.0, 0.0]),
        (80.0, 100.0, 30.0, [20.0, 0.0, 0.0]),
        (70.0, 100.0, 30.0, [30.0, 0.0, 0.0]),
        (50.0, 100.0, 30.0, [30.0, 20.0, 0.0]),
        (50.0, 100.0, 0.0, [0.0, 50.0, 0.0]),
    ],
)
def test_a_month_by_hand(available: float, cost: float, cap: float, expected: list[float]) -> None:
    found = pay_for_service(np.array(available), np.array(cost), np.array(cap))
    assert found.uncovered is not None
    assert [float(found.fallback), float(found.uncovered), float(found.fund)] == expected


def test_without_a_cap_all_is_underwritten() -> None:
    found = pay_for_service(np.array([0.0, 30.0, 130.0]), np.array(100.0), None)
    assert found.uncovered is None
    assert found.fallback.tolist() == [100.0, 70.0, 0.0]
    assert found.fund.tolist() == [0.0, 0.0, 30.0]


@law
@given(money, money, money)
def test_what_comes_in_is_spent_or_left(available: float, cost: float, cap: float) -> None:
    found = pay_for_service(np.array(available), np.array(cost), np.array(cap))
    assert found.uncovered is not None
    fallback, uncovered, fund = map(float, (found.fallback, found.uncovered, found.fund))
    slack = 1e-9 * (1.0 + available + cost)
    assert available + fallback == pytest.approx(cost - uncovered + fund, abs=slack)
    assert min(fallback, uncovered, fund) >= 0.0
    assert fallback <= cap
    assert uncovered <= cost + slack
    assert fund == 0.0 or fallback + uncovered == 0.0
    assert uncovered == 0.0 or fallback == cap


@law
@given(money, money)
def test_a_cap_that_does_not_bind_changes_nothing(available: float, cost: float) -> None:
    free = pay_for_service(np.array(available), np.array(cost), None)
    capped = pay_for_service(np.array(available), np.array(cost), np.array(2e6))
    assert float(capped.fallback) == float(free.fallback)
    assert float(capped.fund) == float(free.fund)
    assert capped.uncovered is not None
    assert float(capped.uncovered) == 0.0


def test_common_income_by_hand() -> None:
    # Of 5 yuan three tenths are spent on earning it; an audited committee finds a fifth more.
    found = common_income(np.array([[5.0]]), np.array([[0.3]]), np.array([[1.2]]))
    np.testing.assert_allclose(found, [[4.2]], rtol=1e-14)
    assert common_income(np.array(5.0), np.array(0.0), np.array(1.0)) == 5.0
    assert common_income(np.array(5.0), np.array(1.0), np.array(1.2)) == 0.0
