"""A process of its own for every piece of work: it can be ended at any time."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from service.settings import Settings
from service.work import Message, Work, begin

PATIENCE = 0.05  # seconds between two looks at whether to stop

# A fork server has imported the library before the first job; elsewhere each process imports it.
_FORKS = "forkserver" in multiprocessing.get_all_start_methods()
CONTEXT: Any = multiprocessing.get_context("forkserver" if _FORKS else "spawn")
PRELOADED = [
    "commpartner.simulation",
    "commpartner.io",
    "commpartner.model.plausibility",
    "scipy.spatial",
]

# Each start looks through the list that multiprocessing keeps of all processes.
_LIST = threading.Lock()


class StoppedError(Exception):
    """The work was stopped before its end."""


def messages(
    work: Work, body: bytes, settings: Settings, seconds: float, stop: Callable[[], bool]
) -> Iterator[Message]:
    """Do work in a process and yield its messages; the process is gone when this ends.

    Raises
    ------
    TimeoutError
        If the work takes longer than it may.
    StoppedError
        If `stop` says so.
    """
    CONTEXT.set_forkserver_preload(PRELOADED)
    reader, writer = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=begin, args=(work, writer, body, settings), daemon=True)
    deadline = time.monotonic() + seconds
    try:
        with _LIST:
            process.start()
        writer.close()  # now the end of the process is the end of the pipe
        while True:
            if stop():
                raise StoppedError
            if time.monotonic() > deadline:
                raise TimeoutError
            if reader.poll(PATIENCE):
                try:
                    message: Message = reader.recv()
                except EOFError:
                    return
                yield message
    finally:
        writer.close()
        reader.close()
        if process.pid is not None:
            with _LIST:
                process.kill()
                process.join()
                process.close()
