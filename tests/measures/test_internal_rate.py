"""The internal rate of return: textbook cases, its own law, and when there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commpartner.errors import ArgumentError
from commpartner.measures import annuity, internal_rate, npv


@settings(deadline=None, max_examples=40)
@given(st.floats(-0.3, 2.0), st.integers(1, 360), st.floats(1.0, 1e6))
def test_a_loan_returns_its_own_rate(rate: float, periods: int, amount: float) -> None:
    paid = annuity(amount, rate, periods)
    found = internal_rate(np.array([-amount] + [paid] * periods))
    assert found == pytest.approx(rate, rel=1e-6, abs=1e-9)


def test_its_present_value_is_nothing() -> None:
    flows = [0.0, -300.0, -20.0, 150.0, 90.0, 0.0, 170.0, 0.0]
    rate = internal_rate(flows)
    assert isinstance(rate, float)
    assert npv(rate, flows) == pytest.approx(0.0, abs=1e-9)


def test_what_never_pays_back_has_a_negative_rate() -> None:
    assert internal_rate([-100.0, 50.0]) == pytest.approx(-0.5)
    assert internal_rate([-100.0, 0.0, 100.0]) == pytest.approx(0.0, abs=1e-12)


def test_a_renewal_leaves_one_rate_above_zero() -> None:
    flows = [-100.0, 80.0, 80.0, -30.0, 80.0]
    rate = internal_rate(flows)
    assert rate > 0.0
    assert npv(rate, flows) == pytest.approx(0.0, abs=1e-9)


def test_no_single_rate_is_nan() -> None:
    found = np.asarray(internal_rate([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [-100.0, 230.0, -132.0]]))
    assert found.shape == (3,)
    assert np.isnan(internal_rate([-1e-9, 1e9]))
    assert np.isnan(internal_rate([-1e9, 1e-9]))
    assert np.isnan(found).all()


def test_cash_flows_must_be_finite() -> None:
    with pytest.raises(ArgumentError):
        internal_rate([1.0, np.nan])


def test_a_lost_renewal_leaves_one_rate_below_zero() -> None:
    flows = [-100.0, 30.0, -20.0, 30.0, 20.0]
    rate = internal_rate(flows)
    assert -1.0 < rate < 0.0
    assert npv(rate, flows) == pytest.approx(0.0, abs=1e-9)


flows = st.lists(st.integers(-3, 3).map(float), min_size=2, max_size=7)


@settings(deadline=None, max_examples=200)
@given(flows)
def test_a_known_rate_is_alone_on_its_side(values: list[float]) -> None:
    """The roots of the polynomial, found another way."""
    rate = float(internal_rate(values))
    used = np.trim_zeros(np.array(values))
    roots = np.roots(used[::-1]) if used.size else np.zeros(0)  # of the discount factor
    near = abs(roots.imag) < 1e-7
    factors = roots.real[near & (roots.real > 1e-9)]
    rates = [float(each) for each in 1.0 / factors - 1.0 if abs(each) > 1e-6]
    if np.isnan(rate):
        return
    if abs(rate) > 1e-6:
        assert min(abs(each - rate) for each in rates) < 1e-5
        assert sum(np.sign(each) == np.sign(rate) for each in rates) == 1


def test_rows_move_no_other_row() -> None:
    rng = np.random.default_rng(7)
    rows = np.column_stack([np.full(50, -100.0), rng.normal(3.0, 4.0, (50, 60))])
    whole = np.asarray(internal_rate(rows))
    each = np.array([float(internal_rate(row)) for row in rows])
    assert np.array_equal(whole, each, equal_nan=True)
    assert 0.3 < np.isfinite(whole).mean() < 1.0
