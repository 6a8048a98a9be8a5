"""Build the inputs of the months from a scheme and a chunk of draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.facts.accounts import Sector
from commpartner.flows import collective
from commpartner.flows.namespace import Array
from commpartner.model.mechanisms import (
    appraisal,
    clawback,
    common,
    fallback,
    grant,
    interest,
    loans,
    maintenance_fund,
    margin,
    orders,
    reinvestment,
    remuneration,
    repairs,
    residents,
    rollout,
    taxes,
    trade,
    village,
    works,
)
from commpartner.model.mechanisms.costs import (
    Costs,
    costs_with_fewer_faults,
    refuse_no_cost,
    service_costs,
    setup_spending,
    setup_worth,
)
from commpartner.model.mechanisms.partnership import Partnership, partnership, satisfaction
from commpartner.model.mechanisms.trade import TRADING, Trading, trading
from commpartner.model.mechanisms.works import Improvement, improvement
from commpartner.model.month import MonthInputs, MonthParameters, Rules, State
from commpartner.model.resampling import resampled
from commpartner.model.scheme import Scheme
from commpartner.model.shared import Shared
from commpartner.model.values import Values


@dataclass(frozen=True, eq=False)
class Inputs:
    """Hold the inputs of the months and of the accounts for a chunk of draws.

    Attributes
    ----------
    path
        `MonthInputs` for all months at once: each array begins with the axis month.
    costs, costs_after
        Cost of the service, and once works are finished (the same if no works lower faults).
    fee_index
        Of the fee were it billed in every month, (draw, month).
    bills
        Sum over estates of what is billed in a month at a fee index of 1 [yuan/month], (draw, 1).
    uses
        What the collective does with what it has left; None if there is none.
    supervision
        Cost per order opened, and per order closed [yuan/order], prices of month 0, (draw, 1).
    order_terms
        When a work order begins and should be closed; None if orders are not followed.
    setup_spending
        Capital that the operator spends on centres, (draw, month).
    worth
        What set-ups and ventures are worth at the end, by payer, less what is owed [yuan], (draw,).
    large_repairs
        Due in all estates served [yuan/month], prices of month 0, (draw, 1) or (draw, month).
    onboarding
        Free repairs by month [yuan], (draw, month).
    owners_income
        Common-property income of all estates served [yuan/month], prices of month 0, (draw, 1) or
        (draw, month).
    outside_satisfaction
        What estates outside the scheme add to the district's satisfaction, (draw, month).
    hour_worth
        Of an hour of volunteers [yuan/hour], (draw, 1); 0 if nobody helps.
    loans
        Of the operator; None if there is none.
    taxes
        Of the operator; None if there is none.
    rollout
        When estates join; None if all do in month 0.
    """

    rules: Rules
    fixed: MonthParameters
    path: MonthInputs
    start: State
    costs: Costs
    costs_after: Costs
    works: Improvement
    trading: Trading
    partnership: Partnership
    uses: collective.Uses | None
    wage_index: Array
    price_index: Array
    fee_index: Array
    bills: Array
    supervision: tuple[Array, Array]
    order_terms: orders.Terms | None
    setup_spending: Array
    worth: dict[Sector, Array]
    large_repairs: Array
    onboarding: Array
    owners_income: Array
    outside_satisfaction: Array
    hour_worth: Array | float
    loans: loans.Schedule | None
    taxes: taxes.Parameters | None
    rollout: rollout.Rollout | None = None


def month_inputs(scheme: Scheme, draws: Draws, months: int, shared: Shared | None = None) -> Inputs:
    """Build the inputs of the months from a scheme and a chunk of draws.

    Parameters
    ----------
    shared
        What other policies have computed for the same programme, draws and months.
    """
    value, policy, shared = Values(draws), scheme.policy, shared or Shared()
    month = np.arange(months, dtype=np.float64)
    wage_index = (1.0 + draws["wage_growth"]) ** (month / 12.0)
    price_index = (1.0 + draws["inflation"]) ** (month / 12.0)
    end_prices = (1.0 + draws["inflation"]) ** (months / 12.0)
    fee_index = (1.0 + value(policy.fee_growth)) ** (month / 12.0)

    scheme = resampled(scheme, draws, shared)
    begun = rollout.rollout_of(scheme, months)
    costs = service_costs(scheme, draws, shared)
    governed, households = costs.governed, scheme.sites.households
    done = improvement(scheme, value, governed.consent, price_index, end_prices)
    after = costs_with_fewer_faults(costs, done.left) if done.lowers_faults else costs
    ventures = shared.once(
        ("trading", scheme.members.tobytes(), policy.model_dump_json(include=TRADING)),
        draws,
        lambda: trading(scheme, value, done, price_index, end_prices),
    )
    partners = partnership(scheme, value, ventures)
    refuse_no_cost(costs)
    refuse_no_cost(after)

    rules = Rules(
        policy.reinvestment_basis, reinvestment.rule(policy), fallback.waits_for_bills(policy)
    )
    relieves = rules.pool is not None and rules.pool.relief_share > 0
    net_common = common.net_income(value, governed.income_gain)
    uses = village.uses(policy, value, ventures)
    pleasing = done.amenity + ventures.amenity + satisfaction(scheme, draws, partners)
    large_repairs = repairs.due(draws, scheme.sites.floor_area)
    fixed = MonthParameters(
        wage_cost=costs.by_estate[0],
        price_cost=costs.by_estate[1],
        households=households,
        other_income=policy.common_income_to_fund * net_common,
        residents=residents.parameters(scheme, value, costs.offer, governed, relieves),
        trade=trade.parameters(policy, value, ventures),
        works=works.parameters(costs, after),
        village=None if uses is None else uses.reinvested,
        grant=grant.parameters(policy, value),
        weight=reinvestment.parameters(rules.pool, costs),
        cap=fallback.parameters(policy, value),
        orders=orders.parameters(policy, value, costs),
        appraisal=appraisal.parameters(policy, value),
        interest=interest.parameters(policy, value),
        repairs=repairs.parameters(
            rules.pool, large_repairs, funded=policy.maintenance_fund is not None
        ),
        clawback=clawback.parameters(policy, value),
        remuneration=remuneration.parameters(policy, value),
        margin=margin.parameters(policy, value),
        maintenance_fund=maintenance_fund.parameters(policy, value, scheme.sites.floor_area),
    )
    path = MonthInputs(
        wage_index=wage_index.T[..., None],
        price_index=price_index.T[..., None],
        partner_fees=(partners.fees * price_index).T[..., None],
        residents=residents.months(
            policy,
            draws,
            fee_index,
            governed.consent,
            pleasing if _may_please(scheme, ventures) else None,
            None if begun is None else begun.begins,
            rollout.months(begun, value.count),
        ),
        trade=trade.months(policy, ventures),
        works=done.progress.T[..., None] if done.lowers_faults else None,
        top_up=village.top_up(ventures),
        granting=grant.months(fixed.grant, policy, month),
        standing=rollout.standing(begun, costs, after, done.progress),
        owners_works=maintenance_fund.works_by_month(fixed.maintenance_fund, scheme, done),
    )
    bills = fixed.residents.fee * fixed.residents.size
    opens = None if begun is None else begun.opens
    free_repairs = value(policy.onboarding)
    borrowed = loans.schedule(policy, value, months)
    return Inputs(
        rules=rules,
        fixed=fixed,
        path=path,
        start=_start(scheme, value, fixed, rules, ventures),
        costs=costs,
        costs_after=after,
        works=done,
        trading=ventures,
        partnership=partners,
        uses=uses,
        wage_index=wage_index,
        price_index=price_index,
        fee_index=np.broadcast_to(fee_index, price_index.shape),
        bills=np.add.reduce(bills, axis=-1)[:, None],
        supervision=orders.supervision(policy, value),
        order_terms=orders.terms(policy, value, costs),
        setup_spending=setup_spending(costs, price_index, opens),
        large_repairs=np.add.reduce(large_repairs, axis=-1)[:, None]
        if begun is None
        else begun.by_month(large_repairs),
        worth=_worth(
            {"operator": setup_worth(costs, months, end_prices, opens)},
            ventures.worth,
            loans.worth(borrowed),
        ),
        onboarding=free_repairs * scheme.households * np.where(month == 0, 1.0, 0.0)
        if begun is None
        else free_repairs * begun.entering(households) * price_index,
        owners_income=net_common * scheme.households
        if begun is None
        else net_common * begun.by_month(households),
        outside_satisfaction=residents.outside(scheme, draws, months)
        if begun is None
        else residents.outside(scheme, draws, months)
        + residents.still_to_come(scheme, draws, begun.by_month),
        # Of estates that nobody helps no worth is read; that, too, only the policy decides.
        hour_worth=draws["volunteer_hour_value"] if governed.help is not None else 0.0,
        loans=borrowed,
        taxes=taxes.parameters(policy, value, ventures, scheme.programme.start),
        rollout=begun,
    )


def _worth(*parts: dict[Sector, Array]) -> dict[Sector, Array]:
    """Sum what capital is worth at the end, by who spent it."""
    summed: dict[Sector, Array] = {}
    for payer, amount in (each for part in parts for each in part.items()):
        summed[payer] = summed[payer] + amount if payer in summed else amount
    return summed


def _start(
    scheme: Scheme, value: Values, fixed: MonthParameters, rules: Rules, ventures: Trading
) -> State:
    """Return the state of month 0."""
    nothing = np.zeros(fixed.wage_cost.shape)
    return State(
        fund=nothing,
        residents=residents.start(scheme, value, fixed.residents, nothing),
        trade=trade.start(ventures),
        village=village.start(ventures),
        pool=reinvestment.start(rules.pool, nothing, tracks=scheme.joins is not None),
        fallback=fallback.start(fixed.cap, nothing),
        orders=orders.start(fixed.orders, nothing),
        appraisal=appraisal.start(fixed.appraisal, nothing),
        interest=interest.start(fixed.interest, nothing),
        repairs=repairs.start(fixed.repairs, nothing),
        clawback=clawback.start(fixed.clawback, nothing),
        remuneration=remuneration.start(fixed.remuneration, nothing),
        margin=margin.start(fixed.margin, nothing),
        maintenance_fund=maintenance_fund.start(fixed.maintenance_fund, scheme, value, nothing),
    )


def _may_please(scheme: Scheme, ventures: Trading) -> bool:
    """Tell whether works, ventures or partners may add to satisfaction."""
    programme, policy = scheme.programme, scheme.policy
    amenities = [
        *(works.amenity for works in programme.works if works.id in policy.works),
        *(venture.amenity for venture in ventures.opened),
        *(partner.hours for partner in programme.partners if partner.id in policy.partners),
        *(partner.concession for partner in programme.partners if partner.id in policy.partners),
    ]
    return any(amenity != 0 for amenity in amenities)
