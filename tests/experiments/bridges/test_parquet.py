"""Parquet files: DuckDB and pandas read the numbers of the tables, and they are whole or absent."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal
from refusals import raises_problem
from small import DRAWS, FAILED, POLICIES, XIASHAN, comparison

import commpartner as cp
from commpartner.adaptors import write_parquet
from commpartner.errors import MissingExtraError
from commpartner.facts.outcomes import OUTCOMES
from commpartner.io import programme_hash

COMPARISON = comparison()
NAMES = ("outcomes", "assumptions", "failures")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parquet") / "made" / "here"
    paths = write_parquet(COMPARISON, folder)
    assert paths == [folder / f"{name}.parquet" for name in NAMES]
    assert sorted(paths) == sorted(folder.iterdir())
    return folder


def metadata(path: Path, key: str) -> Any:
    return json.loads(pq.read_schema(path).metadata[key.encode()])


def query(text: str) -> duckdb.DuckDBPyRelation:
    found = duckdb.sql(text)
    assert found is not None
    return found


def table(name: str) -> pd.DataFrame:
    found: pd.DataFrame = getattr(COMPARISON, name)
    return found.reset_index() if name == "assumptions" else found.reset_index(drop=True)


def test_a_place_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    for place in (tmp_path / "file", tmp_path / "file" / "x", tmp_path / "a\0b"):
        with raises_problem("folder: not_writable"):
            write_parquet(COMPARISON, place)
    assert (tmp_path / "file").read_text() == "text"


def test_a_wrong_argument_is_named_and_leaves_no_folder(tmp_path: Path) -> None:
    simulated: Any = cp.simulate(XIASHAN, "partner", months=2, draws=2)
    with raises_problem("comparison: a_type SimulationResult; a_comparison"):
        write_parquet(simulated, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", NAMES)
def test_pandas_reads_the_same_numbers(folder: Path, name: str) -> None:
    found = pd.read_parquet(folder / f"{name}.parquet")
    assert_frame_equal(found, table(name), check_exact=True)


@pytest.mark.parametrize("name", NAMES)
def test_duckdb_reads_the_same_numbers(folder: Path, name: str) -> None:
    found = query(f"SELECT * FROM '{folder / name}.parquet'").df()
    assert_frame_equal(found, table(name), check_exact=True, check_dtype=False)
    assert found["draw"].dtype == np.int64


def test_duckdb_joins_outcomes_with_assumptions(folder: Path) -> None:
    found = query(
        f"""SELECT policy, avg(savings_per_year) AS saving, corr(savings_per_year, wage_cleaner)
        FROM '{folder}/outcomes.parquet' JOIN '{folder}/assumptions.parquet' USING (draw)
        GROUP BY policy ORDER BY policy"""
    ).fetchall()
    means = COMPARISON.outcomes.groupby("policy")["savings_per_year"].mean()
    assert [row[0] for row in found] == sorted(POLICIES)
    assert [row[1] for row in found] == pytest.approx(means.to_list(), rel=1e-12)


def test_an_absent_figure_is_null_and_leaves_means_right(folder: Path) -> None:
    absent = COMPARISON.outcomes["partners_kept"].isna().sum()
    assert absent > 0
    text = f"SELECT count(*) - count(partners_kept) FROM '{folder}/outcomes.parquet'"
    assert query(text).fetchall() == [(absent,)]


def test_columns_have_units_and_so_have_the_files(folder: Path) -> None:
    outcomes = folder / "outcomes.parquet"
    assert pq.read_schema(outcomes).field("savings_per_year").metadata == {b"unit": b"yuan/year"}
    assert pq.read_schema(outcomes).field("policy").metadata is None
    assert metadata(outcomes, "units") == {
        name: OUTCOMES[str(name)].unit for name in COMPARISON.outcomes.columns[2:]
    }
    ledger = COMPARISON.assumption_table
    wanted = {name: ledger[str(name)].unit for name in COMPARISON.assumptions}
    assert metadata(folder / "assumptions.parquet", "units") == wanted
    assert metadata(folder / "failures.parquet", "units") == wanted


def test_duckdb_can_see_the_units(folder: Path) -> None:
    rows = query(
        f"SELECT value FROM parquet_kv_metadata('{folder}/outcomes.parquet') WHERE key = 'units'"
    ).fetchall()
    assert json.loads(rows[0][0])["savings_per_year"] == "yuan/year"


@pytest.mark.parametrize("name", NAMES)
def test_files_say_what_was_run_and_what_is_synthetic(folder: Path, name: str) -> None:
    about = metadata(folder / f"{name}.parquet", "commpartner")
    assert about["programme"] == "xiashan"
    assert about["programme_sha256"] == programme_hash(XIASHAN)
    assert about["synthetic"] == XIASHAN.synthetic_note
    assert (about["months"], about["draws"], about["seed"]) == (12, DRAWS, 3)
    for policy, levers in about["policies"].items():
        assert type(POLICIES[policy]).model_validate(levers) == POLICIES[policy]


def test_observed_data_are_not_called_synthetic(tmp_path: Path) -> None:
    real = XIASHAN.replace(synthetic=False, synthetic_note="")
    path, *_ = write_parquet(comparison(programme=real), tmp_path)
    assert "synthetic" not in metadata(path, "commpartner")


def test_no_failure_is_a_table_without_rows(tmp_path: Path) -> None:
    none = COMPARISON.failures.iloc[:0].astype(object)
    *_, path = write_parquet(comparison(failures=none), tmp_path)
    found = query(f"SELECT policy, draw, error, wage_cleaner FROM '{path}'")
    assert found.fetchall() == []
    assert [str(kind) for kind in found.types] == ["VARCHAR", "BIGINT", "VARCHAR", "DOUBLE"]


def test_the_failure_is_told_in_its_own_letters(folder: Path) -> None:
    text = f"SELECT policy, draw, error FROM '{folder}/failures.parquet'"
    assert query(text).fetchall() == [(*FAILED, "ValueError: 霞山")]


def test_the_same_comparison_makes_the_same_files(folder: Path, tmp_path: Path) -> None:
    for path in write_parquet(COMPARISON, tmp_path):
        assert path.read_bytes() == (folder / path.name).read_bytes()


def test_a_disk_that_fills_up_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = write_parquet(COMPARISON, tmp_path)
    before = {path: path.read_bytes() for path in paths}
    real, calls = pq.write_table, []

    def full(table: Any, place: Path) -> None:
        calls.append(place)
        if len(calls) == len(NAMES):
            place.write_bytes(b"PAR1 half a file")
            raise OSError("disk full")
        real(table, place)

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(OSError, match="disk full"):
        write_parquet(comparison(outcomes=COMPARISON.outcomes.iloc[:2]), tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_without_pyarrow_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'commpartner\[research\]'"):
        write_parquet(COMPARISON, tmp_path / "none")
    assert not (tmp_path / "none").exists()
