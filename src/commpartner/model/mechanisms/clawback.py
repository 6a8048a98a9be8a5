"""Return earlier fallback from an estate's later surpluses (托底资金回收), without interest."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace, total
from commpartner.model.values import Values
from commpartner.programme.policy import Policy


class Parameters(NamedTuple):
    """Hold the share of a surplus that repays, shape (draw, 1)."""

    share: Array


class State(NamedTuple):
    """Hold what has been repaid since month 0, as a negative income [yuan], (draw, estate)."""

    put_in: Array


class Totals(NamedTuple):
    """Hold the account that repayments fill [yuan/month], shape (draw,)."""

    fallback_repaid: Array


def parameters(policy: Policy, value: Values) -> Parameters | None:
    """Look up the share of a policy; None if nothing is repaid."""
    return None if policy.fallback_clawback == 0 else Parameters(value(policy.fallback_clawback))


def start(given: Parameters | None, nothing: Array) -> State | None:
    """Return the state of month 0, with nothing repaid."""
    return None if given is None else State(nothing)


@equation
def repaid(surplus: Array, outstanding: Array, share: Array) -> Array:
    """Compute what a month's surplus repays: ``min(share * max(surplus, 0), outstanding)``.

    Parameters
    ----------
    surplus
        By which the general fund of an estate has grown in the month [yuan], (draw, estate).
    outstanding
        Fallback received so far and not yet repaid [yuan].
    share
        Of the surplus, 0 to 1, shape (draw, 1).

    Examples
    --------
    >>> import numpy as np
    >>> repaid(np.array([100.0, -10.0, 100.0]), np.array([80.0, 80.0, 20.0]), np.array([0.5]))
    array([50.,  0., 20.])
    """
    xp = namespace(surplus)
    return xp.minimum(share * xp.maximum(surplus, 0.0), xp.maximum(outstanding, 0.0))


def step(
    state: State | None, given: Parameters | None, put_in: Array, before: Array, fund: Array
) -> tuple[tuple[State | None, Totals | None], Array]:
    """Return a share of what the month has added to the fund.

    Parameters
    ----------
    put_in
        Fallback since month 0 [yuan], shape (draw, estate).
    before, fund
        General fund when the month began and after the service is paid [yuan], (draw, estate).
    """
    if state is None or given is None:
        return (None, None), fund
    paid = repaid(fund - before, put_in + state.put_in, given.share)
    return (State(state.put_in - paid), Totals(total(paid))), fund - paid
