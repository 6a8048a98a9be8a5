"""A small programme on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from programme_files import CSV, TOML


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "case"
    path.mkdir()
    (path / "programme.toml").write_text(TOML, encoding="utf-8")
    (path / "estates.csv").write_text(CSV, encoding="utf-8")
    return path
