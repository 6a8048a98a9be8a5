"""A village collective and its members."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from commpartner.programme.model import Model, field


class Collective(Model):
    """A village collective (村集体): its ventures are those whose owner is the collective."""

    name: str = ""
    members: Annotated[int, Field(ge=1)] = field(
        unit="member", description="members with a right to dividends (股东)"
    )
