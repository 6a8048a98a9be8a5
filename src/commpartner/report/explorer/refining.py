"""Add draws to a preview while nobody moves a lever."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from commpartner.report.explorer.explorer import Explorer, Paired

PAUSE = 1.0  # seconds without a move before refining begins, so that it slows no move down
GLANCES = 10  # how often a pause is cut short to see whether it is still wanted


def refine(
    explorer: Explorer,
    values: Mapping[str, float],
    known: Paired,
    show: Callable[[Paired], None],
    stopped: Callable[[], bool],
    pause: float = PAUSE,
) -> None:
    """Add draws to a preview and show the figures after each step, until stopped.

    Parameters
    ----------
    show
        Shows the figures so far.
    stopped
        Tells whether the figures are no longer wanted.
    pause
        Before the first step [s].
    """
    for _ in range(GLANCES):
        time.sleep(pause / GLANCES)
        if stopped():
            return
    for found in explorer.refined(values, known):
        if stopped():
            return
        show(found)
