"""The option `--parquet` of the command `run`."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet
import pytest
from calling import Streams, commpartner

FEW = ("--policy", "clustered", "--draws", "4", "--months", "12", "--lang", "zh")


def test_tables_are_written_as_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    words = ("run", "xiashan", "--out", str(out), "--parquet", *FEW)
    called = Streams(monkeypatch).call(*words)
    assert called.status == 0, called.err
    tables = {path.stem for path in out.glob("*.csv")}
    assert {path.stem for path in out.glob("*.parquet")} == tables and len(tables) > 10
    estates = pyarrow.parquet.read_table(out / "estates.parquet").schema
    assert estates.field("户数").type == "int64"
    assert b"unit" in estates.field("服务成本").metadata


def test_parquet_without_a_folder_is_refused() -> None:
    called = commpartner("run", "xiashan", "--parquet", *FEW)
    assert called.status == 2
    assert "--out" in called.err
