"""The input models: frozen, strict, checked again after every change, references that exist."""

from __future__ import annotations

import copy
import json
import math
import pickle
import re
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel, ValidationError

from commpartner.assumptions.table import Assumption, default_assumptions
from commpartner.errors import CommpartnerError, InputError, Problem
from commpartner.facts.fields import field_notes
from commpartner.problems.wording import describe
from commpartner.programme import (
    Appraisal,
    Asset,
    Centre,
    Collective,
    Estate,
    Fact,
    Governance,
    MaintenanceFund,
    OrderFlow,
    Package,
    Partner,
    Policy,
    Programme,
    ServiceStandard,
    Venture,
    Works,
)
from commpartner.programme.figures import published_figures
from commpartner.programme.model import FrozenDict, Model
from commpartner.programme.references import quantity_fields
from commpartner.texts import Text

ESTATE = {"id": "e1", "households": 100, "floor_area": 7000.0}

SMALLEST: dict[type[Model], dict[str, Any]] = {
    Estate: ESTATE,
    Centre: {"id": "c1"},
    ServiceStandard: {},
    Asset: {"id": "a1", "area": 200.0},
    Venture: {"id": "v1", "capacity": 30, "price": 300},
    Works: {"id": "w1"},
    Collective: {"members": 900},
    Partner: {"id": "p1"},
    Governance: {},
    OrderFlow: {},
    Appraisal: {},
    MaintenanceFund: {},
    Package: {"service": "standard", "fee": 40.0},
    Policy: {"centres": ("c1",)},
    Fact: {"field": "estates", "value": "700", "kind": "assumption"},
    Programme: {"name": "place", "estates": (ESTATE,)},
}
MODELS = pytest.mark.parametrize("model", SMALLEST, ids=lambda model: model.__name__)


def smallest(model: type[Model], **changes: Any) -> Any:
    return model.model_validate({**SMALLEST[model], **changes})


def programme(**changes: Any) -> Programme:
    parts: dict[str, Any] = {
        "name": "place",
        "estates": [Estate(id=f"e{n}", households=100, floor_area=7000.0) for n in range(3)],
        "centres": [Centre(id="c1"), Centre(id="c2")],
        "assets": [Asset(id="plant", area=300.0)],
        "ventures": [Venture(id="market", asset="plant", capacity=30, price="stall_rent")],
        "partners": [Partner(id="shops", count=4)],
        "policies": {
            "clustered": Policy(centres=("c1", "c2"), ventures=("market",), partners=("shops",)),
            "alone": Policy(organisation="stand_alone"),
        },
        "assumptions": {"wage_guard": {"central": 2600.0}},
    }
    return Programme(**{**parts, **changes})


def problems(**changes: Any) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        programme(**changes)
    return list(describe(caught.value, Programme))


# --- frozen, nothing unknown, checked after every change


@MODELS
def test_a_model_cannot_be_changed(model: type[Model]) -> None:
    made = smallest(model)
    for name in model.model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(made, name, getattr(made, name))


@MODELS
def test_an_unknown_field_is_refused(model: type[Model]) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        smallest(model, colour="red")


@MODELS
def test_replace_and_model_copy_refuse_an_unknown_field(model: type[Model]) -> None:
    made = smallest(model)
    for change in (made.replace, lambda **update: made.model_copy(update=update)):
        with pytest.raises(InputError) as caught:
            change(colour="red")
        (problem,) = caught.value.problems
        assert (problem.file, problem.field, problem.found) == ("", "colour", Text("unknown_key"))


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Estate, {"households": 0}),
        (Estate, {"households": 1.5}),
        (Estate, {"floor_area": 0.0}),
        (Estate, {"floor_area": math.nan}),
        (Estate, {"gates": -1}),
        (Estate, {"condition": 0.0}),
        (Estate, {"governance": 1.1}),
        (Estate, {"need_index": -0.1}),
        (Estate, {"x_km": 1.0}),
        (Estate, {"y_km": 1.0}),
        (Estate, {"x_km": math.inf, "y_km": 0.0}),
        (Estate, {"id": "no spaces"}),
        (Estate, {"id": ""}),
        (Estate, {"id": "x" * 65}),
        (Centre, {"rent": -1.0}),
        (Centre, {"rent": "Two words"}),
        (Centre, {"capacity": 0}),
        (Centre, {"x_km": "1.0"}),
        (Centre, {"x_km": math.nan}),
        (Centre, {"x_km": 1.0}),
        (Centre, {"y_km": 1.0}),
        (ServiceStandard, {"cleaning": 1.01}),
        (ServiceStandard, {"patrol": -0.01}),
        (ServiceStandard, {"response_tail": 1.5}),
        (ServiceStandard, {"minimum_posts": {"guard": -1.0}}),
        (ServiceStandard, {"scope": 1.1}),
        (Asset, {"area": 0.0}),
        (Venture, {"utilisation": 1.2}),
        (Venture, {"opening_month": -1}),
        (Venture, {"capacity": math.inf}),
        (Venture, {"cost_share": -0.1}),
        (Venture, {"owner": "nobody"}),
        (Venture, {"top_up": -1.0}),
        (Works, {"duration": 0}),
        (Works, {"start_month": -1}),
        (Works, {"resident_share": 1.1}),
        (Works, {"rest_from": "nobody"}),
        (Collective, {"members": 0}),
        (Partner, {"count": -1}),
        (Partner, {"role": "mayor"}),
        (Partner, {"profit_weight": -1.0}),
        (Governance, {"readiness": 1.1}),
        (Governance, {"nine_ones": 10}),
        (Governance, {"council_issues": -1.0}),
        (OrderFlow, {"recheck": 1.1}),
        (Appraisal, {"performance_share": 1.1}),
        (MaintenanceFund, {"renewed_below": 1.1}),
        (MaintenanceFund, {"opening": -1.0}),
        (Package, {"fee": -1.0}),
        (Policy, {"reinvestment_share": 1.5}),
        (Policy, {"reinvestment_share": True}),
        (Policy, {"fallback_cap": -1.0}),
        (Policy, {"settlement_months": 2}),
        (Policy, {"free_months": -1}),
        (Policy, {"estates_per_centre": 0}),
        (Policy, {"organisation": "chaos"}),
        (Policy, {"mechanisms": ("magic",)}),
        (Policy, {"allocation": "lottery"}),
        (Policy, {"funders": ("nobody",)}),
        (Policy, {"welfare_share": 1.1}),
        (Policy, {"partner_profit_share": -0.1}),
        (Fact, {"kind": "derived"}),
        (Fact, {"kind": "literature", "source": ""}),
        (Fact, {"value": ""}),
        (Programme, {"estates": ()}),
        (Programme, {"name": ""}),
        # What cannot be, so that nothing overflows after the work has begun
        (Estate, {"households": 10**9 + 1}),
        (Estate, {"households": 10**4200}),
        (Estate, {"households": True}),
        (Estate, {"floor_area": True}),
        (Estate, {"floor_area": 1e13}),
        (Estate, {"floor_area": 1e-300}),
        (Estate, {"x_km": 0.0, "y_km": 1e200}),
        (Estate, {"condition": 1e300}),
        (Centre, {"rent": 10**400}),
        (Centre, {"x_km": 0.0, "y_km": -1e10}),
        (Centre, {"capacity": 10**18}),
        (Asset, {"area": 1e300}),
        (Venture, {"price": 1e300}),
        (Venture, {"opening_month": 10**9}),
        (Works, {"duration": 10**9}),
        (Partner, {"count": 10**18}),
        (Partner, {"profit_weight": 1e300}),
        (Collective, {"members": 2**53}),
        (Policy, {"fallback_cap": 1e300}),
        (Policy, {"grant_months": 10**9}),
        (Programme, {"services": {}}),
        # Of another type
        (Policy, {"free_months": "3"}),
        (Policy, {"free_months": True}),
        (Policy, {"settlement_months": True}),
        (Policy, {"capital_charge": 1}),
        (Policy, {"capital_charge": "yes"}),
        (Policy, {"fee": "2.5", "organisation": 3}),
        (Partner, {"count": "4"}),
        (OrderFlow, {"placed": "true"}),
        # Half a character, as a cut export leaves it, and NUL
        (Estate, {"name": "\ud83d estates"}),
        (Policy, {"label_zh": "\ud83d"}),
        (Fact, {"note": "a\0"}),
        (Programme, {"place": "\udfff"}),
        (Programme, {"policies": {"\ud83d": {"organisation": "unmanaged"}}}),
        (Programme, {"assumptions": {"wage_guard": {"note": "\ud83d"}}}),
        (Programme, {"assumptions": {"wage_guard": {"central": "2600"}}}),
    ],
    ids=str,
)
def test_out_of_range_values_are_refused_however_they_arrive(
    model: type[Model], change: dict[str, Any]
) -> None:
    made = smallest(model)
    with pytest.raises(ValidationError):
        smallest(model, **change)
    with pytest.raises(InputError) as caught:
        made.replace(**change)
    str(caught.value).encode("utf-8")  # half characters are written out
    with pytest.raises(InputError):
        made.model_copy(update=change)


@MODELS
def test_a_copy_without_changes_is_equal(model: type[Model]) -> None:
    made = smallest(model)
    assert made.replace() == made
    assert made.model_copy() == made
    assert made.model_copy(deep=True) == made
    assert copy.deepcopy(made) == made
    assert pickle.loads(pickle.dumps(made)) == made


def test_replace_changes_one_field_and_leaves_the_original() -> None:
    before = smallest(Venture)
    after = before.replace(price=400.0)
    assert (before.price, after.price) == (300.0, 400.0)
    assert after.replace(price=300.0) == before
    assert before.model_copy(update={"price": 400.0}) == after


def test_numbers_of_numpy_are_accepted_as_numbers() -> None:
    policy = smallest(Policy, free_months=np.int64(3), fee=np.float32(2.5))
    estate = smallest(Estate, households=np.int32(7), floor_area=np.int64(500))
    assert (type(policy.free_months), policy.free_months, policy.fee) == (int, 3, 2.5)
    assert (estate.households, estate.floor_area) == (7, 500.0)


def test_an_estate_s_numbers_may_be_text_from_spreadsheets() -> None:
    estate = Estate.model_validate(
        {"id": "e1", "households": "120", "floor_area": "8000.5", "managed": "true", "x_km": None}
    )
    assert (estate.households, estate.floor_area, estate.managed) == (120, 8000.5, True)


# --- mappings that do not change

CHANGES: dict[str, Any] = {
    "set": lambda d: d.__setitem__("a", 2),
    "delete": lambda d: d.__delitem__("a"),
    "or": lambda d: d.__ior__({"b": 2}),
    "update": lambda d: d.update({"b": 2}),
    "update_keywords": lambda d: d.update(b=2),
    "setdefault": lambda d: d.setdefault("b", 2),
    "pop": lambda d: d.pop("a"),
    "popitem": lambda d: d.popitem(),
    "clear": lambda d: d.clear(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_frozen_mapping_refuses_every_change(change: str) -> None:
    frozen = FrozenDict({"a": 1})
    with pytest.raises(TypeError, match="this mapping is frozen"):
        CHANGES[change](frozen)
    assert frozen == {"a": 1}


def test_no_way_of_changing_a_dictionary_was_forgotten() -> None:
    harmless = {"copy", "fromkeys", "get", "items", "keys", "values"}
    public = {name for name in dir(dict) if not name.startswith("_")}
    inherited = {name for name in public if getattr(FrozenDict, name) is getattr(dict, name)}
    assert inherited <= harmless | {"fromkeys"}
    for name in ("__setitem__", "__delitem__", "__ior__"):
        assert getattr(FrozenDict, name) is not getattr(dict, name)


def test_a_frozen_mapping_pickles_and_copies_as_one() -> None:
    frozen = FrozenDict({"a": 1, "b": 2})
    for again in (
        pickle.loads(pickle.dumps(frozen)),
        copy.copy(frozen),
        copy.deepcopy(frozen),
    ):
        assert type(again) is FrozenDict
        assert again == frozen


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (ServiceStandard, "minimum_posts", {"guard": 1.0}),
        (Policy, "assignment", {"e1": "c1"}),
        (Programme, "services", {"standard": {}}),
        (Programme, "policies", {"alone": {"organisation": "stand_alone"}}),
        (Programme, "assumptions", {"wage_guard": {"central": 2600.0}}),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
@pytest.mark.parametrize("given", [True, False], ids=["given", "default"])
def test_the_mappings_of_a_model_are_frozen(
    model: type[Model], field: str, value: dict[str, Any], given: bool
) -> None:
    made = smallest(model, **({field: value} if given else {}))
    held = getattr(made, field)
    with pytest.raises(TypeError, match="frozen"):
        held["other"] = None


def test_a_model_is_frozen_all_the_way_down() -> None:
    made = programme()
    with pytest.raises(TypeError):
        made.assumptions["wage_guard"]["central"] = 1.0  # type: ignore[index]
    assert made.assumption_table()["wage_guard"].central == 2600.0


def test_a_model_copies_the_caller_s_values() -> None:
    posts = {"guard": 1.0}
    replaced = {"wage_guard": {"central": 2600.0}}
    standard = ServiceStandard(minimum_posts=posts)
    made = programme(assumptions=replaced)
    posts["guard"] = 9.0
    replaced["wage_guard"]["central"] = 9.0
    replaced["inflation"] = {"central": 9.0}
    assert standard.minimum_posts == {"guard": 1.0}
    assert made.assumptions == {"wage_guard": {"central": 2600.0}}


# --- policies that contradict themselves


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"reserve_share": 0.5, "fee_relief_share": 0.4, "upgrade_share": 0.2}, "found 1.1"),
        ({"reserve_share": 1.0, "upgrade_share": 0.01}, "must not exceed 1"),
        ({"centres": ("c1", "c1")}, "centres names one of its entries twice"),
        ({"ventures": ("v", "w", "v")}, "ventures names one of its entries twice"),
        ({"partners": ("p", "p")}, "partners names one of its entries twice"),
        ({"mechanisms": ("travel", "travel")}, "mechanisms names one of its entries twice"),
        ({"works": ("w", "w")}, "works names one of its entries twice"),
        ({"funders": ("government",) * 2}, "funders names one of its entries twice"),
        ({"menu": [Package(service="s", fee=fee) for fee in (1.0, 2.0)]}, "one service twice"),
        ({"menu": [Package(service="s", fee=1.0)]}, "a menu needs two packages or more"),
        ({"centres": ()}, "organisation 'clustered' needs centres"),
        (
            {"centres": (), "organisation": "stand_alone", "estates_per_centre": 5},
            "estates_per_centre needs centres",
        ),
    ],
    ids=str,
)
def test_a_policy_that_contradicts_itself_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        smallest(Policy, **change)
    assert message in str(caught.value)
    with pytest.raises(InputError) as refused:
        smallest(Policy).replace(**change)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    "change",
    [
        {"reserve_share": 0.1, "fee_relief_share": 0.2, "upgrade_share": 0.7},  # 1 up to rounding
        {"reserve_share": 1.0},
        {"centres": (), "organisation": "unmanaged"},
        {"centres": (), "organisation": "stand_alone"},
        {"centres": (), "assignment": {"e1": "c1"}},
        {"mechanisms": ()},
        {"fallback_cap": 0.0},
    ],
    ids=str,
)
def test_a_policy_at_the_edge_is_allowed(change: dict[str, Any]) -> None:
    smallest(Policy, **change)


def test_an_assignment_to_an_unopened_centre_is_refused() -> None:
    with pytest.raises(ValidationError):
        programme(policies={"own": Policy(centres=("c1",), assignment={"e0": "c2"})})


# --- references to what exists


def test_a_programme_that_refers_to_what_exists_is_accepted() -> None:
    made = programme()
    assert made.households == 300
    assert made.assumption_table()["wage_guard"].central == 2600.0
    assert made.assumption_table()["wage_cleaner"] is default_assumptions()["wage_cleaner"]
    base = default_assumptions().replace(wage_cleaner=2600.0, wage_guard={"high": 9000.0})
    assert made.assumption_table(base)["wage_cleaner"].central == 2600.0
    assert made.assumption_table(base)["wage_guard"].high == 9000.0
    assert made.assumption_table(base)["wage_guard"].central == 2600.0


def test_programmes_pickle_equal() -> None:
    made = programme()
    again = pickle.loads(pickle.dumps(made))
    assert again == made
    assert again.policies["clustered"] == made.policies["clustered"]
    assert type(again.policies) is FrozenDict
    assert again != made.replace(name="other")


def test_all_problems_are_found_at_once() -> None:
    figure = next(iter(published_figures()))
    found = problems(
        estates=[
            Estate(id=name, households=10, floor_area=700.0) for name in ("e0", "e1", "e0", "e0")
        ],
        centres=[Centre(id="c1"), Centre(id="c1", rent="centre_rant")],
        assets=[Asset(id="plant", area=1.0), Asset(id="plant", area=1.0)],
        ventures=[
            Venture(id="market", asset="palnt", capacity=1, price="stal_rent"),
            Venture(id="market", capacity=1, price=1),
        ],
        partners=[Partner(id="shops"), Partner(id="shops", monthly_fee="nothing_known")],
        services={"basic": ServiceStandard(minimum_posts={"gard": 1.0}, response_tail="tails")},
        policies={
            "one": Policy(
                centres=("c9",),
                ventures=("canteen",),
                partners=("shop",),
                service="premium",
                fee="fee_per_m3",
            ),
            "two": Policy(service="basic", assignment={"e9": "c1", "e1": "c8"}),
        },
        assumptions={"wage_gard": {"central": 1.0}, "inflation": {"low": 5.0}},
        facts=[
            Fact(field="estates", value="1", kind="published", source="xs_nothing"),
            Fact(field="centres", value="1", kind="published", source=figure),
            Fact(field="other", value="1", kind="literature", source="https://example.org"),
        ],
        synthetic=True,
    )
    assert {(problem.file, problem.row) for problem in found} == {("", None)}
    assert sorted(problem.field for problem in found) == sorted(
        [
            "synthetic_note",
            "estates[2].id",
            "estates[3].id",
            "centres[1].id",
            "assets[1].id",
            "ventures[1].id",
            "partners[1].id",
            "ventures[0].asset",
            "policies.one.centres",
            "policies.one.ventures",
            "policies.one.partners",
            "policies.one.service",
            "policies.two.assignment",
            "policies.two.assignment.e1",
            "centres[1].rent",
            "ventures[0].price",
            "partners[1].monthly_fee",
            "services.basic.response_tail",
            "services.basic.minimum_posts",
            "policies.one.fee",
            "facts[0].source",
            "assumptions.wage_gard",
            "assumptions.inflation",
        ]
    )


@pytest.mark.parametrize(
    ("change", "field", "found", "allowed"),
    [
        (
            {"policies": {"x": Policy(centres=("c3",))}},
            "policies.x.centres",
            "'c3', which is not among the centres",
            "c1, c2",
        ),
        (
            {"centres": [], "policies": {"x": Policy(centres=("c3",))}},
            "policies.x.centres",
            "'c3', which is not among the centres",
            "there are no centres",
        ),
        (
            {"ventures": [Venture(id="v", asset="plan", capacity=1, price=1)], "policies": {}},
            "ventures[0].asset",
            "'plan', which is not among the assets",
            "did you mean 'plant'?",
        ),
        (
            {"policies": {"x": Policy(organisation="stand_alone", fee="fee_per_m3")}},
            "policies.x.fee",
            "'fee_per_m3', which is neither a number nor an assumption",
            "did you mean 'fee_per_m2'",
        ),
        (
            {"services": {"standard": ServiceStandard(minimum_posts={"gard": 1.0})}},
            "services.standard.minimum_posts",
            "'gard'",
            "one of guard, cleaner, technician, coordinator, manager",
        ),
        (
            {"policies": {"x": Policy(organisation="stand_alone", service="standrad")}},
            "policies.x.service",
            "'standrad', which is not among the services",
            "did you mean 'standard'?",
        ),
        (
            {"facts": [Fact(field="f", value="1", kind="published", source="xs_old_shar")]},
            "facts[0].source",
            "'xs_old_shar'",
            "the id of a published figure",
        ),
        ({"synthetic": True}, "synthetic_note", "nothing", "what is synthetic"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_problem_says_what_was_found_and_allowed(
    change: dict[str, Any], field: str, found: str, allowed: str
) -> None:
    (problem,) = problems(**change)
    assert problem.field == field
    assert problem.found == found
    assert allowed in problem.allowed


def test_a_repeated_estate_is_found_in_its_place() -> None:
    twice = [Estate(id=name, households=1, floor_area=1.0) for name in ("a", "b", "a")]
    (problem,) = problems(estates=twice)
    assert problem == Problem(
        "", None, "estates[2].id", "'a'", Text("id_once", part="estates", number=0)
    )


@pytest.mark.parametrize("placed", [1, 2])
def test_places_for_some_estates_only_are_refused(placed: int) -> None:
    estates = [
        Estate(id=f"e{n}", households=1, floor_area=1.0, **place(n < placed)) for n in range(3)
    ]
    (problem,) = problems(estates=estates)
    assert problem.field == f"estates[{placed}].x_km"
    assert problem.found == f"a place for {placed} of 3 estates"
    assert problem.allowed == "coordinates for every estate, or for none"


def place(known: bool) -> dict[str, Any]:
    return {"x_km": 0.0, "y_km": 0.0} if known else {}


@pytest.mark.parametrize("placed", [0, 3])
def test_places_for_all_estates_or_none_are_accepted(placed: int) -> None:
    programme(
        estates=[
            Estate(id=f"e{n}", households=1, floor_area=1.0, **place(n < placed)) for n in range(3)
        ]
    )


def test_replacing_a_part_checks_the_references_again() -> None:
    made = programme()
    with pytest.raises(InputError, match="'plant', which is not among the assets"):
        made.replace(assets=())
    with pytest.raises(InputError, match="'market', which is not among the ventures"):
        made.model_copy(update={"ventures": ()})


def test_a_bad_row_in_the_programme_is_refused() -> None:
    (problem,) = problems(assumptions={"wage_guard": {"central": 1.0}})
    assert problem.field == "assumptions.wage_guard"
    assert "outside the range" in problem.allowed


def test_an_input_error_pickles_with_its_problems() -> None:
    with pytest.raises(InputError) as caught:
        programme().replace(policies={"x": Policy(centres=("c3", "c4"))})
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.problems == caught.value.problems
    assert str(again) == str(caught.value)
    assert str(again).startswith("2 problems in the input:")


# --- a programme inside another model, as the body of a request has it


class Body(BaseModel):
    programme: Programme
    months: int


def test_a_bad_reference_in_a_body_has_its_place() -> None:
    """Frameworks answer a ValidationError with the list of mistakes; anything else is a crash."""
    text = programme().model_dump_json().replace('"c1","c2"', '"c1","c9"')
    with pytest.raises(ValidationError) as caught:
        Body.model_validate_json(f'{{"programme": {text}, "months": "many"}}')
    found = {error["loc"]: error for error in caught.value.errors()}
    assert set(found) == {("programme", "policies", "clustered", "centres"), ("months",)}
    reference = found["programme", "policies", "clustered", "centres"]
    assert reference["ctx"]["allowed"] == "c1, c2"
    assert "'c9'" in reference["msg"]
    assert json.loads(caught.value.json())[0]["ctx"]["kind"] == "reference"


def test_every_error_of_input_is_a_value_error_too() -> None:
    with pytest.raises(ValueError, match="-1") as caught:
        smallest(Policy).replace(fee=-1)
    assert isinstance(caught.value, CommpartnerError)


# --- quantities


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Centre, {"rent", "systems_cost", "setup_cost"}),
        (ServiceStandard, {"scope", "response_target", "response_tail"}),
        (Asset, {"conversion_cost", "rent_forgone"}),
        (
            Venture,
            {"capacity", "utilisation", "times_per_month", "demand_per_household", "price"}
            | {"subsidy", "cost_share", "concession", "top_up", "volunteer_hours", "unit_cost"}
            | {"fixed_cost", "capital", "ramp_months", "amenity"}
            | {"capacity_cost", "resident_custom", "displaces"},
        ),
        (
            Works,
            {"cost_per_household", "resident_share", "government_share"}
            | {"fault_reduction", "amenity"},
        ),
        (
            Partner,
            {"monthly_fee", "hours", "concession", "space", "footfall", "service_fee"}
            | {"reservation"},
        ),
        (
            Policy,
            {"staffing_step", "fee", "fee_growth", "reinvestment_share", "grant", "onboarding"}
            | {"works_resident_share", "collective_reserve", "fund_interest", "income_tax"}
            | {"fallback_clawback", "operator_margin", "remuneration_share", "remuneration"},
        ),
        (Package, {"fee"}),
        (Appraisal, {"target"}),
        (
            MaintenanceFund,
            {"opening", "contribution", "first_contribution", "renewal", "interest"},
        ),
        *((model, set()) for model in (Estate, Collective, Governance, OrderFlow)),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_quantities_are_numbers_or_names_of_assumptions(
    model: type[BaseModel], fields: set[str]
) -> None:
    assert set(quantity_fields(model)) == fields


@MODELS
def test_defaults_taken_from_assumptions_are_named_and_exist(model: type[Model]) -> None:
    for name in quantity_fields(model):
        default = model.model_fields[name].default
        if isinstance(default, str):
            assert default in default_assumptions()


@pytest.mark.parametrize("model", [*SMALLEST, Assumption], ids=lambda model: model.__name__)
def test_every_field_says_in_both_languages_what_it_is(model: type[BaseModel]) -> None:
    assert list(field_notes(model.__name__)) == list(model.model_fields)
    for name, note in field_notes(model.__name__).items():
        assert re.search("[\u4e00-\u9fff]", note.zh), name
        assert note.en and note.en in (model.__doc__ or ""), "help() shows the docstring"
        assert note.unit in (model.__doc__ or "")


def test_a_model_that_extends_another_has_its_notes() -> None:
    class Mine(Estate, frozen=True):
        """Extend an estate."""

        extra: float = 0.0

    assert Mine.model_json_schema()["properties"]["floor_area"]["unit"] == "m2"
    assert "gross floor area" in (Mine.__doc__ or "")


@pytest.mark.parametrize("model", [*SMALLEST, Assumption], ids=lambda model: model.__name__)
def test_help_does_not_repeat_itself_in_the_schema(model: type[BaseModel]) -> None:
    assert "Attributes" not in model.model_json_schema()["description"]


def test_equal_models_have_equal_hashes() -> None:
    one, other = programme(), programme()
    assert one == other
    assert hash(one) == hash(other)
    assert len({*one.policies.values(), *other.policies.values(), one, other}) == 3
    assert hash(one.policies) == hash(other.policies)


@MODELS
def test_every_number_of_a_model_has_a_unit(model: type[Model]) -> None:
    for name, entry in model.model_json_schema()["properties"].items():
        kinds = {entry.get("type"), *(option.get("type") for option in entry.get("anyOf", ()))}
        if kinds & {"number", "integer"}:
            assert entry.get("unit"), name
