"""Describe a village collective and its members."""

from __future__ import annotations

from commpartner.programme.model import Members, Model, Words


class Collective(Model, frozen=True):
    """Describe a village collective (村集体); it owns the ventures with owner ``collective``."""

    name: Words = ""
    members: Members
