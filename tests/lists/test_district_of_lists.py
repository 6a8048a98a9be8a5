"""A programme of a list: centres, policies, facts that name columns and rules."""

from __future__ import annotations

from pathlib import Path

import messy
import pytest
from refusals import raises_problem

import commpartner as cp
from commpartner.lists import programme_of_list, read_estate_list


def test_columns_and_rules_become_facts(tmp_path: Path) -> None:
    listed = read_estate_list(messy.gb18030(tmp_path))
    case = programme_of_list(listed, "harbour", language="zh")
    facts = {fact.field: fact for fact in case.facts}
    assert facts["estates.households"].source == "gb.csv, B 户数"
    assert facts["estates.households"].kind == "derived"
    assert facts["estates.floor_area"].kind == "assumption"
    assert facts["estates.gates"].kind == "assumption"
    assert "400" in facts["estates.gates"].note
    assert facts["centres"].kind == "assumption"
    assert (case.name, case.label_zh) == ("harbour", "harbour")
    assert set(case.policies) == {"unmanaged", "stand_alone", "clustered"}


def test_estates_without_places_have_centres_without(tmp_path: Path) -> None:
    case = programme_of_list(read_estate_list(messy.gb18030(tmp_path)), "x")
    assert [(each.id, each.x_km) for each in case.centres] == [("c1", None)]


def test_without_places_neighbours_in_the_list_share_centres(tmp_path: Path) -> None:
    lines = ["小区,户数", *(f"甲{n},{100 + n}" for n in range(42))]
    listed = read_estate_list(messy.text(tmp_path / "unplaced.csv", "\n".join(lines)))
    case = programme_of_list(listed, "x")
    served = cp.simulate(case, "clustered", draws=4, months=12).estates["centre"]
    assert len(case.centres) == 3
    assert list(served) == ["c1"] * 14 + ["c2"] * 14 + ["c3"] * 14


def placed(folder: Path, count: int, managed: str = "无") -> Path:
    lines = ["小区,户数,有无物业,经度,纬度"]
    lines += [
        f"甲{n},{100 + n},{managed},{110.38 + n * 1e-3},{21.2 + n % 5 * 1e-3}" for n in range(count)
    ]
    return messy.text(folder / "placed.csv", "\n".join(lines))


@pytest.mark.parametrize(("estates", "asked", "centres"), [(42, None, 3), (42, 5, 5), (3, 9, 3)])
def test_centres_stand_among_households(
    estates: int, asked: int | None, centres: int, tmp_path: Path
) -> None:
    listed = read_estate_list(placed(tmp_path, estates))
    case = programme_of_list(listed, "x", centres=asked)
    assert len(case.centres) == centres
    span = [each.x_km for each in case.estates if each.x_km is not None]
    for each in case.centres:
        assert each.x_km is not None
        assert min(span) <= each.x_km <= max(span)


@pytest.mark.parametrize(("managed", "takes_on"), [("有", "all"), ("无", "unmanaged")])
def test_unmanaged_estates_are_taken_on(managed: str, takes_on: str, tmp_path: Path) -> None:
    case = programme_of_list(read_estate_list(placed(tmp_path, 8, managed)), "x")
    assert case.policies["clustered"].takes_on == takes_on
    run = cp.simulate(case, "clustered", draws=4, months=12)
    assert run.outcomes is not None


def test_problems_stop_it_unless_left_out(tmp_path: Path) -> None:
    listed = read_estate_list(messy.degrees(tmp_path))
    with raises_problem("list_longitude"):
        programme_of_list(listed, "x")
    case = programme_of_list(listed, "x", without_refused=True)
    assert len(case.estates) == 6
    with raises_problem("list_needs_households"):
        programme_of_list(read_estate_list(messy.places_only(tmp_path)), "x", without_refused=True)


def test_a_list_without_estates_has_no_programme(tmp_path: Path) -> None:
    listed = read_estate_list(messy.text(tmp_path / "none.csv", "小区,户数\n"))
    assert not listed.problems
    with raises_problem("none.csv, rows: nothing; at_least_one_estate"):
        programme_of_list(listed, "x")


def test_filled_workbook_saved_and_loaded_is_equal(tmp_path: Path) -> None:
    listed = read_estate_list(messy.titled(tmp_path))
    case = programme_of_list(listed, "harbour")
    cp.save_programme(case, tmp_path / "harbour")
    again = cp.load_programme(tmp_path / "harbour")
    assert again == case
    assert [each.estimated for each in again.estates] == [each.estimated for each in listed.estates]
