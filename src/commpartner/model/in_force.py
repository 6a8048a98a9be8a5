"""Decide which equations are in force under a policy."""

from __future__ import annotations

from collections.abc import Mapping

from commpartner.facts.equations import EQUATIONS
from commpartner.model.mechanisms import reinvestment
from commpartner.model.published import Condition, has, is_clustered, opens, pools
from commpartner.programme import Policy, Programme
from commpartner.programme.governance import Governance


def _governs(policy: Policy) -> bool:
    return policy.governance.replace(readiness=0.0) != Governance()


def _is_helped(policy: Policy) -> bool:
    governance = policy.governance
    hours = governance.volunteer_teams, governance.repair_teams, governance.joint_defence
    return any(value != 0 for value in hours)


def _fills(policy: Policy) -> bool:
    rule = reinvestment.rule(policy)
    return rule is not None and rule.fills_deficits


def _splits(policy: Policy) -> bool:
    rule = reinvestment.rule(policy)
    return rule is not None and rule.has_uses


_has_centres = pools("centre_cost")
_with_collective = opens(lambda venture: venture.with_collective)

# Equations whose being in force no single lever decides; for the others data/equations.csv names
# the levers.
ONLY_WITH: Mapping[str, Condition] = {
    "flows.governance.close_gaps": has(_governs),
    "flows.governance.consent_time": has(lambda policy: policy.fee_needs_consent or policy.works),
    "flows.governance.replaced": has(_is_helped),
    "flows.service_cost.pooled_cost": is_clustered,
    "flows.attribution.shapley_split": is_clustered,
    "flows.travel.tour_length": pools("travel"),
    "flows.travel.trip_time": pools("travel"),
    "flows.centre.centre_cost": _has_centres,
    "flows.capital.renewals": lambda programme, policy: (
        bool(policy.ventures) or _has_centres(programme, policy)
    ),
    "flows.capital.worth_left": lambda programme, policy: (
        bool(policy.ventures) or _has_centres(programme, policy)
    ),
    "flows.waterfall.fill_deficits": has(_fills),
    "flows.waterfall.split_uses": has(_splits),
    "flows.allocation.shapley_of_posts": has(lambda policy: policy.allocation == "shapley"),
    "model.mechanisms.remuneration.drawn": has(
        lambda policy: policy.remuneration_share != 0 or policy.remuneration != 0
    ),
    "flows.collective.after_shortfall": _with_collective,
    "flows.collective.uses": _with_collective,
}


def in_force(name: str, programme: Programme, policy: Policy) -> bool:
    """Return whether an equation computes anything under a policy."""
    if not all(getattr(policy, lever) for lever in EQUATIONS[name].only_with):
        return False
    condition = ONLY_WITH.get(name)
    return condition is None or condition(programme, policy)
