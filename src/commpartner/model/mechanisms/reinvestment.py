"""Share the reinvestment (反哺) among estates and then among uses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.flows import allocation, waterfall
from commpartner.flows.namespace import Array, namespace, total
from commpartner.model.mechanisms.costs import Costs, service_costs
from commpartner.model.scheme import Scheme
from commpartner.programme.policy import Policy


class Rule(NamedTuple):
    """Hold the rules of sharing and use; they are equal in all draws and compiled in."""

    fills_deficits: bool
    deficit_first: bool
    reserve_share: float
    relief_share: float
    upgrade_share: float

    @property
    def has_uses(self) -> bool:
        """Return whether a part goes to a use other than the general fund."""
        return bool(self.reserve_share or self.relief_share or self.upgrade_share)


class State(NamedTuple):
    """Hold the stocks by estate [yuan], shape (draw, estate); None for a use without a share."""

    received: Array | None  # since month 0, where that is no fixed part of the pool
    relief: Array | None  # set aside to lower the next bill
    reserve: Array | None
    upgraded: Array | None  # service above the standard since month 0


class Totals(NamedTuple):
    """Hold the spending on upgrades in the month [yuan], shape (draw,); None if there is none."""

    upgrade: Array | None


def rule(policy: Policy) -> Rule | None:
    """Find how a policy shares; None if nothing can return."""
    if not (policy.ventures or policy.partners):
        return None
    return Rule(
        fills_deficits=policy.allocation == "deficit",
        deficit_first=policy.deficit_first,
        reserve_share=policy.reserve_share,
        relief_share=policy.fee_relief_share,
        upgrade_share=policy.upgrade_share,
    )


def parameters(rule: Rule | None, costs: Costs) -> Array | None:
    """Compute the estates' parts, (estate,); None if deficits decide or nothing can return."""
    return None if rule is None or rule.fills_deficits else weights(costs)


def start(rule: Rule | None, nothing: Array, *, tracks: bool = False) -> State | None:
    """Return the state of month 0, with empty stocks; None if nothing can return.

    Parameters
    ----------
    tracks
        Whether what an estate receives is no fixed part of the pool.
    """
    if rule is None:
        return None
    return State(
        nothing if rule.fills_deficits or tracks else None,
        nothing if rule.relief_share else None,
        nothing if rule.reserve_share else None,
        nothing if rule.has_uses else None,
    )


def step(
    state: State | None,
    rule: Rule | None,
    weight: Array | None,
    pool: Array,
    own: Array,
    cost: Array,
    households: Array,
    relieved: Array | None,
    waiting: Array | None = None,
) -> tuple[tuple[State | None, Totals | None], Array, Array | None]:
    """Share the pool among the estates and split each part by use.

    Parameters
    ----------
    relieved
        What was set aside and pays a part of the bills [yuan], (draw, estate).
    waiting
        Whether no estate has joined yet, (draw, 1): all is then left in the funds.

    Returns
    -------
    tuple
        State and totals, the money at hand for the service, and what is spent on upgrades (None
        if no use but the general fund exists), both (draw, estate) [yuan].
    """
    if state is None or rule is None:
        return (None, None), own, None
    if relieved is not None:
        own = own + relieved
    xp = namespace(cost)
    if rule.fills_deficits:
        allocated = waterfall.fill_deficits(pool, xp.maximum(cost - own, 0.0), households)
    else:
        allocated = pool if weight is None else pool * weight
    received = None if state.received is None else state.received + allocated
    if not rule.has_uses:
        return (state._replace(received=received), Totals(None)), own + allocated, None
    uses = waterfall.split_uses(
        allocated,
        xp.maximum(cost - own, 0.0),
        rule.deficit_first,
        rule.reserve_share,
        rule.relief_share,
        rule.upgrade_share,
    )
    if waiting is not None:
        kept = (xp.where(waiting, 0.0, part) for part in uses[1:])
        uses = waterfall.Uses(xp.where(waiting, allocated, uses.general), *kept)
    new = State(
        received,
        _after_bills(state.relief, relieved, uses.relief),
        None if state.reserve is None else state.reserve + uses.reserve,
        None if state.upgraded is None else state.upgraded + uses.upgrade,
    )
    return (new, Totals(total(uses.upgrade))), own + uses.general, uses.upgrade


def _after_bills(relief: Array | None, used: Array | None, added: Array) -> Array | None:
    return None if relief is None or used is None else relief - used + added


def set_aside(state: State | None) -> list[Array]:
    """Return the stocks beside the general fund [yuan], shape (draw, estate) each."""
    if state is None:
        return []
    return [part for part in (state.relief, state.reserve) if part is not None]


def weights(costs: Costs) -> Array:
    """Compute each estate's part of the reinvestment; the parts sum to 1 (I4).

    Shape (estate,), or (draw, estate) if sizes are drawn.
    """
    scheme = costs.scheme
    match scheme.policy.allocation:
        case "household" | "deficit":  # what is left once no deficit remains goes by household
            weight = scheme.sites.households
        case "floor_area":
            weight = scheme.sites.floor_area
        case "equal":
            weight = np.ones_like(scheme.sites.households)
        case "need_index":
            weight = scheme.sites.households * scheme.need_index
        case "shapley":
            weight = _shapley_weight(costs.scheme, costs.draws.at_central())
    if not weight.size:
        return weight
    return np.asarray(weight / np.add.reduce(weight, axis=-1, keepdims=True))


def _shapley_weight(scheme: Scheme, central: Draws) -> Array:
    """Compute the cost that an estate adds to its centre; its own cost if alone.

    At central values and sizes as listed: a rule of sharing is agreed on once, before anyone knows
    the draw.
    """
    costs = service_costs(scheme.as_listed(), central)
    rates, work = costs.rates, costs.work
    workloads = (
        work.gate + work.patrol,
        work.cleaner,
        work.upkeep,
        work.coordinator,
        work.manager,
    )
    weight = np.array(costs.alone.total[0])
    for number in range(len(scheme.centres)):
        members = scheme.order[scheme.centre_of[scheme.order] == number]
        added = allocation.shapley_of_posts(
            [workload[:, members] for workload in workloads],
            rates.wages[:-1],
            costs.norms.steps[:-1],
            rates.premiums[:-1],
        )
        weight[members] = (added + costs.alone.at_prices[:, members])[0]
    return weight


def flows(totals: Totals | None) -> dict[str, Array]:
    """Compute the accounts of service above the standard, (draw, month) [yuan/month]."""
    if totals is None or totals.upgrade is None:
        return {}
    return dict.fromkeys(("service_upgrades", "upgrade_spending"), totals.upgrade.T)
