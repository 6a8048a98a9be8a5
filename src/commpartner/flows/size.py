"""Compute how cost per household answers to the size of an estate."""

from __future__ import annotations

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace

KNEE = 450.0  # households: below and above it cost answers to size in different ways


@equation
def size_response(
    households: Array, typical: float, small: Array | float, large: Array | float
) -> Array:
    """Compute cost per household relative to an estate of typical size.

    ``log r(H) = small * log(min(H, K) / min(T, K)) + large * log(max(H, K) / max(T, K))`` with
    T the typical size and the knee K = 450 households.

    Parameters
    ----------
    households
        Any shape, > 0.
    typical
        Size at which the response is 1 [household].
    small, large
        Elasticity of cost per household to households up to the knee and above it.

    Examples
    --------
    >>> import numpy as np
    >>> size_response(np.array([45.0, 450.0, 4500.0]), 450.0, -0.1, 0.1).round(3).tolist()
    [1.259, 1.0, 1.259]
    """
    xp = namespace(households)
    below = xp.minimum(households, KNEE) / min(typical, KNEE)
    above = xp.maximum(households, KNEE) / max(typical, KNEE)
    return below**small * above**large
