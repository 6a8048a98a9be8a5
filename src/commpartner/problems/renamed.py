"""Old public names: they work for one minor version and say what they are called now."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping
from typing import Any


def old_names(module: str, new_names: Mapping[str, str]) -> Callable[[str], Any]:
    """Make the ``__getattr__`` of a module, which answers to old names with a warning.

    Parameters
    ----------
    module
        Its ``__name__``.
    new_names
        By old name, that of the same thing today, in the same module.
    """

    def found(name: str) -> Any:
        if name not in new_names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        new = new_names[name]
        warnings.warn(
            f"{module}.{name} is called {new} since 0.2 and will leave with 0.3",
            DeprecationWarning,
            stacklevel=2,
        )
        return getattr(sys.modules[module], new)

    return found
