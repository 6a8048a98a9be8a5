"""`compare`: the same bits however it is computed, failures named, mistakes in plain words."""

from __future__ import annotations

import math
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import raises_problem
from small_town import (
    BROKEN,
    DRAWS,
    MARKED,
    MARKET,
    MONTHS,
    POLICIES,
    SEED,
    TWO,
    as_planned,
    bits,
    raises,
    scenarios,
)
from town import BASE, TOWN

import commpartner as cp
from commpartner.assumptions.designs import Correlated
from commpartner.assumptions.designs import sampling as design_of
from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import PlausibilityWarning
from commpartner.experiments.comparing import compare
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.running import evaluation
from commpartner.experiments.running.store import Store
from commpartner.facts.outcomes import MAY_BE_ABSENT
from commpartner.model.control import FeedbackPolicy
from commpartner.simulation import simulate

# Values far from what is usual make single draws fail here.
pytestmark = pytest.mark.filterwarnings("ignore::commpartner.errors.PlausibilityWarning")

PLAIN = {"plain": BASE}
CAPPED = BASE.replace(fallback_cap=5.0)


def found(policies: Any = POLICIES, **changes: Any) -> Comparison:
    arguments: dict[str, Any] = {"months": MONTHS, "draws": DRAWS, "seed": SEED}
    return compare(TOWN, policies, **{**arguments, **changes})


def failing(policies: Any = PLAIN, **changes: Any) -> Comparison:
    with pytest.warns(UserWarning, match=r"(?s)experiments failed.*see \.failures"):
        return found(policies, **changes)


@pytest.fixture(scope="module")
def whole() -> Comparison:
    return found()


# --- The same bits --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cut",
    [{"chunk": 1}, {"chunk": 16}, {"chunk": 64}, {"part": 1}, {"part": 7}, {"part": 7, "chunk": 3}],
    ids=str,
)
def test_no_way_of_cutting_the_draws_changes_a_bit(cut: dict[str, int], whole: Comparison) -> None:
    assert bits(found(**cut)) == bits(whole)


@pytest.mark.parametrize("sampling", ["monte_carlo", "latin_hypercube", "sobol"])
def test_every_way_of_sampling_can_be_cut(sampling: Any) -> None:
    design = {"sampling": sampling, "correlations": {("stall_rent", "household_income"): 0.5}}
    once = found(TWO, draws=8, **design)
    assert bits(found(TWO, draws=8, part=3, chunk=2, **design)) == bits(once)
    assert once.sampling == sampling
    # What is drawn is what the design says.
    ledger, pairs = TOWN.assumption_table(), (("stall_rent", "household_income", 0.5),)
    designed = Correlated(design_of(sampling, ledger, 8), pairs)
    for name, values in once.assumptions.items():
        if name not in ("households_per_estate", "floor_area_per_household"):  # yardsticks
            expected = ledger.draw(SEED, 0, 8, designed)[str(name)][:, 0]
            assert np.array_equal(values, expected), name


def test_scenarios_can_be_cut() -> None:
    some = scenarios(5, s3={"stall_rent": 900.0})
    once = found(TWO, scenarios=some)
    assert bits(found(TWO, scenarios=some, part=2, chunk=1)) == bits(once)
    assert once.scenarios == tuple(some)
    assert once.assumptions["wage_cleaner"].tolist() == [2000.0, 2001.0, 2002.0, 2003.0, 2004.0]


def test_jax_gives_the_same_bits_for_every_chunk() -> None:
    some = [
        bits(found({"capped": CAPPED}, engine="jax", draws=66, **cut))
        for cut in ({}, {"chunk": 16}, {"chunk": 48, "part": 50}, {"part": 13})
    ]
    assert some[1:] == some[:1] * 3


def test_fewer_draws_are_the_first_of_more(whole: Comparison) -> None:
    few = found(draws=5)
    many = whole.outcomes[whole.outcomes["draw"] < 5].reset_index(drop=True)
    assert few.outcomes.equals(many)
    assert few.assumptions.equals(whole.assumptions.iloc[:5])


def test_a_policy_meets_the_draws_that_it_meets_alone(whole: Comparison) -> None:
    alone = found({"market": POLICIES["market"]})
    beside = whole.outcomes[whole.outcomes["policy"] == "market"].reset_index(drop=True)
    assert alone.outcomes.equals(beside)


def test_it_meets_the_draws_of_simulate(whole: Comparison) -> None:
    simulated = simulate(TOWN, MARKET, months=MONTHS, draws=DRAWS, seed=SEED).outcomes
    mine = whole.outcomes[whole.outcomes["policy"] == "market"]
    for name in simulated:
        assert mine[name].to_numpy().tobytes() == simulated[name].to_numpy().tobytes()


def test_seed_0_is_a_seed() -> None:
    assert bits(found(PLAIN, seed=0)) == bits(found(PLAIN, seed=0))
    assert bits(found(PLAIN, seed=0)) != bits(found(PLAIN, seed=1))


def test_a_ledger_of_the_callers_own_is_drawn_from() -> None:
    dear = TOWN.assumption_table().replace(wage_cleaner=9000.0)
    comparison = found(PLAIN, assumptions=dear)
    assert set(comparison.assumptions["wage_cleaner"]) == {9000.0}
    assert comparison.assumption_table["wage_cleaner"].central == 9000.0


def test_progress_is_told_after_every_part() -> None:
    told: list[tuple[int, int]] = []
    found(PLAIN, part=8, progress=lambda done, whole: told.append((done, whole)))
    assert told == [(8, 20), (16, 20), (20, 20)]


# --- Failures -------------------------------------------------------------------------------


def test_one_experiment_that_raises_leaves_the_others_unchanged() -> None:
    some = scenarios(6, s3=BROKEN)
    without = found(POLICIES, scenarios=scenarios(6))
    comparison = failing(POLICIES, scenarios=some)
    rest = without.outcomes[without.outcomes["draw"] != 3].reset_index(drop=True)
    assert comparison.outcomes.equals(rest)
    assert comparison.failures["policy"].tolist() == list(POLICIES)
    assert set(comparison.failures["draw"]) == {3}
    assert comparison.failures["error"].str.contains("service_rate must be .* got inf").all()
    assert set(comparison.failures["wage_cleaner"]) == {2003.0}
    assert set(comparison.failures["mean_repair_time"]) == {5e-324}


def test_a_failure_leaves_the_assumptions_as_they_are() -> None:
    policies = {"plain": BASE, "fails": FeedbackPolicy(BASE, raises)}
    without = found(policies, scenarios=scenarios(5)).assumptions
    assert (
        failing(policies, scenarios=scenarios(5, s2=MARKED))
        .assumptions.drop(columns="satisfaction_unserved")
        .equals(without.drop(columns="satisfaction_unserved"))
    )


@pytest.fixture(scope="module")
def with_a_mark() -> AssumptionTable:
    """A ledger in which an outcome of some draws cannot be worked out, and others can."""
    # Of the shortest times the inverse, orders done per hour, is no number any more.
    short = {"distribution": "uniform", "low": 1e-310, "central": 1e-308, "high": 1.4e-308}
    return TOWN.assumption_table().replace(mean_repair_time=short)


def test_a_failure_in_drawn_assumptions_changes_no_assumption(with_a_mark: AssumptionTable) -> None:
    # A yardstick that is read at its central value must not turn into a draw where one fails.
    ledger = with_a_mark
    drawn = found(PLAIN).assumptions
    some = failing(PLAIN, assumptions=ledger)
    assert 0 < len(some.failures) < DRAWS
    for name in drawn.columns.drop(["mean_repair_time"]):
        assert some.assumptions[name].equals(drawn[name]), name
    assert len(set(some.assumptions["households_per_estate"])) == 1


def test_failures_are_the_same_for_every_cut(with_a_mark: AssumptionTable) -> None:
    once = failing(TWO, draws=8, assumptions=with_a_mark)
    assert 0 < len(once.failures) < 8
    for cut in ({"chunk": 1}, {"chunk": 3, "part": 7}):
        assert bits(failing(TWO, draws=8, assumptions=with_a_mark, **cut)) == bits(once)


def not_a_number(
    monkeypatch: pytest.MonkeyPatch,
    value: float,
    outcome: str,
    places: tuple[tuple[str, int], ...] = (("plain", 5),),
) -> None:
    """Let one outcome of some policies and draws come out as what is no result."""

    def evaluate(schemes: Any, draws: Any, *others: Any) -> Any:
        found = evaluation.evaluate(schemes, draws, *others)
        for policy, draw in places:
            if draws.start <= draw < draws.stop and policy in found:
                found[policy][outcome] = found[policy][outcome].copy()
                found[policy][outcome][draw - draws.start] = value
        return found

    monkeypatch.setattr("commpartner.experiments.running.experiment.evaluate", evaluate)


@pytest.mark.parametrize(
    ("value", "outcome"),
    [(np.nan, "npv_operator"), (np.inf, "npv_operator"), (-np.inf, "order_wait_days")],
)
def test_what_is_no_result_is_a_failure(
    value: float, outcome: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without = found(TWO).outcomes
    not_a_number(monkeypatch, value, outcome)
    comparison = failing(TWO, store=tmp_path)
    gone = (without["policy"] == "plain") & (without["draw"] == 5)
    assert comparison.outcomes.equals(without[~gone].reset_index(drop=True))
    assert comparison.failures[["policy", "draw", "error"]].to_numpy().tolist() == [
        ["plain", 5, f"{outcome} is {value}, which is no result"]
    ]
    assert np.isfinite(comparison.failures["wage_cleaner"][0])
    kept = Store(tmp_path).read(0, DRAWS)
    assert kept is not None
    assert np.isnan(kept.outcomes[0, 5]).all()  # what else was found in it is not kept either


def test_a_wrong_result_fails_beside_one_that_raises(
    monkeypatch: pytest.MonkeyPatch, with_a_mark: AssumptionTable
) -> None:
    raised = set(failing(PLAIN, assumptions=with_a_mark).failures["draw"])
    sound = next(draw for draw in range(DRAWS) if draw not in raised)
    not_a_number(monkeypatch, np.nan, "staff", (("plain", sound),))
    comparison = failing(PLAIN, assumptions=with_a_mark)
    assert comparison.failures["draw"].tolist() == sorted(raised | {sound})
    assert len(comparison.outcomes) == DRAWS - len(raised) - 1


def test_failures_stand_in_the_order_of_the_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    places = (("plain", 2), ("plain", 9), ("rule", 0), ("rule", 2), ("rule", 9))
    not_a_number(monkeypatch, np.nan, "staff", places)
    for cut in ({}, {"chunk": 1}, {"part": 4}):
        failures = failing(TWO, draws=10, **cut).failures
        assert list(zip(failures["policy"], failures["draw"], strict=True)) == [
            ("rule", 0),
            ("plain", 2),
            ("rule", 2),
            ("plain", 9),
            ("rule", 9),
        ]


@pytest.mark.parametrize("outcome", sorted(MAY_BE_ABSENT))
def test_a_figure_absent_for_a_policy_is_no_failure(
    outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    not_a_number(monkeypatch, np.nan, outcome)
    comparison = found(PLAIN, draws=6)
    assert comparison.failures.empty
    assert np.isnan(comparison.outcomes[outcome].iloc[5])


def test_numpy_that_turns_warnings_to_errors_fails_no_draw() -> None:
    # Nobody has an income: fee over income is infinite, and nobody pays. That is a result.
    some = scenarios(3, s1={"household_income": 0.0})
    with np.errstate(all="raise"):
        strict = found(TWO, scenarios=some)
    assert strict.failures.empty
    assert strict.outcomes["paying_share"].iloc[1] == 0.0


def test_a_policy_that_never_succeeds_is_an_error() -> None:
    policies = {"plain": BASE, "fails": FeedbackPolicy(BASE, raises)}
    some = {name: values | MARKED for name, values in scenarios(3).items()}
    with raises_problem(r"failed_in_every_draw 'fails' ZeroDiv"):
        found(policies, scenarios=some)


def test_no_memory_is_no_fault_of_a_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise MemoryError("full")

    monkeypatch.setattr("commpartner.experiments.running.experiment.evaluate", full)
    with pytest.raises(MemoryError, match="full"):
        found(PLAIN)


def test_the_warning_points_at_the_caller() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        compare(TOWN, PLAIN, months=1, scenarios=scenarios(3, s0=BROKEN))
    (failed,) = (each for each in caught if each.category is not PlausibilityWarning)
    assert failed.filename == __file__
    assert "1 of 3 experiments failed, the first: policy 'plain', draw 0" in str(failed.message)


# --- Arguments ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"months": 0}, "months: 0; whole_number 1"),
        ({"draws": 0}, "draws: 0; whole_number 1"),
        ({"draws": 2.0}, "draws: 2.0; whole_number 1"),
        ({"seed": -1}, "seed: -1; whole_number 0"),
        ({"part": 0}, "part: 0; whole_number 1"),
        ({"chunk": 0}, "chunk: 0; whole_number 1"),
        ({"engine": "fortran"}, "engine: 'fortran'; one_of 'numpy', 'jax'"),
        ({"executor": 0}, "executor: 0; executor"),
        ({"executor": True}, "executor: True; executor"),
        ({"executor": "two"}, "executor: 'two'; executor"),
        ({"sampling": "halton"}, "sampling: 'halton'; one_of 'monte_carlo', 'latin"),
        ({"sampling": "sobol", "draws": 20}, "draws: 20; power_of_two_for_sobol"),
        (
            {"scenarios": scenarios(2), "sampling": "sobol"},
            "scenarios: beside_sampling; alone",
        ),
        (
            {"scenarios": scenarios(2), "correlations": {("inflation", "wage_growth"): 0.5}},
            "scenarios: beside_sampling; alone",
        ),
    ],
    ids=str,
)
def test_an_argument_out_of_its_range_is_named(changes: dict[str, Any], says: str) -> None:
    with raises_problem(says):
        found(PLAIN, **changes)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"correlations": [("inflation", 0.5)]}, ".*; pairs_to_numbers"),
        ({"correlations": {"inflation": 0.5}}, "'inflation'; pair_of_names"),
        (
            {"correlations": {("inflation", "wage_growth", "fee_per_m2"): 0.5}},
            "pair_of_names",
        ),
        ({"correlations": {("inflation", 3): 0.5}}, "pair_of_names"),
        (
            {"correlations": {("inflation", "wage_growth"): "high"}},
            "'high'; between_minus_1_and_1",
        ),
        ({"scenarios": ["dear"]}, ".*'dear'.*; mapping_of_scenarios"),
        ({"scenarios": {"dear": 0.1}}, "dear: 0.1; mapping_of_scenarios"),
        *(
            (
                {"scenarios": {"dear": {"inflation": value}}},
                "dear.inflation: .*; finite_number",
            )
            for value in ("5%", True, math.nan, math.inf, 10**400, None)
        ),
    ],
    ids=str,
)
def test_correlations_and_scenarios_of_the_wrong_shape_are_named(
    changes: dict[str, Any], says: str
) -> None:
    with raises_problem(says):
        found(PLAIN, **changes)


@pytest.mark.parametrize(
    ("policies", "says"),
    [
        ({}, "policies: none; at_least_one_policy"),
        ([], "policies: none; at_least_one_policy"),
        (["partners"], "policies: 'partners'; .*did_you_mean .*'partner'"),
        ({"a": "clustred"}, "policies: 'clustred'; .*did_you_mean .*'clustered'"),
        ("nobody", "policies: 'nobody'"),
        (["partner", "partner"], "policies: name_twice 'partner'; each_name_once"),
        ([BASE], "policies: of_type Policy; names_or_policies"),
        ({"a": None}, "policies: of_type NoneType; names_or_policies"),
        ({1: "partner"}, "policies: of_type int; names_or_policies"),
        ({"a": BASE.replace(centres=("north",))}, "centres: not_among 'north'"),
    ],
    ids=[
        "none",
        "no names",
        "name",
        "value",
        "text",
        "twice",
        "policy",
        "nothing",
        "int",
        "centre",
    ],
)
def test_what_is_no_policy_is_named(policies: Any, says: str) -> None:
    with raises_problem(says):
        compare(cp.datasets.load("xiashan"), policies, months=1, draws=1)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"scenarios": {}}, "scenarios: none; one_or_more"),
        ({"scenarios": {"a": {"rain": 1.0}}}, "scenarios, a.rain: unknown_name"),
        ({"correlations": {("rain", "inflation"): 0.5}}, "correlations, rain: unknown_name"),
        ({"correlations": {("stall_rent", "inflation"): 1.5}}, "1.5; above_minus_1_below_1"),
    ],
    ids=str,
)
def test_what_the_ledger_lacks_is_named(changes: dict[str, Any], says: str) -> None:
    with raises_problem(says):
        found(PLAIN, **changes)


def test_a_single_name_or_list_of_one_is_accepted() -> None:
    xiashan = cp.datasets.load("xiashan")
    one = compare(xiashan, "clustered", months=1, draws=2)
    assert bits(compare(xiashan, ["clustered"], months=1, draws=2)) == bits(one)
    assert list(one.policies) == ["clustered"]


@given(names=st.lists(st.sampled_from(sorted(POLICIES)), min_size=1, unique=True))
@settings(max_examples=8, deadline=None)
def test_the_order_of_policies_changes_only_their_rows(names: list[str]) -> None:
    comparison = found({name: POLICIES[name] for name in names}, draws=2)
    assert comparison.outcomes["policy"].tolist() == [each for each in names for _ in range(2)]
    assert list(comparison.rules) == [name for name in names if name == "rule"]
    for name in names:
        mine = comparison.outcomes[comparison.outcomes["policy"] == name].reset_index(drop=True)
        assert mine.equals(found({name: POLICIES[name]}, draws=2).outcomes)


def test_units_and_the_synthetic_note_accompany_the_outcomes() -> None:
    comparison = compare(cp.datasets.load("xiashan"), "clustered", months=1, draws=1)
    assert comparison.outcomes.attrs["units"]["fallback_per_year"] == "yuan/year"
    assert "721" in comparison.outcomes.attrs["synthetic"]
    assert "synthetic" not in found(PLAIN, draws=1).outcomes.attrs


def test_a_rule_that_stays_here_may_be_a_lambda() -> None:
    lazy = found({"rule": FeedbackPolicy(BASE, lambda seen, levers: levers)})
    assert bits(lazy) == bits(found({"rule": FeedbackPolicy(BASE, as_planned)}))


def test_a_rule_needs_numpy() -> None:
    with raises_problem("engine: 'jax'; numpy_for_adaptive"):
        found(TWO, engine="jax")
