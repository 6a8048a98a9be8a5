"""Find unusual values of assumptions."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from typing import NamedTuple

from commpartner.assumptions.table import Assumption, default_assumptions
from commpartner.errors import PlausibilityWarning
from commpartner.problems.bounds import LOGIT, RATE, RESPONSE, bounds
from commpartner.texts import Text

FAR = 5.0  # times the ends of the assumption's range
USUAL_RATES = (-0.1, 0.3)  # growth, inflation, interest a year


class Usual(NamedTuple):
    """Hold the usual range of an assumption, wider than its own range."""

    low: float
    high: float

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int | float) and self.low <= value <= self.high


def usual(name: str) -> Usual:
    """Return the usual range of a default assumption; other names have no limits.

    Examples
    --------
    >>> usual("wage_cleaner")
    Usual(low=370.0, high=15000.0)
    """
    if name not in default_assumptions():
        return Usual(-math.inf, math.inf)
    row = default_assumptions()[name]
    limits = bounds(row.unit, name)
    if limits == RATE:
        return Usual(*USUAL_RATES)
    if limits in (LOGIT, RESPONSE):
        width = 2.0 * max(row.high - row.low, 1.0)
        return Usual(row.low - width, row.high + width)
    # An effect below 0 harms: further from 0 is less usual on either side.
    low = row.low / FAR if row.low >= 0 else max(FAR * row.low, limits.least)
    return Usual(low, min(FAR * row.high, limits.most))


def unusual(name: str, values: Iterable[float], place: Text | str) -> Text | None:
    """Describe an assumption whose value is far from usual; None if none is.

    Parameters
    ----------
    place
        Where the values stand.
    """
    range_ = usual(name)
    # Nothing is chosen, never mistyped: volunteers without a wage, a price that is not asked.
    far = [value for value in values if value != 0 and value not in range_]
    if not far:
        return None
    worst = max(far, key=abs)
    told = {"place": place, "found": f"{worst:g}", "low": range_.low, "high": range_.high}
    if range_ == USUAL_RATES and worst > 0:
        return Text("unusual_rate", **told, percent=100.0 * worst, meant=worst / 100.0)
    return Text("unusual", **told)


def warn_of_unusual(rows: Iterable[Assumption], file: str = "assumptions") -> None:
    """Warn about every assumption of the user's own with an unusual value."""
    known = default_assumptions()
    for row in rows:
        if row == known.get(row.name):
            continue
        told = unusual(
            row.name,
            (row.low, row.central, row.high),
            Text("place", file=file, field=row.name),
        )
        if told is not None:
            warnings.warn(told, PlausibilityWarning, stacklevel=3)
