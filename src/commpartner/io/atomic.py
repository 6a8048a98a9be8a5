"""Write files atomically: a reader sees the old files or the new ones."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from commpartner.errors import InputError, Problem
from commpartner.texts import Text

_NEW, _DONE, _OLD, _ABSENT = "new", "done", "old", ".absent"
MANIFEST_FILE = "manifest.json"  # of a folder of results
_TRIED = "tried"
_TEMPORARY = re.compile(r"\.(.+)\.[0-9a-f]{16}\.tmp")


def temporary_name(path: Path) -> Path:
    """Name a temporary neighbour of a path in the same folder."""
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")


def check_place(path: Path, field: str | None = None) -> None:
    """Check that a file or folder can be written, before the work whose results go there.

    Nothing is made, and what is tried out is taken away again; so is what an earlier trial left
    that was cut off.

    Raises
    ------
    InputError
        If it cannot be written, or a link in its path leads nowhere.
    """
    try:
        nowhere = [
            each for each in (path, *path.parents) if each.is_symlink() and not each.exists()
        ]
        if not nowhere:
            there = [path] if path.is_dir() else []
            any(path.iterdir() for path in there)  # what is in the way must be seen
            above = path.resolve().parents or [path]  # the root has nothing above it
            there += [next(parent for parent in above if parent.exists())]
            for folder in there:
                _clear(folder, {_TRIED})
                temporary_name(folder / _TRIED).mkdir()
                _clear(folder, {_TRIED})
    except (OSError, ValueError) as error:
        raise not_writable(path, field, error) from None
    for link in nowhere:
        found = Text("link_to_nowhere", link=str(link), target=str(link.readlink()))
        raise _refusal(path, field, found)


def make_folder(folder: Path, field: str | None = None) -> None:
    """Make a folder if it is missing and check that files can be written to it.

    Raises
    ------
    InputError
        If it cannot be made or written to.
    """
    check_place(folder, field)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise not_writable(folder, field, error) from None


def not_writable(path: Path, field: str | None, error: OSError | ValueError) -> InputError:
    """Describe why a place cannot be written to."""
    reason = error.strerror if isinstance(error, OSError) else error
    return _refusal(path, field, Text("not_writable", reason=str(reason or error)))


def _refusal(path: Path, field: str | None, found: Text) -> InputError:
    return InputError([Problem(str(path), None, field or Text("folder"), found, Text("writable"))])


def write_new_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new or empty folder with all of its files or none.

    Raises
    ------
    InputError
        If it cannot be written, as on a full disk.
    """
    check_place(folder)
    settle(folder)
    # A folder that is there stays the same one, for somebody may stand in it.
    temporary = temporary_name(folder / "new" if folder.is_dir() else folder.resolve())
    path = folder
    try:
        temporary.mkdir(parents=True)
        for name, content in files.items():
            path = folder / name
            (temporary / name).write_bytes(content)
        if folder.is_dir():
            exchange(temporary, folder, list(files))
        else:
            os.replace(temporary, folder)  # noqa: PTH105
    except OSError as error:
        raise not_writable(path, Text("file"), error) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def replace_files(folder: Path, texts: Mapping[str, str | bytes]) -> None:
    """Replace files by texts in UTF-8 or by bytes, all of them or none.

    Raises
    ------
    InputError
        If one of them cannot be written.
    """
    target = folder
    settle(folder, texts)
    staging = temporary_name(folder / _NEW)
    try:
        staging.mkdir()
        for name, text in texts.items():
            target = folder / name
            (staging / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        exchange(staging, folder, list(texts))
    except (OSError, ValueError) as error:  # a ValueError is of a name that no file can have
        raise not_writable(_blamed(error, target), Text("file"), error) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def exchange(staging: Path, folder: Path, names: Sequence[str], gone: Iterable[str] = ()) -> None:
    """Replace files by staged ones, all of them or none.

    Older files wait in the staging folder until the last new one is in its place. The first of
    `names` is moved out first and put in place last. Then the staging folder is renamed in one
    step. If one file cannot be replaced (open in another program) all is put back. If the work is
    cut off, `standing` finds what was there before, and `settle` puts it back.
    """
    old = staging / _OLD
    old.mkdir()
    moved: list[tuple[Path, Path]] = []

    def move(source: Path, target: Path) -> None:
        os.replace(source, target)  # noqa: PTH105
        moved.append((source, target))

    try:
        for name in (*names, *gone):
            if (folder / name).exists():
                move(folder / name, old / name)
            else:
                (old / f"{name}{_ABSENT}").touch()
        for name in reversed(names):
            move(staging / name, folder / name)
        os.replace(staging, temporary_name(folder / _DONE))  # noqa: PTH105
    except BaseException:
        for source, target in reversed(moved):
            os.replace(target, source)  # noqa: PTH105
        raise
    _clear(folder, {_DONE})


def standing(folder: Path, name: str) -> Path:
    """Find the valid file after an interrupted write."""
    return content(folder).get(name, folder / name)


def content(folder: Path) -> dict[str, Path]:
    """List the files of a folder by name; after an interrupted write, the earlier ones."""
    ours = _leftovers(folder, {_NEW, _DONE, _TRIED})
    files = {path.name: path for path in _listed(folder) if path not in ours}
    for leftover in _leftovers(folder, {_NEW}):
        for old in _listed(leftover / _OLD):
            files.pop(old.name.removesuffix(_ABSENT), None)
            if not old.name.endswith(_ABSENT):
                files[old.name] = old
    return files


def settle(folder: Path, names: Iterable[str] = ()) -> None:
    """Restore the files that an interrupted run had moved and remove its remains.

    Raises
    ------
    InputError
        If a file cannot be put back.
    """
    try:
        for leftover in _leftovers(folder, {_NEW}):
            for old in sorted((leftover / _OLD).glob("*")):
                if old.name.endswith(_ABSENT):
                    (folder / old.name.removesuffix(_ABSENT)).unlink(missing_ok=True)
                else:
                    os.replace(old, folder / old.name)  # noqa: PTH105
    except OSError as error:
        raise not_writable(_blamed(error, folder), Text("file"), error) from None
    _clear(folder, {_NEW, _DONE, *names})
    _clear(folder.resolve().parent, {folder.resolve().name})


def _leftovers(folder: Path, names: Collection[str]) -> list[Path]:
    """List the files and folders, by `temporary_name`, that stand for some names."""
    found = ((each, _TEMPORARY.fullmatch(each.name)) for each in _listed(folder))
    return [each for each, name in found if name and name[1] in names]


def _listed(folder: Path) -> list[Path]:
    """List the content of a folder; empty if it is missing or unreadable."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _clear(folder: Path, names: Collection[str]) -> None:
    for leftover in _leftovers(folder, names):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            with suppress(OSError):
                leftover.unlink()


def _blamed(error: OSError | ValueError, path: Path) -> Path:
    """Find the file that an error is about; a full disk names none."""
    filename = getattr(error, "filename", None)
    named = Path(filename) if filename else path
    return path.parent / named.name if _TEMPORARY.search(str(named)) else named
