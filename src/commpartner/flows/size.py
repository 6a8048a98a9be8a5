"""Compute how what an estate pays per household answers to its size and kind."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array

LEAST = 100.0  # households: of smaller estates there are almost no data
KNEES = (200.0, 450.0, 1000.0)  # households: between them cost answers to size in one way
OLD = 30.0  # years: the age at which the elasticities are stated
OLDEST = 55.0  # years: of older estates there are almost no data


class Terms(NamedTuple):
    """Hold the terms of the log of cost per household, or the coefficient of each.

    Attributes
    ----------
    to_200, to_450, to_1000, above_1000
        Log of size within 100 to 200 households, 200 to 450, 450 to 1,000, and above.
    size_age, size_capital
        `log_size` times the decades of age over 30, and within the capital's region.
    area, buildings_per_home
        Logs.
    age, age_squared
        Decades of age over 30, and their square.
    own
        Whether the estate manages itself.
    """

    to_200: Array
    to_450: Array
    to_1000: Array
    above_1000: Array
    size_age: Array
    size_capital: Array
    area: Array
    age: Array
    age_squared: Array
    buildings_per_home: Array
    own: Array


@equation
def log_size(households: Array) -> Array:
    """Compute the log of size: ``log(max(H, 100) / 450)``; estates below 100 are as those of 100.

    Examples
    --------
    >>> log_size(np.array([6.0, 100.0, 450.0])).round(3).tolist()
    [-1.504, -1.504, 0.0]
    """
    return np.asarray(np.log(np.maximum(households, LEAST) / KNEES[1]))


@equation
def size_terms(
    households: Array,
    area: Array | float,
    buildings: Array | float,
    age: Array | float,
    own: Array | float = 0.0,
    capital: Array | float = 0.0,
) -> Terms:
    """Compute the terms of the log of cost per household.

    Parameters
    ----------
    households
        Of each estate.
    area
        Floor area per household [m2].
    buildings
        Buildings per household.
    age
        Since it was built [year].
    own
        1 if the estate manages itself, 0 if a company does.
    capital
        1 in the capital's region, else 0.

    Examples
    --------
    >>> terms = size_terms(np.array([900.0]), 75.0, 1 / 42, 40.0)
    >>> [round(float(term[0]), 3) for term in (terms.to_450, terms.to_1000, terms.size_age)]
    [0.811, 0.693, 0.693]
    """
    size = log_size(households)
    edges = (LEAST, *KNEES, np.inf)
    first, second, third, above = (
        np.log(np.clip(households, low, high) / low) for low, high in pairwise(edges)
    )
    decades = (np.minimum(age, OLDEST) - OLD) / 10.0
    others = (np.log(area), decades, decades**2, np.log(buildings), own)
    return Terms(
        first, second, third, above, size * decades, size * capital, *map(np.asarray, others)
    )


@equation
def size_response(curve: Terms, of: Terms, typical: Terms) -> Array:
    """Compute cost per household relative to that of a typical estate.

    ``r = exp(sum(b * (x - x_typical)))``

    Parameters
    ----------
    curve
        Coefficients b of one head of cost.
    of, typical
        Terms x of the estates and of the typical one, by `size_terms`.

    Examples
    --------
    >>> curve = Terms(*np.zeros(11))._replace(to_450=np.array(-0.1))
    >>> of, typical = (size_terms(np.array([n]), 75.0, 1 / 42, 30.0) for n in (450.0, 200.0))
    >>> size_response(curve, of, typical).round(3).tolist()
    [0.922]
    """
    moved = (b * (x - usual) for b, x, usual in zip(curve, of, typical, strict=True))
    return np.asarray(np.exp(sum(moved, np.zeros(()))))


@equation
def like_spread(sd: Array, answer: Array, households: Array) -> Array:
    """Compute the standard deviation of the log of cost between like estates of a size.

    ``spread = sd * (min(max(H, 100), 1000) / 450) ** answer``

    Parameters
    ----------
    sd
        At 450 households.
    answer
        Elasticity of it to size.

    Examples
    --------
    >>> sd, answer = np.array(0.2), np.array(-0.5)
    >>> like_spread(sd, answer, np.array([112.5, 450.0])).round(2).tolist()
    [0.4, 0.2]
    """
    size = np.clip(households, LEAST, KNEES[-1]) / KNEES[1]
    return np.asarray(sd * size**answer)
