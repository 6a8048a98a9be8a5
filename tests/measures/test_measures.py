"""Measures against published examples, plain re-computations and their own laws."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from refusals import raises_problem

from commpartner import measures
from commpartner.errors import ArgumentError, code_of
from commpartner.measures import (
    annuity,
    break_even_month,
    discount_factors,
    expected_shortfall,
    gini,
    lorenz,
    npv,
    payback_month,
    value_at_risk,
)

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None)

amounts = st.floats(-1e6, 1e6, allow_subnormal=False)
series = st.lists(amounts, min_size=1, max_size=30).map(np.array)
holdings = st.lists(st.floats(0.01, 1e6), min_size=1, max_size=20).map(np.array)
levels = st.floats(0.001, 1.0)
sides = st.sampled_from(["high", "low"])


# --- discounting


def test_green_book_discount_factors() -> None:
    # HM Treasury, The Green Book: 3.5 % a year for years 0 to 30.
    factors = discount_factors(0.035, 361)
    assert factors.shape == (361,)
    published = {0: 1.0, 1: 0.9662, 5: 0.8420, 10: 0.7089, 30: 0.3563}
    for year, factor in published.items():
        assert factors[12 * year] == pytest.approx(factor, abs=5e-5)


def test_monthly_factors_compound_to_the_yearly_one() -> None:
    factors = discount_factors(0.08, 13)
    np.testing.assert_allclose(factors[1:] / factors[:-1], 1.08 ** (-1 / 12), rtol=1e-14)
    # A negative real rate makes later money worth more.
    assert discount_factors(-0.02, 13)[12] == pytest.approx(1 / 0.98, rel=1e-14)


def test_discount_factors_broadcast_over_rates() -> None:
    rates = np.array([[0.0, 0.05], [-0.02, 0.3]])
    factors = discount_factors(rates, 24)
    assert factors.shape == (2, 2, 24)
    for row, column in np.ndindex(2, 2):
        alone = discount_factors(float(rates[row, column]), 24)
        np.testing.assert_array_equal(factors[row, column], alone)
    assert np.all(factors[0, 0] == 1.0)


def test_npv_of_the_numpy_financial_example() -> None:
    found = npv(0.08, [-40_000, 5_000, 8_000, 12_000, 30_000])
    assert type(found) is float
    assert found == pytest.approx(3065.2227, abs=5e-5)


def test_npv_broadcasts_rates_and_series() -> None:
    flows = np.array([[-100.0, 60.0, 60.0], [-50.0, 0.0, 60.0]])
    rates = np.array([0.1, 0.0])
    one_each = npv(rates, flows)
    assert one_each == pytest.approx([npv(0.1, flows[0]), npv(0.0, flows[1])])
    assert npv(rates, flows[0]) == pytest.approx([npv(0.1, flows[0]), npv(0.0, flows[0])])
    assert npv(0.1, flows) == pytest.approx([npv(0.1, flows[0]), npv(0.1, flows[1])])


@law
@given(series, amounts, amounts, st.floats(-0.5, 1.0))
def test_npv_is_linear(flows: Array, first: float, factor: float, rate: float) -> None:
    other = np.linspace(first, -first, len(flows))
    factor /= 1e6
    expected = npv(rate, flows) + factor * npv(rate, other)
    size = 1.0 + float(npv(rate, np.abs(flows) + np.abs(other)))
    assert npv(rate, flows + factor * other) == pytest.approx(expected, rel=0, abs=1e-12 * size)


@law
@given(series)
def test_npv_without_a_rate_is_the_sum(flows: Array) -> None:
    assert npv(0.0, flows) == pytest.approx(math.fsum(flows), rel=0, abs=1e-6)


# --- annuity


def test_annuity_repays_the_loan_to_zero() -> None:
    payment = annuity(100_000.0, 0.004, 120)
    owed = 100_000.0
    for _ in range(120):
        owed = owed * 1.004 - payment
    assert owed == pytest.approx(0.0, abs=1e-6)


def test_annuity_at_rate_zero_is_the_equal_share() -> None:
    assert annuity(1_200.0, 0.0, 12) == 100.0


def test_annuity_keeps_its_digits_at_a_tiny_rate() -> None:
    # To first order the payment is P / n (1 + r (n + 1) / 2).
    assert annuity(1.0, 1e-12, 10) == pytest.approx(0.1 * (1 + 5.5e-12), rel=1e-15)


def test_annuity_near_rate_minus_one_vanishes_without_warning() -> None:
    assert annuity(1.0, -0.99, 1_000) == 0.0


def test_annuity_broadcasts() -> None:
    rates = np.array([[0.0], [0.05]])
    periods = np.array([1, 10, 100])
    found = annuity(500.0, rates, periods)
    assert found.shape == (2, 3)
    for row, column in np.ndindex(2, 3):
        alone = annuity(500.0, float(rates[row, 0]), int(periods[column]))
        assert found[row, column] == alone
    assert type(annuity(1.0, 0.1, 2)) is float


@law
@given(st.floats(1.0, 1e6), st.floats(-0.05, 0.5), st.integers(1, 100))
def test_present_value_of_the_payments_is_the_loan(
    principal: float, rate: float, periods: int
) -> None:
    payments = np.full(periods + 1, annuity(principal, rate, periods))
    payments[0] = 0.0
    assert npv(rate, payments) == pytest.approx(principal, rel=1e-9)


# --- payback


@pytest.mark.parametrize(
    ("flows", "month"),
    [
        ([-10, 5, 5], 2.0),
        ([-10, 4, 4, 4], 3.0),
        ([1, 2], 0.0),
        ([0, 0], 0.0),
        ([-10, 12, -5, 1, 2], 4.0),  # back above zero in month 1, below again in month 2
        ([5, -6, 2], 2.0),  # starts above zero, which is not for good
        ([-0.3, 0.1, 0.1, 0.1], 3.0),  # rounding leaves -5.6e-17
    ],
)
def test_payback_month(flows: list[float], month: float) -> None:
    found = payback_month(flows)
    assert type(found) is float
    assert found == month


@pytest.mark.parametrize("flows", [[-10.0, 5.0], [10.0, -11.0], [-10.0, 20.0, -20.0]])
def test_payback_month_is_nan_where_it_never_comes(flows: list[float]) -> None:
    assert math.isnan(float(payback_month(flows)))


def test_payback_tolerance_is_the_callers() -> None:
    assert payback_month([-10.0, 9.0], tolerance=0.06) == 1.0  # of 19 that have moved
    assert math.isnan(float(payback_month([-10.0, 9.0], tolerance=0.05)))


@pytest.mark.parametrize("size", [1e-9, 1.0, 3.3e8, 1e10, 1e15])
def test_capital_recovered_to_the_yuan_counts_at_every_size(size: float) -> None:
    for part in range(1, 60):
        capital = size * (1 + part / 30)
        assert payback_month([-capital] + [capital / 120] * 120) == 120
        assert math.isnan(float(payback_month([-capital, 0.999999 * capital])))


@law
@given(st.lists(st.lists(st.integers(-3, 3), min_size=6, max_size=6), min_size=1, max_size=5))
def test_payback_is_the_first_month_that_stays_positive(rows: list[list[int]]) -> None:
    found = np.asarray(payback_month(rows))
    assert found.shape == (len(rows),)
    for row, month in zip(rows, found, strict=True):
        totals = np.cumsum(row)
        stays = [m for m in range(6) if np.all(totals[m:] >= 0)]
        expected = stays[0] if stays else math.nan
        assert month == pytest.approx(expected, nan_ok=True)


# --- break-even


@pytest.mark.parametrize(
    ("fallback", "hold", "month"),
    [
        ([9, 0, 4, 0, 0, 0], 2, 3.0),
        ([9, 0, 4, 0, 0, 0], 1, 1.0),
        ([9, 0, 4, 0, 0, 0], 3, 3.0),
        ([0, 0], 2, 0.0),
        ([5, 1e-12, 1e-12], 2, 1.0),
        ([5e-13, 1e-13, 1e-25, 1e-25], 2, 2.0),
        ([5e9, 1e-4, 1e-4], 2, 1.0),
        ([5, 0, 0, 7], 2, 1.0),  # what comes after the run does not matter
    ],
)
def test_break_even_month(fallback: list[float], hold: int, month: float) -> None:
    found = break_even_month(fallback, hold=hold)
    assert type(found) is float
    assert found == month


@pytest.mark.parametrize(
    ("fallback", "hold"), [([1, 1, 1], 1), ([1, 0, 0], 3), ([0, 0], 3), ([0, 1e-8, 0], 2)]
)
def test_break_even_month_is_nan_where_it_never_comes(fallback: list[float], hold: int) -> None:
    assert math.isnan(float(break_even_month(fallback, hold=hold)))


def test_break_even_takes_a_year_by_default() -> None:
    assert math.isnan(float(break_even_month(np.r_[1.0, np.zeros(11)])))
    assert break_even_month(np.r_[1.0, np.zeros(12)]) == 1.0


def test_break_even_tolerance_is_the_callers() -> None:
    assert break_even_month([3.0, 0.5, 0.5], hold=2, tolerance=0.2) == 1.0
    assert math.isnan(float(break_even_month([3.0, 0.5, 0.5], hold=2, tolerance=0.1)))


def test_break_even_separates_rounding_from_money_by_the_sums() -> None:
    rounding = [3e-8, 1e-8, 2e-8]
    assert break_even_month(rounding, hold=2, scale=1e6) == 0.0
    assert math.isnan(float(break_even_month(rounding, hold=2, scale=[1e3, 1e3, 1e3])))
    with pytest.raises(ValueError, match="scale"):
        break_even_month(rounding, hold=2, scale=-1.0)


@law
@given(
    st.lists(st.lists(st.integers(0, 1), min_size=8, max_size=8), min_size=1, max_size=5),
    st.integers(1, 9),
)
def test_break_even_month_is_the_first_run_long_enough(rows: list[list[int]], hold: int) -> None:
    found = np.asarray(break_even_month(rows, hold=hold))
    assert found.shape == (len(rows),)
    for row, month in zip(rows, found, strict=True):
        runs = [m for m in range(8 - hold + 1) if not any(row[m : m + hold])]
        expected = runs[0] if runs else math.nan
        assert month == pytest.approx(expected, nan_ok=True)


# --- inequality


def mean_absolute_difference(values: Array, weights: Array) -> float:
    """Gini index straight from the double sum of its definition."""
    pairs = np.abs(values[:, None] - values) * weights[:, None] * weights
    mean = np.average(values, weights=weights)
    return float(pairs.sum() / (2 * mean * weights.sum() ** 2))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([20, 30, 40, 10], 0.25),
        ([7, 7, 7], 0.0),
        ([5], 0.0),
        ([0, 0, 0, 8], 0.75),
        ([-1, 2], 1.5),  # a negative value may lift the index above 1
    ],
)
def test_gini(values: list[float], expected: float) -> None:
    found = gini(values)
    assert type(found) is float
    assert found == pytest.approx(expected, abs=1e-15)


def test_equal_values_have_a_gini_index_of_exactly_zero() -> None:
    assert gini(np.full(7, 0.1), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.0]) == 0.0


def test_gini_works_along_the_last_axis() -> None:
    values = np.array([[20.0, 30.0, 40.0, 10.0], [7.0, 7.0, 7.0, 7.0]])
    weights = np.array([1.0, 2.0, 3.0, 4.0])
    expected = [gini(values[0], weights), gini(values[1], weights)]
    assert gini(values, weights) == pytest.approx(expected, abs=1e-15)
    assert gini(values) == pytest.approx([0.25, 0.0], abs=1e-15)


def test_gini_needs_only_the_weighted_mean_to_be_positive() -> None:
    # Mean (3 - 2) / 4; three by one pairs differ by 3, counted in both orders.
    assert gini([1.0, -2.0], [3.0, 1.0]) == pytest.approx(2 * 3 * 3 / (2 * 0.25 * 16), rel=1e-14)


@law
@given(holdings, st.integers(0, 1000))
def test_gini_is_the_mean_absolute_difference(values: Array, seed: int) -> None:
    weights = np.random.default_rng(seed).integers(0, 4, len(values)).astype(float)
    weights[seed % len(values)] = 1.0
    expected = mean_absolute_difference(values, weights)
    assert gini(values, weights) == pytest.approx(expected, abs=1e-12)


@law
@given(holdings, st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_gini_does_not_depend_on_the_units(values: Array, money: float, people: float) -> None:
    found = gini(values * money, np.full(len(values), people))
    assert found == pytest.approx(gini(values), abs=1e-12)


@law
@given(holdings, st.integers(1, 4))
def test_a_weight_is_a_number_of_equal_members(values: Array, times: int) -> None:
    weights = np.ones(len(values))
    weights[0] = times
    expected = gini(np.r_[np.full(times - 1, values[0]), values])
    assert gini(values, weights) == pytest.approx(expected, abs=1e-12)


@law
@given(holdings)
def test_gini_lies_between_equality_and_one_owner(values: Array) -> None:
    assert 0.0 <= gini(values) <= 1 - 1 / len(values) + 1e-12


def test_lorenz() -> None:
    population, total = lorenz([30, 10, 40, 20])
    np.testing.assert_allclose(population, [0, 0.25, 0.5, 0.75, 1], atol=1e-15)
    np.testing.assert_allclose(total, [0, 0.1, 0.3, 0.6, 1], atol=1e-15)


def test_lorenz_with_weights_and_a_negative_value() -> None:
    population, total = lorenz([4, -1], [3, 2])
    np.testing.assert_allclose(population, [0, 0.4, 1], atol=1e-15)
    np.testing.assert_allclose(total, [0, -0.2, 1], atol=1e-15)


@law
@given(holdings, st.integers(0, 1000))
def test_gini_is_twice_the_area_above_the_lorenz_curve(values: Array, seed: int) -> None:
    weights = np.random.default_rng(seed).uniform(0.1, 2.0, len(values))
    population, total = lorenz(values, weights)
    assert population[0] == total[0] == 0.0
    assert population[-1] == total[-1] == 1.0
    area = np.trapezoid(total, population)
    assert gini(values, weights) == pytest.approx(1 - 2 * area, abs=1e-12)


# --- risk


@pytest.mark.parametrize(
    ("level", "worst", "edge", "mean"),
    [
        (0.2, "high", 9, 9.5),
        (0.2, "low", 2, 1.5),
        (0.25, "high", 8, (10 + 9 + 0.5 * 8) / 2.5),  # half of the third draw counts
        (0.25, "low", 3, (1 + 2 + 0.5 * 3) / 2.5),
        (0.01, "high", 10, 10),
        (1.0, "high", 1, 5.5),
        (1.0, "low", 10, 5.5),
    ],
)
def test_risk_of_ten_draws(level: float, worst: Any, edge: float, mean: float) -> None:
    draws = [3, 1, 10, 2, 9, 4, 8, 5, 7, 6]
    found = expected_shortfall(draws, level, worst)
    assert type(found) is float
    assert found == pytest.approx(mean, rel=1e-12)
    assert value_at_risk(draws, level, worst) == edge


def test_a_level_of_whole_draws_is_not_rounded_up() -> None:
    assert 0.07 * 100 > 7  # in floating point
    assert value_at_risk(np.arange(100), 0.07) == 93.0


def test_draws_lie_along_the_first_axis() -> None:
    draws = np.random.default_rng(0).normal(size=(40, 3, 2))
    for function in (value_at_risk, expected_shortfall):
        found = np.asarray(function(draws, 0.11, "low"))
        assert found.shape == (3, 2)
        for row, column in np.ndindex(3, 2):
            assert found[row, column] == pytest.approx(
                function(draws[:, row, column], 0.11, "low"), rel=1e-12
            )


@law
@given(series, levels, sides)
def test_shortfall_is_the_mean_of_the_worst_share(draws: Array, level: float, worst: Any) -> None:
    count = level * len(draws)
    ordered = sorted(draws, reverse=worst == "high")
    counted = [min(max(count - place, 0.0), 1.0) for place in range(len(draws))]
    expected = math.fsum(w * x for w, x in zip(counted, ordered, strict=True)) / count
    assert expected_shortfall(draws, level, worst) == pytest.approx(expected, rel=0, abs=1e-6)


@law
@given(series, levels)
def test_worst_is_beyond_shortfall_beyond_value_at_risk(draws: Array, level: float) -> None:
    slack = 1e-9 * (1 + np.abs(draws).max())
    assert draws.max() + slack >= expected_shortfall(draws, level)
    assert expected_shortfall(draws, level) >= value_at_risk(draws, level) >= draws.min()
    assert expected_shortfall(draws, level) >= draws.mean() - slack
    assert expected_shortfall(draws, level, "low") <= value_at_risk(draws, level, "low")


@law
@given(series, levels, levels)
def test_a_wider_share_is_never_worse(draws: Array, one: float, other: float) -> None:
    slack = 1e-6
    narrow, wide = min(one, other), max(one, other)
    assert value_at_risk(draws, narrow) >= value_at_risk(draws, wide)
    assert expected_shortfall(draws, narrow) >= expected_shortfall(draws, wide) - slack


@law
@given(series, st.floats(0.05, 0.99))
def test_shortfall_is_continuous_in_the_level(draws: Array, level: float) -> None:
    step = 1e-9
    jump = expected_shortfall(draws, level) - expected_shortfall(draws, level + step)
    # The slope is at most the spread over the level, so a step cannot move it further than this.
    assert abs(jump) <= step / level * (np.ptp(draws) + 1) + 1e-8 * (1 + np.abs(draws).max())


@law
@given(series, levels)
def test_low_is_high_with_the_sign_turned(draws: Array, level: float) -> None:
    assert expected_shortfall(draws, level, "low") == -np.asarray(expected_shortfall(-draws, level))
    assert value_at_risk(draws, level, "low") == -np.asarray(value_at_risk(-draws, level))


@law
@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=30), levels)
def test_shortfall_rewards_pooling(pairs: list[tuple[float, float]], level: float) -> None:
    one, other = np.array(pairs).T
    apart = expected_shortfall(one, level) + expected_shortfall(other, level)
    assert expected_shortfall(one + other, level) <= apart + 1e-6


# --- what is refused

ONES = [1.0, 1.0]
BAD: list[tuple[Callable[..., Any], tuple[Any, ...], str]] = [
    (discount_factors, (-1.0, 12), r"rate_per_year: -1\.0"),
    (discount_factors, (math.nan, 12), "rate_per_year: nan"),
    (discount_factors, (0.05, 0), "months: 0"),
    (discount_factors, (0.05, 1.5), r"months: 1\.5"),
    (npv, (-1.5, ONES), r"rate: -1\.5"),
    (npv, (math.inf, ONES), "rate: inf"),
    (npv, (0.1, [1.0, math.nan]), "cash_flows: nan"),
    (npv, (0.1, []), "cash_flows: nothing_along_last_axis"),
    (npv, (0.1, 5.0), "cash_flows: nothing_along_last_axis"),
    (annuity, (math.inf, 0.1, 2), "principal: inf"),
    (annuity, (1.0, -1.0, 2), r"rate: -1\.0"),
    (annuity, (1.0, math.nan, 2), "rate: nan"),
    (annuity, (1.0, 0.1, 0), r"periods: 0\.0"),
    (annuity, (1.0, 0.1, -2.5), r"periods: -2\.5"),
    (payback_month, ([math.nan, 1.0],), "cash_flows: nan"),
    (payback_month, (np.empty((3, 0)),), "cash_flows: nothing_along_last_axis"),
    (payback_month, (ONES, -1.0), r"tolerance: -1\.0"),
    (break_even_month, ([math.nan, 1.0],), "fallback: nan"),
    (break_even_month, ([],), "fallback: nothing_along_last_axis"),
    (break_even_month, (ONES, 0), "hold: 0"),
    (break_even_month, (ONES, 1.5), r"hold: 1\.5"),
    (break_even_month, (ONES, 1, -1.0), r"tolerance: -1\.0"),
    (value_at_risk, (ONES, 0.0), r"level: 0\.0"),
    (value_at_risk, (ONES, 1.1), r"level: 1\.1"),
    (value_at_risk, (ONES, 0.5, "upper"), "worst: 'upper'"),
    (value_at_risk, ([], 0.5), "values: no_draws"),
    (value_at_risk, (1.0, 0.5), "values: no_draws"),
    (value_at_risk, ([math.nan], 0.5), "values: nan"),
    (expected_shortfall, (ONES, 0.0), r"level: 0\.0"),
    (expected_shortfall, (ONES, math.nan), "level: nan"),
    (expected_shortfall, (ONES, 0.5, "HIGH"), "worst: 'HIGH'"),
    (expected_shortfall, ([], 0.5), "values: no_draws"),
    (expected_shortfall, ([math.inf], 0.5), "values: inf"),
    (lorenz, ([[1.0], [2.0]],), "values: dimensions 2"),
    (lorenz, (3.0,), "values: dimensions 0"),
]
for measure in (gini, lorenz):
    BAD += [
        (measure, ([1.0, math.nan],), "values: nan"),
        (measure, ([],), "values: nothing_along_last_axis"),
        (measure, ([0.0, 0.0],), "values: mean_not_positive"),
        (measure, ([1.0, -3.0],), "values: mean_not_positive"),
        (measure, ([2.0, -1.0], [1.0, 3.0]), "values: mean_not_positive"),
        (measure, (ONES, [1.0, -1.0]), r"weights: -1\.0"),
        (measure, (ONES, [1.0, math.nan]), "weights: nan"),
        (measure, (ONES, [0.0, 0.0]), "weights: only_zeros"),
    ]


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    BAD,
    ids=[f"{function.__name__}-{number}" for number, (function, _, _) in enumerate(BAD)],
)
def test_bad_input_is_refused(
    function: Callable[..., Any], arguments: tuple[Any, ...], message: str
) -> None:
    with raises_problem(f"^{message}.*; [a-z]"):
        function(*arguments)


def test_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="shapes that fit"):
        gini([1.0, 2.0], [1.0, 2.0, 3.0])


def test_arguments_are_left_unchanged() -> None:
    values = np.array([3.0, 1.0, 2.0])
    discount_factors(values, 3)
    npv(values, values)
    annuity(values, values, values)
    payback_month(values)
    break_even_month(values, hold=1)
    gini(values, values)
    lorenz(values, values)
    value_at_risk(values, 0.5)
    expected_shortfall(values, 0.5)
    assert values.tolist() == [3.0, 1.0, 2.0]


# --- labelled arrays and causes that do not vary


@pytest.mark.parametrize(
    "refused",
    [
        lambda one, other: measures.gini(one, other),
        lambda one, other: measures.lorenz(one, other),
        lambda one, other: measures.annuity(one, 0.05, other),
        lambda one, other: measures.npv(one, pd.DataFrame({0: other, 1: other})),
        lambda one, other: measures.regress(one.to_frame(), other.to_frame()),
    ],
)
def test_labelled_numbers_of_other_rows_are_refused(refused: Callable[..., object]) -> None:
    one = pd.Series([1.0, 2.0, 3.0, 4.0], index=list("abcd"))
    with pytest.raises(ArgumentError) as raised:
        refused(one, one.sort_values(ascending=False))
    assert code_of(raised.value.found) == "other_labels"


def test_weights_meet_the_columns_of_a_table() -> None:
    people = pd.DataFrame([[1.0, 2.0], [3.0, 1.0]], columns=["a", "b"])
    weights = pd.Series([1.0, 2.0], index=["a", "b"])
    assert measures.gini(people, weights) == pytest.approx(
        measures.gini(people.to_numpy(), weights.to_numpy())
    )
    with pytest.raises(ArgumentError):
        measures.gini(people, weights[["b", "a"]])


@pytest.mark.parametrize("bad", [np.ones(50), np.r_[np.nan, np.arange(49.0)]])
def test_a_cause_that_does_not_vary_is_refused(
    bad: Array, capfd: pytest.CaptureFixture[str]
) -> None:
    x = np.random.default_rng(0).normal(size=(50, 2))
    with pytest.raises(ArgumentError):
        measures.regress(x[:, :1], np.c_[x, bad])
    assert capfd.readouterr() == ("", "")


def test_results_and_causes_of_other_shapes_are_refused() -> None:
    x = np.random.default_rng(0).normal(size=(50, 2))
    for results, causes in ((x[:, 0], x), (x[:40], x), (x.astype(str), x)):
        with pytest.raises(ArgumentError):
            measures.regress(results, causes)
