"""Every command on streams that lack characters, room, or a reader; with texts that would act."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from calling import Streams
from test_printing import acts

import commpartner as cp

TINY = ("--months", "2")
FEW = (*TINY, "--draws", "2")
TWO = ("--policy", "trial_0", "--policy", "trial_6")
# A bracket that closes nothing, a title of the window, a colour, and a change of direction.
HOSTILE = "plan [/] [draft] \x1b]0;owned\x07\x1b[31m\u202e"


@pytest.fixture
def streams(monkeypatch: pytest.MonkeyPatch) -> Streams:
    monkeypatch.setenv("COLUMNS", "80")
    return Streams(monkeypatch)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme whose every text is hostile, in a folder that is, too."""
    folder = tmp_path_factory.mktemp("a[") / "b] \x1b[31m"
    folder.mkdir()
    file = folder / "programme.json"
    cp.save_programme(cp.datasets.load("xiangyang"), file)
    data = json.loads(file.read_text(encoding="utf-8"))
    data["programme"] |= {"label_en": HOSTILE, "label_zh": HOSTILE, "name": HOSTILE}
    data["programme"] |= {"synthetic": True, "synthetic_note": f"{HOSTILE} [/seed 7]"}
    for estate in data["estates"]:
        estate["name"] = HOSTILE
    named = list(data["policies"].values())[:2]
    data["policies"] = {f"{HOSTILE} {place}": each for place, each in enumerate(named)}
    for place, policy in enumerate(named):
        policy |= {"label_en": f"{HOSTILE} {place}", "label_zh": f"{HOSTILE} {place}"}
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


def commands(case: str, policy: str, folder: Path) -> dict[str, tuple[str, ...]]:
    """One call of every command, with all that it writes."""
    return {
        "run": ("run", case, "--policy", policy, *FEW, "--out", str(folder / "run [/]")),
        "compare": ("compare", case, *FEW, "--out", str(folder / "compare [/]")),
        "store": ("compare", case, *FEW, "--store", str(folder / "store [/]")),
        "rerun": ("rerun", str(folder / "store [/]")),
        "draw": ("rerun", str(folder / "store [/]"), "--draw", "1"),
        "sensitivity": (
            *("sensitivity", case, policy, "--method", "tornado", *TINY),
            *("--out", str(folder / "sensitivity [/]")),
        ),
        "check": ("check", case),
        "explain": ("explain", case, policy, "fallback_per_year", *FEW),
        "init": ("init", str(folder / "mine [/]")),
        "no such case": ("run", f"{HOSTILE} nowhere"),
        "no such policy": ("run", case, "--policy", f"{HOSTILE} none"),
        "no such option": ("run", case, f"--{HOSTILE}"),
        "no such number": ("run", case, "--draws", HOSTILE),
        "one word more": ("check", case, HOSTILE),
        "no such command": (HOSTILE,),
        "no such submission": ("benchmark", "xiangyang-trial", "--submission", f"{HOSTILE}.py"),
    }


MISTAKES = {
    "one word more",
    *(
        f"no such {what}"
        for what in ("case", "policy", "option", "number", "command", "submission")
    ),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_texts_of_the_user_are_shown_and_do_nothing(
    language: str, hostile: Path, tmp_path: Path, streams: Streams
) -> None:
    calls = commands(str(hostile), f"{HOSTILE} 1", tmp_path)
    for name, arguments in calls.items():
        found = streams.call(*arguments, "--lang", language)
        told = found.out + found.err
        assert found.status == (2 if name in MISTAKES else 0), (name, told)
        assert not acts(told), name
        assert "Traceback" not in told, name
        if name in ("run", "compare", "explain", "no such policy"):
            assert "[/]" in told and "]0;owned" in told, (name, told)
    for name in ("run", "compare", "sensitivity"):
        assert (tmp_path / f"{name} [/]" / "manifest.json").is_file()


FIXED = {
    "help": ("--help",),
    "help of run": ("run", "--help"),
    "benchmark": ("benchmark",),
    "document": ("document", "mechanisms"),
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        *(("zh", "cp936"), ("en", "ascii")),
        *(
            pytest.param(language, encoding, marks=pytest.mark.nightly)
            for language, encoding in (
                *(("zh", "cp1252"), ("zh", "ascii")),
                *(("en", "cp936"), ("en", "cp1252")),
            )
        ),
    ],
)
def test_what_a_stream_cannot_encode_is_replaced(
    encoding: str, language: str, tmp_path: Path, streams: Streams
) -> None:
    calls = commands("xiangyang", "trial_0", tmp_path) | FIXED
    if (encoding, language) != ("cp936", "zh"):  # all commands once, then those that differ
        calls = {name: calls[name] for name in ("run", "no such case", "help", "benchmark")}
    for name, arguments in calls.items():
        options = () if name in ("help", "document") else ("--lang", language)
        found = streams.call(*arguments, *options, encoding=encoding)
        assert found.status == (2 if name in MISTAKES else 0), (name, found)
        assert (found.out + found.err).strip(), name
    assert (tmp_path / "run [/]" / "manifest.json").is_file()


WORK: dict[str, Callable[[Path], tuple[str, ...]]] = {
    "run": lambda out: ("run", "xiangyang", "--policy", "trial_0", *FEW, "--out", str(out)),
    "compare": lambda out: ("compare", "xiangyang", *TWO, *FEW, "--out", str(out)),
    "sensitivity": lambda out: (
        *("sensitivity", "xiangyang", "trial_0", "--method", "tornado", *TINY),
        *("--out", str(out)),
    ),
    "benchmark": lambda out: (
        *("benchmark", "xiangyang-stop", "--draws", "2", "--out", str(out)),
        *("--submission", "commpartner.benchmark.rules:cap_tightens"),
    ),
}


@pytest.fixture
def closed() -> Iterator[IO[str]]:
    """A pipe whose reader has gone, as after `head`."""
    reads, writes = os.pipe()
    os.close(reads)
    with os.fdopen(writes, "w", encoding="utf-8") as stream:
        yield stream


@pytest.mark.parametrize("name", WORK)
def test_a_closed_pipe_loses_no_table_and_no_success(
    name: str, closed: IO[str], tmp_path: Path, streams: Streams
) -> None:
    found = streams.call(*WORK[name](tmp_path / "out"), out=closed)
    assert (found.status, found.err) == (0, "")
    assert (tmp_path / "out" / "manifest.json").is_file()


@pytest.mark.parametrize("name", WORK)
def test_a_full_disk_under_the_screen_costs_no_table(
    name: str, tmp_path: Path, streams: Streams
) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        found = streams.call(*WORK[name](tmp_path / "out"), out=full)
    assert found.status == 1
    assert "Traceback" not in found.err
    assert "No space left" in found.err
    assert (tmp_path / "out" / "manifest.json").is_file()


def test_a_full_disk_under_the_help_is_one_line(streams: Streams) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        found = streams.call("--help", out=full)
    assert found.status == 1
    assert "No space left" in found.err


def test_help_cut_off_by_its_reader_is_no_mistake(streams: Streams) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as pipe:
        found = streams.call("run", "--help", out=pipe)
    assert (found.status, found.err) == (0, "")
