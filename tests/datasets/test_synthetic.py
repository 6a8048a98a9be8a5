"""Synthetic districts: their statistics, independence of size, what they say of themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import raises_problem
from scipy.spatial import KDTree

from commpartner.assumptions.table import default_assumptions
from commpartner.datasets.places import centre_places, grid_places
from commpartner.datasets.synthetic import synthetic, synthetic_centres, synthetic_estates
from commpartner.programme import Estate, ServiceStandard

MANY = 20_000
FAR = default_assumptions().replace(
    distance_between_estates={"low": 1.0, "central": 2.5, "high": 4.0}
)


@pytest.fixture(scope="module")
def estates() -> tuple[Estate, ...]:
    return synthetic_estates(MANY, seed=7)


def column(estates: tuple[Estate, ...], name: str) -> Any:
    return np.array([getattr(estate, name) for estate in estates])


def test_old_estates_have_the_mean_of_the_renovation(estates: tuple[Estate, ...]) -> None:
    households = column(estates, "households")
    assert households.min() == 6
    assert households.mean() == pytest.approx(171, rel=0.05)


def test_floor_areas_follow_the_ledger(estates: tuple[Estate, ...]) -> None:
    row = default_assumptions()["floor_area_per_household"]
    each = column(estates, "floor_area") / column(estates, "households")
    assert each.min() > row.low - 0.1
    assert each.max() < row.high + 0.1
    assert each.mean() == pytest.approx((row.low + 4 * row.central + row.high) / 6, rel=0.01)


def test_shares_follow_the_published_figures(estates: tuple[Estate, ...]) -> None:
    assert column(estates, "managed").mean() == pytest.approx(63 / 236, abs=0.01)
    governance = column(estates, "governance")
    assert set(governance) == {0.0, 0.5}
    assert (governance > 0).mean() == pytest.approx(236 / 870, abs=0.01)


def test_the_rest(estates: tuple[Estate, ...]) -> None:
    assert (column(estates, "gates") == -(-column(estates, "households") // 400)).all()
    logs = np.log(column(estates, "condition"))
    assert (logs.mean(), logs.std()) == pytest.approx((0.0, 0.25), abs=0.01)
    assert column(estates, "need_index").mean() == pytest.approx(1.0, abs=0.01)


def test_attributes_do_not_depend_on_each_other(estates: tuple[Estate, ...]) -> None:
    names = ("households", "condition", "governance", "need_index", "x_km", "y_km")
    columns = [column(estates, name) for name in names]
    columns[-2:] = [values % 0.28 for values in columns[-2:]]  # the jitter, without the grid
    others = np.corrcoef(columns) - np.eye(len(names))
    assert np.abs(others).max() < 0.03


def test_each_estate_has_a_square_of_land(estates: tuple[Estate, ...]) -> None:
    places = np.stack([column(estates, "x_km"), column(estates, "y_km")], axis=1)
    squares = np.floor(places[:MANY] / 0.28 + 1e-9)
    assert len(np.unique(squares, axis=0)) >= 0.999 * MANY  # rounding moves a few to the border
    assert places.max() == pytest.approx(0.28 * np.sqrt(MANY), rel=0.02)


@settings(max_examples=30, deadline=None)
@given(few=st.integers(1, 40), more=st.integers(0, 40), seed=st.integers(0, 2**70))
def test_an_estate_does_not_depend_on_the_count(few: int, more: int, seed: int) -> None:
    assert synthetic_estates(few, seed) == synthetic_estates(few + more, seed)[:few]


def test_another_seed_gives_other_estates() -> None:
    one, other = synthetic_estates(50, 1), synthetic_estates(50, 2)
    assert [estate.id for estate in one] == [estate.id for estate in other]
    for name in ("households", "floor_area", "x_km", "condition", "need_index"):
        assert (column(one, name) != column(other, name)).mean() > 0.9


def test_names_say_that_they_are_synthetic(estates: tuple[Estate, ...]) -> None:
    assert (estates[0].id, estates[-1].id) == ("e000001", "e020000")
    assert estates[41].name == "合成小区000042号 synthetic estate 000042"


def test_neighbours_are_as_near_as_observed(estates: tuple[Estate, ...]) -> None:
    places = np.stack([column(estates, "x_km"), column(estates, "y_km")], axis=1)
    nearest = np.asarray(KDTree(places).query(places, k=2)[0])[:, 1]
    assert np.median(nearest) == pytest.approx(0.18, abs=0.01)


def test_the_spacing_is_the_ledgers_or_the_callers() -> None:
    wide = synthetic_estates(100, 1, ledger=FAR)
    same = synthetic_estates(100, 1, spacing_km=2.5)
    assert (column(wide, "x_km") == column(same, "x_km")).all()
    narrow = synthetic_estates(100, 1, spacing_km=0.25)
    assert column(narrow, "x_km") == pytest.approx(column(wide, "x_km") / 10, abs=1e-4)


def test_the_grid_grows_in_squares() -> None:
    places = grid_places(np.zeros((9, 2)), spacing=2.0)
    assert places.tolist() == [
        [0, 0], [2, 0], [2, 2], [0, 2], [4, 0], [4, 2], [4, 4], [2, 4], [0, 4],
    ]  # fmt: skip


def test_centres_stand_in_the_middle_of_clusters() -> None:
    rng = np.random.default_rng(3)
    middles = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0], [10.0, 10.0]])
    places = np.concatenate([middle + rng.normal(0, 0.5, (50, 2)) for middle in middles])
    weights = rng.uniform(1, 5, 200)
    found = centre_places(places, weights, 4)
    for number, middle in enumerate(middles):
        cluster = slice(50 * number, 50 * number + 50)
        expected = np.average(places[cluster], axis=0, weights=weights[cluster])
        nearest = found[np.argmin(((found - middle) ** 2).sum(axis=1))]
        assert nearest == pytest.approx(expected)


def test_centres_equal_to_estates_and_coinciding_estates_are_possible() -> None:
    estates = synthetic_estates(4, 1)
    centres = synthetic_centres(estates, 4)
    places = {(estate.x_km, estate.y_km) for estate in estates}
    assert {(centre.x_km, centre.y_km) for centre in centres} == places
    together = tuple(estate.replace(x_km=1.0, y_km=2.0) for estate in estates)
    assert {(centre.x_km, centre.y_km) for centre in synthetic_centres(together, 3)} == {(1.0, 2.0)}


def test_a_programme_is_complete_and_says_what_is_synthetic() -> None:
    programme = synthetic(60, seed=3, centres=12)
    assert programme == synthetic(60, seed=3, centres=12)
    assert programme.estates == synthetic_estates(60, 3)
    assert [centre.id for centre in programme.centres][::11] == ["c01", "c12"]
    assert list(programme.services) == ["basic", "standard", "full", "gated"]
    organisations = [policy.organisation for policy in programme.policies.values()]
    assert organisations == list(programme.policies) == ["unmanaged", "stand_alone", "clustered"]
    assert programme.synthetic
    assert "60 estates and 12 candidate centres" in programme.synthetic_note
    told = {fact.field.removeprefix("estates.") for fact in programme.facts}
    given = programme.estates[0].model_dump(exclude_defaults=True).keys() - {"id", "name", "y_km"}
    assert given | {"gates", "managed", "condition", "governance", "need_index"} <= told


def test_facts_follow_the_ledger_that_was_used() -> None:
    programme = synthetic(5, place="qingyunpu", ledger=FAR)
    facts = {fact.field: fact.value for fact in programme.facts}
    assert facts["estates.households"] == "as the estates listed for qingyunpu, 6 or more"
    assert "2.5 km" in facts["estates.x_km"]


def test_policies_use_an_existing_level_of_service() -> None:
    programme = synthetic(5, services={"own": ServiceStandard(cleaning=0.3)})
    assert {policy.service for policy in programme.policies.values()} == {"own"}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: synthetic_estates(0, 1), "count: 0; whole_number_from_to 1 219000"),
        (lambda: synthetic_estates(219_001, 1), "count: 219001"),
        (lambda: synthetic_estates(2.0, 1), r"count: 2\.0"),  # type: ignore[arg-type]
        (lambda: synthetic_estates(True, 1), "count: True"),
        (lambda: synthetic_estates(5, -1), "seed: -1; whole_number 0"),
        (lambda: synthetic_estates(5, "1"), "seed: '1'"),  # type: ignore[arg-type]
        (lambda: synthetic_estates(5, 1, spacing_km=0.0), r"spacing_km: 0\.0"),
        (lambda: synthetic_estates(5, 1, spacing_km=float("nan")), "spacing_km: nan"),
        (lambda: synthetic_estates(5, 1, place="xiashen"), "place: 'xiashen'"),
        (lambda: synthetic(5, place="xiashen"), "place: 'xiashen'"),
        (lambda: synthetic(0), "estates: 0"),
        (lambda: synthetic(5, centres=0), "centres: 0; whole_number_from_to 1 5"),
        (lambda: synthetic(5, centres=6), "centres: 6"),
        (lambda: synthetic(5, -1), "seed: -1"),
        (lambda: synthetic(5, services={}), "services: none"),
    ],
)
def test_arguments_out_of_range(call: Any, message: str) -> None:
    with raises_problem(message):
        call()
