"""Community partners: what each group contributes, and what it must have to stay."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from commpartner.programme.model import Identifier, Model, NonNegative, Quantity, field


class Partner(Model):
    """A group of community partners (社区合伙人) who are alike.

    What a partner gives: a fee in cash; hours, a conceded price and space in kind. What it gets:
    the margin on the custom that the scheme brings, payment for services, a part of the ventures'
    profit. It stays where the net benefit reaches its reservation value.
    """

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
    hours: Quantity = field(
        0.0, unit="h/partner/month", description="free services to residents (无偿服务)"
    )
    concession: Quantity = field(
        0.0,
        unit="yuan/partner/month",
        description="taken off prices for residents (平价、适老服务)",
    )
    space: Quantity = field(
        0.0, unit="m2/partner", description="space lent to the scheme, at idle_asset_rent"
    )
    footfall: Quantity = field(
        0.0,
        unit="yuan/partner/month",
        description="margin on the custom that the scheme brings when all partners stay",
    )
    service_fee: Quantity = field(
        0.0, unit="yuan/partner/month", description="paid by the operator (低偿服务)"
    )
    profit_weight: NonNegative = field(
        0.0, unit="weight/partner", description="claim on the partners' part of the profit"
    )
    reservation: Quantity = field(
        0.0, unit="yuan/partner/month", description="net benefit below which it walks away"
    )
