"""What goes into a month and what comes out, nested by mechanism; None where one is off."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.namespace import Array
from commpartner.model.mechanisms import (
    appraisal,
    fallback,
    orders,
    reinvestment,
    residents,
    trade,
    village,
    works,
)
from commpartner.programme.policy import Basis


class Rules(NamedTuple):
    """What differs in structure between policies; hashable, so that each compiles once."""

    basis: Basis
    pool: reinvestment.Rule | None
    cap_waits_for_bills: bool


class MonthParameters(NamedTuple):
    """What does not change by month."""

    wage_cost: Array  # yuan/month at the wages of month 0, (draw, estate)
    price_cost: Array  # yuan/month at the prices of month 0
    households: Array  # shape (estate,)
    other_income: Array  # yuan/household/month of common-property income left in the fund
    residents: residents.Parameters
    trade: trade.Parameters
    works: works.Parameters | None
    village: Array | None  # share of what the collective has left that goes to the estates
    grant: Array | None  # yuan/household/month
    weight: Array | None  # share of what is reinvested, shape (estate,)
    cap: Array | None  # yuan/household/month of fallback, prices of month 0
    orders: orders.Parameters | None
    appraisal: appraisal.Parameters | None


class MonthInputs(NamedTuple):
    """What is given for the month."""

    wage_index: Array
    price_index: Array
    partner_fees: Array  # yuan/month in all
    residents: residents.Month
    trade: trade.Month
    works: Array | None  # progress, 0 to 1
    top_up: Array | None  # yuan/month that the collective adds
    granting: Array | None  # 1 while the grant is paid; shape ()


class State(NamedTuple):
    """What a month hands to the next: stocks [yuan, order] and shares."""

    fund: Array  # general fund, (draw, estate)
    residents: residents.State
    trade: trade.State
    village: village.State | None
    pool: reinvestment.State | None
    fallback: fallback.State
    orders: orders.State | None
    appraisal: appraisal.State | None

    @property
    def funds(self) -> Array:
        """All that the estates hold: general fund, relief and reserve [yuan], (draw, estate)."""
        return sum(reinvestment.set_aside(self.pool), self.fund)


class Totals(NamedTuple):
    """The month's sums over estates [yuan], shape (draw,), and over ventures, (draw, venture)."""

    funds: Array  # general funds, relief and reserves at the end of the month
    residents: residents.Totals
    trade: trade.Totals
    village: village.Totals | None
    pool: reinvestment.Totals | None
    fallback: fallback.Totals
    orders: orders.Totals | None
    appraisal: appraisal.Totals | None


def heeds_money(fixed: MonthParameters, rules: Rules) -> bool:
    """Tell whether what residents are billed or get depends on the money there is."""
    uses = rules.pool is not None and rules.pool.has_uses
    limits = (fixed.cap, fixed.orders, fixed.appraisal)
    return uses or any(limit is not None for limit in limits)
