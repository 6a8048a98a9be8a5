"""One month, from the bills to the satisfaction that decides who pays the next ones.

Pure: the state and this month's prices go in, the new state and the month's totals come out.
NumPy and JAX run this very source. No array is assigned into, and no Python branch depends on a
value that is drawn; ``Rules`` decides which mechanisms exist at all, so one that is off costs
nothing. Arrays have the shape (draw, estate), or (draw, 1) for what is the same in all estates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from commpartner.flows import appraisal, collective, fees, funds, orders, satisfaction, waterfall
from commpartner.flows.namespace import Array, namespace, total, weighted_total

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


def month(state: State, now: Now, fixed: Fixed, rules: Rules) -> tuple[State, Totals]:
    """Advance every draw by one month.

    A total of a mechanism that is off is None, which the engines fill with zeros.
    """
    xp = namespace(state.fund)

    # 1 What the standard costs this month, and what is billed
    wage_cost, price_cost, new_orders = fixed.wage_cost, fixed.price_cost, fixed.orders
    if rules.has_works:
        wage_cost = wage_cost + now.progress * fixed.wage_cost_change
        price_cost = price_cost + now.progress * fixed.price_cost_change
    if rules.has_works and rules.has_orders:
        new_orders = new_orders + now.progress * fixed.orders_change
    cost = wage_cost * now.wage_index + price_cost * now.price_index
    gross_bill = (fixed.fee * now.fee_index) * fixed.size

    # 2 Ventures: results add up until they are settled; losses first, then the estates' share
    result = state.result + now.result
    income = state.income + now.income
    settled = waterfall.distribute(
        result, income, state.loss, fixed.share, now.settles, rules.basis
    )
    if rules.has_owners or rules.has_collective:
        others = waterfall.distribute(
            result, income, state.loss, xp.ones(1, dtype=cost.dtype), now.settles, "profit"
        )
        theirs = fixed.by_operator == 0.0
        settled = waterfall.Distribution(
            *(xp.where(theirs, a, b) for a, b in zip(others, settled, strict=True))
        )
    carry = 1.0 - now.settles
    to_pool = settled.reinvested
    if rules.has_owners or rules.has_collective:
        to_pool = to_pool * fixed.by_operator
    pool = xp.sum(to_pool, axis=-1, keepdims=True) + now.partner_fees

    # 3 The collective: top-ups and earlier shortfalls first, a part of what is left to the estates
    shortfall, handed_out = state.shortfall, None
    if rules.has_collective:
        earned = xp.sum(settled.reinvested * fixed.by_collective, axis=-1, keepdims=True)
        handed = collective.after_shortfall(earned, now.top_up, shortfall)
        shortfall, handed_out = handed.shortfall, handed.left
        pool = pool + fixed.collective_reinvested * handed_out

    # 4 Bills, less what ventures relieve; who pays; arrears
    relieved = xp.minimum(state.relief, gross_bill) if rules.relief_share else state.relief
    bill = gross_bill - relieved if rules.relief_share else gross_bill
    paid_bills = fees.collect(
        bill, state.paying_share, state.arrears, fixed.recovery, fixed.writeoff
    )
    received = paid_bills.collected + paid_bills.recovered

    # 5 The estate's fund before reinvestment
    per_household = fixed.other_income * now.price_index
    if rules.has_owners:
        public = xp.sum(settled.reinvested * fixed.by_owners, axis=-1, keepdims=True)
        per_household = per_household + fixed.common_to_fund * public / xp.sum(fixed.households)
    own = state.fund + (received + per_household * fixed.households)
    if rules.has_grant:
        own = own + (fixed.grant * now.granting) * fixed.households
    if rules.relief_share:
        own = own + relieved

    # 6 Reinvestment: allocated among estates, then among uses
    if not rules.has_pool:
        allocated = None
    elif rules.fills_deficits:
        deficit = xp.maximum(cost - own, 0.0)
        allocated = waterfall.fill_deficits(pool, deficit, fixed.households)
    else:
        allocated = pool * fixed.weight
    available, upgrade = own, None
    if rules.has_uses and allocated is not None:
        uses = waterfall.split_uses(
            allocated,
            xp.maximum(cost - own, 0.0),
            rules.deficit_first,
            rules.reserve_share,
            rules.relief_share,
            rules.upgrade_share,
        )
        available, upgrade = own + uses.general, uses.upgrade
    elif allocated is not None:
        available = own + allocated

    # 7 The service is paid for; the operator underwrites the gap, once bills are sent up to a cap
    cap = (fixed.cap * now.price_index) * fixed.households if rules.has_cap else None
    if cap is not None and rules.has_free_months:
        cap = xp.where(now.billing > 0, cap, cost)
    paying = funds.pay_for_service(available, cost, cap)
    fund = paying.fund

    # 8 Orders, satisfaction and the appraisal follow what was delivered
    provided = xp.ones(1, dtype=cost.dtype)
    if paying.uncovered is not None:
        provided = 1.0 - paying.uncovered / cost
    delivered = provided if upgrade is None else provided + upgrade / cost
    followed = None
    if rules.has_orders:
        followed = orders.follow(
            state.backlog,
            new_orders,
            fixed.closing_rate,
            fixed.reopened,
            (fixed.crew * new_orders) * provided,
        )
        delivered = delivered * (1.0 - fixed.order_weight * followed.open_share)
        provided = provided * (1.0 - followed.open_share)
    satisfied = satisfaction.next_satisfaction(
        state.satisfaction,
        delivered,
        fixed.unserved,
        fixed.reach,
        fixed.satisfaction_speed,
        now.amenity if rules.has_amenity else None,
        may_exceed=upgrade is not None,
    )
    withheld = None
    if rules.has_appraisal:
        paid = cost if paying.uncovered is None else cost - paying.uncovered
        withheld = paid * appraisal.withheld_share(
            provided, satisfied, rules.regulator_weight, rules.performance_share, fixed.target
        )
        fund = fund + withheld

    # 9 The next paying share follows satisfaction
    logit = fixed.paying_logit
    if rules.relief_share:
        # Before the first bill there is nothing to relieve: 0 of 0 is 0.
        relieved_share = relieved / xp.where(gross_bill > 0, gross_bill, 1.0)
        logit = logit + fixed.relief_logit * relieved_share
    paying_share = fees.next_paying_share(
        state.paying_share,
        logit,
        fixed.satisfaction_effect,
        satisfied,
        fixed.paying_speed * now.billing,
    )

    relief = state.relief - relieved + uses.relief if rules.relief_share else state.relief
    reserve = state.reserve + uses.reserve if rules.reserve_share else state.reserve
    arrears_before = total(state.arrears)
    stock = total(fund)
    if rules.relief_share:
        stock = stock + total(relief)
    if rules.reserve_share:
        stock = stock + total(reserve)
    new = State(
        paying_share=paying_share,
        satisfaction=satisfied,
        arrears=paid_bills.arrears,
        fund=fund,
        relief=relief,
        reserve=reserve,
        fallback=state.fallback + paying.fallback,
        uncovered=_added(state.uncovered, paying.uncovered),
        upgraded=_added(state.upgraded, upgrade),
        withheld=_added(state.withheld, withheld),
        reinvested=_added(state.reinvested, allocated if rules.fills_deficits else None),
        backlog=state.backlog if followed is None else followed.backlog,
        loss=settled.loss,
        result=result * carry,
        income=income * carry,
        shortfall=shortfall,
    )

    def summed(values: Array | None) -> Array:
        return OFF if values is None else total(values)

    totals = Totals(
        relieved=total(relieved) if rules.relief_share else OFF,
        collected=total(paid_bills.collected),
        recovered=fixed.recovery[..., 0] * arrears_before,
        arrears=total(paid_bills.arrears),
        upgrade=summed(upgrade),
        uncovered=summed(paying.uncovered),
        fallback=total(paying.fallback),
        funds=stock,
        satisfaction=weighted_total(satisfied, fixed.population),
        withheld=summed(withheld),
        opened=summed(None if followed is None else followed.opened),
        closed=summed(None if followed is None else followed.closed),
        backlog=summed(None if followed is None else followed.backlog),
        handed_out=OFF if handed_out is None else handed_out[..., 0],
        shortfall=shortfall[..., 0] if rules.has_collective else OFF,
        reinvested=settled.reinvested,
        retained=settled.retained,
        made_good=settled.made_good,
        covered=settled.covered,
        loss=settled.loss,
        unsettled=result * carry,
    )
    return new, totals


def _added(before: Array, now: Array | None) -> Array:
    return before if now is None else before + now
