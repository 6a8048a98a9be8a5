"""Measures of robustness against figures worked by hand (McPhail et al. 2018)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from compared import comparison_of

from commpartner.errors import ArgumentError
from commpartner.experiments.choosing import robustness

# Two policies in eleven scenarios, so that the tenths are values: 0, 1, ..., 10 and one steady.
TABLE = np.array([np.arange(11.0), np.full(11, 4.0)])
# Regrets of the first: 4, 3, 2, 1, 0, ... Of the second: 0, ..., 0, 1, 2, 3, 4, 5, 6.


@pytest.mark.parametrize(
    ("measure", "wanted"),
    [
        (robustness.maximin, [0.0, 4.0]),
        (robustness.maximax, [10.0, 4.0]),
        (robustness.hurwicz, [5.0, 4.0]),
        (robustness.laplace, [5.0, 4.0]),
        (robustness.minimax_regret, [-4.0, -6.0]),
        (robustness.percentile_regret, [-3.0, -5.0]),
        # the sample variance of 0 to 10 is 11: (5 + 1) / (root of 11 + 1)
        (robustness.mean_variance, [6.0 / (11.0**0.5 + 1.0), 5.0]),
        # the worse six: -5, -4, -3, -2, -1, 0
        (robustness.undesirable_deviations, [-2.5, 0.0]),
        (robustness.percentile_skewness, [0.0, np.nan]),
        # (9 - 1) / (7.5 - 2.5)
        (robustness.percentile_peakedness, [1.6, np.nan]),
    ],
)
def test_each_measure_is_as_worked_by_hand(
    measure: Callable[..., Any], wanted: list[float]
) -> None:
    np.testing.assert_allclose(measure(TABLE), wanted, rtol=1e-12)
    shuffled = TABLE[:, np.random.default_rng(0).permutation(11)]
    np.testing.assert_allclose(measure(shuffled), wanted, rtol=1e-12)


def test_values_near_the_good_end_have_a_high_skewness() -> None:
    good = np.array([0.0, 1.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 10.0])
    # q10 = 1, q50 = q90 = 9: (9 - 5) / 4
    assert robustness.percentile_skewness([good, 10.0 - good]).tolist() == [1.0, -1.0]


def test_a_share_of_scenarios_reaches_the_threshold() -> None:
    assert robustness.starr(TABLE, 4.0).tolist() == [7.0 / 11.0, 1.0]
    assert robustness.hurwicz(TABLE, 0.9).tolist() == pytest.approx([1.0, 4.0])
    assert robustness.percentile_regret(TABLE, 1.0).tolist() == [-4.0, -6.0]


@pytest.mark.parametrize("values", [[], [1.0, 2.0], [[1.0, np.nan]], [[]], "a", np.ones((1, 2, 3))])
def test_a_table_must_be_policies_by_scenarios(values: Any) -> None:
    with pytest.raises(ArgumentError):
        robustness.maximin(values)


def test_less_is_measured_by_its_negative() -> None:
    two = comparison_of(
        {"a": {"fallback_per_year": [1.0, 5.0]}, "b": {"fallback_per_year": [2.0, 3.0]}}
    )
    found = robustness.robustness(two, "fallback_per_year", threshold=3.0)
    assert found["maximin"].tolist() == [-5.0, -3.0]
    assert found["minimax_regret"].tolist() == [-2.0, -1.0]
    assert found["starr"].tolist() == [0.5, 1.0]
