"""What the documents show is run: the README's code, its two lines, the commands, the links."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def test_the_code_of_the_readme_prints_what_the_readme_shows() -> None:
    code = re.findall(r"```python\n(.*?)```", README, re.S)
    shown = re.findall(r"```text\n(.*?)```", README, re.S)
    assert len(code) == len(shown) == 1
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code[0]], capture_output=True, text=True, check=True
    )
    assert done.stdout == shown[0]


def test_ten_lines_are_ten_lines() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.S)
    assert len([line for line in code.splitlines() if line.strip()]) == 10


def test_the_continuous_check_runs_the_readme_s_test_line() -> None:
    lines = re.findall(r"```sh\n(.*?)\n```", README, re.S)
    assert sum("pytest" in line for line in lines) == 1
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if not target.startswith("http"):
            assert (path.parent / target.split("#")[0]).exists(), target


def test_the_model_document_names_functions_that_exist() -> None:
    import importlib

    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    titles = re.findall(r"^(?:## .*|\d\. \*\*.*?\*\* .*?)\(([^)]*`[^)]*)\)", text, re.M)
    names = [name for title in titles for name in re.findall(r"`([\w.]+)`", title)]
    assert len(names) > 15
    for name in names:
        module, _, member = name.rpartition(".")
        if module in ("flows", ""):
            importlib.import_module(f"commpartner.{name}")
            continue
        if module == "Assumption":
            module, member = "assumptions", "Assumption"
        found = importlib.import_module(f"commpartner.{module}")
        assert hasattr(found, member), name


def test_every_flow_is_in_the_model_document() -> None:
    from commpartner import flows

    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    for name in flows.__all__:
        assert f"flows.{name}" in text, name


def test_the_glossary_has_one_line_for_each_name() -> None:
    rows = [
        line.split("|")[1].strip()
        for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith("| name")
    ]
    assert len(rows) == len(set(rows)) > 25


def test_the_savings_example_prints_its_table() -> None:
    example = ROOT / "examples" / "savings_by_smallest_post.py"
    done = subprocess.run(
        [sys.executable, str(example), "--draws", "1"], capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 10
    assert lines[0].startswith("| gates | smallest post | 3 centres |")
