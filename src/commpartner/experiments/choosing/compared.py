"""Describe what the ways to choose need of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import pandas as pd


class Compared(Protocol):
    """Offer the outcomes of policies in the same draws."""

    @property
    def policies(self) -> Mapping[str, object]:
        """Return the policies by name."""

    @property
    def outcomes(self) -> pd.DataFrame:
        """Return one row a policy and draw: columns policy, draw, and one an outcome."""
