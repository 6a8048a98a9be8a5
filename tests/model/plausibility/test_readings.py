"""Unlikely values by kind: each is told with its entry, its value and what is usual."""

from __future__ import annotations

from typing import Any

import pytest
from districts import CENTRES, CLUSTERED, codes, district, estates, only, with_estate
from hypothesis import given, settings
from hypothesis import strategies as st

from commpartner import datasets
from commpartner.datasets.synthetic import synthetic
from commpartner.errors import PlausibilityWarning
from commpartner.model.plausibility import implausible_values
from commpartner.programme import (
    Asset,
    Centre,
    Collective,
    Estate,
    Package,
    Partner,
    Policy,
    ServiceStandard,
    Venture,
    Works,
)
from commpartner.texts import Text


def hint(programme: Any) -> str:
    advice = only(programme).text.values["hint"]
    assert isinstance(advice, Text)
    return advice.code


def test_a_usual_district_gives_nothing() -> None:
    assert implausible_values(district()) == ()


@pytest.mark.parametrize("name", datasets.names())
def test_the_cases_give_nothing(name: str) -> None:
    assert implausible_values(datasets.load(name)) == ()


@pytest.mark.parametrize("area", [10.0, 600.0, 2e6])
def test_an_unusual_area_is_reported_by_its_row(area: float) -> None:
    finding = only(with_estate(4, floor_area=area * 156))
    assert (finding.code, finding.part, finding.field) == (
        "area_per_household",
        "estates",
        "floor_area",
    )
    assert finding.entries == ("e04",)
    assert finding.values == pytest.approx((area,))
    assert (finding.low, finding.high) == (30.0, 220.0)
    assert finding.text.code == "implausible"


def test_areas_in_ten_thousands_are_one_finding_with_hint() -> None:
    every = [estate.replace(floor_area=estate.floor_area / 10_000.0) for estate in estates()]
    programme = district(estates=every)
    assert hint(programme) == "hint_ten_thousand"
    assert len(only(programme).entries) == 12
    assert only(programme).text.values["text"].values["found"].values["more"] == 9


def test_the_area_of_one_home_is_recognised() -> None:
    every = [estate.replace(floor_area=75.0) for estate in estates()]
    assert hint(district(estates=every)) == "hint_area_of_one"


@pytest.mark.parametrize("households", [2, 30_000])
def test_very_small_and_very_large_estates_are_reported(households: int) -> None:
    programme = with_estate(1, households=households, floor_area=75.0 * households)
    found = {entry.code: entry for entry in implausible_values(programme)}
    assert found["estates.households"].entries == ("e01",)
    assert found["estates.households"].values == (households,)


def test_more_gates_than_an_estate_has_are_told() -> None:
    assert codes(with_estate(1, gates=40)) == {"households_per_gate"}


@pytest.mark.parametrize("change", [{"condition": 120.0}, {"need_index": 50.0}])
def test_an_unusual_field_of_an_estate_is_reported(change: dict[str, float]) -> None:
    ((field, _),) = change.items()
    finding = only(with_estate(1, **change))
    assert (finding.code, finding.field) == (f"estates.{field}", field)


def test_a_centre_that_serves_too_many_is_told() -> None:
    many = [
        estate.replace(households=3000, floor_area=225_000.0, x_km=number % 4, y_km=number // 4)
        for number, estate in enumerate(estates())
    ]
    finding = only(district(estates=many, policies={"one": Policy(centres=("west",))}))
    assert (finding.code, finding.entries) == ("households_per_centre", ("west",))
    assert finding.values == (36_000.0,)


def test_a_centre_that_serves_nobody_is_told() -> None:
    idle = Centre(id="idle", x_km=6.0, y_km=6.0)
    opened = {"clustered": Policy(centres=("west", "idle"))}
    finding = only(district(centres=(*CENTRES, idle), policies=opened))
    assert (finding.entries, finding.values) == (("idle",), (0.0,))


@pytest.mark.parametrize(
    ("levers", "advice"),
    [
        ({"fee": 50.0}, "hint_per_household"),
        ({"fee": "package_standard_fee"}, "hint_per_household"),
        ({"fee": 1.8, "fee_basis": "household"}, "hint_per_m2"),
        ({"fee": "fee_per_m2", "fee_basis": "household"}, "hint_per_m2"),
        ({"fee_growth": 3.0}, "hint_per_cent"),
    ],
)
def test_a_fee_on_the_wrong_basis_is_recognised(levers: dict[str, Any], advice: str) -> None:
    programme = district(policies={"clustered": CLUSTERED.replace(**levers)})
    assert hint(programme) == advice
    assert only(programme).entries == ("clustered",)


@pytest.mark.parametrize(
    "levers",
    [
        {"fee": 0.0},
        {"fee": 1.8},
        {"fee": 20.0, "fee_basis": "household"},
        {"fee": 50.0, "organisation": "unmanaged"},
        {"fee": 50.0, "menu": (Package(service="a", fee=10.0), Package(service="b", fee=30.0))},
    ],
)
def test_a_usual_or_unpaid_fee_gives_no_finding(levers: dict[str, Any]) -> None:
    services = {"standard": ServiceStandard(), "a": ServiceStandard(), "b": ServiceStandard()}
    policies = {"clustered": CLUSTERED.replace(**levers)}
    assert not implausible_values(district(services=services, policies=policies))


def test_prices_of_a_menu_are_told_with_their_policy() -> None:
    services = {"a": ServiceStandard(), "b": ServiceStandard(), "standard": ServiceStandard()}
    menu = (Package(service="a", fee=0.3), Package(service="b", fee=0.9))
    programme = district(services=services, policies={"menu": CLUSTERED.replace(menu=menu)})
    finding = only(programme)
    assert (finding.field, finding.entries) == ("menu", ("menu", "menu"))
    assert hint(programme) == "hint_per_m2"


@pytest.mark.parametrize(
    ("part", "entry", "code"),
    [
        ("ventures", Venture(id="v", capacity=50.0, price=20_000.0), "ventures.price"),
        ("ventures", Venture(id="v", capacity=1e8, price=10.0), "sales_per_household"),
        (
            "ventures",
            Venture(id="v", capacity=400.0, per_household=True, price=0.1),
            "capacity_per_household",
        ),
        (
            "ventures",
            Venture(id="v", capacity=50.0, price=10.0, utilisation=0.009),
            "ventures.utilisation",
        ),
        (
            "ventures",
            Venture(id="v", capacity=5.0, price=10.0, times_per_month=365.0),
            "ventures.times_per_month",
        ),
        ("partners", Partner(id="p", count=900), "partners_per_household"),
        ("partners", Partner(id="p", monthly_fee=200_000.0), "partners.monthly_fee"),
        ("partners", Partner(id="p", hours=700.0), "partners.hours"),
        ("works", Works(id="w", cost_per_household=2.67), "works.cost_per_household"),
        ("works", Works(id="w", duration=365), "works.duration"),
        ("assets", Asset(id="a", area=0.08), "assets.area"),
        ("centres", Centre(id="c", x_km=1.0, y_km=1.0, rent=0.12), "centres.rent"),
        ("centres", Centre(id="c", x_km=1.0, y_km=1.0, capacity=9), "centres.capacity"),
    ],
)
def test_an_unusual_value_of_a_part_is_reported(part: str, entry: Any, code: str) -> None:
    entries = (*CENTRES, entry) if part == "centres" else (entry,)
    finding = only(district(**{part: entries}))
    assert (finding.code, finding.part, finding.entries) == (code, part, (entry.id,))


def test_a_replaced_row_is_read_with_its_value() -> None:
    row = {"low": 40_000.0, "central": 90_000.0, "high": 120_000.0}
    with pytest.warns(PlausibilityWarning):  # of the row itself
        programme = district(
            partners=(Partner(id="p", footfall="partner_footfall"),),
            assumptions={"partner_footfall": row},
        )
    assert only(programme).values == (90_000.0,)


@pytest.mark.parametrize(
    ("row", "wage", "told"),
    [
        ("wage_cleaner", 2000.0, True),  # of 44 hours a week at least 2,127.50
        ("wage_cleaner", 2200.0, False),
        ("wage_guard", 2500.0, True),  # of 56 hours at least 2,960
        ("wage_guard", 3000.0, False),
    ],
)
def test_a_programme_s_wage_below_the_law_is_told(row: str, wage: float, told: bool) -> None:
    own = {row: {"distribution": "fixed", "low": wage, "central": wage, "high": wage}}
    found = implausible_values(district(assumptions=own))
    assert [each.code for each in found] == ["wage_below_minimum"] * told
    assert [each.entries for each in found] == [(row,)] * told


def test_an_unusual_village_and_promise_are_reported() -> None:
    services = {"standard": ServiceStandard(response_target=500.0)}
    programme = district(services=services, collective=Collective(members=3))
    assert codes(programme) == {"services.response_target", "collective.members"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_synthetic_districts_give_nothing(seed: int) -> None:
    assert not implausible_values(synthetic(60, seed, centres=3))


def sizes() -> st.SearchStrategy[list[tuple[int, float]]]:
    each = st.tuples(st.integers(40, 1500), st.floats(40.0, 150.0))
    return st.lists(each, min_size=8, max_size=30)


@settings(max_examples=30, deadline=None)
@given(sizes(), st.floats(0.3, 1.0), st.sampled_from([0.3, 0.5, 1.0, 2.5]))
def test_plausible_districts_give_nothing(
    drawn: list[tuple[int, float]], spacing: float, fee: float
) -> None:
    side = 6
    placed = tuple(
        Estate(
            id=f"e{number}",
            name=f"小区{number}",
            households=households,
            floor_area=households * area,
            gates=1 + households // 400,
            x_km=spacing * (number % side),
            y_km=spacing * (number // side),
        )
        for number, (households, area) in enumerate(drawn)
    )
    room = 1.0 + max(0.0, sum(estate.floor_area for estate in placed) / 1e6) ** 0.5
    wide = tuple(
        estate.replace(x_km=estate.x_km * room, y_km=estate.y_km * room) for estate in placed
    )
    policies = {"alone": Policy(organisation="stand_alone", fee=fee)}
    assert not implausible_values(district(estates=wide, centres=(), policies=policies))
