"""Refuse work that needs more memory than the machine has."""

from __future__ import annotations

import os

from commpartner.errors import ArgumentError
from commpartner.texts import Text

GB = 1e9
NUMBER = 8  # bytes
# What a run keeps at the least, counted in one of the case Xiashan [numbers].
PER_DRAW = 150  # outcomes, and assumptions that were read
PER_MONTH_AND_DRAW = 27  # series of months, whose quantiles need ...
BAND_DRAWS = 1000  # ... no more draws than these
PER_MONTH = 32 * 145  # of the draws that are computed together
MOST = 10**18  # bytes; more than any machine has


def check_memory(months: int, draws: int) -> None:
    """Refuse a horizon and draws that do not fit into memory.

    Parameters
    ----------
    months, draws
        As in `simulate`.

    Raises
    ------
    ArgumentError
        If the machine has less memory than what one policy keeps at the least. If that is
        not known, as under Windows, nothing is refused here.

    Examples
    --------
    >>> check_memory(months=120, draws=1000)
    """
    kept = PER_MONTH + PER_MONTH_AND_DRAW * min(draws, BAND_DRAWS)
    needed = NUMBER * (months * kept + draws * PER_DRAW)
    there = memory_of_the_machine()
    if there is not None and needed > there:
        if needed > MOST:  # no float holds it, and no reader wants its digits
            raise ArgumentError(Text("too_much_memory_for_any", there=there / GB))
        counts = {"months": months, "draws": draws}
        sizes = {"needed": needed / GB, "there": there / GB}
        raise ArgumentError(Text("too_much_memory", **counts, **sizes))


def memory_of_the_machine() -> int | None:
    """Return the memory [byte]; None if the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None
