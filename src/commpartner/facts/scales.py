"""Choose the unit in which a chart counts: money by its size and the habits of the language."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from commpartner.facts.labels import UNIT_NAMES, label_of
from commpartner.facts.rows import rows
from commpartner.texts import Language

SMALLEST = 1e-4  # factor of a unit in which small sums keep a digit that is not 0


class Scale(NamedTuple):
    """Hold a unit of a chart: factor from the unit of the table, name, digits more than asked."""

    factor: float
    unit: str
    digits: int = 0

    def text(self, value: float, digits: int = 0, sign: str = "") -> str:
        """Format a value of the table in the unit of the chart.

        Parameters
        ----------
        digits
            Behind the point, of a sum in 10,000 yuan; other units have as many more or fewer.
        sign
            ``"+"`` if a sum above 0 has one.

        Examples
        --------
        >>> Scale(1e-3, "thousand yuan", -1).text(1_234_567.0, 1, "+")
        '+1,235'
        >>> Scale(1e-6, "million yuan", 1).text(1234.0)
        '0.001'
        """
        scaled = self.factor * value
        shown = f"{scaled:{sign},.{max(digits + self.digits, 0)}f}"
        if scaled == 0.0 or self.factor >= SMALLEST or any(each in "123456789" for each in shown):
            return shown
        return f"{scaled:{sign}.{-math.floor(math.log10(abs(scaled)))}f}"  # one digit that tells


class _Step(NamedTuple):
    least: float
    scale: Scale


def _steps() -> dict[tuple[str, str], list[_Step]]:
    """Read the units of money by unit and language, from the smallest."""
    found: dict[tuple[str, str], list[_Step]] = {}
    for row in rows("scales"):
        scale = Scale(1.0 / float(row["divisor"]), row["label"], int(row["digits"]))
        found.setdefault((row["unit"], row["language"]), []).append(
            _Step(float(row["least"]), scale)
        )
    return found


_STEPS = _steps()


def scale_of(unit: str, values: Iterable[float], language: Language) -> Scale:
    """Return the unit of a chart for values of a unit: the largest that their largest reaches.

    Chinese counts money in 万元. English counts it in yuan, thousand yuan from 10,000 yuan, and
    million yuan from 10 million.

    Examples
    --------
    >>> scale_of("yuan/year", [-2_883_000.0, 5.0], "en").unit
    'thousand yuan/year'
    >>> scale_of("yuan/year", [-2_883_000.0, 5.0], "zh").unit, scale_of("share", [0.1], "en").unit
    ('万元/年', '%')
    """
    steps = _STEPS.get((unit, language))
    if steps is None:
        return Scale(UNIT_NAMES[unit].factor, label_of(UNIT_NAMES[unit], language))
    known = np.abs(np.asarray(list(values), dtype=float))
    largest = float(np.nanmax(known)) if np.isfinite(known).any() else 0.0
    return next(each.scale for each in reversed(steps) if largest >= each.least)


def largest_scale(unit: str, language: Language) -> Scale | None:
    """Return the largest unit in which sums of a unit are counted; None if it is no money.

    Examples
    --------
    >>> largest_scale("yuan/year", "en").unit, largest_scale("month", "en")
    ('million yuan/year', None)
    """
    steps = _STEPS.get((unit, language))
    return steps[-1].scale if steps else None
