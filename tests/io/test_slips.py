"""Slips of people who come from spreadsheets: what to write is told, in CSV and in TOML."""

from __future__ import annotations

from pathlib import Path

import pytest
from programme_files import CSV, TOML

from commpartner.errors import InputError, Problem
from commpartner.io import load_programme
from commpartner.texts import Text

SLIPS = {"１２００": "1200", "50%": "0.5", "0,5": "0.5", "1.200,5": "1200.5", "“800”": "800"}


def problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        load_programme(path)
    return caught.value.problems


@pytest.mark.parametrize("written", SLIPS)
def test_a_slip_in_toml_is_told_with_what_to_write(written: str, folder: Path) -> None:
    text = TOML.replace("rent = 800.0", f"rent = {written}")
    (folder / "programme.toml").write_text(text, encoding="utf-8")
    problem = problems(folder)[0]
    assert (problem.row, problem.field) == (6, "syntax")
    assert problem.allowed == Text("write_instead", value=SLIPS[written])


@pytest.mark.parametrize("written", ["120户", "0.012万", "１２０"])
def test_a_slip_in_a_cell_is_told_with_what_to_write(written: str, folder: Path) -> None:
    (folder / "estates.csv").write_text(CSV.replace("甲,120", f"甲,{written}"), encoding="utf-8")
    (problem,) = problems(folder)
    assert problem.allowed == Text("write_instead", value="120")


def test_the_file_in_the_folder_in_place_of_the_folder(folder: Path) -> None:
    (problem,) = problems(folder / "programme.toml")
    assert problem.allowed == Text("the_folder", folder=str(folder))


@pytest.mark.parametrize("row", ["合计,,180,13500,,,,,\n", ",Total,180,13500,,,,,\n"])
def test_a_row_of_totals_is_to_be_removed(row: str, folder: Path) -> None:
    (folder / "estates.csv").write_text(CSV + row, encoding="utf-8")
    (problem,) = problems(folder)
    assert (problem.row, problem.allowed) == (5, Text("remove_row"))
