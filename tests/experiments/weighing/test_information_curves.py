"""The value of information over a willingness to pay: closed forms, and sets that grow."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from drawn import NAMES, drawn, normal, two
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import raises_problem
from scipy.special import ndtr

import commpartner as cp
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.learning.growing import never_falling

AXIS = [1.0, 2.0, 3.0]


def of_voi(draws: int = 2**13) -> Comparison:
    """The example of the R package voi (chjackson/voi, vignettes/voi.Rmd), and a third input."""
    z = normal(draws, 3)
    zero = np.zeros(draws)
    outcomes = {
        "old": {"satisfaction": zero, "public_net_cost": zero},
        "new": {"satisfaction": 1.0 + z[:, 0], "public_net_cost": 2.0 * z[:, 1]},
    }
    return drawn(outcomes, dict(zip(NAMES, z.T, strict=False)))


def regret(mean: float, deviation: float) -> float:
    z = mean / deviation
    density = np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi)
    return float(deviation * density + mean * ndtr(z) - max(mean, 0.0))


def test_the_example_of_voi_has_its_exact_values() -> None:
    found = of_voi().information_curves(
        "satisfaction", willingness=AXIS, groups={"both": ["a", "b"]}
    )
    values = found.curves.pivot_table(index="willingness", columns="set", values="value")
    for each in AXIS:  # learning p1, p2 or both leaves a normal net benefit of known spread
        spreads = {"a": each, "b": 2.0, "both": np.hypot(each, 2.0)}
        for name, spread in spreads.items():
            assert values[name][each] == pytest.approx(regret(each, spread), rel=0.03)
        assert values["c"][each] == pytest.approx(0.0, abs=2e-3)
    perfect = found.perfect.set_index("willingness")["value"]
    assert perfect[1.0] == pytest.approx(regret(1.0, np.sqrt(5.0)), rel=0.01)


def test_one_willingness_agrees_with_value_of_information() -> None:
    comparison = of_voi(2**11)
    found = comparison.information_curves("satisfaction", willingness=2.0)
    other = cp.value_of_information(comparison, {"public_net_cost": 1.0, "satisfaction": 2.0})
    assert found.perfect["value"].item() == pytest.approx(other.perfect)
    known = other.by_assumption.set_index("assumption")["value"]
    values = found.curves.set_index("set")["value"]
    assert values["a"] == pytest.approx(known["a"], rel=0.02)
    assert values["b"] == pytest.approx(known["b"], rel=0.02)


names = st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.lists(names, min_size=2, max_size=5))
def test_the_value_never_falls_when_a_set_grows(seed: int, sets: list[list[str]]) -> None:
    x = np.random.default_rng(seed).normal(size=(100, 4))  # few draws: estimates are poor
    noise = np.random.default_rng(seed + 1).normal(size=(100, 3))
    outcomes = {
        name: {"satisfaction": x @ slopes, "public_net_cost": noise[:, number]}
        for number, (name, slopes) in enumerate(
            zip("pqr", np.random.default_rng(seed + 2).normal(size=(3, 4)), strict=True)
        )
    }
    comparison = drawn(outcomes, dict(zip(NAMES, x.T, strict=True)))
    groups = {f"set {number}": each for number, each in enumerate(sets)}
    found = comparison.information_curves("satisfaction", willingness=[0, 1, 4], groups=groups)
    told = cp.value_of_information(comparison, {"satisfaction": 1.0}, groups=groups)
    for _, rows in found.curves.groupby("willingness"):
        members = [frozenset(names.split(", ")) for names in rows["assumptions"]]
        for (one, low), (other, high) in permutations(zip(members, rows["value"], strict=True), 2):
            assert low <= high or not one <= other
    perfect = found.curves["willingness"].map(found.perfect.set_index("willingness")["value"])
    assert found.curves["value"].between(0.0, perfect).all()
    alone = told.by_assumption.set_index("assumption")["value"]
    for names, value in zip(told.by_group["assumptions"], told.by_group["value"], strict=True):
        assert alone[names.split(", ")].max() <= value <= told.perfect


def test_a_set_has_the_estimate_of_its_best_part() -> None:
    sets = {"a": ["a"], "b": ["b"], "ab": ["b", "a"], "ba": ["a", "b"]}
    found = never_falling(sets, {"a": 3.0, "b": 1.0, "ab": 2.0, "ba": 2.5}, float)
    assert found == {"a": 3.0, "b": 1.0, "ab": 3.0, "ba": 3.0}


# --- rows that do not belong together


def shifted(comparison: Comparison, index: list[int]) -> Comparison:
    return replace(comparison, assumptions=comparison.assumptions.set_axis(index))


def test_rows_of_other_draws_are_refused() -> None:
    good = of_voi(128)
    later = shifted(good, [*range(1, 129)])
    twice = shifted(good, [0, *range(127)])
    repeated = replace(good, outcomes=pd.concat([good.outcomes, good.outcomes.iloc[:1]]))
    for bad, says in (
        (later, "draws_without 0"),
        (twice, "draws_twice 0"),
        (repeated, "draws_twice 0"),
    ):
        with raises_problem(says):
            bad.information_curves("satisfaction", willingness=1.0)
        with raises_problem(says):
            cp.value_of_information(bad, "satisfaction")
        with raises_problem(says):
            bad.survey_size({"a": 1.0}, fixed_cost=1.0, cost_per_interview=1.0)


def test_rows_meet_by_draw_and_not_by_position() -> None:
    good = of_voi(256)
    mixed = replace(good, assumptions=good.assumptions.sample(frac=1.0, random_state=1))
    one, other = (
        each.information_curves("satisfaction", willingness=AXIS).curves for each in (good, mixed)
    )
    pd.testing.assert_frame_equal(one, other)


def test_wrong_sets_are_refused() -> None:
    x = normal(128, 2)
    comparison = two(x, x[:, 0] - x[:, 1], "public_net_cost")
    comparison.outcomes["satisfaction"] = 1.0
    for given_, says in (
        ({"assumptions": ["z"]}, "not_varied"),
        ({"assumptions": []}, "no_names"),
        ({"groups": {"g": []}}, "no_names"),
        ({"groups": {"g": ["z"]}}, "not_varied"),
        ({"groups": {"a": ["b"]}}, "another_name_than_an_assumption"),
        ({"groups": 3}, "groups_to_names"),
    ):
        with raises_problem(says):
            comparison.information_curves("satisfaction", willingness=1.0, **given_)
    with raises_problem("least_draws"):
        of_voi(64).information_curves("satisfaction")
