"""Convert between longitude and latitude and kilometres on a plane map of a district."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commpartner.programme.origin import Origin

Array = NDArray[np.float64]

WGS84 = (6_378_137.0, 0.006_694_379_990_14)  # half axis [m] and squared eccentricity
DECIMALS = 4  # of kilometres: 10 cm
DEGREE_DECIMALS = 7  # 1 cm


class Degrees(NamedTuple):
    """Hold places on the earth, longitude and latitude, shape (estate,) [degree]."""

    longitude: Array
    latitude: Array


def middle_of(places: Degrees) -> Origin:
    """Return the middle of places, the mean of their longitudes and latitudes."""
    return Origin(
        longitude=round(float(np.mean(places.longitude)), DEGREE_DECIMALS),
        latitude=round(float(np.mean(places.latitude)), DEGREE_DECIMALS),
    )


def on_plane(places: Degrees) -> tuple[Array, Array]:
    """Compute places on a plane that touches the earth in their middle [km].

    East is the radius of the parallel, north that of the meridian, times the differences of the
    angles, both radii at the middle latitude of the WGS-84 ellipsoid. Within 50 km of the middle
    distances are right to 1 %.

    Examples
    --------
    >>> import numpy as np
    >>> x, y = on_plane(Degrees(np.array([110.40, 110.42]), np.array([21.20, 21.20])))
    >>> round(float(x[1] - x[0]), 3), float(y[0])
    (2.077, 0.0)
    """
    middle_x, middle_y = np.mean(places.longitude), np.mean(places.latitude)
    east, north = _radii(float(middle_y))
    return (
        np.round(np.radians(places.longitude - middle_x) * east, DECIMALS),
        np.round(np.radians(places.latitude - middle_y) * north, DECIMALS),
    )


def on_earth(x_km: Array, y_km: Array, origin: Origin) -> Degrees:
    """Compute longitude and latitude of places on the plane, as `on_plane` has it [degree].

    Parameters
    ----------
    x_km, y_km
        East and north of the origin, shape (estate,) [km].
    origin
        The place of x_km = y_km = 0.

    Examples
    --------
    >>> import numpy as np
    >>> origin = Origin(longitude=110.4, latitude=21.2)
    >>> places = on_earth(np.array([2.077]), np.array([0.0]), origin)
    >>> float(places.longitude[0]), float(places.latitude[0])
    (110.4200036, 21.2)
    """
    east, north = _radii(origin.latitude)
    return Degrees(
        np.round(origin.longitude + np.degrees(x_km / east), DEGREE_DECIMALS),
        np.round(origin.latitude + np.degrees(y_km / north), DEGREE_DECIMALS),
    )


def _radii(latitude: float) -> tuple[float, float]:
    """Return the radius of the parallel and that of the meridian [km]."""
    axis, squared = WGS84
    turned = math.radians(latitude)
    curve = 1.0 - squared * math.sin(turned) ** 2
    return (
        axis / math.sqrt(curve) * math.cos(turned) / 1000.0,
        axis * (1.0 - squared) / curve**1.5 / 1000.0,
    )
