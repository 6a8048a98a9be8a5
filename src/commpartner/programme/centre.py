"""Describe a candidate for a cluster service centre."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from commpartner.facts.fields import described
from commpartner.programme.model import (
    Coordinate,
    Flag,
    Identifier,
    Members,
    Model,
    Quantity,
    Words,
)
from commpartner.texts import Text


class Centre(Model, frozen=True):
    """Describe a place that can serve neighbouring estates together (片区物业中心)."""

    id: Annotated[
        Identifier, described("name by which other parts refer to it", "供其他部分引用的标识")
    ]
    name: Annotated[Words, described("name to show", "显示名称")] = ""
    x_km: Annotated[
        Coordinate | None, described("easting on a plane map", "平面图上的东向坐标", "km")
    ] = None
    y_km: Annotated[
        Coordinate | None, described("northing on a plane map", "平面图上的北向坐标", "km")
    ] = None
    rent: Annotated[Quantity, described("rent of the premises", "场地租金", "yuan/month")] = (
        "centre_rent"
    )
    co_located: Annotated[
        Flag,
        described(
            "shares the community's own premises, so pays no rent (阵地联合)",
            "与社区阵地共用场地，不付租金（阵地联合）",
        ),
    ] = False
    systems_cost: Annotated[
        Quantity, described("dispatch, phones, vehicles", "调度、电话、车辆费用", "yuan/month")
    ] = "centre_systems_cost"
    setup_cost: Annotated[
        Quantity, described("one-off fit-out and equipment", "一次性装修与设备投入", "yuan")
    ] = "centre_setup_cost"
    capacity: Annotated[
        Members | None,
        described(
            "most households it can serve; none: no limit",
            "最多可服务户数；不填为不限",
            "household",
        ),
    ] = None

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if (self.x_km is None) != (self.y_km is None):
            raise ValueError(Text("x_and_y_together"))
        return self
