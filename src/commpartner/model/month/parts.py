"""Hold the inputs and outputs of a month by mechanism; None stands for a mechanism that is off."""

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
    """Hold the structural choices of a policy; each combination compiles once."""

    basis: Basis
    pool: reinvestment.Rule | None
    cap_waits_for_bills: bool


class MonthParameters(NamedTuple):
    """Hold the parameters that are equal in all months."""

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
    """Hold the inputs of one month."""

    wage_index: Array
    price_index: Array
    partner_fees: Array  # yuan/month in all
    residents: residents.Month
    trade: trade.Month
    works: Array | None  # progress, 0 to 1
    top_up: Array | None  # yuan/month that the collective adds
    granting: Array | None  # 1 while the grant is paid; shape ()


class State(NamedTuple):
    """Hold the stocks [yuan, order] and shares that a month passes to the next."""

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
        """Sum the general fund, relief and reserve of each estate [yuan], (draw, estate)."""
        return sum(reinvestment.set_aside(self.pool), self.fund)


class Totals(NamedTuple):
    """Hold the month's sums over estates [yuan], (draw,), and ventures, (draw, venture)."""

    funds: Array  # general funds, relief and reserves at the end of the month
    residents: residents.Totals
    trade: trade.Totals
    village: village.Totals | None
    pool: reinvestment.Totals | None
    fallback: fallback.Totals
    orders: orders.Totals | None
    appraisal: appraisal.Totals | None


def heeds_money(fixed: MonthParameters, rules: Rules) -> bool:
    """Return whether bills or service depend on the money at hand."""
    uses = rules.pool is not None and rules.pool.has_uses
    limits = (fixed.cap, fixed.orders, fixed.appraisal)
    return uses or any(limit is not None for limit in limits)
