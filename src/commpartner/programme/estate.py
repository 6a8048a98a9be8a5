"""Describe an estate: one old residential compound."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from commpartner.facts.fields import described
from commpartner.programme.model import (
    CoordinateOrText,
    CountOrText,
    Identifier,
    MembersOrText,
    Model,
    NonNegativeOrText,
    PositiveOrText,
    ShareOrText,
    Words,
)
from commpartner.texts import Text


class Estate(Model, frozen=True):
    """Describe one residential estate (小区) as it stands.

    Numbers may arrive as text, as they do from a spreadsheet; anything that is not a number is
    refused.
    """

    id: Annotated[
        Identifier, described("name by which other parts refer to it", "供其他部分引用的标识")
    ]
    name: Annotated[Words, described("name to show", "显示名称")] = ""
    households: Annotated[MembersOrText, described("households (户数)", "户数", "household")]
    floor_area: Annotated[
        PositiveOrText, described("gross floor area (建筑面积)", "建筑面积", "m2")
    ]
    gates: Annotated[
        CountOrText,
        described(
            "gates that a standard with staffed gates would keep",
            "设门岗的标准所值守的出入口",
            "gate",
        ),
    ] = 0
    x_km: Annotated[
        CoordinateOrText | None, described("easting on a plane map", "平面图上的东向坐标", "km")
    ] = None
    y_km: Annotated[
        CoordinateOrText | None, described("northing on a plane map", "平面图上的北向坐标", "km")
    ] = None
    managed: Annotated[bool, described("somebody manages it today (有人管理)", "目前有人管理")] = (
        False
    )
    condition: Annotated[
        PositiveOrText,
        described(
            "work orders relative to a typical old estate", "报修量与一般老旧小区之比", "ratio"
        ),
    ] = 1.0
    governance: Annotated[
        ShareOrText,
        described(
            "readiness of branch, owners' committee and volunteers, 0 none to 1 full",
            "支部、业委会与志愿者的完备度，0无至1完备",
            "share",
        ),
    ] = 0.0
    need_index: Annotated[
        NonNegativeOrText,
        described(
            "relative need, for the allocation rule by need", "相对需求，用于按需分配", "index"
        ),
    ] = 1.0

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if (self.x_km is None) != (self.y_km is None):
            raise ValueError(Text("x_and_y_together"))
        return self
