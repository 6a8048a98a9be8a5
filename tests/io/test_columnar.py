"""Tables as Parquet: types, units, what is missing, and the manifest that vouches for them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest

import commpartner as cp
from commpartner.io import check_tables, read_tables, write_tables

TABLE = pd.DataFrame(
    {
        "account": ["=1+1", None, "幸福小区"],
        "year": pd.array([2026, None, 2028], dtype="Int64"),
        "mean": [1.5, np.nan, -0.25],
        "draws": [1, 2, 3],
        "holds": [True, False, True],
    }
)
TABLE.attrs["units"] = {"mean": "yuan", "account": ""}


def test_types_units_and_texts_are_kept(tmp_path: Path) -> None:
    manifest = write_tables({"some": TABLE}, tmp_path / "out", {}, parquet=True)
    path = tmp_path / "out" / "some.parquet"
    read = pyarrow.parquet.read_table(path)
    kinds = {field.name: str(field.type) for field in read.schema}
    assert kinds == {
        "account": "string",
        "year": "int64",
        "mean": "double",
        "draws": "int64",
        "holds": "bool",
    }
    assert read.column("account").to_pylist() == ["=1+1", None, "幸福小区"]
    assert read.column("mean").to_pylist() == [1.5, None, -0.25]
    assert read.column("year").to_pylist() == [2026, None, 2028]
    assert read.schema.field("mean").metadata == {b"unit": b"yuan"}
    assert read.schema.field("account").metadata is None
    vouched = manifest["tables"]["some"]["parquet_sha256"]
    assert vouched == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_changed_file_is_found(tmp_path: Path) -> None:
    write_tables({"some": TABLE}, tmp_path, {}, parquet=True)
    check_tables(tmp_path)
    assert set(read_tables(tmp_path)) == {"some"}
    (tmp_path / "some.parquet").write_bytes(b"another")
    with pytest.raises(cp.InputError) as caught:
        check_tables(tmp_path)
    assert [problem.field for problem in caught.value.problems] == ["some.parquet"]


def test_files_of_an_earlier_run_go(tmp_path: Path) -> None:
    out = tmp_path / "out"
    draws = TABLE.rename_axis(index="draw")
    write_tables({"one": draws, "other": TABLE}, out, {}, parquet=True)
    assert pyarrow.parquet.read_table(out / "one.parquet").column_names[0] == "draw"
    write_tables({"one": TABLE}, out, {})
    assert {path.name for path in out.iterdir()} == {"one.csv", "manifest.json"}


def test_every_table_of_a_run_can_be_written(tmp_path: Path) -> None:
    town = cp.datasets.load("xiashan")
    result = cp.simulate(town, "partner", months=12, draws=4, seed=7)
    names = ("outcomes", "monthly", "estates", "ledger", "payers", "ventures", "partners")
    tables = {name: getattr(result, name) for name in names}
    tables |= {"cost_lines": result.cost_lines(), "provenance": result.provenance()}
    write_tables(tables, tmp_path / "out", {}, parquet=True)
    read = pyarrow.parquet.read_table(tmp_path / "out" / "outcomes.parquet")
    assert np.array_equal(read.column("savings_per_year"), result.outcomes["savings_per_year"])
    assert read.schema.field("savings_per_year").metadata == {b"unit": b"yuan/year"}
    payers = pyarrow.parquet.read_table(tmp_path / "out" / "payers.parquet").to_pandas()
    assert payers["year"].isna().sum() == result.payers["year"].isna().sum() > 0
