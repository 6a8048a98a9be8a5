"""Follow work orders (工单) by one clock: opened, closed, re-opened, and how long they take."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.flows import governance, orders
from commpartner.flows.namespace import Array, total
from commpartner.model.mechanisms.costs import Costs
from commpartner.model.values import Values
from commpartner.programme.policy import Policy

HOURS_OF_DAY = 24.0


class Parameters(NamedTuple):
    """Hold the parameters of the order flow; new orders are (draw, estate), the rest (draw, 1)."""

    new: Array  # a month
    pace: orders.Clock
    crew: Array  # orders that can be closed for each new one
    weight: Array  # of open orders in what is felt to be delivered


class State(NamedTuple):
    """Hold the open work orders, shape (draw, estate)."""

    backlog: Array


class Totals(NamedTuple):
    """Hold the orders of the month, the backlog at its end and the time open, shape (draw,)."""

    opened: Array
    closed: Array
    backlog: Array
    waited: Array  # order month


class Terms(NamedTuple):
    """Hold when an order begins, and should be closed, after the report [day], shape (draw,)."""

    response: Array
    deadline: Array


def parameters(policy: Policy, value: Values, costs: Costs) -> Parameters | None:
    """Build the parameters of the order flow; None if a policy does not follow orders."""
    flow, draws = policy.orders, value.draws
    if flow is None:
        return None
    stake = policy.appraisal.performance_share if policy.appraisal else 0.0
    parts = [
        (flow.taken, "taking_effect"),
        (float(flow.weekly_warning), "warning_effect"),
        (float(flow.monthly_review), "review_effect"),
        (float(flow.quarterly_assessment), "assessment_effect"),
        (float(flow.published), "publication_effect"),
        (stake, "appraisal_effect"),
    ]
    # A measure that is off reads no assumption: the result must not seem to rest on it.
    effects = [strength * draws[name] for strength, name in parts if strength]
    reopened = costs.norms.reopened
    return Parameters(
        new=costs.work.orders * (1.0 - reopened),
        pace=orders.clock(
            governance.close_gaps(draws["order_closing_rate"], effects), np.asarray(reopened)
        ),
        crew=draws["order_headroom"] / (1.0 - reopened),
        weight=draws["order_weight"],
    )


def terms(policy: Policy, value: Values, costs: Costs) -> Terms | None:
    """Return the response promised, in the mean of all orders, and the deadline of the policy."""
    if policy.orders is None:
        return None
    new, promised = costs.work.orders, costs.offer.level.promise.response_target
    every = np.add.reduce(new, axis=-1)
    hours = np.add.reduce(promised * new, axis=-1) / np.where(every > 0, every, 1.0)
    return Terms(hours / HOURS_OF_DAY, value.draws["order_deadline"][:, 0])


def supervision(policy: Policy, value: Values) -> tuple[Array, Array]:
    """Compute the cost of supervision for each opened and closed order [yuan/order], (draw, 1)."""
    opened = closed = np.zeros((value.count, 1))
    flow = policy.orders
    if flow is not None:
        reports = flow.weekly_warning + flow.monthly_review + flow.quarterly_assessment
        if reports:
            opened = reports * value.draws["supervision_cost"]
        if flow.recheck:
            closed = flow.recheck * value.draws["recheck_cost"]
    return opened, closed


def start(given: Parameters | None, nothing: Array) -> State | None:
    """Return the state of month 0, without open orders."""
    return None if given is None else State(nothing)


def step(
    state: State | None,
    given: Parameters | None,
    more: Array | None,
    delivered: Array,
    provided: Array,
) -> tuple[tuple[State | None, Totals | None], Array, Array]:
    """Follow the month's orders; the backlog lowers satisfaction and the score.

    Parameters
    ----------
    more
        New orders of the month beside the usual, shape (draw, estate).
    delivered, provided
        Service as residents feel it, upgrades included, and as the regulator counts it, 0 to 1.
    """
    if state is None or given is None:
        return (None, None), delivered, provided
    new = given.new if more is None else given.new + more
    followed = orders.follow(state.backlog, new, given.pace, (given.crew * new) * provided)
    totals = Totals(
        total(followed.opened),
        total(followed.closed),
        total(followed.backlog),
        total(followed.waited),
    )
    return (
        (State(followed.backlog), totals),
        delivered * (1.0 - given.weight * followed.open_share),
        provided * (1.0 - followed.open_share),
    )


def flows(
    totals: Totals | None, supervision: tuple[Array, Array], price_index: Array
) -> dict[str, Array]:
    """Compute the account of supervision, shape (draw, month) [yuan/month]."""
    if totals is None:
        return {}
    for_opened, for_closed = supervision
    spent = for_opened * totals.opened.T + for_closed * totals.closed.T
    return {"order_supervision": price_index * spent}
