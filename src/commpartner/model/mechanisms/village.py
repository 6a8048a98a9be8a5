"""Distribute the income of the village collective (村集体): top-ups first, then the estates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.errors import InputError, Problem
from commpartner.flows import collective
from commpartner.flows.namespace import Array
from commpartner.model.mechanisms.trade import Trading
from commpartner.model.values import Values
from commpartner.programme.policy import Policy
from commpartner.texts import Text


class State(NamedTuple):
    """Hold the shortfall carried forward [yuan], shape (draw, 1)."""

    shortfall: Array


class Totals(NamedTuple):
    """Hold the amount distributed and the shortfall at the end [yuan], shape (draw,)."""

    handed_out: Array
    shortfall: Array


def uses(policy: Policy, value: Values, ventures: Trading) -> collective.Uses | None:
    """Compute the parts of the collective's surplus by use, (draw, 1); None if it has no part."""
    if not ventures.with_collective:
        return None
    reserve, welfare = value(policy.collective_reserve), value(policy.welfare_share)
    if not np.all(reserve + welfare <= 1.0 + 1e-12):
        found = Text("value_in_some_draw", value=float((reserve + welfare).max()))
        place = "policies.collective_reserve + welfare_share"
        raise InputError([Problem("", None, place, found, Text("at_most_1_together"))])
    return collective.uses(reserve, welfare, value(policy.dividend_share))


def top_up(ventures: Trading) -> Array | None:
    """Sum what the collective adds to ventures, (month, draw, 1) [yuan/month]."""
    if not ventures.with_collective:
        return None
    return np.asarray(np.add.reduce(ventures.trade.top_up, axis=-1).T[..., None])


def start(ventures: Trading) -> State | None:
    """Return the state of month 0, without a shortfall."""
    if not ventures.with_collective:
        return None
    return State(np.zeros((len(ventures.mature_result), 1)))


def step(
    state: State | None,
    reinvested: Array | None,
    pool: Array,
    earned: Array | None,
    top_up: Array | None,
) -> tuple[tuple[State | None, Totals | None], Array]:
    """Distribute the collective's income; the pool of the estates gets its part."""
    if state is None or reinvested is None or earned is None or top_up is None:
        return (None, None), pool
    handed = collective.after_shortfall(earned, top_up, state.shortfall)
    totals = Totals(handed.left[..., 0], handed.shortfall[..., 0])
    return (State(handed.shortfall), totals), pool + reinvested * handed.left


def flows(totals: Totals | None, uses: collective.Uses | None) -> dict[str, Array]:
    """Compute the accounts of the collective, shape (draw, month) [yuan/month]."""
    if totals is None or uses is None:
        return {}
    left = totals.handed_out.T
    return {
        "welfare": uses.welfare * left,
        "dividends": uses.dividends * left,
        "collective_reinvestment": uses.reinvested * left,
    }
