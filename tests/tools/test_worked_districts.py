"""The worked districts are what the tool makes, and the import reads them as the page says."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import worked_districts

import commpartner as cp
from commpartner.lists import read_estate_list

LISTS = {"wutong": worked_districts.wutong, "millbrook": worked_districts.millbrook}


def path_of(name: str) -> Path:
    return worked_districts.FOLDER / name / "list.xlsx"


@pytest.mark.parametrize("name", LISTS)
def test_the_committed_list_is_what_the_tool_makes(name: str) -> None:
    made, kept = LISTS[name](), openpyxl.load_workbook(path_of(name))
    assert kept.sheetnames == made.sheetnames
    for sheet in made:
        cells = [list(row) for row in sheet.iter_rows(values_only=True)]
        there = [list(row) for row in kept[sheet.title].iter_rows(values_only=True)]
        assert [_dated(row) for row in there] == [_dated(row) for row in cells]
        assert kept[sheet.title].merged_cells.ranges == sheet.merged_cells.ranges


def _dated(row: list[object]) -> list[object]:
    return [str(cell)[:10] if hasattr(cell, "year") else cell for cell in row]


def test_the_list_of_wutong_is_understood() -> None:
    listed = read_estate_list(path_of("wutong"))
    taken = {row.field: row for row in listed.understood()}
    assert len(listed.estates) == worked_districts.COUNT
    assert taken["floor_area"].estimated == 6
    assert taken["longitude"].notes[0].values["datum"] == "BD-09"
    assert {estate.subdistrict for estate in listed.estates} == set(worked_districts.WUTONG.streets)
    refused = [(problem.row, problem.column, problem.code) for problem in listed.problems]
    assert refused == [(23, "built_year", "list_year"), (29, "fee", "list_fee")]
    assert not listed.doubts


def test_the_estates_read_are_those_drawn() -> None:
    made = worked_districts.made_up(worked_districts.WUTONG, seed=11)
    listed = read_estate_list(path_of("wutong"))
    for row, estate in zip(made, listed.estates, strict=True):
        assert estate.name == row.name
        assert estate.households == row.estate.households
        if "floor_area" not in estate.estimated:
            assert estate.floor_area == pytest.approx(row.estate.floor_area, abs=0.51)
        assert estate.managed == row.estate.managed
        assert estate.collection_rate == row.collected


def test_the_list_of_millbrook_is_understood() -> None:
    listed = read_estate_list(path_of("millbrook"))
    (problem,) = listed.problems
    assert (problem.row, problem.column, problem.code) == (35, "households", "list_count")
    assert len(listed.estates) == worked_districts.COUNT - 1
    by_household = [estate for estate in listed.estates if estate.fee_basis == "household"]
    assert {estate.fee for estate in by_household} == {42.0, 46.0}
    assert not listed.doubts  # the row without households may explain the larger total


@pytest.mark.parametrize("name", LISTS)
def test_the_accounts_are_those_of_the_draw(name: str) -> None:
    path = worked_districts.FOLDER / name / "accounts.csv"
    assert path.read_text(encoding="utf-8-sig") == worked_districts.accounts(name)
    observed = cp.Observed.from_csv(path, policy=worked_districts.POLICY)
    assert [each.series for each in observed.observations] == list(worked_districts.SEEN)
