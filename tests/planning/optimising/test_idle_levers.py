"""Levers of a rule that is not followed: its points are one, and many have no rule."""

from __future__ import annotations

import numpy as np

from commpartner.planning.optimising.signposts import NO_SIGNAL, levers_of_rules, without_rules
from commpartner.planning.optimising.space import Space
from commpartner.programme.levers import Range

LEVERS = {"fallback_cap": Range(0.0, 20.0), "fee": Range(10.0, 30.0)}
RULED = ["fallback_cap"]
SPACE = Space({**LEVERS, **levers_of_rules(LEVERS, RULED)}, [without_rules(LEVERS, RULED)])


def test_points_without_a_rule_are_one() -> None:
    rest = without_rules(LEVERS, RULED)
    one = SPACE.point({"fallback_cap": 5.0, "fee": 20.0, **rest})
    other = SPACE.point({"fallback_cap": 5.0, "fee": 20.0, **rest, "fallback_cap.at": 0.9})
    assert one is not None
    assert other is not None
    assert one.tobytes() == other.tobytes()
    followed = {**rest, "fallback_cap.signal": "month"}
    ones = [
        SPACE.point({"fallback_cap": 5.0, "fee": 20.0, **followed, "fallback_cap.at": at})
        for at in (0.5, 0.9)
    ]
    assert ones[0] is not None
    assert ones[1] is not None
    assert ones[0].tobytes() != ones[1].tobytes()


def test_half_of_the_points_have_no_rule() -> None:
    rng = np.random.default_rng(0)
    for points in (SPACE.spread(64, rng), SPACE.anywhere(64, rng)):
        signals = [SPACE.values(each)["fallback_cap.signal"] for each in points]
        assert 32 <= signals.count(NO_SIGNAL) < 50


def test_a_step_from_no_rule_may_begin_one() -> None:
    rng = np.random.default_rng(0)
    point = SPACE.point({"fallback_cap": 5.0, "fee": 20.0, **without_rules(LEVERS, RULED)})
    assert point is not None
    near = SPACE.near(point, 0.2, 64, rng)
    signals = {SPACE.values(each)["fallback_cap.signal"] for each in near}
    assert NO_SIGNAL in signals
    assert len(signals) > 1
