"""Compute travel inside a cluster: the tour of a round and the trip to a work order."""

from __future__ import annotations

import math

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


@equation
def mean_distance(spacing: Array, volume: Array) -> Array:
    """Compute the mean distance to the centre without a map [km].

    Estates spread evenly over a disc of ``volume * spacing**2`` [km2] lie on average two thirds
    of its radius from its middle: ``2/3 * spacing * sqrt(volume / pi)``.

    Parameters
    ----------
    spacing
        Distance between neighbouring estates [km].
    volume
        Size of the cluster in typical estates.
    """
    xp = namespace(volume)
    return 2.0 / 3.0 * spacing * xp.sqrt(volume / math.pi)


@equation
def tour_length(volume: Array, distance: Array, constant: Array, detour: Array) -> Array:
    """Compute the length of one round through a cluster [km].

    Beardwood, Halton & Hammersley (1959, doi:10.1017/S0305004100034095): the shortest tour
    through n random points on an area A tends to ``k sqrt(n A)``. Here n is the cluster's size in
    typical estates and A the disc on which the mean distance to the middle is ``distance``, so
    that an estate cut in two changes nothing.

    Parameters
    ----------
    volume
        Size in typical estates, shape (draw, centre) or broadcastable.
    distance
        Mean distance of its households from the centre [km].
    constant, detour
        k, and road distance over straight line.
    """
    xp = namespace(volume)
    area = math.pi * (1.5 * distance) ** 2
    return constant * detour * xp.sqrt(volume * area)


@equation
def trip_time(distance: Array, detour: Array, speed: Array) -> Array:
    """Compute the travel time of one work order [h]: ``2 * distance * detour / speed``."""
    return 2.0 * distance * detour / speed
