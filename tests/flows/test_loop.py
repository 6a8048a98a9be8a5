"""Where the loop of service, satisfaction and paying comes to rest."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import brentq

from commpartner.flows.fees import collect, next_paying_share
from commpartner.flows.loop import Loop, next_share, resting_points
from commpartner.flows.satisfaction import next_satisfaction

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=60)

# No bill is paid where nothing works, everybody pays where everything does, nobody helps out.
BISTABLE = Loop(*map(np.array, (-6.0, 9.0, 0.2, 0.9, 0.0, 1.0, 0.0, 1.0, 150.0, 0.0, 100.0)))


def loop(**changes: float) -> Loop:
    return BISTABLE._replace(**{name: np.array(value) for name, value in changes.items()})


def moved(of: Loop, share: float) -> float:
    """One step of the loop, written out for single numbers."""
    logit, effect, unserved, reach, amenity, *people, bill, other, cost = map(float, of)
    most, recovered, kept = people
    cash = kept * (share + (1.0 - share) * recovered * share)
    delivered = min((cash * bill + other) / cost, 1.0)
    satisfied = min(unserved + (reach - unserved) * delivered + amenity, 1.0)
    return most / (1.0 + math.exp(-(logit + effect * satisfied)))


def roots(of: Loop, steps: int = 20_000) -> list[float]:
    """Every share at rest, bracketed on a grid ten times as fine and found by Brent's method."""
    shares = np.linspace(0.0, 1.0, steps + 1)
    beyond = np.array([moved(of, float(share)) - float(share) for share in shares])
    at = np.flatnonzero(np.sign(beyond[:-1]) != np.sign(beyond[1:]))
    return [
        float(brentq(lambda x: moved(of, x) - x, shares[i], shares[i + 1], xtol=1e-13)) for i in at
    ]


def slope(of: Loop, share: float) -> float:
    step = 1e-6
    return (moved(of, share + step) - moved(of, share - step)) / (2 * step)


@st.composite
def loops(draw: st.DrawFn) -> Loop:
    unserved = draw(st.floats(0.0, 0.5))
    return loop(
        logit=draw(st.floats(-10.0, 3.0)),
        satisfaction_effect=draw(st.floats(0.0, 15.0)),
        unserved=unserved,
        reach=unserved + draw(st.floats(0.0, 0.5)),
        amenity=draw(st.floats(0.0, 0.3)),
        most=draw(st.floats(0.5, 1.0)),
        recovered=draw(st.floats(0.0, 1.0)),
        kept=draw(st.floats(0.8, 1.0)),
        bill=draw(st.floats(0.0, 300.0)),
        other=draw(st.floats(0.0, 120.0)),
        cost=draw(st.floats(50.0, 200.0)),
    )


# --- one step


def test_a_step_by_hand() -> None:
    # 0.4 * 150 + 10 of 100 deliver 0.7; 0.2 + 0.7 * 0.7 + 0.01 = 0.7; logit -6 + 9 * 0.7 = 0.3.
    found = next_share(loop(other=10.0, amenity=0.01), np.array(0.4))
    assert float(found) == pytest.approx(1 / (1 + math.exp(-0.3)), rel=1e-14)


def test_standard_and_score_of_1_are_the_most_counted() -> None:
    full = 1 / (1 + math.exp(6.0 - 9.0 * 0.9))
    assert float(next_share(BISTABLE, np.array(1.0))) == pytest.approx(full, rel=1e-14)
    assert float(next_share(loop(other=1e6), np.array(0.0))) == pytest.approx(full, rel=1e-14)
    best = 1 / (1 + math.exp(6.0 - 9.0))
    assert float(next_share(loop(amenity=0.5), np.array(1.0))) == pytest.approx(best, rel=1e-14)


@law
@given(loops(), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_more_who_pay_bring_about_no_fewer(of: Loop, one: float, other: float) -> None:
    less, more = sorted((one, other))
    low, high = (float(next_share(of, np.array(share))) for share in (less, more))
    assert 0.0 < low <= high <= 1.0
    assert low == pytest.approx(moved(of, less), rel=1e-12)


@law
@given(loops(), st.floats(0.0, 1.0))
def test_a_step_is_the_month_at_rest(of: Loop, share: float) -> None:
    # The equations of the month at full speed, with what is paid delivered.
    # Collected at rest: arrears are those whose losses make up for what is not paid.
    leaving = 1.0 / 36.0
    unpaid = (1.0 - share) * of.bill / leaving
    paid = collect(of.bill, np.array([share]), unpaid, of.recovered * leaving, np.array(leaving))
    assert float(paid.arrears[0]) == pytest.approx(float(unpaid), rel=1e-12, abs=1e-12)
    received = of.kept * (paid.collected + paid.recovered)
    delivered = np.minimum((received + of.other) / of.cost, 1.0)
    satisfied = next_satisfaction(
        np.array([0.3]),
        delivered,
        of.unserved,
        of.reach,
        np.array(1.0),
        of.amenity,
        may_exceed=True,
    )
    found = next_paying_share(
        np.array([share]), of.logit, of.satisfaction_effect, satisfied, np.array(1.0), of.most
    )
    assert float(found[0]) == pytest.approx(float(next_share(of, np.array(share))), rel=1e-12)


# --- where it rests


def test_where_satisfaction_does_not_matter_the_logit_decides() -> None:
    logit = np.linspace(-8.0, 8.0, 33)
    found = resting_points(
        Loop(
            *(np.broadcast_to(part, logit.shape) for part in loop(satisfaction_effect=0.0))
        )._replace(logit=logit)
    )
    np.testing.assert_allclose(found[:, 0], 1.0 / (1.0 + np.exp(-logit)), atol=1e-12)
    np.testing.assert_array_equal(found[:, 2], found[:, 0])
    assert np.all(np.isnan(found[:, 1]))


def test_assured_service_gives_the_satisfaction_of_full_service() -> None:
    found = resting_points(loop(other=100.0))
    assert found[[0, 2]] == pytest.approx(1 / (1 + math.exp(6.0 - 9.0 * 0.9)), abs=1e-12)
    assert math.isnan(found[1])


def test_a_symmetric_loop_tips_at_a_half() -> None:
    # Satisfaction is the paying share itself and the logit is odd around 1/2.
    found = resting_points(
        loop(logit=-4.0, satisfaction_effect=8.0, unserved=0.0, reach=1.0, bill=100.0)
    )
    assert found[1] == pytest.approx(0.5, abs=1e-12)
    assert found[0] + found[2] == pytest.approx(1.0, abs=1e-12)
    # x = (1 + tanh(4 (x - 1/2) ))/2, solved for the distance from 1/2.
    distance = brentq(lambda d: math.tanh(4.0 * d) / 2.0 - d, 0.1, 0.5, xtol=1e-14)
    assert found[2] - 0.5 == pytest.approx(distance, abs=1e-11)


def test_a_loop_may_have_two_states_and_tipping_point() -> None:
    found = resting_points(BISTABLE)
    assert found == pytest.approx(roots(BISTABLE), abs=1e-10)
    low, tipping, high = (float(share) for share in found)
    assert low < 0.1 < tipping < 0.6 < high
    # Stable where a small deviation shrinks, tipping where it grows.
    assert slope(BISTABLE, low) < 1.0
    assert slope(BISTABLE, high) < 1.0
    assert slope(BISTABLE, tipping) > 1.0
    # From just below it falls to the low one, from just above it climbs to the high one.
    for start, rest in ((tipping - 0.002, low), (tipping + 0.002, high)):
        share = start
        for _ in range(500):
            share = moved(BISTABLE, share)
        assert share == pytest.approx(rest, abs=1e-9)


@pytest.mark.nightly
@law
@given(loops())
@example(BISTABLE)
def test_it_agrees_with_another_method(of: Loop) -> None:
    expected = roots(of)
    apart = np.diff(expected)
    # Two states within a step of the grid are as good as none: neither method need find them.
    assume(len(expected) in (1, 3) and np.all(apart > 2e-3))
    found = resting_points(of)
    assert found[0] == pytest.approx(expected[0], abs=1e-9)
    assert found[2] == pytest.approx(expected[-1], abs=1e-9)
    if len(expected) == 3:
        assert found[1] == pytest.approx(expected[1], abs=1e-9)
        assert slope(of, expected[1]) > 1.0 - 1e-4
    else:
        assert math.isnan(found[1])
        assert found[0] == found[2]


@law
@given(loops())
@example(BISTABLE)
def test_every_point_that_is_found_is_at_rest(of: Loop) -> None:
    low, tipping, high = (float(share) for share in resting_points(of))
    for share in (low, tipping, high):
        if not math.isnan(share):
            assert moved(of, share) == pytest.approx(share, abs=1e-7)
    assert 0.0 <= low <= high <= 1.0
    assert math.isnan(tipping) or low < tipping < high


@law
@given(loops(), st.floats(0.0, 60.0))
@example(BISTABLE, 0.01)
def test_more_help_raises_states_and_lowers_the_tipping_point(of: Loop, more: float) -> None:
    before, after = resting_points(of), resting_points(of._replace(other=of.other + more))
    assert after[0] >= before[0] - 1e-9
    assert after[2] >= before[2] - 1e-9
    if not np.isnan(before[1]) and not np.isnan(after[1]):
        assert after[1] <= before[1] + 1e-9


def test_enough_help_leaves_one_state() -> None:
    # With no help there are two stable states; a cap that pays for all leaves the high one.
    counted = [
        int(np.isfinite(resting_points(loop(other=other))[1])) for other in (0.0, 40.0, 90.0)
    ]
    assert counted == [1, 0, 0]
    assert resting_points(loop(other=40.0))[0] > 0.8


def test_estates_do_not_mix() -> None:
    generator = np.random.default_rng(1)
    shape = (4, 5)
    many = Loop(
        logit=generator.uniform(-7.0, -2.0, shape),
        satisfaction_effect=generator.uniform(0.0, 10.0, shape),
        unserved=generator.uniform(0.0, 0.4, shape),
        reach=generator.uniform(0.5, 0.9, shape),
        amenity=generator.uniform(0.0, 0.1, shape),
        bill=generator.uniform(50.0, 200.0, shape),
        other=generator.uniform(0.0, 40.0, shape),
        cost=generator.uniform(80.0, 120.0, shape),
        most=generator.uniform(0.9, 1.0, shape),
        recovered=generator.uniform(0.0, 0.3, shape),
        kept=generator.uniform(0.9, 1.0, shape),
    )
    found = resting_points(many)
    assert found.shape == (4, 5, 3)
    assert 0 < np.isnan(found[..., 1]).sum() < 20
    for place in np.ndindex(*shape):
        alone = resting_points(Loop(*(part[place] for part in many)))
        np.testing.assert_array_equal(alone, found[place])
