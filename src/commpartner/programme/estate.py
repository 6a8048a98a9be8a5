"""Describe an estate: one old residential compound."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from commpartner.programme.model import (
    CoordinateOrText,
    CountOrText,
    Identifier,
    MembersOrText,
    Model,
    NonNegativeOrText,
    PositiveOrText,
    ShareOrText,
    Words,
)
from commpartner.texts import Text


class Estate(Model, frozen=True):
    """Describe one residential estate (小区) as it stands.

    Numbers may arrive as text, as they do from a spreadsheet; anything that is not a number is
    refused.
    """

    id: Identifier
    name: Words = ""
    households: MembersOrText
    floor_area: PositiveOrText
    gates: CountOrText = 0
    x_km: CoordinateOrText | None = None
    y_km: CoordinateOrText | None = None
    managed: bool = False
    condition: PositiveOrText = 1.0
    governance: ShareOrText = 0.0
    need_index: NonNegativeOrText = 1.0

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if (self.x_km is None) != (self.y_km is None):
            raise ValueError(Text("x_and_y_together"))
        return self
