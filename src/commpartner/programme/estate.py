"""Describe an estate: one old residential compound."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import ConfigDict, field_validator, model_validator

from commpartner.problems.wording import own_error, shorten, suggest
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
    YearOrText,
    repeated,
)
from commpartner.texts import Text


class Estate(Model, frozen=True):
    """Describe one residential estate (小区) as it stands.

    Numbers may arrive as text, as they do from a spreadsheet; anything that is not a number is
    refused. What is None or empty is not known. `estimated` names the fields whose values were
    estimated by a rule rather than given.
    """

    # There are many estates, and the defaults are valid.
    model_config = ConfigDict(validate_default=False)

    id: Identifier
    name: Words = ""
    households: MembersOrText
    floor_area: PositiveOrText
    gates: CountOrText = 0
    x_km: CoordinateOrText | None = None
    y_km: CoordinateOrText | None = None
    managed: bool = False
    condition: PositiveOrText = 1.0
    governance: ShareOrText = 0.0
    need_index: NonNegativeOrText = 1.0

    # What an estate brings with it
    subdistrict: Words = ""
    community: Words = ""
    manager: Words = ""
    fee: NonNegativeOrText | None = None
    fee_basis: Literal["floor_area", "household"] = "floor_area"
    collection_rate: ShareOrText | None = None
    vacancy: ShareOrText | None = None
    built_year: YearOrText | None = None
    buildings: MembersOrText | None = None
    lifts: CountOrText | None = None
    pump_rooms: CountOrText | None = None
    green_area: NonNegativeOrText | None = None
    maintenance_fund: NonNegativeOrText | None = None
    estimated: tuple[Words, ...] = ()

    @field_validator("estimated")
    @classmethod
    def _are_fields(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        known = [name for name in cls.model_fields if name != "estimated"]
        for name in names:
            if name not in known:
                raise own_error(shorten(name), suggest(name, known))
        for name in sorted(repeated(names)):
            raise own_error(shorten(name), Text("each_name_once"))
        return names

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if (self.x_km is None) != (self.y_km is None):
            raise ValueError(Text("x_and_y_together"))
        return self
