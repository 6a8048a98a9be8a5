"""Files replaced together: at every point of a failure or a kill all are old, new, or told."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from commpartner.errors import ArgumentError, InputError
from commpartner.io import check_tables, load_programme, read_tables, save_programme, write_tables

OLD = pd.DataFrame({"v": [1, 2]})
NEW = pd.DataFrame({"v": [3]})
STEPS = 12  # more than there are renames in any of these


class KillError(BaseException):
    """The process ends here."""


def broken(monkeypatch: pytest.MonkeyPatch, step: int, *, kill: bool) -> None:
    """Let the rename of a number fail; where the process is killed every later step fails too."""
    calls = [0]
    replace, rmtree = os.replace, shutil.rmtree

    def failing(*names: Any) -> None:
        calls[0] += 1
        if calls[0] == step or (kill and calls[0] > step):
            raise KillError if kill else PermissionError(13, "open in another program", names[0])
        replace(*names)

    monkeypatch.setattr(os, "replace", failing)
    dead = kill and (
        lambda *names, **options: None if calls[0] >= step else rmtree(*names, **options)
    )
    if dead:
        monkeypatch.setattr(shutil, "rmtree", dead)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("step", range(1, STEPS))
@pytest.mark.parametrize("kill", [False, True])
def test_results_are_old_new_or_reported_incomplete(
    step: int, kill: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write_tables({"a": OLD, "b": OLD, "gone": OLD}, out, {})
    (out / "mine.txt").write_text("mine")
    old = content(out)
    with monkeypatch.context() as patched:
        broken(patched, step, kill=kill)
        try:
            write_tables({"a": NEW, "b": NEW, "more": NEW}, out, {})
        except InputError:
            assert content(out) == old
            assert len(list(out.iterdir())) == len(old)
        except KillError:
            pass
    try:
        check_tables(out)
    except InputError:
        assert kill
    else:
        assert set(read_tables(out)) in ({"a", "b", "gone"}, {"a", "b", "more"})
    write_tables({"a": NEW, "b": NEW, "more": NEW}, out, {})
    names = {"a.csv", "b.csv", "more.csv", "manifest.json", "mine.txt"}
    assert {path.name for path in out.iterdir()} == names
    assert {path.name for path in tmp_path.iterdir()} == {"out"}
    check_tables(out)


@pytest.mark.parametrize("step", range(1, 7))
@pytest.mark.parametrize("kill", [False, True])
def test_a_two_file_programme_is_all_old_or_new(
    step: int, kill: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = load_programme(folder)
    new = old.replace(name="new", estates=[e.replace(households=5) for e in old.estates])
    with monkeypatch.context() as patched:
        broken(patched, step, kill=kill)
        try:
            save_programme(new, folder, overwrite=True)
        except (InputError, KillError):
            assert load_programme(folder) == old or (kill and load_programme(folder) == new)
        else:
            assert load_programme(folder) == new
    save_programme(new, folder, overwrite=True)
    assert load_programme(folder) == new
    assert {path.name for path in folder.iterdir()} == {"programme.toml", "estates.csv"}


def test_a_table_that_was_changed_is_told(tmp_path: Path) -> None:
    write_tables({"a": OLD, "b": OLD}, tmp_path / "out", {})
    (tmp_path / "out/a.csv").write_text("v\n9\n")
    (tmp_path / "out/b.csv").unlink()
    with pytest.raises(InputError) as caught:
        check_tables(tmp_path / "out")
    assert [problem.field for problem in caught.value.problems] == ["a.csv", "b.csv"]


@pytest.mark.parametrize("step", range(2, STEPS))
def test_an_interrupted_move_is_undone_by_a_failing_run(
    step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write_tables({"a": OLD, "b": OLD}, out, {})
    before = content(out)
    with monkeypatch.context() as patched:
        broken(patched, step, kill=True)
        with suppress(KillError):
            write_tables({"a": NEW, "b": NEW}, out, {})
    with pytest.raises(ArgumentError):
        write_tables({"a": NEW}, out, {"unfit": object()})
    check_tables(out)
    if content(out) != before:
        assert [*read_tables(out)["a"]["v"], *read_tables(out)["b"]["v"]] == [3, 3]


def test_texts_begin_no_formula_and_all_come_back(tmp_path: Path) -> None:
    texts = ["=1+1", "@SUM(1)", "\t=1", "＝1", "-3", "+x", "'a", "幸福", " b "]
    table = pd.DataFrame({"=head": texts, "number": range(-4, 5)})
    write_tables({"t": table}, tmp_path / "out", {})
    text = (tmp_path / "out/t.csv").read_text(encoding="utf-8-sig")
    assert "'=head,number" in text
    assert "\n-3,0\n" in text
    assert "\n'=1+1,-4\n" in text
    pd.testing.assert_frame_equal(read_tables(tmp_path / "out")["t"], table)


def test_no_label_of_a_row_begins_a_formula(tmp_path: Path) -> None:
    table = pd.DataFrame({"v": [1, 2]}, index=pd.Index(["=1+1", "plain"], name="policy"))
    write_tables({"t": table}, tmp_path / "out", {})
    assert "\n'=1+1,1\nplain,2\n" in (tmp_path / "out/t.csv").read_text(encoding="utf-8-sig")
    assert read_tables(tmp_path / "out")["t"]["policy"].tolist() == [*table.index]
