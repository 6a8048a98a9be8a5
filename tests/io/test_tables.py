"""Tables of results: what is in the files, and that a folder is whole or untouched."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from refusals import raises_problem

from commpartner.errors import InputError
from commpartner.io import write_tables
from commpartner.io.tables import check_folder

OUTCOMES = pd.DataFrame({"结果": ["成本", None], "value": [0.1 + 0.2, 2.0]})


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_files_and_manifest(tmp_path: Path) -> None:
    out = tmp_path / "a" / "out"
    by_estate = OUTCOMES.set_index("结果")
    written = write_tables({"outcomes": OUTCOMES, "estates": by_estate}, out, {"城": 1, "a": [2]})
    expected = "\ufeff结果,value\n成本,0.30000000000000004\n,2.0\n".encode()
    assert (out / "outcomes.csv").read_bytes() == expected
    assert (out / "estates.csv").read_bytes() == expected
    text = (out / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(text) == written
    assert written["城"] == 1
    digest = hashlib.sha256(expected).hexdigest()
    assert written["tables"]["outcomes"] == {"sha256": digest, "rows": 2}
    assert text.index('"a"') < text.index('"tables"') < text.index('"城"')
    assert names(tmp_path) == {"a"}
    assert names(tmp_path / "a") == {"out"}


@pytest.mark.parametrize("labels", [["x", "y"], [5, 6]])
def test_an_index_that_says_something_is_kept(labels: list[Any], tmp_path: Path) -> None:
    write_tables({"t": pd.DataFrame({"v": [1, 2]}, index=labels)}, tmp_path / "out", {})
    back = pd.read_csv(tmp_path / "out/t.csv", index_col=0)
    assert list(back.index) == labels


def test_an_earlier_run_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    write_tables({"old": OUTCOMES, "both": OUTCOMES}, out, {})
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    assert check_folder(out) == {"old", "both"}
    write_tables({"both": OUTCOMES.head(1), "new": OUTCOMES}, out, {})
    assert names(out) == {"both.csv", "new.csv", "manifest.json", "notes.txt"}
    assert json.loads((out / "manifest.json").read_bytes())["tables"]["both"]["rows"] == 1
    assert names(tmp_path) == {"out"}


@pytest.mark.parametrize(
    "manifest", [None, "{}", "[]", "not json", '{"tables": "abc"}', '{"tables": {"a": {}}}']
)
def test_a_folder_of_somebody_else_is_left_alone(manifest: str | None, tmp_path: Path) -> None:
    (tmp_path / "thesis.csv").write_text("mine", encoding="utf-8")
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    before = names(tmp_path)
    for write in (check_folder, lambda folder: write_tables({"thesis": OUTCOMES}, folder, {})):
        with pytest.raises(InputError) as raised:
            write(tmp_path)
        (problem,) = raised.value.problems
        assert (problem.field, problem.found) == ("folder", "other files")
        assert "manifest.json" in problem.allowed
    assert names(tmp_path) == before
    assert (tmp_path / "thesis.csv").read_text(encoding="utf-8") == "mine"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with raises_problem("a_file"):
        write_tables({"t": OUTCOMES}, tmp_path / "out", {})


@pytest.mark.parametrize(
    ("tables", "manifest", "message"),
    [
        ({"../t": OUTCOMES}, {}, "names of tables"),
        ({"": OUTCOMES}, {}, "names of tables"),
        ({"t": OUTCOMES}, {"tables": 1}, "key_tables"),
        ({"t": OUTCOMES}, {"value": float("nan")}, "JSON compliant"),
    ],
)
def test_a_failure_leaves_nothing(
    tables: dict[str, pd.DataFrame], manifest: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with raises_problem(message):
        write_tables(tables, tmp_path / "out", manifest)
    assert names(tmp_path) == set()


def test_a_failure_leaves_the_earlier_run(tmp_path: Path) -> None:
    write_tables({"t": OUTCOMES}, tmp_path / "out", {})
    before = (tmp_path / "out/t.csv").read_bytes()
    with raises_problem("JSON compliant"):
        write_tables({"t": OUTCOMES.head(1)}, tmp_path / "out", {"value": float("inf")})
    assert (tmp_path / "out/t.csv").read_bytes() == before
    assert names(tmp_path / "out") == {"t.csv", "manifest.json"}


def test_loading_needs_no_pandas() -> None:
    code = "import sys, commpartner.io; print('pandas' in sys.modules, 'scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
