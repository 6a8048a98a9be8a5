"""Solve for the number at which own income covers the cost of a year."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows.namespace import Array
from commpartner.model.scheme import Scheme
from commpartner.planning.questions.answer import Figure, end_of
from commpartner.planning.questions.asking import Asked, Given
from commpartner.planning.questions.solving import enough_in, least_that_suffices

MONTHS_OF_YEAR = 12


class Sought(NamedTuple):
    """Hold what is sought: the scheme that names rows, and how they follow from the number."""

    scheme: Scheme
    given: Given
    low: float
    high: float


class Span(NamedTuple):
    """Hold what is enough in half of the draws, in 5 % and in 95 % of them."""

    value: float
    low: float
    high: float


def span_of(values: Array) -> Span:
    """Find what is enough in half of the draws, in 5 % and in 95 % of them."""
    return Span(*(enough_in(values, share) for share in (0.5, 0.05, 0.95)))


def told(
    asked: Asked, year: int, values: Array, unit: str, most: float, now: Array, own: Array
) -> dict[str, object]:
    """Collect what a sentence says of a number sought.

    Parameters
    ----------
    most
        End of the range searched.
    now
        The number under the policy as it is, shape (draw,).
    own
        Own income over cost under the policy as it is, shape (draw,).
    """
    span = span_of(values)
    return {
        "policy": asked.label,
        "year": year,
        "value": Figure(span.value, unit),
        "low": Figure(span.low, unit, alone=True),
        "high": end_of(span.high, most, unit),
        "now": Figure(float(np.median(now)), unit),
        "own": Figure(float(own.mean()), "share"),
        "most": Figure(most, unit),
        "none": Figure(float(np.isnan(values).mean()), "share"),
    }


def self_sufficiency(asked: Asked, year: int, sought: Sought, values: Array) -> Array:
    """Compute own income over cost of a year at a number in every draw, shape (draw,)."""
    name = f"self_sufficiency_year_{year}"
    months = year * MONTHS_OF_YEAR
    return asked.outcomes([name], months, sought.scheme, sought.given, values)[name]


def covering(asked: Asked, year: int, sought: Sought, points: int = 2) -> Array:
    """Find in every draw the smallest number at which own income covers the cost, (draw,).

    Parameters
    ----------
    points
        At which the range is looked at; 2 are enough if own income rises with the number.
    """
    return least_that_suffices(
        lambda values: self_sufficiency(asked, year, sought, values) - 1.0,
        sought.low,
        sought.high,
        asked.draws,
        points,
    )


def today(asked: Asked, year: int) -> Array:
    """Compute own income over cost of a year under the policy as it is, shape (draw,)."""
    name = f"self_sufficiency_year_{year}"
    return asked.outcomes([name], year * MONTHS_OF_YEAR)[name]
