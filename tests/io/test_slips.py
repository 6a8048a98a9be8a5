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
def test_a_slip_in_toml_suggests_what_to_write(written: str, folder: Path) -> None:
    text = TOML.replace("rent = 800.0", f"rent = {written}")
    (folder / "programme.toml").write_text(text, encoding="utf-8")
    problem = problems(folder)[0]
    assert (problem.row, problem.field) == (6, "syntax")
    assert problem.allowed == Text("write_instead", value=SLIPS[written])


LINES = {
    "rent = 户240": Text("write_instead", value="240"),
    "rent = ￥800": Text("write_instead", value="800"),
    "rent = .5": Text("write_instead", value="0.5"),
    "rent = 800,": Text("write_instead", value="800"),
    "rent = True": Text("write_instead", value="true"),
    "rent = 否": Text("write_instead", value="false"),
    "rent： 800": Text("write_instead", value="rent = 800"),
    "rent ＝ 800": Text("write_instead", value="rent = 800"),
    "rent 800": Text("write_instead", value="rent = 800"),
    "label_zh = 霞山": Text("write_in_quotes", value='"霞山"'),
    "label_zh = 霞山 # 名称": Text("write_in_quotes", value='"霞山"'),
    "label_zh = “霞山”": Text("write_in_quotes", value='"霞山"'),
    "label_zh = Mill Street 3": Text("write_in_quotes", value='"Mill Street 3"'),
    "新华街道 = 6": Text("write_in_quotes", value='"新华街道"'),
    "joins = {north = 3, 新华街道 = 6}": Text("write_in_quotes", value='"新华街道"'),
    "label_zh =": Text("value_after_equals", key="label_zh"),
    "rent = null": Text("leave_line_out"),
    "label_zh = 'a', 'b'": Text("toml"),
    "rent = [1,": Text("toml"),
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_no_toml_suggests_what_to_write(line: str, folder: Path) -> None:
    text = TOML.replace("rent = 800.0", line)
    (folder / "programme.toml").write_text(text, encoding="utf-8")
    assert problems(folder)[0].allowed == LINES[line]


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("rent = 800.0", "rent = '户240'", "240"),
        ("rent = 800.0", 'rent = "800"', "800"),
        ("area = 200", 'area = "200平米"', "200"),
        ("central = 2600.0", "central = '2,600元'", "2600"),
    ],
)
def test_text_in_place_of_a_number_suggests_the_number(
    old: str, new: str, value: str, folder: Path
) -> None:
    (folder / "programme.toml").write_text(TOML.replace(old, new), encoding="utf-8")
    (problem,) = problems(folder)
    assert problem.allowed == Text("write_without_quotes", value=value)


def test_text_that_is_no_number_is_answered_with_names(folder: Path) -> None:
    text = TOML.replace("rent = 800.0", "rent = 'centre_rnt'")
    (folder / "programme.toml").write_text(text, encoding="utf-8")
    (problem,) = problems(folder)
    assert "'centre_rent'" in problem.allowed


@pytest.mark.parametrize("written", ["120户", "户120", "0.012万", "１２０"])
def test_a_slip_in_a_cell_suggests_what_to_write(written: str, folder: Path) -> None:
    (folder / "estates.csv").write_text(CSV.replace("甲,120", f"甲,{written}"), encoding="utf-8")
    (problem,) = problems(folder)
    assert problem.allowed == Text("write_instead", value="120")


def test_a_file_given_for_its_folder_is_recognised(folder: Path) -> None:
    (problem,) = problems(folder / "programme.toml")
    assert problem.allowed == Text("the_folder", folder=str(folder))


@pytest.mark.parametrize("row", ["合计,,180,13500,,,,,\n", ",Total,180,13500,,,,,\n"])
def test_a_row_of_totals_is_to_be_removed(row: str, folder: Path) -> None:
    (folder / "estates.csv").write_text(CSV + row, encoding="utf-8")
    (problem,) = problems(folder)
    assert (problem.row, problem.allowed) == (5, Text("remove_row"))
