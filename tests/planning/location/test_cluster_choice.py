"""Choice among clusters: the list against full enumeration, the optimum against HiGHS."""

from __future__ import annotations

from itertools import combinations
from time import monotonic

import numpy as np
import pytest
from numpy.typing import NDArray

from commpartner.planning import capacitated_p_median
from commpartner.planning.location.bound import Ascent
from commpartner.planning.location.choice import choices, goal_of, proof
from commpartner.planning.location.clock import Clock
from commpartner.planning.location.columns import Columns, Lister, most_below
from commpartner.planning.location.cover import cover
from commpartner.planning.location.exact import Small, solve
from commpartner.planning.location.instance import Instance, instance
from commpartner.planning.location.planner import Planner
from commpartner.planning.location.search import Draft, opened, price

Array = NDArray[np.float64]
MANY = 10**6


def town(
    seed: int, count: int = 9, p: int = 3, *, whole: bool = False, sizes: float = 1.0
) -> Instance:
    """Points of which all are candidates; the last one has less room than the others.

    If sizes are not whole, rounded demands fit where demands do not.
    """
    rng = np.random.default_rng(seed)
    place = rng.uniform(0.0, 30.0, (count, 2))
    distance = np.sqrt(((place[:, None] - place) ** 2).sum(axis=-1))
    demand = rng.integers(1, 9, count).astype(np.float64) * sizes
    capacity = np.full(count, max(demand.sum() / p / 0.88, demand.max()))
    if sizes != 1.0:
        capacity = (np.ceil(capacity / sizes) - 1e-3) * sizes
    capacity[-1] *= 0.8
    return instance(np.floor(distance) if whole else distance, demand, capacity, p)


def optimum(problem: Instance) -> Draft:
    """Find the best plan by the formulation with one variable for each pair."""
    n, m = problem.distance.shape
    estate, candidate = np.divmod(np.arange(n * m), m)
    length = problem.distance.ravel()
    small = Small(estate, candidate, length, problem.demand, problem.capacity, problem.p)
    found = solve(small, 60.0, MANY)
    assert found.done and found.candidate is not None
    medians = opened(problem, found.candidate)
    return price(problem, medians, np.searchsorted(medians, found.candidate))


def prices(problem: Instance, cost: float, steps: int = 60) -> tuple[Array, float]:
    """Prices of the bound, and the bound."""
    ascent = Ascent(problem)
    ascent.again(whole=True)
    for _ in range(steps):
        ascent.step(cost)
    return ascent.price, ascent.best


def listed(columns: Columns | None) -> set[tuple[int, tuple[int, ...]]]:
    assert columns is not None
    return {
        (int(to), tuple(sorted(columns.estate[columns.cluster == place].tolist())))
        for place, to in enumerate(columns.candidate)
    }


def every_cluster(problem: Instance, price: Array, cost: float) -> set[tuple[int, tuple[int, ...]]]:
    """Clusters that fit, with the others at their least, cost at most so much: tried one by one."""
    n = problem.estates
    sets = [each for size in range(n + 1) for each in combinations(range(n), size)]
    value = np.full((problem.candidates, len(sets)), np.inf)
    for to in range(problem.candidates):
        for place, members in enumerate(sets):
            rows = list(members)
            if problem.demand[rows].sum() <= problem.capacity[to] * (1.0 + 1e-9):
                value[to, place] = (problem.distance[rows, to] - price[rows]).sum()
    least, found = value.min(axis=1), set()
    for to in range(problem.candidates):
        others = np.sort(np.delete(least, to))[: problem.p - 1].sum() + price.sum()
        for place in np.flatnonzero(value[to] + others <= cost).tolist():
            found.add((to, sets[place]))
    return found


@pytest.mark.parametrize(("seed", "sizes"), [(0, 1.0), (1, 1.0), (2, 0.137)])
def test_the_list_is_that_of_full_enumeration(seed: int, sizes: float) -> None:
    problem = town(seed, sizes=sizes)
    best = optimum(problem)
    price, bound = prices(problem, best.cost)
    for cost in (best.cost + 1e-6, best.cost + 5.0):  # above, so that rounding decides nothing
        expected = every_cluster(problem, price, cost)
        columns = Lister(problem, price, Clock(60.0)).below(cost, MANY)
        assert expected <= listed(columns)  # rounded demands let others seem cheaper
        assert sizes != 1.0 or expected == listed(columns)
        assert columns is not None
        load = np.bincount(columns.cluster, problem.demand[columns.estate], len(columns.cost))
        assert (load <= problem.capacity[columns.candidate] * (1.0 + 1e-9)).all()
        for place, (to, members) in enumerate(zip(columns.candidate, columns.cost, strict=True)):
            rows = columns.estate[columns.cluster == place]
            assert members == pytest.approx(problem.distance[rows, to].sum())
    assert bound <= best.cost + 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_the_optimum_is_among_clusters_below_its_cost(seed: int) -> None:
    problem = town(seed, count=16, p=4)
    best = optimum(problem)
    price, _ = prices(problem, best.cost)
    clusters = listed(Lister(problem, price, Clock(60.0)).below(best.cost, MANY))
    for to in np.unique(best.assignment).tolist():
        assert (to, tuple(np.flatnonzero(best.assignment == to).tolist())) in clusters


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("whole", [False, True])
def test_a_choice_proves_the_optimum(seed: int, whole: bool) -> None:
    problem = town(10 + seed, count=14, p=4, whole=whole)
    best = optimum(problem)
    price, _ = prices(problem, best.cost)
    worse = Draft(best.medians, best.centre, best.cost + 4.0)
    found = proof(problem, price, worse, Clock(60.0))
    assert found is not None and found.draft is not None and found.done
    assert found.draft.cost == pytest.approx(best.cost)
    assert best.cost * (1.0 - 2e-6) - 0.5 * whole <= found.bound <= best.cost + 1e-9


@pytest.mark.parametrize("seed", range(6))
def test_the_whole_search_finds_the_optimum(seed: int) -> None:
    problem = town(20 + seed, count=16, p=4, whole=seed % 2 == 0)
    given = problem.distance, problem.demand, problem.capacity, problem.p
    plan = capacitated_p_median(*given)
    assert plan.objective == pytest.approx(optimum(problem).cost)
    assert plan.stopped == "proven"


def test_few_clusters_are_chosen_from_after_one_cycle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Planner, "_choose_clusters", lambda planner: None)
    planner = Planner(town(23, count=16, p=4), Clock(60.0), 1e-4, 0)
    assert planner.run() == "proven"


def test_few_clusters_bound_plans_below_their_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = town(3, count=24, p=5)
    best = optimum(problem)
    price, bound = prices(problem, best.cost, steps=40)
    far = Draft(best.medians, best.centre, best.cost * 1.1)
    monkeypatch.setattr("commpartner.planning.location.choice.COLUMNS", (40, 400))
    found = list(choices(problem, price, far, bound, Clock(60.0)))
    bounds = [bound, *(each for _, each in found)]
    assert found and bounds == sorted(bounds)
    assert bounds[0] < bounds[-1] <= best.cost + 1e-9
    draft = found[-1][0]
    assert best.cost <= draft.cost + 1e-9 and draft.cost <= far.cost


def test_a_better_plan_of_whole_distances_costs_one_less() -> None:
    assert goal_of(town(0, whole=True), 20.0) == 19.5
    assert 19.99 < goal_of(town(0), 20.0) < 20.0


def test_too_many_clusters_are_not_listed() -> None:
    problem = town(0)
    best = optimum(problem)
    price, bound = prices(problem, best.cost)
    lister = Lister(problem, price, Clock(60.0))
    few = most_below(lister, bound, best.cost + 5.0, 30)
    assert few is not None and len(few[0].cost) <= 30
    assert few[1] < best.cost + 5.0
    assert listed(few[0]) == every_cluster(problem, price, few[1])


def test_listing_ends_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = town(0, count=120, p=10)
    price = np.full(120, 30.0)  # so large that millions of clusters are cheap
    lister = Lister(problem, price, Clock(60.0))
    lister.clock = Clock(0.3)
    begun = monotonic()
    assert lister.below(1e9, 10**9) is None
    assert most_below(lister, 0.0, 1e9, 10**9) is None
    assert monotonic() - begun < 3.0  # of a busy machine


def test_listing_and_choosing_hear_an_interruption() -> None:
    problem = town(0)
    heard: list[int] = []

    def progress(done: int, rounds: int) -> None:
        heard.append(done)
        if len(heard) > 15:  # the candidates of the first pass, and some of the second
            raise KeyboardInterrupt

    lister = Lister(problem, np.full(9, 9.0), Clock(60.0, 10, progress))
    with pytest.raises(KeyboardInterrupt):
        lister.below(1e9, MANY)
    assert len(heard) == 16


def test_clusters_that_miss_an_estate_make_no_plan() -> None:
    problem = town(0)
    one = np.zeros(1, dtype=np.int64)
    found = cover(problem, Columns(one, np.ones(1), one, one), 9.0, 10)
    assert found.candidate is None and found.done and np.isinf(found.bound)
