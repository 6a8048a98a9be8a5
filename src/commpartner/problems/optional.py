"""Import optional packages on first use."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from commpartner.errors import MissingExtraError
from commpartner.texts import Text

RESEARCH = "the extra 'research': pip install 'commpartner[research]'"


def optional(module: str, purpose: str, install: str) -> Any:
    """Import an optional module, or name what needs it and the extra that installs it.

    Raises
    ------
    MissingExtraError
        Where it is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        raise MissingExtraError(Text("needs_extra", purpose=purpose, install=install)) from None
