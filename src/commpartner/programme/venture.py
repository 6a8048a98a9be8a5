"""Community ventures, and the idle assets they stand in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from commpartner.programme.model import Identifier, Model, Positive, Quantity, ShareQuantity, field


class Asset(Model):
    """An idle plant, shop or store that can be put to use (闲置资产)."""

    id: Identifier
    name: str = ""
    area: Positive = field(unit="m2", description="usable floor area")
    conversion_cost: Quantity = field(
        "idle_asset_conversion_cost", unit="yuan/m2", description="cost of converting it"
    )
    rent_forgone: Quantity = field(
        0.0, unit="yuan/m2/month", description="rent it would earn unconverted; 0 where it is idle"
    )


class Venture(Model):
    """A community business: a market, a canteen, an industrial park, parking, a sports hall.

    All are rows of this one type (社区经济、集体资产、公共收益). A month sells
    ``capacity x utilisation x ramp x times_per_month`` units. Its owner says where the profit
    goes: through the operator's split, to the owners of the estates, or to the collective. Up to
    five parties pay for a unit (政府补、企业让、个人出、集体添、志愿助): government `subsidy`,
    enterprise `concession`, individual `price`, collective `top_up`, and `volunteer_hours`.
    """

    id: Identifier
    name: str = ""
    asset: Identifier | None = Field(default=None, description="id of the asset it stands in")
    owner: Literal["operator", "owners", "collective"] = Field(
        "operator", description="whose it is: the operator's, the estates' owners', a collective's"
    )
    capacity: Quantity = field(
        unit="unit", description="stalls, m2, diners a day, ...: what can be sold at one time"
    )
    per_household: bool = Field(
        default=False, description="the capacity is for each household of the scheme"
    )
    utilisation: ShareQuantity = field(
        1.0, unit="share", description="of capacity sold when mature"
    )
    times_per_month: Quantity = field(
        1.0, unit="1/month", description="how often it is sold: 1 for rent, open days for meals"
    )
    demand_per_household: Quantity | None = field(
        None,
        unit="unit/household",
        description="ceiling on capacity from the households of the scheme (its catchment)",
    )
    price: Quantity = field(unit="yuan/unit", description="what the customer pays")
    subsidy: Quantity = field(0.0, unit="yuan/unit", description="what the government adds")
    cost_share: ShareQuantity = field(0.0, unit="share of sales", description="variable cost")
    concession: Quantity = field(
        0.0, unit="yuan/unit", description="in kind: what an enterprise takes off the cost"
    )
    top_up: Quantity = field(0.0, unit="yuan/unit", description="what the collective adds")
    volunteer_hours: Quantity = field(
        0.0, unit="h/unit", description="in kind: help that replaces paid work"
    )
    unit_cost: Quantity = field(
        0.0, unit="yuan/unit", description="full variable cost per unit, help in kind included"
    )
    fixed_cost: Quantity = field(0.0, unit="yuan/month", description="fixed cost")
    capital: Quantity = field(
        0.0, unit="yuan", description="capital beside the conversion of the asset"
    )
    ramp_months: Quantity = field(
        "venture_ramp_months", unit="month", description="months to 90 % of capacity"
    )
    opening_month: Annotated[int, Field(ge=0)] = field(
        0, unit="month", description="month of opening, 0 the first"
    )
    after_works: Identifier | None = Field(
        default=None, description="id of the works that must be finished before it opens"
    )
    amenity: Quantity = field(
        0.0, unit="score 0-100", description="satisfaction added while it is open"
    )
