"""Acceptability curves and expected loss: closed forms, and what holds of all of them."""

from __future__ import annotations

import numpy as np
import pytest
from compared import comparison_of
from drawn import NAMES, drawn, normal
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import raises_problem
from scipy.special import ndtr

from commpartner.experiments.comparison import Comparison
from commpartner.experiments.weighing.acceptability import Acceptability, acceptability

AXIS = [1.0, 2.0, 3.0]


def of_voi(draws: int = 2**14) -> Comparison:
    """The example of the R package voi: p1 of N(1, 1) is the effect and p2 of N(0, 2) the cost.

    chjackson/voi, vignettes/voi.Rmd, "Simple example model", which has its exact EVPI too.
    """
    z = normal(draws, 2)
    effect, cost, zero = 1.0 + z[:, 0], 2.0 * z[:, 1], np.zeros(draws)
    outcomes = {
        "old": {"satisfaction": zero, "public_net_cost": zero},
        "new": {"satisfaction": effect, "public_net_cost": cost},
    }
    return drawn(outcomes, dict(zip(NAMES, z.T, strict=False)))


def regret(mean: float, deviation: float) -> float:
    """E max(y, 0) - max(mean, 0) of a normal y."""
    z = mean / deviation
    density = np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi)
    return float(deviation * density + mean * ndtr(z) - max(mean, 0.0))


def test_the_example_of_voi_has_its_exact_values() -> None:
    found = of_voi().acceptability("satisfaction", willingness=AXIS)
    new = found.curves[found.curves["policy"] == "new"].set_index("willingness")
    frontier = found.frontier.set_index("willingness")
    for each in AXIS:
        spread = np.hypot(each, 2.0)
        assert new["probability"][each] == pytest.approx(ndtr(each / spread), abs=2e-3)
        assert new["net_benefit"][each] == pytest.approx(each, rel=1e-3)
        exact = regret(each, spread)
        assert frontier["perfect"][each] == pytest.approx(exact, rel=5e-3)
        assert frontier["perfect_low"][each] < exact < frontier["perfect_high"][each]
    assert set(frontier["policy"]) == {"new"}


def test_the_frontier_may_be_seldom_best() -> None:
    rare = {"satisfaction": [0.0, 0.0, 9.0], "public_net_cost": [1.0, 1.0, 1.0]}
    base = {"satisfaction": [0.0, 0.0, 0.0], "public_net_cost": [0.0, 0.0, 0.0]}
    found = curves_of(comparison_of({"base": base, "rare": rare}), [1.0])
    assert found.frontier["policy"].item() == "rare"
    assert found.frontier["probability"].item() == pytest.approx(1 / 3)
    losses = found.curves.set_index("policy")["expected_loss"]
    assert losses["rare"] == pytest.approx(2 / 3) and losses["base"] == pytest.approx(8 / 3)
    assert found.switches["willingness_from"].tolist() == pytest.approx([0.0, 1 / 3])


values = st.integers(-4, 4).map(float)


@st.composite
def few(draw: st.DrawFn) -> Comparison:
    draws = draw(st.integers(2, 5))
    lists = st.lists(values, min_size=draws, max_size=draws)
    names = "abcd"[: draw(st.integers(2, 4))]
    return comparison_of(
        {name: {"satisfaction": draw(lists), "public_net_cost": draw(lists)} for name in names}
    )


@settings(deadline=None)
@given(few(), st.lists(st.integers(0, 40).map(float), min_size=1, max_size=4, unique=True))
def test_what_holds_of_every_curve(comparison: Comparison, axis: list[float]) -> None:
    axis = sorted(axis)
    found = curves_of(comparison, axis)
    by_willingness = found.curves.groupby("willingness")
    assert np.allclose(by_willingness["probability"].sum(), 1.0)
    assert (by_willingness["on_frontier"].sum() == 1).all()
    assert (found.curves["expected_loss"] >= 0).all()
    least = by_willingness["expected_loss"].min().to_numpy()
    assert np.allclose(least, found.frontier["perfect"])
    best = by_willingness["net_benefit"].max().to_numpy()
    assert np.allclose(best, found.frontier["net_benefit"])
    starts, ends = found.switches["willingness_from"], found.switches["willingness_to"]
    for each, most in zip(axis, best, strict=True):
        rows = found.curves[found.curves["willingness"] == each].set_index("policy")
        inside = found.switches["policy"][(starts <= each + 1e-9) & (ends >= each - 1e-9)]
        assert rows["net_benefit"][inside].max() == pytest.approx(most)


def curves_of(comparison: Comparison, axis: list[float]) -> Acceptability:
    return acceptability(comparison, "satisfaction", willingness=axis)


def test_ties_share_a_draw_and_the_axis_is_chosen() -> None:
    same = {"satisfaction": [1.0, 2.0], "public_net_cost": [3.0, 4.0]}
    found = curves_of(comparison_of({"a": same, "b": same}), [0.0, 5.0])
    assert found.curves["probability"].tolist() == [0.5] * 4
    chosen = of_voi(128).acceptability("satisfaction")
    axis = chosen.frontier["willingness"]
    assert len(axis) == 21 and axis.iloc[0] == 0.0 and axis.is_monotonic_increasing


@pytest.mark.parametrize(
    "axis", [[], [2.0, 1.0], [1.0, 1.0], -1.0, float("nan"), "1", [[1.0]], range(1002)]
)
def test_a_wrong_axis_is_refused(axis: object) -> None:
    with raises_problem("willingness"):
        of_voi(4).acceptability("satisfaction", willingness=axis)  # type: ignore[arg-type]


def test_a_policy_without_a_number_is_refused() -> None:
    gone = {"satisfaction": [1.0, np.nan], "public_net_cost": [3.0, 4.0]}
    base = {"satisfaction": [1.0, 2.0], "public_net_cost": [3.0, 4.0]}
    with raises_problem("satisfaction"):
        curves_of(comparison_of({"a": base, "b": gone}), [1.0])
