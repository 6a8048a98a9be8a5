"""Capital works: renewed pipes and roads, parking, lighting."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from commpartner.programme.model import Identifier, Model, Quantity, ShareQuantity, field


class Works(Model):
    """One programme of capital works (综合改造) on the estates that a policy serves."""

    id: Identifier
    name: str = ""
    cost_per_household: Quantity = field(
        "renovation_capex", unit="yuan/household", description="investment, prices of month 0"
    )
    resident_share: ShareQuantity = field(
        "renovation_resident_share", unit="share", description="of the cost that residents pay"
    )
    government_share: ShareQuantity = field(
        "renovation_government_share",
        unit="share",
        description="of what residents do not pay that the government pays",
    )
    rest_from: Literal["operator", "collective"] = Field(
        "operator", description="who pays what neither residents nor the government pay"
    )
    start_month: Annotated[int, Field(ge=0)] = field(
        0, unit="month", description="month from which owners are asked for their consent"
    )
    duration: Annotated[int, Field(ge=1)] = field(
        12, unit="month", description="months of building, during which the cost falls evenly"
    )
    fault_reduction: ShareQuantity = field(
        "works_fault_reduction", unit="share", description="fewer work orders once finished"
    )
    amenity: Quantity = field(
        "works_amenity", unit="score 0-100", description="satisfaction added once finished"
    )
