"""The examples of the docstrings; Ruff and mypy read the code in .ci/run, after the tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_example_of_a_docstring_prints_what_it_shows() -> None:
    command = [
        "pytest",
        "-q",
        "--doctest-modules",
        "-p",
        "no:cacheprovider",
        "src/commpartner",
        "tools",
    ]
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
