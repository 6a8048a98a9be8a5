"""Run a solver in a thread of its own, so that an interruption acts at once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

Found = TypeVar("Found")

STEP = 0.1  # seconds between two looks at the thread; Windows hears no interruption meanwhile


def run_apart(solver: Callable[[], Found]) -> Found:
    """Run a function in a thread and return its result.

    HiGHS hears no interruption before it returns. If one comes, KeyboardInterrupt is raised here
    at once. The thread ends with the time limit of the solver, or with the process.

    Raises
    ------
    BaseException
        What the function raised.

    Examples
    --------
    >>> run_apart(lambda: 1 + 1)
    2
    """
    found: list[Found] = []
    raised: list[BaseException] = []

    def work() -> None:
        try:
            found.append(solver())
        except BaseException as error:  # raised again where the function was called
            raised.append(error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(STEP)
    if raised:
        raise raised[0]
    return found[0]
