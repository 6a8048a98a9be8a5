"""Count simulations while code of others runs.

One simulation is one policy in one draw. What runs in threads or processes that the code starts
by itself is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Meter:
    """Count simulations and note the seeds of their draws."""

    simulations: int = 0
    seeds: set[int] = field(default_factory=set)


_RUNNING: ContextVar[tuple[Meter, ...]] = ContextVar("meters", default=())


@contextmanager
def metered() -> Iterator[Meter]:
    """Count the simulations in this context.

    Examples
    --------
    >>> with metered() as meter:
    ...     count(12, seed=7)
    >>> meter.simulations, meter.seeds
    (12, {7})
    """
    meter = Meter()
    token = _RUNNING.set((*_RUNNING.get(), meter))
    try:
        yield meter
    finally:
        _RUNNING.reset(token)


def count(simulations: int, seed: int) -> None:
    """Add simulations to all active meters."""
    for meter in _RUNNING.get():
        meter.simulations += simulations
        meter.seeds.add(seed)
