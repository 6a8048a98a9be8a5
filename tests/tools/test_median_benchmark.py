"""The benchmark of instances refuses what it cannot plan."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "planning" / "median.py"


def test_a_folder_without_instances_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path / "absent")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and "no instance (*.txt)" in done.stderr
    assert not done.stdout
