"""One month, from the bills to the satisfaction that decides who pays the next ones.

Pure: the state and this month's prices go in, the new state and the month's totals come out.
NumPy and JAX run this very source. No array is assigned into, and no Python branch depends on a
value that is drawn; ``Rules`` decides which mechanisms exist at all, so one that is off costs
nothing. Arrays have the shape (draw, estate), or (draw, 1) for what is the same in all estates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from commpartner.flows import fees, funds, satisfaction, waterfall
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
    has_grant: bool


class Fixed(NamedTuple):
    """What does not change by month."""

    wage_cost: Array  # yuan/month at the wages of month 0
    price_cost: Array  # yuan/month at the prices of month 0
    fee: Array  # yuan/m2/month or yuan/household/month in month 0, (draw, 1)
    size: Array  # what the fee is charged on, m2 or households, shape (estate,)
    other_income: Array  # yuan/household/month of common-property income left in the fund
    grant: Array  # yuan/household/month
    cap: Array  # yuan/household/month of fallback, prices of month 0
    weight: Array  # share of what is reinvested, shape (estate,)
    households: Array  # shape (estate,)
    population: Array  # share of all households of the district, shape (estate,)
    paying_logit: Array
    relief_logit: Array  # change of the logit were the whole bill relieved
    share: Array  # of profit or income to the estates
    recovery: Array
    writeoff: Array
    satisfaction_effect: Array
    paying_speed: Array
    unserved: Array
    full: Array
    satisfaction_speed: Array


class Now(NamedTuple):
    """What is given for the month."""

    wage_index: Array
    price_index: Array
    fee_index: Array  # 0 in free months
    billing: Array  # 1 once bills are sent, else 0; shape ()
    granting: Array  # 1 while the grant is paid; shape ()
    settles: Array  # 1 in months of settlement; shape ()
    partner_fees: Array  # yuan/month in all, (draw, 1)
    result: Array  # operating result, (draw, venture)
    income: Array  # sales and subsidies, (draw, venture)


class State(NamedTuple):
    """What a month hands to the next: stocks [yuan] and shares."""

    paying_share: Array
    satisfaction: Array
    arrears: Array
    fund: Array
    relief: Array  # set aside to lower the next bill
    reserve: Array
    fallback: Array  # received since month 0
    uncovered: Array  # service cut back since month 0
    upgraded: Array  # service above the standard since month 0
    reinvested: Array  # received since month 0, where that is no fixed part of the pool
    loss: Array  # carried forward, (draw, venture)
    result: Array  # since the last settlement, (draw, venture)
    income: Array  # since the last settlement, (draw, venture)


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
    reinvested: Array
    retained: Array
    made_good: Array
    covered: Array
    loss: Array
    unsettled: Array


def month(state: State, now: Now, fixed: Fixed, rules: Rules) -> tuple[State, Totals]:
    """Advance every draw by one month."""
    xp = namespace(state.fund)

    # 1 What the standard costs this month, and what is billed
    cost = fixed.wage_cost * now.wage_index + fixed.price_cost * now.price_index
    gross_bill = (fixed.fee * now.fee_index) * fixed.size

    # 2 Ventures: results add up until they are settled; losses first, then the estates' share
    result = state.result + now.result
    income = state.income + now.income
    settled = waterfall.distribute(
        result, income, state.loss, fixed.share, now.settles, rules.basis
    )
    carry = 1.0 - now.settles
    pool = xp.sum(settled.reinvested, axis=-1, keepdims=True) + now.partner_fees

    # 3 Bills, less what ventures relieve; who pays; arrears
    relieved = xp.minimum(state.relief, gross_bill) if rules.relief_share else state.relief
    bill = gross_bill - relieved if rules.relief_share else gross_bill
    paid_bills = fees.collect(
        bill, state.paying_share, state.arrears, fixed.recovery, fixed.writeoff
    )
    received = paid_bills.collected + paid_bills.recovered

    # 4 The estate's fund before reinvestment
    other = (fixed.other_income * now.price_index) * fixed.households
    own = state.fund + (received + other)
    if rules.has_grant:
        own = own + (fixed.grant * now.granting) * fixed.households
    if rules.relief_share:
        own = own + relieved

    # 5 Reinvestment: allocated among estates, then among uses
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

    # 6 The service is paid for; the operator underwrites the gap up to the cap
    cap = (fixed.cap * now.price_index) * fixed.households if rules.has_cap else None
    paying = funds.pay_for_service(available, cost, cap)

    # 7 Satisfaction follows what was delivered; the next paying share follows satisfaction
    delivered = xp.ones(1, dtype=cost.dtype)
    if paying.uncovered is not None:
        delivered = 1.0 - paying.uncovered / cost
    if upgrade is not None:
        best = satisfaction.most_delivered(fixed.unserved, fixed.full)
        delivered = xp.minimum(delivered + upgrade / cost, best)
    satisfied = satisfaction.next_satisfaction(
        state.satisfaction, delivered, fixed.unserved, fixed.full, fixed.satisfaction_speed
    )
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
    nothing = 0.0 * arrears_before
    stock = total(paying.fund)
    if rules.relief_share:
        stock = stock + total(relief)
    if rules.reserve_share:
        stock = stock + total(reserve)
    new = State(
        paying_share=paying_share,
        satisfaction=satisfied,
        arrears=paid_bills.arrears,
        fund=paying.fund,
        relief=relief,
        reserve=reserve,
        fallback=state.fallback + paying.fallback,
        uncovered=_added(state.uncovered, paying.uncovered),
        upgraded=_added(state.upgraded, upgrade),
        reinvested=_added(state.reinvested, allocated if rules.fills_deficits else None),
        loss=settled.loss,
        result=result * carry,
        income=income * carry,
    )
    totals = Totals(
        relieved=total(relieved) if rules.relief_share else nothing,
        collected=total(paid_bills.collected),
        recovered=fixed.recovery[..., 0] * arrears_before,
        arrears=total(paid_bills.arrears),
        upgrade=nothing if upgrade is None else total(upgrade),
        uncovered=nothing if paying.uncovered is None else total(paying.uncovered),
        fallback=total(paying.fallback),
        funds=stock,
        satisfaction=weighted_total(satisfied, fixed.population),
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
