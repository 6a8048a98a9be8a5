"""The lines of unlikely values are those of the files, blank lines counted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from commpartner import datasets, implausible_values, load_programme, save_programme
from commpartner.io.where import lines_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, source in datasets.template("en").items():
        shutil.copyfile(source, tmp_path / name)
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_template_is_usual(folder: Path) -> None:
    assert implausible_values(load_programme(folder)) == ()


def test_estate_rows_and_programme_lines_are_located(folder: Path) -> None:
    change(folder / "estates.csv", "\ne04,", "\n\ne04,")
    change(folder / "estates.csv", ",54,3900,", ",54,0.39,")
    change(folder / "programme.toml", "count = 8", "count = 800")
    findings = implausible_values(load_programme(folder))
    assert [finding.code for finding in findings] == [
        "area_per_household",
        "partners_per_household",
    ]
    lines = (folder / "programme.toml").read_text(encoding="utf-8").split("\n")
    row = lines.index("count = 800") + 1
    assert lines_of(findings, folder, 3) == [("estates.csv", (6,)), ("programme.toml", (row,))]


def test_only_the_first_few_lines_are_looked_up(folder: Path) -> None:
    programme = load_programme(folder)
    estates = [estate.replace(floor_area=1.0) for estate in programme.estates]
    save_programme(programme.replace(estates=estates), folder / "small")
    findings = implausible_values(load_programme(folder / "small"))
    assert lines_of(findings, folder / "small", 3) == [("estates.csv", (2, 3, 4))]


def test_an_estate_s_line_in_one_file_is_located(folder: Path) -> None:
    programme = load_programme(folder)
    estates = (programme.estates[0].replace(floor_area=1.0), *programme.estates[1:])
    for name in ("one.toml", "one.json"):
        save_programme(programme.replace(estates=estates), folder / name)
        findings = implausible_values(load_programme(folder / name))
        ((file, lines),) = lines_of(findings, folder / name, 3)
        assert file == name
        text = (folder / name).read_text(encoding="utf-8").split("\n")
        assert all("floor_area" in text[line - 1] for line in lines)
        assert bool(lines) == name.endswith("toml")
