"""The EMA Workbench runs the model and gets the bits that the model gives by itself."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
from refusals import raises_problem
from small import XIASHAN

from commpartner.adaptors import ema_model
from commpartner.assumptions.draws import Array
from commpartner.assumptions.scenarios import Scenarios
from commpartner.errors import MissingExtraError
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.facts.outcomes import MAY_BE_ABSENT, OUTCOMES
from commpartner.programme import Policy

# The workbench warns on import of what it could do besides.
pytestmark = pytest.mark.filterwarnings("ignore:ipyparallel not installed:UserWarning")

MONTHS = 12
NAMES = ["clustered", "partner"]
POLICIES = {name: XIASHAN.policies[name] for name in NAMES}


def experiments(model: Any, **options: Any) -> tuple[pd.DataFrame, dict[str, Array]]:
    from ema_workbench import SequentialEvaluator

    with SequentialEvaluator(model) as evaluator:
        table, outcomes = evaluator.perform_experiments(**options)
    return table, outcomes


def directly(model: Any, row: Mapping[Any, Any], policy: Policy) -> dict[str, Array]:
    values = {parameter.name: [float(row[parameter.name])] for parameter in model.uncertainties}
    draws = Scenarios(XIASHAN.assumption_table(), values)
    return evaluate(build_schemes(XIASHAN, {"": policy}), draws, MONTHS)[""]


def test_the_workbench_gets_the_bits_of_the_model() -> None:
    from ema_workbench import Policy as EmaPolicy

    model = ema_model(XIASHAN, NAMES, months=MONTHS)
    policies = [EmaPolicy(name, policy_name=name) for name in NAMES]
    table, outcomes = experiments(model, scenarios=4, policies=policies)
    assert len(table) == 8
    assert set(outcomes) == {outcome.name for outcome in model.outcomes}
    for number, row in enumerate(table.to_dict("records")):
        assert row["policy_name"] == row["policy"]
        found = directly(model, row, POLICIES[str(row["policy"])])
        for name, values in outcomes.items():
            assert values[number] == found[name][0], name
    shares = outcomes["savings_share"].reshape(2, 4)
    assert len(np.unique(shares[0])) == 4
    given = outcomes["in_kind_per_household_month"].reshape(2, 4)
    assert given[0].max() == 0 < given[1].min()


def test_uncertainties_are_ranges_of_varying_rows_that_are_read() -> None:
    ledger = XIASHAN.assumption_table()
    model = ema_model(XIASHAN, POLICIES, months=MONTHS)
    names = [parameter.name for parameter in model.uncertainties]
    assert "stall_rent" in names
    assert "hall_price" not in names
    assert "wage_correlation" not in names
    for parameter in model.uncertainties:
        row = ledger[parameter.name]
        assert row.distribution != "fixed"
        bounds = parameter.lower_bound, parameter.default, parameter.upper_bound
        assert bounds == (row.low, row.central, row.high)
    alone = ema_model(XIASHAN, ["clustered"], months=MONTHS)
    assert len(list(alone.uncertainties)) < len(names)


def test_outcomes_have_their_directions_and_always_a_figure() -> None:
    from ema_workbench import ScalarOutcome

    model = ema_model(XIASHAN, POLICIES, months=MONTHS)
    kinds = {outcome.name: outcome.kind for outcome in model.outcomes}
    assert kinds["savings_per_year"] == ScalarOutcome.MAXIMIZE
    assert kinds["fallback_per_year"] == ScalarOutcome.MINIMIZE
    assert kinds["staff"] == ScalarOutcome.INFO
    assert not kinds.keys() & MAY_BE_ABSENT
    assert "self_sufficiency_year_10" not in kinds  # not in twelve months
    assert kinds.keys() < OUTCOMES.keys()
    longer = ema_model(XIASHAN, POLICIES, months=36)
    assert "self_sufficiency_year_3" in [outcome.name for outcome in longer.outcomes]


def test_what_an_experiment_leaves_out_is_central() -> None:
    from ema_workbench import Scenario

    model = ema_model(XIASHAN, ["partner"], months=MONTHS, outcomes=["staff", "savings_share"])
    _, outcomes = experiments(model, scenarios=[Scenario("dear", wage_cleaner=2600.0)])
    draws = Scenarios(XIASHAN.assumption_table(), {"wage_cleaner": [2600.0]})
    schemes = build_schemes(XIASHAN, {"": XIASHAN.policies["partner"]})
    wanted = evaluate(schemes, draws, MONTHS)[""]
    assert list(outcomes) == ["staff", "savings_share"]
    assert outcomes["savings_share"][0] == wanted["savings_share"][0]


def test_levers_replace_those_of_the_policy() -> None:
    levers = {"fee": (10.0, 20.0), "reinvestment_share": (0.5, 0.9), "free_months": (0, 3)}
    # A number of its own, so that the lever is not the row of the same name.
    own = {name: policy.replace(reinvestment_share=0.2) for name, policy in POLICIES.items()}
    model = ema_model(XIASHAN, own, months=MONTHS, levers=levers)
    kinds = {parameter.name: type(parameter).__name__ for parameter in model.levers}
    assert kinds == {
        "policy_name": "CategoricalParameter",
        "fee": "RealParameter",
        "reinvestment_share": "RealParameter",
        "free_months": "IntegerParameter",
    }
    table, outcomes = experiments(model, scenarios=2, policies=3)
    for number, row in enumerate(table.to_dict("records")):
        policy = own[str(row["policy_name"])].replace(
            fee=float(row["fee"]),
            reinvestment_share=float(row["reinvestment_share"]),
            free_months=int(row["free_months"]),
        )
        found = directly(model, row, policy)
        for name, values in outcomes.items():
            assert values[number] == found[name][0], name
    assert table["reinvestment_share"].nunique() == 3


def test_a_lever_takes_the_assumption_it_replaces_out() -> None:
    policy = {"partner": XIASHAN.policies["partner"]}
    assert policy["partner"].fee == "fee_per_m2"
    before = ema_model(XIASHAN, policy, months=1)
    after = ema_model(XIASHAN, policy, months=1, levers={"fee": (0.2, 0.8)})
    assert "fee_per_m2" in [parameter.name for parameter in before.uncertainties]
    assert "fee_per_m2" not in [parameter.name for parameter in after.uncertainties]


def test_an_experiment_that_fails_ends_the_run() -> None:
    from ema_workbench import Scenario
    from ema_workbench.util import EMAError

    model = ema_model(XIASHAN, ["partner"], months=1)
    broken = [Scenario("as it is"), Scenario("broken", wage_cleaner=float("nan"))]
    with pytest.raises(EMAError, match=r"wage_cleaner .*\[nan\]"):
        experiments(model, scenarios=broken)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"policies": ["partners"]},
            "policies: 'partners'; did_you_mean or or 'partner'",
        ),
        ({"policies": []}, "policies: none"),
        (
            {"outcomes": ["saving_share"]},
            "ema_model, outcomes: 'saving_share'; did_you_mean or or",
        ),
        ({"outcomes": ["self_sufficiency_year_3"]}, "outcomes: 'self_sufficiency_year_3'"),
        ({"levers": {"fees": (1.0, 2.0)}}, "fees: unknown_lever"),
        ({"levers": {"fee": (-1.0, 2.0)}}, r"fee=-1\.fee: -1\.0"),
        ({"levers": {"fee": (1.0, 1.0)}}, r"fee: .*; two_rising_numbers"),
        ({"levers": {"fee": (0.8, 0.2)}}, r"fee: .*; two_rising_numbers"),
        ({"levers": {"fee": (0.2,)}}, r"fee: .*; two_rising_numbers"),
        ({"levers": {"fee": (0.2, 0.3, 0.4)}}, r"fee: .*; two_rising_numbers"),
        ({"levers": {"fee": ("0.2", "0.3")}}, r"fee: .*; two_rising_numbers"),
        ({"levers": {"fee": 3}}, "fee: 3; two_rising_numbers"),
        ({"levers": {"free_months": (0.0, 2.0)}}, r"free_months: \(0\.0, 2\.0\)"),
        ({"levers": ["fee"]}, r"levers: \['fee'\]"),
        ({"policies": None}, "policies: None"),
        ({"policies": [3]}, "policies: 3"),
        (
            {"policies": {"a": 3}},
            "policies: 3; with_names policy_or_name names_listed unmanaged,",
        ),
        (
            {"policies": {"a": "partners"}},
            "policies: 'partners'; did_you_mean or or 'partner'",
        ),
        ({"outcomes": 3}, "outcomes: 3"),
    ],
    ids=str,
)
def test_what_is_unknown_is_named(options: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {"policies": ["partner"], "months": 12} | options
    with raises_problem(message):
        ema_model(XIASHAN, **arguments)


def test_a_lever_and_an_uncertainty_have_two_names() -> None:
    ledger = XIASHAN.assumption_table()
    policy = XIASHAN.policies["partner"].replace(fee="reinvestment_share")
    varying = ledger.replace(
        reinvestment_share=ledger["reinvestment_share"].replace(distribution="uniform", high=0.8)
    )
    with raises_problem(r"levers\.reinvestment_share: also_an_assumption"):
        ema_model(
            XIASHAN,
            {"partner": policy},
            months=1,
            levers={"reinvestment_share": (0.25, 0.5)},
            assumptions=varying,
        )


def test_a_policy_of_the_programme_may_have_another_name() -> None:
    model = ema_model(XIASHAN, {"ours": "partner", "theirs": "clustered"}, months=1)
    (choice,) = model.levers
    assert [category.value for category in choice.categories] == ["ours", "theirs"]


def test_one_policy_may_be_named_by_itself() -> None:
    model = ema_model(XIASHAN, "partner", months=1)
    assert list(model.levers) == []


def test_without_the_workbench_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    with pytest.raises(MissingExtraError, match="pip install ema_workbench"):
        ema_model(XIASHAN, ["partner"])
