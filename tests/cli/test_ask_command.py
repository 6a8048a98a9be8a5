"""The command `ask`: questions listed, answered on 80 columns in both languages, refused."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from calling import commpartner
from rich.cells import cell_len

import commpartner as cp
from commpartner.facts.words import say
from commpartner.planning.questions.listed import QUESTIONS
from commpartner.report.grids.asked import answer_grid
from commpartner.texts import Language

SMALL = ("--draws", "4")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_question_is_listed_on_eighty_columns(language: Language) -> None:
    done = commpartner("ask", "--lang", language, columns=80)
    assert done.status == 0
    assert max(map(cell_len, done.out.splitlines())) <= 80
    for name in QUESTIONS:
        assert name in done.out
        assert say(f"question_{name}", language)[:8] in done.out


BY_DAY = ("stalls_that_carry", "who_loses", "worth_of_next_centre", "fallback_cap_that_suffices")


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.nightly)])
@pytest.mark.parametrize(
    "question",
    [
        pytest.param(name, marks=[] if name in BY_DAY else [pytest.mark.nightly])
        for name in QUESTIONS
    ],
)
def test_every_question_is_answered_on_eighty_columns(question: str, language: Language) -> None:
    done = commpartner("ask", question, "xiashan", *SMALL, "--lang", language, columns=80)
    assert (done.status, done.err) == (0, "")
    assert max(map(cell_len, done.out.splitlines())) <= 80
    assert say(f"question_{question}", language) in done.out
    assert not re.search(r"\b(nan|inf|None)\b", done.out)
    if language == "zh":
        assert "yuan" not in done.out


def test_tables_of_an_answer_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    done = commpartner("ask", "7", "xiashan", "clustered", *SMALL, "--out", str(folder))
    assert done.status == 0, done.err
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["question"], manifest["policy"]) == ("operator_must_find", "clustered")
    with (folder / "draws.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 4


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("fee", "xiashan"), "fee_that_closes_gap"),
        (("0", "xiashan"), "question"),
        (("1",), "case"),
        (("1", "nowhere"), "nowhere"),
        (("1", "xiashan", "no_such"), "no_such"),
        (("1", "xiashan", "unmanaged"), "policy"),
        (("1", "xiashan", "--year", "3"), "--year"),
        (("2", "xiashan", "--centre", "c01", "--venture", "market"), "--venture"),
        (("1", "xiashan", "--centre", "c99"), "centre"),
        (("3", "xiashan", "--venture", "mill"), "venture"),
        (("fee_that_closes_gap", "xiashan", "--year", "4"), "year"),
        (("fee_that_closes_gap", "xiashan", "--draws", "0"), "--draws"),
    ],
)
def test_what_cannot_be_asked_is_refused(arguments: tuple[str, ...], told: str) -> None:
    done = commpartner("ask", *arguments)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("language", "head", "unit"), [("en", "mean", "points"), ("zh", "均值", "百分点")]
)
def test_a_change_is_called_one_with_its_unit(language: Language, head: str, unit: str) -> None:
    programme = cp.datasets.load("xiashan")
    found = cp.planning.worth_of_next_centre(
        programme, "clustered", centre="c04", months=12, draws=2, seed=7
    )
    grid = answer_grid(found, language)
    assert grid.columns[0].heading == say("asked_change", language)
    assert grid.columns[1].heading == head
    (served,) = (row for row in grid.rows if unit in row.cells[0].text)
    assert "%" not in served.cells[1].text
    assert all("[" in row.cells[0].text for row in grid.rows)
    cells = [cell.text for row in grid.rows for cell in row.cells[1:]]
    assert not [
        text for text in cells if "million" in text or "万" in text
    ]  # it stands in the head
    assert say("asked_few", language, draws=2) in found.text(language)


@pytest.mark.parametrize(("language", "unit"), [("en", "estates"), ("zh", "个小区")])
def test_numbers_of_losers_have_units_that_can_be_read(language: Language, unit: str) -> None:
    found = cp.planning.who_loses(cp.datasets.load("xiashan"), "partner", draws=8, seed=7)
    grid = answer_grid(found, language)
    heads = [column.heading for column in grid.columns]
    assert all(f"[{unit}]" in head for head in heads[1:4])
    assert grid.notes == (say("asked_of_who_loses", language),)
    for row in grid.rows:
        for cell in (each for each in row.cells if each.unit == "yuan/year" and each.value):
            digits = cell.text.replace(",", "").lstrip("-0.")
            assert len(digits.replace(".", "")) >= 3 or float(cell.text) == round(float(cell.text))


def test_all_money_of_a_table_has_one_unit() -> None:
    found = cp.planning.operator_must_find(cp.datasets.load("xiashan"), "partner", draws=8, seed=7)
    heads = [column.heading for column in answer_grid(found, "en").columns[1:]]
    assert len({head.split(" ", 1)[1] for head in heads}) == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_capacity_without_a_unit_is_counted_in_units(language: Language) -> None:
    village = cp.datasets.load("qingyunpu")
    found = cp.planning.stalls_that_carry(village, "village", draws=4, seed=7)
    units = say("asked_units", language)
    assert (found.unit, found.text(language).count(units)) == ("", 3)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_centre_that_costs_more_saves_nothing(language: Language) -> None:
    xiashan = cp.datasets.load("xiashan")
    found = cp.planning.estates_to_pay(xiashan, "partner", most=2, draws=4, seed=7)
    assert found.table["mean"].iloc[-1] < 0
    more = {"en": "it costs", "zh": "多花"}[language]
    assert more in found.text(language) and "-" not in found.text(language)
