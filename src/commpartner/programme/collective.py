"""Describe a village collective and its members."""

from __future__ import annotations

from typing import Annotated

from commpartner.facts.fields import described
from commpartner.programme.model import Members, Model, Words


class Collective(Model, frozen=True):
    """Describe a village collective (村集体); it owns the ventures with owner ``collective``."""

    name: Annotated[Words, described("name to show", "显示名称")] = ""
    members: Annotated[
        Members,
        described("members with a right to dividends (股东)", "有分红权的成员（股东）", "member"),
    ]
