"""Work orders from month to month: none is lost, and none is closed that nobody can close."""

from __future__ import annotations

import math

import numpy as np
import pytest
from compiled import compiled
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.governance import close_gaps
from commpartner.flows.orders import Followed, clock, follow, staffed_for, times

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
    opened, closed, left, _, open_share = whole(backlog, new, closing, reopened, capacity)
    return opened, closed, left, open_share


def whole(
    backlog: float, new: float, closing: float, reopened: float, capacity: float
) -> tuple[float, ...]:
    """Every number of a month, from single numbers."""
    at, comes, most = (np.array([[value]]) for value in (backlog, new, capacity))
    pace = clock(np.array([[closing]]), np.array([[reopened]]))
    return tuple(float(part[0, 0]) for part in follow(at, comes, pace, most))


def test_a_month_by_hand() -> None:
    # A hazard of ln 4 a month: of 20 old ones 5 are left, of 60 new ones 60 * 0.75 / ln 4.
    young = 60 * 0.75 / math.log(4)
    left = 5 + young
    assert month(20.0, 60.0, 0.75, 0.0, 100.0) == pytest.approx((60, 80 - left, left, left / 80))
    # A crew that closes 30 leaves 80 - 30; a fifth of what it closes comes back.
    assert month(20.0, 60.0, 0.75, 0.0, 30.0) == pytest.approx((60, 30, 50, 50 / 80))
    assert month(20.0, 60.0, 0.75, 0.2, 30.0) == pytest.approx((66, 30, 56, 56 / 86))


@law
@given(shares)
def test_new_orders_are_worked_on_at_once(closing: float) -> None:
    # 1 - alpha / mu of a month's new orders are closed in the same month.
    _, closed, _, _ = month(0.0, 100.0, closing, 0.0, AMPLE)
    hazard = -math.log1p(-closing) if closing < 1 else math.inf
    expected = 100.0 * (1.0 - closing / hazard) if hazard > 0 else 0.0
    assert closed == pytest.approx(expected, abs=1e-9)
    # And the part alpha of those open at its start: what the assumption says.
    assert month(100.0, 0.0, closing, 0.0, AMPLE)[1] == pytest.approx(100.0 * closing, abs=1e-9)


@law
@given(orders, orders, shares, reopenings)
def test_a_month_is_two_halves(backlog: float, new: float, closing: float, reopened: float) -> None:
    half = 1.0 - math.sqrt(1.0 - closing)
    opened, closed, left, waited, _ = whole(backlog, new, closing, reopened, AMPLE)
    first = whole(backlog, new / 2, half, reopened, AMPLE)
    second = whole(first[2], new / 2, half, reopened, AMPLE)
    size = 1e-9 * (1.0 + backlog + new)
    assert left == pytest.approx(second[2], abs=size)
    assert closed == pytest.approx(first[1] + second[1], rel=1e-9, abs=size)
    assert opened == pytest.approx(first[0] + second[0], rel=1e-9, abs=size)
    if closing > 1e-3:  # the time open is in half months
        assert waited == pytest.approx((first[3] + second[3]) / 2, rel=1e-7, abs=size)


def test_many_short_steps_come_to_the_closed_form() -> None:
    generator = np.random.default_rng(3)
    cases = 60
    backlog, new = generator.uniform(0, 50, cases), generator.uniform(0, 90, cases)
    closing, reopened = generator.uniform(0.05, 0.99, cases), generator.uniform(0, 0.6, cases)
    hazard = -np.log1p(-closing)
    part = generator.uniform(0.1, 1.0, cases)  # of what could be closed, the crew does
    free = follow(backlog, new, clock(closing, reopened), np.full(cases, AMPLE)).closed
    found = follow(backlog, new, clock(closing, reopened), part * free)
    errors = []
    for steps in (500, 1000, 2000):
        open_, done, waited, ideal = backlog.copy(), np.zeros(cases), np.zeros(cases), backlog
        for _ in range(steps):
            waited = waited + open_ / steps
            closings = hazard * ideal / steps  # of a crew that suffices
            ideal = ideal + new / steps - (1.0 - reopened) * closings
            open_ = open_ + new / steps - (1.0 - reopened) * part * closings
            done = done + part * closings
        gaps = (open_ - found.backlog, done - found.closed, waited - found.waited)
        errors.append(max(float(np.max(np.abs(gap))) for gap in gaps))
    assert errors[0] == pytest.approx(2 * errors[1], rel=0.05)  # an error of first order
    assert errors[1] == pytest.approx(2 * errors[2], rel=0.05)
    assert errors[2] < 0.1


@law
@given(orders, orders, st.floats(1e-3, 0.999999), reopenings, st.floats(1.0, 3.0))
def test_orders_are_open_one_over_the_hazard(
    backlog: float, new: float, closing: float, reopened: float, room: float
) -> None:
    free = whole(backlog, new, closing, reopened, AMPLE)[1]
    _, closed, _, waited, _ = whole(backlog, new, closing, reopened, free * room)
    assert waited * -math.log1p(-closing) == pytest.approx(closed, rel=1e-12)
    # A short crew makes them wait longer, up to the whole month.
    less = whole(backlog, new, closing, reopened, free / (1.0 + room))
    assert waited * (1 - 1e-9) <= less[3] <= (backlog + new / 2) * (1 + 1e-9) + less[1]
    nobody = whole(backlog, new, closing, reopened, 0.0)
    assert nobody[3] == pytest.approx(backlog + new / 2)


@law
@given(orders, orders, shares, reopenings, orders)
def test_what_is_opened_is_closed_or_still_open(
    backlog: float, new: float, closing: float, reopened: float, capacity: float
) -> None:
    opened, closed, left, open_share = month(backlog, new, closing, reopened, capacity)
    size = 1e-12 * (1.0 + backlog + new)
    assert left == pytest.approx(backlog + opened - closed, abs=size)  # I6
    assert opened == pytest.approx(new + reopened * closed, abs=size)
    assert 0.0 <= closed <= capacity
    assert closed * (1.0 - reopened) <= (backlog + new) * (1.0 + 1e-12)
    assert left >= -size
    assert 0.0 <= open_share <= 1.0 + 1e-12
    assert open_share * (backlog + opened) == pytest.approx(left, abs=size)


@law
@given(orders, orders, reopenings)
def test_orders_closed_at_once_leave_nothing(backlog: float, new: float, reopened: float) -> None:
    # What comes back is closed at once, too.
    opened, closed, left, waited, open_share = whole(backlog, new, 1.0, reopened, AMPLE)
    assert closed == pytest.approx((backlog + new) / (1.0 - reopened), rel=1e-12)
    assert opened == pytest.approx(new + reopened * closed, rel=1e-12)
    assert waited == 0.0
    assert 0.0 <= left <= 1e-15 * closed
    assert 0.0 <= open_share <= 1e-15


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
        _, closed, left, _ = month(left, new, 0.9, reopened, staffed)
    assert closed == pytest.approx(staffed, rel=1e-6, abs=1e-9)


def test_the_backlog_settles_at_staffing_times_wait() -> None:
    # At rest what is closed is what is opened, n / (1 - rho) = 75, and each is open 1 / ln 4.
    left = 0.0
    for _ in range(300):
        opened, closed, left, _ = month(left, 60.0, 0.75, 0.2, AMPLE)
    assert opened == pytest.approx(75.0, rel=1e-9)
    assert closed == pytest.approx(75.0, rel=1e-9)
    assert left == pytest.approx(75.0 / math.log(4.0), rel=1e-9)


def test_the_wait_is_response_and_hazard() -> None:
    # 60 closed, open for 30 order months: half a month each; 5 days of the week are left.
    found = times(np.array([60.0]), np.array([30.0]), np.array([2.0]), np.array([7.0]))
    assert found.wait == pytest.approx([2.0 + 365 / 24])
    assert found.on_time == pytest.approx([1.0 - math.exp(-5.0 / (365 / 24))])


def test_times_at_their_ends() -> None:
    closed, waited = np.array([0.0, 0.0, 9.0, 9.0]), np.array([0.0, 5.0, 0.0, 0.0])
    wait, on_time = times(closed, waited, np.array([1.0]), np.array([7.0, 7.0, 7.0, 0.5]))
    # None, none closed, closed at once, closed at once but begun too late.
    np.testing.assert_array_equal(wait, [np.nan, np.nan, 1.0, 1.0])
    np.testing.assert_array_equal(on_time, [np.nan, 0.0, 1.0, 0.0])


def test_draws_and_estates_broadcast_alike_in_both_engines() -> None:
    generator = np.random.default_rng(6)
    numbers = (
        generator.uniform(0.0, 50.0, (5, 4)) * generator.integers(0, 2, (5, 4)),
        generator.uniform(0.0, 90.0, (5, 4)) * generator.integers(0, 2, (5, 4)),
        generator.uniform(0.0, 1.0, (5, 1)),
        generator.uniform(0.0, 0.4, (5, 1)),
        generator.uniform(0.0, 90.0, (5, 4)),
    )
    backlog, new, closing, reopened, capacity = numbers
    given_to = (backlog, new, clock(closing, reopened), capacity)
    found, expected = compiled(follow, *given_to), follow(*given_to)
    assert isinstance(expected, Followed)
    for part, same in zip(found, expected, strict=True):
        assert part.shape == (5, 4)
        np.testing.assert_allclose(part, same, rtol=1e-12, atol=1e-12)
