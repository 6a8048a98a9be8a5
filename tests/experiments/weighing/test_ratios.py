"""Fieller's interval: its closed form, the tests that it inverts, coverage, and no end."""

from __future__ import annotations

import math

import numpy as np
import pytest
from compared import comparison_of
from refusals import raises_problem
from scipy.stats import t as student
from scipy.stats import ttest_1samp

from commpartner.experiments.weighing.plane import CostEffectiveness, cost_effectiveness
from commpartner.experiments.weighing.ratios import ratio_interval
from commpartner.facts.words import say
from commpartner.report.grids.weighed import ratios_grid
from commpartner.texts import Language

rng = np.random.default_rng(5)
COST = rng.normal(12e6, 4e6, 40)
EFFECT = 5.0 + 1e-7 * COST + rng.normal(0.0, 2.0, 40)


def closed_form(cost: np.ndarray, effect: np.ndarray, level: float) -> tuple[float, float]:
    """Limits as Fieller (1954) writes them, by g; variances and covariance of the means."""
    n = len(cost)
    a, b = cost.mean(), effect.mean()
    (v11, v12), (_, v22) = np.cov(cost, effect) / n
    t = student.ppf((1.0 + level) / 2.0, n - 1)
    g = t**2 * v22 / b**2
    inside = v11 - 2.0 * a / b * v12 + (a / b) ** 2 * v22 - g * (v11 - v12**2 / v22)
    low, high = (
        (a / b - g * v12 / v22 + sign * t / b * math.sqrt(inside)) / (1.0 - g) for sign in (-1, 1)
    )
    return low, high


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
def test_limits_are_those_of_the_closed_form(level: float) -> None:
    found = ratio_interval(COST, EFFECT, level)
    assert found.mean == pytest.approx(COST.mean() / EFFECT.mean())
    assert found[1:] == pytest.approx(closed_form(COST, EFFECT, level), rel=1e-9)


def test_a_t_test_refuses_just_beyond_the_limits() -> None:
    found = ratio_interval(COST, EFFECT, 0.95)
    for limit in found[1:]:
        assert ttest_1samp(COST - limit * EFFECT, 0.0).pvalue == pytest.approx(0.05, rel=1e-6)
    assert ttest_1samp(COST - found.mean * EFFECT, 0.0).pvalue > 0.99


def test_the_true_ratio_is_inside_as_often_as_said() -> None:
    draws = np.random.default_rng(2).multivariate_normal([3, 1], [[4, 1], [1, 1]], (1000, 20))
    inside = 0
    for each in draws:
        found = ratio_interval(each[:, 0], each[:, 1], 0.90)
        inside += found.low <= 3.0 <= found.high
    assert 0.87 < inside / len(draws) < 0.93  # three standard errors


def test_an_effect_that_may_be_none_leaves_no_end() -> None:
    effect = np.array([-1.0, 1.2, -0.8, 1.0, 0.1])
    found = ratio_interval([1.0, 2.0, 3.0, 2.0, 1.0], effect)
    assert found.mean == pytest.approx(1.8 / effect.mean())
    assert found[1:] == (-math.inf, math.inf)
    assert ttest_1samp(effect, 0.0).pvalue > 0.10


def test_it_ends_where_the_effect_is_told() -> None:
    effect = EFFECT - EFFECT.mean() + 0.6
    level = 1.0 - float(ttest_1samp(effect, 0.0).pvalue)
    assert math.isfinite(ratio_interval(COST, effect, level - 1e-6).high)
    assert math.isinf(ratio_interval(COST, effect, level + 1e-6).high)


def test_equal_draws_have_a_ratio_without_doubt() -> None:
    assert ratio_interval([6.0, 6.0, 6.0], [2.0, 2.0, 2.0]) == (3.0, 3.0, 3.0)
    assert math.isnan(ratio_interval([1.0, 1.0], [0.0, 0.0]).mean)
    one = ratio_interval([5.0, 7.0], [2.0, 2.0], 0.5)
    assert one.low < one.mean == 3.0 < one.high


def test_units_scale_the_interval() -> None:
    plain, large = (
        np.array(ratio_interval(COST * k, EFFECT * m)) for k, m in ((1, 1), (1e9, 1e-9))
    )
    assert large == pytest.approx(plain * 1e18)


def test_what_makes_no_pairs_is_refused() -> None:
    for above, below in (([1.0, 2.0], [1.0]), ([1.0], [1.0])):
        with raises_problem("shapes_that_fit"):
            ratio_interval(above, below)
    with raises_problem("finite_numbers"):
        ratio_interval([1.0, math.nan], [1.0, 2.0])


def three() -> CostEffectiveness:
    """Three policies: the second is surely better than the first, the third perhaps."""
    cost = [*np.arange(8.0)]
    outcomes = {
        "a": {"public_net_cost": cost, "satisfaction": [50.0] * 8},
        "b": {
            "public_net_cost": [each + 2.0 + each % 2 for each in cost],
            "satisfaction": [60.0 + each % 2 for each in cost],
        },
        "c": {
            "public_net_cost": [each + 9.0 for each in cost],
            "satisfaction": [61.0 + each for each in [4.0, -4.0] * 4],
        },
    }
    return cost_effectiveness(comparison_of(outcomes), "satisfaction", level=0.95)


def test_the_table_has_the_interval_of_each_step() -> None:
    rows = {str(row["policy"]): row for row in three().table.to_dict("records")}
    assert math.isnan(rows["a"]["icer_low"]) and math.isnan(rows["a"]["icer_high"])
    more, better = np.array([2.0, 3.0] * 4), np.array([10.0, 11.0] * 4)
    found = (rows["b"]["icer_low"], rows["b"]["icer_high"])
    assert found == pytest.approx(closed_form(more, better, 0.95))
    assert rows["c"]["icer"] > rows["b"]["icer"]
    assert (rows["c"]["icer_low"], rows["c"]["icer_high"]) == (-math.inf, math.inf)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_screen_says_that_there_is_no_end(language: Language) -> None:
    names = {"a": "A", "b": "B", "c": "C"}
    grid = ratios_grid(three(), names, "", language)
    ratios = {row.key: row.cells[-1] for row in grid.rows}
    assert ratios["a"].interval == "" and ".." in ratios["b"].interval
    assert ratios["c"].interval == say("weighed_endless", language)
    assert "inf" not in str(grid.notes) and "95%" in str(grid.notes)
