from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tabled import few_numbers

from commpartner.benchmark.goals import Best, Condition, GoodEnough
from commpartner.benchmark.tables import achieved, differences_from, keeping, summary
from commpartner.benchmark.verdict import best_of, verdict
from commpartner.experiments.choosing.intervals import mean_interval, share_interval
from commpartner.experiments.choosing.satisficing import Bar, satisficing

TWO = few_numbers(
    {
        "a": {"npv_operator": [1.0, 2.0, 3.0, 6.0], "service_level": [0.8, 0.9, 0.7, 0.8]},
        "b": {"npv_operator": [4.0, 4.0, 4.0, 4.0], "service_level": [0.5, 0.9, 0.9, 0.5]},
    }
)
Rows = dict[tuple[str, str], dict[str, Any]]
values = st.lists(st.integers(-3, 3).map(float), min_size=8, max_size=8)


def rows_of(goal: Best | GoodEnough) -> Rows:
    rows = summary(goal, TWO).to_dict("records")
    return {(row["policy"], row["outcome"]): {str(k): v for k, v in row.items()} for row in rows}


def test_a_row_has_mean_interval_quantiles_and_bound_kept() -> None:
    goal = Best("npv_operator", {"service_level": Condition("at_least", 0.75)}, 1.0)
    table = rows_of(goal)
    row = table["a", "npv_operator"]
    assert (row["mean"], row["low"], row["high"]) == mean_interval([1.0, 2.0, 3.0, 6.0], 0.95)
    assert (row["p5"], row["p50"], row["p95"]) == tuple(
        np.quantile([1, 2, 3, 6], (0.05, 0.5, 0.95))
    )
    assert math.isnan(row["met"])
    assert table["a", "service_level"]["kept"] == 1.0  # 0.8 in the mean
    assert table["a", "service_level"]["met"] == 0.75
    assert table["b", "service_level"]["kept"] == 0.0  # 0.7
    assert table["b", "service_level"]["bound"] == 0.75


def test_a_bound_may_add_to_a_baseline_s_mean() -> None:
    goal = Best("npv_operator", {"service_level": Condition("at_least", -0.1, over="a")}, 1.0)
    row = rows_of(goal)["b", "service_level"]
    assert row["bound"] == pytest.approx(0.7)
    assert row["kept"] == 1.0  # equal to rounding
    tighter = Best("npv_operator", {"service_level": Condition("at_least", -0.09, over="a")}, 1.0)
    assert keeping(summary(tighter, TWO), ["a", "b"]) == ["a"]


@pytest.mark.parametrize(("share", "kept"), [(0.5, 1.0), (0.51, 0.0)])
def test_a_condition_may_require_a_share_of_draws(share: float, kept: float) -> None:
    condition = Condition("at_least", 0.9, share=share)
    row = rows_of(Best("npv_operator", {"service_level": condition}, 1.0))["b", "service_level"]
    assert (row["met"], row["kept"]) == (0.5, kept)


def test_thresholds_are_met_together_draw_by_draw() -> None:
    goal = GoodEnough(
        {"npv_operator": Bar("at_least", 2.0), "service_level": Bar("at_most", 0.8)}, 0.5
    )
    table = summary(goal, TWO)
    assert list(table["outcome"][:3]) == ["all", "npv_operator", "service_level"]
    row = table.iloc[0]
    assert row["mean"] == 0.5  # the draws 2 and 3 of a
    assert (row["low"], row["high"]) == share_interval(0.5, 4, 0.95)
    assert achieved(goal, TWO)["b"].tolist() == [1.0, 0.0, 0.0, 1.0]


@settings(deadline=None)
@given(values, values, st.integers(-2, 2), st.integers(-2, 2))
def test_shares_are_those_of_satisficing(
    a: list[float], b: list[float], least: int, most: int
) -> None:
    comparison = few_numbers({"x": {"npv_operator": a, "satisfaction": b}})
    bars = {"npv_operator": Bar("at_least", float(least)), "satisfaction": Bar("at_most", most)}
    thresholds = {name: (bar.test, bar.number) for name, bar in bars.items()}
    expected = satisficing(comparison, thresholds, 0.95)
    table = summary(GoodEnough(bars, 0.5), comparison)
    assert table["met"].tolist() == expected["share"].tolist()


@settings(deadline=None)
@given(values, values)
def test_differences_are_paired_and_reverse_sign_with_the_policies(
    a: list[float], b: list[float]
) -> None:
    comparison = few_numbers({"a": {"npv_operator": a}, "b": {"npv_operator": b}})
    goal = Best("npv_operator", {}, 1.0)
    one = differences_from(goal, comparison, "a", ["b"]).iloc[0]
    other = differences_from(goal, comparison, "b", ["a"]).iloc[0]
    assert one["mean"] == np.subtract(a, b).mean() == -other["mean"]
    assert one["low"] == pytest.approx(-other["high"], abs=1e-12)
    assert one["share_better"] == np.mean(np.greater(a, b))


def judged(
    goal: Best | GoodEnough, **policies: dict[str, list[float]]
) -> tuple[bool, str | None, str]:
    comparison = few_numbers(policies)
    others = [name for name in policies if name != "mine"]
    table = summary(goal, comparison)
    changes = differences_from(goal, comparison, "mine", others)
    found = verdict(goal, table, changes, "mine")
    assert found.why_en
    assert found.why_zh
    return found.solved, found.best_baseline, found.why_en


@pytest.mark.parametrize(("gain", "solved"), [(0.9, False), (1.0, False), (1.1, True)])
def test_a_gain_must_lie_beyond_the_margin(gain: float, solved: bool) -> None:
    for outcome, sign in (("npv_operator", 1.0), ("fallback_per_year", -1.0)):
        theirs, mine = [10.0, 20.0, 30.0], [10.0, 20.0, 30.0]
        mine = [value + sign * gain for value in mine]
        found = judged(Best(outcome, {}, 1.0), base={outcome: theirs}, mine={outcome: mine})
        assert found[:2] == (solved, "base")


def test_a_gain_that_may_be_chance_does_not_solve() -> None:
    theirs, mine = [0.0, 0.0, 0.0, 0.0], [30.0, -10.0, 20.0, -5.0]
    goal = Best("npv_operator", {}, 1.0)
    assert judged(goal, base={"npv_operator": theirs}, mine={"npv_operator": mine})[0] is False


def test_a_broken_condition_is_told_with_its_figures() -> None:
    goal = Best("npv_operator", {"service_level": Condition("at_least", 0.8)}, 1.0)
    solved, _, why = judged(
        goal,
        base={"npv_operator": [0.0, 0.0], "service_level": [0.9, 0.9]},
        mine={"npv_operator": [9.0, 9.0], "service_level": [0.7, 0.8]},
    )
    assert not solved
    assert "0.75, ≥ 0.8 share" in why


def test_a_baseline_that_breaks_a_condition_sets_no_mark() -> None:
    goal = Best("npv_operator", {"service_level": Condition("at_least", 0.8)}, 1.0)
    cheat = {"npv_operator": [99.0, 99.0], "service_level": [0.1, 0.1]}
    honest = {"npv_operator": [1.0, 2.0], "service_level": [0.9, 0.9]}
    mine = {"npv_operator": [4.0, 5.0], "service_level": [0.8, 0.8]}
    assert judged(goal, cheat=cheat, honest=honest, mine=mine)[:2] == (True, "honest")
    assert judged(goal, cheat=cheat, mine=mine)[:2] == (True, None)


def test_good_enough_uses_wilson_s_low_end() -> None:
    low = share_interval(0.75, 40, 0.95)[0]
    mine, theirs = [1.0] * 30 + [0.0] * 10, [1.0] * 10 + [0.0] * 30
    for share, solved in ((low - 1e-9, True), (low + 1e-9, False)):
        goal = GoodEnough({"npv_operator": Bar("at_least", 1.0)}, share)
        found = judged(goal, base={"npv_operator": theirs}, mine={"npv_operator": mine})
        assert found[:2] == (solved, "base")


def test_the_best_baseline_follows_the_direction_of_the_outcome() -> None:
    goal = Best("fallback_per_year", {}, 1.0)
    table = summary(
        goal,
        few_numbers(
            {"dear": {"fallback_per_year": [5, 6]}, "cheap": {"fallback_per_year": [1, 2]}}
        ),
    )
    assert best_of(goal, table, ["dear", "cheap"]) == "cheap"
