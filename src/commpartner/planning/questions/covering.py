"""Solve for the number at which own income covers the cost of a year."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.namespace import Array
from commpartner.model.scheme import Scheme
from commpartner.planning.questions.asking import Asked, Given
from commpartner.planning.questions.solving import least_that_suffices

MONTHS_OF_YEAR = 12


class Sought(NamedTuple):
    """Hold what is sought: the scheme that names rows, and how they follow from the number."""

    scheme: Scheme
    given: Given
    low: float
    high: float


def self_sufficiency(asked: Asked, year: int, sought: Sought, values: Array) -> Array:
    """Compute own income over cost of a year at a number in every draw, shape (draw,)."""
    name = f"self_sufficiency_year_{year}"
    months = year * MONTHS_OF_YEAR
    return asked.outcomes([name], months, sought.scheme, sought.given, values)[name]


def covering(asked: Asked, year: int, sought: Sought) -> Array:
    """Find in every draw the smallest number at which own income covers the cost, (draw,)."""
    return least_that_suffices(
        lambda values: self_sufficiency(asked, year, sought, values) - 1.0,
        sought.low,
        sought.high,
        asked.draws,
    )


def today(asked: Asked, year: int) -> Array:
    """Compute own income over cost of a year under the policy as it is, shape (draw,)."""
    name = f"self_sufficiency_year_{year}"
    return asked.outcomes([name], year * MONTHS_OF_YEAR)[name]
