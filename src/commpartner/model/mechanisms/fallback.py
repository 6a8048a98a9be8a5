"""Pay for the service from the fund and the operator's fallback (国企托底), up to a cap."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows import funds
from commpartner.flows.namespace import Array, namespace, total
from commpartner.model.values import Values
from commpartner.programme.policy import Policy


class State(NamedTuple):
    """Hold the fallback since month 0 by estate [yuan], (draw, estate); None without a cap."""

    put_in: Array
    uncovered: Array | None  # service cut back


class Totals(NamedTuple):
    """Hold the totals of the month [yuan], shape (draw,)."""

    fallback: Array
    uncovered: Array | None


class Paid(NamedTuple):
    """Hold what is paid for the service of a month, shape (draw, estate)."""

    fund: Array  # what is left [yuan]
    amount: Array  # [yuan]
    provided: Array  # part of the service, 0 to 1


def parameters(policy: Policy, value: Values) -> Array | None:
    """Look up the cap [yuan/household/month], prices of month 0, (draw, 1); None: no limit."""
    return None if policy.fallback_cap is None else value(policy.fallback_cap)


def waits_for_bills(policy: Policy) -> bool:
    """Return whether the operator underwrites everything before the first bill.

    Serve first is its risk.
    """
    trial = policy.free_months > 0 or policy.fee_needs_consent
    return policy.fallback_cap is not None and trial


def start(cap: Array | None, nothing: Array) -> State:
    """Return the state of month 0, with nothing received."""
    return State(nothing, None if cap is None else nothing)


def step(
    state: State,
    cap: Array | None,
    waits: bool,
    billing: Array,
    available: Array,
    cost: Array,
) -> tuple[tuple[State, Totals], Paid]:
    """Pay for the service; the operator underwrites the gap up to the cap once bills are sent.

    Parameters
    ----------
    cap
        Most that is underwritten [yuan/month], shape (draw, estate); None: no limit.
    waits
        Whether everything is underwritten before the first bill.
    """
    if cap is not None and waits:
        cap = namespace(cost).where(billing > 0, cap, cost)
    paid = funds.pay_for_service(available, cost, cap)
    cut = paid.uncovered
    received = state.put_in + paid.fallback
    if cut is None or state.uncovered is None:
        whole = namespace(cost).ones(1, dtype=cost.dtype)
        both = State(received, None), Totals(total(paid.fallback), None)
        return both, Paid(paid.fund, cost, whole)
    both = State(received, state.uncovered + cut), Totals(total(paid.fallback), total(cut))
    return both, Paid(paid.fund, cost - cut, 1.0 - cut / cost)
