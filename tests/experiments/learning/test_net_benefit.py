"""What is to be as large as possible: directions, weights, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from drawn import drawn
from refusals import raises_problem

from commpartner.experiments.comparison import Comparison
from commpartner.experiments.learning.net_benefit import net_benefit


def two() -> Comparison:
    old = {"npv_operator": [1.0, 2.0], "fallback_cumulative": [3.0, 4.0], "staff": [5.0, 6.0]}
    new = {"npv_operator": [7.0, 8.0], "fallback_cumulative": [0.0, 0.5], "staff": [1.0, 1.0]}
    return drawn({"old": old, "new": new}, {"x": [0.0, 1.0]})


@pytest.mark.parametrize(
    ("outcome", "old", "unit"),
    [
        ("npv_operator", [1.0, 2.0], "yuan"),
        ("fallback_cumulative", [-3.0, -4.0], "yuan"),
        ({"fallback_cumulative": 1.0}, [-3.0, -4.0], "yuan"),
        ({"fallback_cumulative": -1.0}, [3.0, 4.0], "yuan"),
        ({"staff": 2.0}, [10.0, 12.0], "FTE"),
        ({"npv_operator": 1.0, "fallback_cumulative": 2.0}, [-5.0, -6.0], "yuan"),
        ({"npv_operator": 1.0, "staff": -0.5}, [-1.5, -1.0], ""),
    ],
)
def test_each_outcome_is_turned_its_own_way(
    outcome: str | Mapping[str, float], old: list[float], unit: str
) -> None:
    found = net_benefit(two(), outcome)
    assert found.by_draw["old"].tolist() == old
    assert found.unit == unit
    given = [outcome] if isinstance(outcome, str) else list(outcome)
    assert list(found.weights) == given


def test_a_sum_that_differs_by_rounding_alone_is_equal() -> None:
    sums = {"npv_operator": [0.1], "npv_government": [0.2]}
    whole = {"npv_operator": [0.3], "npv_government": [0.0]}
    comparison = drawn({"a": sums, "b": whole}, {"x": [1.0]})
    found = net_benefit(comparison, {"npv_operator": 1.0, "npv_government": 1.0}).by_draw
    assert found["a"].item() == found["b"].item()


def test_an_outcome_without_a_direction_needs_a_weight() -> None:
    with raises_problem("outcome_with_direction"):
        net_benefit(two(), "staff")


@pytest.mark.parametrize("outcome", ["npv_operater", {"npv_operater": 1.0}])
def test_an_unknown_outcome_is_refused(outcome: str | Mapping[str, float]) -> None:
    with raises_problem("did_you_mean .*'npv_operator'"):
        net_benefit(two(), outcome)


def test_weights_that_are_no_numbers_are_refused() -> None:
    with raises_problem("npv_operator: nan; finite_weight"):
        net_benefit(two(), {"npv_operator": float("nan")})
    with raises_problem("outcome: none"):
        net_benefit(two(), {})


def test_a_missing_outcome_in_some_draw_is_refused() -> None:
    comparison = two()
    comparison.outcomes.loc[3, "npv_operator"] = float("nan")
    with raises_problem("npv_operator: no_number_for"):
        net_benefit(comparison, {"npv_operator": 1.0, "fallback_cumulative": 1.0})
