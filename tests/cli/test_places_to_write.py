"""Places to write to: found before the work, whole afterwards, and named so that one can paste."""

from __future__ import annotations

import shlex
from codecs import BOM_UTF8
from pathlib import Path

import pytest
from calling import Streams, files_of_at_most

import commpartner as cp
import commpartner.benchmark  # before a test replaces what its modules import
import commpartner.experiments.sequential


@pytest.fixture
def streams(monkeypatch: pytest.MonkeyPatch) -> Streams:
    monkeypatch.setenv("COLUMNS", "900")
    return Streams(monkeypatch)


def unfolded(table: str) -> str:
    """Text of a table's cells, were they not folded."""
    return "".join(table.replace("│", " ").split())


OUT = {
    "run": ("run", "xiangyang", "--out"),
    "compare": ("compare", "xiangyang", "--out"),
    "store": ("compare", "xiangyang", "--store"),
    "sensitivity": ("sensitivity", "xiangyang", "trial_0", "--out"),
    "benchmark": ("benchmark", "xiangyang-trial", "--submission", "no_such.py", "--out"),
    "document": ("document", "dictionary", "--out"),
    "init": ("init",),
}


@pytest.mark.parametrize("name", OUT)
@pytest.mark.parametrize("place", ["there", "there/out", "a_file/out", "x" * 300])
def test_an_impossible_place_is_reported_before_the_work(
    name: str, place: str, tmp_path: Path, streams: Streams
) -> None:
    def work(*_: object, **__: object) -> None:
        raise AssertionError("the work has begun")

    streams.patch.setattr("commpartner.cli.running.simulate_together", work)
    streams.patch.setattr("commpartner.report.documents.DOCUMENTS", {"dictionary": work})
    streams.patch.setattr("commpartner.experiments.comparing.compare", work)
    streams.patch.setattr("commpartner.experiments.deciding.sensitivities.sensitivity", work)
    (tmp_path / "there").symlink_to(tmp_path / "unmounted")
    (tmp_path / "a_file").touch()
    found = streams.call(*OUT[name], str(tmp_path / place))
    assert (found.status, found.out) == (2, "")
    told = unfolded(found.err)
    assert place[:8] in told and "tmp.tmp" not in told  # a long one is shortened
    if place.startswith("there"):
        assert "whichleadstonothing" in told
    assert {path.name for path in tmp_path.iterdir()} == {"there", "a_file"}


def test_a_folder_is_made_whole_or_not_at_all(tmp_path: Path, streams: Streams) -> None:
    folder = tmp_path / "mine"
    with files_of_at_most(2048):
        found = streams.call("init", str(folder))
    assert found.status == 2
    assert "Filetoolarge" in unfolded(found.err)
    assert not list(tmp_path.iterdir())
    assert streams.call("init", str(folder)).status == 0


@pytest.mark.parametrize("lang", [None, "en", "zh"])
def test_what_init_says_to_run_next_can_be_pasted(
    lang: str | None, tmp_path: Path, streams: Streams
) -> None:
    folder = tmp_path / ("my estates " * 9 + "it's") / "春 里"
    options = () if lang is None else ("--lang", lang)
    found = streams.call("init", str(folder), *options)
    assert found.status == 0
    (line,) = (line for line in found.out.splitlines() if line.startswith("commpartner"))
    assert shlex.split(line) == ["commpartner", "run", str(folder), "--out", "out", *options]


@pytest.mark.parametrize("case", [(), ("--case", "xiangyang")])
def test_excel_reads_the_estates_as_utf_8(
    case: tuple[str, ...], tmp_path: Path, streams: Streams
) -> None:
    assert streams.call("init", str(tmp_path / "mine"), *case).status == 0
    content = (tmp_path / "mine" / "estates.csv").read_bytes()
    assert content.startswith(BOM_UTF8) and content.count(BOM_UTF8) == 1
    assert cp.load_programme(tmp_path / "mine").estates
