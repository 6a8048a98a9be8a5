"""Programmes from a DataFrame: as from estates.csv, with every problem at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies_programme import estates
from town import BASE, TOWN

import commpartner as cp
from commpartner.errors import InputError
from commpartner.programme import Estate

COLUMNS = ["id", "households", "floor_area"]
SMALL = pd.DataFrame([["e1", 120, 9000.5], ["e2", 60, 4500.0]], columns=COLUMNS)

HALF_PLACED = SMALL.assign(x_km=[1.0, np.nan], y_km=[1.0, np.nan])
DATED = SMALL.assign(name=pd.Series(["a", pd.Timestamp(0)], dtype=object))


def refused(frame: Any, **parts: Any) -> list[tuple[int | None, str, str, str]]:
    with pytest.raises(InputError) as raised:
        cp.programme_from_frame(frame, **{"name": "town", **parts})
    return [(each.row, each.field, each.found, each.allowed) for each in raised.value.problems]


@settings(max_examples=20, deadline=None, derandomize=True, database=None)
@given(some=estates(st.just("甲")))
def test_a_frame_of_estates_gives_them_back(some: tuple[Estate, ...]) -> None:
    some = tuple(each.replace(subdistrict="") for each in some)  # cells have no blanks around
    frame = pd.DataFrame([estate.model_dump() for estate in some])
    assert cp.programme_from_frame(frame, name="town").estates == some


def test_a_frame_is_what_its_file_is(tmp_path: Path) -> None:
    cp.save_programme(TOWN, tmp_path / "town")
    file = tmp_path / "town" / "estates.csv"
    parts = TOWN.model_dump(exclude={"estates"})
    frames = [
        pd.read_csv(file),
        pd.read_csv(file, dtype=str),
        pd.read_csv(file, dtype_backend="numpy_nullable"),
        pd.read_csv(file, index_col="id"),
    ]
    for frame in frames:
        assert cp.programme_from_frame(frame, **parts) == TOWN


def test_numbers_texts_and_what_is_missing_are_understood() -> None:
    frame = pd.DataFrame(
        {
            "id": [1.0, 2.0, 3.0],
            "name": ["甲", None, np.nan],
            "households": pd.array([120, 60, 12], dtype="Int64"),
            "floor_area": np.array([9000.5, 0.1 + 0.2, 1e3], dtype=object),
            "gates": ["1", " ", np.int8(2)],
            "managed": ["是", np.False_, pd.NA],
            "fee": [np.float64(0.45), None, "0.5"],
            "built_year": ["1988", 1990.0, np.nan],
            "estimated": ["floor_area； gates", ["fee"], None],
        }
    )
    first: dict[str, Any] = {"managed": True, "gates": 1, "fee": 0.45, "built_year": 1988}
    first |= {"name": "甲", "estimated": ("floor_area", "gates")}
    assert cp.programme_from_frame(frame, name="town").estates == (
        Estate(id="1", households=120, floor_area=9000.5, **first),
        Estate(id="2", households=60, floor_area=0.1 + 0.2, built_year=1990, estimated=("fee",)),
        Estate(id="3", households=12, floor_area=1000.0, gates=2, fee=0.5),
    )


def test_all_problems_of_a_frame_come_at_once() -> None:
    frame = pd.DataFrame(
        {
            "id": ["e1", "e1", "e3", "e 4"],
            "households": [0, 12.5, np.nan, "60户"],
            "floor_area": [np.inf, True, 1e13, pd.Timestamp("2020-01-01")],
            "area": 1.0,
        }
    )
    found = refused(frame, policies={"a": BASE.replace(centres=("west",))}, policy={})
    assert [(row, field) for row, field, *_ in found] == [
        (None, "policy"),
        (None, "policies.a.centres"),
        (None, "area"),
        (0, "households"),
        (0, "floor_area"),
        (1, "households"),
        (1, "floor_area"),
        (1, "id"),
        (2, "households"),
        (2, "floor_area"),
        (3, "id"),
        (3, "households"),
        (3, "floor_area"),
    ]


@pytest.mark.parametrize(
    ("frame", "row", "field", "found"),
    [
        (SMALL.drop(columns="floor_area"), None, "floor_area", "no such column"),
        (SMALL.iloc[:0], None, "rows", "nothing"),
        (pd.DataFrame(), None, "columns", "nothing"),
        (SMALL.assign(x_km=1.0), None, "y_km", "no such column"),
        (
            SMALL.assign(x_km=[1.0, np.nan], y_km=[1.0, np.nan]),
            1,
            "x_km",
            "a place for 1 of 2 estates",
        ),
        (
            SMALL.assign(name=pd.Series(["a", pd.Timestamp(0)], dtype=object)),
            1,
            "name",
            "Timestamp",
        ),
        (SMALL.assign(estimated="gate"), 0, "estimated", "'gate'"),
        (pd.concat([SMALL, SMALL[["id"]]], axis=1), None, "id", "a column given twice, 1 and 4"),
        (SMALL.rename(columns={"floor_area": 3}), None, "3", "an unknown column"),
    ],
)
def test_one_problem_of_a_frame(
    frame: pd.DataFrame, row: int | None, field: str, found: str
) -> None:
    told = [each for each in refused(frame) if each[:2] == (row, field)]
    assert len(told) == 1
    assert found in str(told[0][2])


def test_the_label_of_the_row_is_told() -> None:
    named = SMALL.assign(households=[120, -1]).set_index(pd.Index(["north", "south"]))
    ((row, _, found, _),) = refused(named)
    assert (row, str(found)) == (1, "'-1' (index 'south')")
    with pytest.raises(InputError, match="frame, row 1, households must be a whole number"):
        cp.programme_from_frame(named, name="town")
    half = SMALL.assign(x_km=[1.0, 2.0], y_km=[1.0, np.nan]).set_index(pd.Index([7, 8]))
    with pytest.raises(InputError, match="row 1, row: values that contradict"):
        cp.programme_from_frame(half, name="town")


def test_estates_stand_in_the_frame_alone() -> None:
    assert refused(SMALL, estates=()) == [
        (None, "estates", "estates both here and in frame", "only frame")
    ]


@pytest.mark.parametrize("wrong", [None, {"id": ["e1"]}, [[1]], "estates.csv"])
def test_what_is_no_frame_is_refused(wrong: Any) -> None:
    with pytest.raises(cp.ArgumentError, match="frame must be a pandas DataFrame"):
        cp.programme_from_frame(wrong, name="town")
