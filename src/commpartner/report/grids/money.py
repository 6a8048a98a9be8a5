"""Write sums of money in one unit a table."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from commpartner.facts.quantities import LARGE
from commpartner.report.words import say
from commpartner.texts import Language

LARGEST = 1e6  # yuan from which the sums of a table are shown in large units
CENT = 0.01  # yuan


class Money(NamedTuple):
    """Hold the unit in which sums of money are written: factor from yuan, name, digits."""

    factor: float
    unit: str
    digits: int  # behind the point, of sums of three figures or more
    more_below: float = 0.0  # sums smaller than this have one digit more

    def written(self, value: float) -> str:
        """Format a sum [yuan]; one too small to show is marked."""
        scaled = value / self.factor
        digits = self.digits + (abs(scaled) < self.more_below)
        if abs(scaled) < 0.5 * 10.0**-digits:
            return "0" if abs(value) < CENT / 2.0 else "~0"
        return f"{scaled:,.{digits}f}"

    def rounded(self, value: float) -> str:
        """Format a sum [yuan] without a mark on small ones."""
        return f"{round(value / self.factor, self.digits) + 0.0:,.{self.digits}f}"


def large(language: Language) -> Money:
    """Return the unit of large sums: millions with two digits, or 10,000 yuan.

    Examples
    --------
    >>> large("en").written(2_883_000.0), large("zh").written(2_883_000.0), large("en").written(1.0)
    ('2.88', '288', '~0')
    """
    return Money(LARGE[language][0], say("large_yuan", language), 0 if language == "zh" else 2)


def fitting(table: pd.DataFrame, language: Language) -> Money:
    """Choose the unit by the largest mean of a table; large sums have three figures."""
    return fitting_sums(table["mean"].abs().max() if len(table) else 0.0, language)


def fitting_sums(largest: float, language: Language) -> Money:
    """Choose the unit by the largest sum [yuan]; large sums have three figures."""
    if largest < LARGEST:
        return Money(1.0, say("yuan", language), 0)
    return large(language)._replace(more_below=100.0 if language == "zh" else 1.0)
