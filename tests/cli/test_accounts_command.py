"""The command `accounts` shows and writes the two official tables in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from calling import Streams
from rich.cells import cell_len

import commpartner as cp
from commpartner.facts.cost_lines import COST_LINES
from commpartner.facts.labels import SECTOR_NAMES

SMALL = ("--draws", "6", "--months", "40")


def call(monkeypatch: pytest.MonkeyPatch, *words: str, language: str = "zh") -> str:
    monkeypatch.setenv("COLUMNS", "80")
    called = Streams(monkeypatch).call("accounts", *words, *SMALL, "--lang", language)
    assert called.status == 0, called.err
    return called.out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_tables_fit_eighty_columns(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = call(monkeypatch, "xiashan", "partner", language=language)
    assert max(map(cell_len, shown.splitlines())) <= 80
    assert "…" not in shown
    flat = "".join(shown.split())
    for about in COST_LINES.values():
        label = about.label_zh if language == "zh" else about.label_en
        assert label[:5].replace(" ", "") in flat
    for sector in ("residents", "operator", "government", "ventures"):
        assert SECTOR_NAMES[sector][language == "zh"].replace(" ", "") in flat
    heads = ("定价成本合计", "期末余额") if language == "zh" else ("cost of the", "closing balance")
    assert all(head in shown for head in heads)


def test_files_are_those_of_the_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("xiangyang", "orders_supervised", "--by", "estate", "--out", str(tmp_path / "out"))
    shown = call(monkeypatch, *words, language="en")
    programme = cp.datasets.load("xiangyang")
    result = cp.simulate(programme, "orders_supervised", months=40, draws=6, seed=7)
    tables = {"cost_lines": result.cost_lines("estate"), "cash_flow": result.cash_flow()}
    for name, table in tables.items():
        read = pd.read_csv(tmp_path / "out" / f"{name}.csv")
        assert len(read) == len(table)
        assert read["mean"].sum() == pytest.approx(table["mean"].sum())
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["policy"] == "orders_supervised"
    served = tables["cost_lines"]["area"].unique()
    assert len(served) > 5
    assert all(area in shown for area in served)


def test_years_of_the_calendar_head_the_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = cp.datasets.load("xiangyang").replace(start="2026-09")
    cp.save_programme(case, tmp_path / "case.json")
    shown = call(monkeypatch, str(tmp_path / "case.json"), "orders_supervised")
    assert "2026年（4个月）" in "".join(shown.split())
    assert "2027年" in shown
    assert cp.load_programme(tmp_path / "case.json") == case


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("xiashan", "partners"), "partner"),
        (("xiashan", "partner", "--by", "estates"), "estate"),
        (("nowhere", "partner"), "nowhere"),
    ],
)
def test_wrong_words_are_told(
    words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = Streams(monkeypatch).call("accounts", *words, *SMALL, "--lang", "en")
    assert called.status == 2
    assert said in called.err
    assert not called.out
