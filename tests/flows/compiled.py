"""A function as the engine `jax` runs it: compiled, in float64."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax


def compiled(function: Callable[..., Any], *arguments: Any) -> Any:
    """What the compiled function returns, as NumPy arrays."""
    with jax.enable_x64(True):
        return jax.device_get(jax.jit(function)(*arguments))
