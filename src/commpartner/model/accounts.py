"""Compute the accounts of a run: every flow of money and of goods in kind by month."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from commpartner.facts.accounts import ACCOUNTS, IN_KIND
from commpartner.flows.namespace import Array
from commpartner.model import tree
from commpartner.model.engines import Run
from commpartner.model.inputs import Inputs
from commpartner.model.mechanisms import orders, village

Flows = dict[str, Array]


def account_flows(inputs: Inputs, run: Run) -> Flows:
    """Compute every account of the transaction-flow matrix, (draw, month) [yuan/month].

    If service is cut back, the operator's spending falls in proportion in every account.
    """
    totals, trading, partners = run.totals, inputs.trading, inputs.partnership
    spending, capital_charge = _spending_by_account(inputs)
    full = sum(spending.values(), capital_charge)
    cut = totals.fallback.uncovered
    paid = full if cut is None else full - cut.T
    delivered = np.divide(paid, full, out=np.zeros_like(paid), where=full > 0)
    price = inputs.price_index
    public = _of_owner(inputs, totals.trade.reinvested, "owners")
    common = inputs.owners_income[:, None] * price
    to_fund = inputs.costs.scheme.policy.common_income_to_fund
    trade = trading.trade
    upgrade = {}
    if totals.pool is not None and totals.pool.upgrade is not None:
        upgrade = dict.fromkeys(("service_upgrades", "upgrade_spending"), totals.pool.upgrade.T)
    retained = over_ventures(totals.trade.retained).T
    grant = {}
    if inputs.fixed.grant is not None and inputs.path.granting is not None:
        households = inputs.costs.scheme.households
        grant = {"grants": inputs.fixed.grant * households * inputs.path.granting}
    governed = inputs.costs.governed
    first = np.zeros_like(price)
    first[:, 0] = 1.0
    flows = {
        # A total that has the name of an account fills it.
        **{name: each.T for name, each in tree.named(totals) if name in ACCOUNTS},
        "service_charges": totals.residents.collected.T,
        "arrears_recovered": totals.residents.recovered.T,
        "common_property_income": common,
        "public_income": public,
        "common_income_to_owners": (1.0 - to_fund) * (common + public),
        **grant,
        "partner_fees": inputs.path.partner_fees[..., 0].T,
        "partner_service_fees": partners.service_fees * price,
        "partner_profit": partners.profit_part * retained,
        "partner_custom": partners.custom * price,
        "venture_sales": over_ventures(trade.sales),
        "venture_subsidy": over_ventures(trade.subsidy),
        "collective_top_up": over_ventures(trade.top_up),
        "venture_costs": over_ventures(trade.costs),
        "capital_charges": over_ventures(trading.capital_charge),
        "reinvested_profit": _of_owner(inputs, totals.trade.reinvested, "operator"),
        "retained_profit": retained,
        "collective_income": _of_owner(inputs, totals.trade.reinvested, "collective"),
        "losses_made_good": over_ventures(totals.trade.made_good).T,
        "losses_covered": over_ventures(totals.trade.covered).T,
        **village.flows(totals.village, inputs.uses),
        "fallback": totals.fallback.received.T,
        "service_payments": paid,
        **upgrade,
        **{account: delivered * amount for account, amount in spending.items()},
        "onboarding_repairs": inputs.onboarding * first,
        "centre_setup": inputs.setup_spending,
        "venture_capital": trading.operator_capital,
        "collective_capital": trading.collective_capital,
        **{f"works_{payer}": amount for payer, amount in inputs.works.spending.items()},
        "governance_setup": governed.setup * first,
        "governance_running": governed.running * price,
        **orders.flows(totals.orders, inputs.supervision, price),
    }
    return _in_order(flows, ACCOUNTS)


def billed(inputs: Inputs, run: Run) -> Array:
    """Sum the bills of all estates less relief, shape (draw, month) [yuan/month]."""
    gross = inputs.bills * inputs.path.residents.fee_index[..., 0].T
    relieved = run.totals.residents.relieved
    return np.asarray(gross if relieved is None else gross - relieved.T)


def in_kind_flows(inputs: Inputs) -> Flows:
    """Compute every account of goods and work in kind, shape (draw, month) [yuan/month]."""
    price, partners, trading = inputs.price_index, inputs.partnership, inputs.trading
    costs = inputs.costs
    hours = costs.governed.hours
    units, funding = trading.trade.units, trading.funding

    def in_ventures(per_unit: Array) -> Array:
        if not per_unit.any():
            return np.zeros_like(price)
        return over_ventures(units * per_unit) * price

    flows = {
        "volunteer_hours": hours * inputs.hour_worth * price,
        "partner_services": partners.services * price,
        "conceded_prices": partners.concessions * price,
        "free_space": partners.space * price,
        "shared_premises": costs.shared_premises * price,
        "conceded_costs": in_ventures(funding.concession),
        "unit_volunteering": in_ventures(funding.help),
    }
    return _in_order(flows, IN_KIND)


def _in_order(flows: Flows, accounts: Iterable[str]) -> Flows:
    """Put accounts in their order; one without a flow becomes a single zero, spread out."""
    nothing = np.broadcast_to(0.0, next(iter(flows.values())).shape)
    return {
        name: np.ascontiguousarray(flows[name]) if name in flows and flows[name].any() else nothing
        for name in accounts
    }


def is_used(amount: Array) -> bool:
    """Return whether an account has any flow; an account without one is a single 0."""
    return any(amount.strides)


def _of_owner(inputs: Inputs, amounts: Array, owner: str) -> Array:
    """Sum (month, draw, venture) over the ventures of an owner to (draw, month)."""
    owned = inputs.trading.owned_by(owner)
    if not owned.any():
        return np.zeros(amounts.shape[1::-1])
    return over_ventures(amounts * owned).T


def over_ventures(amounts: Array) -> Array:
    """Sum over the last axis column by column, which is fast for a short axis."""
    columns = np.moveaxis(amounts, -1, 0)
    return sum(columns, np.zeros(amounts.shape[:-1]))


def _spending_by_account(inputs: Inputs) -> tuple[Flows, Array]:
    """What the whole standard costs by account, and the capital charge, (draw, month)."""

    def whole(field: str) -> Array:
        before = inputs.costs.whole(field)
        if inputs.fixed.works is None:
            return before
        return np.asarray(
            before + inputs.works.progress * (inputs.costs_after.whole(field) - before)
        )

    spending = {"wages": whole("wages") * inputs.wage_index}
    for account in (
        "materials",
        "energy",
        "maintenance",
        "callouts",
        "overhead",
        "centre_rent",
        "centre_systems",
    ):
        spending[account] = whole(account) * inputs.price_index
    return spending, whole("centre_capital") * inputs.price_index
