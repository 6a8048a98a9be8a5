"""Estate funds and the fallback operator who underwrites them (国企托底)."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.namespace import Array, namespace


class Settlement(NamedTuple):
    """How a month of service is paid for, by estate [yuan/month]; the fund left [yuan]."""

    paid: Array
    fallback: Array
    fund: Array


def pay_for_service(available: Array, cost: Array, cap: Array | None) -> Settlement:
    """Pay the service from the fund; the operator underwrites a gap up to a cap.

    ``gap = max(cost - available, 0)``; ``fallback = min(gap, cap)``;
    ``paid = cost - gap + fallback``: beyond the cap the service is cut back in proportion.
    ``fund' = available + fallback - paid = max(available - cost, 0)``.

    Parameters
    ----------
    available
        In the fund after the month's income [yuan], >= 0, shape (draw, estate).
    cost
        Of the whole standard [yuan/month].
    cap
        Most that is underwritten [yuan/month]; None: no limit.
    """
    xp = namespace(available)
    balance = available - cost
    gap = xp.maximum(-balance, 0.0)
    fallback = gap if cap is None else xp.minimum(gap, cap)
    paid = cost if cap is None else cost - gap + fallback
    return Settlement(paid, fallback, xp.maximum(balance, 0.0))
