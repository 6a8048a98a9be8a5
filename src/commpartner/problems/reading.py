"""Read text files in UTF-8 and describe other encodings."""

from __future__ import annotations

import errno
import os
import reprlib
from pathlib import Path

from commpartner.errors import InputError, Problem
from commpartner.texts import Text

MOST_BYTES = 200_000_000  # of a file; a table of all estates of a province has 20 million
_UTF8 = Text("save_as_utf8")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


# Nothing there, which is another matter, and which each reader tells in its own words.
_NOTHING_THERE = (errno.ENOENT, errno.ENOTDIR, errno.EBADF, errno.ELOOP)


def path_of(given: object, found: str = "unreadable") -> Path:
    """Make a path from an argument and check that the system can look it up.

    Raises
    ------
    InputError
        If it is no path, is longer than the system takes, or may not be looked at; `found` is
        the code of the message, which says that it is unreadable or not writable.
    """
    if not isinstance(given, str | os.PathLike) or not isinstance(os.fspath(given), str):
        raise InputError([Problem("", None, Text("path"), reprlib.repr(given), Text("a_path"))])
    path = Path(given)
    try:
        path.stat()
    except OSError as error:
        if error.errno not in _NOTHING_THERE:
            reason = Text(found, reason=error.strerror)
            raise InputError(
                [Problem(reprlib.repr(str(path)), None, Text("path"), reason, Text("a_path"))]
            ) from None
    except ValueError:  # of a name that no file can have; whoever opens it says so
        pass
    return path


def read_text(path: Path) -> str:
    """Read a file of UTF-8 text without its byte order mark.

    Raises
    ------
    InputError
        If the file cannot be read, is too large, is in another encoding or holds a NUL byte.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        found = getattr(error, "strerror", None) or str(error) or type(error).__name__
        if isinstance(error, FileNotFoundError):
            found = Text("nothing_there")
        raise InputError(
            [Problem(path.name, None, Text("file"), found, Text("readable_file"))]
        ) from None
    if len(data) > MOST_BYTES:
        allowed = Text("bytes_at_most", most=f"{MOST_BYTES:,}")
        raise InputError([Problem(path.name, None, Text("file"), Text("too_large"), allowed)])
    if data.startswith(_UTF16_MARKS):
        raise InputError([_wrong_byte(path, data, 0, Text("mark_of_utf16"))])
    if b"\0" in data:
        raise InputError([_wrong_byte(path, data, data.index(b"\0"), Text("nul_in_text"))])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The decoder counts from behind the byte order mark.
        position = error.start + len(data) - len(error.object)
        raise InputError([_wrong_byte(path, data, position, Text("perhaps_gbk"))]) from None


def _wrong_byte(path: Path, data: bytes, position: int, guess: str) -> Problem:
    row = data.count(b"\n", 0, position) + 1
    found = Text("byte_at", first=data[position], position=position, guess=guess)
    return Problem(path.name, row, Text("encoding"), found, _UTF8)
