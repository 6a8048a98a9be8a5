"""A candidate for a cluster service centre."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from commpartner.programme.model import Identifier, Model, Number, Quantity, field


class Centre(Model):
    """A place from which neighbouring estates can be served together (片区物业中心)."""

    id: Identifier
    name: str = ""
    x_km: Number | None = field(default=None, unit="km", description="easting on a plane map")
    y_km: Number | None = field(default=None, unit="km", description="northing on a plane map")
    rent: Quantity = field("centre_rent", unit="yuan/month", description="rent of the premises")
    co_located: bool = Field(
        default=False, description="shares the community's own premises, so pays no rent (阵地联合)"
    )
    systems_cost: Quantity = field(
        "centre_systems_cost", unit="yuan/month", description="dispatch, phones, vehicles"
    )
    setup_cost: Quantity = field(
        "centre_setup_cost", unit="yuan", description="one-off fit-out and equipment"
    )
    capacity: Annotated[int, Field(ge=1)] | None = field(
        default=None, unit="household", description="most households it can serve; none: no limit"
    )

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if (self.x_km is None) != (self.y_km is None):
            raise ValueError("x_km and y_km go together: give both or neither")
        return self
