"""Pay for the service from the fund and the operator's fallback (国企托底), up to a cap."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows import funds
from commpartner.flows.namespace import Array, namespace, total


class State(NamedTuple):
    """Hold the fallback since month 0 by estate [yuan], (draw, estate); None without a cap."""

    received: Array
    uncovered: Array | None  # service cut back


class Totals(NamedTuple):
    """Hold the totals of the month [yuan], shape (draw,)."""

    received: Array
    uncovered: Array | None


def step(
    state: State,
    cap: Array | None,
    waits_for_bills: bool,
    billing: Array,
    available: Array,
    cost: Array,
) -> tuple[State, Totals, funds.Settlement]:
    """Pay for the service; the operator underwrites the gap up to the cap once bills are sent.

    Parameters
    ----------
    cap
        Most that is underwritten [yuan/month], shape (draw, estate); None: no limit.
    waits_for_bills
        Before the first bill the operator underwrites everything: serve first is its risk.
    """
    if cap is not None and waits_for_bills:
        cap = namespace(cost).where(billing > 0, cap, cost)
    paid = funds.pay_for_service(available, cost, cap)
    cut = paid.uncovered
    new = State(
        state.received + paid.fallback,
        None if cut is None or state.uncovered is None else state.uncovered + cut,
    )
    return new, Totals(total(paid.fallback), None if cut is None else total(cut)), paid
