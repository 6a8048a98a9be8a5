"""Scenario discovery: known boxes come back, and chance gives no rules."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from drawn import Array, assumption, drawn
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import raises_problem

from commpartner.errors import MissingExtraError
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.learning.boxes import failing_boxes, inside
from commpartner.experiments.learning.discovery import discover

Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]

DRAWS = 2000
NAMES = tuple(f"u{number}" for number in range(1, 11))


def uniform(draws: int = DRAWS, seed: int = 0) -> Array:
    return np.random.default_rng(seed).random((draws, len(NAMES)))


def of(u: Array, outcome: str = "npv_operator", scale: float = 1.0) -> Comparison:
    """A policy whose outcome is not asked for, and another; assumptions u1, u2, ..."""
    outcomes = {"a": {outcome: u[:, 0]}, "b": {outcome: np.zeros(len(u))}}
    return drawn(outcomes, dict(zip(NAMES, scale * u.T, strict=True)))


def box(u: Array) -> Mask:
    """The classic test of scenario discovery: a corner of two out of ten assumptions."""
    return np.asarray((u[:, 0] < 0.3) & (u[:, 1] > 0.7))


# --- boxes that are known


def test_the_classic_box_is_found_with_its_edges() -> None:
    found = discover(of(uniform()), "a", box(uniform()))
    assert len(found.bounds) == 1
    bounds = found.bounds[0]
    assert set(bounds) == {"u1", "u2"}
    assert bounds["u1"] == pytest.approx((-np.inf, 0.3), abs=0.02)
    assert bounds["u2"] == pytest.approx((0.7, np.inf), abs=0.02)
    rule = found.rules.iloc[0]
    assert rule["coverage"] > 0.9
    assert rule["density"] > 0.9
    assert rule["support"] == pytest.approx(0.09, abs=0.02)
    assert rule["lift"] == pytest.approx(rule["density"] / found.base_rate)


def test_a_box_in_which_some_draws_hold_is_found() -> None:
    u = uniform()
    chance = np.random.default_rng(8).random(DRAWS)
    failed = chance < np.where(box(u), 0.8, 0.05)
    found = discover(of(u), "a", failed)
    assert set(found.bounds[0]) == {"u1", "u2"}
    assert found.rules["density"][0] == pytest.approx(0.8, abs=0.12)
    assert found.rules["coverage"][0] == pytest.approx(0.09 * 0.8 / 0.1175, abs=0.12)


def test_two_boxes_are_two_rules() -> None:
    u = uniform(4000)
    failed = box(u) | ((u[:, 2] > 0.85) & (u[:, 3] > 0.5))
    found = discover(of(u), "a", failed)
    assert found.rules["coverage"].is_monotonic_decreasing
    assert found.rules["coverage"].sum() > 0.85
    named = set().union(*found.bounds)
    assert named == {"u1", "u2", "u3", "u4"}


def test_an_interval_has_two_ends() -> None:
    u = uniform()
    failed = (u[:, 4] > 0.4) & (u[:, 4] < 0.6)
    found = discover(of(u), "a", failed)
    low, high = found.bounds[0]["u5"]
    assert (low, high) == pytest.approx((0.4, 0.6), abs=0.02)
    assert found.rules["rule"][0] == f"{low:g} < u5 <= {high:g} [yuan/month]"


@pytest.mark.nightly
@pytest.mark.filterwarnings("ignore")  # the oracle's own
def test_the_box_of_the_ema_workbench_is_found() -> None:
    """Its implementation of the patient rule induction method finds the same corner."""
    from ema_workbench.analysis import prim

    u = uniform(1000)
    table = pd.DataFrame(u, columns=[*NAMES])
    oracle = prim.Prim(table, box(u), threshold=0.8, peel_alpha=0.1).find_box()
    limits = oracle.box_lims[-1]
    found = discover(of(u), "a", box(u)).bounds[0]
    assert found["u1"][1] == pytest.approx(limits["u1"].iloc[1], abs=0.04)
    assert found["u2"][0] == pytest.approx(limits["u2"].iloc[0], abs=0.04)


# --- what is printed is what was measured


@pytest.mark.nightly
@settings(deadline=None, max_examples=6)
@given(st.integers(0, 10_000), st.floats(0.1, 20_000.0))
def test_the_printed_rule_has_the_printed_figures(seed: int, scale: float) -> None:
    u = uniform(800, seed)
    failed = np.random.default_rng(seed).random(800) < np.where(box(u), 0.9, 0.1)
    comparison = of(u, scale=scale)
    found = discover(comparison, "a", failed, seed=seed)
    held = found.held_out.to_numpy()
    values, apart = comparison.assumptions[held], failed[held]
    assert found.base_rate == pytest.approx(apart.mean())
    taken = np.zeros(held.sum(), dtype=int)
    for rule, row in zip(found.bounds, found.rules.to_dict("records"), strict=True):
        under = inside(values, rule)
        assert row["coverage"] == pytest.approx(apart[under].sum() / apart.sum())
        assert row["density"] == pytest.approx(apart[under].mean())
        assert row["support"] == pytest.approx(under.mean())
        assert row["density_low"] > found.base_rate
        taken += under
    assert taken.max(initial=0) <= 1  # rules do not overlap


def test_rules_are_found_without_the_half_that_measures_them() -> None:
    u = uniform()
    failed = np.random.default_rng(3).random(DRAWS) < np.where(box(u), 0.8, 0.1)
    comparison = of(u)
    found = discover(comparison, "a", failed)
    held = found.held_out.to_numpy()
    assert failed[held].mean() == pytest.approx(failed[~held].mean(), abs=1e-3)
    others = comparison.assumptions[~held]
    boxes = failing_boxes(others, failed[~held], max_depth=3, min_coverage=0.1, seed=0)
    assert found.bounds == tuple(boxes)


def test_a_rule_is_told_in_both_languages_with_units() -> None:
    u = uniform()
    rows = [
        assumption("u1", unit="share", label_zh="收缴率"),
        assumption("u2", unit="yuan/month", label_zh="保洁员月工资"),
    ]
    values = {"u1": u[:, 0], "u2": 10_000.0 * u[:, 1]}
    failed = box(u)
    outcome = {"a": {"npv_operator": np.where(failed, -5.0, 5.0)}}
    found = discover(drawn(outcome, values, rows), "a", {"npv_operator": 0.0})
    low, high = found.bounds[0]["u2"][0], found.bounds[0]["u1"][1]
    parts = {f"u2 > {low:,.0f} [yuan/month]", f"u1 <= {high:g} [share]"}
    assert set(found.rules["rule"][0].split(" and ")) == parts
    assert "," in found.rules["rule"][0]
    parts = {f"保洁员月工资 > {low:,.0f} [yuan/month]", f"收缴率 ≤ {high:g} [share]"}
    assert set(found.rules["rule_zh"][0].split(" 且 ")) == parts
    english, chinese = found.text().splitlines(), found.text("zh").splitlines()
    assert english[0] == (
        f"a fails in {failed.sum()} of 2,000 draws ({failed.mean():.1%}): npv_operator < 0 [yuan]"
    )
    assert english[1] == f"1. {found.rules['rule'][0]}"
    assert english[-1].startswith("Measured in the half of the draws")
    assert chinese[0].startswith("a：2,000次抽样中")
    assert len(chinese) == len(english)
    assert str(found) == found.text()


# --- chance and the lack of it


def test_failures_by_chance_give_no_rule() -> None:
    for seed in (2, 12, 23, 38, 44):  # where one half alone would give one
        u = uniform(120, seed)
        failed = np.random.default_rng([seed, 7]).random(120) < 0.3
        found = discover(of(u), "a", failed, seed=seed)
        table, others = pd.DataFrame(u, columns=[*NAMES]), ~found.held_out.to_numpy()
        options = {"max_depth": 3, "min_coverage": 0.1, "seed": seed}
        assert failing_boxes(table[others], failed[others], **options)  # type: ignore[arg-type]
        assert found.rules.empty
        assert found.note.startswith("No rule")


@pytest.mark.parametrize(
    ("failed", "note"),
    [
        (lambda u: u[:, 0] > 2.0, "It fails in no draw"),
        (lambda u: u[:, 0] < 2.0, "It fails in every draw"),
        (lambda u: u[:, 0].argsort().argsort() < 19, "Fewer than 20 draws fail, or do not"),
        (lambda u: u[:, 0].argsort().argsort() >= 19, "Fewer than 20 draws fail, or do not"),
    ],
)
def test_failures_in_all_or_no_draws_give_a_note(
    failed: Callable[[Array], Mask], note: str
) -> None:
    u = uniform(300)
    found = discover(of(u), "a", failed(u))
    assert found.rules.empty
    assert found.bounds == ()
    assert note in found.note
    assert found.note in found.text()
    assert found.note_zh in found.text("zh")
    assert "coverage" in found.rules
    assert found.base_rate == failed(u).mean()


def test_twenty_failures_are_enough_to_look_for_a_rule() -> None:
    u = uniform(400)
    failed = u[:, 0].argsort().argsort() < 20
    found = discover(of(u), "a", failed)
    assert set(found.bounds[0]) == {"u1"}


# --- options


def test_rules_keep_to_the_depth_and_rarity_asked_for() -> None:
    u = uniform(4000)
    failed = box(u) | ((u[:, 2] > 0.85) & (u[:, 3] > 0.5))
    assert len(discover(of(u), "a", failed, max_rules=1).rules) == 1
    shallow = discover(of(u), "a", failed, max_depth=1)
    assert {len(bounds) for bounds in shallow.bounds} == {1}
    common = discover(of(u), "a", failed, min_coverage=0.6)
    assert (common.rules["coverage"] > 0.5).all()


def test_only_the_halves_are_random_and_follow_the_seed() -> None:
    u = uniform(800)
    failed = box(u)
    first, same, other = (discover(of(u), "a", failed, seed=seed) for seed in (0, 0, 1))
    assert first.rules.equals(same.rules)
    assert not first.rules.equals(other.rules)


def test_experiments_without_a_result_are_left_out() -> None:
    u = uniform(400)
    outcomes = {"a": {"npv_operator": np.where(box(u), -1.0, 1.0)}}
    lost = [("a", draw) for draw in range(0, 400, 5)]
    comparison = drawn(outcomes, dict(zip(NAMES, u.T, strict=True)), failed=lost)
    found = discover(comparison, "a", {"npv_operator": 0.0})
    assert len(found.failed) == 320
    assert not set(range(0, 400, 5)) & set(found.failed.index)


# --- what is refused


@pytest.mark.parametrize(
    "option",
    [
        *({"max_rules": value} for value in (0, "2", True, [2])),
        *({"max_depth": value} for value in (0, 1.5, 3.0, "2", None)),
        *({"min_coverage": value} for value in (0.0, 1.5, "0.1", True, 10**400)),
        {"seed": -1},
    ],
)
def test_options_out_of_range_are_refused(option: dict[str, Any]) -> None:
    with raises_problem(f"{next(iter(option))}: "):
        discover(of(uniform(300)), "a", box(uniform(300)), **option)


def test_any_seed_and_any_depth_will_do() -> None:
    u = uniform(300)
    found = discover(of(u), "a", box(u), seed=10**40, max_depth=10**40)
    assert found.rules["rule"].size


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.tree", None)
    with pytest.raises(MissingExtraError, match="research"):
        discover(of(uniform(300)), "a", box(uniform(300)))
