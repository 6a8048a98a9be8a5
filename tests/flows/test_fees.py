"""Bills, arrears and the share that pays."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.fees import (
    cash_at_rest,
    collect,
    goodwill,
    next_paying_share,
    paying_logit,
    price_logit,
    recovered_share,
    vacancy,
)

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)

shares = st.floats(0.0, 1.0)
money = st.floats(0.0, 1e6, allow_subnormal=False)
logits = st.floats(-20.0, 20.0)


def a(*values: float) -> Array:
    return np.array(values)


def test_a_month_by_hand() -> None:
    # Of 1,000 billed 60 % is paid; of 500 owed 5 % leaves, 60 % of 4 % as cash.
    found = collect(a(1000.0), a(0.6), a(500.0), a(0.04), a(0.05))
    assert found.collected.tolist() == [600.0]
    assert found.recovered.tolist() == [12.0]
    assert found.arrears.tolist() == [pytest.approx(500 + 1000 - 600 - 25)]


@law
@given(money, shares, money, shares, st.floats(0.0, 5.0), st.floats(1.0, 200.0))
def test_what_is_billed_is_paid_owed_or_written_off(
    billed: float, share: float, owed: float, comes_in: float, effort: float, months: float
) -> None:
    recovery = recovered_share(a(comes_in), a(effort)) / months
    found = collect(a(billed), a(share), a(owed), recovery, a(1.0 / months))
    change = found.arrears - owed
    written_off = owed / months - found.recovered
    assert written_off >= -1e-12 * owed
    right = found.collected + found.recovered + change + written_off
    np.testing.assert_allclose(right, billed, rtol=0, atol=1e-12 * (billed + owed + 1))
    for part in found:
        assert part >= 0
    assert found.collected <= billed


def test_arrears_settle_where_what_comes_in_leaves() -> None:
    # Stationary arrears are unpaid bills over what leaves a month: 400 / 0.05.
    found = collect(a(1000.0), a(0.6), a(0.0), a(0.04), a(0.05))
    for _ in range(1000):
        found = collect(a(1000.0), a(0.6), found.arrears, a(0.04), a(0.05))
    np.testing.assert_allclose(found.arrears, 8000.0, rtol=1e-12)
    cash = (found.collected + found.recovered) / 1000.0
    np.testing.assert_allclose(cash, cash_at_rest(a(0.6), a(0.8)), rtol=1e-12)


@law
@given(shares, shares, shares)
def test_no_more_comes_in_than_was_billed(share: float, comes_in: float, other: float) -> None:
    few, many = sorted((share, other))
    one, two = (float(cash_at_rest(a(x), a(comes_in))[0]) for x in (few, many))
    assert few - 1e-15 <= one <= two + 1e-15
    assert two <= 1.0 + 1e-15


@law
@given(shares, st.floats(0.0, 5.0), st.floats(0.0, 5.0))
def test_a_second_attempt_is_made_at_what_is_left(share: float, one: float, two: float) -> None:
    first, second, both = (
        float(recovered_share(a(share), a(effort))[0]) for effort in (one, two, one + two)
    )
    assert both == pytest.approx(first + (1.0 - first) * second, abs=1e-12)
    assert 0.0 <= both <= 1.0


def test_empty_homes_by_hand() -> None:
    # Of 100 homes 20 are empty, owe half, and half as many of them pay.
    billed, most = vacancy(a(0.2), a(0.5), a(0.5))
    np.testing.assert_allclose(billed, [0.9], rtol=1e-15)
    np.testing.assert_allclose(most * billed, [0.8 + 0.2 * 0.5 * 0.5], rtol=1e-15)


@law
@given(shares, shares, shares)
def test_empty_homes_only_lower_bills_and_payments(v: float, fee: float, paying: float) -> None:
    billed, most = (float(part[0]) for part in vacancy(a(v), a(fee), a(paying)))
    assert 1.0 - v - 1e-12 <= billed <= 1.0
    assert 0.0 <= most <= 1.0 + 1e-12
    nobody_empty = vacancy(a(0.0), a(fee), a(paying))
    assert [float(part[0]) for part in nobody_empty] == [1.0, 1.0]


def test_the_logit_by_hand() -> None:
    # A fee of 65 of an income of 6,500 is 1 %.
    np.testing.assert_allclose(
        paying_logit(a(-1.2), a(0.35), a(0.0, 1.0)), [-1.2, -0.85], rtol=1e-14
    )
    np.testing.assert_allclose(price_logit(a(-0.6), a(65.0), a(6500.0)), [-0.6], rtol=1e-14)


@law
@given(st.floats(0.0, 500.0), st.floats(500.0, 2e4), st.floats(0.1, 10.0))
def test_the_logit_uses_the_fee_relative_to_income(fee: float, income: float, scale: float) -> None:
    one = price_logit(a(-0.6), a(fee), a(income))
    other = price_logit(a(-0.6), a(fee * scale), a(income * scale))
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

FIRST_BILL, LASTING = a(0.0), a(18.0)


def test_goodwill_by_hand() -> None:
    # After as many months as it takes, all but 1/e of it; after ln 2 times as many, half.
    found = goodwill(6, a(0.4, 0.4), a(6.0, 6.0 / math.log(2.0)), FIRST_BILL, LASTING)
    np.testing.assert_allclose(found, [0.4 * (1 - math.exp(-1.0)), 0.2], rtol=1e-14)


def test_goodwill_fades() -> None:
    first, later = goodwill(6, a(0.4), a(6.0), a(0.0, 18.0), LASTING)
    assert later == pytest.approx(first / math.e, rel=1e-14)


@law
@given(st.integers(0, 60), st.floats(0.0, 2.0), st.floats(0.5, 24.0))
def test_goodwill_rises_with_the_trial_up_to_its_effect(
    free: int, effect: float, months: float
) -> None:
    def left(trial: int) -> float:
        return float(goodwill(trial, a(effect), a(months), FIRST_BILL, LASTING)[0])

    one, two, three = (left(free + n) for n in (0, 1, 2))
    assert left(0) == 0.0
    assert 0.0 <= one <= two <= three <= effect
    assert three - two <= two - one + 1e-12
    assert left(10**6) == effect
