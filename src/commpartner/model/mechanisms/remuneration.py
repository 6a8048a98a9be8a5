"""Pay the operator a remuneration out of what is collected (酬金制), before the service is paid."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace, total
from commpartner.model.values import Values
from commpartner.programme.policy import Policy


class Parameters(NamedTuple):
    """Hold the agreed share and amount, shape (draw, 1) each."""

    share: Array  # of what is collected
    amount: Array  # yuan/household/month, prices of month 0


class State(NamedTuple):
    """Hold what was paid since month 0, as a negative income [yuan], (draw, estate)."""

    put_in: Array


class Totals(NamedTuple):
    """Hold the account that the remuneration fills [yuan/month], shape (draw,)."""

    operator_remuneration: Array


def parameters(policy: Policy, value: Values) -> Parameters | None:
    """Look up the share and the amount of a policy; None if both are 0."""
    if policy.remuneration_share == 0 and policy.remuneration == 0:
        return None
    return Parameters(value(policy.remuneration_share), value(policy.remuneration))


def start(given: Parameters | None, nothing: Array) -> State | None:
    """Return the state of month 0, with nothing paid."""
    return None if given is None else State(nothing)


@equation
def drawn(collected: Array, own: Array, share: Array, amount: Array) -> Array:
    """Compute the remuneration: ``min(share * collected + amount, max(own, 0))``.

    Parameters
    ----------
    collected
        Service charges and arrears after the cost of collecting [yuan/month], (draw, estate).
    own
        What the estate has in the month before its part of the pool, without relief [yuan].
    share
        Of what is collected, 0 to 1, shape (draw, 1).
    amount
        Agreed amount [yuan/month], shape (draw, estate).

    Examples
    --------
    >>> import numpy as np
    >>> drawn(np.array([100.0, 100.0]), np.array([90.0, 12.0]), np.array([0.1]), np.array([5.0]))
    array([15., 12.])
    """
    xp = namespace(collected)
    return xp.minimum(share * collected + amount, xp.maximum(own, 0.0))


def step(
    state: State | None,
    given: Parameters | None,
    collected: Array,
    own: Array,
    households: Array,
    price_index: Array,
) -> tuple[tuple[State | None, Totals | None], Array]:
    """Pay the remuneration out of the estate's own money."""
    if state is None or given is None:
        return (None, None), own
    agreed = (given.amount * price_index) * households
    paid = drawn(collected, own, given.share, agreed)
    return (State(state.put_in - paid), Totals(total(paid))), own - paid
