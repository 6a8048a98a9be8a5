"""How many estates to ask: closed forms, and surveys that are not worth their cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawn import Array, normal, two
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import raises_problem
from scipy.special import ndtr

from commpartner.experiments.comparison import Comparison
from commpartner.experiments.weighing.sizes import Costs
from commpartner.experiments.weighing.survey import SurveySizes

MEAN, SCALE, DEVIATION = -0.3, 1e5, 4.0
SIZES = [1, 2, 4, 8, 12, 16, 20, 24, 32, 48, 64]


def loss(mean: float, spread: Array) -> Array:
    """E max(y, 0) of a normal y (unit normal loss: Raiffa and Schlaifer 1961, chapter 5)."""
    z = mean / spread
    density = np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi)
    return np.asarray(spread * density + mean * ndtr(z))


def linear(draws: int = 2**12) -> Comparison:
    """One assumption of N(0, 1) is asked about, the other is not."""
    x = normal(draws, 2)
    return two(x, SCALE * (x[:, 0] + 0.5 * x[:, 1] + MEAN))


def asked(comparison: Comparison, fixed: float, each: float, **more: object) -> SurveySizes:
    given: dict[str, object] = {"sizes": SIZES, **more}
    costs = {"fixed_cost": fixed, "cost_per_interview": each}
    return comparison.survey_size({"a": DEVIATION}, "npv_operator", **costs, **given)  # type: ignore[arg-type]


def exact(sizes: Array) -> Array:
    """EVSI: n answers leave of a prior variance of 1 the part 1 / (1 + deviation^2 / n)."""
    return SCALE * loss(MEAN, np.sqrt(1.0 / (1.0 + DEVIATION**2 / sizes)))


def test_normal_surveys_have_their_exact_net_benefit() -> None:
    found = asked(linear(), 1000.0, 400.0)
    sizes = np.array(SIZES)
    assert found.table["value"].to_numpy() == pytest.approx(
        exact(sizes), rel=0.03, abs=SCALE / 1000
    )
    benefits = exact(sizes) - 1000.0 - 400.0 * sizes
    assert found.table["net_benefit"].to_numpy() == pytest.approx(benefits, abs=0.03 * SCALE / 4)
    best = SIZES[int(benefits.argmax())]
    assert found.low <= best <= found.high and found.near[0] <= best <= found.near[1]
    assert 0 < found.low <= found.best <= found.high
    assert found.net_benefit == pytest.approx(benefits.max(), rel=0.05)
    assert found.perfect == pytest.approx(SCALE * loss(MEAN, np.array(1.0)), rel=0.02)
    assert found.verdict.code == "survey_pays" and found.worth_share == 1.0


def test_a_survey_above_the_answers_worth_never_pays() -> None:
    found = asked(linear(), 1e6, 400.0)
    assert (found.best, found.low, found.high, found.near) == (0, 0, 0, (0, 0))
    assert found.net_benefit == 0.0 and found.worth_share == 0.0
    assert found.verdict.code == "survey_never_pays"
    assert (found.table["net_benefit"] < 0).all() and not found.table["near_best"].any()


def test_no_survey_loses_more_than_its_cost() -> None:
    table = asked(linear(256), 1000.0, 400.0).table
    assert (table["low"] >= -table["survey_cost"]).all()
    symmetric = table["net_benefit"] - (table["high"] - table["net_benefit"])
    assert (symmetric < -table["survey_cost"]).any()  # the bound is met by some
    free = table["low"] > -table["survey_cost"]
    assert table["low"][free].to_numpy() == pytest.approx(symmetric[free].to_numpy())


def test_the_verdict_rounds_no_share_to_all() -> None:
    found = replace(asked(linear(128), 1000.0, 400.0), worth_share=0.998)
    assert found.verdict.values["share"] == "99.8%"


def test_many_decisions_may_pay_for_a_survey() -> None:
    few, many = (asked(linear(2**10), 1e5, 400.0, decisions=each) for each in (1, 50))
    assert few.best == 0 and many.best > 0
    assert many.table["value"].to_numpy() == pytest.approx(50 * few.table["value"].to_numpy())


# chjackson/voi, tests/testthat/test_enbs.R: a survey of 50 that tells nothing, with a fixed cost of
# 7,500,000 and 35,000 for each person (the middle of 28,000 and 42,000), has an ENBS of -9,250,000.
def test_costs_are_those_of_voi() -> None:
    assert -Costs(7.5e6, 35_000.0, 1.0).of(np.array([50.0])) == -9_250_000.0
    assert Costs(7.5e6, 35_000.0, 1.0).of(np.array([0.0])) == 0.0


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.0, 0.5), st.floats(0.0, 0.2))
def test_larger_surveys_are_never_worth_less(seed: int, fixed: float, each: float) -> None:
    x = np.random.default_rng(seed).normal(size=(128, 2))
    found = asked(two(x, x @ [1.0, 2.0]), fixed, each, seed=seed % 7)
    values = found.table["value"].to_numpy()
    assert (np.diff(values) >= 0).all() and values[0] >= 0 and values[-1] <= found.perfect
    tops = found.table["net_benefit"].to_numpy()
    assert found.net_benefit == max(tops.max(), 0.0)
    assert found.best == ([0, *SIZES][int(np.argmax([0.0, *tops]))])
    assert found.low <= found.best <= found.high


def test_the_same_seed_gives_the_same_survey() -> None:
    one, other = (asked(linear(256), 10.0, 1.0, seed=3) for _ in range(2))
    assert one.table.equals(other.table) and one.low == other.low


def test_two_assumptions_may_be_asked_about_at_once() -> None:
    costs = {"fixed_cost": 0.0, "cost_per_interview": 1.0, "sizes": [10**6]}
    x = normal(2**11, 2)
    comparison = two(x, x[:, 0] + 0.5 * x[:, 1] + MEAN)
    found = comparison.survey_size({"a": 1.0, "b": 1.0}, "npv_operator", **costs)  # type: ignore[arg-type]
    known = loss(MEAN, np.array(np.hypot(1.0, 0.5)))
    assert found.table["value"].item() == pytest.approx(known, rel=0.03)


def test_sizes_are_chosen_up_to_the_estates() -> None:
    comparison = linear(128)
    found = asked(comparison, 0.0, 1.0, sizes=None)
    estates = found.table["estates"]
    assert estates.iloc[0] == 1 and estates.iloc[-1] == len(comparison.programme.estates)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"asked": {}}, "assumptions_to_deviations"),
        ({"asked": {"z": 1.0}}, "not_varied"),
        ({"asked": {"a": 0.0}}, "finite_number_above_zero"),
        ({"fixed_cost": -1.0}, "fixed_cost"),
        ({"cost_per_interview": float("nan")}, "cost_per_interview"),
        ({"decisions": 0.0}, "decisions"),
        ({"sizes": [2, 1]}, "rising_numbers_of_estates"),
        ({"sizes": []}, "rising_numbers_of_estates"),
        ({"sizes": 3}, "rising_numbers_of_estates"),
        ({"outcome": "staff"}, "outcome"),
        ({"seed": -1}, "seed"),
    ],
)
def test_wrong_arguments_are_refused(changed: dict[str, object], says: str) -> None:
    good = {"asked": {"a": 1.0}, "outcome": "npv_operator", "fixed_cost": 1.0}
    with raises_problem(says):
        linear(128).survey_size(**{**good, "cost_per_interview": 1.0, **changed})  # type: ignore[arg-type]


def test_an_outcome_that_is_not_money_is_refused() -> None:
    x = normal(128, 2)
    comparison = two(x, x[:, 0], "satisfaction")
    with raises_problem("an_outcome_in_yuan"):
        comparison.survey_size({"a": 1.0}, "satisfaction", fixed_cost=1.0, cost_per_interview=1.0)
