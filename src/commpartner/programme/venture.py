"""Describe community ventures and the idle assets that they use."""

from __future__ import annotations

from typing import Literal

from commpartner.programme.model import (
    Flag,
    Identifier,
    Model,
    Months,
    Positive,
    Quantity,
    ShareQuantity,
    Words,
)


class Asset(Model, frozen=True):
    """Describe an idle plant, shop or store that can be put to use (闲置资产)."""

    id: Identifier
    name: Words = ""
    area: Positive
    owner: Literal["operator", "government", "collective"] = "operator"
    conversion_cost: Quantity = "idle_asset_conversion_cost"
    rent_forgone: Quantity = "idle_asset_rent"


class Venture(Model, frozen=True):
    """Describe a community venture: a market, a canteen, an industrial park, parking, a hall.

    All are rows of this one type (社区经济、集体资产、公共收益). A month sells
    ``capacity x utilisation x ramp x times_per_month`` units. Its owner says where the profit
    goes: through the operator's split, to the owners of the estates, or to the collective. Up to
    five parties pay for a unit (政府补、企业让、个人出、集体添、志愿助): government `subsidy`,
    enterprise `concession`, individual `price`, collective `top_up`, and `volunteer_hours`.
    """

    id: Identifier
    name: Words = ""
    asset: Identifier | None = None
    owner: Literal["operator", "owners", "collective"] = "operator"
    capacity: Quantity
    per_household: Flag = False
    utilisation: ShareQuantity = 1.0
    times_per_month: Quantity = 1.0
    demand_per_household: Quantity | None = None
    price: Quantity
    subsidy: Quantity = 0.0
    cost_share: ShareQuantity = 0.0
    concession: Quantity = 0.0
    top_up: Quantity = 0.0
    volunteer_hours: Quantity = 0.0
    unit_cost: Quantity = 0.0
    capacity_cost: Quantity = 0.0
    fixed_cost: Quantity = 0.0
    capital: Quantity = 0.0
    ramp_months: Quantity = "venture_ramp_months"
    opening_month: Months = 0
    after_works: Identifier | None = None
    amenity: Quantity = 0.0
    resident_custom: ShareQuantity = 0.0
    displaces: ShareQuantity = 0.0
    vat_exempt: Flag = False

    @property
    def with_collective(self) -> bool:
        """Return whether the village collective owns it or adds to a unit."""
        return self.owner == "collective" or self.top_up != 0
