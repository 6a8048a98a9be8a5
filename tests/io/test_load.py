"""Mistakes in programme.toml and in one-file programmes, all of them told at once."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programme_files import CSV, TOML

from commpartner.errors import InputError, Problem
from commpartner.io import load_programme, programme_from_dict, write_tables
from commpartner.io.check import checked
from commpartner.io.document import Document
from commpartner.programme import Programme
from commpartner.texts import Text

QUANTITY = "a number of 0 or more, or the name of an assumption"
NOT_FINITE = "; NaN and infinity are not numbers"
UNKNOWN = "an unknown key"
CONTRARY = "values that contradict each other"
LONG = "2024-01-01T00:00:00Z"
RENT = "rent = 800.0"
BASE = 'service = "basic"'
WAGE = "central = 2600.0"
SYNTAX = "TOML (https://toml.io)"

ONE_MISTAKE = [
    # The whole
    ('name = "case"', "", 1, "programme.name", "nothing", "text, not empty; it is required"),
    ('name = "case"', "name = 3", 2, "programme.name", "3", "text, not empty"),
    ('name = "case"', 'name = "case"\nplaec = ""', 3, "programme.plaec", UNKNOWN, "place"),
    ('name = "case"', 'name = "x"\nsynthetic = true', 1, "programme.synthetic_note", "nothing", ""),
    ('name = "case"', 'name = "x"\nsynthetic = 1', 3, "programme.synthetic", "1", "true or false"),
    ('[programme]\nname = "case"', "programme = 3", 1, "programme", "3", "a table [programme]"),
    ("[[centres]]", "[[centers]]", 4, "centers", UNKNOWN, "did you mean 'centres'"),
    ("[[centres]]", "[centres]", 4, "centres", "{'id': 'c1'", "a list of tables [[...]]"),
    # Values
    (RENT, "rent = -1", 6, "centres.c1.rent", "-1", QUANTITY),
    (RENT, "rent = true", 6, "centres.c1.rent", "True", QUANTITY),
    (RENT, "rent = nan", 6, "centres.c1.rent", "nan", QUANTITY + NOT_FINITE),
    (RENT, f"rent = {LONG}", 6, "centres.c1.rent", "datetime.datetime(2024", QUANTITY),
    (RENT, "rnt = 800.0", 6, "centres.c1.rnt", UNKNOWN, "did you mean 'rent'?"),
    (RENT, "capacity = 1.5", 6, "centres.c1.capacity", "1.5", "a whole number of 1 or more"),
    (RENT, 'x_km = "1"', 6, "centres.c1.x_km", "'1'", "write 1, without quotes"),
    ('id = "c1"', "", 4, "centres.1.id", "nothing", "letters A-Z and a-z, digits"),
    ('id = "c1"', 'id = "c 1"', 5, "centres.c 1.id", "'c 1'", "letters A-Z and a-z, digits"),
    ("price = 11.0", "", 17, "ventures.canteen.price", "nothing", f"{QUANTITY}; it is required"),
    ("cleaning = 0.5", "cleaning = 2", 9, "services.basic.cleaning", "2", "a number from 0 to 1"),
    (BASE, "settlement_months = 2", 28, "policies.base.settlement_months", "2", "one of 1, 3, 12"),
    (BASE, 'others = "x"', 28, "policies.base.others", "'x'", "one of 'unmanaged', 'stand_alone'"),
    (BASE, 'capital_charge = "yes"', 28, "policies.base.capital_charge", "'yes'", "true or false"),
    (BASE, 'centres = "c1"', 28, "policies.base.centres", "'c1'", "a list"),
    (BASE, 'mechanisms = ["m"]', 28, "policies.base.mechanisms.1", "'m'", "one of 'staff_pooling'"),
    (BASE, "upgrade_share = 0.7\nreserve_share = 0.7", 26, "policies.base", CONTRARY, "exceed 1"),
    (BASE, "[policies.base.fees]", 28, "policies.base.fees", UNKNOWN, "'fee_basis'"),
    ('value = "1"', "value = 1", 41, "facts.centres.value", "1", "text, not empty"),
    # Names of what does not exist, and names given twice
    (RENT, '[[centres]]\nid = "c1"', 7, "centres.c1.id", "'c1'", "once; row 5 has it already"),
    (RENT, 'rent = "centre_rnt"', 6, "centres.c1.rent", "'centre_rnt', which", "'centre_rent'"),
    (RENT, 'rent = "800"', 6, "centres.c1.rent", "'800', which", "write 800, without quotes"),
    ('asset = "hall"', 'asset = "hal"', 19, "ventures.canteen.asset", "'hal', which", "'hall'"),
    (BASE, 'service = "basci"', 28, "policies.base.service", "'basci', which", "'basic'"),
    ('["c1"]', '["c2"]', 31, "policies.partner.centres", "'c2', which is not among", "c1"),
    ('["canteen"]', '["x"]', 32, "policies.partner.ventures", "'x', which is not", "canteen"),
    ('["merchants"]', '["x"]', 33, "policies.partner.partners", "'x', which is", "merchants"),
    ("{ e1", "{ e9", 34, "policies.partner.assignment", "'e9', which is not", "e1, e2, e3"),
    ('e1 = "c1"', 'e1 = "c7"', 34, "policies.partner.assignment.e1", "'c7', which is not", "c1"),
    ("cleaning = 0.5", "minimum_posts = { x = 1 }", 9, "services.basic.minimum_posts", "'x'", ""),
    ('"xs_area_centres"', '"xs"', 43, "facts.centres.source", "'xs'", "id of a published figure"),
    # Rows of the ledger
    ("wage_guard]", "wage_gard]", 36, "assumptions.wage_gard", "an unknown name", "'wage_guard'"),
    ("wage_guard]", "self]", 36, "assumptions.self", "an unknown name", "one of"),
    (WAGE, 'central = "many"', 37, "assumptions.wage_guard.central", "'many'", "a number"),
    (WAGE, "central = true", 37, "assumptions.wage_guard.central", "True", "a number"),
    (WAGE, "central = inf", 37, "assumptions.wage_guard.central", "inf", "a number"),
    (WAGE, "central = 9e9", 36, "assumptions.wage_guard", CONTRARY, "outside the range"),
    (WAGE, "centrl = 1.0", 37, "assumptions.wage_guard.centrl", UNKNOWN, "'central'"),
    (WAGE, 'name = "x"', 37, "assumptions.wage_guard.name", "'x'", "a row keeps its name"),
    (
        WAGE,
        'correlated_by = "x"',
        37,
        "assumptions.wage_guard.correlated_by",
        "'x'",
        "the name of a fixed row",
    ),
    (
        "[assumptions.wage_guard]\n" + WAGE,
        "[assumptions]\nwage_guard = 1.0",
        37,
        "assumptions.wage_guard",
        "1.0",
        "a table",
    ),
    # Syntax
    (RENT, "rent = ", 6, "syntax", "nothing", "a value behind rent ="),
    (RENT, f"{RENT}\nrent = 1", 7, "syntax", "Cannot overwrite a value", SYNTAX),
    ('"xs_area_centres"', "[", 44, "syntax", "Invalid value, at the end of the file", SYNTAX),
    ("[[facts]]", "[[estates]]\n[[facts]]", 39, "estates", "estates both here and in", "only"),
]


def problems_of(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as raised:
        load_programme(path)
    return raised.value.problems


def test_the_folder_is_right_to_begin_with(folder: Path) -> None:
    programme = load_programme(str(folder))
    assert isinstance(programme, Programme)
    assert programme.centres[0].rent == 800.0
    assert programme.policies["partner"].assignment == {"e1": "c1"}
    assert programme.assumption_table()["wage_guard"].central == 2600.0


@pytest.mark.parametrize(("old", "new", "row", "field", "found", "allowed"), ONE_MISTAKE)
def test_one_mistake(
    old: str, new: str, row: int, field: str, found: str, allowed: str, folder: Path
) -> None:
    assert old in TOML
    (folder / "programme.toml").write_text(TOML.replace(old, new, 1), encoding="utf-8")
    (problem,) = [problem for problem in problems_of(folder) if problem.field == field]
    assert (problem.file, problem.row) == ("programme.toml", row)
    assert problem.found.startswith(found)
    assert allowed in problem.allowed


def test_all_mistakes_of_all_files_together(folder: Path) -> None:
    """The most that still parses: every kind of mistake once, in both files."""
    text = TOML
    for old, new in [
        ('name = "case"', 'plaec = ""'),
        (RENT, 'rent = -1\n[[centres]]\nid = "c1"'),
        ("cleaning = 0.5", "cleaning = 2"),
        ('asset = "hall"', 'asset = "hal"'),
        (BASE, "upgrade_share = 0.7\nreserve_share = 0.7"),
        ('["canteen"]', '["x"]'),
        ("{ e1", "{ e9"),
        (WAGE, "centrl = 1.0\n[assumptions.wage_gard]"),
        ('"xs_area_centres"', '"xs"'),
    ]:
        text = text.replace(old, new, 1)
    (folder / "programme.toml").write_text(text, encoding="utf-8")
    table = CSV.replace("甲,120", "甲,-5").replace("4500", "many").replace("e3", "e1")
    (folder / "estates.csv").write_text(table, encoding="utf-8")
    assert [(problem.file, problem.row, problem.field) for problem in problems_of(folder)] == [
        *(
            ("programme.toml", row, field)
            for row, field in [
                (1, "programme.name"),
                (2, "programme.plaec"),
                (6, "centres.c1.rent"),
                (8, "centres.c1.id"),
                (11, "services.basic.cleaning"),
                (21, "ventures.canteen.asset"),
                (28, "policies.base"),
                (35, "policies.partner.ventures"),
                (37, "policies.partner.assignment"),
                (40, "assumptions.wage_guard.centrl"),
                (41, "assumptions.wage_gard"),
                (47, "facts.centres.source"),
            ]
        ),
        ("estates.csv", 2, "households"),
        ("estates.csv", 3, "floor_area"),
        ("estates.csv", 4, "id"),
    ]


def test_a_correlation_that_breaks_rows_is_reported_for_each(folder: Path) -> None:
    text = TOML.replace("wage_guard]", "wage_correlation]")
    text = text.replace(WAGE, 'distribution = "uniform"')
    (folder / "programme.toml").write_text(text, encoding="utf-8")
    found = problems_of(folder)
    assert {problem.row for problem in found} == {36}
    assert "assumptions.wage_cleaner.correlated_by" in {problem.field for problem in found}


def test_true_in_place_of_a_number_is_one_problem(folder: Path) -> None:
    (folder / "programme.toml").write_text(TOML.replace(WAGE, "central = true"), encoding="utf-8")
    assert len(problems_of(folder)) == 1


def test_an_unreadable_table_of_estates_blames_no_policy(folder: Path) -> None:
    (folder / "estates.csv").write_bytes(b"\xff")
    (folder / "programme.toml").write_text(TOML.replace(RENT, "rent = -1"), encoding="utf-8")
    assert [problem.field for problem in problems_of(folder)] == ["centres.c1.rent", "encoding"]


def test_missing_files_are_named(folder: Path) -> None:
    for name in ("programme.toml", "estates.csv"):
        (folder / name).unlink()
    assert [(problem.file, problem.field) for problem in problems_of(folder)] == [
        ("programme.toml", "file"),
        ("estates.csv", "file"),
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("nowhere", "nothing of this name"),
        ("nowhere.toml", "nothing of this name"),
        ("table.xlsx", "an Excel workbook"),
        ("table.xls", "a file of the unknown kind '.xls'"),
        ("case/estates.csv", "a file of the unknown kind '.csv'"),
    ],
)
def test_paths_that_hold_no_programme(name: str, found: str, folder: Path) -> None:
    path = folder.parent / name
    if name.startswith("table"):
        path.write_bytes(b"PK")
    (problem,) = problems_of(path)
    assert (problem.file, problem.found) == (str(path), found)
    assert "a folder with programme.toml and estates.csv" in problem.allowed
    assert ("not read yet" in problem.allowed) == (name == "table.xlsx")


ESTATES = """
[[estates]]
id = "e1"
households = 120
floor_area = 9000.5

[[estates]]
id = "e2"
households = 60
floor_area = 4500
"""


@pytest.mark.parametrize(
    ("old", "new", "row", "field", "found", "allowed"),
    [
        ("= 60", "= 0", 52, "estates.e2.households", "0", "a whole number of 1 or more"),
        ("= 60", '= "60"', 52, "estates.e2.households", "'60'", "write 60, without quotes"),
        ("= 60", "= true", 52, "estates.e2.households", "True", "a whole number of 1 or more"),
        ('"e2"', '"e1"', 51, "estates.e1.id", "'e1'", "each id once; row 46 has it already"),
        (
            "4500",
            "4500\nx_km = 1\ny_km = 1",
            45,
            "estates.e1.x_km",
            "a place for 1 of 2 estates",
            "",
        ),
        ("4500", "4500\nx_km = 1", 50, "estates.e2", CONTRARY, "x_km and y_km go together"),
        ("4500", "4500\ngate = 1", 54, "estates.e2.gate", UNKNOWN, "'gates'"),
        (ESTATES, "", None, "estates", "nothing", "a list of tables [[...]]; it is required"),
        (ESTATES, "[estates]", 44, "estates", "{}", "a list of tables"),
    ],
)
def test_estates_in_one_file(
    old: str, new: str, row: int | None, field: str, found: str, allowed: str, tmp_path: Path
) -> None:
    path = tmp_path / "case.TOML"
    path.write_text(TOML + ESTATES, encoding="utf-8")
    load_programme(path)
    path.write_text((TOML + ESTATES).replace(old, new, 1), encoding="utf-8")
    (problem,) = [problem for problem in problems_of(path) if problem.field == field]
    assert (problem.file, problem.row, problem.found) == ("case.TOML", row, found)
    assert allowed in problem.allowed


@pytest.mark.parametrize(
    ("text", "row", "field", "found"),
    [
        ('{"programme":\n{"name": }', 2, "syntax", "Expecting value, column 10"),
        ('{"a": 1, "a": 2}', None, "a", "a key given twice"),
        ("[]", None, "file", "no object at the top"),
        ('{"programme": {"name": "\\ud83d x"}}', None, "programme.name", r"'\ud83d x'"),
        ("1" * 5000, None, "syntax", "Exceeds the limit"),
        ("[" * 100_000, None, "syntax", "brackets nested too deep"),
    ],
)
def test_json_that_is_no_programme(
    text: str, row: int | None, field: str, found: str, tmp_path: Path
) -> None:
    (tmp_path / "case.json").write_text(text, encoding="utf-8")
    problem = problems_of(tmp_path / "case.json")[0]
    assert (problem.row, problem.field) == (row, field)
    assert problem.found.startswith(found)


def test_json_has_entries_instead_of_rows(tmp_path: Path) -> None:
    data = tomllib.loads(TOML + ESTATES.replace("e2", "e1"))
    (tmp_path / "case.json").write_text(json.dumps(data), encoding="utf-8")
    (problem,) = problems_of(tmp_path / "case.json")
    allowed = "each id once; entry 1 has it already"
    assert problem == Problem("case.json", None, "estates.e1.id", "'e1'", allowed)


def test_plain_data_reports_field_and_name_mistakes_together() -> None:
    data = tomllib.loads(TOML + ESTATES.replace("e2", "e1"))
    first = data["estates"][0]
    first["households"], first["floor_area"] = 0, "large"
    data["policies"]["partner"] |= {"service": "nowhere", "centres": ["lost"]}
    with pytest.raises(InputError) as caught:
        programme_from_dict(data)
    fields = {problem.field for problem in caught.value.problems}
    assert {
        "estates[0].households",
        "estates[0].floor_area",
        "estates[1].id",
        "policies.partner.service",
        "policies.partner.centres",
    } <= fields
    assert {(problem.file, problem.row) for problem in caught.value.problems} == {("", None)}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "c1", "é"]),
    lambda inner: (
        st.lists(inner, max_size=2).map(tuple)
        | st.dictionaries(st.sampled_from(["id", "a", "standard", "self"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, tuple):
        children = enumerate(value)
    return [path, *(found for key, child in children for found in _paths(child, (*path, key)))]


def _replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    if isinstance(value, tuple):
        entries = list(value)
        entries[path[0]] = _replaced(value[path[0]], path[1:], new)
        return tuple(entries)
    return {**value, path[0]: _replaced(value[path[0]], path[1:], new)}


def _as_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_tuples(child) for key, child in value.items()}
    return tuple(map(_as_tuples, value)) if isinstance(value, list) else value


@settings(deadline=None)
@given(data=st.data())
def test_any_file_gives_a_programme_or_problems(
    data: st.DataObject,
) -> None:
    content = _as_tuples(tomllib.loads(TOML + ESTATES))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(_paths(content)[1:]))
        content = _replaced(content, path, data.draw(anything))
    try:
        assert checked(Document("case.json", content, "", is_toml=False), None)
    except InputError as error:
        assert error.problems
        assert all(problem.file == "case.json" for problem in error.problems)


def test_a_folder_of_results_is_told_as_one(tmp_path: Path) -> None:
    write_tables({"outcomes": pd.DataFrame({"a": [1.0]})}, tmp_path / "out", {"seed": 7})
    with pytest.raises(InputError) as caught:
        load_programme(tmp_path / "out")
    (problem,) = caught.value.problems
    assert isinstance(problem.found, Text) and problem.found.code == "folder_of_results"


def test_start_stands_with_the_texts_or_at_the_top(tmp_path: Path) -> None:
    rest = '[[estates]]\nid = "e"\nhouseholds = 9\nfloor_area = 9.0\n'
    for text in (
        '[programme]\nname = "x"\nstart = "2026-09"\n',
        'start = "2026-09"\n[programme]\nname = "x"\n',
    ):
        (tmp_path / "x.toml").write_text(f"{text}{rest}", encoding="utf-8")
        assert load_programme(tmp_path / "x.toml").start == "2026-09"
