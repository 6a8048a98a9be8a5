"""Pay interest on the estates' funds (存款利息) at a yearly rate."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace, total
from commpartner.model.values import Values
from commpartner.programme.policy import Policy


class Parameters(NamedTuple):
    """Hold the rate from the policy and the draws, shape (draw, 1)."""

    rate: Array  # share/year


class State(NamedTuple):
    """Hold the interest earned since month 0 [yuan], shape (draw, estate)."""

    put_in: Array


class Totals(NamedTuple):
    """Hold the account that interest fills [yuan/month], shape (draw,)."""

    fund_interest: Array


def parameters(policy: Policy, value: Values) -> Parameters | None:
    """Look up the rate of a policy; None if its funds earn nothing."""
    return None if policy.fund_interest == 0 else Parameters(value(policy.fund_interest))


def start(given: Parameters | None, nothing: Array) -> State | None:
    """Return the state of month 0, with no interest earned."""
    return None if given is None else State(nothing)


@equation
def earned(fund: Array, rate: Array) -> Array:
    """Compute the month's interest on the general fund of an estate [yuan/month].

    ``max(fund, 0) * rate / 12``: on what lay in the fund when the month began.

    Parameters
    ----------
    fund
        At the end of the month before [yuan], shape (draw, estate).
    rate
        [share/year], shape (draw, 1).

    Examples
    --------
    >>> import numpy as np
    >>> earned(np.array([1200.0, -1200.0]), np.array([0.02]))
    array([2., 0.])
    """
    return namespace(fund).maximum(fund, 0.0) * (rate / 12.0)


def step(
    state: State | None, given: Parameters | None, fund: Array, own: Array
) -> tuple[tuple[State | None, Totals | None], Array]:
    """Add the interest on the fund to the estate's own money."""
    if state is None or given is None:
        return (None, None), own
    interest = earned(fund, given.rate)
    return (State(state.put_in + interest), Totals(total(interest))), own + interest
