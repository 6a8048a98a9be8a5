"""The command `calibrate` narrows assumptions by a file of accounts, on screen and in files."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from calling import Called, Streams
from rich.cells import cell_len

SEEN = "series,year,value,relative_error\nwages,1,1.8e6,0.05\nenergy,1,1.1e5,0.05\n"
QUICK = ("--members", "100", "--months", "12")


def call(monkeypatch: pytest.MonkeyPatch, file: Path, *words: str, language: str) -> Called:
    monkeypatch.setenv("COLUMNS", "80")
    given = ("calibrate", "qingyunpu", "stand_alone", str(file), *QUICK, *words)
    return Streams(monkeypatch).call(*given, "--lang", language)


def written(folder: Path, text: str) -> Path:
    file = folder / "seen.csv"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.nightly)])
def test_tables_fit_eighty_columns_and_are_written(
    language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    text = SEEN + "collection_rate_current,1,0.99,0.02\n"
    called = call(monkeypatch, written(tmp_path, text), "--out", str(out), language=language)
    assert called.status == 0, called.err
    assert max(map(cell_len, called.out.splitlines())) <= 80
    assert "…" not in called.out
    words = (
        ("校准前", "人工成本", "无法解释") if language == "zh" else ("before", "wages", "explains")
    )
    assert all(word in called.out for word in words)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["observations"] == 3 and len(manifest["conflicts"]) == 1
    table = pd.read_csv(out / "assumptions.csv", encoding="utf-8-sig")
    heads = {"校准前均值", "收窄"} if language == "zh" else {"prior_mean", "narrowing"}
    assert heads <= set(table)
    assert len(pd.read_csv(out / "posterior.csv", encoding="utf-8-sig")) == 100


def test_a_wrong_file_is_one_error_and_nothing_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file, out = written(tmp_path, SEEN + "wagse,1,5,0.1\nstaff,,5,0.1\n"), tmp_path / "out"
    called = call(monkeypatch, file, "--out", str(out), language="zh")
    assert called.status == 2
    assert "wagse" in called.err and "wages" in called.err and "4" in called.err
    assert not out.exists()
