"""The bridge from models to numbers: scheme x draws -> arrays.

Everything that belongs to the draw is computed here, once, and nothing by month that a product
with an index can give. `Costs` is what the service costs; `Inputs` is what the months need.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commpartner.assumptions import Draws
from commpartner.costs import Costs, Values, service_costs
from commpartner.errors import InputError, Problem
from commpartner.flows import allocation, centre, fees, service_cost, ventures
from commpartner.flows.namespace import Array
from commpartner.measures import annuity
from commpartner.month import Fixed, Now, Rules, State
from commpartner.programme.policy import Policy
from commpartner.programme.references import PROGRAMME_FILE
from commpartner.programme.venture import Venture
from commpartner.scheme import Scheme


@dataclass(frozen=True)
class Inputs:
    """All that the months need for a chunk of draws, and what the ledger needs beside them.

    Attributes
    ----------
    path
        `Now` for all months at once: each array begins with the axis month.
    outside_satisfaction
        What estates outside the scheme add to the district's satisfaction, (draw, month).
    trade
        Sales, subsidies and costs of ventures, shape (draw, month, venture).
    capital_charge
        Annuity that ventures pay to the operator, shape (draw, month, venture).
    setup_spending, venture_spending
        Capital that the operator spends on centres, and on ventures and assets, (draw, month).
    owners_income
        Common-property income of all estates served [yuan/month], prices of month 0, (draw,).
    """

    rules: Rules
    fixed: Fixed
    path: Now
    start: State
    costs: Costs
    wage_index: Array
    price_index: Array
    trade: ventures.Trade
    capital_charge: Array
    setup_spending: Array
    venture_spending: Array
    owners_income: Array
    outside_satisfaction: Array


def rules_of(policy: Policy) -> Rules:
    """Tell which mechanisms a policy has at all."""
    shares = (policy.reserve_share, policy.fee_relief_share, policy.upgrade_share)
    has_pool = bool(policy.ventures or policy.partners)
    return Rules(
        basis=policy.reinvestment_basis,
        has_pool=has_pool,
        fills_deficits=has_pool and policy.allocation == "deficit",
        has_uses=has_pool and any(shares),
        deficit_first=policy.deficit_first,
        reserve_share=policy.reserve_share if has_pool else 0.0,
        relief_share=policy.fee_relief_share if has_pool else 0.0,
        upgrade_share=policy.upgrade_share if has_pool else 0.0,
        has_cap=policy.fallback_cap is not None,
        has_grant=policy.grant != 0 and policy.grant_months > 0,
    )


def month_inputs(scheme: Scheme, draws: Draws, months: int) -> Inputs:
    """Compute everything that the months need from a scheme and a chunk of draws."""
    value = Values(draws)
    policy = scheme.policy
    costs = service_costs(scheme, draws)
    sites, households = scheme.sites, scheme.sites.households
    month = np.arange(months, dtype=np.float64)
    wage_index = (1.0 + draws["wage_growth"]) ** (month / 12.0)
    price_index = (1.0 + draws["inflation"]) ** (month / 12.0)
    fee_index = (1.0 + value(policy.fee_growth)) ** (month / 12.0)
    billing = np.where(month >= policy.free_months, 1.0, 0.0)

    size = sites.floor_area if policy.fee_basis == "floor_area" else sites.households
    fee = value(policy.fee) * size / households
    governance = np.maximum(scheme.governance, policy.governance.readiness)
    price_effect = draws["price_effect"]
    logit = fees.paying_logit(
        draws["adoption_intercept"],
        draws["governance_effect"],
        governance,
        price_effect,
        fee,
        draws["household_income"],
    )
    net_common = draws["public_income_per_household"] * (1.0 - draws["common_income_cost_share"])
    trade, capital_charge, venture_spending = _ventures(scheme, value, months, price_index)
    partner_fees = _partner_fees(scheme, value)
    cost_of_wages = costs.charged(costs.alone.wages, costs.together.wages)
    cost_at_prices = costs.charged(costs.alone.at_prices, costs.together.at_prices)
    if not np.all(cost_of_wages + cost_at_prices > 0):
        found, allowed = "a standard that costs nothing", "a service with a cost in every estate"
        raise InputError(
            [Problem(PROGRAMME_FILE, None, f"services.{policy.service}", found, allowed)]
        )
    rows = cost_of_wages.shape
    nothing = np.zeros(rows)
    renewed = centre.renewals(month, 12.0 * draws["centre_setup_life"])
    paid_for = 1.0 if "centre_cost" in policy.mechanisms else 0.0
    setup = paid_for * np.add.reduce(costs.setup, axis=-1)[:, None]
    setup_spending = setup * renewed * price_index

    fixed = Fixed(
        wage_cost=cost_of_wages,
        price_cost=cost_at_prices,
        fee=value(policy.fee),
        size=size,
        other_income=policy.common_income_to_fund * net_common,
        grant=value(policy.grant),
        cap=value(policy.fallback_cap or 0.0),
        weight=_weights(costs),
        households=households,
        population=households / scheme.district_households,
        paying_logit=logit,
        relief_logit=-price_effect * 100.0 * fee / draws["household_income"]
        - draws["moral_hazard_effect"],
        share=value(policy.reinvestment_share),
        recovery=draws["arrears_recovery"],
        writeoff=draws["arrears_writeoff"],
        satisfaction_effect=draws["satisfaction_effect"],
        paying_speed=draws["adoption_speed"],
        unserved=draws["satisfaction_unserved"] / 100.0,
        full=draws["satisfaction_full_service"] / 100.0,
        satisfaction_speed=draws["satisfaction_speed"],
    )
    path = Now(
        wage_index=wage_index.T[..., None],
        price_index=price_index.T[..., None],
        fee_index=(fee_index * billing).T[..., None],
        billing=billing,
        granting=np.where(month < policy.grant_months, 1.0, 0.0),
        settles=np.where((month + 1) % policy.settlement_months == 0, 1.0, 0.0),
        partner_fees=(partner_fees * price_index).T[..., None],
        result=np.moveaxis(trade.sales + trade.subsidy - trade.costs - capital_charge, 1, 0),
        income=np.moveaxis(trade.sales + trade.subsidy, 1, 0),
    )
    satisfied = _first_satisfaction(draws)
    venture_rows = np.zeros(capital_charge.shape[::2])
    start = State(
        paying_share=np.where(scheme.managed, draws["collection_rate_before"], 0.0),
        satisfaction=np.where(scheme.managed, *satisfied),
        arrears=nothing,
        fund=nothing,
        relief=nothing,
        reserve=nothing,
        fallback=nothing,
        uncovered=nothing,
        upgraded=nothing,
        reinvested=nothing,
        loss=venture_rows,
        result=venture_rows,
        income=venture_rows,
    )
    return Inputs(
        rules=rules_of(policy),
        fixed=fixed,
        path=path,
        start=start,
        costs=costs,
        wage_index=wage_index,
        price_index=price_index,
        trade=trade,
        capital_charge=capital_charge,
        setup_spending=setup_spending,
        venture_spending=venture_spending,
        owners_income=net_common[:, 0] * scheme.households,
        outside_satisfaction=_outside_satisfaction(scheme, draws, month),
    )


def _first_satisfaction(draws: Draws) -> tuple[Array, Array]:
    """Satisfaction at the start where somebody manages an estate, and where nobody does."""
    return draws["baseline_satisfaction"] / 100.0, draws["satisfaction_unserved"] / 100.0


def _outside_satisfaction(scheme: Scheme, draws: Draws, month: Array) -> Array:
    """What estates outside the scheme add to the district's satisfaction, shape (draw, month).

    With nothing delivered, satisfaction has the closed form
    ``s_t = unserved + (s_0 - unserved) * (1 - speed)**(t + 1)``.
    """
    unserved = draws["satisfaction_unserved"] / 100.0
    left = (1.0 - draws["satisfaction_speed"]) ** (month + 1.0)
    parts = zip(scheme.outside, _first_satisfaction(draws), strict=True)
    return np.asarray(sum(share * (unserved + (s0 - unserved) * left) for share, s0 in parts))


def _weights(costs: Costs) -> Array:
    """Part of the reinvestment that each estate receives, shape (estate,); sums to 1 (I4)."""
    scheme = costs.scheme
    match scheme.policy.allocation:
        case "household" | "deficit":  # what is left once no deficit remains goes by household
            weight = scheme.sites.households
        case "floor_area":
            weight = scheme.sites.floor_area
        case "equal":
            weight = np.ones_like(scheme.sites.households)
        case "need_index":
            weight = scheme.sites.households * scheme.need_index
        case "shapley":
            weight = _shapley_weight(costs.scheme, costs.draws.at_central())
    return np.asarray(weight / np.add.reduce(weight)) if weight.size else weight


def _shapley_weight(scheme: Scheme, central: Draws) -> Array:
    """Posts that an estate adds to its centre, with its own supplies; its own cost if alone.

    At central values: a rule of sharing is agreed on once, before anyone knows the draw.
    """
    costs = service_costs(scheme, central)
    rates = costs.rates
    work = service_cost.workload(scheme.sites, costs.level, costs.norms)
    workloads = (work.gate + work.patrol, work.cleaner, work.upkeep, work.coordinator)
    wages = (rates.guard, rates.cleaner, rates.technician, rates.coordinator)
    weight = np.array(costs.alone.total[0])
    for number in range(len(scheme.centres)):
        members = scheme.order[scheme.centre_of[scheme.order] == number]
        added = allocation.shapley_of_posts(
            [workload[:, members] for workload in workloads], wages, costs.norms.staffing_step
        )
        weight[members] = (added + costs.alone.at_prices[:, members])[0]
    return weight


def _ventures(
    scheme: Scheme, value: Values, months: int, price_index: Array
) -> tuple[ventures.Trade, Array, Array]:
    """Trade and capital charges (draw, month, venture), and capital spent (draw, month)."""
    programme, policy = scheme.programme, scheme.policy
    known = {venture.id: venture for venture in programme.ventures}
    opened = [known[name] for name in policy.ventures]
    if not opened:
        nothing = np.zeros((value.count, months, 0))
        return (
            ventures.Trade(nothing, nothing, nothing),
            nothing,
            np.zeros((value.count, months)),
        )
    assets = {asset.id: asset for asset in programme.assets}

    def row(field: str) -> Array:
        return value.row([getattr(venture, field) for venture in opened])[:, None, :]

    capacity = np.concatenate(
        [_capacity(venture, value, scheme.households) for venture in opened], axis=1
    )[:, None, :]
    month = np.arange(months, dtype=np.float64)[:, None]
    opening = np.array([venture.opening_month for venture in opened], dtype=np.float64)
    is_open = ventures.is_open(month, opening)
    rent_forgone = np.concatenate(
        [
            value(0.0)
            if venture.asset is None
            else assets[venture.asset].area * value(assets[venture.asset].rent_forgone)
            for venture in opened
        ],
        axis=1,
    )[:, None, :]
    prices = price_index[..., None]
    trade = ventures.trade(
        units=capacity * row("utilisation") * row("times_per_month"),
        price=row("price"),
        subsidy=row("subsidy"),
        cost_share=row("cost_share"),
        unit_cost=row("unit_cost"),
        fixed_cost=row("fixed_cost") + rent_forgone,
        growth=ventures.ramp(month, opening, row("ramp_months")),
        opened=is_open,
        price_index=prices,
    )
    conversion = np.concatenate(
        [
            value(0.0)
            if venture.asset is None
            else assets[venture.asset].area * value(assets[venture.asset].conversion_cost)
            for venture in opened
        ],
        axis=1,
    )
    capital = conversion + value.row([venture.capital for venture in opened])
    spending = np.zeros((value.count, months))
    life = 12.0 * value.draws["venture_life"]
    for number, venture in enumerate(opened):
        renewed = centre.renewals(month[:, 0] - venture.opening_month, life)
        spending = spending + capital[:, number, None] * renewed * price_index
    charge = np.zeros_like(trade.sales)
    if policy.capital_charge:
        rate = (1.0 + value.draws["discount_rate_financial"]) ** (1.0 / 12.0) - 1.0
        charge = annuity(capital, rate, life)[:, None, :] * is_open * prices
    return trade, charge, spending


def _capacity(venture: Venture, value: Values, households: float) -> Array:
    capacity = value(venture.capacity)
    if venture.demand_per_household is None:
        return capacity
    demand = value(venture.demand_per_household)
    return ventures.capped_by_catchment(capacity, demand, households)


def _partner_fees(scheme: Scheme, value: Values) -> Array:
    """What partners pay in all [yuan/month], shape (draw, 1)."""
    known = {partner.id: partner for partner in scheme.programme.partners}
    paid = np.zeros((value.count, 1))
    for name in scheme.policy.partners:
        paid = paid + known[name].count * value(known[name].monthly_fee)
    return paid
