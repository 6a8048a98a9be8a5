"""Build the inputs of the months from a scheme and a chunk of draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.errors import InputError, Problem
from commpartner.flows import centre, collective, fees, funds, satisfaction
from commpartner.flows.namespace import Array
from commpartner.model.mechanisms import (
    appraisal,
    fallback,
    interest,
    orders,
    reinvestment,
    residents,
    village,
    works,
)
from commpartner.model.mechanisms import trade as model_trade
from commpartner.model.mechanisms.costs import (
    Costs,
    costs_with_fewer_faults,
    service_costs,
)
from commpartner.model.mechanisms.offer import charged
from commpartner.model.mechanisms.partnership import Partnership, partnership
from commpartner.model.mechanisms.reinvestment import weights
from commpartner.model.mechanisms.trade import Trading, trading
from commpartner.model.mechanisms.works import Improvement, improvement
from commpartner.model.month import MonthInputs, MonthParameters, Rules, State
from commpartner.model.scheme import Scheme
from commpartner.model.shared import TRADING, Shared
from commpartner.model.values import Values
from commpartner.programme.policy import Policy
from commpartner.texts import Text


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
    setup_spending
        Capital that the operator spends on centres, (draw, month).
    onboarding
        Free repairs in month 0 [yuan], (draw, 1).
    owners_income
        Common-property income of all estates served [yuan/month], prices of month 0, (draw,).
    outside_satisfaction
        What estates outside the scheme add to the district's satisfaction, (draw, month).
    hour_worth
        Of an hour of volunteers [yuan/hour], (draw, 1); 0 if nobody helps.
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
    setup_spending: Array
    onboarding: Array
    owners_income: Array
    outside_satisfaction: Array
    hour_worth: Array | float


def month_inputs(scheme: Scheme, draws: Draws, months: int, shared: Shared | None = None) -> Inputs:
    """Build the inputs of the months from a scheme and a chunk of draws.

    Parameters
    ----------
    shared
        What other policies have computed for the same programme, draws and months.
    """
    value = Values(draws)
    policy = scheme.policy
    shared = shared or Shared()
    costs = service_costs(scheme, draws, shared)
    governed, offer = costs.governed, costs.offer
    asked, size = charged(offer, scheme, draws)
    households = scheme.sites.households
    month = np.arange(months, dtype=np.float64)
    wage_index = (1.0 + draws["wage_growth"]) ** (month / 12.0)
    price_index = (1.0 + draws["inflation"]) ** (month / 12.0)
    fee_index = (1.0 + value(policy.fee_growth)) ** (month / 12.0)
    waits = governed.consent if policy.fee_needs_consent else np.zeros_like(governed.consent)
    billing = np.where(month >= np.maximum(waits, policy.free_months), 1.0, 0.0)

    done = improvement(scheme, value, governed.consent, price_index)
    after = costs_with_fewer_faults(costs, done.left) if done.lowers_faults else costs
    trade = shared.once(
        ("trading", scheme.members.tobytes(), policy.model_dump_json(include=set(TRADING))),
        draws,
        lambda: trading(scheme, value, done, price_index),
    )
    partners = partnership(scheme, value, trade)
    kept = costs.by_estate()
    rest = kept if after is costs else after.by_estate()
    if not all(np.all(sum(cost) > 0) for cost in ((kept,) if rest is kept else (kept, rest))):
        found, allowed = Text("costs_nothing"), Text("cost_in_every_estate")
        chosen = [package.service for package in policy.menu] or [policy.service]
        raise InputError(Problem("", None, f"services.{name}", found, allowed) for name in chosen)

    fee = asked * size / households  # yuan/household/month
    income, price_effect = draws["household_income"], draws["price_effect"]
    logit = fees.paying_logit(
        draws["adoption_intercept"],
        draws["governance_effect"],
        governed.readiness,
        price_effect,
        fee,
        income,
    )
    if policy.free_months:
        logit = logit + fees.goodwill(
            policy.free_months, draws["goodwill_effect"], draws["goodwill_months"]
        )
    net_common = funds.common_income(
        draws["public_income_per_household"],
        draws["common_income_cost_share"],
        governed.income_gain,
    )
    unserved = draws["satisfaction_unserved"] / 100.0
    full = draws["satisfaction_full_service"] / 100.0
    reach = unserved + (full - unserved) * offer.scope
    amenity = done.amenity + trade.amenity + _in_kind(scheme, draws, partners)
    rules = _rules(policy)
    has_collective = any(
        venture.owner == "collective" or venture.top_up != 0 for venture in trade.opened
    )
    uses = village.uses(policy, value) if has_collective else None
    reopened = costs.norms.reopened
    none = np.zeros((value.count, 1))
    renewed = centre.renewals(month, 12.0 * draws["centre_setup_life"])
    paid_for = 1.0 if "centre_cost" in policy.mechanisms else 0.0
    setup = paid_for * np.add.reduce(costs.setup, axis=-1)[:, None]
    new_orders = costs.work.orders * (1.0 - reopened) if policy.orders is not None else none
    followed = orders.parameters(policy, value, new_orders, reopened)
    appraised = appraisal.parameters(policy, value)
    earning = interest.parameters(policy, value)
    has_grant = policy.grant != 0 and policy.grant_months > 0

    fixed = MonthParameters(
        wage_cost=kept[0],
        price_cost=kept[1],
        households=households,
        other_income=policy.common_income_to_fund * net_common,
        residents=residents.Parameters(
            fee=asked,
            size=size,
            population=households / scheme.district_households,
            paying_logit=logit,
            relief_logit=-price_effect * 100.0 * fee / income - draws["moral_hazard_effect"]
            if rules.pool is not None and rules.pool.relief_share
            else None,
            recovery=_recovery(draws, governed.recovery_gain),
            writeoff=draws["arrears_writeoff"],
            satisfaction_effect=draws["satisfaction_effect"],
            paying_speed=draws["adoption_speed"],
            unserved=unserved,
            reach=reach,
            satisfaction_speed=draws["satisfaction_speed"],
        ),
        trade=_trade(policy, value, trade, has_collective),
        works=_fewer_faults(costs, after, kept, rest) if done.lowers_faults else None,
        village=None if uses is None else uses.reinvested,
        grant=value(policy.grant) if has_grant else None,
        weight=weights(costs) if rules.pool is not None and not rules.pool.fills_deficits else None,
        cap=None if policy.fallback_cap is None else value(policy.fallback_cap),
        orders=followed,
        appraisal=appraised,
        interest=earning,
    )
    path = MonthInputs(
        wage_index=wage_index.T[..., None],
        price_index=price_index.T[..., None],
        partner_fees=(partners.fees * price_index).T[..., None],
        residents=residents.Month(
            fee_index=(fee_index * billing).T[..., None],
            billing=billing.T[..., None],
            amenity=amenity.T[..., None] if _may_please(scheme, trade) else None,
        ),
        trade=model_trade.Month(
            result=np.moveaxis(trade.result, 1, 0),
            income=np.moveaxis(trade.trade.income, 1, 0),
            # What is open at the end of the horizon is settled there: a run of 18 months must
            # not leave out the profit of six.
            settles=np.where(
                ((month + 1) % policy.settlement_months == 0) | (month == months - 1), 1.0, 0.0
            ),
        ),
        works=done.progress.T[..., None] if done.lowers_faults else None,
        top_up=np.add.reduce(trade.trade.top_up, axis=-1).T[..., None] if has_collective else None,
        granting=np.where(month < policy.grant_months, 1.0, 0.0) if has_grant else None,
    )
    begun = np.where(scheme.managed, *_first_satisfaction(draws))
    free_repairs = value(policy.onboarding)
    if policy.onboarding != 0:
        closed = draws["onboarding_effect"] * free_repairs / draws["onboarding_repair_cost"]
        begun = satisfaction.at_start(begun, reach, np.minimum(closed, 1.0))
    nothing, venture_rows = np.zeros(kept[0].shape), np.zeros(trade.result.shape[::2])
    start = State(
        fund=nothing,
        residents=residents.State(
            paying_share=np.where(scheme.managed, draws["collection_rate_before"], 0.0),
            satisfaction=begun,
            arrears=nothing,
        ),
        trade=model_trade.State(venture_rows, venture_rows, venture_rows),
        village=village.start(has_collective, none),
        pool=reinvestment.start(rules.pool, nothing),
        fallback=fallback.State(nothing, None if policy.fallback_cap is None else nothing),
        orders=orders.start(followed, nothing),
        appraisal=appraisal.start(appraised, nothing),
        interest=interest.start(earning, nothing),
    )
    return Inputs(
        rules=rules,
        fixed=fixed,
        path=path,
        start=start,
        costs=costs,
        costs_after=after,
        works=done,
        trading=trade,
        partnership=partners,
        uses=uses,
        wage_index=wage_index,
        price_index=price_index,
        fee_index=np.broadcast_to(fee_index, price_index.shape),
        bills=np.add.reduce(asked * size, axis=-1)[:, None],
        supervision=orders.supervision(policy, value),
        setup_spending=setup * renewed * price_index,
        onboarding=free_repairs * scheme.households,
        owners_income=net_common[:, 0] * scheme.households,
        outside_satisfaction=_outside_satisfaction(scheme, draws, month),
        # Of estates that nobody helps no worth is read; that, too, only the policy decides.
        hour_worth=draws["volunteer_hour_value"] if governed.help is not None else 0.0,
    )


def _rules(policy: Policy) -> Rules:
    """Tell what a policy compiles to, whatever is drawn.

    What is drawn must not decide it: a draw would have other bits beside other draws.
    """
    pool = None
    if policy.ventures or policy.partners:
        pool = reinvestment.Rule(
            fills_deficits=policy.allocation == "deficit",
            deficit_first=policy.deficit_first,
            reserve_share=policy.reserve_share,
            relief_share=policy.fee_relief_share,
            upgrade_share=policy.upgrade_share,
        )
    return Rules(
        basis=policy.reinvestment_basis,
        pool=pool,
        cap_waits_for_bills=policy.fallback_cap is not None
        and (policy.free_months > 0 or policy.fee_needs_consent),
    )


def _trade(
    policy: Policy, value: Values, trade: Trading, has_collective: bool
) -> model_trade.Parameters:
    """Whose the ventures are, and what the operator's give to the estates."""
    owners = None
    if any(venture.owner == "owners" for venture in trade.opened):
        owners = model_trade.Owners(trade.owned_by("owners"), value(policy.common_income_to_fund))
    return model_trade.Parameters(
        share=value(policy.reinvestment_share),
        by_operator=trade.owned_by("operator"),
        owners=owners,
        by_collective=trade.owned_by("collective") if has_collective else None,
    )


def _fewer_faults(
    costs: Costs, after: Costs, kept: tuple[Array, Array], rest: tuple[Array, Array]
) -> works.Parameters:
    """Change of cost and of new work orders once all works are finished."""
    follows = costs.scheme.policy.orders is not None
    staying = 1.0 - costs.norms.reopened
    return works.Parameters(
        wage_cost=rest[0] - kept[0],
        price_cost=rest[1] - kept[1],
        orders=after.work.orders * staying - costs.work.orders * staying if follows else None,
    )


def _may_please(scheme: Scheme, trade: Trading) -> bool:
    """Tell whether works, ventures or partners may add to satisfaction."""
    programme, policy = scheme.programme, scheme.policy
    amenities = [
        *(works.amenity for works in programme.works if works.id in policy.works),
        *(venture.amenity for venture in trade.opened),
        *(partner.hours for partner in programme.partners if partner.id in policy.partners),
        *(partner.concession for partner in programme.partners if partner.id in policy.partners),
    ]
    return any(amenity != 0 for amenity in amenities)


def _recovery(draws: Draws, gain: Array) -> Array:
    """Part of the arrears recovered in a month; with what is written off it cannot exceed all."""
    recovery = draws["arrears_recovery"] * gain
    leaving = recovery + draws["arrears_writeoff"]
    if not np.all(leaving <= 1.0):
        found = Text("recovered_and_written_off", most=float(leaving.max()))
        place, allowed = "arrears_recovery + arrears_writeoff", Text("at_most_all_arrears")
        raise InputError([Problem("assumptions", None, place, found, allowed)])
    return recovery


def _in_kind(scheme: Scheme, draws: Draws, partners: Partnership) -> Array:
    """Satisfaction from what partners give to residents in kind, 0 to 1, shape (draw, 1)."""
    given = partners.services + partners.concessions
    # Whether anybody stays is drawn, and what is drawn must not decide which numbers are read.
    if all(partner.hours == 0 and partner.concession == 0 for partner in partners.invited):
        return given
    return np.asarray(draws["in_kind_effect"] / 100.0 * given / scheme.households / 10.0)


def _first_satisfaction(draws: Draws) -> tuple[Array, Array]:
    """Satisfaction at the start if somebody manages an estate, and if nobody does."""
    return draws["baseline_satisfaction"] / 100.0, draws["satisfaction_unserved"] / 100.0


def _outside_satisfaction(scheme: Scheme, draws: Draws, month: Array) -> Array:
    """What estates outside the scheme add to the district's satisfaction, shape (draw, month).

    Whoever manages an estate today goes on, so its satisfaction stays. If nobody does, it
    stays at that of no service.
    """
    parts = zip(scheme.outside, _first_satisfaction(draws), strict=True)
    return np.asarray(sum(share * s0 for share, s0 in parts)) * np.ones_like(month)
