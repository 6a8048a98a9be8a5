"""Compute what residents pay and how satisfied they are.

If nothing that money decides reaches the residents, all their months can be run before any
money moves. Policies that differ in what the service costs and in who bears it then share them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows import fees, satisfaction
from commpartner.flows.namespace import Array, namespace, total, weighted_total
from commpartner.model import tree


class Parameters(NamedTuple):
    """Hold how residents are billed, pay and judge; (draw, 1), (draw, estate) or (estate,)."""

    fee: Array  # yuan/m2/month or yuan/household/month in month 0
    size: Array  # what the fee is charged on, m2 or households
    population: Array  # share of all households of the district
    paying_logit: Array
    relief_logit: Array | None  # change of the logit were the whole bill relieved
    recovery: Array
    writeoff: Array
    satisfaction_effect: Array
    paying_speed: Array
    unserved: Array
    reach: Array  # satisfaction at full service
    satisfaction_speed: Array


class Month(NamedTuple):
    """Hold the inputs of a month for all residents, shape (draw, 1)."""

    fee_index: Array  # 0 before the first bill
    billing: Array  # 1 once bills are sent, else 0
    amenity: Array | None  # added to satisfaction; None where nothing can add


class State(NamedTuple):
    """Hold shares and arrears [yuan] by estate, shape (draw, estate)."""

    paying_share: Array
    satisfaction: Array
    arrears: Array


class Totals(NamedTuple):
    """Hold the totals of the month [yuan] and the satisfaction of estates served, shape (draw,)."""

    collected: Array  # of this month's bills
    recovered: Array  # of old arrears
    arrears: Array  # at the end of the month
    relieved: Array | None
    satisfaction: Array


class Payment(NamedTuple):
    """Hold the bills and payments of a month, by estate and in all [yuan/month]; arrears [yuan]."""

    gross_bill: Array | None  # (draw, estate); None where it was paid before the money moves
    relieved: Array | None  # (draw, estate)
    received: Array  # (draw, estate)
    arrears: Array | None  # (draw, estate)
    collected: Array  # (draw,)
    recovered: Array  # (draw,)
    owed: Array  # (draw,)


class ResidentPath(NamedTuple):
    """Hold what the month needs of the residents if their part was computed before."""

    payment: Payment
    satisfaction: Array  # of the district, (draw,)


class Ahead(NamedTuple):
    """Hold the residents' part of all months and their state after the last."""

    months: list[ResidentPath]
    end: State


def pay(state: State, now: Month, given: Parameters, relief: Array | None) -> Payment:
    """Bill the households less relief; compute payments and arrears.

    Parameters
    ----------
    relief
        Set aside to lower the bills [yuan], shape (draw, estate); None: nothing ever is.
    """
    gross_bill = (given.fee * now.fee_index) * given.size
    bill, relieved = gross_bill, None
    if relief is not None:
        relieved = namespace(gross_bill).minimum(relief, gross_bill)
        bill = gross_bill - relieved
    paid = fees.collect(bill, state.paying_share, state.arrears, given.recovery, given.writeoff)
    return Payment(
        gross_bill=gross_bill,
        relieved=relieved,
        received=paid.collected + paid.recovered,
        arrears=paid.arrears,
        collected=total(paid.collected),
        recovered=given.recovery[..., 0] * total(state.arrears),
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
) -> tuple[State, Array]:
    """Update satisfaction from the delivered service, and the paying share from satisfaction.

    Returns
    -------
    tuple
        The next state, and what the estates served add to the district's satisfaction, (draw,).
    """
    satisfied = satisfaction.next_satisfaction(
        state.satisfaction,
        delivered,
        given.unserved,
        given.reach,
        given.satisfaction_speed,
        now.amenity,
        may_exceed=upgraded,
    )
    logit, bill, effect = given.paying_logit, payment.gross_bill, given.relief_logit
    if payment.relieved is not None and bill is not None and effect is not None:
        # Before the first bill there is nothing to relieve: 0 of 0 is 0.
        relieved_share = payment.relieved / namespace(bill).where(bill > 0, bill, 1.0)
        logit = logit + effect * relieved_share
    paying_share = fees.next_paying_share(
        state.paying_share,
        logit,
        given.satisfaction_effect,
        satisfied,
        given.paying_speed * now.billing,
    )
    arrears = state.arrears if payment.arrears is None else payment.arrears
    return (
        State(paying_share, satisfied, arrears),
        weighted_total(satisfied, given.population),
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
        paid = pay(state, now, given, None)
        state, satisfied = respond(state, now, given, paid, delivered)
        # Months of these fill the memory.
        months.append(ResidentPath(paid._replace(gross_bill=None, arrears=None), satisfied))
    return Ahead(months, state)
