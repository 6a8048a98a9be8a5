"""The model once more, for one draw, in plain loops: a second reading of docs/model.md.

Slow on purpose. No array, no helper of the library's equations: one line an equation, in the order
of the document, with a file for each of its parts: `serving` (section 2), `standards` (3 and 4),
`production` (5 to 8), `building` (10), `enterprise` (11), `partnership` (12), `months` (13),
`books`, `borrowing` and `taxation` (14), `measured` (15). Input models are the library's own; so
are the drawn values, which the caller hands in.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TypedDict

from borrowing import add_loans
from measured import outcomes
from months import Run
from plan import Plan, plan_of
from production import new_orders, shapley, workload
from standards import MenuNumber
from taxation import add_taxes

from commpartner.programme import Policy, Programme
from commpartner.programme.policy import FUNDERS


class EstateEnd(TypedDict):
    """One estate: its stocks after the last month and its flows over all months [yuan]."""

    place: str
    stand_alone_cost: float
    cost: float
    paying_share: float
    satisfaction: float
    arrears: float
    funds: float
    maintained: float  # by which the maintenance fund has moved
    fallback: float
    outstanding: float
    fees: float
    reinvested: float
    service_received: float


class Reference(TypedDict):
    """What one draw gives."""

    accounts: dict[str, list[float]]
    in_kind: dict[str, list[float]]
    orders: dict[str, list[float]]  # opened, closed, open at the end of the month
    estates: list[EstateEnd]
    outcomes: dict[str, float]
    stand_alone: float
    clustered: float
    saving_by_mechanism: dict[str, float]
    branches: set[str]


def reference_run(
    programme: Programme,
    policy: Policy,
    values: Mapping[str, float],
    months: int,
    central: Mapping[str, float],
    menu_number: MenuNumber,
    shapley_weights: list[float] | None = None,
) -> Reference:
    """Run one draw.

    Parameters
    ----------
    values, central
        The draw's and the central value of every assumption.
    menu_number
        The draw's number of the stream that belongs to an estate's id and a service.
    shapley_weights
        Weights of the estates under the allocation rule 'shapley', which samples orders and is
        the only thing not computed here.
    """
    plan = plan_of(programme, policy, values, central, menu_number)
    run = Run(plan, months, shapley_weights)
    for t in range(months):
        run.month(t)
    run.debt = add_loans(policy, run.money, months, plan.v)
    add_taxes(policy, run.money, months, plan.v, run.taxable)

    stand_alone = sum(plan.before.alone[e].total() for e in plan.clustered)
    return {
        "accounts": run.money.accounts,
        "in_kind": run.kind.accounts,
        "orders": {"opened": run.opened, "closed": run.closed, "open": run.backlog},
        "estates": [
            {
                "place": plan.place[e],
                "stand_alone_cost": plan.before.alone[e].total(),
                "cost": plan.before.cost[e],
                "paying_share": end.x,
                "satisfaction": 100 * run.satisfied(e),
                "arrears": end.arrears,
                "funds": end.fund + end.relief + end.reserve,
                "maintained": end.maintenance - run.maintenance_at_start(e),
                "fallback": end.fallback,
                "outstanding": end.fallback - end.repaid,
                "fees": end.fees,
                "reinvested": end.reinvested,
                "service_received": end.received,
            }
            for e, end in enumerate(run.estates)
        ],
        "outcomes": outcomes(run),
        "stand_alone": 12 * stand_alone,
        "clustered": 12 * sum(plan.before.cost[e] for e in plan.clustered),
        "saving_by_mechanism": {name: 12 * one for name, one in shapley(plan.saving).items()},
        "branches": run.branches | set(branches(plan)),
    }


def branches(plan: Plan) -> Iterator[str]:
    """Name what a plan has met on its way, beside what the run of its months has."""
    if plan.policy.participation and 0 < plan.partners.stay == plan.partners.invited:
        yield "all partners stay"
    if 0 < plan.partners.stay < plan.partners.invited:
        yield "some partners stay"
    if plan.partners.stay < plan.partners.invited:
        yield "partners walk away"
    if plan.partners.rounds > 1:
        yield "partners follow others who leave"
    if plan.partners.share_needed > 0:
        yield "partners need a share"
    for centre in plan.centres_in_use:
        mixes = {plan.choices[e].mix for e in plan.clustered if plan.place[e] == centre.id}
        if len(mixes) > 1:
            yield "different packages in one centre"
    for e in plan.served:
        if plan.policy.menu:
            yield f"menu by {plan.policy.menu_choice}"
        estate = plan.programme.estates[e]
        if plan.policy.own_fees and estate.fee is not None:
            yield f"own fee by {estate.fee_basis}, others by {plan.policy.fee_basis}"
        if estate.vacancy is not None:
            yield "all homes empty" if estate.vacancy == 1.0 else "own vacancy"
        site = plan.sites[e]
        if site.standard.repairs > 0 and new_orders(site, plan.v) == 0:
            yield "repair teams do all orders"
        if site.standard.cleaning > 0 and workload(site, plan.v)["cleaner"] == 0:
            yield "volunteers do all cleaning"
    for business in plan.businesses:
        if business.venture.after_works is not None:
            yield "never opens" if business.opens == math.inf else "opens after works"
        for funder in FUNDERS:
            if funder not in plan.policy.funders:
                yield f"ventures without {funder}"
