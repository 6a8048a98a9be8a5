"""Sliders: where they stand, what they set, what they refuse."""

from __future__ import annotations

from math import isclose

import pytest

import commpartner as cp
from commpartner.report.play.sliders import PARTS, check_moved, sliders

CASES = cp.datasets.names()


@pytest.mark.parametrize("case", CASES)
def test_every_slider_can_stand_at_its_ends_together(case: str) -> None:
    programme = cp.datasets.load(case)
    for policy in programme.policies.values():
        found = sliders(programme, policy)
        for end in ("low", "high"):
            check_moved(policy, {each.lever: getattr(each, end) for each in found}, found)


def test_sliders_stand_where_the_policy_is() -> None:
    xiashan = cp.datasets.load("xiashan")
    partner = xiashan.policies["partner"]
    found = {each.lever: each for each in sliders(xiashan, partner)}
    assert found["fee"].value == xiashan.assumption_table()["fee_per_m2"].central
    assert found["fee"].unit == "yuan/m2/month"
    assert "fallback_cap" not in found  # the policy has none
    capped = {each.lever: each for each in sliders(xiashan, xiashan.policies["partner_capped"])}
    assert (capped["fallback_cap"].low, capped["fallback_cap"].high) == (5.0, 15.0)
    for each in found.values():
        steps = (each.high - each.low) / each.step
        assert isclose(steps, round(steps), abs_tol=1e-6)


def test_parts_of_a_whole_stay_within_it() -> None:
    xiashan = cp.datasets.load("xiashan")
    relief = xiashan.policies["partner_fee_relief"]  # all of it lowers bills
    assert {each.lever for each in sliders(xiashan, relief)} & set(PARTS) == {"fee_relief_share"}


def test_values_beyond_a_slider_are_refused_together() -> None:
    xiashan = cp.datasets.load("xiashan")
    partner = xiashan.policies["partner"]
    with pytest.raises(cp.InputError) as caught:
        check_moved(partner, {"fee": 99.0, "colour": 1.0}, sliders(xiashan, partner))
    assert [problem.field for problem in caught.value.problems] == ["fee", "colour"]
