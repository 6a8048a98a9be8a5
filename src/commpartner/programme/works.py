"""Describe capital works: renewed pipes and roads, parking, lighting."""

from __future__ import annotations

from typing import Literal

from commpartner.programme.model import (
    Duration,
    Identifier,
    Model,
    Months,
    Quantity,
    ShareQuantity,
    Words,
)


class Works(Model, frozen=True):
    """Describe one programme of capital works (综合改造) on the estates that a policy serves."""

    id: Identifier
    name: Words = ""
    cost_per_household: Quantity = "renovation_capex"
    resident_share: ShareQuantity = "renovation_resident_share"
    government_share: ShareQuantity = "renovation_government_share"
    rest_from: Literal["operator", "collective"] = "operator"
    start_month: Months = 0
    duration: Duration = 12
    fault_reduction: ShareQuantity = "works_fault_reduction"
    amenity: Quantity = "works_amenity"
