"""Convert longitude and latitude between the datums of Chinese maps."""

from __future__ import annotations

import math

import numpy as np

from commpartner.io.plane import Array, Degrees, on_plane

# Of GCJ-02: half axis [m] and squared eccentricity.
_KRASOVSKY = (6_378_245.0, 0.006_693_421_622_965_943)
_BAIDU_TURN = math.pi * 3000.0 / 180.0
_ROUNDS = 30
_EXACT = 1e-11  # degrees; a thousandth of a millimetre


def to_wgs84(places: Degrees, datum: str) -> Degrees:
    """Convert places from the datum of a Chinese map to WGS-84.

    GCJ-02 shifts WGS-84 by a few hundred metres, a function of the place; BD-09 shifts GCJ-02
    again. Neither has an inverse in closed form: the shift is subtracted until it fits. The
    functions were never published; these follow the ones that map programs have used since 2010.

    Parameters
    ----------
    datum
        ``wgs84``, ``gcj02`` (高德, 腾讯) or ``bd09`` (百度).

    Examples
    --------
    >>> import numpy as np
    >>> gaode = Degrees(np.array([110.41]), np.array([21.20]))
    >>> [round(float(value[0]), 4) for value in to_wgs84(gaode, "gcj02")]
    [110.4055, 21.2023]
    """
    if datum == "bd09":
        return to_wgs84(_from_bd09(places), "gcj02")
    if datum != "gcj02":
        return places
    guess = places
    for _ in range(_ROUNDS):
        shifted = to_gcj02(guess)
        step = Degrees(places.longitude - shifted.longitude, places.latitude - shifted.latitude)
        guess = Degrees(guess.longitude + step.longitude, guess.latitude + step.latitude)
        if max(np.abs(step.longitude).max(), np.abs(step.latitude).max()) < _EXACT:
            break
    return guess


def to_gcj02(places: Degrees) -> Degrees:
    """Convert places from WGS-84 to GCJ-02 [degree]."""
    axis, squared = _KRASOVSKY
    x, y = places.longitude - 105.0, places.latitude - 35.0
    root = np.sqrt(np.abs(x))
    waves = (20.0 * np.sin(6.0 * math.pi * x) + 20.0 * np.sin(2.0 * math.pi * x)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20.0 * np.sin(math.pi * y) + 40.0 * np.sin(math.pi * y / 3.0)) * 2.0 / 3.0
    north += (160.0 * np.sin(math.pi * y / 12.0) + 320.0 * np.sin(math.pi * y / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20.0 * np.sin(math.pi * x) + 40.0 * np.sin(math.pi * x / 3.0)) * 2.0 / 3.0
    east += (150.0 * np.sin(math.pi * x / 12.0) + 300.0 * np.sin(math.pi * x / 30.0)) * 2.0 / 3.0
    latitude = np.radians(places.latitude)
    curve = 1.0 - squared * np.sin(latitude) ** 2
    to_degrees = 180.0 / math.pi
    per_north = axis * (1.0 - squared) / (curve * np.sqrt(curve))
    per_east = axis / np.sqrt(curve) * np.cos(latitude)
    return Degrees(
        places.longitude + east * to_degrees / per_east,
        places.latitude + north * to_degrees / per_north,
    )


def _from_bd09(places: Degrees) -> Degrees:
    """Convert places from BD-09 to GCJ-02 [degree]."""
    x, y = places.longitude - 0.0065, places.latitude - 0.006
    radius = np.hypot(x, y) - 0.00002 * np.sin(y * _BAIDU_TURN)
    angle = np.arctan2(y, x) - 0.000003 * np.cos(x * _BAIDU_TURN)
    return Degrees(radius * np.cos(angle), radius * np.sin(angle))


def difference_of_datums(places: Degrees) -> float:
    """Return the largest change of a distance between places if another datum were meant, a share.

    Every place is compared with the first.
    """
    if len(places.longitude) < 2:
        return 0.0

    def lengths(datum: str) -> Array:
        x, y = on_plane(to_wgs84(places, datum))
        return np.asarray(np.hypot(x - x[0], y - y[0]))

    as_given = lengths("wgs84")
    far = as_given > 0.2  # of nearer ones the rounding is a part
    if not far.any():
        return 0.0
    others = [lengths(datum)[far] / as_given[far] - 1.0 for datum in ("gcj02", "bd09")]
    return float(np.max(np.abs(others)))
