"""Compute what residents pay and how satisfied they are.

If nothing that money decides reaches the residents, all their months can be run before any
money moves. Policies that differ in what the service costs and in who bears it then share them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.flows import fees, satisfaction
from commpartner.flows.namespace import Array, namespace, total, weighted_total
from commpartner.model import tree
from commpartner.model.brought import own_or
from commpartner.model.mechanisms.offer import Offer, charged
from commpartner.model.mechanisms.selfgovernment import SelfGovernment
from commpartner.model.scheme import Scheme
from commpartner.model.values import Values
from commpartner.programme.policy import Policy


class Parameters(NamedTuple):
    """Hold how residents are billed, pay and judge; (draw, 1), (draw, estate) or (estate,)."""

    fee: Array  # yuan/m2/month or yuan/household/month in month 0, less what empty homes save
    size: Array  # what the fee is charged on, m2 or households
    population: Array  # share of all households of the district
    lived_in: Array | None  # as `population`, occupied homes only; None: vacancy is drawn for all
    paying_logit: Array
    price_logit: Array  # at the fee and the income of month 0, (draw, 1) if all owe the same fee
    moral_hazard: Array | None  # loss of the logit were the whole bill relieved
    recovery: Array  # of arrears, per month, were all bills paid
    leaving: Array  # of arrears, per month, recovered or written off
    kept: Array  # of what is collected, after the cost of collecting
    satisfaction_effect: Array
    paying_speed: Array
    most: Array  # paying share if every occupied home pays
    unserved: Array
    reach: Array  # satisfaction at full service
    satisfaction_speed: Array


class Month(NamedTuple):
    """Hold the inputs of a month for all residents, (draw, 1); by estate if they join late."""

    fee_index: Array  # 0 before the first bill
    billing: Array  # 1 once bills are sent, else 0
    burden: Array  # fee over income, month 0 = 1
    goodwill: Array | None  # logit; None without a free trial
    amenity: Array | None  # added to satisfaction; None where nothing can add
    joined: Array | None = None  # 1 once an estate is served, (draw, estate); None: from month 0


class State(NamedTuple):
    """Hold shares and arrears [yuan] by estate, shape (draw, estate)."""

    paying_share: Array
    satisfaction: Array
    arrears: Array


class Totals(NamedTuple):
    """Hold the totals of the month [yuan] and the satisfaction of estates served, shape (draw,)."""

    service_charges: Array  # collected of this month's bills
    arrears_recovered: Array
    collection_costs: Array
    arrears: Array  # at the end of the month
    relieved: Array | None
    satisfaction: Array
    lived_in: Array | None = None  # satisfaction as in occupied homes only


class Payment(NamedTuple):
    """Hold the bills and payments of a month, by estate and in all [yuan/month]; arrears [yuan]."""

    gross_bill: Array | None  # (draw, estate); None where it was paid before the money moves
    relieved: Array | None  # (draw, estate)
    received: Array  # after the cost of collecting, (draw, estate)
    arrears: Array | None  # (draw, estate)
    collected: Array  # (draw,)
    recovered: Array  # (draw,)
    costs: Array  # (draw,)
    owed: Array  # (draw,)


class ResidentPath(NamedTuple):
    """Hold what the month needs of the residents if their part was computed before."""

    payment: Payment
    satisfaction: Array  # of the district, (draw,)
    lived_in: Array | None  # likewise, of occupied homes


class Ahead(NamedTuple):
    """Hold the residents' part of all months and their state after the last."""

    months: list[ResidentPath]
    end: State


def parameters(
    scheme: Scheme, value: Values, offer: Offer, governed: SelfGovernment, relieves: bool
) -> Parameters:
    """Build the parameters of billing, paying and satisfaction.

    Parameters
    ----------
    relieves
        Whether the reinvestment may lower bills.
    """
    draws, households = value.draws, scheme.sites.households
    asked, size = charged(offer, scheme, draws)
    # What every household is asked alike stays (draw, 1), which spares the months an array.
    fee = asked if size is households else asked * size / households  # yuan/household/month
    vacant = own_or(scheme.brought.vacancy, draws["vacancy_rate"])
    billed, most = fees.vacancy(vacant, draws["vacant_fee_share"], draws["vacant_paying_share"])
    population = households / scheme.district_households
    recovered = fees.recovered_share(draws["arrears_recovered_share"], governed.recovery_effort)
    unserved = draws["satisfaction_unserved"] / 100.0
    full = draws["satisfaction_full_service"] / 100.0
    return Parameters(
        fee=asked * billed,
        size=size,
        population=population,
        lived_in=population * (1.0 - vacant) if scheme.own_vacancies else None,
        paying_logit=fees.paying_logit(
            draws["adoption_intercept"], draws["governance_effect"], governed.readiness
        ),
        price_logit=fees.price_logit(draws["price_effect"], fee, draws["household_income"]),
        moral_hazard=draws["moral_hazard_effect"] if relieves else None,
        recovery=recovered / draws["arrears_months"],
        leaving=1.0 / draws["arrears_months"],
        kept=1.0 - draws["collection_cost_share"],
        satisfaction_effect=draws["satisfaction_effect"],
        paying_speed=draws["adoption_speed"],
        most=most,
        unserved=unserved,
        reach=unserved + (full - unserved) * offer.scope,
        satisfaction_speed=draws["satisfaction_speed"],
    )


def months(
    policy: Policy,
    draws: Draws,
    fee_index: Array,
    consent: Array,
    amenity: Array | None,
    begins: Array | None = None,
    joined: Array | None = None,
) -> Month:
    """Build the inputs of all months, shape (month, draw, 1) each, or (month, draw, estate).

    Parameters
    ----------
    fee_index
        Of the fee were it billed in every month, (draw, month).
    consent
        Months until the owners agree, (draw, 1).
    amenity
        Added to satisfaction, (draw, month).
    begins, joined
        Month in which each estate joins, (estate,), and 1 from then on, (month, draw, estate);
        None if all are served from month 0 on. Free months and consent count from it.
    """
    month = np.arange(fee_index.shape[1], dtype=np.float64)
    waits = consent if policy.fee_needs_consent else np.zeros_like(consent)
    first = np.maximum(waits, policy.free_months)[None]
    if begins is not None:
        first = first + begins
    month_of = month[:, None, None]
    billing = np.where(month_of >= first, 1.0, 0.0)
    goodwill = None
    if policy.free_months:
        goodwill = fees.goodwill(
            policy.free_months,
            draws["goodwill_effect"],
            draws["goodwill_months"],
            np.maximum(month_of - first, 0.0),
            draws["goodwill_decay"],
        )
    burden = fee_index / (1.0 + draws["income_growth"]) ** (month / 12.0)
    return Month(
        fee_index=fee_index.T[..., None] * billing,
        billing=billing,
        burden=burden.T[..., None],
        goodwill=goodwill,
        amenity=None if amenity is None else amenity.T[..., None],
        joined=joined,
    )


def start(scheme: Scheme, value: Values, given: Parameters, nothing: Array) -> State:
    """Return the state of month 0; free repairs (进场维修) raise the first satisfaction."""
    draws, policy = value.draws, scheme.policy
    satisfied = np.where(scheme.managed, *first_satisfaction(draws))
    if policy.onboarding != 0:
        repairs = draws["onboarding_effect"] * value(policy.onboarding)
        closed = np.minimum(repairs / draws["onboarding_repair_cost"], 1.0)
        satisfied = satisfaction.at_start(satisfied, given.reach, closed)
    paying = np.where(scheme.managed, draws["collection_rate_before"], 0.0)
    paying = own_or(scheme.brought.collection_rate, paying)
    return State(paying_share=paying, satisfaction=satisfied, arrears=nothing)


def first_satisfaction(draws: Draws) -> tuple[Array, Array]:
    """Compute satisfaction at the start, with and without a manager."""
    return draws["baseline_satisfaction"] / 100.0, draws["satisfaction_unserved"] / 100.0


def outside(scheme: Scheme, draws: Draws, months: int) -> Array:
    """Compute the part of estates outside in the district's satisfaction, (draw, month).

    Whoever manages an estate today goes on, so its satisfaction stays. If nobody does, it
    stays at that of no service.
    """
    parts = zip(scheme.outside, first_satisfaction(draws), strict=True)
    return np.asarray(sum(share * s0 for share, s0 in parts)) * np.ones(months)


def still_to_come(scheme: Scheme, draws: Draws, joined: Callable[[Array], Array]) -> Array:
    """Compute the part of estates that have not joined in the district's satisfaction.

    Shape (draw, month). They are as today.

    Parameters
    ----------
    joined
        Sums over the estates that have joined: (draw, estate) to (draw, month).
    """
    today = np.where(scheme.managed, *first_satisfaction(draws))
    part = scheme.sites.households / scheme.district_households * today
    return np.asarray(np.add.reduce(part, axis=-1)[:, None] - joined(part))


def pay(
    state: State,
    now: Month,
    given: Parameters,
    relief: Array | None = None,
    known: ResidentPath | None = None,
) -> Payment:
    """Bill the households less relief; compute payments and arrears.

    Parameters
    ----------
    relief
        Set aside to lower the bills [yuan], shape (draw, estate); None: nothing ever is.
    known
        The residents' part, if it was computed before.
    """
    if known is not None:
        return known.payment
    gross_bill = (given.fee * now.fee_index) * given.size
    bill, relieved = gross_bill, None
    if relief is not None:
        relieved = namespace(gross_bill).minimum(relief, gross_bill)
        bill = gross_bill - relieved
    paid = fees.collect(bill, state.paying_share, state.arrears, given.recovery, given.leaving)
    collected, recovered = total(paid.collected), total(paid.recovered)
    return Payment(
        gross_bill=gross_bill,
        relieved=relieved,
        received=given.kept * (paid.collected + paid.recovered),
        arrears=paid.arrears,
        collected=collected,
        recovered=recovered,
        costs=(1.0 - given.kept[..., 0]) * (collected + recovered),
        owed=total(paid.arrears),
    )


def respond(
    state: State,
    now: Month,
    given: Parameters,
    payment: Payment,
    delivered: Array,
    *,
    upgraded: bool = False,
    known: ResidentPath | None = None,
) -> tuple[State, Totals]:
    """Update satisfaction from the delivered service, and the paying share from satisfaction."""
    if known is not None:
        return state, _totals(payment, known.satisfaction, known.lived_in)
    satisfied = satisfaction.next_satisfaction(
        state.satisfaction,
        delivered,
        given.unserved,
        given.reach,
        given.satisfaction_speed,
        now.amenity,
        may_exceed=upgraded,
    )
    population, lived_in_share = given.population, given.lived_in
    if now.joined is not None:
        satisfied = namespace(satisfied).where(now.joined > 0, satisfied, state.satisfaction)
        population = population * now.joined
        lived_in_share = None if lived_in_share is None else lived_in_share * now.joined
    price, bill = given.price_logit * now.burden, payment.gross_bill
    if payment.relieved is not None and bill is not None and given.moral_hazard is not None:
        # Before the first bill there is nothing to relieve: 0 of 0 is 0.
        relieved_share = payment.relieved / namespace(bill).where(bill > 0, bill, 1.0)
        price = price - (price + given.moral_hazard) * relieved_share
    moving = price if now.goodwill is None else price + now.goodwill
    paying_share = fees.next_paying_share(
        state.paying_share,
        given.paying_logit + moving,
        given.satisfaction_effect,
        satisfied,
        given.paying_speed * now.billing,
        given.most,
    )
    arrears = state.arrears if payment.arrears is None else payment.arrears
    of_district = weighted_total(satisfied, population)
    lived_in = None if lived_in_share is None else weighted_total(satisfied, lived_in_share)
    return State(paying_share, satisfied, arrears), _totals(payment, of_district, lived_in)


def _totals(payment: Payment, satisfaction: Array, lived_in: Array | None) -> Totals:
    relieved = None if payment.relieved is None else total(payment.relieved)
    return Totals(
        service_charges=payment.collected,
        arrears_recovered=payment.recovered,
        collection_costs=payment.costs,
        arrears=payment.owed,
        relieved=relieved,
        satisfaction=satisfaction,
        lived_in=lived_in,
    )


def given_to(start: State, path: Month, given: Parameters) -> tuple[Array, ...]:
    """List all inputs of the residents' months; policies with equal inputs share them."""
    # Its bits differ where nothing pleases and where something might but does not.
    may_please = np.array(float(path.amenity is not None))
    return (may_please, *tree.leaves((start, path, given)))


def bytes_ahead(start: State, path: Month) -> int:
    """Compute the memory [byte] of the months of `run_ahead`, with their key."""
    return 2 * int(path.billing.shape[0]) * int(start.arrears.nbytes)


def run_ahead(start: State, path: Month, given: Parameters) -> Ahead:
    """Compute the residents' part of all months with NumPy, if money does not reach them."""
    state, months = start, []
    delivered = namespace(state.arrears).ones(1, dtype=state.arrears.dtype)
    for index in range(path.billing.shape[0]):
        now = tree.over(lambda part, index=index: part[index], path)
        paid = pay(state, now, given)
        state, totals = respond(state, now, given, paid, delivered)
        # Months of these fill the memory.
        known = paid._replace(gross_bill=None, arrears=None)
        months.append(ResidentPath(known, totals.satisfaction, totals.lived_in))
    return Ahead(months, state)
