"""Settle estate funds and the operator's fallback (国企托底)."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.flows.equation import equation
from commpartner.flows.namespace import Array, namespace


class Settlement(NamedTuple):
    """Hold the payment of a month of service by estate [yuan/month] and the fund left [yuan]."""

    fallback: Array
    uncovered: Array | None
    fund: Array


@equation
def common_income(per_household: Array, cost_share: Array, gain: Array) -> Array:
    """Compute income from common property after reasonable cost [yuan/household/month].

    ``per_household * (1 - cost_share) * gain``: it belongs to the owners (Civil Code art. 282).

    Parameters
    ----------
    per_household
        Gross [yuan/household/month], shape (draw, 1).
    cost_share
        Reasonable cost of earning it, 0 to 1.
    gain
        Factor by which more of it reaches the owners if their committee audits.
    """
    return per_household * (1.0 - cost_share) * gain


@equation
def pay_for_service(available: Array, cost: Array, cap: Array | None) -> Settlement:
    """Pay for the service from the fund; the operator underwrites a gap up to a cap.

    ``gap = max(cost - available, 0)``; ``fallback = min(gap, cap)``; what the cap leaves
    ``uncovered = gap - fallback`` is cut from the service in proportion;
    ``fund' = max(available - cost, 0)``.

    Parameters
    ----------
    available
        In the fund after the month's income [yuan], >= 0, shape (draw, estate).
    cost
        Of the whole standard [yuan/month].
    cap
        Most that is underwritten [yuan/month]; None: no limit, nothing stays uncovered.

    Examples
    --------
    >>> import numpy as np
    >>> paid = pay_for_service(np.array([50.0, 120.0]), np.array(100.0), np.array(30.0))
    >>> paid.fallback, paid.uncovered, paid.fund
    (array([30.,  0.]), array([20.,  0.]), array([ 0., 20.]))
    """
    xp = namespace(available)
    balance = available - cost
    fund = xp.maximum(balance, 0.0)
    gap = fund - balance
    if cap is None:
        return Settlement(gap, None, fund)
    fallback = xp.minimum(gap, cap)
    return Settlement(fallback, gap - fallback, fund)
