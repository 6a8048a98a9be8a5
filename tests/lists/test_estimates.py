"""What a list leaves out is estimated by the documented rules and marked, row by row."""

from __future__ import annotations

from typing import Any

import pytest

from commpartner.assumptions.table import default_assumptions
from commpartner.lists.estimates import Estimate, estimate
from commpartner.programme import Estate

Row = dict[str, Any]


def estimated(*rows: Row) -> tuple[list[Row], dict[str, Estimate]]:
    numbered = {number: dict(row) for number, row in enumerate(rows)}
    done = estimate(numbered)
    return list(numbered.values()), {each.field: each for each in done}


def test_all_that_is_missing_is_estimated_and_marked() -> None:
    (row,), done = estimated({"name": "a", "households": 401})
    area = default_assumptions()["floor_area_per_household"].central
    assert row["floor_area"] == round(401 * area, 1)
    assert row["gates"] == 2
    assert row["managed"] is False
    assert (row["condition"], row["governance"], row["need_index"]) == (1.0, 0.0, 1.0)
    assert row["id"] == "e0001"
    marked = (*("id", "floor_area", "gates", "managed"), *("condition", "governance", "need_index"))
    assert row["estimated"] == marked
    assert set(done) == set(marked)
    assert all(each.rows == 1 for each in done.values())
    Estate.model_validate(row)


def test_what_is_given_stays_and_has_no_mark() -> None:
    given = {"id": "x", "name": "a", "households": 9, "floor_area": 1.0, "gates": 0}
    given |= {"managed": True, "condition": 2.0, "governance": 0.5, "need_index": 0.0}
    (row,), done = estimated(given)
    assert row == given | {"estimated": ()}
    assert done == {}


@pytest.mark.parametrize(
    ("count", "code"), [(5, "rule_area_of_list"), (4, "rule_area_of_assumption")]
)
def test_five_rows_give_the_list_its_own_area(count: int, code: str) -> None:
    rows = [{"name": "a", "households": 10, "floor_area": 10.0 * n} for n in range(1, count + 1)]
    found, done = estimated(*rows, {"name": "b", "households": 100})
    assert done["floor_area"].rule.code == code
    expected = 100 * (
        3.0 if count == 5 else default_assumptions()["floor_area_per_household"].central
    )
    assert found[-1]["floor_area"] == expected
    assert "floor_area" not in found[0]["estimated"]


@pytest.mark.parametrize(("homes", "gates"), [(1, 1), (400, 1), (401, 2), (1200, 3)])
def test_gates_by_households(homes: int, gates: int) -> None:
    (row,), _ = estimated({"households": homes})
    assert row["gates"] == gates


def test_places_are_the_middle_of_neighbours() -> None:
    rows, done = estimated(
        {"households": 9, "community": "c", "subdistrict": "s", "x_km": 0.0, "y_km": 2.0},
        {"households": 9, "community": "c", "subdistrict": "s", "x_km": 1.0, "y_km": 4.0},
        {"households": 9, "community": "d", "subdistrict": "s", "x_km": 5.0, "y_km": 0.0},
        {"households": 9, "community": "f", "subdistrict": "t", "x_km": 10.0, "y_km": 0.0},
        {"households": 9, "community": "c", "subdistrict": "s"},
        {"households": 9, "community": "new", "subdistrict": "s"},
        {"households": 9, "subdistrict": "new"},
    )
    assert [(row["x_km"], row["y_km"]) for row in rows[4:]] == [(0.5, 3.0), (2.0, 2.0), (4.0, 1.5)]
    assert rows[4]["estimated"][:4] == ("id", "floor_area", "gates", "x_km")
    assert "y_km" in rows[4]["estimated"]
    assert done["x_km"].rows == 3


def test_without_any_place_none_is_estimated() -> None:
    (row,), done = estimated({"households": 9})
    assert "x_km" not in row
    assert "x_km" not in done


def test_a_named_company_manages() -> None:
    rows, _ = estimated({"households": 9, "manager": "m"}, {"households": 9})
    assert [row["managed"] for row in rows] == [True, False]


def test_made_ids_never_repeat_given_ones() -> None:
    rows, done = estimated({"households": 9}, {"households": 9, "id": "e0001"}, {"households": 9})
    assert [row["id"] for row in rows] == ["row-0001", "e0001", "e0003"]
    assert done["id"].rows == 2
