"""The command `report`: the file that it writes, its language, and what it refuses first."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from calling import Streams, commpartner

from commpartner.report.play import emulator

TWO = ("--policy", "stand_alone", "--policy", "clustered", "--draws", "8", "--months", "12")


def test_a_report_is_written_in_the_language_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emulator, "TRAINED", 8)
    monkeypatch.setattr(emulator, "HELD_OUT", 4)
    file = tmp_path / "r.html"
    called = Streams(monkeypatch).call("report", "xiashan", str(file), *TWO, "--lang", "zh")
    assert called.status == 0, called.err
    assert "".join(str(file).split()) in "".join(called.out.split())
    assert '<html lang="zh-CN">' in file.read_text(encoding="utf-8")
    assert [each.name for each in tmp_path.iterdir()] == ["r.html"]


def test_a_workbook_is_written_by_its_suffix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "r.XLSX"
    called = Streams(monkeypatch).call("report", "xiashan", str(file), *TWO, "--lang", "zh")
    assert called.status == 0, called.err
    assert "".join(str(file).split()) in "".join(called.out.split())
    book = openpyxl.load_workbook(file)
    assert book["节约来源"].tables and "五方共担与反哺" not in book.sheetnames
    assert [each.name for each in tmp_path.iterdir()] == ["r.XLSX"]


def test_pictures_of_the_charts_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, folder = tmp_path / "r.xlsx", tmp_path / "pictures"
    words = ("report", "xiashan", str(file), *TWO, "--lang", "zh", "--pictures", str(folder))
    called = Streams(monkeypatch).call(*words)
    assert called.status == 0, called.err
    written = {each.name for each in folder.iterdir()}
    assert {"savings.png", "flows.png", "money.png", "map.png", "compared.png"} <= written
    assert all(each.read_bytes()[:4] == b"\x89PNG" for each in folder.iterdir())
    assert f"{len(written)}张图" in called.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("xiashan", "{folder}/r.doc"), ".xlsx"),
        (("nowhere", "{folder}/r.html"), "nowhere"),
        (("xiashan", "{folder}/r.html", "--policy", "nobody"), "nobody"),
        (("xiashan", "{folder}/r.html", "--focus", "nobody"), "nobody"),
        (("xiashan", "{folder}/r.html", "--baseline", "nobody"), "nobody"),
        (("xiashan", "{folder}/r.html", "--observed", "{folder}/none.csv"), "none.csv"),
        (("xiashan", "/proc/r.html"), "/proc/r.html"),
        (("xiashan", "{folder}/r.html", "--pictures", "/proc/p"), "/proc/p"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_mistakes_are_refused_before_the_work(
    words: tuple[str, ...], told: str, language: str, tmp_path: Path
) -> None:
    given = [word.format(folder=tmp_path) for word in words]
    called = commpartner("report", *given, *TWO[-4:], "--lang", language)
    assert called.status == 2
    assert told in "".join(called.err.split())
    assert not list(tmp_path.iterdir())


def test_a_run_writes_the_report_of_its_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emulator, "TRAINED", 8)
    monkeypatch.setattr(emulator, "HELD_OUT", 4)
    file = tmp_path / "run.html"
    words = ("run", "xiashan", "--report", str(file), *TWO, "--lang", "zh")
    called = Streams(monkeypatch).call(*words)
    assert called.status == 0, called.err
    alone = tmp_path / "alone.html"
    Streams(monkeypatch).call("report", "xiashan", str(alone), *TWO, "--lang", "zh")
    assert file.read_bytes() == alone.read_bytes()
