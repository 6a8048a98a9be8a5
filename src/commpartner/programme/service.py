"""Describe the service standard, so that costs are compared at the same service."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from commpartner.facts.fields import described
from commpartner.programme.model import (
    Flag,
    Frozen,
    FrozenDict,
    Model,
    NonNegative,
    Quantity,
    Share,
    ShareQuantity,
    TailQuantity,
    Words,
)

Role = Literal["guard", "cleaner", "technician", "coordinator", "manager"]
ROLES: tuple[Role, ...] = get_args(Role)


class ServiceStandard(Model, frozen=True):
    """Describe a service standard (服务标准), each item as a share of its full norm.

    The norms themselves (floor area per cleaner, households per coordinator, ...) are
    assumptions; the level says how much of each norm is delivered.
    """

    label_en: Annotated[Words, described("label in English", "英文名称")] = ""
    label_zh: Annotated[Words, described("label in Chinese", "中文名称")] = ""
    scope: Annotated[
        ShareQuantity,
        described(
            "of what residents want of a service that is in it; moves satisfaction",
            "所含服务占居民所需的部分；影响满意度",
            "share",
        ),
    ] = 1.0
    cleaning: Annotated[
        Share, described("of daily cleaning (保洁)", "相对每日保洁的比例", "share")
    ] = 1.0
    staffed_gates: Annotated[
        Flag, described("gates are kept by guards (门岗值守)", "出入口由保安值守（门岗值守）")
    ] = False
    patrol: Annotated[
        Share,
        described(
            "of the security norm by area (巡逻)", "相对按面积安保定额的比例（巡逻）", "share"
        ),
    ] = 0.0
    desk: Annotated[
        Share, described("of the coordinator norm (客服管家)", "相对客服管家定额的比例", "share")
    ] = 1.0
    repairs: Annotated[
        Flag, described("work orders of residents are served (报修)", "受理居民报修")
    ] = True
    upkeep: Annotated[
        Share,
        described(
            "of the technician norm, as planned upkeep (计划养护)",
            "相对维修工定额的比例，用于计划养护",
            "share",
        ),
    ] = 0.0
    energy: Annotated[
        Share,
        described(
            "of public lighting and pumps (公共能耗)",
            "公共照明与水泵用电的比例（公共能耗）",
            "share",
        ),
    ] = 1.0
    maintenance: Annotated[
        Share,
        described("of routine maintenance spending (日常维修)", "日常维修支出的比例", "share"),
    ] = 0.5
    response_target: Annotated[
        Quantity,
        described("time within which a work order is begun", "工单应在此时限内开始处理", "h"),
    ] = "response_target"
    response_tail: Annotated[
        TailQuantity,
        described("of work orders that may begin later", "可超过时限的工单占比", "share"),
    ] = "response_tail"
    minimum_posts: Annotated[
        Frozen[NonNegative],
        described(
            "least staff per role in every estate, or in every centre where pooled",
            "各岗位在每个小区（统管时为每个中心）的最低人数",
            "FTE",
        ),
    ] = FrozenDict()
