"""Stop the search for unused objects while a long list is read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """Stop Python's search for cycles of unused objects, and let it run again afterwards.

    Reading makes millions of objects and no cycles; the search would take a quarter of the time.
    What was read counts as old afterwards, so that the next search does not walk through it.
    """
    ran = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if ran:
            if not gc.get_freeze_count():  # else what somebody keeps frozen would be released
                gc.freeze()
                gc.unfreeze()  # to the oldest generation
            gc.enable()
