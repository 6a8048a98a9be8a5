"""What a centre itself costs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commpartner.flows.centre import centre_cost

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)


def charge(setup: float, years: float, rate: float) -> float:
    nothing = np.zeros((1, 1))
    found = centre_cost(
        nothing, nothing, np.array([[setup]]), np.array([[years]]), np.array([[rate]])
    )
    return float(found.capital_charge[0, 0])


def test_by_hand() -> None:
    # 100,000 at 6 % a year effective over 8 years, paid at the start of each month:
    # (1 - 1.06^(-1/12)) / (1 - 1.06^-8).
    by_hand = 100_000 * (1 - 1.06 ** (-1 / 12)) / (1 - 1.06**-8)
    assert charge(100_000.0, 8.0, 0.06) == pytest.approx(by_hand, rel=1e-12)
    assert by_hand == pytest.approx(1300.09, abs=0.005)


def test_without_interest_the_setup_is_spread_evenly() -> None:
    assert charge(96_000.0, 8.0, 0.0) == pytest.approx(1000.0, rel=1e-12)


@law
@given(st.floats(1.0, 1e6), st.integers(1, 30), st.floats(0.001, 0.3))
def test_the_charges_repay_the_setup(setup: float, years: int, rate: float) -> None:
    months = np.arange(12 * years)
    worth = float(np.sum(charge(setup, years, rate) * (1 + rate) ** (-months / 12)))
    assert worth == pytest.approx(setup, rel=1e-9)


@law
@given(st.floats(1.0, 1e6), st.integers(1, 20), st.floats(0.0, 0.2))
def test_the_charge_is_proportional_and_falls_with_the_life(
    setup: float, years: float, rate: float
) -> None:
    assert charge(2 * setup, years, rate) == pytest.approx(2 * charge(setup, years, rate))
    assert charge(setup, years + 1, rate) < charge(setup, years, rate)
    assert charge(setup, years, rate + 0.01) > charge(setup, years, rate)


def test_a_life_may_be_a_fraction_of_months() -> None:
    # The ledger gives the life in years with a range, so a draw of it is any number.
    found = charge(100_000.0, 7.3, 0.06)  # 87.6 months
    assert charge(100_000.0, 88 / 12, 0.06) < found < charge(100_000.0, 87 / 12, 0.06)


def test_rent_and_systems_are_passed_on_by_centre() -> None:
    rent, systems = np.array([[1200.0, 0.0]]), np.array([[3500.0, 4000.0]])
    setup = np.array([[0.0, 96_000.0]])
    found = centre_cost(rent, systems, setup, np.array([[8.0]]), np.array([[0.0]]))
    assert found.rent.tolist() == [[1200.0, 0.0]]
    assert found.systems.tolist() == [[3500.0, 4000.0]]
    np.testing.assert_allclose(found.capital_charge, [[0.0, 1000.0]], rtol=1e-12)
