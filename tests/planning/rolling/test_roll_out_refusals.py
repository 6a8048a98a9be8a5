"""What a roll-out refuses: every problem at once, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.planning import plan_roll_out
from commpartner.texts import Text

POLICY = BASE.replace(centres=("west", "east"), ventures=("market",), onboarding=50.0)
GIVEN: dict[str, Any] = {"years": 2, "draws": 2, "runs": 1}


def refused(budget: Any = 4e5, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(cp.InputError) as caught:
        plan_roll_out(TOWN, more.pop("policy", POLICY), budget, **{**GIVEN, **more})
    assert caught.value.in_language("zh") != str(caught.value)
    return [
        (each.field, each.allowed.code if isinstance(each.allowed, Text) else each.allowed)
        for each in caught.value.problems
    ]


@pytest.mark.parametrize("budget", [0, -1.0, float("nan"), "much", [], [1.0] * 3, [0, 0], [1, -1]])
def test_a_budget_is_a_number_for_every_year(budget: Any) -> None:
    assert refused(budget) == [("budget", "budget_by_year")]


def test_a_budget_must_pay_for_some_step() -> None:
    with pytest.raises(cp.InputError) as caught:
        plan_roll_out(TOWN, POLICY, 1_000.0, **GIVEN)
    (problem,) = caught.value.problems
    assert isinstance(problem.allowed, Text)
    assert problem.allowed.code == "budget_for_a_step"
    assert problem.allowed.values["step"] == "'market'"


def test_a_budget_must_pay_for_what_must_open() -> None:
    assert refused(3e5, fixed=["west", "east"]) == [("budget", "budget_for_fixed")]
    assert refused(4e5, complete=True, years=1) == [("budget", "budget_for_all")]
    two = [("budget", "budget_for_each")] * 2
    assert refused(2.5e5, complete=True) == two  # the centres, but not the market


def test_all_problems_are_told_at_once() -> None:
    found = refused(
        -1.0,
        outcome="welfare",
        reliability=1.5,
        accounts=["wages"],
        complete="yes",
        needs={"wets": "east"},
        fixed={"market": 9},
        policy=POLICY.replace(joins={"west": 3}),
    )
    fields = [field for field, _ in found]
    assert set(fields) == {
        *("outcome", "reliability", "accounts", "complete", "budget"),
        *("policy.joins", "needs", "fixed['market']"),
    }


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        (3, "steps_allowed"),
        ({}, "one_or_more"),
        ({"a": []}, "name_that_opens"),
        ({"a": ["wets"]}, "did_you_mean"),
        ({"a": ["shared"]}, "name_that_opens"),  # a centre that the policy does not open
        ({"a": [3]}, "name_that_opens"),
        ({"a": ["west"], "b": ["east", "west"]}, "each_opens_once"),
        ({"a": ["west"], "b": ["e00"]}, "each_opens_once"),
        ({3: ["west"]}, "text_not_empty"),
    ],
)
def test_steps_name_what_opens_once(steps: Any, code: str) -> None:
    of_all = ("steps_allowed", "one_or_more", "text_not_empty")
    last = [*steps][-1] if isinstance(steps, dict) and steps else ""
    assert refused(steps=steps) == [("steps" if code in of_all else f"steps[{last!r}]", code)]


def test_a_venture_needs_the_step_of_its_works() -> None:
    waiting = TOWN.ventures[1].replace(id="hall", after_works="pipes")
    town = TOWN.replace(ventures=(*TOWN.ventures, waiting))
    policy = POLICY.replace(ventures=("hall",), works=("pipes",))
    with pytest.raises(cp.InputError) as caught:
        plan_roll_out(town, policy, 4e5, steps={"a": "hall", "b": "pipes"}, **GIVEN)
    assert [each.field for each in caught.value.problems] == ["steps['a']"]


def test_steps_that_need_each_other_are_named() -> None:
    found = refused(needs={"west": "east", "east": ["market"], "market": "west"})
    assert found == [("needs", "no_circle")]
    assert refused(needs={"west": "west"}) == [("needs", "no_circle")]


def test_fixed_years_keep_the_order() -> None:
    found = refused(needs={"west": "east"}, fixed={"west": 1, "east": 2})
    assert found == [("fixed", "not_before")]
    assert refused(fixed=["wets"]) == [("fixed", "did_you_mean")]


@pytest.mark.parametrize("outcome", ["staff", "break_even_month"])
def test_an_outcome_must_be_good_or_bad(outcome: str) -> None:
    assert refused(outcome=outcome) == [("outcome", "outcome_to_plan")]


def test_one_draw_is_too_few() -> None:
    with pytest.raises(cp.ArgumentError):
        plan_roll_out(TOWN, POLICY, 4e5, **GIVEN | {"draws": 1})
