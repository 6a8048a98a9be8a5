"""Pay large repairs and the owners' part of works from maintenance funds (住宅专项维修资金)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace, total
from commpartner.model.brought import own_or
from commpartner.model.mechanisms.interest import earned
from commpartner.model.mechanisms.works import Improvement
from commpartner.model.scheme import Scheme
from commpartner.model.values import Values
from commpartner.programme.policy import Policy


class Parameters(NamedTuple):
    """Hold the floor area and the rates from the policy and the draws, (draw, 1) each.

    Attributes
    ----------
    floor_area
        [m2], shape (estate,) or (draw, estate).
    regular
        Paid in every month [yuan/m2/month], prices of month 0.
    first
        First contribution [yuan/m2].
    least
        Balance below which owners pay in again [yuan/m2].
    renewal
        What they then pay [yuan/m2/month], prices of month 0.
    rate
        Of interest [share/year].
    """

    floor_area: Array
    regular: Array
    first: Array
    least: Array
    renewal: Array
    rate: Array


class State(NamedTuple):
    """Hold the balance, and what came in and went out since month 0 [yuan], (draw, estate)."""

    balance: Array
    received: Array
    spent: Array


class Totals(NamedTuple):
    """Hold the balance [yuan], the accounts and the owners' own part of works, (draw,)."""

    balance: Array
    maintenance_contributions: Array
    maintenance_interest: Array
    maintenance_repairs: Array
    maintenance_works: Array | None
    left_to_owners: Array | None  # [yuan/month]


class Spent(NamedTuple):
    """Hold what the fund of an estate pays in a month [yuan/month], (draw, estate) each."""

    repairs: Array
    works: Array


def parameters(policy: Policy, value: Values, floor_area: Array) -> Parameters | None:
    """Look up the rates of a policy; None if it has no maintenance funds."""
    fund = policy.maintenance_fund
    if fund is None:
        return None
    first = value(fund.first_contribution)
    return Parameters(
        floor_area,
        value(fund.contribution),
        first,
        fund.renewed_below * first,
        value(fund.renewal),
        value(fund.interest),
    )


def start(given: Parameters | None, scheme: Scheme, value: Values, nothing: Array) -> State | None:
    """Return the state of month 0: an estate's own balance if it is known, else the policy's."""
    fund = scheme.policy.maintenance_fund
    if given is None or fund is None:
        return None
    opening = value(fund.opening) * given.floor_area
    return State(nothing + own_or(scheme.brought.maintenance_fund, opening), nothing, nothing)


def works_by_month(given: Parameters | None, scheme: Scheme, done: Improvement) -> Array | None:
    """Compute the owners' part of works [yuan/household/month], (month, draw, 1); None if none."""
    if given is None or not scheme.policy.works:
        return None
    each = done.spending["residents"] / namespace(given.rate).maximum(scheme.households, 1.0)
    return each.T[..., None]


@equation
def contributed(
    balance: Array,
    floor_area: Array,
    regular: Array,
    first: Array,
    least: Array,
    renewal: Array,
    price_index: Array,
) -> Array:
    """Compute what owners pay into the maintenance fund of an estate [yuan/month].

    ``(regular * price_index + renewed) * floor_area``. Renewed is ``min(renewal * price_index,
    first - balance / floor_area)`` if the balance is below ``least * floor_area``, else 0.
    住宅专项维修资金管理办法 (2007), article 17: below 30 % of the first contribution it is renewed.

    Parameters
    ----------
    balance
        When the month begins [yuan], shape (draw, estate).
    floor_area
        [m2], shape (draw, estate) or broadcastable.
    regular, renewal
        [yuan/m2/month], prices of month 0, shape (draw, 1).
    first, least
        First contribution, and balance below which it is renewed [yuan/m2].
    price_index
        1 in month 0, and 0 for an estate that has not joined.

    Examples
    --------
    >>> import numpy as np
    >>> balance, area = np.array([900.0, 1000.0]), np.array([100.0])
    >>> half, first, least, five = (np.array([each]) for each in (0.5, 40.0, 10.0, 5.0))
    >>> contributed(balance, area, half, first, least, five, np.array([1.0]))
    array([550.,  50.])
    """
    xp = namespace(balance)
    room = xp.maximum(first * floor_area - balance, 0.0)
    renewed = xp.minimum(renewal * price_index * floor_area, room)
    low = balance < least * floor_area
    return regular * price_index * floor_area + xp.where(low, renewed, 0.0)


@equation
def spent(available: Array, repairs: Array, works: Array) -> Spent:
    """Compute what the fund of an estate pays: large repairs first, then the owners' part of works.

    ``repairs = min(due, available)``; ``works = min(owed, available - repairs)``.

    Parameters
    ----------
    available
        Balance of the month before, contributions and interest [yuan], shape (draw, estate).
    repairs
        Large repairs due and deferred [yuan].
    works
        Owners' part of the works of the month [yuan/month].

    Examples
    --------
    >>> import numpy as np
    >>> spent(np.array([100.0, 30.0]), np.array([40.0, 40.0]), np.array([50.0, 50.0]))
    Spent(repairs=array([40., 30.]), works=array([50.,  0.]))
    """
    xp = namespace(available)
    paid = xp.minimum(repairs, available)
    return Spent(paid, xp.minimum(works, available - paid))


def step(
    state: State | None,
    given: Parameters | None,
    price_index: Array,
    needed: Array | None,
    works: Array | None,
) -> tuple[tuple[State | None, Totals | None], Array | None]:
    """Pay into the funds and out of them; what they lack of large repairs is left.

    Parameters
    ----------
    price_index
        As in `contributed`.
    needed
        Large repairs due and deferred [yuan], shape (draw, estate).
    works
        Owners' part of the works of the month [yuan/month]; None if there are none.
    """
    if state is None or given is None or needed is None:
        return (None, None), needed
    paid_in = contributed(state.balance, *given[:-1], price_index)
    interest = earned(state.balance, given.rate)
    available = state.balance + paid_in + interest
    owed = np.zeros(1) if works is None else works
    paid = spent(available, needed, owed)
    # One after the other: what is left is then never below 0 by rounding.
    left = (available - paid.repairs) - paid.works
    gone = paid.repairs + paid.works
    new = State(left, state.received + paid_in + interest, state.spent + gone)
    totals = Totals(
        total(new.balance),
        total(paid_in),
        total(interest),
        total(paid.repairs),
        None if works is None else total(paid.works),
        None if works is None else total(works - paid.works),
    )
    return (new, totals), needed - paid.repairs
