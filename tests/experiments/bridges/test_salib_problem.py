"""SALib's samplers and analyses, from end to end."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest
from refusals import raises_problem
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from small import XIASHAN

from commpartner.adaptors import salib_function, salib_problem
from commpartner.assumptions.draws import Array
from commpartner.assumptions.table import AssumptionTable, default_assumptions
from commpartner.errors import ArgumentError, InputError, code_of
from commpartner.experiments.bridges.salib_problem import from_unit
from commpartner.experiments.running.evaluation import build_schemes, evaluate

MONTHS = 6
COST = "cost_per_household_month"
PROBLEM = salib_problem(XIASHAN, "partner")
NAMES = tuple(PROBLEM["names"])


def only(*varying: str) -> AssumptionTable:
    """A ledger in which these rows vary and no other does."""
    return AssumptionTable(
        row if row.name in varying else row.replace(distribution="fixed", correlated_by="")
        for row in default_assumptions().values()
    )


def test_factors_are_what_the_policy_reads_and_what_varies() -> None:
    draws = XIASHAN.assumption_table().draw(0, 0, 1)
    evaluate(build_schemes(XIASHAN, {"": XIASHAN.policies["partner"]}), draws, months=120)
    ledger = XIASHAN.assumption_table()
    read = {name for name in draws.record() if ledger[name].distribution != "fixed"}
    central_alone = set(read) - set(NAMES)
    assert set(NAMES) - read == {"wage_correlation"}  # the factor that wages share
    for name in central_alone:  # yardsticks, whose draws nothing reads
        assert name not in draws._values
    assert PROBLEM["num_vars"] == len(NAMES) == len(PROBLEM["bounds"])
    assert len(salib_problem(XIASHAN, "unmanaged")["names"]) < len(NAMES)


def test_values_equal_those_of_the_table_at_equal_probabilities() -> None:
    ledger = XIASHAN.assumption_table()
    points = np.random.default_rng(1).uniform(0.001, 0.999, (7, len(NAMES)))

    def design(name: str, seed: int, start: int, stop: int) -> Array:
        return points[start:stop, NAMES.index(name)]

    values, draws = from_unit(ledger, NAMES, points), ledger.draw(0, 0, 7, design)
    for name in NAMES:
        if name != "wage_correlation":
            assert np.array_equal(values[name], draws[name]), name
    assert np.all(values["wage_correlation"] == ledger["wage_correlation"].central)


def test_the_shared_factor_moves_all_wages_and_nothing_else() -> None:
    points = np.full((2, len(NAMES)), 0.5)
    points[1, NAMES.index("wage_correlation")] = 0.9
    values = from_unit(XIASHAN.assumption_table(), NAMES, points)
    moved = {name for name in NAMES if values[name][0] < values[name][1]}
    assert moved == {name for name in NAMES if XIASHAN.assumption_table()[name].correlated_by}
    assert len(moved) >= 4


def test_outcomes_equal_the_model_s_bits_for_any_rows() -> None:
    points = np.random.default_rng(2).uniform(0.001, 0.999, (300, len(NAMES)))
    function = salib_function(XIASHAN, "partner", COST, months=MONTHS)
    found = function(points)
    assert found.shape == (300,)
    schemes = build_schemes(XIASHAN, {"": XIASHAN.policies["partner"]})
    for row in (0, 255, 256, 299):
        alone = from_unit(XIASHAN.assumption_table(), NAMES, points[row : row + 1])
        assert evaluate(schemes, alone, MONTHS)[""][COST][0] == found[row]
    assert np.array_equal(function(points[::-1]), found[::-1])
    assert np.array_equal(pickle.loads(pickle.dumps(function))(points[:5].tolist()), found[:5])


def test_sobol_indices_of_a_sum_are_its_variance_shares() -> None:
    ledger = only("materials_cost", "public_energy_cost")
    problem = salib_problem(XIASHAN, "partner", assumptions=ledger)
    assert problem["names"] == ["materials_cost", "public_energy_cost"]
    # Prices of month 0, in which both costs are added up per m2.
    outcome = "stand_alone_cost_per_household_month"
    function = salib_function(XIASHAN, "partner", outcome, months=MONTHS, assumptions=ledger)
    x = sobol_sample.sample(problem, 256, seed=5)
    indices = sobol_analysis.analyze(problem, function(x), seed=5)
    inside = np.linspace(0.001, 0.999, 1001)
    middle = np.full_like(inside, 0.5)
    alone = function(np.column_stack([inside, middle])), function(np.column_stack([middle, inside]))
    variances = np.array([values.var() for values in alone])
    shares = variances / variances.sum()
    assert indices["S1"] == pytest.approx(shares, abs=0.02)
    assert indices["ST"] == pytest.approx(shares, abs=0.02)
    assert indices["S2"][0, 1] == pytest.approx(0.0, abs=0.02)
    assert shares.min() > 0.05


def test_morris_finds_what_has_no_effect_at_the_bounds() -> None:
    x = morris_sample.sample(PROBLEM, 2, num_levels=4, seed=3)
    assert {0.001, 0.999} <= set(np.unique(x).round(12))
    y = salib_function(XIASHAN, "partner", "stand_alone_cost_per_household_month", months=1)(x)
    effects = morris_analysis.analyze(PROBLEM, x, y, seed=3)
    found = dict(zip(effects["names"], effects["mu_star"], strict=True))
    assert found["stall_rent"] == 0.0
    assert found["wage_guard"] > 0 or found["wage_cleaner"] > 0


def test_a_missing_outcome_is_no_index_of_0() -> None:
    function = salib_function(XIASHAN, "partner", "break_even_month", months=MONTHS)
    with raises_problem(
        "break_even_month of 'partner': value_where nan in row 0, where m2_per_cleaner"
    ):
        function(np.full((3, len(NAMES)), 0.5))


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.full((2, 3), 0.5), r"X: shape \(2, 3\)"),
        (np.full(len(NAMES), 0.5), rf"X: shape \({len(NAMES)},\)"),
        (np.full((0, len(NAMES)), 0.5), rf"X: shape \(0, {len(NAMES)}\)"),
        (np.zeros((1, len(NAMES))), r"X: 0\.0; probabilities_of_problem"),
        (np.ones((1, len(NAMES))), r"X: 1\.0; probabilities_of_problem"),
        (np.full((1, len(NAMES)), np.nan), "X: nan; probabilities_of_problem"),
        ([[0.5], [0.5, 0.5]], r"X: \[\[0\.5\], \[0\.5, 0\.5\]\]; probabilities_of_problem"),
        (
            [["0.5"] * len(NAMES)],
            r"X: \[\['0\.5', '0\.5', '0\.5', '0\.5', '0\.5', '0\.5', \.\.\.\]\]",
        ),
        (None, "X: nan; probabilities_of_problem"),
    ],
    ids=["columns", "one row", "no row", "zeros", "ones", "nan", "ragged", "text", "none"],
)
def test_points_that_are_none_are_refused(x: Any, message: str) -> None:
    with raises_problem(message):
        salib_function(XIASHAN, "partner", COST, months=1)(x)


def test_a_table_with_named_columns_is_read_by_name() -> None:
    names = salib_problem(XIASHAN, "partner")["names"]
    cost = salib_function(XIASHAN, "partner", "cost_per_household_month", months=2)
    table = pd.DataFrame(np.random.default_rng(0).uniform(0.1, 0.9, (2, len(names))), columns=names)
    assert (cost(table[names[::-1]]) == cost(table.to_numpy())).all()
    with pytest.raises(ArgumentError) as raised:
        cost(table.rename(columns={names[0]: "other"}))
    assert code_of(raised.value.found) == "columns_named"


def test_what_cannot_be_a_problem_is_refused() -> None:
    with pytest.raises(InputError, match="only fixed rows"):
        salib_problem(XIASHAN, "partner", assumptions=only())
    with raises_problem(
        "policies: 'partners'; did_you_mean or or 'partner' 'partner_ecosystem' 'partner_capped'"
    ):
        salib_problem(XIASHAN, "partners")
    with raises_problem(f"did_you_mean .*'{COST}'"):
        salib_function(XIASHAN, "partner", COST + "s")
    with pytest.raises(InputError, match="self_sufficiency_year_10"):  # it has no tenth year
        salib_function(XIASHAN, "partner", "self_sufficiency_year_10", months=12)
    for policy in (None, 3, ["partner"]):
        with raises_problem(r"policies: .*; with_names policy_or_name"):
            salib_problem(XIASHAN, policy)  # type: ignore[arg-type]
    with raises_problem(f"did_you_mean .*'{COST}'"):
        salib_function(XIASHAN, "partner", [COST])  # type: ignore[arg-type]
    tails: list[Any] = [0.0, 0.5, -0.1, np.nan, "a", True, 10**400]
    for tail in tails:
        with raises_problem(r"tail: .*; above_0_below_half"):
            salib_problem(XIASHAN, "partner", tail=tail)
    with raises_problem("months: 0"):
        salib_function(XIASHAN, "partner", COST, months=0)
