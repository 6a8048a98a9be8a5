"""The JSON Schemas: what the package takes is valid, what it refuses is not."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError
from refusals import raises_problem

import commpartner as cp
from commpartner import programme as models
from commpartner.adaptors import json_schemas, write_schemas
from commpartner.assumptions.table import Assumption, default_assumptions
from commpartner.facts.fields import field_notes

SCHEMAS = json_schemas()
CASES = ("xiashan", "qingyunpu", "xiangyang")
FILES = [
    *(f"{case}/programme.toml" for case in CASES),
    "template/programme_en.toml",
    "template/programme_zh.toml",
]
MODELS = {name: getattr(models, name) for name in models.__all__} | {"Assumption": Assumption}


def mistakes(name: str, value: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMAS[name]).iter_errors(value)]


def file(name: str) -> dict[str, Any]:
    case, _, inside = name.partition("/")
    whole = cp.datasets.folder(case) / inside if case in CASES else cp.datasets.HERE / name
    return tomllib.loads(whole.read_text(encoding="utf-8"))


def test_a_place_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    for place in (tmp_path / "file", tmp_path / "file" / "x", tmp_path / "a\0b"):
        with raises_problem("folder: not_writable"):
            write_schemas(place)
    assert (tmp_path / "file").read_text() == "text"


def test_every_input_and_the_file_have_a_schema() -> None:
    assert set(SCHEMAS) == {*MODELS, "ProgrammeFile"}


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["title"] == name


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_has_a_description_and_numbers_a_unit(name: str) -> None:
    inner = SCHEMAS[name].get("$defs", {})
    for schema in (SCHEMAS[name], *inner.values()):
        for field, about in schema.get("properties", {}).items():
            assert about.get("description"), field
            kinds = {option.get("type") for option in (about, *about.get("anyOf", ()))}
            if kinds & {"number", "integer"}:
                assert about.get("unit"), field


def test_a_model_s_description_comes_before_the_general_one() -> None:
    asset = SCHEMAS["Venture"]["properties"]["asset"]
    assert asset["description"] == "id of the asset it stands in"
    works = SCHEMAS["Policy"]["properties"]["works"]
    assert works["description"] == field_notes("Policy")["works"].en


@pytest.mark.parametrize("name", FILES)
def test_files_that_are_shipped_are_valid(name: str) -> None:
    assert mistakes("ProgrammeFile", file(name)) == []


@pytest.mark.parametrize("case", CASES)
def test_cases_are_valid_part_by_part(case: str) -> None:
    programme = cp.datasets.load(case)
    assert mistakes("Programme", programme.model_dump(mode="json")) == []
    for estate in programme.estates[:5]:
        assert mistakes("Estate", estate.model_dump(mode="json")) == []
    for policy in programme.policies.values():
        assert mistakes("Policy", policy.model_dump(mode="json")) == []


def test_every_row_of_the_ledger_is_valid() -> None:
    for row in default_assumptions().values():
        assert mistakes("Assumption", row.model_dump(mode="json")) == []


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("policies", "partner", "reinvestment_share"), 1.4, "1.4 is not valid"),
        (("policies", "partner", "fee"), "Big Fee", "'Big Fee' is not valid"),
        (("policies", "partner", "fees"), 1.0, "Additional properties are not allowed"),
        (("policies", "partner", "organisation"), "club", "'club' is not one of"),
        (("policies", "partner", "settlement_months"), 2, "2 is not one of"),
        (("ventures", 0, "capacity"), -1.0, "-1.0 is not valid"),
        (("ventures", 0, "id"), "a b", "does not match"),
        (("centres", 0, "x_km"), "far", "'far' is not"),
        (("programme", "name"), "", "non-empty"),
        (("programme", "title"), "x", "Additional properties are not allowed"),
        (("shops",), [], "Additional properties are not allowed"),
    ],
    ids=str,
)
def test_a_file_that_is_broken_is_not(path: tuple[Any, ...], value: Any, message: str) -> None:
    content = file("xiashan/programme.toml")
    table: Any = content
    for step in path[:-1]:
        table = table[step]
    table[path[-1]] = value
    found = mistakes("ProgrammeFile", content)
    assert len(found) == 1
    assert message in found[0]


def test_a_file_without_its_name_is_broken() -> None:
    assert mistakes("ProgrammeFile", {"programme": {}}) == ["'name' is a required property"]
    assert mistakes("ProgrammeFile", {}) == ["'programme' is a required property"]


# No floats that are whole: to JSON Schema 2.0 is an integer, to a strict model it is not.
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        -1,
        0,
        1,
        2,
        3,
        12,
        0.5,
        1.5,
        -0.5,
        "",
        "a_name",
        "Not A Name",
        "clustered",
        True,
        None,
        [],
        {},
    ]
)
GIVEN: dict[str, dict[str, Any]] = {
    "Policy": {"centres": ["c"]},
    "Estate": {"id": "a", "households": 10, "floor_area": 500.5},
    "Venture": {"id": "a", "capacity": 1.5, "price": 2.5},
    "Partner": {"id": "a"},
    "Assumption": default_assumptions()["stall_rent"].model_dump(mode="json"),
}


@settings(deadline=None)
@given(data=st.data())
def test_schema_and_model_agree_on_any_value(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(GIVEN)))
    model: type[BaseModel] = MODELS[name]
    field = data.draw(st.sampled_from(sorted(model.model_fields)))
    value = {**GIVEN[name], field: data.draw(VALUES)}
    try:
        model.model_validate_json(json.dumps(value), strict=True)
        refused = False
    except ValidationError as error:
        # Values that contradict each other are beyond a schema.
        refused = any(item["type"] != "value_error" for item in error.errors())
    assert bool(mistakes(name, value)) == refused


def test_schemas_are_written_as_files(tmp_path: Path) -> None:
    paths = write_schemas(tmp_path / "schemas")
    assert [path.name for path in paths] == [f"{name}.schema.json" for name in SCHEMAS]
    assert sorted(paths) == sorted((tmp_path / "schemas").iterdir())
    for path, schema in zip(paths, SCHEMAS.values(), strict=True):
        assert json.loads(path.read_text(encoding="utf-8")) == schema
    write_schemas(tmp_path / "schemas")  # again, over those that are there
