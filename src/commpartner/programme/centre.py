"""Describe a candidate for a cluster service centre."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from commpartner.programme.model import (
    Coordinate,
    Flag,
    Identifier,
    Members,
    Model,
    Quantity,
    Words,
)
from commpartner.texts import Text


class Centre(Model, frozen=True):
    """Describe a place that can serve neighbouring estates together (片区物业中心)."""

    id: Identifier
    name: Words = ""
    x_km: Coordinate | None = None
    y_km: Coordinate | None = None
    rent: Quantity = "centre_rent"
    co_located: Flag = False
    systems_cost: Quantity = "centre_systems_cost"
    setup_cost: Quantity = "centre_setup_cost"
    capacity: Members | None = None

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if (self.x_km is None) != (self.y_km is None):
            raise ValueError(Text("x_and_y_together"))
        return self
