"""Format shares, sums of money and other numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable

from commpartner.texts import Language

ROUNDING = 1e-9  # a share this close to none or all is none or all
SUMS = ("yuan", "yuan/year", "yuan/month")  # units whose amounts may be written in large units
LARGE = {"en": (1e6, " million"), "zh": (1e4, "万")}
LEAST_SHOWN = 1e-3  # of a large unit: smaller sums would lose their figures in it


def percent(share: float, language: Language = "en", digits: int = 0) -> str:
    """Format a share as a percentage; a share strictly between 0 and 1 rounds to neither.

    Parameters
    ----------
    share
        NaN is written "-".
    language
        Of the words beside the number.
    digits
        After the point.

    Examples
    --------
    >>> percent(0.262), percent(0.004), percent(0.996), percent(0.0), percent(1.0)
    ('26%', 'under 1%', 'over 99%', '0%', '100%')
    >>> percent(0.004, "zh"), percent(0.9996, digits=1), percent(-0.004)
    ('不到1%', 'over 99.9%', 'between -1% and 0%')
    """
    if math.isnan(share):
        return "-"
    if abs(share - round(share)) < ROUNDING:
        share = float(round(share))
    step = 10.0**-digits
    rounded = round(100.0 * share, digits)
    zh = language == "zh"
    if rounded == 0.0 and share > 0.0:
        return f"{'不到' if zh else 'under '}{step:.{digits}f}%"
    if rounded == 0.0 and share < 0.0:
        return f"-{step:.{digits}f}%至0%之间" if zh else f"between -{step:.{digits}f}% and 0%"
    if rounded == 100.0 and share < 1.0:
        return f"{'超过' if zh else 'over '}{100.0 - step:.{digits}f}%"
    return f"{rounded + 0.0:,.{digits}f}%"


def amount(value: float, language: Language = "en", large: bool | None = None) -> str:
    """Format a sum of money [yuan]; large ones in millions, or 万 in Chinese.

    Parameters
    ----------
    value
        NaN is written "-".
    language
        Of the unit.
    large
        Whether the unit is the large one; None: as the sum itself is.

    Examples
    --------
    >>> amount(2_883_000.0), amount(2_883_000.0, "zh"), amount(1_234.5), amount(-1e-9)
    ('2.88 million', '288万', '1,234', '0.00')
    >>> amount(-28_600.0, large=True), amount(2_883_000.0, large=False)
    ('-0.029 million', '2,883,000')
    """
    if math.isnan(value):
        return "-"
    one, name = LARGE[language]
    if not (abs(value) >= one if large is None else large):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{round(value, 2) + 0.0:.2f}"
    scaled = value / one
    if abs(scaled) < 1.0:
        return f"{scaled + 0.0:.3f}{name}"
    digits = 0 if abs(scaled) >= 100 else 1 if abs(scaled) >= 10 and language == "zh" else 2
    return f"{scaled:,.{digits}f}{name}"


def large_together(sums: Iterable[float], language: Language = "en") -> bool | None:
    """Choose one unit for the sums of a text [yuan]: whether it is the large one.

    None: no sum is large, or none is small, so that each may have its own.

    Examples
    --------
    >>> large_together([218_247.0, 6_400_000.0]), large_together([500.0, 6_400_000.0])
    (True, False)
    >>> large_together([218_247.0]) is None
    True
    """
    sizes = [abs(each) for each in sums if math.isfinite(each) and each]
    one, _ = LARGE[language]
    if not sizes or max(sizes) < one or min(sizes) >= one:
        return None
    return min(sizes) >= LEAST_SHOWN * one


def number(value: float) -> str:
    """Format a number with three significant digits and without an exponent.

    Examples
    --------
    >>> number(2_883_456.0), number(52.83), number(0.71234), number(0.0), number(5.0)
    ('2,883,456', '52.8', '0.712', '0', '5')
    """
    if math.isnan(value):
        return "-"
    if value == 0.0 or math.isinf(value):
        return f"{value + 0.0:g}"
    digits = max(2 - math.floor(math.log10(abs(value))), 0)
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text
