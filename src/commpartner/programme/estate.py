"""An estate: one old residential compound."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from commpartner.programme.model import Identifier, Model, field


class Estate(Model):
    """One residential estate (小区) as it stands.

    Numbers may arrive as text, as they do from a spreadsheet; anything that is not a number is
    refused.
    """

    id: Identifier
    name: str = ""
    households: Annotated[int, Field(ge=1)] = field(
        unit="household", description="households (户数)"
    )
    floor_area: Annotated[float, Field(gt=0)] = field(
        unit="m2", description="gross floor area (建筑面积)"
    )
    gates: Annotated[int, Field(ge=0)] = field(
        default=0, unit="gate", description="gates that a standard with staffed gates would keep"
    )
    x_km: float | None = field(default=None, unit="km", description="easting on a plane map")
    y_km: float | None = field(default=None, unit="km", description="northing on a plane map")
    managed: bool = Field(default=False, description="somebody manages it today (有人管理)")
    condition: Annotated[float, Field(gt=0)] = field(
        default=1.0, unit="ratio", description="work orders relative to a typical old estate"
    )
    governance: Annotated[float, Field(ge=0, le=1)] = field(
        default=0.0,
        unit="share",
        description="readiness of branch, owners' committee and volunteers, 0 none to 1 full",
    )
    need_index: Annotated[float, Field(ge=0)] = field(
        default=1.0, unit="index", description="relative need, for the allocation rule by need"
    )

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if (self.x_km is None) != (self.y_km is None):
            raise ValueError("x_km and y_km go together: give both or neither")
        return self
