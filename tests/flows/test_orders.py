"""Work orders from month to month: none is lost, and none is closed that nobody can close."""

from __future__ import annotations

import numpy as np
import pytest
from compiled import compiled
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.governance import close_gaps
from commpartner.flows.orders import Followed, follow, staffed_for

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=150)

orders = st.floats(0.0, 1e4, allow_subnormal=False)
shares = st.floats(0.0, 1.0)
reopenings = st.floats(0.0, 0.9)

AMPLE = 1e9


def month(
    backlog: float, new: float, closing: float, reopened: float, capacity: float
) -> tuple[float, float, float, float]:
    found = follow(*(np.array([[value]]) for value in (backlog, new, closing, reopened, capacity)))
    opened, closed, left, open_share = (float(part[0, 0]) for part in found)
    return opened, closed, left, open_share


def test_a_month_by_hand() -> None:
    # 80 wait, three in four are closed, a tenth of the 60 comes back: 86 were open, 26 are left.
    assert month(20.0, 60.0, 0.75, 0.1, 100.0) == pytest.approx((66.0, 60.0, 26.0, 26 / 86))
    # A crew that closes 50 leaves 80 + 5 - 50.
    assert month(20.0, 60.0, 0.75, 0.1, 50.0) == pytest.approx((65.0, 50.0, 35.0, 35 / 85))


@law
@given(orders, orders, shares, reopenings, orders)
def test_what_is_opened_is_closed_or_still_open(
    backlog: float, new: float, closing: float, reopened: float, capacity: float
) -> None:
    opened, closed, left, open_share = month(backlog, new, closing, reopened, capacity)
    size = 1e-12 * (1.0 + backlog + new)
    assert left == pytest.approx(backlog + opened - closed, abs=size)  # I6
    assert opened == pytest.approx(new + reopened * closed, abs=size)
    assert 0.0 <= closed <= min(capacity, backlog + new)
    assert closed <= closing * (backlog + new)
    assert left >= -size
    assert 0.0 <= open_share <= 1.0 + 1e-12
    assert open_share * (backlog + opened) == pytest.approx(left, abs=size)


@law
@given(orders, orders, reopenings)
def test_ample_diligence_leaves_only_what_comes_back(
    backlog: float, new: float, reopened: float
) -> None:
    _, closed, left, open_share = month(backlog, new, 1.0, reopened, AMPLE)
    assert closed == backlog + new
    assert left == pytest.approx(reopened * (backlog + new), rel=1e-12, abs=1e-9)
    if backlog + new > 1e-6:
        assert open_share == pytest.approx(reopened / (1.0 + reopened), rel=1e-9, abs=1e-12)


@law
@given(orders, orders, shares, reopenings)
def test_without_a_crew_everything_stays_open(
    backlog: float, new: float, closing: float, reopened: float
) -> None:
    opened, closed, left, open_share = month(backlog, new, closing, reopened, 0.0)
    assert (opened, closed, left) == (new, 0.0, backlog + new)
    assert open_share == (1.0 if backlog + new > 0 else 0.0)


def test_where_there_are_no_orders_none_is_open() -> None:
    assert month(0.0, 0.0, 0.5, 0.1, 5.0) == (0.0, 0.0, 0.0, 0.0)


@law
@given(orders, orders, shares, shares, reopenings, orders)
def test_more_diligence_closes_no_fewer(
    backlog: float, new: float, one: float, other: float, reopened: float, capacity: float
) -> None:
    less, more = sorted((one, other))
    before = month(backlog, new, less, reopened, capacity)
    after = month(backlog, new, more, reopened, capacity)
    assert after[1] >= before[1]
    assert after[2] <= before[2] + 1e-9 * (1.0 + backlog + new)
    assert after[3] <= before[3] + 1e-9


@law
@given(st.lists(shares, min_size=1, max_size=6), shares, orders, st.floats(0.0, 2.0))
def test_more_supervision_closes_no_fewer_over_the_months(
    measures: list[float], alone: float, new: float, headroom: float
) -> None:
    reopened, capacity = 0.15, headroom * new / (1.0 - 0.15)
    unsupervised = np.array(alone)
    supervised = close_gaps(unsupervised, [np.array(each) for each in measures])
    left, closed = [0.0, 0.0], [0.0, 0.0]
    for _ in range(12):
        for which, closing in enumerate((unsupervised, supervised)):
            _, done, left[which], _ = month(left[which], new, float(closing), reopened, capacity)
            closed[which] += done
            # Fewer are open at the end of every month, and more have been closed up to it.
        assert left[1] <= left[0] + 1e-7 * (1.0 + new)
        assert closed[1] >= closed[0] - 1e-7 * (1.0 + new)


@law
@given(orders, reopenings)
def test_a_crew_is_staffed_for_those_that_come_back(new: float, reopened: float) -> None:
    # n + rho n + rho^2 n + ...: with the crew for it, closing all, the backlog does not grow.
    staffed = float(staffed_for(np.array(new), np.array(reopened)))
    assert staffed == pytest.approx(new + reopened * staffed, rel=1e-12)
    assert float(staffed_for(np.array(new), np.array(0.0))) == new
    left = 0.0
    for _ in range(200):
        left = month(left, new, 1.0, reopened, staffed)[2]
    assert left <= reopened * staffed * (1.0 + 1e-9) + 1e-9


def test_the_backlog_settles_at_the_orders_staffed_for() -> None:
    # At rest what is closed is what is opened: n / (1 - rho) = 60 / 0.8 of 100 waiting.
    left = 0.0
    for _ in range(300):
        opened, closed, left, _ = month(left, 60.0, 0.75, 0.2, AMPLE)
    assert opened == pytest.approx(75.0, rel=1e-9)
    assert closed == pytest.approx(75.0, rel=1e-9)
    assert left == pytest.approx(40.0, rel=1e-9)


def test_draws_and_estates_broadcast_alike_in_both_engines() -> None:
    generator = np.random.default_rng(6)
    numbers = (
        generator.uniform(0.0, 50.0, (5, 4)) * generator.integers(0, 2, (5, 4)),
        generator.uniform(0.0, 90.0, (5, 4)) * generator.integers(0, 2, (5, 4)),
        generator.uniform(0.0, 1.0, (5, 1)),
        generator.uniform(0.0, 0.4, (5, 1)),
        generator.uniform(0.0, 90.0, (5, 4)),
    )
    found, expected = compiled(follow, *numbers), follow(*numbers)
    assert isinstance(expected, Followed)
    for part, same in zip(found, expected, strict=True):
        assert part.shape == (5, 4)
        np.testing.assert_allclose(part, same, rtol=1e-12, atol=1e-12)
