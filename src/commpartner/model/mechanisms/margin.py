"""Pay the operator a margin on top of the cost (包干制的利润), as far as the fund reaches."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace, total
from commpartner.model.values import Values
from commpartner.programme.policy import Policy


class Parameters(NamedTuple):
    """Hold the margin over the payment for the service, shape (draw, 1)."""

    share: Array


class State(NamedTuple):
    """Hold what was paid since month 0, as a negative income [yuan], (draw, estate)."""

    put_in: Array


class Totals(NamedTuple):
    """Hold the account that the margin fills [yuan/month], shape (draw,)."""

    operator_margin: Array


def parameters(policy: Policy, value: Values) -> Parameters | None:
    """Look up the margin of a policy; None if there is none."""
    return None if policy.operator_margin == 0 else Parameters(value(policy.operator_margin))


def start(given: Parameters | None, nothing: Array) -> State | None:
    """Return the state of month 0, with nothing paid."""
    return None if given is None else State(nothing)


@equation
def earned(payment: Array, left: Array, share: Array) -> Array:
    """Compute the margin of a month: ``min(share * payment, max(left, 0))``.

    Parameters
    ----------
    payment
        For the service of the month [yuan/month], shape (draw, estate).
    left
        In the general fund after that payment [yuan].
    share
        Of the payment, 0 to 1, shape (draw, 1).

    Examples
    --------
    >>> import numpy as np
    >>> earned(np.array([100.0, 100.0]), np.array([50.0, 3.0]), np.array([0.08]))
    array([8., 3.])
    """
    xp = namespace(payment)
    return xp.minimum(share * payment, xp.maximum(left, 0.0))


def step(
    state: State | None, given: Parameters | None, payment: Array, fund: Array
) -> tuple[tuple[State | None, Totals | None], Array]:
    """Pay the margin out of what the service leaves in the fund."""
    if state is None or given is None:
        return (None, None), fund
    paid = earned(payment, fund, given.share)
    return (State(state.put_in - paid), Totals(total(paid))), fund - paid
