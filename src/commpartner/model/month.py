"""Advance one month, from the bills to the satisfaction that decides the next payments.

Pure: the state and this month's prices go in, the new state and the month's totals come out.
NumPy and JAX run this very source. No array is assigned into, and no Python branch depends on a
value that is drawn. A mechanism that a policy leaves off is None everywhere, and its stage hands
on what it was given. Arrays have the shape (draw, estate), or (draw, 1) for what is the same in
all estates.
"""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.namespace import Array, total
from commpartner.model import tree
from commpartner.model.mechanisms import (
    appraisal,
    clawback,
    common,
    fallback,
    grant,
    interest,
    maintenance_fund,
    margin,
    orders,
    reinvestment,
    remuneration,
    repairs,
    residents,
    rollout,
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
    households: Array  # shape (estate,), or (draw, estate) if sizes are drawn
    other_income: Array  # yuan/household/month of common-property income left in the fund
    residents: residents.Parameters
    trade: trade.Parameters
    works: works.Parameters | None
    village: Array | None  # share of what the collective has left that goes to the estates
    grant: Array | None  # yuan/household/month
    weight: Array | None  # share of what is reinvested, shaped like households
    cap: Array | None  # yuan/household/month of fallback, prices of month 0
    orders: orders.Parameters | None
    appraisal: appraisal.Parameters | None
    interest: interest.Parameters | None = None
    repairs: Array | None = None  # yuan/month due at the prices of month 0
    clawback: clawback.Parameters | None = None
    remuneration: remuneration.Parameters | None = None
    margin: margin.Parameters | None = None
    maintenance_fund: maintenance_fund.Parameters | None = None


class MonthInputs(NamedTuple):
    """Hold the inputs of one month."""

    wage_index: Array
    price_index: Array
    partner_fees: Array  # yuan/month in all
    residents: residents.Month
    trade: trade.Month
    works: Array | None  # progress, 0 to 1
    top_up: Array | None  # yuan/month that the collective adds
    granting: Array | None  # part of the grant that is paid; shape ()
    standing: Array | None = None  # yuan/month that open centres add, (draw, estate)
    owners_works: Array | None = None  # yuan/household/month that maintenance funds may pay


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
    interest: interest.State | None = None
    repairs: repairs.State | None = None
    clawback: clawback.State | None = None
    remuneration: remuneration.State | None = None
    margin: margin.State | None = None
    maintenance_fund: maintenance_fund.State | None = None

    @property
    def funds(self) -> Array:
        """Sum the general fund, relief and reserve of each estate [yuan], (draw, estate)."""
        return sum(reinvestment.set_aside(self.pool), self.fund)

    @property
    def put_in(self) -> Array:
        """Sum what mechanisms have put into the funds since month 0 [yuan], (draw, estate)."""
        first, *others = (each for name, each in tree.named(self) if name == "put_in")
        return sum(others, first)


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
    interest: interest.Totals | None = None
    repairs: repairs.Totals | None = None
    clawback: clawback.Totals | None = None
    remuneration: remuneration.Totals | None = None
    margin: margin.Totals | None = None
    maintenance_fund: maintenance_fund.Totals | None = None


def month(
    state: State,
    now: MonthInputs,
    fixed: MonthParameters,
    rules: Rules,
    known: residents.ResidentPath | None = None,
) -> tuple[State, Totals]:
    """Advance every draw by one month; a `known` resident path replaces the residents' part."""
    # 1 What the standard costs this month
    costs = fixed.wage_cost, fixed.price_cost, now.wage_index, now.price_index
    cost = works.cost(fixed.works, now.works, *costs)
    joined, weights = now.residents.joined, fixed.weight
    served = rollout.step(joined, now.standing, now.price_index, cost, fixed.households, weights)
    cost = served.cost
    # 2 Ventures are settled; 3 the collective hands out what it has left
    traded, settled = trade.settle(state.trade, now.trade, fixed.trade, rules.basis)
    pool = settled.pool + now.partner_fees
    handed, pool = village.step(state.village, fixed.village, pool, settled.collective, now.top_up)
    # 4 Bills, less what ventures relieve; who pays; arrears
    relief = None if state.pool is None else state.pool.relief
    payment = residents.pay(state.residents, now.residents, fixed.residents, relief, known)
    # 5 The estate's fund before reinvestment
    income = common.to_fund(
        fixed.other_income,
        now.price_index,
        fixed.trade.owners,
        settled.public,
        served.homes,
        served.holders,
    )
    own = state.fund + (payment.received + income)
    own = grant.step(fixed.grant, now.granting, own, served.homes)
    earned, own = interest.step(state.interest, fixed.interest, state.fund, own)
    charged, own = remuneration.step(
        state.remuneration,
        fixed.remuneration,
        payment.received,
        own,
        served.homes,
        now.price_index,
    )
    # 6 Its part of the pool, by use
    pooled, available, upgrade = reinvestment.step(
        state.pool,
        rules.pool,
        served.weight,
        pool,
        own,
        cost,
        served.holders,
        payment.relieved,
        served.waiting,
    )
    prices = now.price_index if joined is None else now.price_index * joined
    due = repairs.needed(state.repairs, fixed.repairs, prices)
    owed = None if now.owners_works is None else now.owners_works * fixed.households
    maintained, due = maintenance_fund.step(
        state.maintenance_fund, fixed.maintenance_fund, prices, due, owed
    )
    repaired, reserve = repairs.step(state.repairs, due, pooled[0])
    pooled = reserve, pooled[1]
    # 7 The service is paid for; the operator underwrites the gap, and surpluses repay it
    cap = None if fixed.cap is None else (fixed.cap * now.price_index) * fixed.households
    underwritten, paid = fallback.step(
        state.fallback, cap, rules.cap_waits_for_bills, now.residents.billing, available, cost
    )
    paid = rollout.provided(joined, paid)
    profited, fund = margin.step(state.margin, fixed.margin, paid.amount, paid.fund)
    repaid, fund = clawback.step(
        state.clawback, fixed.clawback, underwritten[0].put_in, state.fund, fund
    )
    # 8 Orders, satisfaction, the next paying share and the appraisal follow what was delivered
    delivered = paid.provided
    if upgrade is not None:
        delivered = delivered + rollout.per_cost(joined, upgrade, cost)
    more = works.more_orders(fixed.works, now.works)
    incoming, more = rollout.new_orders(joined, fixed.orders, more)
    followed, delivered, provided = orders.step(
        state.orders,
        incoming,
        more,
        delivered,
        paid.provided,
    )
    people = residents.respond(
        state.residents,
        now.residents,
        fixed.residents,
        payment,
        delivered,
        upgraded=upgrade is not None,
        known=known,
    )
    appraised, fund = appraisal.step(
        state.appraisal, fixed.appraisal, fund, paid.amount, provided, people[0].satisfaction
    )
    # 9 What is handed to the next month, and the month's totals, in the order of their fields
    both = (
        people,
        traded,
        handed,
        pooled,
        underwritten,
        followed,
        appraised,
        earned,
        repaired,
        repaid,
        charged,
        profited,
        maintained,
    )
    states, totals = zip(*both, strict=True)
    return State(fund, *states), Totals(funds(fund, pooled[0]), *totals)


def funds(fund: Array, pool: reinvestment.State | None) -> Array:
    """Sum the general funds, relief and reserves of all estates [yuan], (draw,)."""
    return sum(map(total, reinvestment.set_aside(pool)), total(fund))


def heeds_money(fixed: MonthParameters, rules: Rules) -> bool:
    """Return whether bills or service depend on the money at hand."""
    uses = rules.pool is not None and rules.pool.has_uses
    limits = (fixed.cap, fixed.orders, fixed.appraisal)
    return uses or any(limit is not None for limit in limits)
