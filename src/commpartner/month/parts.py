"""What goes into a month and what comes out: state, prices, levers and totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from commpartner.flows.namespace import Array

if TYPE_CHECKING:
    from commpartner.programme.policy import Basis


class Rules(NamedTuple):
    """What differs in structure between policies; hashable, so that each compiles once."""

    basis: Basis
    has_pool: bool
    fills_deficits: bool
    has_uses: bool
    deficit_first: bool
    reserve_share: float
    relief_share: float
    upgrade_share: float
    has_cap: bool
    has_free_months: bool
    has_grant: bool
    has_owners: bool
    has_collective: bool
    has_works: bool
    has_amenity: bool
    has_orders: bool
    has_appraisal: bool
    performance_share: float
    regulator_weight: float


class Fixed(NamedTuple):
    """What does not change by month."""

    wage_cost: Array  # yuan/month at the wages of month 0
    price_cost: Array  # yuan/month at the prices of month 0
    wage_cost_change: Array  # once works are finished
    price_cost_change: Array
    fee: Array  # yuan/m2/month or yuan/household/month in month 0
    size: Array  # what the fee is charged on, m2 or households, shape (estate,)
    other_income: Array  # yuan/household/month of common-property income left in the fund
    common_to_fund: Array  # share of the owners' public income left in the fund
    grant: Array  # yuan/household/month
    cap: Array  # yuan/household/month of fallback, prices of month 0
    weight: Array  # share of what is reinvested, shape (estate,)
    households: Array  # shape (estate,)
    population: Array  # share of all households of the district, shape (estate,)
    by_operator: Array  # 1 for ventures of the operator, shape (venture,)
    by_owners: Array
    by_collective: Array
    paying_logit: Array
    relief_logit: Array  # change of the logit were the whole bill relieved
    share: Array  # of profit or income to the estates
    collective_reinvested: Array  # share of what the collective has left
    recovery: Array
    writeoff: Array
    satisfaction_effect: Array
    paying_speed: Array
    unserved: Array
    reach: Array  # satisfaction at full service
    satisfaction_speed: Array
    orders: Array  # new work orders a month
    orders_change: Array  # once works are finished
    closing_rate: Array
    reopened: Array
    crew: Array  # orders that can be closed for each new one
    order_weight: Array
    target: Array  # score of the appraisal at which nothing is withheld


class Now(NamedTuple):
    """What is given for the month."""

    wage_index: Array
    price_index: Array
    fee_index: Array  # 0 before the first bill
    billing: Array  # 1 once bills are sent, else 0
    granting: Array  # 1 while the grant is paid; shape ()
    settles: Array  # 1 in months of settlement; shape ()
    partner_fees: Array  # yuan/month in all
    top_up: Array  # yuan/month that the collective adds
    progress: Array  # of works, 0 to 1
    amenity: Array  # added to satisfaction
    result: Array  # operating result, (draw, venture)
    income: Array  # money received, (draw, venture)


class State(NamedTuple):
    """What a month hands to the next: stocks [yuan, order] and shares."""

    paying_share: Array
    satisfaction: Array
    arrears: Array
    fund: Array
    relief: Array  # set aside to lower the next bill
    reserve: Array
    fallback: Array  # received since month 0
    uncovered: Array  # service cut back since month 0
    upgraded: Array  # service above the standard since month 0
    withheld: Array  # paid back by the operator since month 0
    reinvested: Array  # received since month 0, where that is no fixed part of the pool
    backlog: Array  # open work orders
    loss: Array  # carried forward, (draw, venture)
    result: Array  # since the last settlement, (draw, venture)
    income: Array  # since the last settlement, (draw, venture)
    shortfall: Array  # of the collective, (draw, 1)


class Totals(NamedTuple):
    """The month's sums over estates [yuan], shape (draw,), and over ventures, (draw, venture)."""

    relieved: Array
    collected: Array
    recovered: Array
    arrears: Array
    upgrade: Array
    uncovered: Array
    fallback: Array
    funds: Array  # general funds, relief and reserves at the end of the month
    satisfaction: Array
    withheld: Array
    opened: Array  # work orders
    closed: Array
    backlog: Array
    handed_out: Array  # what the collective has left to hand out
    shortfall: Array  # of the collective, at the end of the month
    reinvested: Array
    retained: Array
    made_good: Array
    covered: Array
    loss: Array
    unsettled: Array


OFF = cast("Array", None)  # a total that nobody computes; the engines put zeros in its place


def unused(rules: Rules) -> frozenset[str]:
    """Names in `State`, `Now` and `Fixed` that no mechanism of a policy touches: may be None."""
    off = {
        "relief": not rules.relief_share,
        "reserve": not rules.reserve_share,
        "uncovered": not rules.has_cap,
        "upgraded": not rules.has_uses,
        "withheld": not rules.has_appraisal,
        "reinvested": not rules.fills_deficits,
        "backlog": not rules.has_orders,
        "shortfall": not rules.has_collective,
        "top_up": not rules.has_collective,
        "progress": not rules.has_works,
        "amenity": not rules.has_amenity,
        "granting": not rules.has_grant,
        "grant": not rules.has_grant,
        "cap": not rules.has_cap,
        "relief_logit": not rules.relief_share,
        "wage_cost_change": not rules.has_works,
        "price_cost_change": not rules.has_works,
        "orders_change": not (rules.has_works and rules.has_orders),
        "common_to_fund": not rules.has_owners,
        "by_owners": not rules.has_owners,
        "by_collective": not rules.has_collective,
        "collective_reinvested": not rules.has_collective,
        "orders": not rules.has_orders,
        "closing_rate": not rules.has_orders,
        "reopened": not rules.has_orders,
        "crew": not rules.has_orders,
        "order_weight": not rules.has_orders,
        "target": not rules.has_appraisal,
        "weight": rules.fills_deficits or not rules.has_pool,
    }
    return frozenset(name for name, is_off in off.items() if is_off)
