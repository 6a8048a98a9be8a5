"""The notebooks run from a clean copy, and what is stored in them is what a reader should see."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

EXAMPLES = Path(__file__).parents[1] / "examples"
NOTEBOOKS = sorted((EXAMPLES / "notebooks").glob("*.ipynb"))
LIVE, STATIC = "application/vnd.plotly.v1+json", "image/png"

CASES = ("qingyunpu", "xiangyang", "xiashan")
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cell: Any, kind: str) -> list[str]:
    """Outputs of a cell that are of one kind."""
    return [output.data[kind] for output in cell.outputs if kind in output.get("data", {})]


def charts(cell: Any) -> int:
    return int(cell.source.count(".show()"))


def test_there_is_one_for_each_case_and_each_use() -> None:
    uses = {"clusters", "first_steps", "measuring", "own_list", "policies", "sliders"}
    assert {path.stem for path in NOTEBOOKS} == {*CASES, *uses}


@each_notebook
def test_it_runs_from_a_clean_copy(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMPARTNER_DRAWS", "4")
    monkeypatch.setenv("PLOTLY_RENDERER", "plotly_mimetype")  # needs no browser
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))  # no history in the user's home
    notebook = read(Path(shutil.copy(path, tmp_path)))
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    )
    client.execute()
    for cell in code_cells(notebook):
        assert not [output for output in cell.outputs if output.output_type == "error"]
        assert shown(cell, "text/markdown"), cell.source
        assert len(shown(cell, LIVE)) == charts(cell)
    assert "4次抽样" in shown(code_cells(notebook)[0], "text/markdown")[0]


@each_notebook
def test_the_stored_answers_have_numbers_in_both_languages(path: Path) -> None:
    cells = code_cells(read(path))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        answer = shown(cell, "text/markdown")[0]
        chinese, english = answer.split("\n\n")
        assert chinese.startswith("**答：**") and english.startswith("**Answer:**")
        for sentence in (chinese, english):
            assert re.search(r"\d", sentence)
            assert "nan" not in sentence
        assert "10,000 yuan" not in english  # as charts count in English
        assert not [output for output in cell.outputs if output.output_type in ("error", "stream")]
    assert "200次抽样" in shown(cells[0], "text/markdown")[0]


@each_notebook
def test_no_number_of_an_answer_is_typed(path: Path) -> None:
    for cell in code_cells(read(path)):
        (call,) = re.findall(r"^answer\((.*?)^\)", cell.source, re.S | re.M)
        typed = re.sub(r"\{[^{}]*\}", "", call)
        # What may be typed are the question's own terms: years, whole shares, units, levers.
        allowed = (
            r"10,000|(?:100|9[05]) ?%|第5年|year 5|3个月|每户每月10元|10 yuan|\(100 \*|\b0\b|_5\b"
        )
        assert not re.findall(r"\d+\.\d+|\d{2,}", re.sub(allowed, "", typed)), typed


@each_notebook
def test_the_stored_charts_are_pictures(path: Path) -> None:
    notebook = read(path)
    for cell in code_cells(notebook):
        assert len(shown(cell, STATIC)) == charts(cell)
        assert not shown(cell, LIVE)
    assert sum(charts(cell) for cell in code_cells(notebook)) >= 3
    assert path.stat().st_size < 400e3


@each_notebook
def test_the_file_says_nothing_of_who_built_it(path: Path) -> None:
    notebook = read(path)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"jupyter"}


def test_two_policies_are_compared_on_common_draws() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-W", "error", str(EXAMPLES / "compare_two_policies.py")),
            *("xiangyang", "trial_0", "trial_3", "--draws", "4"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    synthetic, names, _, *rows = done.stdout.splitlines()
    assert synthetic == "synthetic data"
    assert "trial_0" in names and "trial_3" in names
    (fallback,) = [row.split() for row in rows if row.startswith("fallback_per_year")]
    first, second, difference = (float(cell.replace(",", "")) for cell in fallback[2:5])
    assert difference == pytest.approx(second - first, abs=2e-3)
    assert difference > 0  # three months without bills
