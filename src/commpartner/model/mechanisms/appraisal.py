"""Withhold a part of the operator's fee by the two scores of the appraisal (双轨制考评).

Only the name of the scheme is published. The scores of the regulator and of the residents are
weighted. The shortfall from the target is withheld from the payment for the service and stays in
the estates' funds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.errors import InputError, Problem
from commpartner.flows import appraisal
from commpartner.flows.namespace import Array, total
from commpartner.model.values import Values
from commpartner.programme import Policy
from commpartner.texts import Text


class Parameters(NamedTuple):
    """Hold the shares, shape (1,), and the target, (draw, 1), of the appraisal."""

    performance_share: Array  # of the payment for the service that depends on the score
    regulator_weight: Array  # of the operator's score; the rest is the residents'
    target: Array  # score at which nothing is withheld


class State(NamedTuple):
    """Hold the amount withheld since month 0 [yuan], shape (draw, estate)."""

    put_in: Array  # which stays in the funds


class Totals(NamedTuple):
    """Hold the account that the appraisal fills [yuan/month], shape (draw,)."""

    performance_withheld: Array


def parameters(policy: Policy, value: Values) -> Parameters | None:
    """Build the parameters of the appraisal; None if the policy has no appraisal."""
    chosen = policy.appraisal
    if chosen is None or not chosen.performance_share:
        return None
    target = value(chosen.target)
    if not np.all(target > 0):
        place, allowed = "policies.appraisal.target", Text("score_above_0")
        raise InputError([Problem("", None, place, Text("zero"), allowed)])
    return Parameters(
        np.array([chosen.performance_share]), np.array([chosen.regulator_weight]), target
    )


def start(given: Parameters | None, nothing: Array) -> State | None:
    """Return the state of month 0, with nothing withheld."""
    return None if given is None else State(nothing)


def step(
    state: State | None,
    given: Parameters | None,
    fund: Array,
    paid: Array,
    provided: Array,
    satisfied: Array,
) -> tuple[tuple[State | None, Totals | None], Array]:
    """Withhold a part of the payment for the service, which stays in the fund."""
    if state is None or given is None:
        return (None, None), fund
    withheld = paid * appraisal.withheld_share(
        provided, satisfied, given.regulator_weight, given.performance_share, given.target
    )
    return (State(state.put_in + withheld), Totals(total(withheld))), fund + withheld
