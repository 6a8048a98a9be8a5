"""A village collective and its members."""

from __future__ import annotations

from typing import Annotated

from commpartner.facts.fields import described
from commpartner.programme.model import Members, Model, Words


class Collective(Model, frozen=True):
    """A village collective (村集体): its ventures are those whose owner is the collective."""

    name: Annotated[Words, described("name to show", "显示名称")] = ""
    members: Annotated[
        Members,
        described("members with a right to dividends (股东)", "有分红权的成员（股东）", "member"),
    ]
