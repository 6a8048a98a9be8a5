"""Describe a package of services at a price, one of a menu."""

from __future__ import annotations

from typing import Annotated

from commpartner.facts.fields import described
from commpartner.programme.model import Identifier, Model, Quantity


class Package(Model, frozen=True):
    """Describe one entry of a menu (点单式服务包): a service standard at a price per household."""

    service: Annotated[Identifier, described("name of the service standard", "服务标准的名称")]
    fee: Annotated[Quantity, described("price of the package", "套餐价格", "yuan/household/month")]
