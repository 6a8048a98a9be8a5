"""Describe the maintenance fund of the owners."""

from __future__ import annotations

from commpartner.programme.model import Model, Quantity, Share, ShareQuantity


class MaintenanceFund(Model, frozen=True):
    """Describe the maintenance funds (住宅专项维修资金) of the estates, apart from their own funds.

    They pay for large repairs and for the owners' part of capital works, not for daily upkeep.
    Owners pay in every month, and again once a balance falls below a share of the first
    contribution (住宅专项维修资金管理办法, 2007, article 17). The amounts are what comes in.
    """

    opening: Quantity = 0.0
    contribution: Quantity = 0.0
    first_contribution: Quantity = 0.0
    renewed_below: Share = 0.3
    renewal: Quantity = 0.0
    interest: ShareQuantity = 0.0
