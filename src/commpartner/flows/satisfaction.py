"""Satisfaction follows what is delivered."""

from __future__ import annotations

from commpartner.flows.namespace import Array, namespace


def next_satisfaction(
    satisfaction: Array, delivered: Array, unserved: Array, full: Array, speed: Array
) -> Array:
    """Move satisfaction toward what the delivered service deserves.

    ``s' = s + speed * (s* - s)`` with ``s* = min(unserved + (full - unserved) * delivered, 1)``.

    Parameters
    ----------
    satisfaction
        Score over 100, shape (draw, estate).
    delivered
        Service delivered as a share of the standard; above 1 where it is upgraded.
    unserved, full
        Score over 100 with no service and with the whole standard, shape (draw, 1).
    speed
        Part of the gap closed in a month, shape (draw, 1).
    """
    xp = namespace(satisfaction)
    target = xp.minimum(unserved + (full - unserved) * delivered, 1.0)
    return satisfaction + speed * (target - satisfaction)
