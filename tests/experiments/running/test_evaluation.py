"""What policies share changes no bit of any: each is evaluated with others, and alone.

This is what guards the lists of levers in `arrays.shared`. A lever that is said not to matter for
something, and does, would hand the part of one policy to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from town import BASE, MENU, SUPERVISED, SWITCHES, TOWN

import commpartner as cp
from commpartner.assumptions.scenarios import Scenarios
from commpartner.errors import InputError
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.model import together as together_module
from commpartner.model.inputs import month_inputs
from commpartner.model.mechanisms import residents
from commpartner.model.scheme import build_scheme
from commpartner.model.together import run_together
from commpartner.programme import (
    Appraisal,
    Governance,
    Loan,
    MaintenanceFund,
    OrderFlow,
    Package,
    Policy,
    Programme,
)
from commpartner.programme.policy import ALLOCATIONS, FUNDERS, MECHANISMS
from commpartner.results.evaluate import evaluate_run
from commpartner.simulation import simulate

DRAWS = 2
MONTHS = 14
SEED = 5

# The town, with some estates that somebody manages, needs that differ, values of their own, room
# for few, and a venture that waits for works.
OWN: dict[int, dict[str, Any]] = {
    1: {"fee": 0.8, "collection_rate": 0.6, "maintenance_fund": 90_000.0},
    5: {"fee": 35.0, "fee_basis": "household", "vacancy": 0.3},
}
CAFE = TOWN.ventures[1].replace(id="cafe", price=120.0, after_works="pipes")
DISTRICT = TOWN.replace(
    estates=tuple(
        estate.replace(managed=number % 4 == 3, need_index=1.0 + number % 3, **OWN.get(number, {}))
        for number, estate in enumerate(TOWN.estates)
    ),
    ventures=(*TOWN.ventures, CAFE),
)
# Much at once, so that few levers find nothing to act on.
RICH = BASE.replace(
    centres=("west", "east"),
    ventures=("market", "cafe", "canteen", "building", "parking"),
    partners=("convenor", "shops", "clinic"),
    partner_profit_share=0.3,
    works=("pipes",),
    governance=Governance(branches=0.5, council_issues=6.0, volunteer_teams=4.0),
    orders=SUPERVISED,
    appraisal=Appraisal(performance_share=0.1),
    fallback_cap=9.0,
    grant=0.5,
    grant_months=3,
    free_months=1,
    dividend_share=0.5,
    reserve_share=0.1,
    fee_relief_share=0.2,
    upgrade_share=0.3,
    deficit_first=False,
)
# Residents of this one do not heed money, so that policies beside it share their months.
# A grant above the cost, and a venture without capital: the operator has a profit.
PROFITABLE = {
    "ventures": ("cafe",),
    "works": ("pipes",),
    "works_resident_share": 1.0,
    "reinvestment_share": 0.0,
    "partners": (),
    "orders": None,
    "appraisal": None,
    "onboarding": 0.0,
    "grant": 400.0,
    "grant_months": 14,
    "mechanisms": MECHANISMS[:-1],
}
HEEDLESS = RICH.replace(
    orders=None,
    appraisal=None,
    fallback_cap=None,
    reserve_share=0.0,
    fee_relief_share=0.0,
    upgrade_share=0.0,
)
CHEAP = tuple(Package(service=package.service, fee=20.0) for package in MENU)

# By lever: what it is changed beside, and its values.
Case = tuple[dict[str, Any], tuple[Any, ...]]
LOANS = (
    Loan(amount=2e5, rate="inflation", months=9),
    Loan(amount=1e5, rate=0.05, months=30, first_month=4, repayment="equal_principal"),
)
CASES: dict[str, Case] = {
    "label_en": ({}, ("", "other")),
    "label_zh": ({}, ("", "别的")),
    "description": ({}, ("", "other")),
    "organisation": (
        {"ventures": (), "partners": (), "works": ()},
        ("clustered", "stand_alone", "unmanaged"),
    ),
    "centres": ({}, (("west", "east"), ("west",), ("shared",), ("east", "west"))),
    "takes_on": ({}, ("all", "unmanaged")),
    "estates_per_centre": ({}, (None, 2, 4)),
    "assignment": ({}, ({}, {"e00": "west", "e01": "east"}, {"e00": "west", "e03": "east"})),
    "others": ({"estates_per_centre": 3}, ("unmanaged", "stand_alone")),
    "joins": ({}, ({}, {"e01": 5, "west": 3}, {"e00": 2, "e05": 30})),
    "service": ({}, ("standard", "basic", "full")),
    "staffing_step": ({}, (0.25, 1.0, "wage_correlation", 0.0, None)),
    "mechanisms": ({}, (MECHANISMS, MECHANISMS[:3], MECHANISMS[3:], ())),
    "cost_sharing": ({}, ("stand_alone_cost", "household", "floor_area")),
    "fee": ({}, ("package_standard_fee", 30.0, "package_basic_fee")),
    "fee_basis": ({"fee": 1.0}, ("household", "floor_area")),
    "own_fees": ({"menu": ()}, (False, True)),
    "fee_growth": ({}, ("inflation", 0.05, 0.0)),
    "free_months": ({}, (0, 3)),
    "onboarding": ({}, (0.0, 50.0, "onboarding_repair_cost")),
    "fee_needs_consent": ({"works": ()}, (False, True)),
    "menu": ({}, ((), MENU, MENU[:2], MENU[1:], CHEAP)),
    "menu_choice": ({"menu": MENU}, ("estate", "household")),
    "common_income_to_fund": ({}, (1.0, 0.4)),
    "fund_interest": ({}, (0.0, 0.03, "inflation")),
    "governance": (
        {},
        (
            Governance(),
            Governance(readiness=0.8),
            Governance(branches=1.0),
            Governance(committees=1.0, trained=0.5),
            Governance(committees=1.0),
            Governance(nine_ones=9),
            Governance(council_issues=12.0),
            Governance(volunteer_teams=12.0),
            Governance(repair_teams=12.0),
            Governance(joint_defence=1.0),
        ),
    ),
    "orders": (
        {},
        (None, OrderFlow(), OrderFlow(placed=True), OrderFlow(recheck=1.0), SUPERVISED),
    ),
    "appraisal": ({}, (None, Appraisal(performance_share=0.2), Appraisal(target=0.99))),
    "partners": ({}, ((), ("shops",), ("convenor", "shops"), ("clinic",))),
    "participation": ({"partner_profit_share": 0.0}, (False, True)),
    "partner_profit_share": ({}, (0.0, 0.5)),
    "works": ({}, ((), ("pipes",))),
    "start_months": ({}, ({}, {"pipes": 5})),
    "works_resident_share": ({}, (None, 0.0, 0.6)),
    "maintenance_fund": (
        {"works_resident_share": 0.5},
        (
            None,
            MaintenanceFund(opening=2.0, contribution=0.1, interest="inflation"),
            MaintenanceFund(opening=4.0, first_contribution=50.0, renewal=1.0),
        ),
    ),
    "collective_reserve": ({}, ("statutory_reserve", 0.0, 0.5)),
    "welfare_share": ({}, (0.0, 0.3)),
    "dividend_share": ({}, (0.0, 1.0)),
    "ventures": ({}, ((), ("market",), ("market", "cafe"), ("canteen",), ("building", "parking"))),
    "opening_months": ({}, ({}, {"market": 5, "canteen": 9})),
    "funders": ({}, (FUNDERS, FUNDERS[:3], FUNDERS[2:], ())),
    "reinvestment_share": ({}, ("reinvestment_share", 0.0, 1.0)),
    "reinvestment_basis": ({}, ("profit", "income")),
    "capital_charge": ({}, (False, True)),
    "settlement_months": ({}, (1, 3, 12)),
    "allocation": ({}, (*ALLOCATIONS, "household")),
    "deficit_first": ({}, (False, True)),
    "reserve_share": ({}, (0.0, 0.5)),
    "fee_relief_share": ({}, (0.0, 0.5)),
    "upgrade_share": ({}, (0.0, 0.5)),
    "fallback_cap": ({}, (None, 9.0, 0.0)),
    "fallback_clawback": (
        # After two free months a high fee leaves a surplus to repay from.
        {"fallback_cap": None, "fee_relief_share": 0.0, "fee": 120.0, "free_months": 2},
        (0.0, 0.5, 1.0, "inflation"),
    ),
    "grant": ({}, (0.0, 2.0)),
    "grant_months": ({}, (0, 3, 14)),
    "grant_taper": ({"grant_months": 14}, (0.0, 0.4)),
    "operator_margin": ({"fee": 120.0}, (0.0, 0.08, "inflation")),
    "remuneration_share": ({}, (0.0, 0.1, "inflation")),
    "remuneration": ({}, (0.0, 2.0)),
    "loans": ({}, ((), LOANS[:1], LOANS)),
    "vat": ({}, (None, "small_scale", "general")),
    "income_tax": (PROFITABLE, (0.0, 0.05, "income_tax_rate")),
}
TEXTS = ("label_en", "label_zh", "description")


DRAWN = DISTRICT.assumption_table().draw(
    SEED, 0, DRAWS
)  # one object: what is drawn once is kept in it


def together(policies: Mapping[str, Policy], programme: Programme = DISTRICT) -> dict[str, bytes]:
    """All outcomes of each policy, evaluated with the others, and what it has read, as bytes."""
    schemes = build_schemes(programme, policies)
    found = {}
    for ran in run_together(schemes, DRAWN, MONTHS):
        outcomes = evaluate_run(ran.inputs, ran.run, ran.valued, 0).outcomes
        known = (outcomes | DRAWN.record(ran.read)).items()
        found[ran.policy] = b"".join(name.encode() + values.tobytes() for name, values in known)
    return found


_alone: dict[str, bytes] = {}


def alone(policy: Policy) -> bytes:
    key = policy.model_dump_json()
    if key not in _alone:
        _alone[key] = together({"one": policy})["one"]
    return _alone[key]


def check(policies: list[Policy]) -> None:
    found = together({str(number): policy for number, policy in enumerate(policies)})
    for number, policy in enumerate(policies):
        assert found[str(number)] == alone(policy), policy.model_dump_json()


def check_each_draw(policies: Mapping[str, Policy], draws: int, alone_too: range) -> None:
    schemes = build_schemes(DISTRICT, policies)
    ledger = DISTRICT.assumption_table()
    whole = evaluate(schemes, ledger.draw(SEED, 0, draws), MONTHS)
    for draw in alone_too:
        alone = evaluate(schemes, ledger.draw(SEED, draw, draw + 1), MONTHS)
        for name, outcomes in alone.items():
            for outcome, found in outcomes.items():
                among = whole[name][outcome][draw : draw + 1]
                assert found.tobytes() == among.tobytes(), (name, draw, outcome)


def test_every_lever_has_a_case() -> None:
    assert list(CASES) == list(Policy.model_fields), "add values of the new lever to CASES"


@pytest.mark.parametrize("rich", [RICH, HEEDLESS], ids=["rich", "heedless"])
@pytest.mark.parametrize("lever", CASES)
def test_policies_apart_by_one_lever_keep_their_bits(lever: str, rich: Policy) -> None:
    beside, values = CASES[lever]
    check([rich.replace(**beside, **{lever: value}) for value in values])


@pytest.mark.parametrize("lever", CASES)
def test_a_draw_among_others_keeps_its_bits(lever: str) -> None:
    beside, values = CASES[lever]
    policies = {str(n): RICH.replace(**beside, **{lever: each}) for n, each in enumerate(values)}
    check_each_draw(policies, 2, range(1, 2))


@pytest.mark.nightly
@pytest.mark.parametrize("rich", [RICH, HEEDLESS], ids=["rich", "heedless"])
@pytest.mark.parametrize("lever", CASES)
def test_each_of_many_draws_keeps_its_bits(lever: str, rich: Policy) -> None:
    beside, values = CASES[lever]
    policies = {str(n): rich.replace(**beside, **{lever: each}) for n, each in enumerate(values)}
    check_each_draw(policies, 8, range(8))


def test_what_is_drawn_decides_no_mechanism() -> None:
    # Bits of a draw would depend on the draws beside it.
    ledger, some = DISTRICT.assumption_table(), np.array([0.0, 1.0])
    values = {"works_fault_reduction": 0.2 * some, "works_amenity": 3.0 * some}
    scheme = build_scheme(DISTRICT, HEEDLESS.replace(ventures=(), partners=()))
    both = month_inputs(scheme, Scenarios(ledger, values), MONTHS).rules
    for draw in range(2):
        one = Scenarios(ledger, {name: each[draw : draw + 1] for name, each in values.items()})
        assert month_inputs(scheme, one, MONTHS).rules == both


def test_partly_shared_work_is_charged_at_each_fee() -> None:
    elsewhere = RICH.replace(centres=("west",))
    by_area = elsewhere.replace(fee_basis="floor_area", fee=0.5)
    check([RICH, elsewhere.replace(fee=30.0), by_area])


@pytest.mark.parametrize("lever", [lever for lever in CASES if lever not in TEXTS])
def test_every_value_of_a_lever_shows_in_an_outcome(lever: str) -> None:
    # Otherwise the test above could not tell a part that is shared by mistake.
    beside, values = CASES[lever]
    for one, other in pairwise(RICH.replace(**beside, **{lever: value}) for value in values):
        assert alone(one) != alone(other)


@st.composite
def neighbours(draw: st.DrawFn) -> list[Policy]:
    """A random policy, and others that differ from it in one lever each."""
    off, on = SWITCHES[draw(st.sampled_from(sorted(SWITCHES)))]
    policy = draw(st.sampled_from([RICH, BASE.replace(**off), BASE.replace(**{**off, **on})]))
    policies = [policy]
    for lever in draw(st.lists(st.sampled_from(sorted(CASES)), min_size=1, max_size=3)):
        beside, values = CASES[lever]
        value = draw(st.sampled_from(values))
        try:
            policies.append(policy.replace(**beside, **{lever: value}))
            build_schemes(DISTRICT, {"other": policies[-1]})
        except (ValidationError, InputError):
            reject()  # two levers that do not go together
    return policies


@given(policies=neighbours())
@settings(max_examples=15, deadline=None)
def test_random_policies_have_the_bits_of_each_alone(policies: list[Policy]) -> None:
    check(policies)
    check(policies[::-1])  # whichever comes first makes what is shared


def test_equal_sized_estates_with_different_owners_share_no_trade() -> None:
    # What waits for works waits for the consent of the very estates that are served.
    sizes = tuple(
        estate.replace(households=200, governance=governance)
        for estate, governance in zip(TOWN.estates, (0.0, 0.9), strict=False)
    )
    programme = DISTRICT.replace(estates=sizes)
    waits = BASE.replace(ventures=("cafe",), works=("pipes",))
    of_one = {estate.id: waits.replace(assignment={estate.id: "west"}) for estate in sizes}
    found = together(of_one, programme)
    for name, policy in of_one.items():
        assert found[name] == together({name: policy}, programme)[name]


@cache
def case(name: str) -> Programme:
    return cp.datasets.load(name)


@pytest.mark.parametrize("name", ["xiashan", "qingyunpu", "xiangyang"])
def test_a_case_evaluated_whole_has_each_simulation_s_bits(name: str) -> None:
    programme = case(name)
    draws = programme.assumption_table().draw(SEED, 0, DRAWS)
    found = evaluate(build_schemes(programme, programme.policies), draws, 12)
    for policy, outcomes in found.items():
        one = simulate(programme, policy, months=12, draws=DRAWS, seed=SEED).outcomes
        assert list(outcomes) == list(one)
        for outcome, values in outcomes.items():
            assert values.tobytes() == one[outcome].to_numpy().tobytes(), (policy, outcome)


def test_a_repeated_policy_has_the_same_bits_twice() -> None:
    schemes = build_schemes(DISTRICT, {"one": RICH})
    draws = DISTRICT.assumption_table().draw(SEED, 0, DRAWS)
    found = evaluate({**schemes, "again": schemes["one"]}, draws, MONTHS)
    for outcome, values in found["one"].items():
        assert np.array_equal(values, found["again"][outcome], equal_nan=True)


# --- Months that are run ahead ----------------------------------------------------------------


def test_months_run_ahead_if_reusable_and_room_remains(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[int] = []
    made = residents.run_ahead

    def counted(*given: Any) -> Any:
        ran.append(1)
        return made(*given)

    monkeypatch.setattr(residents, "run_ahead", counted)
    draws = TOWN.assumption_table().draw(SEED, 0, DRAWS)
    schemes = build_schemes(TOWN, {"base": BASE, "again": BASE})
    found = evaluate(schemes, draws, MONTHS)
    assert len(ran) == 1  # and used twice
    ran.clear()
    alone = evaluate({"base": schemes["base"]}, draws, MONTHS)
    monkeypatch.setattr(together_module, "ROOM", 0)
    without = evaluate(schemes, draws, MONTHS)
    assert not ran
    for name, values in found["base"].items():
        for other in (alone["base"], without["base"], without["again"]):
            assert other[name].tobytes() == values.tobytes()
