"""Compute outcomes and monthly series from the accounts of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from commpartner.facts.accounts import ACCOUNTS, Sector
from commpartner.facts.outcomes import OUTCOMES
from commpartner.flows import orders as equations
from commpartner.flows.namespace import Array
from commpartner.measures import discounting, returns
from commpartner.model.accounts import (
    ROUNDING,
    Flows,
    bills_sent,
    cost_if_all_joined,
    full_cost,
    gross_bills,
    is_used,
    own_income,
    ratio,
    reinvested,
)
from commpartner.model.engines import Run
from commpartner.model.inputs import Inputs
from commpartner.model.mechanisms import orders
from commpartner.model.mechanisms.costs import Costs
from commpartner.model.mechanisms.trade import Trading, over_ventures
from commpartner.model.valuation import Valuation
from commpartner.problems.arguments import Mask
from commpartner.results import welfare
from commpartner.texts import Text

MONTHS_OF_YEAR = 12
MOST_RATE = 10.0  # a year: an outlay that is back within weeks is no investment
LEAST_GAINED = 0.01  # of the standard: what less costs a point says nothing
PURSE: tuple[Sector, ...] = ("government", "operator")  # a public company


def smallest_post(steps: Array) -> str:
    """Write the smallest posts of the roles [FTE] for readers: one number, or the range."""
    low, high = float(np.min(steps)), float(np.max(steps))
    return f"{low:g}" if low == high else Text("low_to_high", low=low, high=high)


class Savings(NamedTuple):
    """Hold the monthly cost of clustered estates alone and together [yuan], prices of month 0."""

    alone: Array
    together: Array
    households: Array


class Today(NamedTuple):
    """Compare a monthly cost with what the same estates buy today, a part of the standard, (draw,).

    What is bought today costs ``cost`` [yuan/month]. The service gained is a part of the standard.
    """

    cost: Array
    saved_share: Array
    gained: Array
    cost_per_point: Array  # of 100, [yuan/household/month]; NaN without a gain


def savings(costs: Costs) -> Savings:
    """Compare the cost of the same service alone and together, over clustered estates."""
    clustered = costs.scheme.clustered
    alone = np.add.reduce(np.where(clustered, costs.alone.total, 0.0), axis=-1)
    together = np.add.reduce(costs.together.total, axis=-1)
    return Savings(
        alone,
        together,
        np.add.reduce(np.where(clustered, costs.scheme.sites.households, 0.0), axis=-1),
    )


def against_today(costs: Costs, of: Mask, cost: Array, households: Array) -> Today:
    """Compare the cost of month 0 of some estates with what they buy today.

    Parameters
    ----------
    of
        Which estates, shape (estate,).
    cost
        Their cost under the policy [yuan/month], shape (draw,).
    households
        Of them together.
    """
    today = np.add.reduce(np.where(of, costs.today.total, 0.0), axis=-1)
    gained = costs.service_gained(of)
    point = np.full(cost.shape, np.nan)
    more = gained >= LEAST_GAINED
    np.divide(_per(cost - today, households), 100.0 * gained, out=point, where=more)
    return Today(today, ratio(today - cost, today), gained, point)


def series(inputs: Inputs, run: Run, flows: Flows) -> Flows:
    """Compute the monthly series that are shown with bands, shape (draw, month) each."""
    totals = run.totals
    cost = full_cost(inputs)
    bills = bills_sent(gross_bills(inputs), run.totals)
    none = np.zeros_like(cost)
    return {
        "service_cost": cost,
        "own_income": own_income(flows),
        "reinvested": reinvested(flows),
        "fallback": flows["fallback"],
        "fallback_cumulative": np.cumsum(flows["fallback"], axis=1),
        "estate_funds": np.ascontiguousarray(totals.funds.T),
        "arrears": np.ascontiguousarray(totals.residents.arrears.T),
        "collection_rate_current": ratio(flows["service_charges"], bills),
        "collection_rate": ratio(flows["service_charges"] + flows["arrears_recovered"], bills),
        "service_level": ratio(flows["service_payments"] + flows["service_upgrades"], cost),
        "satisfaction": 100.0 * (totals.residents.satisfaction.T + inputs.outside_satisfaction),
        "order_backlog": none
        if totals.orders is None
        else np.ascontiguousarray(totals.orders.backlog.T),
        "maintenance_funds": none
        if totals.maintenance_fund is None
        else np.ascontiguousarray(totals.maintenance_fund.balance.T),
        "collective_cash": np.cumsum(_net_of(flows, "collective"), axis=1),
        "public_spending": _public_spending(flows),
    }


def outcomes(
    inputs: Inputs,
    run: Run,
    flows: Flows,
    net: Mapping[Sector, Array],
    in_kind: Flows,
    received: Array,
    valued: Valuation,
) -> Flows:
    """Compute the outcomes of every draw, shape (draw,) each, in the order of `OUTCOMES`.

    Parameters
    ----------
    flows, in_kind
        Accounts in money, and in kind.
    net
        What each sector receives less what it pays, from `balance.net_by_sector`.
    received
        Service received over all months [yuan], shape (draw, estate).
    valued
        How months and payers are weighed.
    """
    costs = inputs.costs
    scheme = costs.scheme
    months = flows["wages"].shape[1]
    years = months / MONTHS_OF_YEAR
    saved = savings(costs)
    households = scheme.households[..., 0]
    fallback = flows["fallback"]
    repaid = np.add.reduce(flows["fallback_repaid"], axis=1)
    own, cost = own_income(flows), full_cost(inputs)
    in_month_0 = cost_if_all_joined(inputs)[:, 0]
    alone = np.add.reduce(costs.alone.total, axis=-1)
    returned = np.add.reduce(reinvested(flows), axis=1)
    fees = np.add.reduce(flows["service_charges"] + flows["arrears_recovered"], axis=1)
    bills = bills_sent(gross_bills(inputs), run.totals)
    last_year = slice(-MONTHS_OF_YEAR, None)
    found: Flows = {
        "savings_per_year": 12.0 * (saved.alone - saved.together),
        "savings_share": ratio(saved.alone - saved.together, saved.alone),
        "savings_per_household_month": _per(saved.alone - saved.together, saved.households),
        **_against_today(costs, in_month_0, households),
        "cost_per_household_month": _per(in_month_0, households),
        "stand_alone_cost_per_household_month": _per(alone, households),
        "staff": _staff(costs),
        "reinvested_per_year": returned / years,
        "reinvested_per_household_month": _per(returned / months, households),
        "fees_per_household_month": _per(fees / months, households),
        "fallback_per_year": np.add.reduce(fallback, axis=1) / years,
        "fallback_repaid_per_year": repaid / years,
        "fallback_net_per_year": (np.add.reduce(fallback, axis=1) - repaid) / years,
        "fallback_cumulative": np.add.reduce(fallback, axis=1),
        "fallback_peak_month": fallback.max(axis=1),
    }
    for year in (1, 3, 5, 10):
        if months >= year * MONTHS_OF_YEAR:
            span = slice((year - 1) * MONTHS_OF_YEAR, year * MONTHS_OF_YEAR)
            found[f"self_sufficiency_year_{year}"] = ratio(
                np.add.reduce(own[:, span], axis=1), np.add.reduce(cost[:, span], axis=1)
            )
    never = np.full(len(fallback), np.nan)  # where nobody is served there is nothing to reach
    short = np.maximum(cost - own, 0.0)
    covers, covers_month = _to_the_end(short, cost) if scheme.members.size else (never, never)
    even, even_month = _to_the_end(fallback, cost) if scheme.members.size else (never, never)

    def of_last_year(amount: Array) -> Array:
        return np.asarray(np.add.reduce(amount[:, last_year], axis=1))

    costs_of_it = of_last_year(flows["collection_costs"])
    paid, arrears = of_last_year(flows["service_charges"]), of_last_year(flows["arrears_recovered"])
    found |= {
        "covers_cost": covers,
        "covers_cost_month": covers_month,
        "breaks_even": even,
        "break_even_month": even_month,
        "paying_share": _paying_share(inputs, run),
        **_collection(inputs, run, flows, bills),
        "self_sufficiency_without_arrears": ratio(
            of_last_year(own) - arrears + costs_of_it * ratio(arrears, paid + arrears),
            of_last_year(cost),
        ),
        "service_level": ratio(
            np.add.reduce(flows["service_payments"] + flows["service_upgrades"], axis=1),
            np.add.reduce(cost, axis=1),
        ),
        "satisfaction": 100.0
        * (run.totals.residents.satisfaction[-1] + inputs.outside_satisfaction[:, -1]),
        **welfare.equity(inputs, received, bills, valued),
        **_mechanisms(inputs, run, flows, in_kind),
    }
    factors, at_the_end = valued.factors[:, :months], valued.factors[:, months]
    in_money = {sector: np.add.reduce(each * factors, axis=1) for sector, each in net.items()}
    worth = {sector: amount * at_the_end for sector, amount in inputs.worth.items()}
    npv = {sector: each + worth.get(sector, 0.0) for sector, each in in_money.items()}
    value = welfare.value_to_residents(inputs, run, valued)
    nothing = np.zeros_like(at_the_end)
    trading = inputs.trading
    lost = trading.shop_margin * np.add.reduce(trading.displaced, axis=-1)
    found |= {f"npv_{sector}": amount for sector, amount in npv.items()}
    found |= {
        "operator_internal_rate": _operator_rate(inputs, flows, net["operator"]),
        "npv_residents_payments": in_money["residents"],
        "residual_value": sum(worth.values(), nothing),
        "public_residual_value": sum((worth[each] for each in PURSE if each in worth), nothing),
        "public_net_cost": 0.0 - sum((npv[each] for each in PURSE), nothing),
        "repairs_deferred": _deferred(inputs, run),
        "estate_funds_left": run.totals.funds[-1] * at_the_end,
        "value_to_residents_per_year": np.add.reduce(value, axis=1) / years,
        "social_net_benefit": welfare.social_net_benefit(
            npv, value, inputs.works.value_left, flows, in_kind, lost, valued
        ),
    }
    return {name: found[name] for name in OUTCOMES if name in found}


def _collection(inputs: Inputs, run: Run, flows: Flows, bills: Array) -> Flows:
    """Compute the rates of collection of the last year as the trade counts them; NaN over nothing.

    What is recovered is of the year, or older, in the proportion in which both are owed.
    """
    last = slice(-MONTHS_OF_YEAR, None)
    owed = np.ascontiguousarray(run.totals.residents.arrears.T)
    at_start = np.concatenate([np.zeros_like(owed[:, :1]), owed[:, :-1]], axis=1)[:, last]
    older = at_start[:, :1] * (1.0 - inputs.fixed.residents.leaving) ** np.arange(at_start.shape[1])
    recovered = flows["arrears_recovered"][:, last]
    of_older = np.add.reduce(recovered * ratio(older, at_start), axis=1)
    sent, paid, all_recovered = (
        np.add.reduce(amount[:, last], axis=1)
        for amount in (bills, flows["service_charges"], flows["arrears_recovered"])
    )

    def rate(part: Array, whole: Array) -> Array:
        return np.where(whole > 0, ratio(part, whole), np.nan)

    return {
        "collection_rate_current": rate(paid + (all_recovered - of_older), sent),
        "collection_rate_of_arrears": rate(of_older, at_start[:, 0]),
        "collection_rate_overall": np.where(
            sent > 0, ratio(paid + all_recovered, sent + at_start[:, 0]), np.nan
        ),
        "collection_rate": rate(paid + all_recovered, sent),
    }


def _against_today(costs: Costs, cost: Array, households: Array) -> Flows:
    """Compare the cost of month 0 with what the estates served buy today, a smaller service."""
    found = against_today(costs, np.ones(len(costs.scheme.members), bool), cost, households)
    return {
        "savings_share_today": found.saved_share,
        "today_cost_per_household_month": _per(found.cost, households),
        "service_gained": found.gained,
        "cost_per_service_point": found.cost_per_point,
    }


def _internal_rate(net: Array, turnover: Array, worth: Array) -> Array:
    """Compute the internal rate of return of what is paid first [share/year], (draw,).

    It is NaN if something is received first, if no single rate is known, or above `MOST_RATE`:
    what is paid first is then next to nothing. What is left of a month within rounding of its
    turnover is no flow.

    Parameters
    ----------
    net, turnover
        Receipts less payments, and both together [yuan/month], shape (draw, month).
    worth
        Of what is left at the end [yuan], shape (draw,).
    """
    kept = np.where(abs(net) > ROUNDING * turnover, net, 0.0)
    every = np.concatenate([kept, worth[:, None]], axis=1)
    first = every[np.arange(len(every)), np.argmax(every != 0, axis=1)]
    monthly = np.where(first < 0, returns.rates(every), np.nan)
    yearly = (1.0 + monthly) ** MONTHS_OF_YEAR - 1.0
    return np.where(yearly <= MOST_RATE, yearly, np.nan)


def _operator_rate(inputs: Inputs, flows: Flows, net: Array) -> Array:
    """Compute the internal rate of return of all that the operator receives and pays, (draw,)."""
    moved = [
        abs(flows[name])
        for name, account in ACCOUNTS.items()
        if "operator" in (account.payer, account.payee) and is_used(flows[name])
    ]
    return _internal_rate(net, sum(moved, np.zeros_like(net)), inputs.worth["operator"])


def _ventures_rate(trading: Trading) -> Array:
    """Compute the internal rate of return of the ventures before loans and taxes, (draw,)."""
    spent = trading.operator_capital + trading.collective_capital
    earned = over_ventures(trading.before_capital)
    turnover = over_ventures(trading.trade.income + trading.trade.costs) + spent
    return _internal_rate(
        earned - spent, turnover, sum(trading.worth.values(), np.zeros(len(spent)))
    )


def _deferred(inputs: Inputs, run: Run) -> Array:
    """Compute the large repairs that nothing has paid at the end [yuan], (draw,)."""
    if run.totals.repairs is not None:
        return np.asarray(run.totals.repairs.deferred[-1])
    return np.asarray(np.add.reduce(inputs.large_repairs * inputs.price_index, axis=1))


def _to_the_end(gap: Array, cost: Array) -> tuple[Array, Array]:
    """Find whether the gap is closed for good, and from which month on, (draw,).

    Whether: 1 if the last twelve months or more have no gap, 0 if the last month has one. NaN if
    it cannot be told: the horizon has no year, or the months without a gap at its end are fewer
    than twelve.
    """
    months = gap.shape[1]
    open_at = np.where(gap > discounting.ROUNDING * cost, np.arange(1.0, months + 1.0), 0.0)
    month = open_at.max(axis=1)  # first of the months after the last gap
    lasts = months - month >= MONTHS_OF_YEAR
    missing = np.where((month < months) | (months < MONTHS_OF_YEAR), np.nan, 0.0)
    return np.where(lasts, 1.0, missing), np.where(lasts, month, np.nan)


def _mechanisms(inputs: Inputs, run: Run, flows: Flows, in_kind: Flows) -> Flows:
    """Compute outcomes of single mechanisms; NaN if the policy lacks the mechanism."""
    scheme = inputs.costs.scheme
    rows, months = flows["wages"].shape
    years = months / MONTHS_OF_YEAR
    absent = np.full(rows, np.nan)
    whole = sum(filter(is_used, in_kind.values()), np.zeros((rows, months)))
    given = np.add.reduce(whole, axis=1)
    members = scheme.programme.collective.members if scheme.programme.collective else 0
    trading = inputs.trading
    displaced = _per_year(trading.displaced)
    last_year = np.add.reduce(trading.after_capital[:, -MONTHS_OF_YEAR:], axis=1)
    losing = np.add.reduce(np.where(last_year < 0, 1.0, 0.0), axis=-1)
    households = scheme.households[..., 0]
    begun, abandoned = inputs.rollout, float(scheme.abandoned)
    if begun is not None:
        households = begun.by_month(scheme.sites.households)[:, -1]
        abandoned += float(np.add.reduce((1.0 - begun.at_the_end) * ~scheme.managed))
    served = households / scheme.district_households[..., 0]
    satisfied = run.totals.residents.satisfaction[-1]
    return {
        "satisfaction_served": _of_served(100.0 * satisfied, served),
        "venture_profit_before_capital": _per_year(trading.before_capital),
        "venture_profit": _per_year(trading.after_capital),
        "venture_profit_economic": _per_year(trading.economic),
        "displaced_sales": displaced,
        "displaced_margin": trading.shop_margin[:, 0] * displaced,
        "ventures_internal_rate": _ventures_rate(trading) if trading.opened else absent,
        "ventures_loss_making": losing if trading.opened else absent,
        "households_served": np.broadcast_to(served, (rows,)),
        "abandoned_estates": np.full(rows, abandoned),
        "readiness": inputs.costs.governed.mean_readiness[:, 0] if scheme.members.size else absent,
        **_orders(run.totals.orders, inputs.order_terms, absent),
        "partners_kept": inputs.partnership.kept,
        "partner_share_needed": inputs.partnership.share_needed,
        "in_kind_per_household_month": _per(given / months, scheme.households[..., 0]),
        "public_spending_per_year": np.add.reduce(_public_spending(flows), axis=1) / years,
        "collective_income_per_year": np.add.reduce(flows["collective_income"], axis=1) / years
        if members
        else absent,
        "dividends_per_member_year": np.add.reduce(flows["dividends"], axis=1) / years / members
        if members
        else absent,
    }


def _of_served(amount: Array, served: Array) -> Array:
    """Compute an amount over the part served; NaN if nobody is."""
    part = np.broadcast_to(served, amount.shape)
    return np.divide(amount, part, out=np.full_like(amount, np.nan), where=part > 0)


def _per_year(by_venture: Array) -> Array:
    """Sum over ventures, a year in the mean of all months, (draw,)."""
    months = by_venture.shape[1]
    whole = np.add.reduce(over_ventures(by_venture), axis=1)
    return np.asarray(whole * (MONTHS_OF_YEAR / months))


def _orders(totals: orders.Totals | None, terms: orders.Terms | None, absent: Array) -> Flows:
    """Compute how many orders were closed in the last year, how soon, and how many in time."""
    if totals is None or terms is None:
        return dict.fromkeys(("completion_rate", "order_wait_days", "orders_on_time"), absent)
    opened, closed, backlog, waited = (np.ascontiguousarray(part.T) for part in totals)
    last = slice(-MONTHS_OF_YEAR, None)
    before = backlog[:, -MONTHS_OF_YEAR - 1] if backlog.shape[1] > MONTHS_OF_YEAR else 0.0
    done, open_for, come = (
        np.add.reduce(part[:, last], axis=1) for part in (closed, waited, opened)
    )
    times = equations.times(done, open_for, *terms)
    every = before + come
    completed = np.divide(done, every, out=np.full_like(done, np.nan), where=every > 0)
    return {
        "completion_rate": completed,
        "order_wait_days": times.wait,
        "orders_on_time": times.on_time,
    }


def _net_of(flows: Flows, sector: Sector) -> Array:
    """Compute receipts less payments of one sector, shape (draw, month)."""
    net = np.zeros_like(flows["wages"])
    for name, account in ACCOUNTS.items():
        if account.payee == sector:
            net = net + flows[name]
        elif account.payer == sector:
            net = net - flows[name]
    return net


def _public_spending(flows: Flows) -> Array:
    paid = [flows[name] for name, account in ACCOUNTS.items() if account.payer == "government"]
    return np.asarray(sum(filter(is_used, paid), np.zeros_like(flows["wages"])))


def _staff(costs: Costs) -> Array:
    alone, together = sum(costs.alone.staff), sum(costs.together.staff)
    own = np.where(costs.scheme.clustered, 0.0, alone)
    return np.asarray(np.add.reduce(own, axis=-1) + np.add.reduce(together, axis=-1))


def _paying_share(inputs: Inputs, run: Run) -> Array:
    """Compute the paying share after the last month, by households of the estates that joined."""
    size = inputs.costs.scheme.sites.households
    whole = inputs.costs.scheme.households[..., 0]
    if inputs.rollout is not None:
        size = size * inputs.rollout.at_the_end
        whole = np.add.reduce(size, axis=-1)
    return _per(np.add.reduce(run.end.residents.paying_share * size, axis=-1), whole)


def _per(amount: Array, households: Array) -> Array:
    return np.divide(amount, households, out=np.zeros_like(amount), where=households > 0)
