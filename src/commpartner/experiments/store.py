"""A folder that keeps the finished parts of an experiment, so that nothing is computed twice.

``manifest.json`` says what the parts belong to, ``inputs.json`` has all that is needed to compute
them again, ``parts/`` has a file for each finished part.
"""

from __future__ import annotations

import errno
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from commpartner.errors import CommpartnerError, InputError, MissingExtraError, Problem
from commpartner.experiments.experiment import Failure, Part
from commpartner.io.atomic import temporary_name

MANIFEST, INPUTS, PARTS, LOCK = "manifest.json", "inputs.json", "parts", ".lock"


class StoreBusyError(CommpartnerError):
    """Another run is writing to the store."""


class Store:
    """Finished parts of one experiment in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, start: int, stop: int) -> Part | None:
        """Give a finished part; None where it is missing or damaged."""
        try:
            with np.load(self._file(start, stop), allow_pickle=False) as kept:
                names = tuple(map(str, kept["names"]))
                read = map(str, kept["assumption_names"])
                values = kept["assumptions"]
                failures = json.loads(str(kept["failures"]))
                part = Part(
                    start,
                    stop,
                    names,
                    kept["outcomes"],
                    {name: values[number] for number, name in enumerate(read)},
                    tuple(Failure(*entry) for entry in failures),
                )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None  # damaged: it is computed again and takes the place of the damaged file
        return part if part.outcomes.shape[1] == stop - start else None

    def write(self, part: Part) -> None:
        """Keep a part: the file is whole or not there.

        Raises
        ------
        CommpartnerError
            Where the disk is full; what was kept before stays.
        """
        path = self._file(part.start, part.stop)
        temporary = temporary_name(path)
        stop = part.stop - part.start
        values = np.array(list(part.assumptions.values())).reshape(-1, stop)
        try:
            with temporary.open("wb") as file:
                np.savez(
                    file,
                    names=np.array(part.names, dtype=np.str_),
                    outcomes=part.outcomes,
                    assumption_names=np.array(list(part.assumptions), dtype=np.str_),
                    assumptions=values,
                    failures=np.array(json.dumps(part.failures)),
                )
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)  # noqa: PTH105
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise CommpartnerError(
                    f"{self.folder}: the disk is full; finished parts are kept, "
                    "and the same command goes on from them"
                ) from error
            raise
        finally:
            temporary.unlink(missing_ok=True)

    def _file(self, start: int, stop: int) -> Path:
        return self.folder / PARTS / f"{start:08d}-{stop:08d}.npz"


@contextmanager
def open_store(folder: Path, identity: Mapping[str, Any], inputs: str) -> Iterator[Store]:
    """Open a folder for one experiment, and keep other runs out until it is closed.

    Parameters
    ----------
    identity
        What the parts depend on, by name; a folder made with another is refused.
    inputs
        Text with everything needed to compute the parts again.

    Raises
    ------
    InputError
        Where the folder has other files, or was made from other inputs: each difference.
    StoreBusyError
        Where another run is writing to it.
    MissingExtraError
        Where the extra ``research`` is not installed.
    """
    try:
        from filelock import FileLock, Timeout
    except ImportError:
        raise MissingExtraError(
            "store=... needs the extra 'research': pip install 'commpartner[research]'"
        ) from None
    manifest = folder / MANIFEST
    if folder.exists() and not manifest.exists() and not _is_begun(folder):
        allowed = "a new or empty folder, or the store of an earlier run"
        raise InputError([Problem(str(folder), None, "store", "other files", allowed)])
    (folder / PARTS).mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise StoreBusyError(
            f"{folder}: another run is writing to this store; wait for it or use another folder"
        ) from None
    try:
        if manifest.exists():
            _check(folder, identity)
        else:
            _write_text(folder / INPUTS, inputs)
            _write_text(manifest, json.dumps(identity, indent=2, ensure_ascii=False))
        for left in (folder / PARTS).glob(".*.tmp"):
            left.unlink(missing_ok=True)  # of a run that was killed while it wrote
        yield Store(folder)
    finally:
        lock.release()


def _is_begun(folder: Path) -> bool:
    """Whether there is nothing but what a run leaves that is killed before its manifest."""
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else [folder.name]
    ours = (LOCK, PARTS, INPUTS)
    return all(name in ours or (name.startswith(".") and name.endswith(".tmp")) for name in names)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read what the parts of a store belong to.

    Raises
    ------
    InputError
        Where the folder is no store.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest["schema"]
    except (OSError, ValueError, TypeError, KeyError):
        found, allowed = "no store", f"a folder with the {MANIFEST} of `compare(..., store=...)`"
        raise InputError([Problem(str(folder), None, "store", found, allowed)]) from None
    return dict(manifest)


def _check(folder: Path, identity: Mapping[str, Any]) -> None:
    """Name every difference between what a store was made from and what is asked for now."""
    kept = _flat(read_manifest(folder))
    wanted = _flat(json.loads(json.dumps(identity)))
    problems = [
        Problem(
            str(folder / MANIFEST),
            None,
            name,
            _short(wanted.get(name, "nothing")),
            f"{_short(kept.get(name, 'nothing'))}, of which the store was made",
        )
        for name in sorted(kept.keys() | wanted.keys())
        if kept.get(name) != wanted.get(name)
    ]
    if problems:
        raise InputError(problems)


def _short(value: object) -> str:
    """A hash needs no more than its first digits to be seen to differ."""
    text = str(value)
    is_hash = len(text) == 64 and set(text) <= set("0123456789abcdef")
    return text[:12] if is_hash else text


def _flat(value: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, entry in value.items():
        if isinstance(entry, Mapping):
            flat |= _flat(entry, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = entry
    return flat


def _write_text(path: Path, text: str) -> None:
    temporary = temporary_name(path)
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)  # noqa: PTH105
    finally:
        temporary.unlink(missing_ok=True)
