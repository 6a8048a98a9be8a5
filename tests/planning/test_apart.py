"""A solver in a thread of its own hears an interruption at once."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from commpartner.planning.apart import run_apart


def test_a_solver_apart_returns_and_raises_as_before() -> None:
    assert run_apart(lambda: "found") == "found"
    with pytest.raises(ZeroDivisionError):
        run_apart(lambda: 1 / 0)


@pytest.mark.usefixtures("hears_interruption")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal to itself")
def test_a_signal_ends_the_wait_at_once() -> None:
    over = threading.Event()
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    begun = time.monotonic()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        run_apart(lambda: over.wait(20.0))
    assert time.monotonic() - begun < 5.0  # of a busy machine
    over.set()
