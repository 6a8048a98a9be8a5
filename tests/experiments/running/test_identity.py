"""The fingerprint of the code: it changes with every file, and with nothing else."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import pytest

from commpartner.experiments.running import identity


def fingerprint_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(identity.resources, "files", lambda _: folder)  # type: ignore[attr-defined]
    return identity.code_fingerprint.__wrapped__()


def test_the_fingerprint_is_that_of_all_code_and_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with resources.as_file(resources.files("commpartner")) as package:
        ignore = shutil.ignore_patterns("__pycache__")
        copy = Path(shutil.copytree(package, tmp_path / "commpartner", ignore=ignore))
    whole = identity.code_fingerprint()
    assert fingerprint_of(copy, monkeypatch) == whole
    (copy / "__pycache__").mkdir()
    (copy / "__pycache__" / "x.pyc").write_bytes(b"x")
    text = (copy / "errors.py").read_bytes()
    (copy / "errors.py").write_bytes(text.replace(b"\n", b"\r\n"))
    assert fingerprint_of(copy, monkeypatch) == whole
    for name in ("errors.py", "data/messages.toml"):
        before = (copy / name).read_bytes()
        (copy / name).write_bytes(before + b"#")
        assert fingerprint_of(copy, monkeypatch) != whole
        (copy / name).write_bytes(before)
    assert fingerprint_of(copy, monkeypatch) == whole
    (copy / "more.py").touch()
    assert fingerprint_of(copy, monkeypatch) != whole
