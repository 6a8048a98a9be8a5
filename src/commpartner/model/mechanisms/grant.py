"""Pay a government grant (政府补助) to the estates for some months."""

from __future__ import annotations

import numpy as np

from commpartner.flows.namespace import Array
from commpartner.model.values import Values
from commpartner.programme.policy import Policy


def parameters(policy: Policy, value: Values) -> Array | None:
    """Look up the grant [yuan/household/month], (draw, 1); None if nothing is granted."""
    return value(policy.grant) if policy.grant != 0 and policy.grant_months > 0 else None


def months(grant: Array | None, policy: Policy, month: Array) -> Array | None:
    """Return the part of the grant that each month has, shape (month,).

    ``(1 - taper) ** floor(month / 12)`` while it is paid, then 0.
    """
    if grant is None:
        return None
    part = (1.0 - policy.grant_taper) ** np.floor(month / 12.0)
    return np.where(month < policy.grant_months, part, 0.0)


def step(grant: Array | None, granting: Array | None, own: Array, households: Array) -> Array:
    """Add the grant to the estates' own money [yuan], (draw, estate)."""
    if grant is None or granting is None:
        return own
    return own + (grant * granting) * households


def flows(grant: Array | None, granting: Array | None, households: Array) -> dict[str, Array]:
    """Compute the account of grants, (draw, month) [yuan/month]."""
    if grant is None or granting is None:
        return {}
    return {"grants": grant * households * granting}
