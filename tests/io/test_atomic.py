"""Places are found out before the work; what is written is whole, and a mistake names its file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from calling import files_of_at_most

from commpartner.errors import InputError
from commpartner.io.atomic import check_place, make_folder, replace_files, write_new_folder
from commpartner.io.tables import check_folder, write_tables
from commpartner.texts import Text


def code(text: str) -> str:
    assert isinstance(text, Text)
    return text.code


CHECKS: dict[str, Callable[[Path], object]] = {
    "place": check_place,
    "tables": check_folder,
    "folder": make_folder,
    "new folder": lambda path: write_new_folder(path, {"a": b"a"}),
}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("below", ["", "out", "deep/out"])
def test_a_link_that_leads_nowhere_is_named(check: str, below: str, tmp_path: Path) -> None:
    link = tmp_path / "there"
    link.symlink_to(tmp_path / "unmounted" / "share")
    with pytest.raises(InputError) as refused:
        CHECKS[check](link / below)
    (problem,) = refused.value.problems
    assert (problem.file, code(problem.found)) == (str(link / below), "link_to_nowhere")
    assert str(link) in problem.found and "unmounted" in problem.found
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", ["a_file/new", "a_file/deep/new", "x" * 300, "nul\0"])
def test_an_impossible_place_is_found_before_making_anything(
    check: str, name: str, tmp_path: Path
) -> None:
    (tmp_path / "a_file").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        CHECKS[check](tmp_path / name)
    assert code(refused.value.problems[0].found) == "not_writable"
    assert [path.name for path in tmp_path.iterdir()] == ["a_file"]


@pytest.mark.parametrize("check", ["place", "tables"])
def test_checking_leaves_nothing_behind(check: str, tmp_path: Path) -> None:
    CHECKS[check](tmp_path / "deep" / "out")
    CHECKS[check](tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("there", [False, True])
def test_a_new_folder_is_whole_or_is_not_there(there: bool, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    if there:
        folder.mkdir()
    files = {"small": b"a", "large": b"b" * 4096}
    with files_of_at_most(1024), pytest.raises(InputError) as refused:
        write_new_folder(folder, files)
    assert refused.value.problems[0].file == str(folder / "large")
    assert folder.exists() == there and not list(tmp_path.rglob("*"))[there:]
    write_new_folder(folder, files)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files


def test_a_table_without_room_on_disk_is_named(tmp_path: Path) -> None:
    tables = {"small": pd.DataFrame({"a": [1]}), "large": pd.DataFrame({"a": range(9999)})}
    with files_of_at_most(1024), pytest.raises(InputError) as refused:
        write_tables(tables, tmp_path / "out", {})
    (problem,) = refused.value.problems
    assert problem.file == str(tmp_path / "out" / "large.csv")
    assert problem.found == Text("not_writable", reason="File too large")
    assert not list(tmp_path.iterdir())


def test_a_text_without_room_on_disk_is_named(tmp_path: Path) -> None:
    with files_of_at_most(1024), pytest.raises(InputError) as refused:
        replace_files(tmp_path, {"small": "a", "large": "b" * 4096})
    assert refused.value.problems[0].file == str(tmp_path / "large")
    assert not list(tmp_path.iterdir())


def test_the_root_folder_is_refused_for_tables() -> None:
    with pytest.raises(InputError):
        check_folder(Path("/"))


def test_a_file_that_no_system_can_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        replace_files(tmp_path, {"\ud800.toml": "text"})
    assert not list(tmp_path.iterdir())
