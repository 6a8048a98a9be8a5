"""Decide which equations are in force under a policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from commpartner.facts.equations import EQUATIONS
from commpartner.programme import Policy, Programme

Condition = Callable[[Programme, Policy], bool]


def _clustered(_: Programme, policy: Policy) -> bool:
    return policy.organisation == "clustered"


def _walks(programme: Programme, policy: Policy) -> bool:
    return _clustered(programme, policy) and "travel" in policy.mechanisms


def _has_centres(programme: Programme, policy: Policy) -> bool:
    return _clustered(programme, policy) and "centre_cost" in policy.mechanisms


def _governs(_: Programme, policy: Policy) -> bool:
    levers = policy.governance.model_dump()
    return any(value for name, value in levers.items() if name != "readiness")


def _substitutes(_: Programme, policy: Policy) -> bool:
    governance = policy.governance
    hours = governance.volunteer_teams, governance.repair_teams, governance.joint_defence
    return any(value != 0 for value in hours)


def _asks_owners(_: Programme, policy: Policy) -> bool:
    return policy.fee_needs_consent or bool(policy.works)


def _has_pool(_: Programme, policy: Policy) -> bool:
    return bool(policy.ventures or policy.partners)


def _fills(programme: Programme, policy: Policy) -> bool:
    return _has_pool(programme, policy) and policy.allocation == "deficit"


def _splits(programme: Programme, policy: Policy) -> bool:
    shares = policy.reserve_share, policy.fee_relief_share, policy.upgrade_share
    return _has_pool(programme, policy) and any(shares)


def _collective(programme: Programme, policy: Policy) -> bool:
    opened = [venture for venture in programme.ventures if venture.id in policy.ventures]
    return any(venture.owner == "collective" or venture.top_up != 0 for venture in opened)


def _spends_capital(programme: Programme, policy: Policy) -> bool:
    return _has_centres(programme, policy) or bool(policy.ventures)


# Equations whose being in force no single lever decides; for the others data/equations.csv names
# the levers.
ONLY_WITH: Mapping[str, Condition] = {
    "flows.governance.close_gaps": _governs,
    "flows.governance.consent_time": _asks_owners,
    "flows.governance.replaced": _substitutes,
    "flows.service_cost.pooled_cost": _clustered,
    "flows.attribution.shapley_split": _clustered,
    "flows.travel.tour_length": _walks,
    "flows.travel.trip_time": _walks,
    "flows.centre.centre_cost": _has_centres,
    "flows.centre.renewals": _spends_capital,
    "flows.waterfall.fill_deficits": _fills,
    "flows.waterfall.split_uses": _splits,
    "flows.allocation.shapley_of_posts": lambda _, policy: policy.allocation == "shapley",
    "flows.collective.after_shortfall": _collective,
    "flows.collective.uses": _collective,
}


def in_force(name: str, programme: Programme, policy: Policy) -> bool:
    """Return whether an equation computes anything under a policy."""
    if not all(getattr(policy, lever) for lever in EQUATIONS[name].only_with):
        return False
    condition = ONLY_WITH.get(name)
    return condition is None or condition(programme, policy)
