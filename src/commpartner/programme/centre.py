"""A candidate for a cluster service centre."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

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
