"""Write files so that a reader sees the old ones or the new ones, never a half."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from commpartner.errors import InputError, Problem
from commpartner.texts import Text


def temporary_name(path: Path) -> Path:
    """Name a new neighbour of a path, in the same folder and so on the same disk."""
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")


def check_place(path: Path, field: str | None = None) -> None:
    """Check that a file or folder can be written, before the work whose results go there.

    Nothing is made, and what is tried out is taken away again.

    Raises
    ------
    InputError
        Where it cannot be written, or a link in its path leads nowhere.
    """
    try:
        nowhere = [
            each for each in (path, *path.parents) if each.is_symlink() and not each.exists()
        ]
        if not nowhere:
            there = [path] if path.is_dir() else []
            there += [next(parent for parent in path.resolve().parents if parent.exists())]
            for folder in there:
                with tempfile.TemporaryDirectory(dir=folder, prefix=".", suffix=".tmp"):
                    pass
    except (OSError, ValueError) as error:
        raise not_writable(path, field, error) from None
    for link in nowhere:
        found = Text("link_to_nowhere", link=str(link), target=str(link.readlink()))
        raise _refusal(path, field, found)


def make_folder(folder: Path, field: str | None = None) -> None:
    """Make a folder where it is missing, and see that files can be written to it.

    Raises
    ------
    InputError
        Where it cannot be made or written to.
    """
    check_place(folder, field)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise not_writable(folder, field, error) from None


def not_writable(path: Path, field: str | None, error: OSError | ValueError) -> InputError:
    """Say why a place cannot be written to; a ValueError is of a name that no place can have."""
    reason = error.strerror if isinstance(error, OSError) else error
    return _refusal(path, field, Text("not_writable", reason=str(reason or error)))


def _refusal(path: Path, field: str | None, found: Text) -> InputError:
    return InputError([Problem(str(path), None, field or Text("folder"), found, Text("writable"))])


def write_new_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new or empty folder: all of its files are there, or none is.

    Raises
    ------
    InputError
        Where it cannot be written, as on a full disk.
    """
    check_place(folder)
    # A folder that is there stays the same one, for somebody may stand in it.
    temporary = temporary_name(folder / "new" if folder.is_dir() else folder.resolve())
    path = folder
    try:
        temporary.mkdir(parents=True)
        for name, content in files.items():
            path = folder / name
            (temporary / name).write_bytes(content)
        if not folder.is_dir():
            os.replace(temporary, folder)  # noqa: PTH105
            return
        for name in files:
            os.replace(temporary / name, folder / name)  # noqa: PTH105
    except OSError as error:
        raise not_writable(path, Text("file"), error) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def replace_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Write texts as UTF-8 files; all are complete on disk before the first takes its name.

    Raises
    ------
    InputError
        Where one of them cannot be written.
    """
    written: list[tuple[Path, Path]] = []
    target = folder
    try:
        for name, text in texts.items():
            target = folder / name
            written.append((temporary_name(target), target))
            written[-1][0].write_bytes(text.encode("utf-8"))
        for temporary, target in written:
            os.replace(temporary, target)  # noqa: PTH105
    except OSError as error:
        raise not_writable(target, Text("file"), error) from None
    finally:
        for temporary, _ in written:
            temporary.unlink(missing_ok=True)
