"""Compute capital works (综合改造): spending by payer, completion, fewer faults afterwards."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.facts.accounts import Sector
from commpartner.flows import works
from commpartner.flows.capital import part_left
from commpartner.flows.namespace import Array
from commpartner.model.mechanisms.costs import Costs
from commpartner.model.scheme import Scheme
from commpartner.model.values import Values

NEVER = 1e9  # month of an opening that waits for works which are not carried out
TENTH = 0.1


class Improvement(NamedTuple):
    """Hold the costs and effects of a policy's capital works.

    Attributes
    ----------
    spending
        By payer (residents, government, operator, collective) [yuan/month], each (draw, month).
    finished
        First month after each works, shape (draw, works).
    left
        Part of the work orders left when all are finished, shape (draw, 1).
    progress
        How far that has come, 0 to 1, shape (draw, month).
    amenity
        Added to satisfaction, 0 to 1, shape (draw, month).
    lowers_faults
        Whether any works may save a work order, in whichever draws.
    value
        What they are worth to residents, beyond satisfaction [yuan/month], shape (draw, month).
    value_left
        What they are still worth to residents after the last month [yuan], shape (draw,). Nobody
        can sell it, so it is in no purse.
    """

    spending: dict[Sector, Array]
    finished: dict[str, Array]
    left: Array
    progress: Array
    amenity: Array
    lowers_faults: bool
    value: Array
    value_left: Array


def improvement(
    scheme: Scheme, value: Values, consent: Array, price_index: Array, end_prices: Array
) -> Improvement:
    """Compute the capital works of a policy in the order in which it names them.

    Parameters
    ----------
    price_index, end_prices
        Prices of each month, (draw, month), and after the last one, (draw, 1); 1 in month 0.
    """
    policy = scheme.policy
    known = {entry.id: entry for entry in scheme.programme.works}
    chosen = [known[name] for name in policy.works]
    months = price_index.shape[1]
    month = np.arange(months, dtype=np.float64)
    nothing = np.zeros((value.count, months))
    payers: tuple[Sector, ...] = ("residents", "government", "operator", "collective")
    spending = dict.fromkeys(payers, nothing)
    finished: dict[str, Array] = {}
    done: list[Array] = []
    amenity = value_to_residents = nothing
    value_left = nothing[:, :1]
    for entry in chosen:
        asked = policy.works_resident_share
        resident, public, rest = works.shares_of_cost(
            value(entry.resident_share if asked is None else asked), value(entry.government_share)
        )
        delay = 1.0 + value.draws["resident_share_delay"] * resident / TENTH
        begin = policy.start_months.get(entry.id, entry.start_month) + consent * delay
        part = works.part_of_month(month, begin, np.full_like(begin, entry.duration))
        planned = value(entry.cost_per_household) * scheme.households
        price = planned * (1.0 + value.draws["optimism_bias"])
        cost = price * part * price_index
        life = 12.0 * value.draws["works_life"]
        left = works.months_left(months - (begin + entry.duration), life)
        # Residents' worth is discounted at the social rate. An overrun makes works dearer, not
        # better: what was planned has the value.
        rate = value.draws["discount_rate_economic"]
        whole = value.draws["works_value"] * planned
        charge = whole * part_left(1.0, life, rate)
        of_month = works.worth(month, begin + entry.duration, life, charge)
        value_to_residents = value_to_residents + of_month * price_index
        built = np.add.reduce(part, axis=-1)[:, None]
        kept = part_left(left, life, rate)
        value_left = value_left + whole * built * kept * end_prices
        shares: dict[Sector, Array] = {"residents": resident, "government": public}
        shares[entry.rest_from] = rest
        for payer, share in shares.items():
            spending[payer] = spending[payer] + share * cost
        finished[entry.id] = np.ceil(begin + entry.duration)
        done.append(np.where(month >= finished[entry.id], 1.0, 0.0))
        amenity = amenity + value(entry.amenity) / 100.0 * done[-1]
    reduction = value.row([entry.fault_reduction for entry in chosen])
    left = np.prod(1.0 - reduction, axis=1, keepdims=True)
    progress = works.progress(np.stack(done, axis=-1), reduction[:, None]) if done else nothing
    lowers_faults = any(entry.fault_reduction != 0 for entry in chosen)
    return Improvement(
        spending=spending,
        finished=finished,
        left=left,
        progress=progress,
        amenity=amenity,
        lowers_faults=lowers_faults,
        value=value_to_residents,
        value_left=value_left[:, 0],
    )


class Parameters(NamedTuple):
    """Hold the change after all works, (draw, estate) [yuan/month at month 0, order]."""

    wage_cost: Array
    price_cost: Array
    orders: Array | None  # None if orders are not followed


def parameters(costs: Costs, after: Costs) -> Parameters | None:
    """Compute the change of cost and of new work orders; None if no works lower faults.

    Parameters
    ----------
    costs, after
        Cost of the service before, and once all works are finished.
    """
    if after is costs:
        return None
    (wages, prices), (new_wages, new_prices) = costs.by_estate, after.by_estate
    staying = 1.0 - costs.norms.reopened
    follows = costs.scheme.policy.orders is not None
    orders = after.work.orders * staying - costs.work.orders * staying if follows else None
    return Parameters(new_wages - wages, new_prices - prices, orders)


def cost(
    given: Parameters | None,
    progress: Array | None,
    wage_cost: Array,
    price_cost: Array,
    wage_index: Array,
    price_index: Array,
) -> Array:
    """Compute the cost of the service by the progress of the works, (draw, estate) [yuan]."""
    if given is not None and progress is not None:
        wage_cost = wage_cost + progress * given.wage_cost
        price_cost = price_cost + progress * given.price_cost
    return wage_cost * wage_index + price_cost * price_index


def more_orders(given: Parameters | None, progress: Array | None) -> Array | None:
    """Compute the change of the month's new work orders, (draw, estate)."""
    if given is None or given.orders is None or progress is None:
        return None
    return progress * given.orders


def flows(done: Improvement, left_to_owners: Array | None = None) -> dict[str, Array]:
    """Compute the accounts of the works, (draw, month) [yuan/month].

    Parameters
    ----------
    left_to_owners
        What maintenance funds leave to the owners, (month, draw); None if they pay nothing.
    """
    found = {f"works_{payer}": amount for payer, amount in done.spending.items()}
    return found if left_to_owners is None else found | {"works_residents": left_to_owners.T}
