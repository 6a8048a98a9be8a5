"""Convert quantities of models, numbers or names of assumptions, to arrays."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.flows.namespace import Array
from commpartner.programme.model import Quantity


class Values:
    """Convert quantities of models to arrays of shape (draw, 1)."""

    def __init__(self, draws: Draws) -> None:
        self.draws = draws
        self.count = draws.stop - draws.start

    def __call__(self, quantity: Quantity) -> Array:
        """Return the draws of one quantity, or the same number in every draw."""
        if isinstance(quantity, str):
            return self.draws[quantity]
        return np.full((self.count, 1), float(quantity))

    def row(self, quantities: Collection[Quantity]) -> Array:
        """Return several quantities side by side, shape (draw, len(quantities))."""
        if not any(isinstance(quantity, str) for quantity in quantities):
            numbers = np.array([list(quantities)], dtype=np.float64)
            return np.repeat(numbers, self.count, axis=0)
        return self.columns(map(self, quantities))

    def columns(self, each: Iterable[Array]) -> Array:
        """Place arrays of shape (draw, 1) side by side."""
        return np.concatenate([np.zeros((self.count, 0)), *each], axis=1)
