"""Columns of estates.csv for what an estate brings with it: read, written, refused by the cell."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from commpartner.errors import Problem
from commpartner.io import fingerprint, programme_hash
from commpartner.io.estates import estates_csv, read_estates
from commpartner.io.schemas import json_schemas
from commpartner.programme import Estate, Policy, Programme

HEADER = (
    "id,households,floor_area,subdistrict,community,manager,fee,fee_basis,collection_rate,vacancy,"
    "built_year,buildings,lifts,green_area,maintenance_fund,estimated\n"
)
FULL = "e1,120,9000,海滨街道,椹川社区,明达物业,0.45,floor_area,.62,0.1,1988.0,4,0,650,81000.5,"
KNOWN = {
    "subdistrict": "海滨街道",
    "community": "椹川社区",
    "manager": "明达物业",
    "fee": 0.45,
    "collection_rate": 0.62,
    "vacancy": 0.1,
    "built_year": 1988,
    "buildings": 4,
    "lifts": 0,
    "green_area": 650.0,
    "maintenance_fund": 81000.5,
    "estimated": ("floor_area", "gates"),
}


def written(folder: Path, text: str) -> Path:
    path = folder / "estates.csv"
    path.write_text(HEADER + text, encoding="utf-8")
    return path


def test_what_an_estate_brings_is_read_from_cells(tmp_path: Path) -> None:
    path = written(tmp_path, FULL + "floor_area； gates ;\n" + "e2,60,4000" + "," * 13 + "\n")
    first, second = read_estates(path).estates
    assert first == Estate.model_validate(
        {"id": "e1", "households": 120, "floor_area": 9000.0} | KNOWN
    )
    assert second == Estate(id="e2", households=60, floor_area=4000.0)
    path.write_text(estates_csv([first, second]), encoding="utf-8")
    assert read_estates(path).estates == [first, second]
    assert "floor_area;gates" in estates_csv([first])


@pytest.mark.parametrize(
    ("old", "new", "field", "allowed"),
    [
        (".62", "62%", "collection_rate", "write 0.62"),
        ("0.1,1988", "1.5,1988", "vacancy", "a number from 0 to 1"),
        ("1988.0", "88", "built_year", "a whole number from 1900 to 2100"),
        ("1988.0", "1988年", "built_year", "write 1988"),
        ("81000.5", "8.1万", "maintenance_fund", "write 81000"),
        (",4,0,", ",0,0,", "buildings", "a whole number of 1 or more"),
        ("floor_area,.62", "area,.62", "fee_basis", "one of 'floor_area', 'household'"),
        (
            "81000.5,",
            "81000.5,gates;flor_area",
            "estimated",
            "did you mean 'floor_area' or 'green_area'?",
        ),
        ("81000.5,", "81000.5,gates;gates", "estimated", "each name once"),
    ],
)
def test_a_wrong_cell_is_told(old: str, new: str, field: str, allowed: str, tmp_path: Path) -> None:
    assert old in FULL
    (problem,) = read_estates(written(tmp_path, FULL.replace(old, new) + "\n")).problems
    assert isinstance(problem, Problem)
    assert (problem.row, problem.field, problem.allowed) == (2, field, allowed)


def hashed_text(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> str:
    texts: list[str] = []

    def dumped(content: Any, **options: Any) -> str:
        texts.append(json.dumps(content, **options))
        return texts[-1]

    monkeypatch.setattr(fingerprint, "json", SimpleNamespace(dumps=dumped))
    programme_hash(programme)
    monkeypatch.undo()
    (text,) = texts
    return text


def test_what_is_unknown_leaves_the_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    estate = Estate(id="e1", households=120, floor_area=9000.0)
    policy = Policy(organisation="stand_alone")
    programme = Programme(name="place", estates=(estate,), policies={"alone": policy})
    bare, hashed = programme_hash(programme), hashed_text(programme, monkeypatch)
    assert "need_index" in hashed  # as in versions whose estates had no such fields
    assert not any(
        f'"{name}"' in hashed
        for name in [*KNOWN.keys() - {"fee"}, "own_fees", "loans", "vat_exempt"]
    )
    for said in ({"own_fees": True}, {"loans": [{"amount": 1.0, "rate": 0.0, "months": 1}]}):
        keeps = programme.replace(policies={"alone": policy.replace(**said)})
        assert programme_hash(keeps) != bare
    for name, value in KNOWN.items():
        other = programme.replace(estates=(estate.replace(**{name: value}),))
        assert programme_hash(other) != bare, name


def test_the_schema_knows_what_an_estate_brings() -> None:
    schema = json_schemas()["Estate"]["properties"]
    assert schema["maintenance_fund"]["unit"] == "yuan"
    assert "专项维修资金" in schema["maintenance_fund"]["description_zh"]
    assert schema["estimated"]["type"] == "array"
