"""Variants that somebody chose: combinations of levers, named scenarios."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from refusals import raises_problem

import commpartner as cp
from commpartner.assumptions.table import default_assumptions
from commpartner.errors import InputError, PlausibilityWarning, code_of
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.experiments.variants import (
    lever_factorial,
    named_scenarios,
    scenario_values,
)

XIASHAN = cp.datasets.load("xiashan")
PARTNER = XIASHAN.policies["partner"]


def test_all_combinations_of_levers_are_policies_named_by_them() -> None:
    found = lever_factorial(PARTNER, {"fee": [0.4, 0.8], "reinvestment_share": [0.5, 0.7]})
    assert list(found) == [
        "fee=0.4, reinvestment_share=0.5",
        "fee=0.4, reinvestment_share=0.7",
        "fee=0.8, reinvestment_share=0.5",
        "fee=0.8, reinvestment_share=0.7",
    ]
    for name, policy in found.items():
        assert name == f"fee={policy.fee}, reinvestment_share={policy.reinvestment_share}"
        assert policy.label_en == policy.label_zh == name  # or charts would show one name for all
        texts = {"label_en": PARTNER.label_en, "label_zh": PARTNER.label_zh}
        levers = {"fee": PARTNER.fee, "reinvestment_share": PARTNER.reinvestment_share}
        assert policy.replace(**texts, **levers) == PARTNER


def test_levers_that_are_no_numbers_have_readable_names() -> None:
    levers: dict[str, list[Any]] = {
        "ventures": [(), PARTNER.ventures[:2]],
        "fallback_cap": [None, 0.5],
        "deficit_first": [True],
    }
    first, *_, last = lever_factorial(PARTNER, levers)
    assert first == "ventures=none, fallback_cap=none, deficit_first=True"
    ventures = "+".join(PARTNER.ventures[:2])
    assert last == f"ventures={ventures}, fallback_cap=0.5, deficit_first=True"


def test_levers_of_a_generator_will_do() -> None:
    some = (fee for fee in (0.4, 0.8))
    assert list(lever_factorial(PARTNER, {"fee": some})) == ["fee=0.4", "fee=0.8"]  # type: ignore[dict-item]


def test_a_number_is_the_same_whole_or_not() -> None:
    with raises_problem("fee: 1, 1; each_value_once"):
        lever_factorial(PARTNER, {"fee": [1, 1.0]})


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("m2_per_cleaner", -1.0, "above_up_to a_number 0.0"),
        ("m2_per_cleaner", 0.0, "above_up_to a_number 0.0"),
        ("market_occupancy", 5.0, "from_to a_number 0.0 1.0"),
        ("collection_rate_before", -0.1, "from_to a_number 0.0 1.0"),
    ],
)
def test_a_scenario_outside_its_unit_is_refused(name: str, value: float, allowed: str) -> None:
    given: dict[str, dict[str, float]] = {"as it is": {}, "odd": {name: value}}
    wanted = f"odd.{name}: {value:g}; {allowed}"
    with raises_problem(wanted):
        named_scenarios(default_assumptions(), given)


def test_all_bad_values_of_scenarios_are_told_at_once() -> None:
    given = {"a": {"satisfaction_speed": 5.0, "wage_growth": -3.0}, "b": {"adoption_speed": 5.0}}
    with pytest.raises(InputError) as caught:
        named_scenarios(default_assumptions(), given)
    assert [problem.field for problem in caught.value.problems] == [
        "a.satisfaction_speed",
        "a.wage_growth",
        "b.adoption_speed",
    ]


def test_a_percentage_written_as_a_number_is_told() -> None:
    with pytest.warns(PlausibilityWarning) as told:
        named_scenarios(default_assumptions(), {"dear": {"inflation": 3.0, "wage_growth": 0.04}})
    (warning,) = told
    text = warning.message.args[0]  # type: ignore[union-attr]
    assert (text.code, text.values["meant"]) == ("unusual_rate", 0.03)


def test_levers_of_an_array_will_do() -> None:
    assert list(lever_factorial(PARTNER, {"fee": np.array([0.4, 0.8])})) == ["fee=0.4", "fee=0.8"]  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("levers", "message"),
    [
        ({"fees": [0.4]}, "fees: unknown_lever; did_you_mean or or 'fee' 'own_fees' 'fee_basis'"),
        ({"label_en": ["x"]}, "label_en: unknown_lever"),
        ({"fee": []}, "fee: no_value; each_value_once"),
        ({"fee": [0.4, 0.4]}, r"fee: 0\.4, 0\.4; each_value_once"),
        ({"fee": "fee_per_m2"}, "fee: 'fee_per_m2'; list_of_values"),
        ({"fee": 0.8}, r"fee: 0\.8; list_of_values"),
        ({}, "levers, levers: none; one_lever_or_more"),
        ({"fee": [-1.0]}, r"fee=-1\.fee: -1\.0; either at_least a_number 0 name_of_assumption"),
        ({"reserve_share": [0.6], "upgrade_share": [0.6]}, "contradiction; shares_above_1"),
    ],
    ids=str,
)
def test_levers_that_are_none_are_refused(levers: dict[str, Any], message: str) -> None:
    with raises_problem(message):
        lever_factorial(PARTNER, levers)


def test_scenarios_have_their_values_and_all_others_are_central() -> None:
    ledger = default_assumptions()
    scenarios = {
        "central": {},
        "dear labour": {"wage_cleaner": 2600.0, "wage_guard": 3000.0},
        "cheap rent": {"stall_rent": 150.0},
    }
    draws = named_scenarios(ledger, scenarios)
    assert draws["wage_cleaner"][:, 0].tolist() == [2200.0, 2600.0, 2200.0]
    assert draws["stall_rent"][:, 0].tolist() == [300.0, 300.0, 150.0]
    assert draws["canteen_cost"][:, 0].tolist() == [13.0] * 3
    assert list(scenario_values(ledger, scenarios)) == ["wage_cleaner", "wage_guard", "stall_rent"]


def test_a_scenario_equals_a_table_with_its_values() -> None:
    schemes = build_schemes(XIASHAN, {"partner": PARTNER})
    ledger = XIASHAN.assumption_table()
    scenarios = {"central": {}, "dear": {"wage_cleaner": 2600.0}, "poor": {"stall_rent": 150.0}}
    found = evaluate(schemes, named_scenarios(ledger, scenarios), months=24)["partner"]
    for number, values in enumerate(scenarios.values()):
        alone = ledger.replace(**values).draw(0, 0, 1).at_central()
        for outcome, value in evaluate(schemes, alone, months=24)["partner"].items():
            assert np.array_equal(found[outcome][[number]], value, equal_nan=True), outcome
    assert found["savings_per_year"][0] != found["savings_per_year"][1]


def test_scenarios_without_any_change_are_central() -> None:
    draws = named_scenarios(default_assumptions(), {"one": {}, "two": {}})
    assert draws["stall_rent"].shape == (2, 1)
    assert draws["stall_rent"][0] == draws["stall_rent"][1] == 300.0


def test_scenarios_that_are_none_are_refused() -> None:
    ledger = default_assumptions()
    with raises_problem("scenarios, scenarios: none"):
        named_scenarios(ledger, {})
    with pytest.raises(InputError) as caught:
        named_scenarios(ledger, {"dear": {"wage_cleaners": 1.0, "nothing_like_it": 2.0}})
    assert {each.field: code_of(each.found) for each in caught.value.problems} == {
        "dear.wage_cleaners": "unknown_name",
        "dear.nothing_like_it": "unknown_name",
    }
    with raises_problem(r"dear\.wage_cleaner: nan; finite_number"):
        named_scenarios(ledger, {"dear": {"wage_cleaner": math.nan}})
