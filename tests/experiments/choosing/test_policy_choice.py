"""Ways to choose between policies: by hand on small tables, by their laws, and on Xiashan."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from compared import comparison_of, few_policies, of_one
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import raises_problem

import commpartner as cp
from commpartner.errors import InputError
from commpartner.experiments.choosing.choice import (
    differences,
    dominance,
    paired,
    pareto,
    probability_best,
    ranking,
    regret,
    satisficing,
)
from commpartner.experiments.choosing.intervals import draws_needed, share_interval
from commpartner.experiments.choosing.paired import equal_to_rounding
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.texts import Text

law = settings(deadline=None, max_examples=30)
directed = st.sampled_from(["satisfaction", "fallback_per_year"])  # more and less is better

DIRECTED: dict[str, Callable[[Comparison, str], pd.DataFrame]] = {
    "probability_best": probability_best,
    "regret": regret,
    "ranking": ranking,
    "dominance": dominance,
    "pareto": lambda comparison, outcome: pareto(comparison, [outcome]),
}


def sign_of(outcome: str) -> float:
    return 1.0 if outcome == "satisfaction" else -1.0


# --- the same draws


def test_policies_and_draws_are_aligned_in_their_order() -> None:
    comparison = comparison_of({"b": {"staff": [3, 4]}, "a": {"staff": [1, 2]}})
    shuffled = comparison.outcomes.sort_values("staff", ascending=False)
    table = paired(
        cast(Comparison, SimpleNamespace(policies=comparison.policies, outcomes=shuffled)), "staff"
    )
    assert list(table.columns) == ["b", "a"]
    assert table.index.tolist() == [0, 1]
    assert table.to_numpy().tolist() == [[3.0, 1.0], [4.0, 2.0]]
    assert table.index.name == "draw"


def test_a_failed_experiment_takes_its_draw_from_all_policies() -> None:
    values = {"a": {"satisfaction": [1.0, 50.0, 3.0]}, "b": {"satisfaction": [2.0, 0.0, 5.0]}}
    comparison = comparison_of(values, failed=[("b", 1)])
    assert paired(comparison, "satisfaction").index.tolist() == [0, 2]
    row = differences(comparison, outcomes=["satisfaction"]).iloc[0]
    assert (row["mean"], row["draws"], row["share_better"]) == (1.5, 2, 1.0)
    assert regret(comparison, "satisfaction")["expected"].tolist() == [1.5, 0.0]
    assert probability_best(comparison, "satisfaction")["draws"].tolist() == [2, 2]
    assert ranking(comparison, "satisfaction")["mean"].tolist() == [3.5, 2.0]
    met = satisficing(comparison, {"satisfaction": 3.0}).set_index(["policy", "outcome"])["share"]
    assert met["a", "all"] == met["b", "all"] == 0.5
    assert dominance(comparison, "satisfaction")["dominates"].tolist() == [False, True]
    assert pareto(comparison, ["satisfaction"])["satisfaction"].tolist() == [2.0, 3.5]


def test_without_a_common_draw_nothing_is_compared() -> None:
    values = {"a": {"staff": [1.0, 2.0]}, "b": {"staff": [1.0, 2.0]}}
    for failed in ([("a", 0), ("b", 1)], [("b", 0), ("b", 1)]):
        with raises_problem("draws: none_all_succeeded; one_draw_see_failures"):
            paired(comparison_of(values, failed), "staff")


def test_a_policy_without_a_number_is_named_and_kept() -> None:
    comparison = comparison_of(
        {
            "a": {"break_even_month": [12.0, 14.0, np.nan, np.nan]},
            "b": {"break_even_month": [12.0, np.nan, np.nan, np.nan]},
            "c": {"break_even_month": [12.0, 13.0, 14.0, 15.0]},
        },
        failed=[("c", 3)],
    )
    message = "break_even_month: no_number_for 'a' in 1, 'b' in 2 3; outcome_in_every_draw"
    for function in (paired, *DIRECTED.values()):
        with raises_problem(message):
            function(comparison, "break_even_month")
    with raises_problem(message):
        differences(comparison, outcomes=["break_even_month"])


def test_infinity_is_no_number() -> None:
    with raises_problem("staff: no_number_for 'a' in 1 2"):
        paired(of_one("staff", [[1.0, math.inf], [1.0, 2.0]]), "staff")


@pytest.mark.parametrize("function", [paired, *DIRECTED.values()])
def test_an_unknown_outcome_is_met_with_the_nearest_known(
    function: Callable[[Comparison, str], pd.DataFrame],
) -> None:
    comparison = of_one("satisfaction", [[1.0, 2.0], [2.0, 3.0]])
    with raises_problem("comparison, outcome: 'satisfacton'"):
        function(comparison, "satisfacton")
    with pytest.raises(InputError):
        function(comparison, "draw")


@pytest.mark.parametrize("name", DIRECTED)
def test_an_outcome_without_a_direction_cannot_be_chosen_by(name: str) -> None:
    comparison = of_one("staff", [[1.0, 2.0], [2.0, 3.0]])
    with raises_problem("outcome_with_direction"):
        DIRECTED[name](comparison, "staff")


def test_the_order_of_a_sum_makes_no_policy_better() -> None:
    comparison = of_one("service_level", [[0.3, 1.0, 0.9], [0.1 + 0.2, 1.0 - 1e-16, 0.9]])
    row = differences(comparison).iloc[0]
    assert (row["mean"], row["share_better"], row["p5"], row["p95"]) == (0.0, 0.0, 0.0, 0.0)
    assert probability_best(comparison, "service_level")["probability"].tolist() == [0.5, 0.5]
    assert regret(comparison, "service_level")["maximum"].tolist() == [0.0, 0.0]
    assert not dominance(comparison, "service_level")["dominates"].any()
    assert ranking(comparison, "service_level")["draws_needed"].isna().all()
    assert satisficing(comparison, {"service_level": 0.1 + 0.2})["share"].tolist() == [1.0] * 4
    beside_zero = of_one("npv_operator", [[1e8, -3e-9, 0.0]] * 2)
    assert satisficing(beside_zero, {"npv_operator": 0.0})["share"].tolist() == [1.0] * 4
    most = satisficing(of_one("staff", [[0.1 + 0.2]] * 2), {"staff": ("at_most", 0.3)})
    assert most["share"].tolist() == [1.0] * 4


def test_a_small_effect_is_not_rounded_away() -> None:
    comparison = of_one("satisfaction", [[50.0, 80.0], [50.0 + 1e-9, 80.0 + 1e-9]])
    assert differences(comparison)["share_better"].tolist() == [1.0]
    assert dominance(comparison, "satisfaction")["dominates"].tolist() == [False, True]


@law
@given(few_policies)
def test_equal_to_rounding_keeps_what_differs(values: list[list[float]]) -> None:
    table = np.array(values)
    np.testing.assert_array_equal(equal_to_rounding(table), table)
    noisy = table * (1.0 + 1e-15 * np.arange(table.shape[1]))
    merged = equal_to_rounding(noisy)
    np.testing.assert_allclose(merged, table, rtol=0, atol=1e-12)
    ties = table[:, :, None] == table[:, None, :]
    np.testing.assert_array_equal(merged[:, :, None] == merged[:, None, :], ties)


# --- differences


def test_differences_by_hand() -> None:
    comparison = comparison_of(
        {
            "a": {"satisfaction": [1.0, 2.0, 3.0], "fallback_per_year": [9.0, 9.0, 9.0]},
            "b": {"satisfaction": [2.0, 2.0, 5.0], "fallback_per_year": [8.0, 10.0, 9.0]},
        }
    )
    table = differences(comparison, level=0.95)
    assert table["policy"].tolist() == ["b", "b"]
    assert table["baseline"].tolist() == ["a", "a"]
    assert table["outcome"].tolist() == ["satisfaction", "fallback_per_year"]
    assert table["unit"].tolist() == ["score 0-100", "yuan/year"]
    assert table["mean"].tolist() == [1.0, 0.0]
    assert table["draws"].tolist() == [3, 3]
    # 1, 0, 2 and -1, 1, 0: standard deviation 1; t of 2 degrees of freedom is 4.303.
    assert table["low"].tolist() == pytest.approx([1 - 4.302653 / 3**0.5, -4.302653 / 3**0.5])
    assert table["high"].tolist() == pytest.approx([1 + 4.302653 / 3**0.5, 4.302653 / 3**0.5])
    assert table["p5"].tolist() == pytest.approx([0.1, -0.9])
    assert table["p50"].tolist() == [1.0, 0.0]
    assert table["p95"].tolist() == pytest.approx([1.9, 0.9])
    assert table["share_better"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert table["variance_ratio"].tolist() == pytest.approx([1.0 + 3.0, 1.0])


def test_a_difference_has_a_paired_t_test_s_interval() -> None:
    from scipy import stats

    rng = np.random.default_rng(0)
    first, second = rng.normal(size=(2, 30))
    row = differences(of_one("satisfaction", [first, second]), level=0.9).iloc[0]
    expected = stats.ttest_rel(second, first).confidence_interval(0.9)
    assert (row["low"], row["high"]) == pytest.approx((expected.low, expected.high))


def test_any_policy_may_be_the_baseline() -> None:
    comparison = of_one("satisfaction", [[1.0, 2.0], [2.0, 4.0], [0.0, 1.0]])
    table = differences(comparison, baseline="b")
    assert table["policy"].tolist() == ["a", "c"]
    assert table["mean"].tolist() == [-1.5, -2.5]
    with raises_problem("baseline: 'd'; names_listed a, b, c"):
        differences(comparison, baseline="d")


def test_outcomes_missing_for_a_policy_are_omitted_and_named() -> None:
    comparison = comparison_of(
        {
            "a": {"staff": [1.0, 2.0], "partners_kept": [np.nan, np.nan]},
            "b": {"staff": [1.0, 3.0], "partners_kept": [1.0, 0.5]},
        }
    )
    table = differences(comparison)
    assert table["outcome"].tolist() == ["staff"]
    assert table.attrs["left_out"] == ["partners_kept"]
    assert math.isnan(table["share_better"].iloc[0])
    nothing = differences(of_one("partners_kept", [[np.nan, 1.0], [1.0, 1.0]]))
    assert nothing.empty
    assert nothing.attrs["left_out"] == ["partners_kept"]
    assert "variance_ratio" in nothing


def test_one_outcome_may_be_named_without_a_list() -> None:
    comparison = of_one("staff", [[1.0, 2.0], [1.0, 3.0]])
    pd.testing.assert_frame_equal(
        differences(comparison, outcomes="staff"), differences(comparison, outcomes=["staff"])
    )
    with pytest.raises(InputError, match="2 problems"):
        differences(comparison, outcomes=["stafff", "staff", "wages"])


def test_one_policy_or_one_draw_makes_no_difference() -> None:
    with raises_problem(r"policies: \['a'\]; two_or_more"):
        differences(of_one("staff", [[1.0, 2.0]]))
    with raises_problem(r"draws: shape \(1,\)"):
        differences(of_one("staff", [[1.0], [2.0]]))
    with raises_problem("level: 90"):
        differences(of_one("staff", [[1.0, 2.0], [2.0, 3.0]]), level=90)


@pytest.mark.parametrize("level", ["0.9", "abc", [0.5], None, True, 10**400])
def test_a_level_that_is_no_number_is_refused_everywhere(level: Any) -> None:
    comparison = of_one("satisfaction", [[1.0, 2.0], [2.0, 4.0]])
    ways: tuple[Callable[[], pd.DataFrame], ...] = (
        lambda: differences(comparison, level=level),
        lambda: probability_best(comparison, "satisfaction", level),
        lambda: ranking(comparison, "satisfaction", level),
        lambda: satisficing(comparison, {"satisfaction": 1.0}, level),
    )
    for choose in ways:
        with raises_problem(r"level: .*; between_0_and_1"):
            choose()


@pytest.mark.parametrize("outcome", [3, None, ["satisfaction"], np.array(["satisfaction"])])
def test_an_unknown_outcome_is_refused_by_all(outcome: Any) -> None:
    comparison = of_one("satisfaction", [[1.0, 2.0], [2.0, 4.0]])
    for choose in DIRECTED.values():
        with raises_problem(r"outcome: "):
            choose(comparison, outcome)
    with raises_problem(r"baseline: "):
        differences(comparison, baseline=[outcome])  # type: ignore[arg-type]
    with raises_problem("outcome: 3"):
        differences(comparison, outcomes=3)  # type: ignore[arg-type]


def test_a_constant_difference_gains_without_limit_by_pairing() -> None:
    row = differences(of_one("staff", [[1.0, 7.0, 3.0], [2.0, 8.0, 4.0]])).iloc[0]
    assert row["variance_ratio"] == math.inf
    assert (row["low"], row["high"]) == (1.0, 1.0)


@law
@given(few_policies)
def test_the_gain_by_pairing_is_the_ratio_of_variances(values: list[list[float]]) -> None:
    table = differences(of_one("satisfaction", values)).set_index("policy")
    for name, each in zip("bcd", values[1:], strict=False):
        first, second = np.array(values[0]), np.array(each)
        covariance = np.cov(first, second)
        together = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
        found = table.loc[name, "variance_ratio"]
        if np.ptp(second - first) == 0:
            assert found == math.inf
        else:
            assert found == pytest.approx((covariance[0, 0] + covariance[1, 1]) / together)


# --- probability of being best


def test_ties_share_the_first_place() -> None:
    comparison = of_one("satisfaction", [[5.0, 1.0, 1.0], [5.0, 2.0, 1.0], [4.0, 0.0, 1.0]])
    table = probability_best(comparison, "satisfaction", level=0.95)
    assert table["probability"].tolist() == pytest.approx([5 / 18, 11 / 18, 2 / 18])
    assert table["mean_rank"].tolist() == pytest.approx([5.5 / 3, 4.5 / 3, 8 / 3])
    assert (table["low"][0], table["high"][0]) == pytest.approx(share_interval(5 / 18, 3, 0.95))


def test_where_less_is_better_the_lowest_is_best() -> None:
    table = probability_best(
        of_one("fallback_per_year", [[1.0, 2.0], [3.0, 4.0]]), "fallback_per_year"
    )
    assert table["probability"].tolist() == [1.0, 0.0]
    assert table["mean_rank"].tolist() == [1.0, 2.0]


@law
@given(few_policies, directed)
def test_probabilities_of_being_best_sum_to_one(values: list[list[float]], outcome: str) -> None:
    table = probability_best(of_one(outcome, values), outcome)
    assert table["probability"].sum() == pytest.approx(1.0)
    assert table["mean_rank"].sum() == pytest.approx(len(values) * (len(values) + 1) / 2)
    assert ((table["low"] <= table["probability"]) & (table["probability"] <= table["high"])).all()


# --- regret


def test_regret_by_hand() -> None:
    comparison = of_one("fallback_per_year", [[10.0, 20.0, 60.0], [20.0, 20.0, 30.0]])
    table = regret(comparison, "fallback_per_year")
    assert table["unit"].tolist() == ["yuan/year", "yuan/year"]
    assert table["expected"].tolist() == pytest.approx([10.0, 10 / 3])
    assert table["maximum"].tolist() == [30.0, 10.0]
    assert table["p95"].tolist() == pytest.approx([27.0, 9.0])
    assert table["draw_of_maximum"].tolist() == [2, 0]
    assert table["draws"].tolist() == [3, 3]


def test_the_draw_of_the_greatest_regret_has_its_number() -> None:
    values = {"a": {"satisfaction": [0.0, 1.0, 1.0]}, "b": {"satisfaction": [9.0, 2.0, 5.0]}}
    comparison = comparison_of(values, failed=[("a", 0)])
    assert regret(comparison, "satisfaction")["draw_of_maximum"].tolist() == [2, 1]


@law
@given(few_policies, directed)
def test_regret_is_never_negative_and_zero_for_the_best(
    values: list[list[float]], outcome: str
) -> None:
    table = regret(of_one(outcome, values), outcome)
    gains = sign_of(outcome) * np.array(values)
    lost = gains.max(axis=0) - gains
    assert (lost.min(axis=0) == 0).all()
    assert (table["expected"] >= 0).all()
    assert (table["expected"] <= table["maximum"]).all()
    assert table["expected"].tolist() == pytest.approx(lost.mean(axis=1).tolist())
    assert table["maximum"].tolist() == lost.max(axis=1).tolist()
    best = gains.mean(axis=1)
    assert best[table["expected"].argmin()] == pytest.approx(best.max())
    for policy in range(len(values)):
        single = of_one(outcome, [values[policy]])
        assert regret(single, outcome)["maximum"].tolist() == [0.0]


# --- ranking


def test_policies_are_ranked_from_best_to_worst() -> None:
    comparison = of_one("fallback_per_year", [[5.0, 7.0, 9.0], [1.0, 2.0, 6.0], [8.0, 8.0, 8.0]])
    table = ranking(comparison, "fallback_per_year", level=0.9)
    assert table["policy"].tolist() == ["b", "a", "c"]
    assert table["next"].tolist() == ["a", "c", ""]
    assert table["mean"].tolist() == [3.0, 7.0, 8.0]
    assert table["mean_difference"].iloc[:2].tolist() == [-4.0, -1.0]
    # Three pairs: each at 1 - 0.1 / 3.
    change = np.array([-4.0, -5.0, -3.0])
    assert table["draws_needed"].iloc[0] == draws_needed(change, 1 - 0.1 / 3)
    half = 5.339 / math.sqrt(3)  # t of 2 degrees of freedom, 0.98333
    assert table["low"].iloc[0] == pytest.approx(-4.0 - half, abs=1e-3)
    assert table["high"].iloc[0] == pytest.approx(-4.0 + half, abs=1e-3)
    assert table["told_apart"].tolist() == [True, False, False]
    assert table.iloc[2][["mean_difference", "low", "high", "draws_needed"]].isna().all()


def test_two_policies_need_no_correction_for_several() -> None:
    row = ranking(of_one("satisfaction", [[1.0, 2.0, 6.0], [0.0, 3.0, 2.0]]), "satisfaction").iloc[
        0
    ]
    assert row["draws_needed"] == draws_needed([1.0, -1.0, 4.0], 0.95)


def test_policies_of_equal_means_are_never_told_apart() -> None:
    table = ranking(of_one("satisfaction", [[1.0, 3.0], [3.0, 1.0]]), "satisfaction")
    assert table["policy"].tolist() == ["a", "b"]
    assert table["draws_needed"].isna().all()
    assert table["note"].tolist() == [Text("never_told_apart"), ""]
    assert not table["told_apart"].any()


def test_one_policy_is_first_and_last() -> None:
    table = ranking(of_one("satisfaction", [[1.0, 3.0]]), "satisfaction")
    assert table["policy"].tolist() == ["a"]
    assert table["next"].tolist() == [""]


@law
@given(few_policies, directed)
def test_neighbours_differ_if_their_interval_excludes_zero(
    values: list[list[float]], outcome: str
) -> None:
    table = ranking(of_one(outcome, values), outcome, level=0.8)
    means = sign_of(outcome) * table["mean"]
    assert means.is_monotonic_decreasing
    above = table.iloc[:-1]
    assert ((above["low"] > 0) | (above["high"] < 0)).tolist() == above["told_apart"].tolist()
    assert (above["draws_needed"] <= above["draws"]).tolist() == above["told_apart"].tolist()
    assert above["mean_difference"].tolist() == pytest.approx((-table["mean"].diff())[1:].tolist())


# --- good enough


def good_enough() -> Comparison:
    return comparison_of(
        {
            "a": {
                "satisfaction": [60.0, 70.0, 80.0, 90.0],
                "fallback_per_year": [1.0, 2.0, 3.0, 4.0],
                "break_even_month": [12.0, np.nan, 36.0, 24.0],
                "staff": [5.0, 6.0, 7.0, 8.0],
            },
            "b": {
                "satisfaction": [70.0, 70.0, 70.0, 70.0],
                "fallback_per_year": [2.0, 2.0, 2.0, 2.0],
                "break_even_month": [24.0, 24.0, np.nan, np.nan],
                "staff": [6.0, 6.0, 6.0, 6.0],
            },
        }
    )


def test_a_threshold_follows_the_direction_of_its_outcome() -> None:
    table = satisficing(good_enough(), {"satisfaction": 70, "fallback_per_year": 3.0}, level=0.95)
    assert table["policy"].tolist() == ["a"] * 3 + ["b"] * 3
    assert table["outcome"].tolist() == ["all", "satisfaction", "fallback_per_year"] * 2
    assert table["test"].tolist() == ["", "at_least", "at_most"] * 2
    assert table["unit"].tolist() == ["", "score 0-100", "yuan/year"] * 2
    assert table["share"].tolist() == [0.5, 0.75, 0.75, 1.0, 1.0, 1.0]
    assert (table["low"][1], table["high"][1]) == share_interval(0.75, 4, 0.95)
    assert table["threshold"].iloc[1:3].tolist() == [70.0, 3.0]
    assert table["draws"].tolist() == [4] * 6
    assert table["never"].tolist() == [0] * 6


def test_a_month_that_never_comes_is_not_met() -> None:
    table = satisficing(good_enough(), {"break_even_month": 24, "satisfaction": 60})
    assert table["share"].tolist() == [0.5, 0.5, 1.0, 0.5, 0.5, 1.0]
    assert table["never"].tolist() == [1, 1, 0, 2, 2, 0]


def test_only_a_month_to_come_may_never_come() -> None:
    with raises_problem("break_even_month: no_number_for 'a' in 1, 'b' in 2 4"):
        satisficing(good_enough(), {"break_even_month": ("at_least", 24)})
    kept = of_one("partners_kept", [[1.0, np.nan], [1.0, 1.0]])
    with raises_problem("partners_kept: no_number_for 'a' in 1 2"):
        satisficing(kept, {"partners_kept": 0.5})


def test_a_test_may_be_given_in_words() -> None:
    table = satisficing(good_enough(), {"staff": ("at_most", 6)})
    assert table["share"].tolist() == [0.5, 0.5, 1.0, 1.0]
    table = satisficing(good_enough(), {"satisfaction": ("at_most", 60.0)})
    assert table["share"].tolist() == [0.25, 0.25, 0.0, 0.0]


def test_every_mistake_in_the_thresholds_is_named_at_once() -> None:
    thresholds = {
        "staff": 6.0,
        "satisfacton": 1.0,
        "satisfaction": math.nan,
        "fallback_per_year": ("above", 1.0),
    }
    with pytest.raises(InputError) as caught:
        satisficing(good_enough(), thresholds)  # type: ignore[arg-type]
    assert [problem.field for problem in caught.value.problems] == [
        "staff",
        "outcome",
        "satisfaction",
        "fallback_per_year",
    ]
    assert "('at_least', number) or ('at_most', number)" in str(caught.value)
    for threshold in (None, "5", ["at_least", 1], ("at_least",), True, 10**400, ("at_least", "1")):
        with raises_problem(r"satisfaction: .*; bar a finite number, "):
            satisficing(good_enough(), {"satisfaction": threshold})  # type: ignore[dict-item]
    with raises_problem("thresholds: None; outcomes_to_numbers"):
        satisficing(good_enough(), None)  # type: ignore[arg-type]
    with raises_problem("thresholds: none"):
        satisficing(good_enough(), {})


# --- all of them


@settings(deadline=None, max_examples=10)
@given(few_policies, directed, st.integers(0, 99))
def test_the_order_of_the_rows_changes_nothing(
    values: list[list[float]], outcome: str, seed: int
) -> None:
    comparison = of_one(outcome, [[each / 7 for each in row] for row in values])
    order = np.random.default_rng(seed).permutation(len(comparison.outcomes))
    shuffled = cast(
        Comparison,
        SimpleNamespace(policies=comparison.policies, outcomes=comparison.outcomes.iloc[order]),
    )
    for function in (paired, *DIRECTED.values()):
        pd.testing.assert_frame_equal(
            function(comparison, outcome), function(shuffled, outcome), check_exact=True
        )
    pd.testing.assert_frame_equal(differences(comparison), differences(shuffled), check_exact=True)


def test_every_table_says_where_data_are_generated() -> None:
    comparison = of_one("satisfaction", [[1.0, 2.0], [2.0, 5.0]])
    comparison.outcomes.attrs = {"synthetic": "generated", "units": {"satisfaction": "score"}}
    tables = [function(comparison, "satisfaction") for function in DIRECTED.values()]
    tables += [differences(comparison), satisficing(comparison, {"satisfaction": 2.0})]
    for table in tables:
        assert table.attrs["synthetic"] == "generated"
    comparison.outcomes.attrs = {}
    assert "synthetic" not in regret(comparison, "satisfaction").attrs


# --- Xiashan

POLICIES = ("stand_alone", "clustered", "partner")


def xiashan(seed: int) -> Comparison:
    programme = cp.datasets.load("xiashan")
    schemes = build_schemes(programme, {name: programme.policies[name] for name in POLICIES})
    found = evaluate(schemes, programme.assumption_table().draw(seed, 0, 24), months=24)
    return comparison_of(
        {policy: {name: list(each) for name, each in row.items()} for policy, row in found.items()}
    )


def row_of(table: pd.DataFrame, policy: str, outcome: str) -> pd.Series:
    return table[(table["policy"] == policy) & (table["outcome"] == outcome)].iloc[0]


@pytest.fixture(scope="module")
def seven() -> Comparison:
    return xiashan(7)


def test_common_draws_separate_xiashans_policies_with_fewer_draws(seven: Comparison) -> None:
    table = differences(seven)
    fallback = row_of(table, "partner", "fallback_per_year")
    assert fallback["mean"] < fallback["high"] < 0
    partner = row_of(differences(seven, baseline="clustered"), "partner", "fallback_per_year")
    assert partner["share_better"] == 1.0
    assert fallback["draws"] == 24
    assert row_of(table, "clustered", "fallback_per_year")["variance_ratio"] > 1.0
    left_out = table.attrs["left_out"]
    assert {"break_even_month", "covers_cost_month", "partners_kept"} <= set(left_out)
    assert set(left_out).isdisjoint(table["outcome"])
    by_hand = paired(seven, "fallback_per_year")
    assert fallback["mean"] == pytest.approx((by_hand["partner"] - by_hand["stand_alone"]).mean())


def test_xiashans_service_is_equal_under_every_policy_to_rounding(seven: Comparison) -> None:
    found = probability_best(seven, "service_level")
    assert found["probability"].tolist() == pytest.approx([1 / 3] * 3)
    assert regret(seven, "service_level")["maximum"].tolist() == [0.0] * 3


def test_xiashans_policies_rank_by_cost_to_the_underwriter(seven: Comparison) -> None:
    table = ranking(seven, "fallback_per_year")
    assert table["policy"].tolist() == ["partner", "clustered", "stand_alone"]
    assert table["told_apart"].tolist() == [True, True, False]
    pairs = dominance(seven, "fallback_per_year").set_index(["a", "b"])
    assert pairs.loc[("partner", "stand_alone"), "dominates"]
    assert not pairs.loc[("stand_alone", "partner"), "dominates"]
    assert regret(seven, "fallback_per_year").set_index("policy")["expected"].idxmin() == "partner"
    front = pareto(seven, ["fallback_per_year", "public_spending_per_year"]).set_index("policy")
    assert front["efficient"].tolist() == [False, True, True]
    assert front.loc["stand_alone", "dominated_by"] == "clustered"


def test_xiashan_seldom_covers_its_cost_within_two_years(seven: Comparison) -> None:
    table = satisficing(seven, {"covers_cost_month": 24})
    reached = (seven.outcomes.set_index("policy")["covers_cost"] == 1.0).groupby("policy").mean()
    for policy in POLICIES:
        row = row_of(table, policy, "covers_cost_month")
        assert row["share"] == reached[policy]
        assert row["never"] == 24 * (1 - reached[policy])


def test_a_seed_of_zero_is_a_seed(seven: Comparison) -> None:
    zero = differences(xiashan(0), outcomes=["fallback_per_year"])
    assert not np.allclose(zero["mean"], differences(seven, outcomes=["fallback_per_year"])["mean"])
    pd.testing.assert_frame_equal(zero, differences(xiashan(0), outcomes=["fallback_per_year"]))
