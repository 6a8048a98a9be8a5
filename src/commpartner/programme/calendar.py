"""Split the months of a run into years: of the run, or of the calendar if it has a start."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

MONTHS_OF_YEAR = 12


class Year(NamedTuple):
    """Hold one year of a run: its number, its first month and the month after its last."""

    year: int
    first: int
    stop: int

    @property
    def months(self) -> int:
        """Return the months that the year has in the run."""
        return self.stop - self.first


def years(months: int, start: str | None) -> tuple[Year, ...]:
    """List the years of a run.

    Parameters
    ----------
    months
        Of the run.
    start
        First month of the programme, as in ``"2026-09"``. If it is None, year 1 has the months 0
        to 11. If not, the years are those of the calendar, and the first may have fewer months.

    Examples
    --------
    >>> years(14, None)
    (Year(year=1, first=0, stop=12), Year(year=2, first=12, stop=14))
    >>> years(14, "2026-09")
    (Year(year=2026, first=0, stop=4), Year(year=2027, first=4, stop=14))
    """
    year, before = (1, 0) if start is None else (int(start[:4]), int(start[5:]) - 1)
    edges = [0, *range(MONTHS_OF_YEAR - before, months, MONTHS_OF_YEAR), months]
    return tuple(
        Year(year + number, first, stop) for number, (first, stop) in enumerate(pairwise(edges))
    )
