"""Workloads by hand, and the posts that they take."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows import staffing
from commpartner.flows.staffing import posts

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)

work = st.floats(0.0, 500.0, allow_subnormal=False)
steps = st.floats(0.01, 5.0)
SLACK = 1e-9  # of a step: the rounding of numbers must not cost a post


def a(*values: float) -> Array:
    return np.array(values)


def staff(workload: float, step: float) -> float:
    return float(posts(np.array(workload), np.array(step)))


@pytest.mark.parametrize(
    ("workload", "step", "expected"),
    [
        (0.0, 0.5, 0.0),
        (0.01, 0.5, 0.5),
        (0.5, 0.5, 0.5),
        (0.51, 0.5, 1.0),
        (2.0, 1.0, 2.0),
        (2.2, 1.0, 3.0),
        (2.2, 0.25, 2.25),
        (7.3, 4.0, 8.0),
        (0.37, 0.0, 0.37),
        (0.0, 0.0, 0.0),
        (0.1 + 0.2, 0.3, 0.3),  # 0.30000000000000004 is one step, not two
        (0.1 * 3, 0.1, 0.3),
    ],
)
def test_posts_by_hand(workload: float, step: float, expected: float) -> None:
    assert staff(workload, step) == pytest.approx(expected, rel=1e-15, abs=1e-300)


@law
@given(work, steps)
def test_posts_do_the_work_within_one_step(workload: float, step: float) -> None:
    found = staff(workload, step)
    assert found >= workload - SLACK * step - 1e-12 * workload
    assert found < workload + step
    assert found / step == pytest.approx(round(found / step), abs=1e-9)


@law
@given(work, work, steps)
def test_more_work_never_lowers_the_posts(one: float, other: float, step: float) -> None:
    less, more = sorted((one, other))
    assert staff(less, step) <= staff(more, step)


@law
@given(st.lists(work, min_size=1, max_size=8), steps)
def test_pooling_never_needs_more_posts(workloads: list[float], step: float) -> None:
    apart = sum(staff(workload, step) for workload in workloads)
    assert staff(sum(workloads), step) <= apart + SLACK * step


@law
@given(work)
def test_without_a_step_posts_are_the_work(workload: float) -> None:
    assert staff(workload, 0.0) == workload


@law
@given(work, steps, st.integers(1, 8))
def test_posts_do_not_depend_on_the_unit(workload: float, step: float, power: int) -> None:
    scale = 2.0**power
    assert staff(workload * scale, step * scale) == scale * staff(workload, step)


def test_whole_numbers_of_steps_cost_no_step_more() -> None:
    for step in (0.1, 0.25, 0.3, 0.5, 0.7, 1.0):
        for count in range(1, 200):
            summed = sum([step] * count)  # with its rounding
            assert staff(summed, step) == pytest.approx(count * step, rel=1e-12)


def test_posts_broadcast_over_draws_and_leave_their_arguments() -> None:
    workload = np.array([[0.2, 0.5, 1.1], [0.2, 0.5, 1.1]])
    step = np.array([[0.5], [0.0]])
    expected = [[0.5, 0.5, 1.5], [0.2, 0.5, 1.1]]
    assert posts(workload, step).tolist() == expected
    assert workload.tolist() == [[0.2, 0.5, 1.1]] * 2
    assert step.tolist() == [[0.5], [0.0]]


def test_a_cleaner_keeps_the_area_of_the_norm() -> None:
    found = staffing.cleaner_workload(a(15_000.0, 30_000.0), 0.5, a(15_000.0))
    assert found.tolist() == [0.5, 1.0]


def test_a_gate_is_relieved_for_absence() -> None:
    # Two gates of 112 hours a week; a guard of 40 hours is there for 32 of them.
    found = staffing.gate_workload(a(0.0, 2.0), a(112.0), a(40.0), a(0.2))
    assert found.tolist() == [0.0, 7.0]


def test_a_gate_round_the_clock_takes_over_four_guards() -> None:
    found = staffing.gate_workload(a(1.0), a(168.0), a(40.0), a(0.0))
    assert found.tolist() == [pytest.approx(4.2)]


def test_patrol_follows_the_area() -> None:
    assert staffing.patrol_workload(a(26_000.0), 0.25, a(13_000.0)).tolist() == [0.5]


def test_work_by_household() -> None:
    assert staffing.household_workload(a(350.0, 700.0), 1.0, a(700.0)).tolist() == [0.5, 1.0]
    assert staffing.household_workload(a(700.0), 0.0, a(700.0)).tolist() == [0.0]


def test_productive_hours_of_a_month() -> None:
    # 40 hours in each of 52 weeks of a year, a twelfth of them, less a tenth.
    found = staffing.productive_hours(a(40.0), a(0.1))
    assert found.tolist() == [pytest.approx(40 * 52 / 12 * 0.9, rel=1e-15)]
