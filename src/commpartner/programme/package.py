"""Describe a package of services at a price, one of a menu."""

from __future__ import annotations

from commpartner.programme.model import Identifier, Model, Quantity


class Package(Model, frozen=True):
    """Describe one entry of a menu (点单式服务包): a service standard at a price per household."""

    service: Identifier
    fee: Quantity
