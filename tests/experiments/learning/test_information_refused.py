"""What the value of information refuses, in words that say what is allowed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from drawn import drawn, normal, two
from refusals import raises_problem

from commpartner.errors import InputError
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.learning.information import value_of_information


def some(draws: int = 128) -> Comparison:
    x = normal(draws, 4)
    return two(x, x.sum(axis=1) - 0.3)


def test_a_missing_outcome_in_some_draw_is_refused() -> None:
    x = normal(128, 4)
    gain = x.sum(axis=1)
    gain[5] = np.nan
    with raises_problem("npv_operator: no_number_for"):
        value_of_information(two(x, gain), "npv_operator")


def test_a_missing_assumption_in_some_draw_is_refused() -> None:
    x = normal(128, 4)
    comparison = two(x, x.sum(axis=1))
    comparison.assumptions.loc[3, "b"] = np.nan
    with raises_problem("b: nan; finite_in_every_draw"):
        value_of_information(comparison, "npv_operator")


def test_unknown_and_empty_groups_are_named_together() -> None:
    groups = {"one": ["a", "x"], "two": [], "three": ["y"]}
    with pytest.raises(InputError) as caught:
        value_of_information(some(), "npv_operator", groups=groups)
    assert [problem.field for problem in caught.value.problems] == ["one", "two", "three"]
    assert "'x', which no draw varies" in str(caught.value)


def test_surveys_out_of_range_are_named_together() -> None:
    surveys = {"a": (0, 1.0), "b": (5, -1.0), "c": (5, float("nan")), "x": (5, 1.0)}
    with pytest.raises(InputError) as caught:
        value_of_information(some(), "npv_operator", surveys=surveys)
    assert len(caught.value.problems) == 4


def test_too_few_policies_draws_and_assumptions_are_refused() -> None:
    with raises_problem("draws: draws_of_all_policies 64"):
        value_of_information(some(64), "npv_operator")
    one = drawn({"a": {"npv_operator": np.arange(128.0)}}, {"a": np.arange(128.0)})
    with raises_problem("policies: 1"):
        value_of_information(one, "npv_operator")
    x = normal(128, 4)
    with raises_problem("assumptions: none_that_varies"):
        value_of_information(two(np.zeros_like(x), x.sum(axis=1)), "npv_operator")


@pytest.mark.parametrize(
    "level", [0.0, 1.0, float("nan"), "0.9", "abc", [0.5], None, True, 10**400]
)
def test_a_level_out_of_range_is_refused(level: Any) -> None:
    with raises_problem("level: .*; between_0_and_1"):
        value_of_information(some(), "npv_operator", level=level)


@pytest.mark.parametrize(
    "survey", [3, None, "12", (1,), (1, 2.0, 3), (1, "3"), ("1", 3.0), (True, 3.0), (10**400, 1.0)]
)
def test_a_survey_that_is_none_is_refused(survey: Any) -> None:
    with raises_problem("surveys, a: .*; whole_and_above_0"):
        value_of_information(some(), "npv_operator", surveys={"a": survey})


@pytest.mark.parametrize("names", [None, 3, [["a"]], (each for each in "ax"), np.array(["x"])])
def test_a_group_of_what_are_no_names_is_refused(names: Any) -> None:
    with raises_problem("groups, one: not_varied"):
        value_of_information(some(), "npv_operator", groups={"one": names})


def test_a_group_may_be_an_array_of_names() -> None:
    groups: dict[str, Any] = {"array": np.array(["a", "b"]), "run": iter("ab"), "alone": "a"}
    found = value_of_information(some(), "npv_operator", groups=groups)
    members = found.by_group.set_index("group")["assumptions"]
    assert members.to_dict() == {"array": "a, b", "run": "a, b", "alone": "a"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"outcome": ["npv_operator"]}, "outcome: .*; outcome_or_weights"),
        ({"outcome": {"npv_operator": "1"}}, "npv_operator: '1'; finite_weight"),
        ({"outcome": {"npv_operator": True}}, "npv_operator: True"),
        ({"outcome": {"npv_operator": 10**400}}, "npv_operator: 1000"),
        ({"groups": ["a"]}, "groups: .*; groups_to_names"),
        ({"surveys": 3}, "surveys: 3; assumptions_to_surveys"),
    ],
)
def test_what_is_no_argument_is_refused(arguments: dict[str, Any], message: str) -> None:
    with raises_problem(message):
        value_of_information(some(), **({"outcome": "npv_operator"} | arguments))


def test_a_negative_seed_is_refused() -> None:
    with raises_problem("seed: -1"):
        value_of_information(some(), "npv_operator", seed=-1)
