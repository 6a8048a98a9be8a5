"""What plans of clusters refuse: every mistake in one error."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from enumerated import district

import commpartner as cp

TOWN = district(6, 2)
BASE: dict[str, Any] = {"draws": 2, "time_limit": 1.0}


def codes(programme: cp.Programme = TOWN, **asked: Any) -> list[str]:
    with pytest.raises(cp.InputError) as caught:
        cp.plan_clusters(programme, **BASE, **asked)
    assert caught.value.in_language("zh")
    return [each.code for each in caught.value.problems]


def test_all_mistakes_come_at_once() -> None:
    found = codes(
        centres=0, keep=["c9"], maximum_distance=np.nan, estates_per_centre=0, within="street"
    )
    assert len(found) == 5


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"candidates": []}, "some_candidate"),
        ({"candidates": 3}, "candidates_of_plan"),
        ({"candidates": [1]}, "centre_or_id"),
        ({"candidates": [cp.programme.Centre(id="c1", x_km=0, y_km=0)]}, "each_name_once"),
        ({"centres": 3}, "whole_number_from_to"),
        ({"within": "subdistrict"}, "value_in_all_planned"),
        ({"maximum_distance": 1e-6, "leave_alone": False}, "candidate_within"),
        ({"maximum_distance": 1e-9, "keep": ["c1"]}, "estate_in_reach"),
        (
            {"estates_per_centre": 1, "leave_alone": False},
            "estates_per_centre_for_all",
        ),
    ],
    ids=str,
)
def test_hopeless_input_is_named(asked: dict[str, Any], code: str) -> None:
    assert code in codes(**asked)


def test_estates_without_coordinates_are_named() -> None:
    estates = tuple(each.replace(x_km=None, y_km=None) for each in TOWN.estates)
    assert codes(TOWN.replace(estates=estates)) == ["x_and_y_of_all"]


def test_too_little_capacity_is_named() -> None:
    centres = tuple(each.replace(capacity=10) for each in TOWN.centres)
    found = codes(TOWN.replace(centres=centres), leave_alone=False)
    assert "capacity_for_all" in found
    assert "room_in_reach" in found


def test_a_policy_that_takes_on_nobody_is_refused() -> None:
    estates = tuple(each.replace(managed=True) for each in TOWN.estates)
    base = cp.Policy(organisation="stand_alone")
    assert "takes_on_one" in codes(TOWN.replace(estates=estates), base=base)


@pytest.mark.parametrize(
    "wrong",
    [{"time_limit": 0.0}, {"progress": 1}, {"leave_alone": 1}, {"draws": 0}, {"seed": -1}],
    ids=str,
)
def test_wrong_arguments_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(cp.ArgumentError):
        cp.plan_clusters(TOWN, **{**BASE, **wrong})


def test_unknown_policies_are_refused() -> None:
    with pytest.raises(cp.InputError):
        cp.plan_clusters(TOWN, base="no such policy", **BASE)
