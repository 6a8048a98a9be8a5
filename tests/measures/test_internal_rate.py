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
    assert np.isnan(found).all()


def test_cash_flows_must_be_finite() -> None:
    with pytest.raises(ArgumentError):
        internal_rate([1.0, np.nan])
