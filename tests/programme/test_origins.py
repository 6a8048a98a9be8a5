"""What a case says of its numbers stands before the table; what only levers name is a choice."""

from __future__ import annotations

from typing import Any

import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.programme import Fact, Programme
from commpartner.programme.origins import origins

FEE = BASE.replace(fee="fee_per_m2", fee_basis="floor_area", fee_growth=0.0)
PUBLISHED = {"kind": "published", "source": "xs_area_centres"}
ASSUMED = {"kind": "assumption"}


def town(facts: dict[str, dict[str, str]], **assumptions: dict[str, Any]) -> Programme:
    stated = tuple(
        Fact.model_validate({"field": field, "value": "as told", **fact})
        for field, fact in facts.items()
    )
    return Programme(**dict(TOWN) | {"facts": stated, "assumptions": assumptions})


def kind(programme: Programme, row: str) -> str:
    return origins(programme, {"fee": FEE}, programme.assumption_table())[row].kind


@pytest.mark.parametrize(
    ("field", "row"),
    [
        ("policies.fee", "fee_per_m2"),
        ("policies.fee.fee", "fee_per_m2"),  # of the policy that is named fee
        ("assumptions.fee_per_m2", "fee_per_m2"),
        ("ventures.market.capacity", "market_stalls"),
        ("ventures.capacity", "market_stalls"),
        ("works.pipes.cost_per_household", "renovation_capex"),
        ("services.response_target", "response_target"),
        ("assumptions.wage_cleaner", "wage_cleaner"),
        ("estates.households", "estate_sizes"),
    ],
)
def test_a_case_s_statement_decides_both_ways(field: str, row: str) -> None:
    assert kind(town({field: PUBLISHED}), row) == "published"
    assert kind(town({field: ASSUMED}), row) == "assumption"


def test_a_number_that_only_levers_name_is_a_choice() -> None:
    plain = town({})
    assert kind(plain, "fee_per_m2") == "choice"
    assert kind(plain, "wage_cleaner") == cp.default_assumptions()["wage_cleaner"].kind
    assert kind(plain, "inflation") == "assumption"  # equations read it, whoever names it


def test_parts_of_an_assumed_whole_are_assumed() -> None:
    assert kind(town({}), "market_stalls") == "literature"
    assert kind(town({"ventures": ASSUMED}), "market_stalls") == "assumption"
    assert kind(town({"ventures.market": ASSUMED}), "market_stalls") == "assumption"
    known = {"ventures.market": ASSUMED, "ventures.market.capacity": PUBLISHED}
    assert kind(town(known), "market_stalls") == "published"


def test_parts_of_a_published_whole_need_not_be_published() -> None:
    assert kind(town({"ventures.market": PUBLISHED}), "market_stalls") == "literature"


def test_of_two_answers_the_weaker_counts() -> None:
    lever = {"policies.fee": PUBLISHED}
    own = town(lever, fee_per_m2={"kind": "assumption"})
    both = town({**lever, "assumptions.fee_per_m2": ASSUMED})
    assert [kind(each, "fee_per_m2") for each in (own, both)] == ["assumption"] * 2
    sizes = town(
        {"estates.households": PUBLISHED}, estate_sizes={"distribution": "uniform", "central": 0.5}
    )
    assert kind(sizes, "estate_sizes") == "assumption"  # made up, whatever is known of the whole
    one = town({"services.standard.response_target": PUBLISHED})  # others say nothing
    assert kind(one, "response_target") == "assumption"


def test_own_numbers_without_a_kind_are_an_assumption() -> None:
    row = cp.default_assumptions()["market_stalls"]
    assert row.kind == "literature"
    own = town({}, market_stalls={"low": row.low, "central": 1.01 * row.central})
    assert kind(own, "market_stalls") == "assumption"
    noted = town({}, market_stalls={"note": "As in the table."})
    assert kind(noted, "market_stalls") == "literature"
    told = town({}, market_stalls={"central": 1.01 * row.central, "kind": "literature"})
    assert kind(told, "market_stalls") == "literature"


def test_a_fee_row_of_the_case_is_no_choice() -> None:
    own = town({}, fee_per_m2={"central": 0.4, "kind": "published", "source": "xs_area_centres"})
    assert kind(own, "fee_per_m2") == "published"


def test_cases_assume_the_fee_that_they_do_not_know() -> None:
    for name in ("xiashan", "qingyunpu"):
        case = cp.datasets.load(name)
        found = origins(case, case.policies, case.assumption_table())
        assert found["fee_per_m2"].kind == "assumption"
        assert found["fee_per_m2"].source == ""  # the case names none for the fee that is charged
