"""Open ventures (社区经济) and settle their results: losses first, then the share of the estates.

Ventures of the operator give a share of their profit or income to the estates. Those of the owners
and of the collective give all of it to them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from commpartner.errors import InputError, Problem
from commpartner.facts.accounts import Sector
from commpartner.flows import ventures, waterfall
from commpartner.flows.capital import charge, renewals, worth_left
from commpartner.flows.namespace import Array, namespace
from commpartner.model.mechanisms.works import NEVER, Improvement
from commpartner.model.scheme import Scheme
from commpartner.model.valuation import capital_rate
from commpartner.model.values import Values
from commpartner.programme.model import Quantity
from commpartner.programme.policy import Basis, Policy
from commpartner.programme.venture import Venture
from commpartner.texts import Text

# The levers on which trade depends, those that move the end of works included.
TRADING = {
    "ventures",
    "opening_months",
    "funders",
    "capital_charge",
    "works",
    "start_months",
    "works_resident_share",
    "governance",
    "fee_needs_consent",
}


class Trading(NamedTuple):
    """Hold the ventures that open.

    Attributes
    ----------
    opened
        The ventures, in the order of the policy; the axis venture below.
    trade
        By month, shape (draw, month, venture).
    funding
        What each funder adds to a unit, prices of month 0, shape (draw, 1, venture).
    full_cost
        Cost beside the variable one per unit: share of sales, per unit, fixed; (draw, 1, venture).
    by_residents
        Share of the sales that residents of the estates pay, (draw, 1, venture).
    rent_forgone
        That its rooms would earn unconverted [yuan/month], shape (draw, month, venture).
    displaced
        Sales taken from existing shops [yuan/month], shape (draw, month, venture).
    shop_margin
        Of the sales that these shops lose, shape (draw, 1); 0 if nothing is taken.
    capital_charge
        Paid to the operator for capital, shape (draw, month, venture).
    capital_cost
        Cost of capital, whoever spent it and whether or not it is charged, likewise.
    operator_capital, collective_capital
        Capital spent [yuan/month], shape (draw, month).
    worth
        What the capital is worth at the end, by who spent it [yuan], each (draw,).
    amenity
        Added to satisfaction by open ventures, 0 to 1, shape (draw, month).
    mature_result, mature_income
        Of a month at full ramp, prices of month 0 [yuan/month], shape (draw, venture); nothing
        of a venture that never opens.
    """

    opened: tuple[Venture, ...]
    trade: ventures.Trade
    funding: ventures.Funding
    cost_share: Array
    unit_cost: Array
    fixed_cost: Array
    by_residents: Array
    rent_forgone: Array
    displaced: Array
    shop_margin: Array
    capital_charge: Array
    capital_cost: Array
    operator_capital: Array
    collective_capital: Array
    worth: dict[Sector, Array]
    amenity: Array
    mature_result: Array
    mature_income: Array

    def owned_by(self, owner: str) -> Array:
        """Return 1 for the ventures of an owner and 0 for the others, shape (venture,)."""
        return np.array([float(venture.owner == owner) for venture in self.opened])

    @property
    def with_collective(self) -> bool:
        """Return whether the collective owns a venture or adds to one."""
        return any(venture.with_collective for venture in self.opened)

    @property
    def result(self) -> Array:
        """Compute the result that is settled, after charges, shape (draw, month, venture)."""
        return self.before_capital - self.capital_charge

    @property
    def before_capital(self) -> Array:
        """Compute the operating result before capital, shape (draw, month, venture)."""
        return self.trade.income - self.trade.costs

    @property
    def after_capital(self) -> Array:
        """Compute the profit after the cost of capital, shape (draw, month, venture)."""
        return self.before_capital - self.capital_cost

    @property
    def economic(self) -> Array:
        """Compute the profit after capital and the rent forgone, (draw, month, venture)."""
        return self.after_capital - self.rent_forgone


def trading(
    scheme: Scheme, value: Values, done: Improvement, price_index: Array, end_prices: Array
) -> Trading:
    """Compute the trade of every venture that the policy opens.

    Parameters
    ----------
    price_index, end_prices
        Prices of each month, (draw, month), and after the last one, (draw, 1); 1 in month 0.
    """
    known = {venture.id: venture for venture in scheme.programme.ventures}
    opened = tuple(known[name] for name in scheme.policy.ventures)
    assets = {asset.id: asset for asset in scheme.programme.assets}
    rows, months = price_index.shape
    month = np.arange(months, dtype=np.float64)[:, None]

    def row(field: str) -> Array:
        return value.row([getattr(venture, field) for venture in opened])[:, None, :]

    def of_asset(field: str) -> Array:
        return value.columns(
            value(0.0)
            if venture.asset is None
            else assets[venture.asset].area * value(getattr(assets[venture.asset], field))
            for venture in opened
        )

    opening = _openings(scheme.policy, opened, value, done)[:, None, :]
    is_open = ventures.is_open(month, opening)
    funding = _funding(scheme, opened, value)
    unit_cost = row("unit_cost")
    _check_costs(opened, unit_cost - funding.in_kind)
    sold = value.columns(_capacity(venture, value, scheme.households) for venture in opened)
    units = sold[:, None, :] * row("utilisation") * row("times_per_month")
    fixed = row("fixed_cost") + sold[:, None, :] * row("capacity_cost")
    cost_share = row("cost_share")
    forgone = _rent_forgone(opened, value, of_asset)
    # Asked of the policy, not of the draws: which numbers a run reads must depend on no draw.
    displaces = any(venture.displaces != 0 for venture in opened)

    def run(growth: Array, open_now: Array, prices: Array) -> ventures.Trade:
        return ventures.trade(
            units, funding, cost_share, unit_cost, fixed, growth, open_now, prices
        )

    planned = of_asset("conversion_cost") + value.row([venture.capital for venture in opened])
    capital = planned * (1.0 + value.draws["optimism_bias"]) if opened else planned
    life = 12.0 * value.draws["venture_life"] if opened else np.ones((rows, 1))
    rate = capital_rate(value.draws) if opened else np.zeros((rows, 1))
    cost_rate = charge(capital, life, rate)
    # The collective spends the capital of its ventures itself: nobody charges it.
    charged = np.array([float(venture.owner != "collective") for venture in opened])
    charge_rate = cost_rate * charged if scheme.policy.capital_charge else np.zeros_like(capital)

    def spent(by_collective: bool) -> tuple[Array, Array]:
        spending, worth = np.zeros((rows, months)), np.zeros(rows)
        for number, venture in enumerate(opened):
            if (venture.owner == "collective") == by_collective:
                price, since = capital[:, number, None], opening[:, 0, number, None]
                spent_in = renewals(month[:, 0] - since, life)
                spending = spending + price * price_index * spent_in
                left = price * end_prices * worth_left(months - since, life, rate)
                worth = worth + left[:, 0]
        return spending, worth

    operator_capital, operator_worth = spent(by_collective=False)
    collective_capital, collective_worth = spent(by_collective=True)

    one = np.ones((1, 1, 1))
    ever = np.where(opening < NEVER, 1.0, 0.0)
    mature = run(one, ever, one)
    trade = run(ventures.ramp(month, opening, row("ramp_months")), is_open, price_index[..., None])
    return Trading(
        opened=opened,
        trade=trade,
        funding=funding,
        cost_share=cost_share,
        unit_cost=unit_cost,
        fixed_cost=fixed,
        by_residents=row("resident_custom"),
        rent_forgone=forgone[:, None, :] * is_open * price_index[..., None],
        displaced=ventures.displaced(trade.sales, row("displaces")),
        shop_margin=value.draws["shop_margin"] if displaces else np.zeros((rows, 1)),
        capital_charge=charge_rate[:, None, :] * is_open * price_index[..., None],
        capital_cost=cost_rate[:, None, :] * is_open * price_index[..., None],
        operator_capital=operator_capital,
        collective_capital=collective_capital,
        worth={"operator": operator_worth, "collective": collective_worth},
        amenity=np.add.reduce(row("amenity") / 100.0 * is_open, axis=-1),
        mature_result=(mature.income - mature.costs)[:, 0] - charge_rate * ever[:, 0],
        mature_income=mature.income[:, 0],
    )


def _rent_forgone(
    opened: tuple[Venture, ...], value: Values, of_asset: Callable[[str], Array]
) -> Array:
    """Compute the expected rent of the rooms unconverted [yuan/month], shape (draw, venture)."""
    if all(venture.asset is None for venture in opened):
        return np.zeros((value.count, len(opened)))
    return ventures.expected_rent(of_asset("rent_forgone"), value.draws["idle_letting_chance"])


def _openings(
    policy: Policy, opened: tuple[Venture, ...], value: Values, done: Improvement
) -> Array:
    """Compute the month of opening, not before required works, (draw, venture)."""
    never = value(NEVER)
    asked = [policy.opening_months.get(venture.id, venture.opening_month) for venture in opened]
    return value.columns(
        value(month)
        if venture.after_works is None
        else np.maximum(month, done.finished.get(venture.after_works, never))
        for venture, month in zip(opened, asked, strict=True)
    )


def _funding(scheme: Scheme, opened: tuple[Venture, ...], value: Values) -> ventures.Funding:
    """Compute what each of five funders adds to a unit; 0 if it takes no part.

    A venture is joint if anybody beside its customers adds something: who leaves the canteen
    does not let a shop go without rent.
    """
    funders = scheme.policy.funders

    def each(field: str, funder: str) -> list[Quantity]:
        return [
            getattr(venture, field) if funder in funders or not _is_joint(venture) else 0.0
            for venture in opened
        ]

    def part(field: str, funder: str) -> Array:
        return value.row(each(field, funder))[:, None, :]

    hours = each("volunteer_hours", "volunteers")
    # Asked of the policy, not of the draws: which numbers a run reads must depend on no draw.
    volunteers = any(hour != 0 for hour in hours)
    worth = value.draws["volunteer_hour_value"][:, None] if volunteers else 0.0
    return ventures.Funding(
        price=part("price", "individual"),
        subsidy=part("subsidy", "government"),
        top_up=part("top_up", "collective"),
        concession=part("concession", "enterprise"),
        help=part("volunteer_hours", "volunteers") * worth,
    )


def _is_joint(venture: Venture) -> bool:
    added = (venture.subsidy, venture.top_up, venture.concession, venture.volunteer_hours)
    return any(part != 0 for part in added)


def _check_costs(opened: tuple[Venture, ...], paid: Array) -> None:
    """Refuse help in kind that is worth more than the unit costs: nobody is paid to be helped."""
    lowest = paid.min(axis=(0, 1)) if paid.shape[-1] else np.zeros(0)
    problems = [
        Problem(
            "",
            None,
            f"ventures.{venture.id}.unit_cost",
            Text("unit_cost_below_in_kind", value=-least),
            Text("unit_cost_at_least_in_kind"),
        )
        for venture, least in zip(opened, lowest, strict=True)
        if least < 0
    ]
    if problems:
        raise InputError(problems)


def _capacity(venture: Venture, value: Values, households: Array) -> Array:
    capacity = value(venture.capacity) * (households if venture.per_household else 1.0)
    if venture.demand_per_household is None:
        return capacity
    demand = value(venture.demand_per_household)
    return ventures.capped_by_catchment(capacity, demand, households)


class Parameters(NamedTuple):
    """Hold the share of the estates, (draw, 1), and 1 for each venture of an owner, (venture,)."""

    share: Array  # of profit or income
    by_operator: Array
    owners: Owners | None
    by_collective: Array | None


class Owners(NamedTuple):
    """Hold the ventures of the estates' owners (公共收益) and the part that stays in the fund."""

    by_owners: Array  # (venture,)
    to_fund: Array  # share, (draw, 1)


class Month(NamedTuple):
    """Hold the results of a month, (draw, venture) [yuan], and whether it settles, shape ()."""

    result: Array  # operating result
    income: Array  # money received
    settles: Array  # 1 in months of settlement, else 0


class State(NamedTuple):
    """Hold the balances carried forward, shape (draw, venture) [yuan]."""

    loss: Array  # carried forward
    result: Array  # since the last settlement
    income: Array


class Totals(NamedTuple):
    """Hold the payments and balances of a settlement, shape (draw, venture) [yuan]."""

    reinvested: Array
    retained: Array
    made_good: Array
    covered: Array
    loss: Array
    unsettled: Array


class Settled(NamedTuple):
    """Hold the month's payments of ventures [yuan], (draw, 1) each; None without such an owner."""

    pool: Array  # to the estates, by the operator's ventures
    public: Array | None  # to the owners
    collective: Array | None


def parameters(policy: Policy, value: Values, ventures: Trading) -> Parameters:
    """Find whose the ventures are, and what the operator's give to the estates."""
    owners = None
    if any(venture.owner == "owners" for venture in ventures.opened):
        owners = Owners(ventures.owned_by("owners"), value(policy.common_income_to_fund))
    return Parameters(
        share=value(policy.reinvestment_share),
        by_operator=ventures.owned_by("operator"),
        owners=owners,
        by_collective=ventures.owned_by("collective") if ventures.with_collective else None,
    )


def months(policy: Policy, ventures: Trading) -> Month:
    """Build the results of all months, (month, draw, venture), and when they are settled.

    What is open at the end of the horizon is settled there: a run of 18 months must not leave out
    the profit of six.
    """
    result = np.moveaxis(ventures.result, 1, 0)
    month = np.arange(len(result))
    settles = ((month + 1) % policy.settlement_months == 0) | (month == len(result) - 1)
    return Month(result, np.moveaxis(ventures.trade.income, 1, 0), np.where(settles, 1.0, 0.0))


def start(ventures: Trading) -> State:
    """Return the state of month 0, with empty balances."""
    nothing = np.zeros(ventures.mature_result.shape)
    return State(nothing, nothing, nothing)


def settle(
    state: State, now: Month, given: Parameters, basis: Basis
) -> tuple[tuple[State, Totals], Settled]:
    """Add the month's result and, in a settlement month, distribute the balance."""
    xp = namespace(now.result)
    result = state.result + now.result
    income = state.income + now.income
    paid = waterfall.distribute(result, income, state.loss, given.share, now.settles, basis)
    to_pool = paid.reinvested
    if given.owners is not None or given.by_collective is not None:
        whole = xp.ones(1, dtype=now.result.dtype)
        all_of_it = waterfall.distribute(result, income, state.loss, whole, now.settles, "profit")
        theirs = given.by_operator == 0.0
        paid = waterfall.Distribution(
            *(xp.where(theirs, a, b) for a, b in zip(all_of_it, paid, strict=True))
        )
        to_pool = paid.reinvested * given.by_operator
    carry = 1.0 - now.settles

    def of(owned: Array | None) -> Array | None:
        if owned is None:
            return None
        return xp.sum(paid.reinvested * owned, axis=-1, keepdims=True)

    return (
        (
            State(paid.loss, result * carry, income * carry),
            Totals(*paid, unsettled=result * carry),
        ),
        Settled(
            xp.sum(to_pool, axis=-1, keepdims=True),
            of(None if given.owners is None else given.owners.by_owners),
            of(given.by_collective),
        ),
    )


def over_ventures(amounts: Array) -> Array:
    """Sum over the last axis column by column, which is fast for a short axis."""
    columns = np.moveaxis(amounts, -1, 0)
    return sum(columns, np.zeros(amounts.shape[:-1]))


def settled_flows(ventures: Trading, totals: Totals) -> dict[str, Array]:
    """Compute the accounts of what ventures settle, (draw, month) [yuan/month]."""

    def of(owner: str) -> Array:
        owned = ventures.owned_by(owner)
        if not owned.any():
            return np.zeros(totals.reinvested.shape[1::-1])
        return over_ventures(totals.reinvested * owned).T

    return {
        "public_income": of("owners"),
        "reinvested_profit": of("operator"),
        "collective_income": of("collective"),
        "retained_profit": over_ventures(totals.retained).T,
        "losses_made_good": over_ventures(totals.made_good).T,
        "losses_covered": over_ventures(totals.covered).T,
    }


def flows(ventures: Trading) -> dict[str, Array]:
    """Compute the accounts of trade and capital, (draw, month) [yuan/month]."""
    trade = ventures.trade
    by_residents = ventures.by_residents * trade.sales
    return {
        "venture_sales": over_ventures(trade.sales - by_residents),
        "resident_sales": over_ventures(by_residents),
        "venture_subsidy": over_ventures(trade.subsidy),
        "collective_top_up": over_ventures(trade.top_up),
        "venture_costs": over_ventures(trade.costs),
        "capital_charges": over_ventures(ventures.capital_charge),
        "venture_capital": ventures.operator_capital,
        "collective_capital": ventures.collective_capital,
    }


def in_kind(scheme: Scheme, ventures: Trading, price_index: Array) -> dict[str, Array]:
    """Compute what ventures are given in kind, (draw, month) [yuan/month]."""
    given = {
        "conceded_costs": ventures.funding.concession,
        "unit_volunteering": ventures.funding.help,
    }
    units = ventures.trade.units
    owner_of = {asset.id: asset.owner for asset in scheme.programme.assets}
    owners = [None if each.asset is None else owner_of[each.asset] for each in ventures.opened]
    rooms = {
        f"rent_forgone_{owner}": over_ventures(
            ventures.rent_forgone * np.array([float(each == owner) for each in owners])
        )
        for owner in dict.fromkeys(filter(None, owners))
    }
    return rooms | {
        account: over_ventures(units * per_unit) * price_index
        for account, per_unit in given.items()
        if per_unit.any()
    }
