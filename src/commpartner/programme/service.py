"""Describe the service standard, so that costs are compared at the same service."""

from __future__ import annotations

from typing import Literal, get_args

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

    label_en: Words = ""
    label_zh: Words = ""
    scope: ShareQuantity = 1.0
    cleaning: Share = 1.0
    staffed_gates: Flag = False
    patrol: Share = 0.0
    desk: Share = 1.0
    repairs: Flag = True
    upkeep: Share = 0.0
    energy: Share = 1.0
    maintenance: Share = 0.5
    lifts: Share = 1.0
    pumped_water: Share = 1.0
    greening: Share = 1.0
    refuse_removal: Share = 0.0
    insurance: Share = 0.0
    response_target: Quantity = "response_target"
    response_tail: TailQuantity = "response_tail"
    minimum_posts: Frozen[NonNegative] = FrozenDict()
