"""Write files so that a reader sees the old ones or the new ones, never a half."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

from commpartner.errors import InputError, Problem
from commpartner.texts import Text


def temporary_name(path: Path) -> Path:
    """Name a new neighbour of a path, in the same folder and so on the same disk."""
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")


def make_folder(folder: Path, field: str = "folder") -> None:
    """Make a folder where it is missing, and see that files can be written to it.

    Raises
    ------
    InputError
        Where it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder, prefix=".", suffix=".tmp"):
            pass
    except (OSError, ValueError) as error:
        raise not_writable(folder, field, error) from None


def not_writable(folder: Path, field: str, error: OSError | ValueError) -> InputError:
    """Say why a folder cannot be written to; a ValueError is of a name that no folder can have."""
    reason = error.strerror if isinstance(error, OSError) else error
    found = Text("not_writable", reason=reason)
    return InputError([Problem(str(folder), None, field, found, Text("writable_place"))])


def replace_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Write texts as UTF-8 files; all are complete on disk before the first takes its name."""
    written: list[tuple[Path, Path]] = []
    try:
        for name, text in texts.items():
            target = folder / name
            written.append((temporary_name(target), target))
            written[-1][0].write_bytes(text.encode("utf-8"))
        for temporary, target in written:
            os.replace(temporary, target)  # noqa: PTH105
    finally:
        for temporary, _ in written:
            temporary.unlink(missing_ok=True)
