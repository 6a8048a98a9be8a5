from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commpartner.benchmark import problem
from commpartner.programme import Policy
from commpartner.programme.levers import LEVERS, TEXTS, AnyOf, OneOf, Range, changed, number_levers

CAP = Range(0.0, 40.0, or_none=True)


def test_a_policy_equals_itself_and_texts_are_no_levers() -> None:
    base = problem("xiangyang-orders").base
    assert changed(base, base) == {}
    assert changed(base.replace(label_en="mine", description="better"), base) == {}


def test_nested_levers_are_named_by_their_path() -> None:
    base = problem("xiangyang-orders").base
    policy = base.replace(orders={"recheck": 0.5}, governance={"branches": 1.0})
    assert changed(policy, base) == {"orders.recheck": 0.5, "governance.branches": 1.0}


def test_entries_of_a_menu_are_named_by_their_number() -> None:
    from commpartner import datasets

    base = datasets.load("xiangyang").policies["menu_estate"]
    menu = [{"service": each.service, "fee": each.fee} for each in base.menu]
    menu[1]["fee"] = 25.0
    assert changed(base.replace(menu=menu), base) == {"menu.1.fee": 25.0}


def test_a_lever_that_is_taken_away_is_a_change() -> None:
    base = problem("xiangyang-orders").base
    without = changed(base.replace(orders=None), base)
    assert set(without) > {"orders", "orders.recheck"}
    assert all(value is None for value in without.values())


@settings(deadline=None)
@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_range_holds_its_ends_and_what_is_between(value: float) -> None:
    assert CAP.allows(value) == (0.0 <= value <= 40.0)


@pytest.mark.parametrize(
    ("lever", "yes", "no"),
    [
        (CAP, [0, 40.0, None], [True, "fee_per_m2", 40.1, -1e-9]),
        (Range(0, 12, whole=True), [0, 3, 12], [None, 2.5, 13, True]),
        (OneOf((True, False)), [True, False], [1, 0, None, "True"]),
        (OneOf(("basic", "full")), ["full"], ["gated", ("full",)]),
        (AnyOf(("a", "b")), [(), ("b",), ("b", "a")], ["a", ("c",), None]),
    ],
)
def test_a_lever_allows_what_it_says(lever: Any, yes: list[Any], no: list[Any]) -> None:
    assert [lever.allows(value) for value in yes] == [True] * len(yes)
    assert [lever.allows(value) for value in no] == [False] * len(no)


@pytest.mark.parametrize("name", number_levers())
def test_a_policy_takes_the_finite_ends_of_a_lever(name: str) -> None:
    base = problem("xiangyang-trial").base
    span = number_levers()[name]
    for end in (span.low, span.high):
        if math.isfinite(end):
            assert span.allows(getattr(base.replace(**{name: end}), name))
    if span.or_none:
        assert span.allows(getattr(base.replace(**{name: None}), name))


def test_levers_are_a_policy_s_fields_but_its_texts() -> None:
    assert {*LEVERS, *TEXTS} == set(Policy.model_fields)
    assert set(number_levers()) < set(LEVERS)
    assert number_levers()["free_months"] == Range(0, math.inf, whole=True, unit="month")
