"""Checks of the numbers that a caller passes to a function on arrays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


def _anything(values: Array) -> Mask:
    return np.ones(values.shape, dtype=np.bool_)


def require(
    name: str,
    values: ArrayLike,
    fits: Callable[[Array], Mask] = _anything,
    allowed: str = "finite numbers",
) -> Array:
    """Turn the values into floats; an error names the argument and its first bad value."""
    array = np.asarray(values, dtype=np.float64)
    bad = ~(np.isfinite(array) & fits(array))
    if np.any(bad):
        raise ValueError(f"{name}: found {float(array[bad][0])!r}; allowed: {allowed}")
    return array


def series(name: str, values: ArrayLike) -> Array:
    """Finite numbers with at least one of them along the last axis."""
    array = require(name, values)
    if array.ndim == 0 or array.shape[-1] == 0:
        raise ValueError(f"{name}: found nothing along the last axis; allowed: at least one number")
    return array


def at_least_zero(name: str, values: ArrayLike) -> Array:
    """Finite numbers that are not negative."""
    return require(name, values, lambda x: x >= 0, "finite numbers >= 0")


def plain(values: Array) -> float | Array:
    """Give a number for a single value, and an array for more."""
    return float(values) if np.ndim(values) == 0 else values
