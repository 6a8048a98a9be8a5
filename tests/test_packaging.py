"""A release built the ordinary way: sdist, the wheel from it, and the wheel alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import commpartner

ROOT = Path(__file__).parents[1]
CASES = ("qingyunpu", "xiangyang", "xiashan")
RUN = """
import sys
from importlib.metadata import version
from pathlib import Path
import commpartner as cp
from commpartner.cli import main

assert Path(cp.__file__).is_relative_to(sys.path[1]), cp.__file__
assert version("commpartner") == cp.__version__
assert cp.datasets.names() == ("qingyunpu", "xiangyang", "xiashan")
assert "list.xlsx" in cp.datasets.worked("wutong")
for case in cp.datasets.names():
    sys.argv = ["commpartner", "run", case, "--draws", "2", "--months", "2", "--out", case]
    try:
        main()
    except SystemExit as end:
        assert not end.code, end.code
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a release, built without a network by the tools of the test extra."""
    folder = tmp_path_factory.mktemp("release")
    command = ["build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_sdist_and_the_wheel_hold_the_cases(built: Path) -> None:
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    assert f"-{commpartner.__version__}" in wheel.name
    with zipfile.ZipFile(wheel) as archive, tarfile.open(sdist) as source:
        inside, given = archive.namelist(), source.getnames()
        assert not [member.name for member in source.getmembers() if member.issym()]
    for case in CASES:
        for file in ("programme.toml", "estates.csv"):
            assert f"commpartner/datasets/{case}/{file}" in inside
            assert [name for name in given if name.endswith(f"examples/{case}/{file}")]
    for district in ("wutong", "millbrook"):
        assert f"commpartner/datasets/districts/{district}/list.xlsx" in inside
    for name in ("py.typed", "data/assumptions.csv", "data/words.csv"):
        assert f"commpartner/{name}" in inside
    assert sum(name.startswith("commpartner/data/benchmark/") for name in inside) == 10
    assert not [name for name in inside if "tools/" in name or "suite" in name]


def test_the_wheel_alone_runs_the_three_cases(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    alone, work = tmp_path / "alone", tmp_path / "work"
    work.mkdir()
    install = ["pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(alone)]
    subprocess.run([sys.executable, "-m", *install, str(wheel)], check=True)
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(alone)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for case in CASES:
        assert (work / case / "manifest.json").is_file()


def test_no_file_is_a_link() -> None:
    folders = ("src", "tests", "docs", "examples", "benchmarks", "tools")
    assert not [path for name in folders for path in (ROOT / name).rglob("*") if path.is_symlink()]


def test_the_version_has_one_place_and_heads_the_changelog() -> None:
    assert "\nversion =" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    head = re.search(r"^## (\S+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert head
    assert head[1] == commpartner.__version__
