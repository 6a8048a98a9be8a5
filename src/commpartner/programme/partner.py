"""Describe community partners: contributions and reservation values."""

from __future__ import annotations

from typing import Annotated, Literal

from commpartner.facts.fields import described
from commpartner.programme.model import Count, Identifier, Model, NonNegative, Quantity, Words


class Partner(Model, frozen=True):
    """Describe a group of equal community partners (社区合伙人).

    What a partner gives: a fee in cash; hours, a conceded price and space in kind. What it gets:
    the margin on the custom that the scheme brings, payment for services, a part of the ventures'
    profit. It stays where the net benefit reaches its reservation value.
    """

    id: Annotated[
        Identifier, described("name by which other parts refer to it", "供其他部分引用的标识")
    ]
    name: Annotated[Words, described("name to show", "显示名称")] = ""
    role: Annotated[
        Literal[
            "convenor",
            "chief_partner",
            "owners_committee",
            "merchant",
            "social_organisation",
            "skilled_resident",
        ],
        described("what the partners do", "合伙人的角色"),
    ] = "merchant"
    count: Annotated[Count, described("how many", "数量", "partner")] = 1
    monthly_fee: Annotated[
        Quantity,
        described("paid to the estates' funds", "缴入小区资金的费用", "yuan/partner/month"),
    ] = "partner_fee"
    hours: Annotated[
        Quantity,
        described(
            "free services to residents (无偿服务)", "为居民提供的无偿服务", "h/partner/month"
        ),
    ] = 0.0
    concession: Annotated[
        Quantity,
        described(
            "taken off prices for residents (平价、适老服务)",
            "对居民的让利（平价、适老服务）",
            "yuan/partner/month",
        ),
    ] = 0.0
    space: Annotated[
        Quantity,
        described(
            "space lent to the scheme, at idle_asset_rent",
            "借给项目的场地，按闲置资产租金计值",
            "m2/partner",
        ),
    ] = 0.0
    footfall: Annotated[
        Quantity,
        described(
            "margin on the custom that the scheme brings when all partners stay",
            "合伙人全部留下时项目带来客流的毛利",
            "yuan/partner/month",
        ),
    ] = 0.0
    service_fee: Annotated[
        Quantity,
        described(
            "paid by the operator (低偿服务)",
            "运营方支付的服务费（低偿服务）",
            "yuan/partner/month",
        ),
    ] = 0.0
    profit_weight: Annotated[
        NonNegative,
        described(
            "claim on the partners' part of the profit", "在合伙人分润中的权重", "weight/partner"
        ),
    ] = 0.0
    reservation: Annotated[
        Quantity,
        described(
            "net benefit below which it walks away", "低于此净收益即退出", "yuan/partner/month"
        ),
    ] = 0.0
