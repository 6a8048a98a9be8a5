"""Parts of the search for clusters: knapsacks, assignments, moves, parts of a plan."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commpartner.planning.location.assign import assign
from commpartner.planning.location.bound import Ascent
from commpartner.planning.location.capacity_price import capacity_prices
from commpartner.planning.location.clock import Clock
from commpartner.planning.location.district import (
    assignment_of,
    moved,
    neighbours,
    part_of,
    put_back,
)
from commpartner.planning.location.exact import solve
from commpartner.planning.location.instance import Instance, instance
from commpartner.planning.location.knapsack import grid_of, whole_knapsack
from commpartner.planning.location.planner import Planner
from commpartner.planning.location.sample import sample_of
from commpartner.planning.location.search import begun, is_plan, price, settle

Array = NDArray[np.float64]


def problem(count: int = 60, candidates: int = 40, p: int = 12, tight: float = 0.9) -> Instance:
    rng = np.random.default_rng(7)
    place = rng.uniform(0.0, 100.0, (count, 2))
    distance = np.sqrt(((place[:, None] - place[:candidates]) ** 2).sum(axis=-1))
    demand = rng.integers(1, 9, count).astype(float)
    return instance(distance, demand, np.full(candidates, np.ceil(demand.sum() / p / tight)), p)


@settings(deadline=None, derandomize=True, max_examples=50)
@given(
    st.lists(st.tuples(st.integers(-9, -1), st.integers(0, 6)), min_size=1, max_size=7),
    st.integers(0, 20),
)
def test_a_knapsack_is_filled_at_least_cost(items: list[tuple[int, int]], room: int) -> None:
    reduced, weight = np.array(items, dtype=float)[:, 0], np.array(items)[:, 1]
    value, taken = whole_knapsack(reduced, weight, room)
    sets = [
        each
        for size in range(len(items) + 1)
        for each in combinations(range(len(items)), size)
        if weight[list(each)].sum() <= room
    ]
    assert value == min(reduced[list(each)].sum() for each in sets)
    assert value == reduced[taken].sum()
    assert weight[taken].sum() <= room


def test_what_fits_still_fits_in_whole_steps() -> None:
    rng = np.random.default_rng(1)
    demand, capacity = rng.uniform(0.1, 3.0, 500), np.array([20.0, 33.3])
    grid = grid_of(demand, capacity)
    for room, steps in zip(capacity, grid.capacity, strict=True):
        order = rng.permutation(500)
        inside = order[: np.searchsorted(np.cumsum(demand[order]), room)]
        assert grid.demand[inside].sum() <= steps


def test_a_bound_from_few_candidates_holds_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = problem()
    monkeypatch.setattr("commpartner.planning.location.instance.PAIRS", 100)
    monkeypatch.setattr("commpartner.planning.location.instance.FEWEST", 4)
    monkeypatch.setattr("commpartner.planning.location.instance.WIDTH", 1)
    monkeypatch.setattr("commpartner.planning.location.planner.CYCLES", 1)
    monkeypatch.setattr("commpartner.planning.location.planner.LAST_STEPS", 30)
    few = problem()
    assert few.near.shape == (60, 4)
    assert np.isfinite(few.beyond).all()
    plan = Planner(whole, Clock(60.0), 0.0, 0)
    plan.run()
    assert plan.best is not None
    ascent = Ascent(few)
    for _ in range(60):
        ascent.step(plan.best.cost)
    assert 0.5 * plan.best.cost < ascent.bound <= plan.best.cost


def test_clusters_put_back_unchanged_cost_the_same() -> None:
    whole = problem()
    draft = settle(whole, np.arange(12), Clock(60.0))
    part = part_of(whole, draft, neighbours(whole, draft, 3))
    same = put_back(whole, draft, part, part.draft)
    assert is_plan(whole, draft)
    assert same.cost == pytest.approx(draft.cost)
    assert same.assignment.tolist() == draft.assignment.tolist()
    better = settle(part.problem, part.draft.medians, Clock(60.0))
    gain = part.draft.cost - better.cost
    assert put_back(whole, draft, part, better).cost == pytest.approx(draft.cost - gain)


def test_estates_of_centres_that_stay_stay() -> None:
    whole = problem()
    draft = settle(whole, np.arange(12), Clock(60.0))
    medians = draft.medians.copy()
    medians[3] = np.setdiff1d(np.arange(40), medians)[0]
    centre, closed = begun(whole, draft, medians), draft.centre == 3
    assert closed.any() and not closed.all()
    assert centre[~closed].tolist() == draft.centre[~closed].tolist()


def test_estates_of_a_part_are_assigned_at_least_cost() -> None:
    whole, medians, rng = problem(count=40, p=8), np.arange(8), np.random.default_rng(0)
    bids = rng.uniform(size=(8, 40))
    draft = price(whole, medians, assign(bids, whole.demand, whole.capacity[medians]))
    places = np.array([0, 2, 5])
    small, estates = assignment_of(whole, draft, places, 3)
    found = solve(small, 60.0, 10_000)
    assert found.candidate is not None and found.done
    better = moved(whole, draft, estates, places[found.candidate])
    others = np.setdiff1d(np.arange(40), estates)
    assert better.centre[others].tolist() == draft.centre[others].tolist()
    assert is_plan(whole, better) and better.cost < draft.cost
    room, length = whole.capacity[:3], whole.to(draft.medians[places])[:, estates]
    demand = whole.demand[estates]
    for _ in range(2000):
        centre = rng.integers(3, size=len(estates))
        if (np.bincount(centre, demand, 3) <= room).all():
            assert length[centre, np.arange(len(estates))].sum() >= found.bound - 1e-6


def test_crowded_centres_are_mended_in_large_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commpartner.planning.location.search.LARGE", 10)
    monkeypatch.setattr("commpartner.planning.location.planner.LARGE", 10)
    monkeypatch.setattr("commpartner.planning.location.planner.MANY_CYCLES", 2)
    whole = problem(tight=0.97)
    planner = Planner(whole, Clock(60.0), 0.0, 0)
    assert planner.run() == "searched"
    assert planner.best is not None
    assert is_plan(whole, planner.best)
    assert 0.0 < planner.bound <= planner.best.cost


def test_prices_of_capacity_bound_the_assignment_closely() -> None:
    whole = problem(count=2000, candidates=12, p=12, tight=0.95)
    medians, clock = np.arange(12), Clock(60.0)
    length, capacity = whole.to(medians), whole.capacity
    prices = capacity_prices(length, whole.demand, capacity, clock, 60, np.zeros(12))
    bids = length + prices[:, None] * whole.demand
    bound = bids.min(axis=0).sum() - prices @ capacity
    priced, plain = (
        price(whole, medians, assign(each, whole.demand, capacity)) for each in (bids, length)
    )
    assert is_plan(whole, priced)
    assert bound <= priced.cost <= bound * 1.01
    assert priced.cost < 0.99 * plain.cost


def test_prices_of_capacity_are_zero_where_all_have_room() -> None:
    length = np.array([[1.0, 5.0], [4.0, 2.0]])
    found = capacity_prices(length, np.ones(2), np.full(2, 9.0), Clock(9.0), 9, np.zeros(2))
    assert found.tolist() == [0.0, 0.0]


def test_a_sample_is_as_tight_as_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commpartner.planning.location.sample.SIZE", 300)
    whole = problem(count=1000)
    small = sample_of(whole, np.random.default_rng(0))
    assert small.distance.shape == (300, 40)
    tight, whole_tight = (each.demand.sum() / each.capacity.sum() for each in (small, whole))
    assert tight == pytest.approx(whole_tight)
    draft = settle(small, np.arange(12), Clock(60.0))
    assert is_plan(small, draft)


def test_large_problems_begin_from_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = problem(count=400, candidates=40, p=8, tight=0.9)
    changes = {
        **{"search.LARGE": 250, "planner.LARGE": 250, "sample.SIZE": 120, "planner.SIZE": 120},
        **{"planner.MANY_CYCLES": 1, "planner.PART_ROUNDS": 3, "planner.ROUNDS": 20},
    }
    for name, value in changes.items():
        monkeypatch.setattr(f"commpartner.planning.location.{name}", value)
    planner = Planner(whole, Clock(60.0), 0.0, 0)
    assert planner.run() == "searched"
    assert planner.best is not None and is_plan(whole, planner.best)
    assert planner.bound > 0.97 * planner.best.cost
    again = Planner(whole, Clock(60.0), 0.0, 0)
    again.run()
    assert again.best is not None and again.best.cost == planner.best.cost
