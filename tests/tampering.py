"""Equations that go wrong once, to see that the wrong is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def tampered(
    original: Callable[..., Any], field: str | None, row: int, call: int, change: float
) -> Callable[..., Any]:
    """The same function, which in one call gives one row of a field, or of all, something else."""
    calls = iter(range(10**6))

    def function(*arguments: Any, **keywords: Any) -> Any:
        found = original(*arguments, **keywords)
        if next(calls) != call:
            return found
        values = np.array(found if field is None else getattr(found, field), dtype=np.float64)
        values[row, 0] += change
        return values if field is None else found._replace(**{field: values})

    return function
