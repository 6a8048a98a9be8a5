"""Describe capital works: renewed pipes and roads, parking, lighting."""

from __future__ import annotations

from typing import Annotated, Literal

from commpartner.facts.fields import described
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

    id: Annotated[
        Identifier, described("name by which other parts refer to it", "供其他部分引用的标识")
    ]
    name: Annotated[Words, described("name to show", "显示名称")] = ""
    cost_per_household: Annotated[
        Quantity, described("investment, prices of month 0", "投资，第0月价格", "yuan/household")
    ] = "renovation_capex"
    resident_share: Annotated[
        ShareQuantity, described("of the cost that residents pay", "居民承担的费用比例", "share")
    ] = "renovation_resident_share"
    government_share: Annotated[
        ShareQuantity,
        described(
            "of what residents do not pay that the government pays",
            "居民以外部分中政府承担的比例",
            "share",
        ),
    ] = "renovation_government_share"
    rest_from: Annotated[
        Literal["operator", "collective"],
        described(
            "who pays what neither residents nor the government pay",
            "居民与政府都不承担的部分由谁支付",
        ),
    ] = "operator"
    start_month: Annotated[
        Months,
        described(
            "month from which owners are asked for their consent", "开始征求业主同意的月份", "month"
        ),
    ] = 0
    duration: Annotated[
        Duration,
        described(
            "months of building, during which the cost falls evenly",
            "施工月数，费用均匀发生",
            "month",
        ),
    ] = 12
    fault_reduction: Annotated[
        ShareQuantity, described("fewer work orders once finished", "完工后工单减少的比例", "share")
    ] = "works_fault_reduction"
    amenity: Annotated[
        Quantity, described("satisfaction added once finished", "完工后增加的满意度", "score 0-100")
    ] = "works_amenity"
