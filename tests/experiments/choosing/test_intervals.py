"""Intervals and numbers of draws against published examples and their own definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import raises_problem

from commpartner.experiments.choosing.intervals import (
    draws_needed,
    level_at_look,
    mean_interval,
    share_interval,
)

law = settings(deadline=None)
samples = st.lists(st.integers(-50, 50).map(float), min_size=2, max_size=12)
levels = st.sampled_from([0.5, 0.9, 0.95, 0.999])


def test_a_mean_has_the_interval_of_students_sleep_data() -> None:
    # Student (1908): gain in sleep by two drugs, ten patients; interval as R's t.test prints it.
    first = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    second = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    found = mean_interval(second - first, 0.95)
    assert found == pytest.approx((1.58, 0.7001142, 2.4598858), abs=5e-8)


def test_constant_values_have_an_interval_of_no_width() -> None:
    assert mean_interval([0.1, 0.1, 0.1], 0.9) == pytest.approx((0.1, 0.1, 0.1), rel=1e-15)
    low, high = mean_interval([0.1, 0.1, 0.1], 0.9)[1:]
    assert low == high


@pytest.mark.parametrize(
    ("hits", "draws", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_share_has_the_interval_of_wilson(hits: int, draws: int, low: float, high: float) -> None:
    # Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E.
    assert share_interval(hits / draws, draws, 0.95) == pytest.approx((low, high), abs=5e-5)


@law
@given(st.integers(0, 40), st.integers(1, 40), levels)
def test_a_share_lies_in_its_interval_between_0_1(hits: int, more: int, level: float) -> None:
    draws = hits + more - 1 or 1
    share = min(hits, draws) / draws
    low, high = share_interval(share, draws, level)
    assert 0.0 <= low <= share <= high <= 1.0
    assert (low == 0.0) == (share == 0.0)
    mirrored = share_interval(1.0 - share, draws, level)
    assert mirrored == pytest.approx((1.0 - high, 1.0 - low), abs=1e-12)


@law
@given(samples, levels)
def test_draws_needed_are_the_fewest_to_separate_from_zero(
    values: list[float], level: float
) -> None:
    from scipy import stats

    needed = draws_needed(values, level)
    mean, deviation = abs(float(np.mean(values))), float(np.std(values, ddof=1))
    if math.fsum(values) == 0:
        assert needed == math.inf
        return

    def leaves_out_zero(count: float) -> bool:
        half = float(stats.t.ppf((1 + level) / 2, count - 1)) * deviation / math.sqrt(count)
        return half < mean

    assert leaves_out_zero(needed)
    assert needed == 2.0 or not leaves_out_zero(needed - 1)
    assert needed == int(needed)


@law
@given(samples, levels)
def test_a_sample_of_the_draws_needed_separates_from_zero(
    values: list[float], level: float
) -> None:
    _, low, high = mean_interval(values, level)
    told = low > 0 or high < 0
    assert told == (draws_needed(values, level) <= len(values))


def test_draws_needed_grow_with_the_square_of_the_spread() -> None:
    wide = np.array([1.0, -1.0] * 500)
    z = 1.959963984540054
    for shift in (0.1, 0.01, 1e-6):
        needed = draws_needed(wide + shift, 0.95)
        assert needed == pytest.approx((z * wide.std(ddof=1) / shift) ** 2, rel=0.02)


def test_a_mean_that_cancels_is_zero_despite_rounding() -> None:
    values = [1e16, 0.5, -1e16, -0.5]
    assert np.mean(values) != 0.0
    assert draws_needed(values) == math.inf
    assert draws_needed(values[::-1]) == math.inf


def test_a_difference_that_never_varies_needs_two_draws() -> None:
    assert draws_needed([0.1, 0.1, 0.1], 0.999999) == 2.0


def test_errors_of_all_looks_sum_to_the_level() -> None:
    errors = [1.0 - level_at_look(0.9, look) for look in range(1, 20_001)]
    assert sum(errors) < 0.1
    assert sum(errors) == pytest.approx(0.1, abs=1e-5)
    assert errors[0] == pytest.approx(0.1 * 6 / math.pi**2)
    assert errors[4] == pytest.approx(errors[0] / 25)


def test_repeated_looks_keep_the_level_only_if_corrected() -> None:
    # 300 comparisons of policies that do not differ, looked at after every 16 draws.
    rng = np.random.default_rng(7)
    plain = corrected = 0
    for _ in range(300):
        values = rng.normal(size=192)
        looks = [values[: 16 * look] for look in range(1, 13)]
        plain += any(draws_needed(seen, 0.9) <= seen.size for seen in looks)
        corrected += any(
            draws_needed(seen, level_at_look(0.9, look)) <= seen.size
            for look, seen in enumerate(looks, start=1)
        )
    assert plain / 300 > 0.25
    assert corrected / 300 < 0.1


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, -0.1, math.nan])
def test_a_level_must_lie_between_0_and_1(level: float) -> None:
    with raises_problem("level: .*; between_0_and_1"):
        mean_interval([1.0, 2.0], level)
    with raises_problem("level: .*; between_0_and_1"):
        draws_needed([1.0, -1.0], level)
    with raises_problem("level: .*; between_0_and_1"):
        share_interval(0.5, 10, level)
    with raises_problem("level: .*; between_0_and_1"):
        level_at_look(level, 1)


@pytest.mark.parametrize("look", [0, -1, 1.5, True])
def test_looks_are_counted_from_one(look: int) -> None:
    with raises_problem("look: .*; whole_number 1"):
        level_at_look(0.95, look)


@pytest.mark.parametrize("values", [[1.0], [[1.0, 2.0], [3.0, 4.0]]])
def test_one_draw_has_no_spread(values: list[float]) -> None:
    with raises_problem(r"draws: shape .*; one_row_of_two"):
        mean_interval(values, 0.9)


def test_what_is_no_number_is_an_error() -> None:
    with raises_problem("draws: nan"):
        mean_interval([1.0, math.nan], 0.9)
    with raises_problem(r"share: 1\.5"):
        share_interval(1.5, 10, 0.9)
    with raises_problem("draws: 0"):
        share_interval(0.5, 0, 0.9)
