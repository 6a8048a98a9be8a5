"""Select the array namespace (NumPy or JAX) and sum alike under both engines."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

# Under JAX these are jax.Array, whose interface here is the same (the array API standard).
Array = NDArray[np.float64]


class Namespace(Protocol):
    """List the functions of numpy and jax.numpy that the equations use."""

    def where(self, condition: Any, if_true: Any, if_false: Any, /) -> Array: ...
    def maximum(self, x1: Any, x2: Any, /) -> Array: ...
    def minimum(self, x1: Any, x2: Any, /) -> Array: ...
    def exp(self, x: Any, /) -> Array: ...
    def expm1(self, x: Any, /) -> Array: ...
    def log1p(self, x: Any, /) -> Array: ...
    def sqrt(self, x: Any, /) -> Array: ...
    def ceil(self, x: Any, /) -> Array: ...
    def floor(self, x: Any, /) -> Array: ...
    def sum(self, x: Any, /, *, axis: int | None = None, keepdims: bool = False) -> Array: ...
    def cumsum(self, x: Any, /, *, axis: int) -> Array: ...
    def argsort(self, x: Any, /, *, axis: int) -> Any: ...
    def broadcast_to(self, x: Any, shape: Any, /) -> Array: ...
    def take_along_axis(self, x: Any, indices: Any, /, *, axis: int) -> Array: ...
    def ones(self, shape: Any, /, *, dtype: Any) -> Array: ...


def namespace(values: Array) -> Namespace:
    """Return the module (numpy or jax.numpy) whose functions fit the array."""
    found: Namespace = values.__array_namespace__()
    return found


def total(values: Array) -> Array:
    """Sum over the last axis, the estates.

    NumPy's own sum along rows of memory gives the same bits for every number of rows. A matrix
    product, ``einsum`` or a sum across rows may not. XLA does not vectorise a plain sum and
    computes again what feeds it, so there it is a product with ones.
    """
    if isinstance(values, np.ndarray):
        return np.asarray(np.add.reduce(np.ascontiguousarray(values), axis=-1))
    return values @ namespace(values).ones(values.shape[-1], dtype=values.dtype)


def weighted_total(values: Array, weights: Array) -> Array:
    """Sum over the last axis with weights of shape (estate,) or (draw, estate)."""
    if isinstance(values, np.ndarray) or weights.ndim > 1:
        return total(values * weights)
    return values @ weights
