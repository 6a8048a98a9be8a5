"""Describe community partners: contributions and reservation values."""

from __future__ import annotations

from typing import Literal

from commpartner.programme.model import Count, Identifier, Model, NonNegative, Quantity, Words


class Partner(Model, frozen=True):
    """Describe a group of equal community partners (社区合伙人).

    What a partner gives: a fee in cash; hours, a conceded price and space in kind. What it gets:
    the margin on the custom that the scheme brings, payment for services, a part of the ventures'
    profit. It stays if the net benefit reaches its reservation value.
    """

    id: Identifier
    name: Words = ""
    role: Literal[
        "convenor",
        "chief_partner",
        "owners_committee",
        "merchant",
        "social_organisation",
        "skilled_resident",
    ] = "merchant"
    count: Count = 1
    monthly_fee: Quantity = "partner_fee"
    hours: Quantity = 0.0
    concession: Quantity = 0.0
    space: Quantity = 0.0
    footfall: Quantity = 0.0
    service_fee: Quantity = 0.0
    profit_weight: NonNegative = 0.0
    reservation: Quantity = 0.0
