"""Keep old public names for one minor version with a warning."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping
from typing import Any


def old_names(
    module: str, new_names: Mapping[str, str], stacklevel: int = 2
) -> Callable[[str], Any]:
    """Make the ``__getattr__`` of a module that answers to old names with a warning.

    Parameters
    ----------
    module
        Its ``__name__``.
    new_names
        By old name, that of the same thing today, in the same module.
    stacklevel
        Frames up to the caller, as `warnings.warn` counts them.
    """

    def found(name: str) -> Any:
        if name not in new_names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        new = new_names[name]
        warn_old_name(f"{module}.{name}", new, stacklevel + 1)
        return getattr(sys.modules[module], new)

    return found


def warn_old_name(old: str, new: str, stacklevel: int = 3) -> None:
    """Warn that a public name has changed."""
    text = f"{old} is called {new} since 0.2 and will leave with 0.3"
    warnings.warn(text, DeprecationWarning, stacklevel=stacklevel)
