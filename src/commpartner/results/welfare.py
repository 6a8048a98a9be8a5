"""Compute who gains and who pays: value of the service, social net benefit, equity."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from commpartner import measures
from commpartner.facts.accounts import ACCOUNTS, RESOURCES, Sector
from commpartner.flows import welfare
from commpartner.flows.namespace import Array
from commpartner.model.accounts import Flows, is_used
from commpartner.model.engines import Run
from commpartner.model.inputs import Inputs
from commpartner.model.valuation import Valuation
from commpartner.results.incidence import part_received

MONTHS_OF_YEAR = 12
# What residents buy is worth its price to them; the service itself they value as a whole.
BOUGHT = [
    name for name, row in ACCOUNTS.items() if (row.payer, row.payee) == ("residents", "ventures")
]


def value_to_residents(inputs: Inputs, run: Run, valued: Valuation) -> Array:
    """Compute what service and works are worth to residents [yuan/month].

    Shape (draw, month). The service is worth something to occupied homes, works to every owner.
    It is no payment: no account holds it.
    """
    scheme = inputs.costs.scheme
    satisfied, homes, occupied = (
        run.totals.residents.satisfaction.T,
        scheme.households,
        valued.occupied,
    )
    begun = inputs.rollout
    if begun is not None:
        homes = begun.by_month(scheme.sites.households)
    lived_in = inputs.fixed.residents.lived_in
    if run.totals.residents.lived_in is not None and lived_in is not None:
        # Estates have vacancies of their own: the sums are those of occupied homes already.
        satisfied, occupied = run.totals.residents.lived_in.T, np.ones_like(occupied)
        whole = np.add.reduce(lived_in, axis=-1, keepdims=True)
        homes = whole if begun is None else begun.by_month(lived_in)
        homes = homes * scheme.district_households
    of_service = welfare.service_value(
        satisfied * scheme.district_households,
        homes,
        occupied,
        valued.unserved,
        valued.full,
        valued.worth,
    )
    return of_service + inputs.works.value


def social_net_benefit(
    npv: Mapping[Sector, Array],
    value: Array,
    value_left: Array,
    flows: Flows,
    in_kind: Flows,
    lost: Array,
    valued: Valuation,
) -> Array:
    """Compute the present value of all that is gained less all that is used up, (draw,).

    The value of service and works, and what every sector receives less what it pays: payments
    between sectors cancel, and what leaves them (wages, materials, capital) is the cost. Work and
    rooms in kind are a cost at replacement cost. A yuan of residents has their weight. What works
    are still worth after the last month is residents', and in no sector's purse.

    Parameters
    ----------
    npv
        By sector, those outside apart [yuan].
    value
        From `value_to_residents`.
    value_left
        What works are still worth to residents after the last month [yuan], (draw,).
    lost
        Margin that ventures take from existing shops [yuan/month], (draw, month).
    """
    used = [in_kind[name] for name in RESOURCES if is_used(in_kind[name])]
    bought = [flows[name] for name in BOUGHT if is_used(flows[name])]
    gained = sum(bought, value)
    factors = valued.factors[:, : value.shape[1]]

    def present(flow: Array) -> Array:
        return np.asarray(np.add.reduce(flow * factors, axis=1))

    left = value_left * valued.factors[:, value.shape[1]]
    found = valued.weight * (npv["residents"] + present(gained) + left)
    others = (amount for sector, amount in npv.items() if sector not in ("residents", "outside"))
    return found + sum(others, -present(sum(used, lost)))


def equity(inputs: Inputs, received: Array, bills: Array, valued: Valuation) -> Flows:
    """Compute how equal the service is between estates, and what a bill is of an income.

    Parameters
    ----------
    received
        Service received over all months [yuan], shape (draw, estate).
    bills
        Of all estates, less relief [yuan/month], (draw, month).
    """
    last = slice(-MONTHS_OF_YEAR, None)
    scheme, begun = inputs.costs.scheme, inputs.rollout
    served = scheme.households[..., 0]
    if begun is not None:  # in the mean of the last year
        served = begun.by_month(scheme.sites.households)[:, last].mean(axis=1)
    households = np.maximum(served, 1.0)
    billed = np.add.reduce(bills[:, last], axis=1) / households

    income = np.add.reduce(valued.income[:, last], axis=1)
    return {
        "gini_service": _gini_service(inputs, received),
        "payment_burden": welfare.burden(billed, income, 1.0),
        "payment_burden_low_income": welfare.burden(billed, income, valued.low_income_ratio),
    }


def _gini_service(inputs: Inputs, received: Array) -> Array:
    """Compute the Gini of the part of the full scope that households receive.

    A quotient of two sums in the same prices: what an estate is charged for its service cancels.
    NaN where nobody receives anything.
    """
    size = inputs.costs.scheme.sites.households
    found = np.full(received.shape[0], np.nan)
    if not inputs.costs.scheme.members.size:
        return found
    part = part_received(inputs, inputs.costs.offer.scope * received)
    served = np.add.reduce(part, axis=-1) > 0
    if served.any():
        found[served] = measures.gini(part[served], np.broadcast_to(size, part.shape)[served])
    return found
