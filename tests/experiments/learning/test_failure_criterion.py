"""In which draws a policy fails: thresholds, differences, booleans, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from drawn import drawn
from refusals import raises_problem

from commpartner.errors import ArgumentError, code_of
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.learning.failure_criterion import failing


def of(values: object, outcome: str = "npv_operator") -> Comparison:
    """A policy with an outcome, another one, and an assumption."""
    each = np.asarray(values, dtype=np.float64)
    outcomes = {"a": {outcome: each}, "b": {outcome: np.zeros(len(each))}}
    return drawn(outcomes, {"x": np.arange(float(len(each)))})


def test_a_policy_fails_if_worse_than_any_threshold() -> None:
    outcomes = {
        "a": {
            "satisfaction": [60.0, 70.0, 80.0, 70.0],
            "fallback_cumulative": [1.0, 9.0, 1.0, 5.0],
        }
    }
    comparison = drawn(outcomes, {"x": np.arange(4.0)})
    found = failing(comparison, "a", {"satisfaction": 70, "fallback_cumulative": 5})
    assert found.by_draw.tolist() == [True, True, False, False]  # equal is good enough
    assert found.english == "satisfaction < 70 [score 0-100] or fallback_cumulative > 5 [yuan]"
    assert " 或 " in found.chinese


def test_against_a_baseline_the_difference_counts() -> None:
    outcomes = {
        "a": {"npv_operator": [5.0, 1.0, 3.0, 0.0]},
        "b": {"npv_operator": [4.0, 2.0, 3.0, 0.0]},
    }
    comparison = drawn(outcomes, {"x": np.arange(4.0)}, failed=[("b", 3)])
    found = failing(comparison, "a", {"npv_operator": 0.0}, baseline="b")
    assert found.by_draw.to_dict() == {0: False, 1: True, 2: False}
    assert found.english == "npv_operator less that of b < 0 [yuan]"


def test_a_difference_by_rounding_is_not_worse() -> None:
    sums = {"a": {"npv_operator": [0.1 + 0.2]}, "b": {"npv_operator": [0.3]}}
    comparison = drawn(sums, {"x": [1.0]})
    for policy, number in (("a", 0.3), ("b", 0.1 + 0.2)):
        assert not failing(comparison, policy, {"npv_operator": number}).by_draw.any()


def test_baseline_rounding_scales_with_what_is_subtracted() -> None:
    size = np.linspace(1e8, 2e8, 50)
    sums = {"a": {"npv_operator": np.nextafter(size, 0.0)}, "b": {"npv_operator": size}}
    comparison = drawn(sums, {"x": np.arange(50.0)})
    assert not failing(comparison, "a", {"npv_operator": 0.0}, baseline="b").by_draw.any()


def test_a_month_that_never_comes_is_late() -> None:
    comparison = drawn({"a": {"break_even_month": [12.0, np.nan, 36.0]}}, {"x": np.arange(3.0)})
    found = failing(comparison, "a", {"break_even_month": 24})
    assert found.by_draw.tolist() == [False, True, True]


def test_booleans_come_by_draw_or_in_draw_order() -> None:
    comparison = drawn(
        {"a": {"npv_operator": np.zeros(4)}}, {"x": np.arange(4.0)}, failed=[("a", 1)]
    )
    by_draw = pd.Series([True, True, False, False], index=[3, 1, 0, 2])
    assert failing(comparison, "a", by_draw).by_draw.to_dict() == {0: False, 2: False, 3: True}
    in_order = failing(comparison, "a", [False, False, True])
    assert in_order.by_draw.to_dict() == {0: False, 2: False, 3: True}


def test_a_series_is_matched_by_draws_not_order() -> None:
    comparison = drawn(
        {"a": {"npv_operator": np.arange(5.0)}, "b": {"npv_operator": np.zeros(5)}},
        {"x": np.arange(5.0)},
        failed=[("a", 1)],
    )
    series = comparison.assumptions["x"].sort_index(ascending=False) > 2.0
    found = failing(comparison, "a", series).by_draw
    assert found.to_dict() == {0: False, 2: False, 3: True, 4: True}


@pytest.mark.parametrize(
    "index",
    [range(600), range(300, 600), [*range(299), 298], [f"{each}" for each in range(300)]],
)
def test_a_series_of_other_rows_is_refused(index: Sequence[object]) -> None:
    comparison = of(np.arange(300.0))
    series = pd.Series(np.arange(len(index)) > 3, index=list(index))
    with pytest.raises(ArgumentError) as raised:
        failing(comparison, "a", series)
    assert code_of(raised.value.found) == "labels_by_draw"


@pytest.mark.parametrize(
    ("fails", "words"),
    [
        ({}, "fails: no_threshold"),
        ({"npv_operator": float("nan")}, "npv_operator: nan; finite_threshold"),
        (np.zeros(300), "float64 .*; booleans_by_draw 300"),
        (np.zeros(299, dtype=bool), "bool .*; booleans_by_draw 300"),
        (pd.Series([True], index=[0]), "fails: labels_by_draw 1"),
    ],
)
def test_failures_that_cannot_be_read_are_refused(fails: object, words: str) -> None:
    with raises_problem(words):
        failing(of(np.arange(300.0)), "a", fails)  # type: ignore[arg-type]


def test_an_outcome_without_a_number_is_refused() -> None:
    comparison = of(np.arange(300.0))
    comparison.outcomes.loc[7, "npv_operator"] = np.nan
    with raises_problem("npv_operator: no_number_in_draws 1 300"):
        failing(comparison, "a", {"npv_operator": 0.5})


def test_a_month_that_never_comes_has_no_difference() -> None:
    outcomes = {"a": {"break_even_month": [12.0, np.nan]}, "b": {"break_even_month": [12.0, 13.0]}}
    comparison = drawn(outcomes, {"x": [0.0, 1.0]})
    with raises_problem("break_even_month: no_number_in_draws"):
        failing(comparison, "a", {"break_even_month": 0}, baseline="b")


def test_unknown_names_are_refused_with_the_nearest() -> None:
    comparison = of(np.arange(300.0))
    with raises_problem("'aa'"):
        failing(comparison, "aa", {"npv_operator": 0.0})
    with raises_problem("'c'"):
        failing(comparison, "a", {"npv_operator": 0.0}, baseline="c")
    with raises_problem("did_you_mean .*'npv_operator'"):
        failing(comparison, "a", {"npv_operater": 0.0})
    with raises_problem("outcome_with_direction"):
        failing(of(np.arange(300.0), "staff"), "a", {"staff": 1.0})


def test_booleans_have_no_baseline() -> None:
    with raises_problem("baseline: baseline_beside_booleans 'b'"):
        failing(of(np.arange(300.0)), "a", np.zeros(300, dtype=bool), baseline="b")
