"""The service standard: what is delivered, so that costs are compared at the same service."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from commpartner.programme.model import (
    Frozen,
    Model,
    NonNegative,
    Quantity,
    Share,
    ShareQuantity,
    TailQuantity,
    field,
)

Role = Literal["guard", "cleaner", "technician", "coordinator", "manager"]
ROLES: tuple[Role, ...] = get_args(Role)


class ServiceStandard(Model):
    """A level of service (服务标准), each head as a share of its full norm.

    The norms themselves (floor area per cleaner, households per coordinator, ...) are
    assumptions of the ledger; the level says how much of each norm is delivered.
    """

    label_en: str = ""
    label_zh: str = ""
    scope: ShareQuantity = field(
        1.0,
        unit="share",
        description="of what residents want of a service that is in it; moves satisfaction",
    )
    cleaning: Share = field(1.0, unit="share", description="of daily cleaning (保洁)")
    staffed_gates: bool = Field(default=False, description="gates are kept by guards (门岗值守)")
    patrol: Share = field(0.0, unit="share", description="of the security norm by area (巡逻)")
    desk: Share = field(1.0, unit="share", description="of the coordinator norm (客服管家)")
    repairs: bool = Field(default=True, description="work orders of residents are served (报修)")
    upkeep: Share = field(
        0.0, unit="share", description="of the technician norm, as planned upkeep (计划养护)"
    )
    energy: Share = field(1.0, unit="share", description="of public lighting and pumps (公共能耗)")
    maintenance: Share = field(
        0.5, unit="share", description="of routine maintenance spending (日常维修)"
    )
    response_target: Quantity = field(
        "response_target", unit="h", description="time within which a work order is begun"
    )
    response_tail: TailQuantity = field(
        "response_tail", unit="share", description="of work orders that may begin later"
    )
    minimum_posts: Frozen[NonNegative] = field(
        {},
        unit="FTE",
        description="least staff per role in every estate, or in every centre where pooled",
    )
