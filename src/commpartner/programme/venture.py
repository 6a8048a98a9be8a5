"""Community ventures, the idle assets they stand in, and the partners who pay to be there."""

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
    """A community business (社区经济): a market, a canteen, a supermarket, a let building.

    All are rows of this one type. A month's sales are
    ``capacity x utilisation x ramp x times_per_month x (price + subsidy)``.
    """

    id: Identifier
    name: str = ""
    asset: Identifier | None = Field(default=None, description="id of the asset it stands in")
    capacity: Quantity = field(
        unit="unit", description="stalls, m2, diners a day, ...: what can be sold at one time"
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
    unit_cost: Quantity = field(0.0, unit="yuan/unit", description="variable cost per unit")
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


class Partner(Model):
    """A group of community partners (社区合伙人) alike in what they pay."""

    id: Identifier
    name: str = ""
    role: Literal[
        "convenor",
        "chief_partner",
        "owners_committee",
        "merchant",
        "social_organisation",
        "skilled_resident",
    ] = "merchant"
    count: Annotated[int, Field(ge=0)] = field(1, unit="partner", description="how many")
    monthly_fee: Quantity = field(
        "partner_fee", unit="yuan/partner/month", description="paid to the estates' funds"
    )
