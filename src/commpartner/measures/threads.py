"""Limit the linear algebra of small regressions to one thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module


@contextmanager
def one_thread() -> Iterator[None]:
    """Limit linear algebra in this context to one thread, if threadpoolctl is installed.

    A few hundred rows and columns take less time than waking threads. If other work keeps the cores
    busy, the threads wait for each other.
    """
    try:
        limits = import_module("threadpoolctl").threadpool_limits
    except ImportError:  # it comes with the extra `research`
        yield
        return
    with limits(limits=1, user_api="blas"):
        yield
