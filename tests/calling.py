"""Call the command line in this process, on streams of one's own."""

from __future__ import annotations

import io
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple

import pytest

from commpartner.cli import main


class Called(NamedTuple):
    status: int
    out: str
    err: str


def commpartner(*arguments: str, columns: int = 200) -> Called:
    """Call the program in this process, as from a terminal of so many columns."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(columns))
        patch.setenv("LC_ALL", "C.UTF-8")
        return Streams(patch).call(*arguments)


class Streams(NamedTuple):
    """Call the program in this process, on streams of one's own."""

    patch: pytest.MonkeyPatch

    def call(self, *arguments: str, encoding: str = "utf-8", out: IO[str] | None = None) -> Called:
        output, errors = (io.TextIOWrapper(io.BytesIO(), encoding) for _ in range(2))
        self.patch.setattr(sys, "stdout", out or output)
        self.patch.setattr(sys, "stderr", errors)
        self.patch.setattr(sys, "argv", ["commpartner", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        told = []
        for stream in (output, errors):
            stream.flush()
            assert isinstance(stream.buffer, io.BytesIO)
            told.append(stream.buffer.getvalue().decode(encoding))
        return Called(int(ended.value.code or 0), *told)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as `ulimit -f` and a full disk do."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handled)
