"""A package of services at a price, one of a menu."""

from __future__ import annotations

from commpartner.programme.model import Identifier, Model, Quantity, field


class Package(Model):
    """One entry of a menu (点单式服务包): a service standard at a price for a household."""

    service: Identifier
    fee: Quantity = field(unit="yuan/household/month", description="price of the package")
