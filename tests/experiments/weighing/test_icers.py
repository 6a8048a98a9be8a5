"""Cost-effectiveness ratios: published tables, and what holds of every frontier."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from compared import comparison_of
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import raises_problem

from commpartner.experiments.comparison import Comparison
from commpartner.experiments.weighing.icers import Increment, increments
from commpartner.experiments.weighing.plane import cost_effectiveness


def by_name(names: str, cost: Sequence[float], effect: Sequence[float]) -> dict[str, Increment]:
    return dict(zip(names.split(), increments(cost, effect), strict=True))


def rounded(found: dict[str, Increment]) -> dict[str, float]:
    return {name: round(each.ratio, 2) for name, each in found.items() if each.ratio > 0}


# The example of the Health Economics Resource Center (VA), with its result, as the tests of the R
# package dampack print it (DARTH-git/dampack, tests/testthat/test_calculate_icers.R).
def test_the_example_of_dampacks_tests_has_its_ratios() -> None:
    cost = [55000, 35000, 25000, 10000, 12000, 5000]
    found = by_name("E D C B A UC", cost, [5, 4, 3, 2, 1.5, 1])
    assert rounded(found) == {"E": 20000.0, "D": 12500.0, "B": 5000.0}
    statuses = {name: each.status for name, each in found.items()}
    assert statuses == {
        **dict.fromkeys(("E", "D", "B", "UC"), "efficient"),
        "C": "extended",
        "A": "dominated",
    }
    assert found["D"][2:4] == (25000.0, 2.0)
    assert found["C"].against == (3, 1) and found["A"].against == (3,)


# Paltiel et al. 2006, doi:10.7326/0003-4819-145-11-200612050-00004, table 4: screening for HIV, the
# first example of dampack's vignette "Basic cost effectiveness analysis".
def test_screening_for_hiv_has_dampacks_ratios() -> None:
    cost = [26000, 27000, 28020, 28440, 29440]
    effect = np.array([277.25, 277.57, 277.78, 277.83, 277.76]) / 12
    found = by_name("none once 5yr 3yr annual", cost, [*effect])
    assert rounded(found) == {"once": 37500.0, "5yr": 58285.71, "3yr": 100800.0}
    assert found["annual"].status == "dominated" and found["annual"].against == (3,)


# DARTH-git/dampack, tests/testthat/test_calculate_icers.R, "default reference strategy".
def test_the_cheapest_may_dominate_all_others() -> None:
    found = increments([163771.0, 164848.7, 163765.1], [6.48273, 6.52861, 6.52861])
    assert [each.status for each in found] == ["dominated", "dominated", "efficient"]


def test_equal_policies_are_equal_and_lines_kept() -> None:
    found = increments([1.0, 1.0, 2.0, 3.0], [1.0, 1.0, 2.0, 3.0])
    assert [each.status for each in found] == ["efficient", "equal", "efficient", "efficient"]
    assert found[1].against == (0,) and found[3].ratio == 1.0


small = st.lists(
    st.tuples(st.integers(-5, 5).map(float), st.integers(-5, 5).map(float)), min_size=1, max_size=7
)


@settings(deadline=None)
@given(small)
def test_the_frontier_is_best_at_every_willingness(points: list[tuple[float, float]]) -> None:
    cost, effect = map(np.array, zip(*points, strict=True))
    found = increments(cost, effect)
    efficient = [each.status == "efficient" for each in found]
    ratios = sorted(each.ratio for each in found if each.ratio > 0)
    by_cost = [found[one].ratio for one in np.argsort(cost) if efficient[one]]
    assert by_cost[1:] == ratios and np.isnan(by_cost[0])
    middles = [0.0, *(np.add(ratios[1:], ratios[:-1]) / 2), *(one + 1e-3 for one in ratios), 1e6]
    for each in middles:
        benefit = each * effect - cost
        assert benefit[efficient].max() == pytest.approx(benefit.max(), abs=1e-6)


@settings(deadline=None)
@given(small, st.randoms(use_true_random=False))
def test_the_order_of_policies_changes_no_ratio(
    points: list[tuple[float, float]], chance: object
) -> None:
    mixed = [*dict.fromkeys(points)]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = (
        dict(zip(each, increments(*zip(*each, strict=True)), strict=True))
        for each in ([*dict.fromkeys(points)], mixed)
    )
    for point, found in one.items():
        assert found.status == other[point].status
        assert found.ratio == pytest.approx(other[point].ratio, nan_ok=True)


# --- of a comparison


def three() -> Comparison:
    return comparison_of(
        {
            "a": {"public_net_cost": [10, 12], "abandoned_estates": [5, 7], "npv_operator": [1, 1]},
            "b": {"public_net_cost": [14, 12], "abandoned_estates": [4, 8], "npv_operator": [2, 4]},
            "c": {"public_net_cost": [20, 24], "abandoned_estates": [1, 1], "npv_operator": [9, 9]},
        }
    )


def test_fewer_estates_left_are_a_gain() -> None:
    found = cost_effectiveness(three(), "abandoned_estates")
    table = found.table.set_index("policy")
    assert (table["mean_cost"]["c"], table["mean_effect"]["c"]) == (22.0, 1.0)
    assert table.loc["c", "incremental_effect"] == 5.0
    assert table.loc["c", "icer"] == pytest.approx(11 / 5)
    assert (table["status"]["b"], table["against"]["b"]) == ("dominated", "a")
    quadrants = found.quadrants.set_index("policy")
    assert quadrants.loc["b", "dearer_better"] == 0.5
    assert quadrants.loc["b", "on_an_axis"] == 0.5
    assert quadrants.loc["c", "dearer_better"] == 1.0
    assert [*found.plane["incremental_effect"]] == [1.0, -1.0, 4.0, 6.0]


def test_a_profit_less_is_a_cost_more() -> None:
    found = cost_effectiveness(three(), "abandoned_estates", "npv_operator", "c")
    table = found.table.set_index("policy")
    assert (table["status"]["c"], table["mean_cost"]["c"]) == ("efficient", 9.0)
    assert set(table.loc[["a", "b"], "status"]) == {"dominated"}
    assert (found.quadrants["cost_low"] <= found.quadrants["incremental_cost"]).all()
    assert found.quadrants["dearer_worse"].tolist() == [1.0, 1.0]


def test_wrong_outcomes_are_refused() -> None:
    found = three()
    for effect, cost, says in (
        ("abandoned_estate", "public_net_cost", "abandoned_estate"),
        ("staff", "public_net_cost", "staff"),
        ("public_net_cost", "public_net_cost", "another_outcome_than_the_cost"),
        ("npv_operator", "abandoned_estates", "an_outcome_in_yuan"),
    ):
        with raises_problem(says):
            cost_effectiveness(found, effect, cost)
    with raises_problem("baseline"):
        cost_effectiveness(found, "abandoned_estates", baseline="d")
    with raises_problem("shapes_that_fit"):
        increments([1.0, 2.0], [1.0])
