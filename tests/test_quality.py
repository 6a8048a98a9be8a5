"""Examples of docstrings and names of tests; Ruff and mypy read the code in .ci/run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST_WORDS = 9


def test_every_example_of_a_docstring_prints_what_it_shows() -> None:
    command = [
        "pytest",
        "-q",
        "--doctest-modules",
        "-p",
        "no:cacheprovider",
        "--ignore=src/commpartner/report/explorer/app.py",  # a page of marimo, without examples
        "src/commpartner",
        "tools",
    ]
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_names_of_tests_have_at_most_nine_words() -> None:
    names = [
        f"{path.relative_to(ROOT)}::{name}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for name in re.findall(r"^ *def (test_\w+)", path.read_text(encoding="utf-8"), re.M)
        if len(name.split("_")) - 1 > MOST_WORDS
    ]
    assert names == []
