"""What a search refuses, by the code of the message."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.planning import Chance, Limit, Range, Sought

FAST: dict[str, Any] = {"base": BASE, "months": 2, "draws": 8, "budget": 200}
LEVERS: dict[str, Any] = {"fee": (0.5, 2.0)}


def refusal(levers: Any = LEVERS, outcomes: Any = "npv_operator", **options: Any) -> Any:
    with pytest.raises((cp.InputError, cp.ArgumentError)) as caught:
        cp.optimise_policy(TOWN, levers, outcomes, **{**FAST, **options})
    return caught.value


@pytest.mark.parametrize(
    "span", [(2.0, 1.0), (1.0, float("nan")), "low", [], 3, (1, 2, 3), Range(0.0, float("inf"))]
)
def test_a_span_must_be_one(span: Any) -> None:
    assert [each.code for each in refusal({"fee": span}).problems] == ["span_of_lever"]


def test_all_levers_are_checked_at_once() -> None:
    wrong = {"fe": (0.0, 1.0), "reserve_share": (0.0, 2.0), "menu.3.fee": (1.0, 2.0), "fee": 3}
    found = refusal(wrong).problems
    assert {each.field.rpartition("levers.")[2] for each in found} == {
        *("fe", "reserve_share", "menu.3.fee", "fee"),
    }


@pytest.mark.parametrize(
    "outcomes",
    ["npv_operater", 3, [], Sought("npv_operator", "mode"), "staff", Chance({"staff": 3.0})],  # type: ignore[arg-type]
)
def test_an_outcome_must_be_known(outcomes: Any) -> None:
    assert len(refusal(outcomes=outcomes).problems) == 1


@pytest.mark.parametrize(
    "limit",
    [
        ("npv_operater", "<=", 3.0),
        ("npv_operator", "<", 3.0),
        ("npv_operator", "<=", float("nan")),
        ("npv_operator", "<=", 3.0, 1.5),
        Limit("npv_operator", "at_most", 1.0, over="a"),  # type: ignore[arg-type]
    ],
)
def test_a_limit_must_be_complete(limit: Any) -> None:
    assert len(refusal(limits=[limit]).problems) == 1


def test_a_rule_must_set_a_lever_that_it_can() -> None:
    assert refusal(rules="fee").problems[0].field == "rules"
    assert refusal(rules=["fallback_cap"]).problems[0].field == "rules"


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"base": None}, "base"),
        ({"build": lambda values: BASE}, "base"),
        ({"base": None, "build": 3}, "build"),
        ({"base": None, "build": lambda values: 1 / 0}, "build"),
        ({"base": None, "build": lambda values: "partner"}, "build"),
        ({"budget": 3}, "budget"),
        ({"assurance": 1.0}, "assurance"),
        ({"fresh_seed": 0}, "fresh_seed"),
        ({"starts": 3}, "starts"),
        ({"sampling": "latin_hypercube"}, "sampling"),  # its draws cannot be extended by stage
        ({"sampling": ["sobol"]}, "sampling"),
        ({"draws": 6}, "draws"),
    ],
)
def test_an_argument_out_of_range_is_named(options: Any, field: str) -> None:
    assert refusal(**options).field == field


def test_without_pymoo_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymoo.core.mixed", None)
    with pytest.raises(cp.MissingExtraError, match=r"commpartner\[planning\]"):
        cp.optimise_policy(TOWN, LEVERS, ["npv_operator", "satisfaction"], **FAST)


def test_an_unknown_policy_or_measure_is_refused() -> None:
    found = cp.optimise_policy(TOWN, LEVERS, "npv_operator", **FAST)
    with pytest.raises(cp.InputError):
        found.policy("p999")
    with pytest.raises(cp.InputError):
        found.robust("maximum")


def test_a_figure_that_nobody_has_is_an_error() -> None:
    with pytest.raises(cp.CommpartnerError) as caught:
        cp.optimise_policy(TOWN, LEVERS, "self_sufficiency_year_5", **FAST)
    assert getattr(caught.value.args[0], "code", "") == "no_policy_ran"
