"""What a user's type checker says of the package: `users_script.py` under two checkers.

mypy reads the script with the rest of the tests (`test_quality.py`), in its strict mode and
without the plugin of pydantic.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "tests" / "users_script.py"


def test_pyright_accepts_right_code_and_refuses_wrong(tmp_path: Path) -> None:
    settings = {
        "include": [str(SCRIPT)],
        "extraPaths": [str(ROOT / "src")],
        "typeCheckingMode": "strict",
        "reportUnnecessaryTypeIgnoreComment": "error",
    }
    file = tmp_path / "pyrightconfig.json"
    file.write_text(json.dumps(settings))
    command = ["basedpyright", "--project", str(file), "--pythonpath", sys.executable]
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_is_strict_without_plugins_that_users_lack() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert settings["strict"]
    assert "plugins" not in settings
    assert "tests" in settings["files"]


def test_the_script_shows_enough_that_is_wrong() -> None:
    # Each line is an error of both checkers: one that passes makes its comment unnecessary.
    assert SCRIPT.read_text().count("# type: ignore[") >= 20
