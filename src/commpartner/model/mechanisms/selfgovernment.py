"""Compute readiness, consent, volunteers' hours and spending of self-government."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.flows import governance
from commpartner.flows.namespace import Array
from commpartner.flows.service import Help
from commpartner.model.scheme import Scheme
from commpartner.programme.governance import Governance

FULL_COUNCIL = 12  # issues a year of a council that meets every month
NINE = 9


class SelfGovernment(NamedTuple):
    """Hold the self-government of the estates served.

    Attributes
    ----------
    readiness
        By estate, 0 to 1, shape (estate,) or (draw, estate).
    mean_readiness, consent
        Over the households served, and months until owners agree, shape (draw, 1).
    recovery_effort, income_gain
        Factors on the effort to recover arrears and on owners' common income, shape (draw, 1).
    help
        Volunteers' hours; None if there are none.
    hours
        All volunteers' hours [h/month], shape (draw, 1).
    setup, running
        What the government spends in month 0 [yuan] and every month [yuan/month], (draw, 1).
    """

    readiness: Array
    mean_readiness: Array
    consent: Array
    recovery_effort: Array
    income_gain: Array
    help: Help | None
    hours: Array
    setup: Array
    running: Array


def self_government(scheme: Scheme, draws: Draws) -> SelfGovernment:
    """Compute the effects of the policy's governance in the estates served."""
    chosen = scheme.policy.governance
    households = scheme.sites.households
    own = np.maximum(scheme.governance, chosen.readiness)
    council = min(chosen.council_issues / FULL_COUNCIL, 1.0)
    parts = [
        (chosen.branches, "branch_readiness"),
        (chosen.committees, "committee_readiness"),
        (chosen.committees * chosen.trained, "training_readiness"),
        (council, "council_readiness"),
        (chosen.nine_ones / NINE, "nine_ones_readiness"),
    ]
    # A measure that is off reads no assumption: the result must not seem to rest on it.
    closed = [coverage * draws[name] for coverage, name in parts if coverage]
    readiness = governance.close_gaps(own, closed)
    rows = draws.stop - draws.start
    weights = households / scheme.households if households.size else households
    mean = np.broadcast_to(np.add.reduce(readiness * weights, axis=-1), (rows,))[:, None]
    helped, hours = _hours(chosen, households, draws)
    setup, running = _spending(chosen, len(scheme.members), draws)
    return SelfGovernment(
        readiness=readiness,
        mean_readiness=mean,
        consent=_consent(scheme, draws, mean, council),
        recovery_effort=_gain(chosen.committees, "committee_recovery_gain", draws),
        income_gain=_gain(chosen.committees, "committee_income_gain", draws),
        help=helped,
        hours=hours,
        setup=setup,
        running=running,
    )


def _gain(coverage: float, name: str, draws: Draws) -> Array:
    return 1.0 + coverage * draws[name] if coverage else np.ones((draws.stop - draws.start, 1))


def _consent(scheme: Scheme, draws: Draws, readiness: Array, council: float) -> Array:
    """Compute the months until owners agree, if anything depends on them."""
    if not (scheme.policy.fee_needs_consent or scheme.policy.works):
        return np.zeros_like(readiness)
    return governance.consent_time(
        draws["consent_time"],
        readiness,
        draws["readiness_time_saving"],
        council,
        draws["council_time_saving"] if council else np.zeros_like(readiness),
    )


def _hours(chosen: Governance, households: Array, draws: Draws) -> tuple[Help | None, Array]:
    """Compute volunteers' hours by estate and kind, and in all."""
    nothing = np.zeros((draws.stop - draws.start, 1))
    served = np.add.reduce(households, axis=-1, keepdims=True)
    cleaning = repairs = patrol = nothing
    if chosen.volunteer_teams:
        cleaning = chosen.volunteer_teams * draws["volunteer_hours_per_team"]
    if chosen.repair_teams:
        repairs = chosen.repair_teams * draws["repair_hours_per_team"]
    if chosen.joint_defence:
        groups = chosen.joint_defence * served / draws["households_per_defence_group"]
        patrol = groups * draws["joint_defence_hours"]
    hours = cleaning + repairs + patrol
    if not households.size or not (
        chosen.volunteer_teams or chosen.repair_teams or chosen.joint_defence
    ):
        return None, nothing
    part = households / served
    helped = Help(patrol * part, cleaning * part, repairs * part, draws["volunteer_substitution"])
    return helped, hours


def _spending(chosen: Governance, estates: int, draws: Draws) -> tuple[Array, Array]:
    """Compute the spending of the government in month 0, and of every month."""
    setup = running = np.zeros((draws.stop - draws.start, 1))
    if not estates:
        return setup, running
    items = chosen.nine_ones + chosen.branches
    if items:
        setup = setup + estates * items * draws["governance_item_cost"]
    if chosen.committees:
        setup = setup + estates * chosen.committees * draws["committee_setup_cost"]
    if chosen.committees * chosen.trained:
        trained = estates * chosen.committees * chosen.trained
        setup = setup + trained * draws["committee_training_cost"]
    if chosen.council_issues:
        running = running + estates * chosen.council_issues / 12 * draws["council_issue_cost"]
    teams = chosen.volunteer_teams + chosen.repair_teams
    if teams:
        running = running + teams * draws["team_running_cost"]
    return setup, running


def flows(
    governed: SelfGovernment, price_index: Array, shares: tuple[Array, Array] | None
) -> dict[str, Array]:
    """Compute the accounts of self-government, (draw, month) [yuan/month].

    Parameters
    ----------
    shares
        Of the estates, those that join in a month and those that have joined, (1, month) each;
        None if all join in month 0.
    """
    if shares is not None:
        entering, joined = shares
        running = governed.running * joined * price_index
        setup = governed.setup * entering * price_index
        return {"governance_setup": setup, "governance_running": running}
    setup = np.zeros_like(price_index)
    setup[:, :1] = governed.setup
    return {"governance_setup": setup, "governance_running": governed.running * price_index}
