"""Who does the work of a role: by hand, against all ways, and against drawn absence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.flows.crews import Crew, cheapest_crew, office_crews, relief_hours

Array = NDArray[np.float64]

# A slow machine must not fail a test, so no deadline.
law = settings(deadline=None, derandomize=True, max_examples=100)

work = st.floats(0.0, 30.0)
steps = st.sampled_from([0.25, 0.5, 1.0, 2.0])
premiums = st.floats(0.0, 1.5)


def crew(workload: float, step: float, premium: float) -> Crew:
    return cheapest_crew(np.array(workload), np.array(step), np.array(premium))


def cost(workload: float, step: float, premium: float) -> float:
    return float(crew(workload, step, premium).paid(np.array(premium)))


@pytest.mark.parametrize(
    ("workload", "step", "premium", "posts", "hours"),
    [
        (0.0, 1.0, 0.2, 0.0, 0.0),
        (0.3, 1.0, 0.2, 0.0, 0.3),
        (0.9, 1.0, 0.2, 1.0, 0.0),  # 1.08 in hours
        (2.3, 1.0, 0.2, 2.0, 0.3),
        (0.1 + 0.2, 0.3, 0.2, 0.3, 0.0),  # 0.30000000000000004 is one step
        (0.3, 1.0, 9.0, 1.0, 0.0),
        (0.37, 0.0, 0.2, 0.37, 0.0),
    ],
)
def test_crews_by_hand(
    workload: float, step: float, premium: float, posts: float, hours: float
) -> None:
    found = crew(workload, step, premium)
    assert [float(found.posts), float(found.hours)] == pytest.approx([posts, hours], abs=1e-12)


@law
@given(work, steps, premiums)
def test_no_number_of_posts_is_cheaper(workload: float, step: float, premium: float) -> None:
    ways = [
        count * step + (1.0 + premium) * max(workload - count * step, 0.0)
        for count in range(int(workload / step) + 2)
    ]
    assert cost(workload, step, premium) == pytest.approx(min(ways), abs=1e-8)
    assert float(crew(workload, step, premium).size) >= workload - 1e-8


@law
@given(st.lists(work, min_size=1, max_size=6), steps, premiums)
def test_pooling_never_costs_more(workloads: list[float], step: float, premium: float) -> None:
    apart = sum(cost(workload, step, premium) for workload in workloads)
    assert cost(sum(workloads), step, premium) <= apart + 1e-6


def office(desk: float, management: float, premium: float = 0.1) -> tuple[Crew, Crew, float]:
    one = np.array(1.0)
    found = office_crews(
        one * desk,
        one * management,
        (one, one),
        (one * 0.2, one * premium),
        (one * 3000.0, one * 5000.0),
    )
    return found.coordinator, found.manager, float(found.left)


def test_a_manager_is_shared_or_does_desk_work() -> None:
    # Shared 0.2 * 1.1 * 5000 and 0.3 * 1.2 * 3000 of desk, 2180, are less than a manager's 5000.
    desk, manager, left = office(0.3, 0.2)
    assert [float(desk.hours), float(manager.hours), left] == [0.3, 0.2, 0.3]
    # 0.7 * 1.1 * 5000 and 0.3 * 1.2 * 3000, 4930, are less than 5000; 0.75 and 0.3 are not.
    assert float(office(0.3, 0.7)[1].posts) == 0.0
    desk, manager, left = office(0.3, 0.75)
    assert [float(manager.posts), float(manager.hours)] == [1.0, 0.0]
    assert float(desk.size) == left == pytest.approx(0.05)


@law
@given(st.lists(st.tuples(work, work), min_size=1, max_size=5), premiums)
def test_pooled_offices_never_cost_more(works: list[tuple[float, float]], premium: float) -> None:
    def paid(desk: float, management: float) -> float:
        coordinator, manager, _ = office(desk, management, premium)
        wages = float(manager.paid(np.array(premium))) * 5000.0
        return float(coordinator.paid(np.array(0.2))) * 3000.0 + wages

    pooled = paid(*(float(sum(part)) for part in zip(*works, strict=True)))
    assert pooled <= sum(paid(*each) for each in works) + 1e-4


@pytest.mark.parametrize(
    ("on_duty", "crew_size"), [(1, 1.0), (1, 1.4), (3, 3.0), (5, 7.0), (0, 2.0)]
)
def test_relief_is_the_mean_shortage_of_drawn_days(on_duty: int, crew_size: float) -> None:
    drawn = np.random.default_rng(8).binomial(int(crew_size), 0.88, size=400_000)
    short = np.maximum(on_duty - drawn, 0)
    found = float(relief_hours(np.array(float(on_duty)), np.array(crew_size), np.array(0.12)))
    assert found == pytest.approx(short.mean(), abs=5 * short.std() / 400_000**0.5 + 1e-12)
