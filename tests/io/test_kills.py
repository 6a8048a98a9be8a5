"""A run killed before any of its steps on the disk: results are whole, and the next clears up."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from commpartner.errors import InputError
from commpartner.io import check_tables, read_tables, write_tables
from commpartner.io.atomic import make_folder, write_new_folder
from commpartner.io.tables import check_folder

STEPS = {"os.mkdir", "os.rename", "os.remove", "os.rmdir"}
MOST = 200  # more than any of these has


class KillError(BaseException):
    """The process ends here."""


class Death:
    """Lets a number of steps on the disk be done, and none after them."""

    left: int | None = None

    def __call__(self, event: str, given: tuple[Any, ...]) -> None:
        writes = event == "open" and bool(given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        if self.left is not None and (event in STEPS or writes):
            self.left -= 1
            if self.left < 0:
                raise KillError


DEATH = Death()
sys.addaudithook(DEATH)  # it stays, and looks at nothing where nobody dies


@contextmanager
def dying_after(steps: int) -> Iterator[None]:
    DEATH.left = steps
    try:
        with suppress(KillError):
            yield
    finally:
        DEATH.left = None


def killed_everywhere(
    folder: Path, begin: Callable[[Path], object], work: Callable[[Path], object]
) -> Iterator[Path]:
    """Kill the work before its first step, its second, ... in places of their own."""
    for steps in range(MOST):
        place = folder / str(steps)
        place.mkdir()
        begin(place)
        done = False
        with dying_after(steps):
            work(place)
            done = True
        yield place
        if done:
            return
    pytest.fail("the work never ends")


OLD = {"a": pd.DataFrame({"v": [1, 2]}), "gone": pd.DataFrame({"v": [1]})}
NEW = {"a": pd.DataFrame({"v": [3]}), "more": pd.DataFrame({"v": [4]})}
BEGIN: dict[str, Callable[[Path], object]] = {
    "nothing": lambda place: None,
    "empty": lambda place: (place / "out").mkdir(),
    "results": lambda place: write_tables(OLD, place / "out", {}),
}


def run(place: Path) -> None:
    check_folder(place / "out")
    write_tables(NEW, place / "out", {})


@pytest.mark.parametrize("there", BEGIN)
def test_results_after_kills_are_whole_or_reported(there: str, tmp_path: Path) -> None:
    for place in killed_everywhere(tmp_path, BEGIN[there], run):
        out = place / "out"
        shown = [path.name for path in out.glob("[!.]*")]
        try:
            assert read_tables(out).keys() in (OLD.keys(), NEW.keys())
        except InputError:  # not there, or cut off between two renames
            assert out.exists() == (there != "nothing") and "manifest.json" not in shown
        run(place)
        check_tables(out)
        assert sorted(place.iterdir()) == [out]
        assert {path.name for path in out.iterdir()} == {"a.csv", "more.csv", "manifest.json"}


@pytest.mark.parametrize("there", ["nothing", "empty"])
def test_a_new_folder_can_be_remade_after_any_kill(there: str, tmp_path: Path) -> None:
    files = {"one": b"1", "two": b"2"}

    def make(place: Path) -> None:
        write_new_folder(place / "out", files)

    for place in killed_everywhere(tmp_path, BEGIN[there], make):
        make(place)
        assert sorted(place.iterdir()) == [place / "out"]
        assert {path.name: path.read_bytes() for path in (place / "out").iterdir()} == files


@pytest.mark.parametrize("name", ["out", "deep/out"])
def test_leftovers_of_a_killed_trial_go_with_the_next(name: str, tmp_path: Path) -> None:
    for place in killed_everywhere(tmp_path, BEGIN["empty"], lambda at: make_folder(at / name)):
        make_folder(place / name)
        assert [path for path in place.rglob("*") if path.name.startswith(".")] == []
