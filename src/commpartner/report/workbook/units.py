"""Choose how a number is written by its unit."""

from __future__ import annotations

from commpartner.facts.labels import unit_name
from commpartner.report.readable import readable
from commpartner.report.words import say
from commpartner.report.workbook.layout import Form
from commpartner.texts import Language


def form_of(unit: str) -> Form:
    """Return how numbers of a unit are written.

    Examples
    --------
    >>> form_of("yuan/year"), form_of("yuan/unit, last year"), form_of("share"), form_of("FTE")
    ('money', 'cents', 'share', 'number')
    """
    first = unit.split(",", maxsplit=1)[0]
    if first.startswith("share"):
        return "share"
    if first in ("yuan", "yuan/year", "yuan/month"):
        return "money"
    return "cents" if first.startswith("yuan") else "number"


def written_unit(unit: str, language: Language) -> str:
    """Return the name of a unit in a language; a share is written in per cent.

    Examples
    --------
    >>> written_unit("yuan/year", "zh"), written_unit("share", "en")
    ('元/年', '%')
    """
    return "%" if form_of(unit) == "share" else readable(unit_name(unit, language))


def drawn_unit(unit: str, language: Language) -> str:
    """Return the name of an assumption's unit, whose numbers are written as they are drawn.

    Examples
    --------
    >>> drawn_unit("share", "zh"), drawn_unit("share of wage", "zh"), drawn_unit("km", "en")
    ('比例（0–1）', '占工资比例', 'km')
    """
    if unit == "share":
        return say("xlsx_fraction", language)
    return readable(unit_name(unit, language))


def by_size(value: float) -> Form:
    """Return how a number of any unit is written: the smaller it is, the more digits.

    Examples
    --------
    >>> by_size(5600.0), by_size(0.25), by_size(7.0), by_size(2.31)
    ('count', 'fine', 'count', 'cents')
    """
    if abs(value) >= 1000.0 or value == round(value):
        return "count"
    return "cents" if abs(value) >= 1.0 else "fine"
