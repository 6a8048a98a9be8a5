"""The array namespace of the values at hand, and the one sum on which the two engines differ."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# Under JAX these are jax.Array, whose interface here is the same (the array API standard).
Array = NDArray[np.float64]
Bools = NDArray[np.bool_]


def namespace(values: Array) -> Any:
    """Return the module (numpy or jax.numpy) whose functions fit the array."""
    return values.__array_namespace__()


def total(values: Array) -> Array:
    """Sum over the last axis, the estates.

    NumPy's own sum has the same bits however many rows there are, which a matrix product may not
    have. XLA does not vectorise a plain sum and computes again what feeds it, so there it is a
    product with ones.
    """
    if isinstance(values, np.ndarray):
        return np.add.reduce(values, axis=-1)
    return values @ namespace(values).ones(values.shape[-1], dtype=values.dtype)


def weighted_total(values: Array, weights: Array) -> Array:
    """Sum over the last axis with weights of shape (estate,)."""
    if isinstance(values, np.ndarray):
        return np.asarray(np.einsum("...e,e->...", values, weights))
    return values @ weights
