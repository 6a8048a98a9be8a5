"""Store the finished parts of an experiment in a folder.

``manifest.json`` says what the parts belong to, ``inputs.json`` has all that is needed to compute
them again, ``parts/`` has a file for each finished part.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from commpartner.errors import CommpartnerError, InputError, Problem
from commpartner.experiments.running.experiment import Failure, Part
from commpartner.experiments.running.manifest import INPUTS, MANIFEST, differences, read_manifest
from commpartner.io.atomic import make_folder, not_writable, temporary_name
from commpartner.problems.optional import optional
from commpartner.texts import Text

PARTS, LOCK = "parts", ".lock"
FLOAT = np.dtype(np.float64)


class StoreBusyError(CommpartnerError):
    """Report that another run is writing to the store."""


class Store:
    """Hold the finished parts of one experiment in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = read_manifest(folder)
        self.policies = len(manifest["order_of_policies"])
        self.experiment = experiment_hash(manifest)

    def read(self, start: int, stop: int) -> Part | None:
        """Read a finished part; None if it is missing, damaged, or of another experiment.

        Raises
        ------
        InputError
            If a folder has its place.
        """
        path = self._file(start, stop)
        if path.is_dir():
            allowed = Text("file_or_nothing")
            raise InputError([Problem(str(path), None, "part", Text("a_folder"), allowed)])
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                names = tuple(map(str, kept["names"]))
                read = tuple(map(str, kept["assumption_names"]))
                outcomes, values = kept["outcomes"], kept["assumptions"]
                failures = tuple(Failure(*entry) for entry in json.loads(str(kept["failures"])))
                mark = str(kept["mark"])
        except Exception:
            # Missing, or damaged, where any error may come out of a file: it is computed again.
            return None
        shapes = (self.policies, stop - start, len(names)), (len(read), stop - start)
        if (outcomes.shape, values.shape) != shapes or {outcomes.dtype, values.dtype} != {FLOAT}:
            return None
        part = Part(start, stop, names, outcomes, dict(zip(read, values, strict=True)), failures)
        return part if mark == mark_of(self.experiment, part) else None

    def is_there(self, start: int, stop: int) -> bool:
        """Return whether the file of a part exists, whole or not."""
        return self._file(start, stop).exists()

    def write(self, part: Part) -> None:
        """Write a part atomically.

        Raises
        ------
        CommpartnerError
            If the disk is full; what was kept before stays.
        """

        def fill(file: BinaryIO) -> None:
            values = np.array(list(part.assumptions.values()), dtype=FLOAT)
            np.savez(
                file,
                names=np.array(part.names, dtype=np.str_),
                outcomes=part.outcomes,
                assumption_names=np.array(list(part.assumptions), dtype=np.str_),
                assumptions=values.reshape(-1, part.stop - part.start),
                failures=np.array(json.dumps(part.failures)),
                mark=np.array(mark_of(self.experiment, part)),
            )

        _write(self._file(part.start, part.stop), fill)

    def _file(self, start: int, stop: int) -> Path:
        return self.folder / PARTS / f"{start:08d}-{stop:08d}.npz"


def experiment_hash(identity: Mapping[str, Any]) -> str:
    """Hash everything that the parts of a store depend on."""
    return hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()


def mark_of(experiment: str, part: Part) -> str:
    """Hash a part together with its experiment to detect copies and changes."""
    words = [experiment, part.start, part.stop, part.names, list(part.assumptions), part.failures]
    digest = hashlib.sha256(json.dumps(words).encode())
    for values in (part.outcomes, *part.assumptions.values()):
        digest.update(np.ascontiguousarray(values, dtype="<f8").tobytes())
    return digest.hexdigest()


@contextmanager
def plain_os_errors(path: Path) -> Iterator[None]:
    """Convert operating-system errors about a store's files to errors that name the file."""
    try:
        yield
    except OSError as error:
        raise not_writable(Path(error.filename or path), "store", error) from None


@contextmanager
def open_store(folder: Path, identity: Mapping[str, Any], inputs: str) -> Iterator[Store]:
    """Open a folder for one experiment and lock it against other runs until it is closed.

    Parameters
    ----------
    identity
        What the parts depend on, by name; a folder made with another is refused.
    inputs
        Text with everything needed to compute the parts again.

    Raises
    ------
    InputError
        If the folder cannot be made, has other files, or was made from other inputs: each
        difference.
    StoreBusyError
        If another run is writing to it.
    MissingExtraError
        If the extra ``research`` is not installed.
    """
    filelock = optional("filelock")
    manifest = folder / MANIFEST
    with plain_os_errors(folder):
        is_other = folder.exists() and not manifest.exists() and not _is_begun(folder)
    if is_other:
        allowed = Text("new_folder_or_store")
        raise InputError([Problem(str(folder), None, Text("store"), Text("other_files"), allowed)])
    make_folder(folder, "store")
    make_folder(folder / PARTS, "store")
    lock = filelock.FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise StoreBusyError(Text("store_busy", folder=folder)) from None
    except OSError as error:
        raise not_writable(folder / LOCK, "store", error) from None
    try:
        with plain_os_errors(folder):
            is_new = not manifest.exists()
            wanted = json.loads(json.dumps(identity))
            if not is_new and (other := differences(manifest, read_manifest(folder), wanted)):
                raise InputError(other)
            _keep_inputs(folder / INPUTS, inputs.encode("utf-8"))
            if is_new:
                says = json.dumps(identity, indent=2, ensure_ascii=False)
                _write(manifest, lambda file: file.write(says.encode("utf-8")))
            for left in (folder / PARTS).glob(".*.tmp"):
                left.unlink(missing_ok=True)  # of a run that was killed while it wrote
        yield Store(folder)
    finally:
        lock.release()


def _keep_inputs(path: Path, content: bytes) -> None:
    """Write what the parts are computed from, unless it is there already.

    Other content was lost, damaged, or made for another number of draws. The manifest confirms that
    the parts were made from the present inputs.
    """
    if path.is_dir():
        raise InputError(
            [Problem(str(path), None, Text("file"), Text("a_folder"), Text("file_or_nothing"))]
        )
    if not (path.exists() and path.read_bytes() == content):
        _write(path, lambda file: file.write(content))


def _is_begun(folder: Path) -> bool:
    """Return whether the folder holds only what a killed run leaves before its manifest."""
    if not folder.is_dir():
        return False
    names = [path.name for path in folder.iterdir()]
    ours = (LOCK, PARTS, INPUTS, MANIFEST)  # another run may have just written it
    return all(name in ours or (name.startswith(".") and name.endswith(".tmp")) for name in names)


def _write(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Write a file of a store: it is whole on the disk before it takes its name."""
    temporary = temporary_name(path)
    try:
        with temporary.open("wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)  # noqa: PTH105
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise not_writable(path, "store", error) from error
        raise CommpartnerError(
            f"{path.parent}: the disk is full; finished parts are kept, "
            "and the same command goes on from them"
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
