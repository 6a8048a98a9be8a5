"""The fallback of the operator (国企托底) in the months: the gap is underwritten, up to a cap."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows import funds
from commpartner.flows.namespace import Array, namespace, total


class State(NamedTuple):
    """Since month 0 by estate [yuan], shape (draw, estate); None where there is no cap."""

    received: Array
    uncovered: Array | None  # service cut back


class Totals(NamedTuple):
    """Of the month [yuan], shape (draw,)."""

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
    """Pay for the service; the operator adds what lacks, once bills are sent up to the cap.

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
