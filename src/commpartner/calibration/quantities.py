"""Find what an observation is of: an account, a series, an outcome, or a figure of a place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple

from commpartner.facts.accounts import ALL_ACCOUNTS
from commpartner.facts.labels import unit_name
from commpartner.facts.outcomes import OUTCOMES, SERIES
from commpartner.facts.rows import both, rows
from commpartner.results.accumulator import ESTATE_FIGURES, VENTURES
from commpartner.results.dictionary import column
from commpartner.texts import Language

# How months become one number: the sum, the mean, the last month, the mean weighted by what a
# share is of, or the figure that a run reports which ends with the period.
Way = Literal["sum", "mean", "end", "of_bills", "of_cost", "run"]
Of = Literal["district", "estate", "venture"]
STOCKS = ("yuan", "order")  # units of series that are a state at the end of a month
WEIGHED: Mapping[str, Way] = {
    "collection_rate_current": "of_bills",
    "collection_rate": "of_bills",
    "service_level": "of_cost",
}


class Quantity(NamedTuple):
    """Describe what may be observed.

    Attributes
    ----------
    way
        How the months of a period become one number.
    """

    name: str
    of: Of
    unit: str
    way: Way
    label_en: str
    label_zh: str

    def label(self, language: Language) -> str:
        """Return the label in a language."""
        return self.label_zh if language == "zh" else self.label_en

    def unit_in(self, language: Language) -> str:
        """Return the unit in a language."""
        return unit_name(self.unit, language)


@cache
def quantities(of: Of = "district") -> Mapping[str, Quantity]:
    """List what may be observed of the district, of an estate or of a venture, by name.

    Of names that several tables have, an account stands before a series, a series before an
    outcome.

    Examples
    --------
    >>> quantities()["service_charges"].unit, quantities()["arrears"].way
    ('yuan', 'end')
    >>> quantities("venture")["units"].way
    'run'
    """
    if of == "district":
        return _of_district()
    sold = [name for name in VENTURES if not name.endswith(("_p5", "_p95"))]
    names = ESTATE_FIGURES if of == "estate" else sold
    found = {name: column("", name) for name in names}
    return {
        name: Quantity(name, of, each.unit if each else "", "run", *_labels(name))
        for name, each in found.items()
    }


def _of_district() -> Mapping[str, Quantity]:
    found = {
        name: Quantity(name, "district", each.unit, "run", each.label_en, each.label_zh)
        for name, each in OUTCOMES.items()
    }
    found |= {
        name: Quantity(
            name, "district", each.unit, _way(name, each.unit), each.label_en, each.label_zh
        )
        for name, each in SERIES.items()
    }
    found |= {
        name: Quantity(name, "district", "yuan", "sum", each.label_en, each.label_zh)
        for name, each in ALL_ACCOUNTS.items()
    }
    found |= {
        row["name"]: Quantity(row["name"], "district", row["unit"], "sum", *both(row))
        for row in rows("observables")
    }
    return found


def _way(name: str, unit: str) -> Way:
    return WEIGHED.get(name, "end" if unit in STOCKS else "mean")


def _labels(name: str) -> tuple[str, str]:
    from commpartner.results.dictionary import heading

    return heading(name, "en"), heading(name, "zh")


@cache
def by_label(of: Of = "district") -> Mapping[str, str]:
    """List the names by their labels in both languages, without blanks."""
    found: dict[str, str] = {}
    for name, each in quantities(of).items():
        for label in (each.label_en, each.label_zh):
            found.setdefault(label.replace(" ", ""), name)
    return found
