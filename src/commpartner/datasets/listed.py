"""Draw estates from the joint distribution of size, buildings, year, fee and manager.

The marginal distributions are quantiles (``data/listed_estates.csv``), joined by a Gaussian copula
(``data/listed_correlations.csv``). Both were measured on public listings by
``tools/listed_estates.py``; the tables name the source and its limits.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Array, uniforms
from commpartner.assumptions.table import AssumptionTable
from commpartner.facts.rows import rows
from commpartner.problems.wording import known_name

LEAST_HOUSEHOLDS = 6  # a listing of fewer is a house or a part of an estate
ANY_OLD = "any"  # an old estate of any place
# In the order in which correlations are built up: each is independent of the earlier ones given
# those with which the table correlates it.
QUANTITIES = ("households", "buildings", "fee", "managed", "built", "area_per_household")
ENDS = {"p0": 0.001, "p100": 0.999}  # the smallest and the largest listed are read as these


class Listed(NamedTuple):
    """Hold estates as a listing would show them, shape (estate,) each."""

    households: Array
    buildings: Array
    fee: Array  # listed [yuan/m2/month], which is not the fee collected
    managed: Array
    built: Array  # year
    area_per_household: Array  # [m2]


def places() -> tuple[str, ...]:
    """List the places whose estates can be drawn."""
    return tuple(dict.fromkeys(row["place"] for row in rows("listed_estates")))


def listed_estates(
    place: str, count: int, seed: int, ledger: AssumptionTable, managed_share: float
) -> Listed:
    """Draw the estates of a place; estate *i* does not depend on the count.

    Parameters
    ----------
    place
        One of `places`. What is not listed for it is taken from ``any``.
    ledger
        Row ``floor_area_per_household`` is used.
    managed_share
        Share of the estates that have a manager.

    Raises
    ------
    ArgumentError
        If the place is not known.
    """
    known_name("synthetic_estates", "place", place, places())
    from scipy.special import ndtr  # SciPy loads slowly; only this function needs it

    scores = correlated(place, count, seed)
    share = dict(zip(QUANTITIES, ndtr(scores), strict=True))
    households = np.maximum(np.rint(quantile(place, "households", scores[0])), LEAST_HOUSEHOLDS)
    buildings = np.rint(quantile(place, "buildings", scores[1]))
    return Listed(
        households=households,
        buildings=np.clip(buildings, 1.0, households),
        fee=np.round(quantile(place, "fee", scores[2]), 2),
        managed=share["managed"] > 1.0 - managed_share,
        built=np.floor(quantile(place, "built", scores[4])),
        area_per_household=ledger["floor_area_per_household"].quantile(share["area_per_household"]),
    )


def quantile(place: str, quantity: str, scores: Array) -> Array:
    """Read a marginal distribution at normal scores: linear between the logs of its quantiles."""
    at, logs = _marginal(place, quantity)
    return np.exp(np.interp(scores, at, logs))


def correlated(place: str, count: int, seed: int) -> Array:
    """Draw normal scores with the correlations of a place, shape (quantity, estate)."""
    from scipy.special import ndtri

    independent = [
        np.asarray(ndtri(uniforms(f"synthetic estates: {name}", seed, 0, count)))
        for name in QUANTITIES
    ]
    lower = np.linalg.cholesky(correlations(place))
    # Sums in a fixed order: a product of matrices would change bits with the count.
    return np.stack(
        [
            np.asarray(sum(weight * each for weight, each in zip(row, independent, strict=True)))
            for row in lower
        ]
    )


@cache
def correlations(place: str) -> Array:
    """Return the correlations of the normal scores; a pair not listed is independent given others.

    Returns
    -------
    numpy.ndarray
        Shape (quantity, quantity), in the order of `QUANTITIES`.
    """
    found = {
        frozenset((row["first"], row["second"])): float(row["copula"])
        for each in (ANY_OLD, place)
        for row in rows("listed_correlations")
        if row["place"] == each
    }
    matrix = np.eye(len(QUANTITIES))
    for number, name in enumerate(QUANTITIES):
        before = [QUANTITIES.index(other) for other in QUANTITIES[:number]]
        told = [index for index in before if frozenset((name, QUANTITIES[index])) in found]
        values = np.array([found[frozenset((name, QUANTITIES[index]))] for index in told])
        if told:
            weights = np.linalg.solve(matrix[np.ix_(told, told)], values)
            matrix[number, before] = matrix[before, number] = matrix[np.ix_(before, told)] @ weights
    return matrix


@cache
def _marginal(place: str, quantity: str) -> tuple[Array, Array]:
    from scipy.special import ndtri

    listed = {row["place"]: row for row in rows("listed_estates") if row["quantity"] == quantity}
    row = listed.get(place) or listed[ANY_OLD]
    levels = {
        name: ENDS.get(name, int(name[1:]) / 100)
        for name in row
        if name[1:].isdigit() and row[name]
    }
    return (
        np.asarray(ndtri(np.array(list(levels.values())))),
        np.log([float(row[name]) for name in levels]),
    )
