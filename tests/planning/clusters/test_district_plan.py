"""Plans of clusters by the true cost: the optimum of small districts, its bound, the options."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from enumerated import DRAWS, SEED, best_of_all, district, priced
from hypothesis import given, settings
from hypothesis import strategies as st

import commpartner as cp
from commpartner.planning.clusters.bound import lower_bound
from commpartner.planning.clusters.contiguity import detached
from commpartner.planning.clusters.draft import Draft
from commpartner.planning.clusters.repair import filled
from commpartner.planning.clusters.task import ALONE
from commpartner.programme import Programme
from commpartner.report.grids.money import fitting_sums
from commpartner.report.grids.planned import plan_sentences
from commpartner.texts import Language

TOWN = district(24, 6, seed=3)
VILLAGE = district(8, 3, seed=4)


def plan(programme: Programme = TOWN, **asked: Any) -> cp.DistrictPlan:
    return cp.plan_clusters(
        programme, **{"draws": DRAWS, "seed": SEED, "time_limit": 20.0, **asked}
    )


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"centres": 1},
        {"centres": 2, "leave_alone": False},
        {"leave_alone": False},
        {"centres": 1, "estates_per_centre": 2},
        {"keep": ("c2",), "leave_alone": False},
        {"centres": 2, "estates_per_centre": 3, "leave_alone": False},
    ],
    ids=str,
)
def test_small_districts_get_their_optimum(asked: dict[str, Any]) -> None:
    for seed in (1, 2):
        programme = district(4, 2, seed)
        prices = priced(programme, **asked)
        least, _ = best_of_all(prices)
        found = plan(programme, **asked)
        assert found.objective == pytest.approx(least, rel=1e-9)
        assert lower_bound(prices) <= least
        assert found.lower_bound <= found.objective


@pytest.mark.nightly
@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 6),
    st.integers(1, 3),
    st.integers(0, 10**6),
    st.booleans(),
    st.sets(st.sampled_from(cp.Policy.model_fields["mechanisms"].default)),
    st.sampled_from(["basic", "standard", "full", "gated"]),
    st.sampled_from([None, 1, 2, 4]),
    st.sampled_from([None, 400, 1500]),
)
def test_no_plan_is_below_the_bound(
    estates: int,
    centres: int,
    seed: int,
    leave_alone: bool,
    on: set[Any],
    service: str,
    most: int | None,
    capacity: int | None,
) -> None:
    programme = district(estates, min(centres, estates), seed)
    roomy = tuple(each.replace(capacity=capacity) for each in programme.centres)
    programme = programme.replace(centres=roomy)
    service = service if service in programme.services else "standard"
    base = cp.Policy(
        organisation="stand_alone", takes_on="all", service=service, mechanisms=tuple(sorted(on))
    )
    limited = most is not None or capacity is not None
    asked = {"leave_alone": leave_alone or limited, "estates_per_centre": most}
    prices = priced(programme, base, **asked)
    assert lower_bound(prices) <= best_of_all(prices)[0]


def test_random_plans_are_not_below_the_bound() -> None:
    prices = priced(TOWN)
    bound, rng = lower_bound(prices), np.random.default_rng(5)
    for most in (0, 1, 2, 6):
        for _ in range(10):
            where = rng.integers(ALONE, most, prices.task.size)
            assert Draft(prices, where).total >= bound


def test_changes_cost_what_whole_plans_cost() -> None:
    prices, rng = priced(TOWN), np.random.default_rng(1)
    draft = Draft(prices, rng.integers(ALONE, 4, prices.task.size))
    for _ in range(10):
        estates = rng.choice(prices.task.size, 3, replace=False)
        draft.change(estates, rng.integers(ALONE, 6, 3))
        again = Draft(prices, draft.where)
        assert draft.total == pytest.approx(again.total, rel=1e-12)
    targets = np.tile(draft.opened, (prices.task.size, 1))
    targets[draft.where[:, None] == targets] = -1
    draft.know(targets)
    estate = int(np.flatnonzero(draft.where == draft.opened[0])[0])
    to = int(draft.opened[1])
    joined, left = draft.join[estate, to], draft.lose[estate]
    home = int(draft.where[estate])
    draft.change(np.array([estate]), np.array([to]))
    assert draft.cost[[to, home]] == pytest.approx([joined, left], rel=1e-11)


def test_the_objective_is_the_simulated_cost() -> None:
    found = plan(centres=2, time_limit=1.0)
    held = found.programme.replace(
        assumptions={**found.programme.assumptions, "estate_sizes": {"central": 0.0, "high": 0.0}}
    )
    policy = found.policy(held)
    saved = cp.estimate_savings(held, policy, draws=DRAWS, seed=SEED)
    apart = found.estates.loc[found.estates["centre"] == "", "cost_alone"].sum()
    assert found.objective == pytest.approx(saved.draws["clustered_cost"].mean() + apart, rel=1e-12)
    assert found.saving == pytest.approx(saved.draws["savings_per_year"].mean(), rel=1e-9)
    assert found.estates["share"].sum() == pytest.approx(found.objective, rel=1e-12)
    assert found.clusters["cost"].sum() + apart == pytest.approx(found.objective, rel=1e-12)


def test_the_same_seed_gives_the_same_plan() -> None:
    one, other = plan(VILLAGE), plan(VILLAGE)
    assert one.stopped == other.stopped == "searched"
    assert (one.assignment == other.assignment).all()
    assert one.objective == other.objective
    assert one.surrogate_start == other.surrogate_start


@settings(max_examples=6, deadline=None)
@given(st.data())
def test_limits_are_kept(data: st.DataObject) -> None:
    capacity = data.draw(st.sampled_from([None, 3500, 6000]))
    centres = tuple(each.replace(capacity=capacity) for each in TOWN.centres)
    programme = TOWN.replace(centres=centres)
    kept = data.draw(st.sampled_from([(), ("c3",)]))
    far = data.draw(st.sampled_from([None, 1.5, 4.0]))
    most = data.draw(st.sampled_from([None, 5, 8]))
    number = data.draw(st.sampled_from([None, 2, 4]))
    found = plan(
        programme,
        centres=number,
        keep=kept,
        maximum_distance=far,
        estates_per_centre=most,
        contiguous=data.draw(st.booleans()),
        time_limit=0.4,
    )
    assert found.clusters["households"].max() <= (capacity or np.inf)
    assert found.clusters["estates"].max() <= (most or np.inf)
    assert not found.estates["distance"].max() > (far or np.inf)
    assert set(kept) <= set(found.centres)
    assert number is None or len(found.centres) == number
    assert found.lower_bound <= found.objective
    assert found.policy().assignment == dict(
        found.estates[found.estates["centre"] != ""][["id", "centre"]].to_numpy().tolist()
    )


def test_clusters_do_not_cross_a_border() -> None:
    middle = np.median([each.y_km for each in TOWN.estates if each.y_km is not None])
    estates = tuple(
        each.replace(subdistrict="north" if (each.y_km or 0.0) > middle else "south")
        for each in TOWN.estates
    )
    programme = TOWN.replace(estates=estates)
    found = plan(programme, within="subdistrict", leave_alone=False, time_limit=1.0)
    areas = [each.subdistrict for each in estates]
    joined = found.estates.assign(area=areas).groupby("centre")["area"].nunique()
    assert (joined == 1).all()
    assert len(joined) > 1


def test_contiguous_clusters_have_no_detached_estate() -> None:
    free = plan(centres=4, leave_alone=False, time_limit=1.0)
    found = plan(centres=4, leave_alone=False, contiguous=True, time_limit=1.0)
    prices = priced(TOWN, contiguous=True)
    pairs = prices.task.neighbours
    assert pairs is not None
    assert found.detached == len(detached(found.assignment, pairs, prices.task)) == 0
    assert free.detached == 0  # not counted, since it was not asked for


def test_every_place_of_an_estate_may_be_a_centre() -> None:
    programme = district(8, 2)
    asked = {"centres": 1, "leave_alone": False, "time_limit": 1.0}
    found = plan(programme, candidates="estates", **asked)
    assert len(found.candidates) == 10
    assert found.objective <= plan(programme, **asked).objective
    assert {each.id for each in found.programme.centres} == {"c1", "c2", *found.centres}
    found.policy()


def test_premises_free_of_rent_are_preferred() -> None:
    programme = district(8, 2)
    free = programme.centres[1].replace(id="free", co_located=True)
    found = plan(programme.replace(centres=(*programme.centres, free)), centres=1, time_limit=1.0)
    assert found.centres == ("free",)


def test_a_time_limit_is_kept() -> None:
    found = plan(cp.datasets.synthetic(300, seed=2, centres=20), time_limit=1.5, draws=16)
    assert found.stopped == "time"
    assert found.seconds < 3.0
    assert found.lower_bound < found.objective


def test_an_interruption_returns_the_best_so_far() -> None:
    def stop(done: int, _: int) -> None:
        if done >= 8:
            raise KeyboardInterrupt

    found = plan(progress=stop)
    assert found.stopped == "interrupted"
    assert 0.0 < found.gap < 1.0
    assert found.objective <= found.draws["cost_alone"].mean()


def test_a_kept_centre_opens_for_its_one_estate() -> None:
    village = district(3, 2, 450833)
    places: tuple[dict[str, Any], ...] = (
        {"x_km": 0.0, "y_km": 20.0, "households": 41},
        {"households": 450},
        {"households": 543},
    )
    estates = tuple(
        each.replace(**place) for each, place in zip(village.estates, places, strict=True)
    )
    centres = (village.centres[0], village.centres[1].replace(capacity=300))
    village = village.replace(estates=estates, centres=centres)
    asked: dict[str, Any] = {"keep": ("c2",), "candidates": "estates", "leave_alone": False}
    found = plan(village, **asked)
    assert "c2" in found.centres
    assert found.objective == pytest.approx(best_of_all(priced(village, **asked))[0], rel=1e-9)


def test_empty_kept_centres_take_from_those_not_kept() -> None:
    task = priced(district(3, 3), keep=("c2",), leave_alone=False).task
    only = dataclasses.replace(task, allowed=task.allowed & (np.arange(3) != [[0], [1], [1]]))
    assert filled(only, np.array([2, 0, 0])).tolist() == [1, 0, 0]


@pytest.mark.parametrize("alone", [True, False])
def test_a_tight_district_still_gets_a_plan(alone: bool) -> None:
    village = district(4, 2, 3)
    sizes = [900, 30, 20, 10]
    estates = tuple(
        each.replace(households=size) for each, size in zip(village.estates, sizes, strict=True)
    )
    centres = tuple(
        each.replace(capacity=room) for each, room in zip(village.centres, (910, 60), strict=True)
    )
    village = village.replace(estates=estates, centres=centres)
    asked: dict[str, Any] = {"centres": 2, "estates_per_centre": 3, "leave_alone": alone}
    least, _ = best_of_all(priced(village, **asked))
    assert plan(village, **asked).objective == pytest.approx(least, rel=1e-9)


@pytest.mark.parametrize(("language", "told"), [("en", "lower"), ("zh", "再低")])
def test_the_gap_is_said_to_be_of_cost(language: Language, told: str) -> None:
    found = plan(VILLAGE, centres=1, leave_alone=False, time_limit=2.0)
    (line,) = (each for each in plan_sentences(found, language) if told in each)
    less = fitting_sums(found.objective, language).rounded(found.objective - found.lower_bound)
    assert less in line
