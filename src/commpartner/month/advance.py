"""One month, from the bills to the satisfaction that decides who pays the next ones.

Pure: the state and this month's prices go in, the new state and the month's totals come out.
NumPy and JAX run this very source. No array is assigned into, and no Python branch depends on a
value that is drawn; ``Rules`` decides which mechanisms exist at all, so one that is off costs
nothing. Arrays have the shape (draw, estate), or (draw, 1) for what is the same in all estates.
"""

from __future__ import annotations

from commpartner.flows import appraisal, collective, funds, orders, waterfall
from commpartner.flows.namespace import Array, namespace, total
from commpartner.month.parts import OFF, Fixed, Now, Rules, State, Totals
from commpartner.month.residents import Known, district_satisfaction, pay, respond


def month(
    state: State, now: Now, fixed: Fixed, rules: Rules, known: Known | None = None
) -> tuple[State, Totals]:
    """Advance every draw by one month.

    A total of a mechanism that is off is None, which the engines fill with zeros. Where the
    residents' part is `known`, it is taken as it is, and what the state holds of it stays.
    """
    xp = namespace(state.fund)

    # 1 What the standard costs this month
    wage_cost, price_cost, new_orders = fixed.wage_cost, fixed.price_cost, fixed.orders
    if rules.has_works:
        wage_cost = wage_cost + now.progress * fixed.wage_cost_change
        price_cost = price_cost + now.progress * fixed.price_cost_change
    if rules.has_works and rules.has_orders:
        new_orders = new_orders + now.progress * fixed.orders_change
    cost = wage_cost * now.wage_index + price_cost * now.price_index

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
    payment = pay(state, now, fixed, rules) if known is None else known.payment

    # 5 The estate's fund before reinvestment
    per_household = fixed.other_income * now.price_index
    if rules.has_owners:
        public = xp.sum(settled.reinvested * fixed.by_owners, axis=-1, keepdims=True)
        per_household = per_household + fixed.common_to_fund * public / xp.sum(fixed.households)
    own = state.fund + (payment.received + per_household * fixed.households)
    if rules.has_grant:
        own = own + (fixed.grant * now.granting) * fixed.households
    if rules.relief_share:
        own = own + payment.relieved

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

    # 8 Orders, satisfaction, the next paying share and the appraisal follow what was delivered
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
    if known is None:
        upgraded = upgrade is not None
        response = respond(state, now, fixed, rules, payment, delivered, upgraded=upgraded)
        satisfied, paying_share, arrears = *response, payment.arrears
        satisfaction = district_satisfaction(satisfied, fixed)
    else:
        satisfied, paying_share, arrears = state.satisfaction, state.paying_share, state.arrears
        satisfaction = known.satisfaction
    withheld = None
    if rules.has_appraisal:
        paid = cost if paying.uncovered is None else cost - paying.uncovered
        withheld = paid * appraisal.withheld_share(
            provided, satisfied, rules.regulator_weight, rules.performance_share, fixed.target
        )
        fund = fund + withheld

    # 9 What is handed to the next month
    relief = state.relief
    if rules.relief_share:
        relief = relief - payment.relieved + uses.relief
    reserve = state.reserve + uses.reserve if rules.reserve_share else state.reserve
    stock = total(fund)
    if rules.relief_share:
        stock = stock + total(relief)
    if rules.reserve_share:
        stock = stock + total(reserve)
    new = State(
        paying_share=paying_share,
        satisfaction=satisfied,
        arrears=arrears,
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
        relieved=total(payment.relieved) if rules.relief_share else OFF,
        collected=payment.collected,
        recovered=payment.recovered,
        arrears=payment.owed,
        upgrade=summed(upgrade),
        uncovered=summed(paying.uncovered),
        fallback=total(paying.fallback),
        funds=stock,
        satisfaction=satisfaction,
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
