"""Stochastic dominance and efficient policies: by hand, by their definitions, by their laws."""

from __future__ import annotations

import numpy as np
import pytest
from compared import comparison_of, few_policies, of_one
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import raises_problem

from commpartner.errors import InputError
from commpartner.experiments.choosing.dominance import Order, dominance, pareto
from commpartner.experiments.comparison import Comparison

law = settings(deadline=None, max_examples=30)
directed = st.sampled_from(["satisfaction", "fallback_per_year"])  # more and less is better
Pairs = set[tuple[str, str]]


def dominated(comparison: Comparison, outcome: str, order: Order) -> Pairs:
    table = dominance(comparison, outcome, order)
    won = table[table["dominates"]]
    return set(zip(won["a"], won["b"], strict=True))


# --- over draws


def test_more_in_every_rank_dominates_in_the_first_order() -> None:
    # b is worse than a in its first draw, but not in its distribution.
    table = dominance(of_one("satisfaction", [[2.0, 1.0], [1.0, 3.0]]), "satisfaction")
    assert table[["a", "b"]].to_numpy().tolist() == [["a", "b"], ["b", "a"]]
    assert table["dominates"].tolist() == [False, True]
    assert table["largest_violation"].tolist() == [1.0, 0.0]
    assert table["order"].tolist() == [1, 1]
    assert table["draws"].tolist() == [2, 2]


def test_where_less_is_better_the_lower_dominates() -> None:
    values = [[2.0, 1.0], [1.0, 3.0]]
    assert dominated(of_one("fallback_per_year", values), "fallback_per_year", 1) == {("a", "b")}


def test_less_risk_at_equal_mean_dominates_in_second_order() -> None:
    comparison = of_one("satisfaction", [[5.0, 5.0, 5.0], [2.0, 5.0, 8.0]])
    assert dominated(comparison, "satisfaction", 1) == set()
    assert dominated(comparison, "satisfaction", 2) == {("a", "b")}
    table = dominance(comparison, "satisfaction", 2)
    # The mean of the worst draw, of the worst two, of all: 2, 3.5, 5 against 5, 5, 5.
    assert table["largest_violation"].tolist() == [0.0, 3.0]
    assert dominance(comparison, "satisfaction", 1)["largest_violation"].tolist() == [3.0, 3.0]


def test_a_second_order_violation_is_one_of_means() -> None:
    comparison = of_one("satisfaction", [[1.0, 1.0, 2.0], [3.0, 3.0, 3.0]])
    assert dominance(comparison, "satisfaction", 2)["largest_violation"].tolist() == [2.0, 0.0]


def test_dominance_of_sums_is_not_lost_to_rounding() -> None:
    # 0.0 + 0.1 + 0.7 against 0.0 + 0.0 + 0.8: the sums of the gaps end at -8e-17, not at 0.
    comparison = of_one("satisfaction", [[0.0, 0.1, 0.7], [0.0, 0.0, 0.8]])
    assert dominated(comparison, "satisfaction", 2) == {("a", "b")}
    comparison = of_one("satisfaction", [[0.7, 0.1, 0.2], [0.1, 0.2, 0.7 + 1e-16]])
    for order in (1, 2):
        table = dominance(comparison, "satisfaction", order)
        assert not table["dominates"].any()
        assert (table["largest_violation"] == 0).all()


@law
@given(few_policies, directed)
def test_first_order_dominance_is_that_of_the_distribution_functions(
    values: list[list[float]], outcome: str
) -> None:
    gains = (1.0 if outcome == "satisfaction" else -1.0) * np.array(values)
    points = np.unique(gains)
    below = (gains[:, None, :] <= points[:, None]).mean(axis=2)
    expected = {
        (first, second)
        for first, mine in zip("abcd", below, strict=False)
        for second, other in zip("abcd", below, strict=False)
        if (mine <= other).all() and (mine < other).any()
    }
    assert dominated(of_one(outcome, values), outcome, 1) == expected


@law
@given(few_policies, directed)
def test_second_order_dominance_compares_integrated_distribution_functions(
    values: list[list[float]], outcome: str
) -> None:
    gains = (1.0 if outcome == "satisfaction" else -1.0) * np.array(values)
    points = np.unique(gains)
    # The integral of a distribution function to x is the mean of max(x - y, 0).
    shortfall = np.maximum(points[:, None] - gains[:, None, :], 0.0).sum(axis=2)
    expected = {
        (first, second)
        for first, mine in zip("abcd", shortfall, strict=False)
        for second, other in zip("abcd", shortfall, strict=False)
        # Beyond the last point the means decide, which the last point holds already.
        if (mine <= other).all() and (mine < other).any()
    }
    assert dominated(of_one(outcome, values), outcome, 2) == expected


@law
@given(few_policies, directed)
def test_first_order_implies_second_and_neither_goes_both_ways(
    values: list[list[float]], outcome: str
) -> None:
    comparison = of_one(outcome, values)
    first, second = dominated(comparison, outcome, 1), dominated(comparison, outcome, 2)
    assert first <= second
    for pairs in (first, second):
        assert pairs.isdisjoint({(b, a) for a, b in pairs})
        assert {(a, d) for a, b in pairs for c, d in pairs if b == c} <= pairs
    for order in (1, 2):
        table = dominance(comparison, outcome, order)
        assert (table["largest_violation"] >= 0).all()
        assert (table.loc[table["dominates"], "largest_violation"] == 0).all()


@law
@given(few_policies, directed, st.integers(0, 3))
def test_which_draw_is_which_changes_no_distribution(
    values: list[list[float]], outcome: str, shift: int
) -> None:
    moved = [[*row[-shift:], *row[:-shift]] if number else row for number, row in enumerate(values)]
    for order in (1, 2):
        before = dominance(of_one(outcome, values), outcome, order)
        after = dominance(of_one(outcome, moved), outcome, order)
        assert before.equals(after)


def test_there_is_no_third_order() -> None:
    comparison = of_one("satisfaction", [[1.0], [2.0]])
    for order in (3, True, 1.0, "1", None, [1]):
        with raises_problem(r"order: .*; one_or_two"):
            dominance(comparison, "satisfaction", order)  # type: ignore[arg-type]


# --- over outcomes


def three() -> Comparison:
    return comparison_of(
        {
            "cheap": {"satisfaction": [50.0, 70.0], "fallback_per_year": [1.0, 3.0]},
            "good": {"satisfaction": [70.0, 90.0], "fallback_per_year": [5.0, 7.0]},
            "poor": {"satisfaction": [50.0, 60.0], "fallback_per_year": [5.0, 9.0]},
            "same": {"satisfaction": [70.0, 90.0], "fallback_per_year": [7.0, 5.0]},
        }
    )


def test_a_policy_without_a_dominating_other_is_efficient() -> None:
    table = pareto(three(), ["satisfaction", "fallback_per_year"])
    assert table["policy"].tolist() == ["cheap", "good", "poor", "same"]
    assert table["satisfaction"].tolist() == [60.0, 80.0, 55.0, 80.0]
    assert table["fallback_per_year"].tolist() == [2.0, 6.0, 7.0, 6.0]
    assert table["efficient"].tolist() == [True, True, False, True]
    assert table["dominated_by"].tolist() == ["", "", "cheap, good, same", ""]
    assert table["draws"].tolist() == [2] * 4
    assert table.attrs["units"] == {
        "satisfaction": "score 0-100",
        "fallback_per_year": "yuan/year",
    }
    assert table.attrs["statistic"] == "mean"


def test_one_better_outcome_dominates_if_the_others_are_equal() -> None:
    comparison = comparison_of(
        {
            "dear": {"satisfaction": [0.1, 0.2, 0.3], "fallback_per_year": [2.0, 2.0, 2.0]},
            "cheap": {"satisfaction": [0.3, 0.2, 0.1], "fallback_per_year": [1.0, 1.0, 1.0]},
        }
    )
    table = pareto(comparison, ["satisfaction", "fallback_per_year"])
    # The same three numbers, whose sums differ in the last bit.
    assert table["satisfaction"].nunique() == 1
    assert table["dominated_by"].tolist() == ["cheap", ""]


def test_the_statistic_decides_who_is_efficient() -> None:
    steady = comparison_of(
        {"steady": {"satisfaction": [5.0, 5.0]}, "risky": {"satisfaction": [0.0, 20.0]}}
    )
    assert pareto(steady, ["satisfaction"])["efficient"].tolist() == [False, True]
    table = pareto(steady, ["satisfaction"], statistic="p5")
    assert table["efficient"].tolist() == [True, False]
    assert table["satisfaction"].tolist() == pytest.approx([5.0, 1.0])
    assert pareto(steady, "satisfaction", "p95")["satisfaction"].tolist() == pytest.approx([5, 19])
    assert pareto(steady, "satisfaction", "p50")["satisfaction"].tolist() == [5.0, 10.0]


@law
@given(few_policies, directed)
def test_over_one_outcome_the_best_mean_is_efficient(
    values: list[list[float]], outcome: str
) -> None:
    table = pareto(of_one(outcome, values), [outcome])
    sums = (1.0 if outcome == "satisfaction" else -1.0) * np.array(values).sum(axis=1)
    assert table["efficient"].tolist() == (sums == sums.max()).tolist()


@law
@given(few_policies)
def test_some_efficient_policy_dominates_each_that_is_not(
    values: list[list[float]],
) -> None:
    comparison = comparison_of(
        {
            name: {
                "satisfaction": row,
                "fallback_per_year": row[::-1],
                "npv_operator": row[:1] * len(row),
            }
            for name, row in zip("abcd", values, strict=False)
        }
    )
    table = pareto(comparison, ["satisfaction", "npv_operator", "fallback_per_year"])
    efficient = set(table.loc[table["efficient"], "policy"])
    assert efficient
    for by in table.loc[~table["efficient"], "dominated_by"]:
        assert efficient & set(by.split(", "))


def test_mistakes_of_the_caller_are_named() -> None:
    with raises_problem("outcomes: none; at_least_one"):
        pareto(three(), [])
    with raises_problem("statistic: 'median'; one_of 'mean', 'p5', 'p50', 'p95'"):
        pareto(three(), ["satisfaction"], "median")  # type: ignore[arg-type]
    with raises_problem(r"statistic: \['mean'\]; one_of 'mean', 'p5', 'p50', 'p95'"):
        pareto(three(), ["satisfaction"], ["mean"])  # type: ignore[arg-type]
    with pytest.raises(InputError, match="2 problems"):
        pareto(three(), ["satisfacton", "fallback"])
