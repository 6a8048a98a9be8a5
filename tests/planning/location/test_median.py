"""Capacitated p-median: plans against full enumeration, bounds, limits, refusals."""

from __future__ import annotations

import os
import signal
import threading
import time
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from refusals import raises_problem

from commpartner.errors import CommpartnerError
from commpartner.planning import ClusterPlan, capacitated_p_median

Array = NDArray[np.float64]


def town(count: int, p: int, tight: float, seed: int, whole: bool = False) -> dict[str, Any]:
    """Points in a square, all of them candidates, of one capacity."""
    rng = np.random.default_rng(seed)
    place = rng.uniform(0.0, 100.0, (count, 2))
    distance = np.sqrt(((place[:, None] - place) ** 2).sum(axis=-1))
    demand = rng.integers(1, 21, count).astype(float)
    capacity = np.ceil(max(demand.sum() / p / tight, demand.max()))
    return {
        "distance": np.floor(distance) if whole else distance,
        "demand": demand,
        "capacity": capacity,
        "p": p,
    }


def least(distance: Array, demand: Array, capacity: Array, p: int) -> float:
    """The optimum by trying everything; infinite if there is no plan."""
    best = np.inf
    for opened in combinations(range(distance.shape[1]), p):
        for served in product(opened, repeat=len(demand)):
            cost = distance[range(len(demand)), served].sum()
            if cost < best:
                load = np.bincount(served, demand, distance.shape[1])
                best = cost if (load <= capacity).all() else best
    return float(best)


def check(plan: ClusterPlan, distance: Array, demand: Array, capacity: Any, p: int) -> None:
    candidates = distance.shape[1]
    room = np.broadcast_to(capacity, (candidates,))
    assert (np.bincount(plan.assignment, demand, candidates) <= room * (1 + 1e-9)).all()
    assert len(np.unique(plan.medians)) == p
    assert set(plan.assignment) <= set(plan.medians)
    paid = distance[range(len(demand)), plan.assignment].sum()
    assert np.isfinite(paid)
    assert plan.objective == pytest.approx(paid)
    assert 0.0 <= plan.lower_bound <= plan.objective
    assert plan.gap == pytest.approx(
        (plan.objective - plan.lower_bound) / plan.objective if plan.objective else 0.0
    )


@st.composite
def small_problems(draw: st.DrawFn) -> tuple[Array, Array, Array, int]:
    n, m = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    p = draw(st.integers(1, m))
    lengths = st.sampled_from([0.0, 1.0, 2.0, 3.0, 5.5, 7.25, 9.0, np.inf])
    distance = draw(st.lists(lengths, min_size=n * m, max_size=n * m))
    demand = draw(st.lists(st.sampled_from([0.0, 1.0, 2.5, 3.0]), min_size=n, max_size=n))
    capacity = draw(st.lists(st.sampled_from([0.0, 3.0, 4.5, 8.0]), min_size=m, max_size=m))
    return np.reshape(distance, (n, m)), np.array(demand), np.array(capacity), p


@settings(deadline=None, derandomize=True, max_examples=50)
@given(small_problems())
def test_bound_optimum_and_plan_stand_in_order(problem: Any) -> None:
    optimum = least(*problem)
    if not np.isfinite(optimum):
        with pytest.raises(CommpartnerError):
            capacitated_p_median(*problem)
        return
    plan = capacitated_p_median(*problem, gap=0.0)
    check(plan, *problem)
    assert plan.lower_bound <= optimum * (1 + 1e-12)
    assert plan.objective == pytest.approx(optimum)


@pytest.mark.parametrize("whole", [False, True])
def test_a_tight_town_is_planned_within_capacity(whole: bool) -> None:
    given = town(40, 5, tight=0.93, seed=1, whole=whole)
    plan = capacitated_p_median(**given)
    check(plan, **given)
    assert plan.gap < 0.04
    if whole:
        assert plan.lower_bound == int(plan.lower_bound)


def test_the_same_seed_gives_the_same_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commpartner.planning.location.planner.CYCLES", 1)
    monkeypatch.setattr("commpartner.planning.location.planner.LAST_STEPS", 30)
    given = town(30, 7, tight=0.9, seed=2)
    one, two = (capacitated_p_median(**given, seed=3) for _ in range(2))
    assert one.assignment.tolist() == two.assignment.tolist()
    assert (one.objective, one.lower_bound) == (two.objective, two.lower_bound)


def test_a_time_limit_is_kept() -> None:
    given = town(400, 40, tight=0.95, seed=4)
    plan = capacitated_p_median(**given, time_limit=0.2)
    check(plan, **given)
    assert plan.stopped == "time"
    assert plan.seconds < 5.0  # of a busy machine


def test_an_interrupted_search_returns_its_best_plan() -> None:
    given = town(50, 5, tight=0.95, seed=5)
    seen: list[tuple[int, int]] = []

    def progress(done: int, rounds: int) -> None:
        seen.append((done, rounds))
        if done == 30:
            raise KeyboardInterrupt

    plan = capacitated_p_median(**given, progress=progress)
    check(plan, **given)
    assert plan.stopped == "interrupted"
    assert plan.gap < 0.5
    assert [done for done, _ in seen] == list(range(1, 31))
    assert len({rounds for _, rounds in seen}) == 1


@pytest.mark.nightly
@pytest.mark.usefixtures("hears_interruption")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal to itself")
def test_a_signal_while_searching_returns_the_best_plan() -> None:
    timer = threading.Timer(5.0, os.kill, (os.getpid(), signal.SIGINT))
    given = town(600, 60, tight=0.95, seed=4)
    timer.start()
    plan = capacitated_p_median(**given, time_limit=300.0)
    timer.join()
    check(plan, **given)
    assert plan.stopped == "interrupted" and plan.seconds < 60.0


@pytest.mark.nightly
@pytest.mark.usefixtures("hears_interruption")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal to itself")
def test_a_signal_while_highs_runs_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    # Halves of equal sums: the search finds none, and HiGHS looks for some time.
    real, called = scipy.optimize.milp, []

    def signalled(*given: Any, **options: Any) -> Any:
        timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        called.append(timer)
        found = real(*given, **options)
        timer.join()  # if HiGHS was the quicker one
        return found

    monkeypatch.setattr("scipy.optimize.milp", signalled)
    demand = np.random.default_rng(3).integers(10**8, 10**9, 40) * 2.0
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        capacitated_p_median(np.ones((40, 2)), demand, demand.sum() / 2.0, p=2, time_limit=9.0)
    assert called and time.monotonic() - begun < 8.0


@pytest.mark.parametrize(("p", "tight"), [(1, 1.0), (12, 0.3), (3, 0.98)])
def test_few_and_all_candidates_may_open(p: int, tight: float) -> None:
    given = town(12, p, tight, seed=8) | {"p": p}
    plan = capacitated_p_median(**given)
    check(plan, **given)
    assert plan.gap < 0.1
    if p == 1:
        assert plan.objective == pytest.approx(given["distance"].sum(axis=0).min())
    if p == 12:
        assert plan.objective == 0.0 and plan.stopped == "proven"


def test_distances_may_differ_by_direction_and_be_zero() -> None:
    rng = np.random.default_rng(9)
    distance = rng.integers(0, 9, (20, 7)).astype(float)
    distance[5:9] = distance[4]
    demand = rng.integers(0, 3, 20).astype(float)
    plan = capacitated_p_median(distance, demand, 9.0, p=3, gap=0.0)
    check(plan, distance, demand, 9.0, 3)
    assert plan.gap < 0.1


def test_an_estate_out_of_reach_is_served_elsewhere() -> None:
    distance = [[1.0, np.inf], [np.inf, 5.0], [1.0, 7.0]]
    plan = capacitated_p_median(distance, [1.0, 1.0, 1.0], 2.0, p=2)
    assert plan.assignment.tolist() == [0, 1, 0]
    assert plan.stopped == "proven"


def test_the_whole_plan_prints_on_one_line() -> None:
    plan = capacitated_p_median([[0.0]], [1.0], 1.0, p=1)
    assert repr(plan).startswith("ClusterPlan(medians=[0], objective=0.0, lower_bound=0.0, gap=0")


SQUARE = {"distance": [[0.0, 1.0], [1.0, 0.0]], "demand": [1.0, 1.0], "capacity": 2.0, "p": 1}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"distance": [[0.0, np.nan], [1.0, 0.0]]}, r"distance\[0, 1\]: nan; distance_or_infinite"),
        ({"distance": [[0.0, -1.0], [1.0, 0.0]]}, r"distance\[0, 1\]: -1; distance_or_infinite"),
        ({"distance": [[np.inf] * 2, [1.0, 0.0]]}, r"distance\[0\]: inf; a_candidate_in_reach"),
        ({"distance": [1.0, 2.0]}, r"distance: shape \(2,\); distances_of_pairs"),
        ({"distance": np.ones((0, 2))}, r"distance: shape \(0, 2\); distances_of_pairs"),
        ({"distance": [["a", "b"]]}, "distance: .*; distances_of_pairs"),
        ({"demand": [1.0, -2.0]}, r"demand\[1\]: -2; finite_numbers_from_zero"),
        ({"demand": [1.0, np.nan]}, r"demand\[1\]: nan; finite_numbers_from_zero"),
        ({"demand": [1.0]}, r"demand: shape \(1,\); demand_of_estates 2"),
        ({"demand": [1.0, 3.0], "p": 2}, r"demand\[1\]: 3; room_in_reach"),
        ({"capacity": 1.5}, "capacity: 1.5; capacity_for_all 1 2"),
        ({"capacity": np.inf}, r"capacity\[0\]: inf; finite_numbers_from_zero"),
        ({"capacity": [1.0, 1.0, 1.0]}, r"capacity: shape \(3,\); capacity_of_candidates 2"),
        ({"p": 3}, "p: 3; whole_number_from_to 1 2"),
        ({"p": 1.5}, "p: 1.5; whole_number_from_to 1 2"),
        ({"time_limit": 0.0}, "time_limit: 0.0; seconds_above_zero"),
        ({"gap": -0.1}, "gap: -0.1; finite_number_from_zero"),
        ({"seed": -1}, "seed: -1; whole_number 0"),
        ({"progress": 3}, "progress: 3; a_progress_of_rounds"),
    ],
)
def test_hopeless_input_is_refused(changed: dict[str, Any], says: str) -> None:
    with raises_problem(says):
        capacitated_p_median(**{**SQUARE, **changed})


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(CommpartnerError) as caught:
        capacitated_p_median([[0.0, np.nan], [1.0, 0.0]], [-1.0, 1.0], -1.0, p=1)
    message = caught.value.in_language("zh")
    assert all(name in message for name in ("demand[0]", "capacity[0]", "distance[0, 1]"))


def test_amounts_that_fit_together_nowhere_are_refused() -> None:
    with raises_problem("no_plan_exists"):
        capacitated_p_median(np.ones((3, 2)), [2.0, 2.0, 2.0], 3.0, p=2)
