"""Describe community ventures and the idle assets that they use."""

from __future__ import annotations

from typing import Annotated, Literal

from commpartner.facts.fields import described
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

    id: Annotated[
        Identifier, described("name by which other parts refer to it", "供其他部分引用的标识")
    ]
    name: Annotated[Words, described("name to show", "显示名称")] = ""
    area: Annotated[Positive, described("usable floor area", "可用面积", "m2")]
    conversion_cost: Annotated[
        Quantity, described("cost of converting it", "改造成本", "yuan/m2")
    ] = "idle_asset_conversion_cost"
    rent_forgone: Annotated[
        Quantity,
        described(
            "rent it would earn unconverted; 0 where it is idle",
            "不改造时可得租金；闲置为0",
            "yuan/m2/month",
        ),
    ] = 0.0


class Venture(Model, frozen=True):
    """Describe a community venture: a market, a canteen, an industrial park, parking, a hall.

    All are rows of this one type (社区经济、集体资产、公共收益). A month sells
    ``capacity x utilisation x ramp x times_per_month`` units. Its owner says where the profit
    goes: through the operator's split, to the owners of the estates, or to the collective. Up to
    five parties pay for a unit (政府补、企业让、个人出、集体添、志愿助): government `subsidy`,
    enterprise `concession`, individual `price`, collective `top_up`, and `volunteer_hours`.
    """

    id: Annotated[
        Identifier, described("name by which other parts refer to it", "供其他部分引用的标识")
    ]
    name: Annotated[Words, described("name to show", "显示名称")] = ""
    asset: Annotated[
        Identifier | None, described("id of the asset it stands in", "所在资产的标识")
    ] = None
    owner: Annotated[
        Literal["operator", "owners", "collective"],
        described(
            "whose it is: the operator's, the estates' owners', a collective's",
            "归属：运营方、业主或集体",
        ),
    ] = "operator"
    capacity: Annotated[
        Quantity,
        described(
            "stalls, m2, diners a day, ...: what can be sold at one time",
            "摊位、平方米、日就餐人数等：一次可售数量",
            "unit",
        ),
    ]
    per_household: Annotated[
        Flag, described("the capacity is for each household of the scheme", "容量按项目每户计")
    ] = False
    utilisation: Annotated[
        ShareQuantity, described("of capacity sold when mature", "成熟后售出容量的比例", "share")
    ] = 1.0
    times_per_month: Annotated[
        Quantity,
        described(
            "how often it is sold: 1 for rent, open days for meals",
            "每月出售次数：租金为1，餐饮为营业天数",
            "1/month",
        ),
    ] = 1.0
    demand_per_household: Annotated[
        Quantity | None,
        described(
            "ceiling on capacity from the households of the scheme (its catchment)",
            "项目住户对容量的需求上限（服务范围）",
            "unit/household",
        ),
    ] = None
    price: Annotated[Quantity, described("what the customer pays", "顾客支付的价格", "yuan/unit")]
    subsidy: Annotated[Quantity, described("what the government adds", "政府补贴", "yuan/unit")] = (
        0.0
    )
    cost_share: Annotated[
        ShareQuantity, described("variable cost", "变动成本占销售额的比例", "share of sales")
    ] = 0.0
    concession: Annotated[
        Quantity,
        described(
            "in kind: what an enterprise takes off the cost", "实物：企业让出的成本", "yuan/unit"
        ),
    ] = 0.0
    top_up: Annotated[Quantity, described("what the collective adds", "集体添补", "yuan/unit")] = (
        0.0
    )
    volunteer_hours: Annotated[
        Quantity,
        described(
            "in kind: help that replaces paid work", "实物：代替有偿劳动的志愿服务", "h/unit"
        ),
    ] = 0.0
    unit_cost: Annotated[
        Quantity,
        described(
            "full variable cost per unit, help in kind included",
            "单位全部变动成本，含实物帮助",
            "yuan/unit",
        ),
    ] = 0.0
    fixed_cost: Annotated[Quantity, described("fixed cost", "固定成本", "yuan/month")] = 0.0
    capital: Annotated[
        Quantity,
        described("capital beside the conversion of the asset", "资产改造以外的资本", "yuan"),
    ] = 0.0
    ramp_months: Annotated[
        Quantity, described("months to 90 % of capacity", "达到九成容量的月数", "month")
    ] = "venture_ramp_months"
    opening_month: Annotated[
        Months,
        described("month of opening, 0 the first", "开业月份，0为首月", "month"),
    ] = 0
    after_works: Annotated[
        Identifier | None,
        described(
            "id of the works that must be finished before it opens", "开业前须完工的改造工程的标识"
        ),
    ] = None
    amenity: Annotated[
        Quantity,
        described("satisfaction added while it is open", "营业期间增加的满意度", "score 0-100"),
    ] = 0.0
