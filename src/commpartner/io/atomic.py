"""Write files so that a reader sees the old ones or the new ones, never a half."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path


def temporary_name(path: Path) -> Path:
    """Name a new neighbour of a path, in the same folder and so on the same disk."""
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")


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
