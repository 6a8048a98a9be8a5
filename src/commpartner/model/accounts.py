"""Compute the accounts of a run: every flow of money and of goods in kind by month."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from commpartner.facts.accounts import ACCOUNTS, IN_KIND, OWN_INCOME, SPENDING
from commpartner.flows.namespace import Array
from commpartner.model import tree
from commpartner.model.engines import Run
from commpartner.model.inputs import Inputs
from commpartner.model.mechanisms import (
    common,
    grant,
    loans,
    orders,
    partnership,
    reinvestment,
    rollout,
    selfgovernment,
    taxes,
    trade,
    village,
    works,
)
from commpartner.model.mechanisms.costs import Costs
from commpartner.model.month import Totals

Flows = dict[str, Array]
REINVESTED = ("reinvested_profit", "collective_reinvestment")
ROUNDING = 1e-9  # of the whole
ALL_MONTHS = slice(None)


def account_flows(inputs: Inputs, run: Run) -> Flows:
    """Compute every account of the transaction-flow matrix, (draw, month) [yuan/month].

    If service is cut back, the operator's spending falls in proportion in every account.
    """
    totals, price, governed = run.totals, inputs.price_index, inputs.costs.governed
    scheme = inputs.costs.scheme
    paid, delivered, spending = service_paid(inputs, run)
    begun, kept = inputs.rollout, totals.maintenance_fund
    homes, shares = scheme.households, None
    if begun is not None:
        homes = begun.by_month(scheme.sites.households)
        each = np.ones_like(begun.begins)
        shares = begun.entering(each) / max(len(each), 1), begun.share(each)
    flows = {
        **income_flows(inputs, totals),
        **trade.flows(inputs.trading),
        **grant.flows(inputs.fixed.grant, inputs.path.granting, homes),
        **reinvestment.flows(totals.pool),
        **works.flows(inputs.works, None if kept is None else kept.left_to_owners),
        **selfgovernment.flows(governed, price, shares),
        **orders.flows(totals.orders, inputs.supervision, price),
        "service_payments": paid,
        **{account: delivered * amount for account, amount in spending.items()},
        "onboarding_repairs": inputs.onboarding,
        "centre_setup": inputs.setup_spending,
        **loans.flows(inputs.loans),
    }
    flows |= taxes.flows(inputs.taxes, flows)
    return _in_order(flows, ACCOUNTS)


def income_flows(inputs: Inputs, totals: Totals, months: slice = ALL_MONTHS) -> Flows:
    """Compute the accounts that follow from totals alone: all of the estates' own income, and more.

    Parameters
    ----------
    totals
        Of some months, leading axis month.
    months
        Which months these are.
    """
    price, owners = inputs.price_index[:, months], inputs.owners_income
    owners = owners if owners.shape[1] == 1 else owners[:, months]
    to_fund = inputs.costs.scheme.policy.common_income_to_fund
    settled = trade.settled_flows(inputs.trading, totals.trade)
    return {
        # A total that has the name of an account fills it.
        **{name: each.T for name, each in tree.named(totals) if name in ACCOUNTS},
        **settled,
        **common.flows(owners, price, settled["public_income"], to_fund),
        **partnership.flows(inputs.partnership, price, settled["retained_profit"]),
        **village.flows(totals.village, inputs.uses),
    }


def own_income(flows: Flows) -> Array:
    """Sum the income of the estates' funds except grants and fallback, (draw, month)."""
    own = np.zeros_like(flows["service_charges"])
    for name in OWN_INCOME:
        if name in flows and name not in REINVESTED:
            received = ACCOUNTS[name].payee == "estate_funds"
            own = own + flows[name] if received else own - flows[name]
    return own + reinvested(flows)


def reinvested(flows: Flows) -> Array:
    """Sum the profit that ventures and the collective reinvest in the estates, (draw, month)."""
    return np.asarray(sum(flows[name] for name in REINVESTED if name in flows))


def full_cost(inputs: Inputs) -> Array:
    """Compute the cost of the whole standard, (draw, month) [yuan/month]."""
    if inputs.rollout is not None:
        return whole_cost(inputs)
    return cost_if_all_joined(inputs)


def cost_if_all_joined(inputs: Inputs) -> Array:
    """Compute the cost of the whole standard if all estates join in month 0, (draw, month)."""

    def whole(by_estate: Array) -> Array:
        return np.asarray(np.add.reduce(by_estate, axis=-1)[:, None])

    fixed, indices = inputs.fixed, (inputs.wage_index, inputs.price_index)
    costs = whole(fixed.wage_cost), whole(fixed.price_cost)
    return works.cost(tree.over(whole, fixed.works), inputs.works.progress, *costs, *indices)


def ratio(part: Array, whole: Array) -> Array:
    """Compute part over whole, 0 if the whole is 0 (nothing served, nothing billed)."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


class Paid(NamedTuple):
    """Hold what is paid for the service, each (draw, month).

    Attributes
    ----------
    amount
        Spending and the capital charge, less what is cut back [yuan/month].
    delivered
        Part of the standard that is delivered, 0 to 1.
    spending
        Cost of the whole standard by account of spending [yuan/month].
    """

    amount: Array
    delivered: Array
    spending: Flows


def service_paid(inputs: Inputs, run: Run) -> Paid:
    """Compute what is paid for the service, and the part of the standard that it buys."""
    spending, capital_charge = _spending_by_account(inputs)
    full = sum(spending.values(), capital_charge)
    cut = run.totals.fallback.uncovered
    paid = full if cut is None else full - cut.T
    delivered = np.divide(paid, full, out=np.zeros_like(paid), where=full > 0)
    return Paid(paid, delivered, spending)


def gross_bills(inputs: Inputs, fee_index: Array | None = None) -> Array:
    """Sum the bills of all estates before relief, shape (draw, month) [yuan/month].

    Parameters
    ----------
    fee_index
        Of what was billed, leading axis month; None: as the inputs have it.
    """
    fee_index = inputs.path.residents.fee_index if fee_index is None else fee_index
    if inputs.rollout is None:
        return np.asarray(inputs.bills * np.ascontiguousarray(fee_index[..., 0].T))
    given = inputs.fixed.residents
    each = np.ascontiguousarray(given.fee * given.size * fee_index)
    return np.ascontiguousarray(np.add.reduce(each, axis=-1).T)


def billed(inputs: Inputs, run: Run) -> Array:
    """Sum the bills of all estates less relief, shape (draw, month) [yuan/month]."""
    return less_relief(gross_bills(inputs), run.totals)


def less_relief(gross: Array, totals: Totals) -> Array:
    """Compute the bills of some months less what ventures relieve, (draw, month) [yuan/month]."""
    relieved = totals.residents.relieved
    return np.asarray(gross if relieved is None else gross - relieved.T)


def bills_sent(gross: Array, totals: Totals) -> Array:
    """Compute bills after relief; a remainder within rounding is 0."""
    bills = less_relief(gross, totals)
    return np.where(bills > ROUNDING * gross, bills, 0.0)


def in_kind_flows(inputs: Inputs) -> Flows:
    """Compute every account of goods and work in kind, shape (draw, month) [yuan/month]."""
    price, costs, begun = inputs.price_index, inputs.costs, inputs.rollout
    hours: Array = costs.governed.hours
    premises = np.add.reduce(costs.shared_premises, axis=-1)[:, None]
    if begun is not None:
        shared = [k for k, entry in enumerate(costs.scheme.centres) if entry.co_located]
        hours = hours * begun.share(costs.scheme.sites.households)
        premises = begun.open(costs.shared_premises, shared)
    flows = {
        "volunteer_hours": hours * inputs.hour_worth * price,
        "shared_premises": premises * price,
        **partnership.in_kind(inputs.partnership, price),
        **trade.in_kind(costs.scheme, inputs.trading, price),
    }
    return _in_order(flows, IN_KIND)


def _in_order(flows: Flows, accounts: Iterable[str]) -> Flows:
    """Order the accounts; one without a flow becomes a single 0."""
    nothing = np.broadcast_to(0.0, next(iter(flows.values())).shape)
    return {
        name: np.ascontiguousarray(flows[name]) if name in flows and flows[name].any() else nothing
        for name in accounts
    }


def is_used(amount: Array) -> bool:
    """Return whether an account has any flow; an account without one is a single 0."""
    return any(amount.strides)


def whole_cost(inputs: Inputs) -> Array:
    """Compute the cost of the whole standard of the estates that have joined, (draw, month)."""
    spending, capital_charge = _spending_by_account(inputs)
    return np.asarray(sum(spending.values(), capital_charge))


def _spending_by_account(inputs: Inputs) -> tuple[Flows, Array]:
    """Compute the cost of the whole standard by account, and the capital charge."""

    def of(costs: Costs, field: str) -> Array:
        if inputs.rollout is None:
            return costs.whole(field)
        found = np.zeros_like(inputs.price_index)
        for months, served in inputs.rollout.batches:
            each = rollout.charged(costs, field, served)
            found[:, months] = np.add.reduce(each, axis=-1)[:, None]
        return found

    def whole(field: str) -> Array:
        before = of(inputs.costs, field)
        if inputs.fixed.works is None:
            return before
        return np.asarray(before + inputs.works.progress * (of(inputs.costs_after, field) - before))

    spending = {
        account: whole(account) * (inputs.wage_index if account == "wages" else inputs.price_index)
        for account in SPENDING
    }
    return spending, whole("centre_capital") * inputs.price_index
