"""Bills, arrears and the share that pays."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.fees import collect, goodwill, next_paying_share, paying_logit

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)

shares = st.floats(0.0, 1.0)
money = st.floats(0.0, 1e6, allow_subnormal=False)
logits = st.floats(-20.0, 20.0)


def a(*values: float) -> Array:
    return np.array(values)


def test_a_month_by_hand() -> None:
    # Of 1,000 billed 60 % is paid; of 500 owed 4 % comes in and 1 % is written off.
    found = collect(a(1000.0), a(0.6), a(500.0), a(0.04), a(0.01))
    assert found.collected.tolist() == [600.0]
    assert found.recovered.tolist() == [20.0]
    assert found.arrears.tolist() == [pytest.approx(500 + 1000 - 600 - 20 - 5)]


@law
@given(money, shares, money, st.floats(0.0, 0.5), st.floats(0.0, 0.5))
def test_what_is_billed_is_paid_owed_or_written_off(
    billed: float, share: float, owed: float, recovery: float, writeoff: float
) -> None:
    found = collect(a(billed), a(share), a(owed), a(recovery), a(writeoff))
    change = found.arrears - owed
    written_off = writeoff * owed
    right = found.collected + found.recovered + change + written_off
    np.testing.assert_allclose(right, billed, rtol=0, atol=1e-12 * (billed + owed + 1))
    for part in found:
        assert part >= 0
    assert found.collected <= billed


def test_arrears_settle_where_what_comes_in_leaves() -> None:
    # Stationary arrears are unpaid bills over what leaves a month: 400 / 0.05.
    arrears = a(0.0)
    for _ in range(1000):
        arrears = collect(a(1000.0), a(0.6), arrears, a(0.04), a(0.01)).arrears
    np.testing.assert_allclose(arrears, 8000.0, rtol=1e-12)


def test_the_logit_by_hand() -> None:
    # A fee of 65 of an income of 6,500 is 1 %.
    found = paying_logit(a(-1.2), a(0.35), a(0.0, 1.0), a(-0.6), a(65.0), a(6500.0))
    np.testing.assert_allclose(found, [-1.8, -1.45], rtol=1e-14)


@law
@given(st.floats(0.0, 500.0), st.floats(500.0, 2e4), st.floats(0.1, 10.0))
def test_the_logit_uses_the_fee_relative_to_income(fee: float, income: float, scale: float) -> None:
    one = paying_logit(a(-1.0), a(0.3), a(0.5), a(-0.6), a(fee), a(income))
    other = paying_logit(a(-1.0), a(0.3), a(0.5), a(-0.6), a(fee * scale), a(income * scale))
    np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


def step(share: float, logit: float, effect: float, score: float, speed: float) -> float:
    return float(next_paying_share(a(share), a(logit), a(effect), a(score), a(speed))[0])


def test_a_step_by_hand() -> None:
    # logit -1.6 + 3.2 * 0.5 = 0 makes half of the households pay in the end.
    assert step(0.2, -1.6, 3.2, 0.5, 0.1) == pytest.approx(0.9 * 0.2 + 0.1 * 0.5, rel=1e-15)
    assert step(0.2, 1.0, 2.0, 0.5, 1.0) == pytest.approx(1 / (1 + math.exp(-2.0)), rel=1e-15)


@law
@given(logits, st.floats(0.0, 5.0), shares, shares)
def test_the_equilibrium_is_a_fixed_point(
    logit: float, effect: float, score: float, speed: float
) -> None:
    rest = 1 / (1 + math.exp(-(logit + effect * score)))
    assert step(rest, logit, effect, score, speed) == pytest.approx(rest, rel=1e-12)


@law
@given(shares, logits, st.floats(0.0, 5.0), shares, shares)
def test_the_share_stays_within_0_and_1_toward_equilibrium(
    share: float, logit: float, effect: float, score: float, speed: float
) -> None:
    found = step(share, logit, effect, score, speed)
    rest = 1 / (1 + math.exp(-(logit + effect * score)))
    assert -1e-15 <= found <= 1 + 1e-15
    assert min(share, rest) - 1e-12 <= found <= max(share, rest) + 1e-12
    assert abs(found - rest) == pytest.approx((1 - speed) * abs(share - rest), abs=1e-12)


@law
@given(shares, logits, shares)
def test_without_bills_the_share_stands_still(share: float, logit: float, score: float) -> None:
    assert step(share, logit, 3.0, score, 0.0) == share


@law
@given(shares, logits, shares, shares, st.floats(0.1, 5.0))
def test_the_satisfied_pay_more(
    share: float, logit: float, one: float, other: float, effect: float
) -> None:
    less, more = sorted((one, other))
    assert step(share, logit, effect, less, 0.2) <= step(share, logit, effect, more, 0.2)


def test_the_gap_closes_geometrically() -> None:
    share, rest = 0.3, 1 / (1 + math.exp(-1.5))
    for _ in range(24):
        share = step(share, 1.5, 0.0, 0.0, 0.12)
    assert share == pytest.approx(rest + (0.3 - rest) * 0.88**24, rel=1e-12)


# --- goodwill of a free trial


def test_goodwill_by_hand() -> None:
    # After as many months as it takes, all but 1/e of it; after ln 2 times as many, half.
    found = goodwill(6, a(0.4, 0.4), a(6.0, 6.0 / math.log(2.0)))
    np.testing.assert_allclose(found, [0.4 * (1 - math.exp(-1.0)), 0.2], rtol=1e-14)


@law
@given(st.integers(0, 60), st.floats(0.0, 2.0), st.floats(0.5, 24.0))
def test_goodwill_rises_with_the_trial_up_to_its_effect(
    free: int, effect: float, months: float
) -> None:
    one, two, three = (float(goodwill(free + n, a(effect), a(months))[0]) for n in (0, 1, 2))
    assert float(goodwill(0, a(effect), a(months))[0]) == 0.0
    assert 0.0 <= one <= two <= three <= effect
    assert three - two <= two - one + 1e-12
    assert float(goodwill(10**6, a(effect), a(months))[0]) == effect
